"""From sessions to packets: TCP segments, IP, and the link.

Directives of a dialogue, each for what follows it in its session unless it says otherwise:

    mss N                    octets a segment at most (1460)
    flush                    what was said so far goes out before what follows
    pause SECONDS            time passes
    sequence SIDE N          the first sequence number of a side; before anything is said
    midstream                the handshake is not in the capture; before anything is said
    lose, twice, late N      the next segment: is not captured; is captured twice; is captured N packets later
    hide SIDE                packets of this side are not captured
    syn [N]                  the client sends N SYNs (1), waiting 1, 2, 4… seconds; before anything is said
    syn-ack [N]              the server answers, N times; then `accept`, or nobody acknowledges it
    accept                   the client acknowledges it: what is said from here on is said
    unheard                  what is said next is not acknowledged, but by what the other side says
    again [N]                the last segment of payload is sent N times more (1)
    window SIDE N            this side acknowledges and offers a window of N octets, also from here on
    icmp T.C FROM [MTU [N]]  FROM says in an ICMP error of type T, code C that the last segment got nowhere; it
                             quotes N octets of it (8)
    turn                     the sides change parts: from here C lines come from the server
    close SIDE               FIN from this side, answered by the other's (every session that is not closed ends open)
    reset SIDE               RST from this side
    keepalive SIDE           one octet that was sent before, and its acknowledgement
    offload                  the lengths of IPv4 packets are 0 and the checksums wrong, as before segmentation in hardware
    fragment N               IP fragments of N octets of payload (a multiple of 8)
    vlan N [N]               a VLAN tag, or two (IEEE 802.1ad and 802.1Q)
    through, mirror, split   tunnels: see tunnels.py
    on N                     interface N of a pcapng file
    comment TEXT             of the next packet (pcapng)"""
import dataclasses
import ipaddress
import struct

import tunnels
from dialogue import BadDialogue
from tunnels import checksum

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
SIDES = {'client': 0, 'server': 1}
START = 1793613600.0  # 2 November 2026, 10:00 UTC


@dataclasses.dataclass
class Packet:
    time: float
    kind: int       # EtherType
    octets: bytes   # from the network header on
    sent_by: int    # 0: the TCP client
    interface: int = 0
    vlan: tuple = ()
    comment: str = ''
    late: int = 0


def endpoint(text):
    address, port = text.rsplit(':', 1)
    return ipaddress.ip_address(address.strip('[]')), int(port)


def ip_header(source, target, number, protocol, size, flags=0x4000, offload=False):
    """The header of a packet with so many octets of payload; offload: without length."""
    addresses = source.packed + target.packed
    if source.version == 6:
        return struct.pack('>IHBB', 6 << 28, size, protocol, 64) + addresses
    header = struct.pack('>BBHHHBBH', 0x45, 0, 0 if offload else 20 + size, number & 0xffff, flags, 64, protocol, 0) + addresses
    return header[:10] + struct.pack('>H', checksum(header)) + header[12:]


def icmp_error(source, target, number, kind, mtu, quoted):
    """An ICMP error that quotes the beginning of a packet."""
    icmp = struct.pack('>BBHI', *kind, 0, mtu) + quoted
    pseudo = source.packed + target.packed + struct.pack('>II', len(icmp), 58) if source.version == 6 else b''
    icmp = icmp[:2] + struct.pack('>H', checksum(pseudo + icmp)) + icmp[4:]
    return ip_header(source, target, number, 58 if source.version == 6 else 1, len(icmp)) + icmp


def ip_packets(source, target, number, tcp, fragment, offload):
    """The TCP segment as one IP packet, or as fragments of `fragment` octets; offload: without length."""
    six = source.version == 6
    size = fragment or len(tcp)
    for start in range(0, len(tcp), size):
        part = tcp[start:start + size]
        more = start + size < len(tcp)
        if six:
            extension = struct.pack('>BBHI', 6, 0, start | more, number) if fragment else b''
            yield ip_header(source, target, number, 44 if fragment else 6, len(extension) + len(part)) + extension + part
        else:
            flags = (0x2000 if more else 0) | start // 8 if fragment else 0x4000
            yield ip_header(source, target, number, 6, len(part), flags, offload) + part


class Connection:
    """One session under way; its packets are in `packets`, in the order in which they were sent."""

    def __init__(self, session, start):
        self.ends = [endpoint(session.client), endpoint(session.server)]
        self.sequence = [1000, 5000]
        self.now, self.number = start, 1
        self.mss, self.fragment, self.vlan, self.interface = 1460, 0, (), 0
        self.hidden, self.turned, self.begun, self.midstream, self.offload = set(), False, False, False, False
        self.ways, self.split = [tunnels.Way(())], 0
        self.comment, self.fate, self.delay = '', '', 0   # of the next packet, segment
        self.side, self.unsent = 0, b''
        self.windows, self.unheard = [64240, 64240], False
        self.last = b'', 0          # the last segment as a packet, and who sent it
        self.payload = (0, 0, b'')  # the last one with payload: side, sequence number, octets
        self.packets = []
        for step in session.steps:
            if step.marker == '%':
                self.direct(step.words[0].replace('-', '_'), step.words[1:])
            else:
                stuffing = b'.' if step.marker in ('C>', 'S>') and step.octets.startswith(b'.') else b''
                self.say(step.marker.startswith('S'), stuffing + step.octets)
        self.flush()

    def direct(self, name, words):
        if name not in ('sequence', 'midstream', 'hide'):
            self.flush()
        method = getattr(self, 'set_' + name, None)
        if method is None:
            raise BadDialogue(f'no such directive: {name}')
        method(*words)

    def say(self, from_server, octets):
        side = int(from_server) ^ self.turned
        if side != self.side:
            self.flush()
        self.side = side
        self.unsent += octets

    def send(self, side, flags, payload=b''):
        """One segment, captured unless its fate or its side says otherwise."""
        (source, port), (target, other) = self.ends[side], self.ends[1 - side]
        tcp = struct.pack('>HHIIBBHHH', port, other, self.sequence[side] & 0xffffffff,
                          self.sequence[1 - side] & 0xffffffff if flags & ACK else 0, 5 << 4, flags, self.windows[side], 0, 0) + payload
        pseudo = source.packed + target.packed + struct.pack('>IHBB', len(tcp), 0, 0, 6)
        tcp = tcp[:16] + struct.pack('>H', checksum(pseudo if self.offload else pseudo + tcp)) + tcp[18:]
        self.last = b''.join(ip_packets(source, target, self.number, tcp, 0, False)), side
        if payload:
            self.payload = side, self.sequence[side], payload
        fate, self.fate = (self.fate, '') if payload else ('', self.fate)
        copies = 0 if fate == 'lose' or side in self.hidden else 2 if fate == 'twice' else 1
        for ip in list(ip_packets(source, target, self.number, tcp, self.fragment, self.offload)) * copies:
            for way in self.ways:
                self.capture(way, ip, side, fate)
        self.number += 1
        self.sequence[side] += len(payload) + bool(flags & (SYN | FIN))

    def capture(self, way, ip, side, fate):
        """The packets that carry an IP packet this way."""
        kind, octets = way.wrap(0x0800 if ip[0] >> 4 == 4 else 0x86dd, ip, side)
        for part in tunnels.split(kind, octets, self.split) if self.split else (octets,):
            self.now += 0.0005
            late, self.delay = (self.delay, 0) if fate == 'late' else (0, self.delay)
            self.packets.append(Packet(self.now, kind, part, side, self.interface, self.vlan, self.comment, late))
            self.comment = ''

    def begin(self):
        """The handshake, once, before the first octets."""
        if self.begun:
            return
        self.begun = True
        if self.midstream:
            self.sequence = [number + 1 for number in self.sequence]
            return
        self.send(0, SYN)
        self.send(1, SYN | ACK)
        self.send(0, ACK)

    def flush(self):
        if not self.unsent:
            return
        self.begin()
        octets, self.unsent = self.unsent, b''
        for start in range(0, len(octets), self.mss):
            last = start + self.mss >= len(octets)
            self.send(self.side, ACK | (PSH if last else 0), octets[start:start + self.mss])
        if self.unheard:
            self.unheard = False
        else:
            self.send(1 - self.side, ACK)
        self.now += 0.01

    def set_flush(self):
        pass  # every directive flushes

    def set_mss(self, size):
        self.mss = int(size)

    def set_pause(self, seconds):
        self.now += float(seconds)

    def set_sequence(self, side, number):
        self.sequence[SIDES[side]] = int(number, 0)

    def set_midstream(self):
        self.midstream = True

    def set_lose(self):
        self.fate = 'lose'

    def set_twice(self):
        self.fate = 'twice'

    def set_late(self, packets):
        self.fate, self.delay = 'late', int(packets)

    def set_hide(self, side):
        self.hidden.add(SIDES[side])

    def set_turn(self):
        self.turned = not self.turned

    def set_close(self, side):
        first = SIDES[side]
        self.begin()
        self.send(first, FIN | ACK)
        self.send(1 - first, FIN | ACK)
        self.send(first, ACK)

    def set_syn(self, count='1'):
        self.begun = True
        for n in range(int(count)):
            if n:
                self.now += 2 ** (n - 1)
            self.send(0, SYN)
            self.sequence[0] -= 1
        self.sequence[0] += 1

    def set_syn_ack(self, count='1'):
        for n in range(int(count)):
            if n:
                self.now += 2 ** (n - 1)
            self.send(1, SYN | ACK)
            self.sequence[1] -= 1
        self.sequence[1] += 1

    def set_unheard(self):
        self.unheard = True

    def set_accept(self):
        self.send(0, ACK)

    def set_again(self, count='1'):
        side, number, octets = self.payload
        now, self.sequence[side] = self.sequence[side], number
        for _ in range(int(count)):
            self.now += 0.2
            self.send(side, ACK | PSH, octets)
            self.sequence[side] = number
        self.sequence[side] = now

    def set_window(self, side, size):
        self.windows[SIDES[side]] = int(size)
        self.send(SIDES[side], ACK)

    def set_icmp(self, kind, sender, mtu='0', quoted='8'):
        packet, side = self.last
        header = 40 if packet[0] >> 4 == 6 else 20
        self.now += 0.0005
        ip = icmp_error(ipaddress.ip_address(sender), self.ends[side][0], self.number, [int(n) for n in kind.split('.')],
                        int(mtu), packet[:header + int(quoted)])
        ether = 0x86dd if header == 40 else 0x0800
        self.packets.append(Packet(self.now, ether, ip, 1 - side, self.interface, self.vlan))
        self.number += 1

    def set_reset(self, side):
        self.send(SIDES[side], RST | ACK)

    def set_keepalive(self, side):
        number = SIDES[side]
        self.sequence[number] -= 1
        self.send(number, ACK, b'\0')
        self.send(1 - number, ACK)

    def set_offload(self):
        self.offload = True

    def set_fragment(self, size):
        self.fragment = int(size)

    def set_vlan(self, *tags):
        self.vlan = tuple(int(tag) for tag in tags)

    def set_through(self, *steps):
        self.ways = [tunnels.Way(steps)]

    def set_mirror(self, *steps):
        self.ways = [self.ways[0], tunnels.Way(steps)]

    def set_split(self, size):
        self.split = int(size)

    def set_on(self, interface):
        self.interface = int(interface)

    def set_comment(self, *words):
        self.comment = ' '.join(words)


def packets_of(sessions):
    """The packets of all sessions as captured: one session after the other, late packets at their new place."""
    now, out = START, []
    for session in sessions:
        connection = Connection(session, now)
        out += reorder(connection.packets)
        now = connection.now + 1
    return out


def reorder(packets):
    """Moves late packets back; times follow the new order, as a capture's do."""
    times = [packet.time for packet in packets]
    order = sorted(range(len(packets)), key=lambda n: n + packets[n].late + (0.5 if packets[n].late else 0))
    return [dataclasses.replace(packets[n], time=time) for n, time in zip(order, times)]

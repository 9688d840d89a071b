"""What may stand around an IP packet: tunnels, and links that savefile.py does not know.

    through STEP…            packets of this session travel so: steps from the inside out; `through` alone: plainly again
    mirror STEP…             each packet is captured twice: as it is, and then so
    split N                  what is outermost travels in IP fragments of N octets of payload (a multiple of 8)

A step is a name and options, joined by +:

    ethernet                 a frame, for what carries frames
    vlan pppoe mpls          mpls+2: a stack of two labels
    ip4 ip6                  inside another IP packet (IP-in-IP, 6in4, IPv6 in IPv6 …)
    gre                      +checksum +key +sequence; +pptp: PPP as PPTP has it
    erspan1 erspan2 erspan3  mirrored frames in GRE; erspan3+platform: with a subheader
    vxlan geneve gtp         vxlan+8472: at that port; vxlan+gpe; geneve+options; gtp+extension

Tunnels are between 203.0.113.1 and 203.0.113.2, or 2001:db8:cafe::1 and ::2 where a step has +six."""
import ipaddress
import struct

IPV4, IPV6, FRAME, VLAN, MPLS, PPPOE, PPP, ERSPAN, ERSPAN3 = \
    0x0800, 0x86dd, 0x6558, 0x8100, 0x8847, 0x8864, 0x880b, 0x88be, 0x22eb
PPP_PROTOCOLS = {IPV4: 0x0021, IPV6: 0x0057, MPLS: 0x0281}
ENDS4 = [ipaddress.ip_address('203.0.113.1').packed, ipaddress.ip_address('203.0.113.2').packed]
ENDS6 = [ipaddress.ip_address('2001:db8:cafe::1').packed, ipaddress.ip_address('2001:db8:cafe::2').packed]


def checksum(octets):
    words = struct.unpack(f'>{(len(octets) + 1) // 2}H', octets + b'\0' * (len(octets) % 2))
    total = sum(words)
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Way:
    """Puts steps around packets; counts what has to be counted."""

    def __init__(self, steps):
        self.steps = [step.split('+') for step in steps]
        self.number = 0

    def wrap(self, kind, octets, sent_by):
        """The EtherType of what is outermost, and its octets."""
        self.number += 1
        for name, *options in self.steps:
            kind, octets = getattr(self, name)(kind, octets, sent_by, options)
        return kind, octets

    def ip(self, protocol, octets, sent_by, options):
        me, you = sent_by, 1 - sent_by
        if 'six' in options:
            return IPV6, struct.pack('>IHBB', 6 << 28, len(octets), protocol, 64) + ENDS6[me] + ENDS6[you] + octets
        header = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(octets), self.number & 0xffff, 0, 64, protocol, 0) \
            + ENDS4[me] + ENDS4[you]
        return IPV4, header[:10] + struct.pack('>H', checksum(header)) + header[12:] + octets

    def udp(self, port, octets, sent_by, options):
        return self.ip(17, struct.pack('>HHHH', 49152, port, 8 + len(octets), 0) + octets, sent_by, options)

    def ethernet(self, kind, octets, sent_by, options):
        me, you = b'\2\0\0\0\1' + bytes([1 + sent_by]), b'\2\0\0\0\1' + bytes([2 - sent_by])
        return FRAME, you + me + struct.pack('>H', kind) + octets

    def vlan(self, kind, octets, sent_by, options):
        return VLAN, struct.pack('>HH', 7, kind) + octets

    def pppoe(self, kind, octets, sent_by, options):
        return PPPOE, struct.pack('>BBHHH', 0x11, 0, 1, 2 + len(octets), PPP_PROTOCOLS[kind]) + octets

    def mpls(self, kind, octets, sent_by, options):
        """The label of a packet is 100, that of a frame with a control word 200, that of a bare one 300."""
        first = 100 if kind != FRAME else 300 if 'bare' in options else 200
        if first == 200:
            octets = struct.pack('>HH', 0, self.number & 0xffff) + octets
        count = next((int(option) for option in options if option.isdigit()), 1)
        labels = b''.join(struct.pack('>I', first + n << 12 | (n + 1 == count) << 8 | 64) for n in range(count))
        return MPLS, labels + octets

    def ip4(self, kind, octets, sent_by, options):
        return self.ip({IPV4: 4, IPV6: 41, MPLS: 137}[kind], octets, sent_by, options)

    def ip6(self, kind, octets, sent_by, options):
        return self.ip4(kind, octets, sent_by, options + ['six'])

    def gre(self, kind, octets, sent_by, options):
        if 'pptp' in options:
            octets = struct.pack('>BBH', 0xff, 3, PPP_PROTOCOLS[kind]) + octets
            header = struct.pack('>HHHHII', 0x3081, PPP, len(octets), 9, self.number, self.number - 1)
            return self.ip(47, header + octets, sent_by, options)
        flags = 0x8000 * ('checksum' in options) | 0x2000 * ('key' in options) | 0x1000 * ('sequence' in options)
        fields = (b'\0\0\0\0' if 'checksum' in options else b'') + (struct.pack('>I', 77) if 'key' in options else b'') \
            + (struct.pack('>I', self.number) if 'sequence' in options else b'')
        packet = struct.pack('>HH', flags, kind) + fields + octets
        if 'checksum' in options:
            packet = packet[:4] + struct.pack('>H', checksum(packet)) + packet[6:]
        return self.ip(47, packet, sent_by, options)

    def erspan1(self, kind, octets, sent_by, options):
        return self.gre(ERSPAN, octets, sent_by, options)

    def erspan2(self, kind, octets, sent_by, options):
        header = struct.pack('>HHI', 1 << 12 | 7, 9, 5)
        return self.gre(ERSPAN, header + octets, sent_by, options + ['sequence'])

    def erspan3(self, kind, octets, sent_by, options):
        platform = 'platform' in options
        header = struct.pack('>HHIHH', 2 << 12 | 7, 9, self.number, 0, int(platform)) + b'\0' * 8 * platform
        return self.gre(ERSPAN3, header + octets, sent_by, options + ['sequence'])

    def vxlan(self, kind, octets, sent_by, options):
        port = next((int(option) for option in options if option.isdigit()), 4789)
        if 'gpe' in options:
            header = struct.pack('>BBBBI', 0x0c, 0, 0, {IPV4: 1, IPV6: 2, FRAME: 3}[kind], 42 << 8)
            return self.udp(4790, header + octets, sent_by, options)
        return self.udp(port, struct.pack('>II', 0x08000000, 42 << 8) + octets, sent_by, options)

    def geneve(self, kind, octets, sent_by, options):
        extra = struct.pack('>HBBI', 0x0108, 1, 1, 7) if 'options' in options else b''
        return self.udp(6081, struct.pack('>BBHI', len(extra) // 4, 0, kind, 42 << 8) + extra + octets, sent_by, options)

    def gtp(self, kind, octets, sent_by, options):
        extra = struct.pack('>HBB', self.number, 0, 0x85) + bytes((1, 0, 9, 0)) if 'extension' in options else b''
        flags = 0x36 if extra else 0x30
        return self.udp(2152, struct.pack('>BBHI', flags, 255, len(extra) + len(octets), 42) + extra + octets, sent_by, options)


def split(kind, octets, size):
    """An IP packet as fragments of `size` octets of payload."""
    header, payload = (octets[:20], octets[20:]) if kind == IPV4 else (octets[:40], octets[40:])
    if kind == IPV4 and octets[6] & 0x20:
        raise ValueError('a fragment in fragments')
    for start in range(0, len(payload), size):
        part, more = payload[start:start + size], start + size < len(payload)
        if kind == IPV6:
            extension = struct.pack('>BBHI', header[6], 0, start | more, checksum(octets) | 1)
            yield header[:4] + struct.pack('>HB', 8 + len(part), 44) + header[7:] + extension + part
            continue
        head = header[:2] + struct.pack('>H', 20 + len(part)) + header[4:6] \
            + struct.pack('>H', 0x2000 * more | start // 8) + header[8:10] + b'\0\0' + header[12:]
        yield head[:10] + struct.pack('>H', checksum(head)) + head[12:] + part

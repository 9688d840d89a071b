"""Frames of each link type around what a packet holds."""
import struct

IPV4, IPV6, FRAME = 0x0800, 0x86dd, 0x6558
TYPES = {'null': 0, 'ethernet': 1, 'ppp': 9, 'ppp-hdlc': 50, 'pppoe': 51, 'raw': 101, 'chdlc': 104, 'wifi': 105, 'enc': 109,
         'sll': 113, 'pflog': 117, 'prism': 119, 'radiotap': 127, 'avs': 163, 'pppd': 166, 'ppi': 192, 'ppp-dir': 204, 'nflog': 239,
         'netlink': 253, 'pktap': 258, 'sll2': 276}
PPP_PROTOCOLS = {IPV4: 0x0021, IPV6: 0x0057, 0x8847: 0x0281}
SYSTEM = b'\2\0\0\0\0\x99'  # the access point


def addresses(packet):
    return b'\2\0\0\0\0' + bytes([1 + packet.sent_by]), b'\2\0\0\0\0' + bytes([2 - packet.sent_by])


def ethernet(packet, _order):
    if packet.kind == FRAME:
        return packet.octets
    me, you = addresses(packet)
    tags = b''.join(struct.pack('>HH', 0x88a8 if n + 1 < len(packet.vlan) else 0x8100, tag)
                    for n, tag in enumerate(packet.vlan))
    return you + me + tags + struct.pack('>H', packet.kind) + packet.octets


def null(packet, order):
    """The address family in the byte order of the machine that captured."""
    return struct.pack(order + 'I', 2 if packet.kind == IPV4 else 30) + packet.octets


def raw(packet, _order):
    return packet.octets


def sll(packet, _order):
    return struct.pack('>HHH8sH', 4 * packet.sent_by, 1, 6, addresses(packet)[0], packet.kind) + packet.octets


def sll2(packet, _order):
    return struct.pack('>HHIHBB8s', packet.kind, 0, 2, 1, 4 * packet.sent_by, 6, addresses(packet)[0]) + packet.octets


def ppp(packet, _order):
    """The client's protocol field is compressed where it can be (RFC 1661 6.5)."""
    protocol = PPP_PROTOCOLS[packet.kind]
    short = not packet.sent_by and protocol < 0x100
    return (bytes([protocol]) if short else struct.pack('>H', protocol)) + packet.octets


def ppp_hdlc(packet, order):
    return b'\xff\3' + ppp(packet, order)


def chdlc(packet, _order):
    return struct.pack('>BBH', 0x0f, 0, packet.kind) + packet.octets


def pppd(packet, order):
    return bytes((packet.sent_by, 3)) + ppp(packet, order)


def ppp_dir(packet, order):
    return bytes([packet.sent_by]) + ppp_hdlc(packet, order)


def pppoe(packet, _order):
    return struct.pack('>BBHHH', 0x11, 0, 1, 2 + len(packet.octets), PPP_PROTOCOLS[packet.kind]) + packet.octets


def wifi(packet, _order):
    """From the client to the system plain data, from the system with QoS."""
    me, you = addresses(packet)
    head = struct.pack('>BBH', 0x88, 2, 0) + you + SYSTEM + me if packet.sent_by else \
        struct.pack('>BBH', 0x08, 1, 0) + SYSTEM + me + you
    return head + b'\x10\0' + (b'\0\0' if packet.sent_by else b'') + b'\xaa\xaa\3\0\0\0' \
        + struct.pack('>H', packet.kind) + packet.octets


def radiotap(packet, _order):
    """Between two stations of a distribution system, four addresses; the server's with time stamp, QoS and padding. A
    check sequence at the end."""
    me, you = addresses(packet)
    head = (b'\x88' if packet.sent_by else b'\x08') + b'\3\0\0' + SYSTEM + SYSTEM + you + b'\x10\0' + me
    snap = b'\xaa\xaa\3\0\0\0' + struct.pack('>H', packet.kind)
    tap = struct.pack('<BBHIQBx', 0, 0, 18, 3, 1, 0x20 | 0x10) + head + b'\0\0' if packet.sent_by else \
        struct.pack('<BBHIIBxxx', 0, 0, 16, 0x80000002, 0, 0x10) + head
    size = len(tap) - (18 if packet.sent_by else 16)
    return tap + b'\0' * (-size % 4 if packet.sent_by else 0) + snap + packet.octets + b'\xde\xad\xbe\xef'


def prism(packet, order):
    """Message code, length, and a device's name; the 10 items with nothing in them."""
    items = b''.join(struct.pack(order + 'IHHI', 0x10044 + 0x10000 * n, 1, 4, 0) for n in range(10))
    return struct.pack(order + 'II16s', 0x44, 144, b'wlan0') + items + wifi(packet, order)


def avs(packet, order):
    return struct.pack('>IIQQIIIIIIIIII', 0x80211001, 64, 0, 0, 2, 6, 10, 0, 0, 0, 0, 0, 0, 1) + wifi(packet, order)


def ppi(packet, order):
    return struct.pack('<BBHI', 0, 0, 8, TYPES['wifi']) + wifi(packet, order)


def enc(packet, order):
    """What IPsec took off: family, SPI, and that it was authentic and confidential."""
    return struct.pack(order + 'I', 2 if packet.kind == IPV4 else 24) + struct.pack('>II', 0x1234, 0x0c00) + packet.octets


def pflog(packet, _order):
    """Passed in or out by rule 3: 61 octets and padding, as OpenBSD has it since 4.9 without the addresses' rewriting."""
    return struct.pack('>BBBB16s16sIIIiIiB', 61, 2 if packet.kind == IPV4 else 24, 0, 0, b'em0', b'', 3, 0xffffffff,
                       0, 0, 0, 0, 1 + packet.sent_by) + b'\0' * 3 + packet.octets


def pktap(packet, order):
    """The client's packets from a device that is Ethernet, the server's from a tunnel without link layer."""
    kind, inner = (TYPES['raw'], packet.octets) if packet.sent_by else (TYPES['ethernet'], ethernet(packet, order))
    return struct.pack('<III24sI', 108, 1, kind, b'en0', 1) + b'\0' * (108 - 40) + inner


def attribute(order, kind, value):
    return struct.pack(order + 'HH', 4 + len(value), kind) + value + b'\0' * (-len(value) % 4)


def netfilter(packet, order):
    return struct.pack('>BBH', 2 if packet.kind == IPV4 else 10, 0, 5) \
        + attribute(order, 1, struct.pack('>HBx', packet.kind, 3)) + attribute(order, 10, b'mail\0') \
        + attribute(order, 9, packet.octets)


def netlink(packet, order):
    """The client's packets come by the log, the server's by the queue, behind a message of another kind."""
    body = netfilter(packet, order)
    kind, before = 4 << 8, b''
    if packet.sent_by:
        body = body[:4] + attribute(order, 1, struct.pack('>IHB', 1, packet.kind, 0)) + attribute(order, 10, packet.octets)
        kind, before = 3 << 8, struct.pack(order + 'IHHIII', 20, 2, 0, 1, 0, 0)
    return struct.pack('>HH10xH', 4, 824, 12) + before + struct.pack(order + 'IHHII', 16 + len(body), kind, 0, 0, 0) + body


def frame(packet, link, order):
    """The packet with its link-layer header."""
    return globals()[{'nflog': 'netfilter'}.get(link, link.replace('-', '_'))](packet, order)

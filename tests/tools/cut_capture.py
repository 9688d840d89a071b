"""Cuts a capture into several at packet boundaries, as tcpdump -C and dumpcap -b do while they write."""
import struct

PCAP = {b'\xd4\xc3\xb2\xa1': '<', b'\x4d\x3c\xb2\xa1': '<', b'\xa1\xb2\xc3\xd4': '>', b'\xa1\xb2\x3c\x4d': '>'}
SECTION, PACKETS = 0x0a0d0d0a, (2, 3, 6)


def pcap_records(octets):
    order = PCAP[octets[:4]]
    records, at = [], 24
    while at + 16 <= len(octets):
        size = 16 + struct.unpack_from(order + 'I', octets, at + 8)[0]
        if at + size > len(octets):
            break
        records.append((True, octets[at:at + size]))
        at += size
    return octets[:24], records


def pcapng_records(octets):
    records, at, order = [], 0, '<'
    while at + 12 <= len(octets):
        if octets[at:at + 4] == b'\x0a\x0d\x0d\x0a':
            order = '<' if octets[at + 8:at + 12] == b'\x4d\x3c\x2b\x1a' else '>'
        kind, size = struct.unpack_from(order + 'II', octets, at)
        if size < 12 or at + size > len(octets):
            break
        records.append((kind in PACKETS, octets[at:at + size]))
        at += size
    return b'', records


def cut(octets, bounds):
    """The pieces: packets before the first bound, between it and the next, …, after the last. Each begins with all
    headers and descriptions that came before it. None when the file is neither pcap nor pcapng."""
    if octets[:4] in PCAP:
        head, records = pcap_records(octets)
    elif octets[:4] == b'\x0a\x0d\x0d\x0a':
        head, records = pcapng_records(octets)
    else:
        return None
    pieces, piece, count, bounds = [], head, 0, sorted(bounds)
    for is_packet, record in records:
        while is_packet and bounds and count == bounds[0]:
            pieces.append(piece)
            piece = head
            bounds.pop(0)
        count += is_packet
        piece += record
        head += b'' if is_packet else record
    return pieces + [piece] + [head] * len(bounds)


def packet_count(octets):
    records = (pcap_records if octets[:4] in PCAP else pcapng_records)(octets)[1]
    return sum(is_packet for is_packet, _ in records)

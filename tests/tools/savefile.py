"""Writes packets as a pcap or pcapng file, in any byte order, resolution and link type."""
import dataclasses
import struct

import links

@dataclasses.dataclass
class Interface:
    link: str = 'ethernet'
    resolution: int = 6     # of 10; negative: of 2
    snap: int = 262144

    def ticks(self, seconds):
        return round(seconds * (10 ** self.resolution if self.resolution >= 0 else 2 ** -self.resolution))


@dataclasses.dataclass
class Format:
    name: str = 'pcap'
    order: str = '<'
    nanoseconds: bool = False
    interfaces: tuple = (Interface(),)
    secrets: bytes = b''    # a TLS key log


def write_pcap(file, packets, form):
    interface = form.interfaces[0]
    magic = 0xa1b23c4d if form.nanoseconds else 0xa1b2c3d4
    unit = 10 ** 9 if form.nanoseconds else 10 ** 6
    file.write(struct.pack(form.order + 'IHHIIII', magic, 2, 4, 0, 0, interface.snap, links.TYPES[interface.link]))
    for packet in packets:
        octets = links.frame(packet, interface.link, form.order)
        ticks = round(packet.time * unit)
        captured = octets[:interface.snap]
        file.write(struct.pack(form.order + 'IIII', ticks // unit, ticks % unit, len(captured), len(octets)) + captured)


def padded(octets):
    return octets + b'\0' * (-len(octets) % 4)


def block(order, kind, body):
    size = struct.pack(order + 'I', 12 + len(body))
    return struct.pack(order + 'I', kind) + size + body + size


def options(order, *pairs):
    out = b''.join(struct.pack(order + 'HH', code, len(value)) + padded(value) for code, value in pairs)
    return out + struct.pack(order + 'HH', 0, 0) if pairs else b''


def write_pcapng(file, packets, form):
    order = form.order
    file.write(block(order, 0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1)))
    for interface in form.interfaces:
        resolution = interface.resolution if interface.resolution >= 0 else 0x80 | -interface.resolution
        body = struct.pack(order + 'HHI', links.TYPES[interface.link], 0, interface.snap)
        file.write(block(order, 1, body + options(order, (9, bytes([resolution])))))
    if form.secrets:
        body = struct.pack(order + 'II', 0x544c534b, len(form.secrets)) + padded(form.secrets)
        file.write(block(order, 10, body))
    for packet in packets:
        interface = form.interfaces[packet.interface]
        octets = links.frame(packet, interface.link, order)
        captured = octets[:interface.snap]
        ticks = interface.ticks(packet.time)
        body = struct.pack(order + 'IIIII', packet.interface, ticks >> 32, ticks & 0xffffffff, len(captured), len(octets))
        comments = ((1, packet.comment.encode()),) if packet.comment else ()
        file.write(block(order, 6, body + padded(captured) + options(order, *comments)))


def write(path, packets, form):
    with open(path, 'wb') as file:
        (write_pcapng if form.name == 'pcapng' else write_pcap)(file, packets, form)

"""A pcapng with secrets inside (little-endian), taken apart: its other blocks, and the key log."""
import struct

SECRETS_BLOCK = 10


def split(name):
    """The blocks without the secrets, and the secrets as octets."""
    with open(name, 'rb') as file:
        octets = file.read()
    blocks, secrets, at = [], b'', 0
    while at < len(octets):
        kind, size = struct.unpack('<II', octets[at:at + 8])
        if kind == SECRETS_BLOCK:
            secrets += octets[at + 16:at + 16 + struct.unpack('<I', octets[at + 12:at + 16])[0]]
        else:
            blocks.append(octets[at:at + size])
        at += size
    return blocks, secrets

"""Captures of one session each that is large: of very many events, or of one very large message. Written here and not by
generate, whose sessions are as large as those of real mail."""
import struct

CLIENT, SERVER = 0, 1
SYN, FIN, PUSH, ACK = 2, 1, 8, 16
SEGMENT = 7300
LINE = b'The quick brown fox jumps over the lazy dog, again and again.\r\n'


class Capture:
    """A connection of one client and one server, in a pcap file."""

    def __init__(self, path):
        self.file = open(path, 'wb')  # pylint: disable=consider-using-with
        self.file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        self.at, self.sent = 1700000000_000000, [1000, 5000]

    def packet(self, side, payload=b'', flags=PUSH | ACK):
        self.at += 50
        ports, addresses = (40000, 25), (bytes((192, 0, 2, 1)), bytes((192, 0, 2, 25)))
        if side == SERVER:
            ports, addresses = ports[::-1], addresses[::-1]
        segment = struct.pack('>HHIIBBHHH', *ports, self.sent[side] % 2**32, self.sent[1 - side] % 2**32, 0x50, flags, 65535, 0, 0) + payload
        packet = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(segment), 0, 0, 64, 6, 0) + b''.join(addresses) + segment
        frame = bytes(12) + b'\x08\x00' + packet
        self.file.write(struct.pack('<IIII', *divmod(self.at, 10**6), len(frame), len(frame)) + frame)
        self.sent[side] += len(payload) + bool(flags & (SYN | FIN))

    def dialogue(self, *lines):
        """Lines of both sides in turn, the client's first."""
        for n, line in enumerate(lines):
            self.packet(n % 2, line + b'\r\n')

    def begin(self):
        for side, flags in ((CLIENT, SYN), (SERVER, SYN | ACK), (CLIENT, ACK)):
            self.packet(side, flags=flags)
        self.packet(SERVER, b'220 mx.example.org ESMTP\r\n')
        self.dialogue(b'EHLO client.example.net', b'250 mx.example.org')

    def end(self):
        self.dialogue(b'QUIT', b'221 2.0.0 Bye')
        for side in (CLIENT, SERVER):
            self.packet(side, flags=FIN | ACK)
        self.file.close()


def write_events(path, transactions):
    """Eight events for each transaction."""
    capture = Capture(path)
    capture.begin()
    for n in range(transactions):
        capture.dialogue(b'MAIL FROM:<a%d@example.net>' % n, b'250 2.1.0 Ok', b'RCPT TO:<b%d@example.org>' % n, b'250 2.1.5 Ok', b'DATA', b'354 go on',
                         b'Subject: number %d\r\n\r\nHello\r\n.' % n, b'250 2.0.0 Ok: queued as %08X' % n)
    capture.end()


def write_content(path, octets):
    """One message of so many octets."""
    block = (LINE * (SEGMENT // len(LINE) + 1))[:SEGMENT]
    capture = Capture(path)
    capture.begin()
    capture.dialogue(b'MAIL FROM:<a@example.net>', b'250 2.1.0 Ok', b'RCPT TO:<b@example.org>', b'250 2.1.5 Ok', b'DATA', b'354 go on', b'Subject: large\r\n')
    for _ in range(octets // SEGMENT):
        capture.packet(CLIENT, block)
    capture.packet(CLIENT, b'\r\n.\r\n')
    capture.packet(SERVER, b'250 2.0.0 Ok: queued as LARGE\r\n')
    capture.end()

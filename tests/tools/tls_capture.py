#!/usr/bin/python3
"""A session under TLS between two OpenSSLs, as a capture: what passed, packet by packet, and its secrets.

As a program: tls_capture.py FOLDER/NAME.pcapng [--implicit PORT] [option of tls_dialogue.py…]; the secrets are inside the file,
and what must be found goes to FOLDER/expected, where there is such a folder. As a module: play() gives what passed and the key
log, write() makes the file."""
import os
import sys
import tempfile

sys.dont_write_bytecode = True

import dialogue
import expectation
import packets
import savefile
import tls_dialogue

PLAIN = (('S', '220 mx.example.org ESMTP'), ('C', 'EHLO client.example.net'), ('S', '250-mx.example.org'), ('S', '250 STARTTLS'),
         ('C', 'STARTTLS'), ('S', '220 go'))
SECRET = (('C', 'EHLO client.example.net'), ('S', '250-mx.example.org'), ('S', '250 SIZE 1000000'),
          ('C', 'MAIL FROM:<walter@example.net>'), ('S', '250 2.1.0 Ok'),
          ('C', 'RCPT TO:<alice@example.org>'), ('S', '250 2.1.5 Ok'), ('C', 'DATA'), ('S', '354 go ahead'),
          ('C', 'From: walter@example.net\r\nSubject: sealed\r\n\r\n' + 'All work and no play.\r\n' * 1000 + '.'),
          ('S', '250 2.0.0 Ok: queued as 12345'), ('C', 'QUIT'), ('S', '221 2.0.0 Bye'))


class Passed(list):
    """What passed, in order: (side, octets)."""
    def say(self, side, octets):
        if octets:
            self.append((side, octets))


def shake(client, server, passed):
    moved = True
    while moved:
        moved = False
        for side, other in ((client, server), (server, client)):
            side.attempt(side.tls.do_handshake)
            octets = side.written.read()
            other.read.write(octets)
            passed.say(side.letter, octets)
            moved |= bool(octets)


def pass_on(side, other, passed):
    octets = side.written.read()
    other.read.write(octets)
    passed.say(side.letter, octets)


def read_all(side):
    """What came to a side, so that it takes in tickets and the like, too."""
    heard = b''
    while side.attempt(lambda: None):
        try:
            octets = side.tls.read(65536)
        except tls_dialogue.ssl.SSLError:
            return heard
        if not octets:
            return heard
        heard += octets
    return heard


def speak(sides, said, passed):
    for letter, text in said:
        side, other = sides if letter == 'C' else sides[::-1]
        side.tls.write(text.encode() + b'\r\n')
        pass_on(side, other, passed)
        read_all(other)


def play(options, plain=PLAIN, secret=SECRET, contexts=None):
    """What passed, and the key log. `contexts`: of client and server; None: as the options say."""
    passed = Passed()
    for side, text in plain:
        passed.say(side, text.encode() + b'\r\n')
    with tempfile.TemporaryDirectory() as folder:
        contexts = contexts or tls_dialogue.contexts(options, tls_dialogue.files(options, folder))
        contexts[0].keylog_filename = os.path.join(folder, 'keys')
        sides = (tls_dialogue.Side('C', options.form, contexts[0], server_hostname=options.name),
                 tls_dialogue.Side('S', options.form, contexts[1], server_side=True))
        shake(*sides, passed)
        speak(sides, secret, passed)
        for side, other in (sides, sides[::-1]):
            side.attempt(side.tls.unwrap)
            pass_on(side, other, passed)
        with open(os.path.join(folder, 'keys'), 'rb') as file:
            return passed, file.read()


def write(path, passed, secrets=b'', server='192.0.2.25:25'):
    """`secrets`: go into the file; empty: none."""
    session = dialogue.Session()
    session.server = server
    session.steps = [dialogue.Step(side + '!', octets) for side, octets in passed]
    session.steps.append(dialogue.Step('%', words=('close', 'client')))
    form = savefile.Format('pcapng', interfaces=(savefile.Interface(),), secrets=secrets)
    savefile.write(path, packets.packets_of([session]), form)


def expected_steps(said):
    """The same as a dialogue has it: with markers."""
    for side, text in said:
        if '\n' in text:
            yield from (dialogue.Step('C>', line.encode() + b'\r\n') for line in text.split('\r\n')[:-1])
            yield dialogue.Step('C.', b'.\r\n')
        else:
            yield dialogue.Step(side + ':', text.encode() + b'\r\n')


def expect(path, server, plain, secret):
    session = dialogue.Session()
    session.server = server
    session.steps = [*expected_steps(plain), *expected_steps(secret)]
    session.starttls = bool(plain)
    session.holds = {'tls': 'starttls' if plain else 'implicit', 'decrypted': True, 'ending': 'quit'}
    folder, name = os.path.split(path)
    if os.path.isdir(os.path.join(folder, 'expected')):
        expectation.write(os.path.join(folder, 'expected'), name, [expectation.expect(session, 0)])


def main():
    parser = tls_dialogue.parser()
    parser.add_argument('--implicit', metavar='PORT', help='TLS from the first octet, at this port')
    options = parser.parse_args(sys.argv[2:])
    server = '192.0.2.25:' + (options.implicit or '25')
    plain, secret = ((), (PLAIN[0], *SECRET)) if options.implicit else (PLAIN, SECRET)
    passed, secrets = play(options, plain, secret)
    write(sys.argv[1], passed, secrets, server)
    expect(sys.argv[1], server, plain, secret)


if __name__ == '__main__':
    main()

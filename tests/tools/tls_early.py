#!/usr/bin/python3
"""Early data of TLS 1.3 between OpenSSL's s_client and s_server: a session is taken up, and the client's first line stands in front
of the server's answer.

As a program: tls_early.py FOLDER/NAME.pcapng taken|refused, after STARTTLS; the secrets are inside the file, and what must be found goes to
FOLDER/expected."""
import os
import sys
import tempfile

sys.dont_write_bytecode = True

import tls_capture
import tls_dialogue
from tls_peers import GREETING, LINES, nothing, start, talk

SERVER = '192.0.2.25:25'


def talk_early(peers, taken, greeting):
    """The client's first line is early data, and is said again where the server does not take it."""
    command, reply = LINES[0]
    good = peers.pump(lambda: command.strip() in peers.heard[peers.server]) if taken else True
    peers.settle()
    good = good and (not greeting or peers.say('S', greeting)) and (taken or peers.say('C', command)) and peers.say('S', reply)
    for command, reply in LINES[1:]:
        good = good and peers.say('C', command) and peers.say('S', reply)
    return good


def play(folder, server_file, suite='TLS_AES_256_GCM_SHA384', options=(), taken=True, greeting=GREETING):
    """Whether the two understood each other, what passed, and the key log. `options`: of the client when it comes again; 'again':
    it comes a third time, with a session that was taken up already. `greeting` None: the server has said it before."""
    state, early = os.path.join(folder, 'state'), os.path.join(folder, 'early')
    with open(early, 'wb') as file:
        file.write(LINES[0][0])
    groups = ['-groups', 'P-384'] if '-groups' in options else []
    peers = start(folder, server_file, ['-early_data', *groups], [*groups, '-ciphersuites', suite, '-sess_out', state])
    good = talk(peers, nothing)
    peers.hang_up()
    again = ['openssl', 's_client', '-connect', 'RELAY', '-keylogfile', peers.keys, '-ciphersuites', suite, '-sess_in', state,
             '-early_data', early]
    if options == 'again':
        peers.connect(again)
        good = good and talk_early(peers, True, greeting)
        peers.hang_up()
    peers.connect(again + (list(options) if options != 'again' else []))
    good = good and talk_early(peers, taken, greeting)
    return good, peers, peers.end()


def main():
    taken = sys.argv[2] == 'taken'
    with tempfile.TemporaryDirectory() as folder:
        server_file = tls_dialogue.files(tls_dialogue.parser().parse_args([]), folder)
        good, peers, secrets = play(folder, server_file, options=() if taken else ['-groups', 'P-256:P-384'], taken=taken,
                                    greeting=None)
    if not good:
        sys.exit('the two did not understand each other')
    passed = [(side, text.encode() + b'\r\n') for side, text in tls_capture.PLAIN] + peers.relay.passed
    tls_capture.write(sys.argv[1], passed, secrets, SERVER)
    said = [(side, octets.decode().rstrip()) for pair in LINES for side, octets in zip('CS', pair)]
    tls_capture.expect(sys.argv[1], SERVER, tls_capture.PLAIN, said)


if __name__ == '__main__':
    main()

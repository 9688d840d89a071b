#!/usr/bin/python3
"""Early data of TLS 1.3, by OpenSSL's s_client and s_server: what the server takes is said, what it does not take is not."""
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import tls_dialogue
from practice import SCRATCH
from tap import Tap
from tls_peers import GREETING, LINES, judge, nothing, show, start, talk, tls_events

EARLY = (
    ('with AES-256-GCM', 'TLS_AES_256_GCM_SHA384', [], True), ('with AES-128-GCM', 'TLS_AES_128_GCM_SHA256', [], True),
    ('with ChaCha20', 'TLS_CHACHA20_POLY1305_SHA256', [], True), ('with AES-128-CCM', 'TLS_AES_128_CCM_SHA256', [], True),
    ('and the server wants another group', 'TLS_AES_256_GCM_SHA384', ['-groups', 'P-256:P-384'], False),
    ('and the server knows the session no more', 'TLS_AES_256_GCM_SHA384', 'again', False))


def talk_early(peers, taken):
    """The client's first line is early data, and is said again where the server does not take it."""
    command, reply = LINES[0]
    good = peers.pump(lambda: command.strip() in peers.heard[peers.server]) if taken else True
    peers.settle()
    good = good and peers.say('S', GREETING) and (taken or peers.say('C', command)) and peers.say('S', reply)
    for command, reply in LINES[1:]:
        good = good and peers.say('C', command) and peers.say('S', reply)
    return good


def early_fates(session):
    return [event.get('accepted') for event in tls_events(session) if event['what'] == 'early-data']


def try_early_data(name, suite, options, taken, server_file):
    """A session that is taken up, with the client's first line in front of the server's answer."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
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
            good = good and talk_early(peers, True)
            peers.hang_up()
        peers.connect(again + (options if options != 'again' else []))
        good = good and talk_early(peers, taken)
        secrets = peers.end()
        return judge('early data ' + name, good, show(folder, peers, secrets), lambda session: early_fates(session) == [taken])


def main():
    if not shutil.which('openssl'):
        print('1..0 # SKIP openssl is not installed')
        return
    tap = Tap()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server_file = tls_dialogue.files(tls_dialogue.parser().parse_args(['--key', '2048']), folder)
        for case in EARLY:
            tap.is_true(*try_early_data(*case, server_file))
    tap.end()
    sys.exit(tap.failed > 0)


main()

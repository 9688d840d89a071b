#!/usr/bin/python3
"""Early data of TLS 1.3, by OpenSSL's s_client and s_server: what the server takes is said, what it does not take is not."""
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import tls_dialogue
import tls_early
from practice import SCRATCH
from tap import Tap, need_programs
from tls_peers import judge, show, tls_events

EARLY = (
    ('with AES-256-GCM', 'TLS_AES_256_GCM_SHA384', [], True), ('with AES-128-GCM', 'TLS_AES_128_GCM_SHA256', [], True),
    ('with ChaCha20', 'TLS_CHACHA20_POLY1305_SHA256', [], True), ('with AES-128-CCM', 'TLS_AES_128_CCM_SHA256', [], True),
    ('and the server wants another group', 'TLS_AES_256_GCM_SHA384', ['-groups', 'P-256:P-384'], False),
    ('and the server knows the session no more', 'TLS_AES_256_GCM_SHA384', 'again', False))


def early_fates(session):
    return [event.get('accepted') for event in tls_events(session) if event['what'] == 'early-data']


def try_early_data(name, suite, options, taken, server_file):
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        good, peers, secrets = tls_early.play(folder, server_file, suite, options, taken)
        return judge('early data ' + name, good, show(folder, peers, secrets), lambda session: early_fates(session) == [taken])


def main():
    need_programs('openssl')
    tap = Tap()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server_file = tls_dialogue.files(tls_dialogue.parser().parse_args(['--key', '2048']), folder)
        for case in EARLY:
            tap.is_true(*try_early_data(*case, server_file))
    tap.end()
    sys.exit(tap.failed > 0)


main()

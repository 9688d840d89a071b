#!/usr/bin/python3
"""openssl s_client against s_server: what a handshake of TLS can do beside the usual. What both say is what Heloise shows."""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import tls_dialogue
from practice import SCRATCH
from tap import Tap, need_programs
from tls_peers import has, judge, nothing, show, start, talk


def key_updates(peers):
    peers.command('C', b'k')
    peers.command('S', b'K')


def renegotiation(peers):
    peers.command('C', b'R')


# name, options of server and client, what happens, what must be seen, and whether the server's private key alone is used
CASES = (
    ('TLS 1.3 with AES-128-CCM-8', [], ['-ciphersuites', 'TLS_AES_128_CCM_8_SHA256'], nothing,
     has('cipher', 'TLS_AES_128_CCM_8_SHA256'), False),
    ('TLS 1.3 with AES-128-CCM', [], ['-ciphersuites', 'TLS_AES_128_CCM_SHA256'], nothing,
     has('cipher', 'TLS_AES_128_CCM_SHA256'), False),
    ('TLS 1.3 with ChaCha20', [], ['-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'], nothing,
     has('cipher', 'TLS_CHACHA20_POLY1305_SHA256'), False),
    ('TLS 1.3 with AES-128-GCM', [], ['-ciphersuites', 'TLS_AES_128_GCM_SHA256'], nothing,
     has('cipher', 'TLS_AES_128_GCM_SHA256'), False),
    ('TLS 1.3, sent back for another group', ['-groups', 'P-384'], ['-groups', 'P-256:P-384'], nothing, has('retried', True), False),
    ('TLS 1.3 with new keys of both sides', [], [], key_updates, has('what', 'key-update'), False),
    ('TLS 1.2, negotiated anew', ['-tls1_2', '-client_renegotiation'], ['-tls1_2'], renegotiation, has('renewed', True), False),
    ('TLS 1.2 by the private key', ['-tls1_2'], ['-tls1_2', '-cipher', 'AES128-GCM-SHA256'], nothing,
     has('cipher', 'TLS_RSA_WITH_AES_128_GCM_SHA256'), True),
    ('TLS 1.2 by the private key, with CBC', ['-tls1_2'], ['-tls1_2', '-cipher', 'AES256-SHA256'], nothing,
     has('cipher', 'TLS_RSA_WITH_AES_256_CBC_SHA256'), True),
    ('TLS 1.1 by the private key', ['-tls1_1'], ['-tls1_1', '-cipher', 'AES128-SHA:@SECLEVEL=0'], nothing,
     has('version', 'TLSv1.1'), True),
)
RESUMED = (('TLS 1.2 taken up by a ticket', ['-tls1_2'], 'ticket'), ('TLS 1.2 taken up by its id', ['-tls1_2', '-no_ticket'], 'id'),
           ('TLS 1.3 taken up', ['-tls1_3'], 'psk'))


def try_case(case, server_file):
    name, server, client, between, seen, by_key = case
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        peers = start(folder, server_file, server, client)
        good = talk(peers, between)
        secrets = peers.end()
        return judge(name, good, show(folder, peers, secrets, server_file if by_key else None), seen)


def try_resumption(name, options, how, server_file):
    """Two connections to one server; the second takes up the session of the first, and is shown."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        state = os.path.join(folder, 'state')
        peers = start(folder, server_file, options, [*options, '-sess_out', state])
        good = talk(peers, nothing)
        peers.hang_up()
        peers.connect(['openssl', 's_client', '-connect', 'RELAY', '-keylogfile', peers.keys, *options, '-sess_in', state])
        good = good and talk(peers, nothing)
        secrets = peers.end()
        return judge(name, good, show(folder, peers, secrets), has('resumed', how))


def main():
    need_programs('openssl')
    tap = Tap()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server_file = tls_dialogue.files(tls_dialogue.parser().parse_args(['--key', '2048']), folder)
        for case in CASES:
            tap.is_true(*try_case(case, server_file))
        for name, options, how in RESUMED:
            tap.is_true(*try_resumption(name, options, how, server_file))
    tap.end()
    sys.exit(tap.failed > 0)


main()

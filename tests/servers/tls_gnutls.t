#!/usr/bin/python3
"""GnuTLS, the second implementation, as client and as server, with OpenSSL at the other end or with itself: what both say is what
Heloise shows."""
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import tls_dialogue
from practice import SCRATCH
from tap import Tap, need_programs
from tls_peers import has, judge, nothing, show, start, start_programs, talk, tls_events

GNUTLS = ('NORMAL:-VERS-ALL:+VERS-TLS1.3', 'NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM',
          'NORMAL:-VERS-ALL:+VERS-TLS1.2', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305',
          'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CBC', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CCM-8',
          'NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:%NO_ETM', 'NORMAL:-VERS-ALL:+VERS-TLS1.1:-CIPHER-ALL:+AES-128-CBC')


def try_gnutls(priority, server_file):
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        peers = start(folder, server_file, [], ['--priority', priority, '127.0.0.1'],
                      ('gnutls-cli', '--no-ca-verification', '--port', 'PORT'))
        good = talk(peers, nothing)
        return judge('GnuTLS, ' + priority, good, show(folder, peers, peers.end()), has('finished', True))


# gnutls-serv says what it hears: lines that a server could say as well are replies to themselves.
ECHO = [b'220 mx.example.org ESMTP', b'250 mx.example.org', b'250 2.0.0 Ok', b'221 2.0.0 Bye']
# what the name of the suite holds, name of the test, priorities of the server, the client
SERVER = (
    ('GCM', 'TLS 1.3', 'NORMAL:-VERS-ALL:+VERS-TLS1.3', ['openssl', 's_client', '-connect', 'RELAY', '-quiet']),
    ('GCM', 'TLS 1.3, and itself', 'NORMAL:-VERS-ALL:+VERS-TLS1.3',
     ['gnutls-cli', '--no-ca-verification', '--port', 'PORT', '127.0.0.1']),
    ('GCM', 'TLS 1.2', 'NORMAL:-VERS-ALL:+VERS-TLS1.2', ['openssl', 's_client', '-connect', 'RELAY', '-quiet']),
    ('CBC', 'TLS 1.2 with CBC', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:+AES-256-CBC',
     ['openssl', 's_client', '-connect', 'RELAY', '-quiet']),
    ('CBC', 'TLS 1.2, CBC without encrypt-then-MAC', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC:%NO_ETM',
     ['openssl', 's_client', '-connect', 'RELAY', '-quiet']),
    ('CCM', 'TLS 1.2 with CCM', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CCM:+AES-256-CCM',
     ['openssl', 's_client', '-connect', 'RELAY', '-quiet', '-cipher', 'ALL']),
    ('CHACHA20', 'TLS 1.2 with ChaCha20', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305',
     ['openssl', 's_client', '-connect', 'RELAY', '-quiet']),
    ('3DES', 'TLS 1.2 with 3DES, and itself', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC',
     ['gnutls-cli', '--no-ca-verification', '--priority', 'NORMAL:+3DES-CBC', '--port', 'PORT', '127.0.0.1']),
    ('RC4', 'TLS 1.2 with RC4, and itself', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+ARCFOUR-128',
     ['gnutls-cli', '--no-ca-verification', '--priority', 'NORMAL:+ARCFOUR-128', '--port', 'PORT', '127.0.0.1']),
    ('CBC', 'TLS 1.1', 'NORMAL:-VERS-ALL:+VERS-TLS1.1',
     ['openssl', 's_client', '-connect', 'RELAY', '-quiet', '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']),
    ('CBC', 'TLS 1.0', 'NORMAL:-VERS-ALL:+VERS-TLS1.0',
     ['openssl', 's_client', '-connect', 'RELAY', '-quiet', '-tls1', '-cipher', 'ALL:@SECLEVEL=0']),
)


def echo_differences(session):
    lines = [event['line'].encode() for event in session['events'] if event['kind'] == 'command']
    replies = [f'{event["code"]} {event["lines"][0]}'.encode() for event in session['events']
               if event['kind'] in ('reply', 'greeting')]
    if lines != ECHO:
        yield f'client: {lines}'
    if replies != ECHO:
        yield f'server: {replies}'
    if not session['decrypted']:
        yield 'it is not decrypted'


def has_cipher(word):
    return lambda session: any(event.get('finished') and word in event['cipher'] for event in tls_events(session))


def has_legacy_provider():
    """RC4 is decrypted by OpenSSL's legacy provider, which a system need not have."""
    run = subprocess.run(['openssl', 'list', '-provider', 'legacy', '-cipher-algorithms'], capture_output=True, check=False)
    return b'RC4' in run.stdout


def try_server(word, name, priority, client, server_file):
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server = ['gnutls-serv', '--echo', '--crlf', '--quiet', '--disable-client-cert', '--priority', priority, '--x509keyfile',
                  server_file, '--x509certfile', server_file, '--port', 'OWN']
        peers = start_programs(folder, server, client)
        peers.settle()
        good = all(peers.hears_echo(line) for line in ECHO)
        session = show(folder, peers, peers.end(), protocol='smtp')
        return judge('gnutls-serv, ' + name, good, session, has_cipher(word), echo_differences)


def main():
    need_programs('gnutls-cli')
    tap = Tap()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server_file = tls_dialogue.files(tls_dialogue.parser().parse_args(['--key', '2048']), folder)
        for priority in GNUTLS:
            tap.is_true(*try_gnutls(priority, server_file))
        for case in SERVER:
            if case[0] == 'RC4' and not has_legacy_provider():
                tap.skip(case[1], "OpenSSL's legacy provider is not installed")
            else:
                tap.is_true(*try_server(*case, server_file))
    tap.end()
    sys.exit(tap.failed > 0)


main()

#!/usr/bin/python3
"""Every version of TLS with every cipher suite that OpenSSL has for it: what client and server said is what Heloise shows.

Client and server are OpenSSL's; what passes between them becomes a capture with its secrets inside (tests/tools/tls_capture.py)."""
import hashlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import tls_capture
import tls_dialogue
from practice import HELOISE, SCRATCH
from tap import Tap

VERSIONS = {'1.0': ('SSLv3', 'TLSv1'), '1.1': ('SSLv3', 'TLSv1'), '1.2': ('SSLv3', 'TLSv1', 'TLSv1.2')}
STRANGE = ('PSK', 'SRP', 'Au=DSS')     # other kinds of keys


def suites():
    """Version and suite, with the kind of key that the server needs."""
    run = subprocess.run(['openssl', 'ciphers', '-v', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], stdout=subprocess.PIPE, check=True)
    for line in run.stdout.decode().splitlines():
        name, since = line.split()[:2]
        for version, reach in VERSIONS.items():
            if since in reach and not any(word in line for word in STRANGE):
                yield version, name, 'P-256' if 'Au=ECDSA' in line else '2048'


def expected_lines(side):
    return [text for letter, text in tls_capture.SECRET if letter == side]


def differences(session):
    """What Heloise shows otherwise than it was said."""
    after = [event for event in session['events'] if event['n'] > min(e['n'] for e in session['events'] if e['kind'] == 'tls')]
    said = expected_lines('C')
    content = next(text for text in said if '\n' in text)
    lines = [event['line'] for event in after if event['kind'] == 'command']
    replies = [line for event in after if event['kind'] == 'reply' for line in event['lines']]
    messages = [event for event in after if event['kind'] == 'message']
    digest = hashlib.sha256(content[:-1].encode()).hexdigest()
    if lines != [text for text in said if text != content]:
        yield f'commands: {lines}'
    if replies != [text[4:] for text in expected_lines('S')]:
        yield f'replies: {replies}'
    if [(message['sha256'], message['complete']) for message in messages] != [(digest, True)]:
        yield f'messages: {messages}'
    if not session['decrypted'] or session['ending'] != 'quit':
        yield f'decrypted: {session["decrypted"]}, ending: {session["ending"]}'
    alerts = [event.get('alert') for event in after if event['kind'] == 'tls' and event['what'] != 'handshake']
    if alerts != ['close_notify', 'close_notify']:
        yield f'alerts: {alerts}'


def show(path):
    run = subprocess.run([HELOISE, 'show', '--format', 'json', path], stdout=subprocess.PIPE, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else None


def try_suite(folder, version, suite, servers, key):
    options = tls_dialogue.parser().parse_args(['--version', version])
    client, server = tls_dialogue.contexts(options, servers[key])
    for context in (client, server) if version != '1.3' else ():
        context.set_ciphers(suite + ':@SECLEVEL=0')
    try:
        passed, secrets = tls_capture.play(options, contexts=(client, server))
    except ssl.SSLError as error:
        return None, f'OpenSSL itself: {error}'
    path = os.path.join(folder, 'session.pcapng')
    tls_capture.write(path, passed, secrets)
    session = show(path)
    wrong = list(differences(session)) if session else ['it cannot be read']
    return not wrong, '; '.join(wrong)[:500]


def main():
    warnings.simplefilter('ignore')     # old versions
    tap, tried = Tap(), 0
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        servers = {}
        for key in ('P-256', '2048'):
            os.mkdir(os.path.join(folder, key))
            options = tls_dialogue.parser().parse_args(['--key', key])
            servers[key] = tls_dialogue.files(options, os.path.join(folder, key))
        for version, suite, key in [*suites(), ('1.3', 'the default suite', 'P-256')]:
            good, why = try_suite(folder, version, suite, servers, key)
            name = f'TLS {version}, {suite}'
            tried += good is not None
            if good is None:
                tap.skip(name, why)
            else:
                tap.is_true(good, name, why)
    tap.is_true(tried > 60, f'most suites were tried: {tried}')
    tap.end()
    sys.exit(tap.failed > 0)


main()

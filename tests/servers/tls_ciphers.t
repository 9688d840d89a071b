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


def differences(session, said):
    """What Heloise shows otherwise than it was said."""
    after = [event for event in session['events'] if event['n'] > min(e['n'] for e in session['events'] if e['kind'] == 'tls')]
    commands, answers = ([text for letter, text in said if letter == side] for side in 'CS')
    content = next(text for text in commands if '\n' in text)
    lines = [event['line'] for event in after if event['kind'] == 'command']
    replies = [line for event in after if event['kind'] in ('greeting', 'reply') for line in event['lines']]
    messages = [event for event in after if event['kind'] == 'message']
    digest = hashlib.sha256(content[:-1].encode()).hexdigest()
    if lines != [text for text in commands if text != content]:
        yield f'commands: {lines}'
    if replies != [text[4:] for text in answers]:
        yield f'replies: {replies}'
    if [(message['sha256'], message['complete']) for message in messages] != [(digest, True)]:
        yield f'messages: {messages}'
    if not session['decrypted'] or session['ending'] != 'quit':
        yield f'decrypted: {session["decrypted"]}, ending: {session["ending"]}'
    alerts = [event.get('alert') for event in after if event['kind'] == 'tls' and event['what'] != 'handshake']
    if alerts != ['close_notify', 'close_notify']:
        yield f'alerts: {alerts}'


def has_blocks(suite):
    """Whether it is CBC with a MAC, as its name lets one see: neither sealed nor without encryption."""
    return not any(word in suite for word in ('GCM', 'CCM', 'CHACHA20', 'NULL', 'RC4', 'default'))


def show(path):
    run = subprocess.run([HELOISE, 'show', '--format', 'json', path], stdout=subprocess.PIPE, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else None


NO_ENCRYPT_THEN_MAC = 0x80000      # SSL_OP_NO_ENCRYPT_THEN_MAC, for which Python has no name
# how TLS begins: what is said before it, what under it, the server's port, and the client's options
FORMS = {'STARTTLS': (tls_capture.PLAIN, tls_capture.SECRET, '192.0.2.25:25', 0),
         'implicit': ((), (tls_capture.PLAIN[0], *tls_capture.SECRET), '192.0.2.25:465', 0),
         'STARTTLS, MAC then encrypt': (tls_capture.PLAIN, tls_capture.SECRET, '192.0.2.25:25', NO_ENCRYPT_THEN_MAC)}


def try_suite(folder, version, suite, server_file, form):
    plain, secret, server_end, flags = FORMS[form]
    options = tls_dialogue.parser().parse_args(['--version', version])
    client, server = tls_dialogue.contexts(options, server_file)
    for context in (client, server) if version != '1.3' else ():
        context.set_ciphers(suite + ':@SECLEVEL=0')
    client.options |= flags
    try:
        passed, secrets = tls_capture.play(options, plain, secret, (client, server))
    except ssl.SSLError as error:
        return None, f'OpenSSL itself: {error}'
    path = os.path.join(folder, 'session.pcapng')
    tls_capture.write(path, passed, secrets, server_end)
    session = show(path)
    wrong = list(differences(session, secret)) if session else ['it cannot be read']
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
            for form in FORMS:
                if 'encrypt' in form and not has_blocks(suite):
                    continue
                good, why = try_suite(folder, version, suite, servers[key], form)
                name = f'TLS {version}, {suite}, {form}'
                tried += good is not None
                if good is None:
                    tap.skip(name, why)
                else:
                    tap.is_true(good, name, why)
    tap.is_true(tried > 150, f'most suites were tried: {tried}')
    tap.end()
    sys.exit(tap.failed > 0)


main()

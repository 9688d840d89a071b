#!/usr/bin/python3
"""What a handshake tells, in words, as JSON and to filters: certificates of both sides, early data, what stays hidden without keys."""
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import sealed
import tls_capture
import tls_dialogue
from practice import HELOISE, SCRATCH
from tap import Tap

CLIENT = 'tests/captures/decrypted-client-certificate.pcapng'
TAKEN, REFUSED = 'tests/captures/decrypted-early.pcapng', 'tests/captures/decrypted-early-refused.pcapng'
CHAIN = 'tests/captures/decrypted-1.3.pcapng'


def run(*words):
    done = subprocess.run([HELOISE, *words], stdout=subprocess.PIPE, env=dict(os.environ, SSLKEYLOGFILE=''), check=False)
    return done.returncode, done.stdout.decode()


def events(path, *options):
    return json.loads(run('show', '-T', 'json', *options, path)[1])['events']


def handshake(path):
    return next(event for event in events(path) if event['kind'] == 'tls' and event['what'] == 'handshake')


def text(path, *options):
    return ' '.join(run('show', *options, path)[1].split())


def without_secrets(path, folder):
    name = os.path.join(folder, os.path.basename(path))
    with open(name, 'wb') as file:
        file.write(b''.join(sealed.split(path)[0]))
    return name


def client_certificates(folder):
    shown = handshake(CLIENT)
    yield 'the server asks, and the client proves who it is', shown['wants_certificate'] and shown['client_certificate'] == 'proven'
    yield 'its certificate is told apart from those of the server', \
        [one['names'] for one in shown['client_certificates']] == [['walter.example.net']] and \
        [one['names'] for one in shown['certificates']] == [['mx.example.org']]
    said = text(CLIENT, '--explain')
    yield 'it is shown', "client's certificate of walter.example.net, issued by CN=Example Root of Clients, valid until" in said
    yield 'and explained', 'The client has signed the handshake, to prove that it has the key of that certificate' in said
    bare = handshake(without_secrets(CLIENT, folder))
    yield 'in TLS 1.3 nobody sees it without keys', 'client_certificate' not in bare and 'certificates' not in bare
    yield 'which is said', 'In TLS 1.3 the certificate is encrypted' in text(without_secrets(CLIENT, folder), '--explain')
    yield 'nobody who is not asked shows one', 'client_certificate' not in handshake(CHAIN)


def early_data(folder):
    for path, taken in ((TAKEN, True), (REFUSED, False)):
        shown = events(path)
        fate = next(event for event in shown if event.get('what') == 'early-data')
        hello = next(event for event in shown if event['kind'] == 'command' and event['n'] > fate['n'])
        yield f'early data, taken: {taken}', fate['accepted'] == taken and handshake(path)['early_data_accepted'] == taken
        yield 'it stands in front of what is said', fate['n'] < hello['n'] and (hello['at'] == fate['at']) == taken
    yield 'what is taken is said once', [event['line'] for event in events(TAKEN) if event['kind'] == 'command'][2:3] == \
        ['EHLO client.example.net']
    bare = without_secrets(TAKEN, folder)
    yield 'without keys it is announced', handshake(bare)['early_data'] and 'early_data_accepted' not in handshake(bare)
    yield 'and nothing of it is told', not any(event.get('what') == 'early-data' for event in events(bare))


def early_keys_alone(folder):
    """With the key of early data, and none of what the server says, nobody knows what became of it."""
    keys = os.path.join(folder, 'early.keys')
    with open(keys, 'wb') as file:
        file.writelines(line + b'\n' for line in sealed.split(TAKEN)[1].split(b'\n') if line.startswith(b'CLIENT_EARLY'))
    shown = events(without_secrets(TAKEN, folder), '--keylog', keys)
    fates = [event for event in shown if event.get('what') == 'early-data']
    yield 'EndOfEarlyData tells that it was taken', [fate.get('accepted') for fate in fates] == [True]
    yield 'its line is read', sum(event.get('line') == 'EHLO client.example.net' for event in shown) == 2


FILTERS = (
    (CLIENT, 'tls.client_certificate == "walter.example.net"', True), (CLIENT, 'tls.client_certificate contains "mx."', False),
    (CLIENT, 'tls.certificate matches "^mx[.]"', True), (CLIENT, 'tls.handshake.extensions_server_name == "mx.example.org"', True),
    (CLIENT, 'tls.server_name and tls.group', True), (CLIENT, 'decrypted and tls.version == "TLSv1.3"', True),
    (CLIENT, 'tls.handshake.ja3 matches "^[0-9a-f]{32}$" and tls.handshake.ja4 matches "^t13d"', True),
    (CHAIN, 'tls.client_certificate', False), (CHAIN, 'tls.certificate contains "Example Issuer"', True),
    (CHAIN, 'tls.alert == CLOSE_NOTIFY', True), (CHAIN, 'tls.resumed', False), (TAKEN, 'tls.resumed == psk', True),
    ('samples/starttls.pcap', 'decrypted', False), ('samples/starttls.pcap', 'tls and not decrypted', True),
    ('samples/certificate-refused.pcapng', 'tls.alert == unknown_ca', True))


def filters(folder):
    options = tls_dialogue.parser().parse_args(['--version', '1.3'])
    contexts = tls_dialogue.contexts(options, tls_dialogue.files(options, folder))
    for context in contexts:
        context.set_alpn_protocols(['smtp'])
    path = os.path.join(folder, 'alpn.pcapng')
    tls_capture.write(path, *tls_capture.play(options, contexts=contexts))
    yield 'ALPN is told', handshake(path)['alpn'] == 'smtp'
    yield 'and a field', run('show', '-q', '-Y', 'tls.handshake.extensions_alpn_str == "smtp"', path)[0] == 0
    yield 'which others have not', run('show', '-q', '-Y', 'tls.handshake.extensions_alpn_str', CHAIN)[0] == 1
    for path, asked, chosen in FILTERS:
        status, said = run('show', '-q', '-Y', asked, path)
        yield f'{path}: {asked}', (status, said != '') == (0 if chosen else 1, chosen)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        for part in (client_certificates, early_data, early_keys_alone, filters):
            for name, good in part(folder):
                tap.is_true(good, name)
    tap.end()
    sys.exit(tap.failed > 0)


main()

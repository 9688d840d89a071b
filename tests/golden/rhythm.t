#!/usr/bin/python3
"""What is said of a sealed session by the sizes of its records, against the same session with its keys: turns, the size of messages, and
that none was sent."""
import json
import os
import ssl
import subprocess
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import sealed
import tls_capture
import tls_dialogue
from practice import HELOISE, SCRATCH
from tap import Tap

RECORDED = ('samples/starttls-12.pcapng', 'samples/starttls-13.pcapng', 'samples/pop3s-keys.pcapng',
            'tests/captures/decrypted-1.0.pcapng', 'tests/captures/decrypted-1.2.pcapng', 'tests/captures/decrypted-1.3.pcapng',
            'tests/captures/decrypted-implicit.pcapng', 'tests/captures/decrypted-client-certificate.pcapng')
SAYS = {'command', 'continuation', 'message', 'reply', 'greeting'}
HELLO = (('C', 'EHLO client.example.net'), ('S', '250-mx.example.org'), ('S', '250 SIZE 1000000'))
BYE = (('C', 'QUIT'), ('S', '221 2.0.0 Bye'))
REFUSED = (('C', 'MAIL FROM:<walter@example.net>'), ('S', '250 2.1.0 Ok'), ('C', 'RCPT TO:<nobody@example.org>'),
           ('S', '550 5.1.1 User unknown'), ('C', 'RSET'), ('S', '250 2.0.0 Ok'))


def delivery(size):
    content = 'Subject: sealed\r\n\r\n' + ('All work and no play.\r\n' * (size // 23 + 1))[:size] + '\r\n.'
    return REFUSED[:2] + (('C', 'RCPT TO:<alice@example.org>'), ('S', '250 2.1.5 Ok'), ('C', 'DATA'), ('S', '354 go ahead'),
                          ('C', content), ('S', '250 2.0.0 Ok: queued as 12345'))


TALKS = {'a refused recipient': REFUSED, 'nothing but a hello': (), '30 octets': delivery(30), '600 octets': delivery(600),
         '2,000 octets': delivery(2000), '40,000 octets': delivery(40000), '300,000 octets': delivery(300000),
         'a short and a long message': delivery(300) + delivery(5000), 'three long messages': delivery(1500) * 3,
         'a refusal, then a long message': REFUSED + delivery(9000)}
FORMS = (('1.3', None), ('1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'), ('1.2', 'ECDHE-ECDSA-CHACHA20-POLY1305'),
         ('1.2', 'ECDHE-ECDSA-AES256-SHA384'), ('1.0', 'ECDHE-ECDSA-AES128-SHA'))


def show(path):
    run = subprocess.run([HELOISE, 'show', '-T', 'json', '-d', '4650=smtp', path], stdout=subprocess.PIPE, env=dict(os.environ, SSLKEYLOGFILE=''),
                         check=True)
    return json.loads(run.stdout)


def turns_of(session):
    """How often the client spoke and the server answered."""
    begin = min(event['n'] for event in session['events'] if event['kind'] == 'tls')
    sides = ''.join(event['side'][0] for event in session['events'] if event['kind'] in SAYS and event['n'] > begin)
    return sides.count('cs')


def messages_of(session):
    return [event['wire_octets'] for event in session['events'] if event['kind'] == 'message']


def content_differs(rhythm, messages, list_is_long):
    """Where it says that messages went by: their sizes, which commands or the end of the content stand beside."""
    long = [size for size in messages if size >= 1000]
    total = rhythm['probable_octets']
    if not list_is_long and rhythm['probable_messages'] != len(long):
        yield f'{rhythm["probable_messages"]} messages instead of {len(long)}'
    if abs(total - sum(long)) > 100 + sum(long) * 3 // 100:
        yield f'{total} octets instead of {sum(long)}'


def differences(guessed, truth):
    rhythm, messages = guessed.get('rhythm'), messages_of(truth)
    if guessed['decrypted'] or not truth['decrypted'] or not rhythm:
        yield f'no rhythm: {guessed["decrypted"]}, {truth["decrypted"]}'
        return
    if rhythm['turns'] != turns_of(truth):
        yield f'{rhythm["turns"]} turns instead of {turns_of(truth)}'
    if rhythm['probably'] == 'content':
        yield from content_differs(rhythm, messages, truth['protocol'] == 'pop3')
    elif max(messages, default=0) > rhythm['probable_octets'] + (0 if rhythm['exact'] else 16):
        yield f'a message of {max(messages)} octets, and at most {rhythm["probable_octets"]} were seen'
    if rhythm['probably'] == 'none' and max(messages, default=0) > 200:
        yield f'none, but {messages}'


def compare(tap, name, path, folder):
    without = os.path.join(folder, 'sealed.pcapng')
    with open(without, 'wb') as file:
        file.write(b''.join(sealed.split(path)[0]))
    guessed = show(without)
    wrong = list(differences(guessed, show(path)))
    tap.is_true(not wrong, name, '; '.join(wrong))
    return guessed


def play(folder, server_file, version, suite, talk):
    options = tls_dialogue.parser().parse_args(['--version', version])
    contexts = tls_dialogue.contexts(options, server_file)
    for context in contexts if suite else ():
        context.set_ciphers(suite + ':@SECLEVEL=0')
    passed, secrets = tls_capture.play(options, secret=(*HELLO, *talk, *BYE), contexts=contexts)
    path = os.path.join(folder, 'session.pcapng')
    tls_capture.write(path, passed, secrets)
    return path


def kinds_of(tap, guesses):
    """The sizes do tell something."""
    tap.is_true(guesses['40,000 octets'] == 'content', 'a long message is seen')
    tap.is_true(guesses['a refused recipient'] == 'none', 'a refusal before the content is seen')
    tap.is_true(guesses['600 octets'] == 'short', 'a short message is not taken for certain')


def without_details(tap):
    """Nobody who only lists pays for it."""
    run = subprocess.run([HELOISE, 'list', '-T', 'json', 'samples/starttls.pcap'], stdout=subprocess.PIPE, check=True)
    tap.is_true('rhythm' not in json.loads(run.stdout), 'list tells none')


def main():
    warnings.simplefilter('ignore')     # old versions
    tap, guesses = Tap(), {}
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server_file = tls_dialogue.files(tls_dialogue.parser().parse_args([]), folder)
        for path in RECORDED:
            compare(tap, path, path, folder)
        for version, suite in FORMS:
            for name, talk in TALKS.items():
                try:
                    path = play(folder, server_file, version, suite, talk)
                except ssl.SSLError as error:
                    tap.skip(f'TLS {version}, {suite}, {name}', f'OpenSSL itself: {error}')
                    continue
                guessed = compare(tap, f'TLS {version}, {suite or "the default suite"}, {name}', path, folder)
                guesses[name] = guessed.get('rhythm', {}).get('probably')
    kinds_of(tap, guesses)
    without_details(tap)
    tap.end()
    sys.exit(tap.failed > 0)


main()

#!/usr/bin/python3
"""openssl s_client against s_server, and GnuTLS where it is installed: what a handshake of TLS can do beside the usual. What both say is
what Heloise shows.

A relay between the two keeps what passes; with the client's key log it becomes a capture, at a port where nobody expects mail:
it is recognised by what was decrypted."""
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import tls_capture
import tls_dialogue
from practice import HELOISE, SCRATCH, free_port
from tap import Tap

PATIENCE = 20
SUITES_13 = ('TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:'
             'TLS_AES_128_CCM_8_SHA256')
GREETING, LINES = b'220 mx.example.org ESMTP\r\n', (
    (b'EHLO client.example.net\r\n', b'250 mx.example.org\r\n'), (b'NOOP\r\n', b'250 2.0.0 Ok\r\n'),
    (b'quit\r\n', b'221 2.0.0 Bye\r\n'))


class Relay:
    """Passes on what client and server say, and keeps it."""
    def __init__(self, port):
        self.port, self.passed = port, tls_capture.Passed()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.ends = {}

    def fill(self, words):
        port = str(self.listener.getsockname()[1])
        return [word.replace('RELAY', '127.0.0.1:' + port).replace('PORT', port) for word in words]

    def begin(self):
        client = self.listener.accept()[0]
        server = socket.create_connection(('127.0.0.1', self.port))
        self.ends = {client: ('C', server), server: ('S', client)}

    def step(self, wait):
        if not self.ends:
            if select.select([self.listener], [], [], wait)[0]:
                self.begin()
            return
        for end in select.select(list(self.ends), [], [], wait)[0]:
            side, other = self.ends[end]
            octets = end.recv(65536)
            if octets:
                self.passed.say(side, octets)
                other.sendall(octets)
            else:
                del self.ends[end]


class Peers:
    """A client and a server, each a program that sends what it reads from stdin and writes what it is sent to stdout."""
    def __init__(self, server, client, folder):
        self.keys = os.path.join(folder, 'keys')
        self.server = self.start(server)
        self.wait_for_port()
        self.connect(client)

    def connect(self, client):
        self.relay = Relay(self.port)
        self.client = self.start(self.relay.fill(client))
        self.heard = {self.client: b'', self.server: b''}

    def start(self, words):
        environment = dict(os.environ, SSLKEYLOGFILE=self.keys)
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
                                env=environment)

    port = 0

    def wait_for_port(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return
            except OSError:
                time.sleep(0.05)

    def pump(self, until):
        """Passes octets on until `until()`; False when that takes too long."""
        end = time.monotonic() + PATIENCE
        while not until():
            self.relay.step(0.01)
            for process in select.select(list(self.heard_pipes()), [], [], 0)[0]:
                self.heard[self.heard_pipes()[process]] += os.read(process, 65536)
            if time.monotonic() > end:
                return False
        return True

    def heard_pipes(self):
        return {process.stdout.fileno(): process for process in self.heard}

    def settle(self, seconds=0.4):
        end = time.monotonic() + seconds
        self.pump(lambda: time.monotonic() > end)

    def say(self, side, octets):
        sender, hearer = (self.client, self.server) if side == 'C' else (self.server, self.client)
        before = self.heard[hearer].count(octets.strip())
        if sender.poll() is not None:
            return False
        sender.stdin.write(octets)
        return self.pump(lambda: self.heard[hearer].count(octets.strip()) > before)

    def command(self, side, letter):
        (self.client if side == 'C' else self.server).stdin.write(letter + b'\n')
        self.settle()

    def hang_up(self):
        self.client.stdin.close()
        self.settle()
        self.client.kill()
        self.client.wait()
        self.settle()

    def end(self):
        self.client.stdin.close()
        self.settle()
        for process in (self.client, self.server):
            process.kill()
            process.wait()
        with open(self.keys, 'rb') as file:
            return file.read()


def talk(peers, between):
    """The whole conversation; `between`: what happens after the first exchange."""
    peers.settle()
    good = peers.say('S', GREETING)
    for n, (command, reply) in enumerate(LINES):
        good = good and peers.say('C', command) and peers.say('S', reply)
        if n == 0:
            between(peers)
    return good


def show(folder, peers, secrets, key=None):
    path = os.path.join(folder, 'session.pcapng')
    tls_capture.write(path, peers.relay.passed, b'' if key else secrets, '192.0.2.25:4650')
    words = [HELOISE, 'show', '--format', 'json'] + (['--key', key] if key else []) + [path]
    run = subprocess.run(words, stdout=subprocess.PIPE, env=dict(os.environ, SSLKEYLOGFILE=''), check=False)
    return json.loads(run.stdout) if run.returncode == 0 and run.stdout else None


def differences(session):
    events = session['events']
    lines = [event['line'].encode() + b'\r\n' for event in events if event['kind'] == 'command']
    replies = [f'{event["code"]} {event["lines"][0]}\r\n'.encode() for event in events if event['kind'] in ('reply', 'greeting')]
    if lines != [command for command, _ in LINES]:
        yield f'commands: {lines}'
    if replies != [GREETING] + [reply for _, reply in LINES]:
        yield f'replies: {replies}'
    if not session['decrypted']:
        yield 'it is not decrypted'


def nothing(peers):
    pass


def key_updates(peers):
    peers.command('C', b'k')
    peers.command('S', b'K')


def renegotiation(peers):
    peers.command('C', b'R')


def tls_events(session):
    return [event for event in session['events'] if event['kind'] == 'tls']


def has(field, value):
    return lambda session: any(event.get(field) == value for event in tls_events(session))


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
GNUTLS = ('NORMAL:-VERS-ALL:+VERS-TLS1.3', 'NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-CCM',
          'NORMAL:-VERS-ALL:+VERS-TLS1.2', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305',
          'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CBC', 'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CCM-8',
          'NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:%NO_ETM', 'NORMAL:-VERS-ALL:+VERS-TLS1.1:-CIPHER-ALL:+AES-128-CBC')
RESUMED = (('TLS 1.2 taken up by a ticket', ['-tls1_2'], 'ticket'), ('TLS 1.2 taken up by its id', ['-tls1_2', '-no_ticket'], 'id'),
           ('TLS 1.3 taken up', ['-tls1_3'], 'psk'))


def start(folder, server_file, server, client, program=('openssl', 's_client', '-connect', 'RELAY')):
    Peers.port = free_port()
    log = ('-keylogfile', os.path.join(folder, 'keys')) if program[0] == 'openssl' else ()
    return Peers(['openssl', 's_server', '-accept', str(Peers.port), '-cert', server_file, '-cipher', 'ALL:@SECLEVEL=0',
                  '-ciphersuites', SUITES_13, *server], [*program, *log, *client], folder)


def judge(name, good, session, seen):
    """Whether it is as it should be, the name of the test, and what is wrong."""
    wrong = ['the two did not understand each other'] if not good else []
    wrong += list(differences(session)) if session else ['it cannot be read']
    if session and not seen(session):
        wrong.append(f'not seen: {tls_events(session)}')
    return not wrong, name, '; '.join(wrong)[:600]


def try_case(case, server_file):
    name, server, client, between, seen, by_key = case
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        peers = start(folder, server_file, server, client)
        good = talk(peers, between)
        secrets = peers.end()
        return judge(name, good, show(folder, peers, secrets, server_file if by_key else None), seen)


def try_gnutls(priority, server_file):
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        peers = start(folder, server_file, [], ['--priority', priority, '127.0.0.1'],
                      ('gnutls-cli', '--no-ca-verification', '--port', 'PORT'))
        good = talk(peers, nothing)
        return judge('GnuTLS, ' + priority, good, show(folder, peers, peers.end()), has('finished', True))


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
        for case in CASES:
            tap.is_true(*try_case(case, server_file))
        for name, options, how in RESUMED:
            tap.is_true(*try_resumption(name, options, how, server_file))
        for case in EARLY:
            tap.is_true(*try_early_data(*case, server_file))
        for priority in GNUTLS if shutil.which('gnutls-cli') else ():
            tap.is_true(*try_gnutls(priority, server_file))
    tap.end()
    sys.exit(tap.failed > 0)


main()

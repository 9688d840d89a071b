"""Two programs that speak TLS with one another, and what Heloise shows of it.

A relay between the two keeps what passes; with the client's key log it becomes a capture, at a port where nobody expects mail:
it is recognised by what was decrypted."""
import json
import os
import select
import socket
import subprocess
import tempfile
import time

import tls_capture
from practice import HELOISE, SCRATCH, free_port

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

    def hears_echo(self, line):
        """The client says a line, and is told the same."""
        before = self.heard[self.client].count(line)
        if self.client.poll() is not None:
            return False
        self.client.stdin.write(line + b'\r\n')
        return self.pump(lambda: self.heard[self.client].count(line) > before)

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


def show(folder, peers, secrets, key=None, protocol=None):
    """What Heloise shows, as JSON: by the secrets or by the server's key, as this protocol or what it is recognised as."""
    path = os.path.join(folder, 'session.pcapng')
    tls_capture.write(path, peers.relay.passed, b'' if key else secrets, '192.0.2.25:4650')
    words = [HELOISE, 'show', '--format', 'json'] + (['--key', key] if key else []) + [path]
    words[2:2] = ['-d', '4650=' + protocol] if protocol else []
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


def tls_events(session):
    return [event for event in session['events'] if event['kind'] == 'tls']


def has(field, value):
    return lambda session: any(event.get(field) == value for event in tls_events(session))


def start_programs(folder, server, client):
    """Server and client by their command lines; OWN is the server's port, RELAY and PORT that of the relay."""
    Peers.port = free_port()
    log = ('-keylogfile', os.path.join(folder, 'keys')) if client[0] == 'openssl' else ()
    return Peers([word.replace('OWN', str(Peers.port)) for word in server], [*client, *log], folder)


def start(folder, server_file, server, client, program=('openssl', 's_client', '-connect', 'RELAY')):
    """OpenSSL's server."""
    return start_programs(folder, ['openssl', 's_server', '-accept', 'OWN', '-cert', server_file, '-cipher', 'ALL:@SECLEVEL=0',
                                   '-ciphersuites', SUITES_13, *server], [*program, *client])


def judge(name, good, session, seen, differ=differences):
    """Whether it is as it should be, the name of the test, and what is wrong."""
    wrong = ['the two did not understand each other'] if not good else []
    wrong += list(differ(session)) if session else ['it cannot be read']
    if session and not seen(session):
        wrong.append(f'not seen: {tls_events(session)}')
    return not wrong, name, '; '.join(wrong)[:600]

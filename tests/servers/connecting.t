#!/usr/bin/python3
"""The ways by which heloise send, fetch and talk reach a server: addresses, UNIX sockets, commands. On loopback."""
import contextlib
import os
import socket
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
from practice import Home, heloise, objects, serve
from scripted import send, talk
from tap import Tap

home, tap = Home('connecting', '/tmp'), Tap()
work, keep = home.path, home.keep
ok, is_, test = tap.is_true, tap.is_equal, tap.test
RIGHT = {'HELOISE_PASSWORD': 'wonderland'}

RELAY = keep('relay.py', '''
import os, socket, sys, threading
s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
def up():
    while octets := os.read(0, 65536):
        s.sendall(octets)
    s.shutdown(socket.SHUT_WR)
threading.Thread(target=up, daemon=True).start()
while octets := s.recv(65536):
    os.write(1, octets)
''')


def relay(port):
    return f'{sys.executable} {RELAY} {port}'


@contextlib.contextmanager
def unix_socket(port):
    """A UNIX socket whose connections go on to a port. Gives its path."""
    path = os.path.join(work, 'socket')
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def pump(a, b):
        with contextlib.suppress(OSError):
            while octets := a.recv(65536):
                b.sendall(octets)
            b.shutdown(socket.SHUT_WR)

    def take():
        with contextlib.suppress(OSError):
            while True:
                a, b = listener.accept()[0], socket.create_connection(('127.0.0.1', port))
                for pair in (a, b), (b, a):
                    threading.Thread(target=pump, args=pair, daemon=True).start()
    threading.Thread(target=take, daemon=True).start()
    yield path
    listener.close()
    os.unlink(path)


@test
def from_an_address():
    with serve() as s:
        for options, address in (['-li', '127.0.0.9'], '127.0.0.9'), (['--local-interface', '127.0.0.9:0'], '127.0.0.9'):
            got, out, err = send(s.url('smtp'), *options, '--format', 'json')
            is_((got, objects(out)[0]['client']['address']), (0, address), ' '.join(options), err)
        for options in ['-li', '127.0.0.9:PORT'], ['-lp', 'PORT'], ['--local-port', 'PORT', '-li', '127.0.0.8']:
            with socket.create_server(('127.0.0.1', 0)) as free:
                port = free.getsockname()[1]
            options = [x.replace('PORT', str(port)) for x in options]
            got, out, err = send(s.url('smtp'), *options, '--format', 'json')
            is_((got, objects(out)[0]['client']['port']), (0, port), ' '.join(options), err)
        for options, status in (['-li', 'somewhere'], 64), (['-lp', '70000'], 64), (['-li', '192.0.2.1'], 78), (['-4', '-6'], 64):
            got, out, err = send(s.url('smtp'), *options)
            is_(got, status, f'{" ".join(options)}: {status}', err)
        ok(b'cannot connect from that address' in send(s.url('smtp'), '-li', '192.0.2.1')[2], 'an address that is not here: it is told')


@test
def ipv4_and_ipv6():
    if not socket.has_ipv6 or not os.path.exists('/proc/net/if_inet6') or not open('/proc/net/if_inet6').read():
        tap.skip('-6', 'this machine has no IPv6')
        return
    with serve('--listen', 'smtp=127.0.0.1:0', protocols=()) as four, serve('--listen', 'smtp=[::1]:0', protocols=()) as six:
        for server, option, address in (four, '-4', '127.0.0.1'), (six, '-6', '::1'):
            got, out, err = send(f'[{address}]:{server.port["smtp"]}', option, '--format', 'json')
            is_((got, objects(out)[0]['server']['address']), (0, address), option, err)
        for server, option, address in (four, '-6', '127.0.0.1'), (six, '-4', '::1'):
            is_(send(f'[{address}]:{server.port["smtp"]}', option)[0], 68, f'{option} does not take {address}')
        got, out, err = send(f'[::1]:{six.port["smtp"]}', '-li', '::1', '--format', 'json')
        is_((got, objects(out)[0]['client']['address']), (0, '::1'), '-li, IPv6', err)


@test
def by_a_unix_socket():
    capture = os.path.join(work, 'unix.pcapng')
    with serve() as s:
        with unix_socket(s.port['lmtp']) as path:
            got, out, err = send('lmtp://localhost', '--socket', path, '--write', capture)
            ok(got == 0 and b'LHLO' in out and b'alice@example.org: accepted' in out, 'LMTP, to a named server', got, out, err)
            got, out, err = heloise('send', '--socket', path, '--protocol', 'lmtp', '--to', 'alice@example.org')
            is_(got, 0, 'LMTP, and nobody named', err)
            got, out, err = heloise('show', '--format', 'json', capture)
            told = objects(out)[0]
            is_((told['protocol'], told['verdict']), ('lmtp', 'accepted'), 'the recording is of LMTP', err)
        with unix_socket(s.port['submission']) as path:
            got, out, err = send('localhost', '--socket', path, '--tls', '--insecure', '--auth-user', 'bob', env=RIGHT)
            is_(got, 0, 'STARTTLS and a login', err)
            got, out, err = talk('smtp://localhost', '> EHLO x\n> QUIT\nexpect 221\nexpect close\n', '--socket', path)
            is_(got, 0, 'talk', err)
        with unix_socket(s.port['pop3s']) as path:
            got, out, err = heloise('fetch', 'pop3s://alice@localhost', '--socket', path, '--insecure', '-q', env=RIGHT)
            is_((got, len(out.splitlines())), (0, 3), 'fetch, TLS from the first octet', err)
    plain = keep('plain', 'no socket\n')
    locked = socket.socket(socket.AF_UNIX)
    locked.bind(work + '/locked')
    for path, status in (work + '/none', 66), (plain, 75), (work + '/locked', 75), ('/' + 'x' * 200, 64):
        got, out, err = send('localhost', '--socket', path)
        ok(got == status and path[:60].encode() in err, f'{path[:30]}: status {status}, and which it is', got, err)
    locked.close()


@test
def by_a_command():
    with serve() as s:
        got, out, err = send('localhost', '--pipe', relay(s.port['smtp']))
        is_(got, 0, 'send', err)
        got, out, err = heloise('send', '--pipe', relay(s.port['submissions']), '--tls-on-connect', '--insecure', '--auth-user', 'bob', '--to', 'alice@example.org', env=RIGHT)
        is_(got, 0, 'send, TLS from the first octet, nobody named', err)
        got, out, err = heloise('fetch', 'pop3://alice@localhost', '--pipe', relay(s.port['pop3']), '--insecure-auth', '-q', env=RIGHT)
        is_((got, len(out.splitlines())), (0, 2), 'fetch', err)
        got, out, err = talk('pop3://localhost', 'expect +OK\n> QUIT\nexpect +OK\nexpect close\n', '--pipe', relay(s.port['pop3']), '--format', 'tap')
        ok(got == 0 and b'not ok' not in out, 'talk', got, out, err)
    got, out, err = send('localhost', '--pipe', 'no-such-program')
    ok(got == 75 and b'no-such-program' in err and b'closed the connection' in err, 'a command that is not there', got, err)
    ok(b'\nlocalhost port 25 took the connection and closed it' in out, 'its story', out)
    began = time.time()
    mark = os.path.join(work, 'alive')
    got, out, err = send('localhost', '--pipe', f'trap "" TERM; sleep 60; touch {mark}', '--timeout', '1')
    ok(got == 75 and time.time() - began < 20, 'a command that says nothing and does not want to end', got, err)
    is_(heloise('send', '--socket', '/x', '--pipe', 'x', '--to', 'a@b')[0], 64, 'one way at a time')


tap.play(*sys.argv[1:])

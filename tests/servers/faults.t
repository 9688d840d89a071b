#!/usr/bin/python3
"""What goes wrong in a session with a server, or beside it: it is told in one clear line, the exit status says of which kind it is, and the
session so far is kept: the recording shows what was seen. On loopback."""
import os
import re
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import scripted
from practice import HELOISE, Home, heloise, objects, run, serve
from scripted import RESET, says, send
from tap import Tap

home, tap = Home('faults'), Tap()
work, keep = home.path, home.keep
ok, is_, test = tap.is_true, tap.is_equal, tap.test
CAPTURE = work + '/session.pcapng'
RIGHT = {'HELOISE_PASSWORD': 'wonderland'}


def said(out):
    """What was said and done, of a session in JSON; all of it must be as it was recorded."""
    kept = ('side', 'kind', 'verb', 'code', 'status', 'what', 'alert', 'octets', 'complete', 'sha256')
    return [{k: e[k] for k in kept if k in e and (k != 'octets' or e['kind'] == 'message')} for e in objects(out)[0]['events']
            if e['kind'] not in ('connect', 'network', 'close')]


def is_kept(name, port, live, protocol='smtp'):
    got, again, err = heloise('show', '-d', f'{port}={protocol}', '--format', 'json', CAPTURE)
    is_(said(again), said(live), f'{name}: the recording shows the same', got, err)


REPLY = (None, b'250 ok\r\n')
SLOW = [bytes([x]) for x in b'220 x ESMTP\r\n']
STARTTLS = (b'220 x\r\n', None, b'250-x\r\n250 STARTTLS\r\n', None, b'220 go\r\n')
ALERT = b'\x15\x03\x03\x00\x02\x02\x28'
# Name, what the server does, options, exit status, a word of what is told.
SERVERS = [
    ('silent', says(30), ['--timeout', '1'], 75, b'within 1 seconds'),
    ('silent after the greeting', says(b'220 x\r\n', 30), ['--timeout', '1'], 75, b'no reply came within 1 seconds'),
    ('reset', says(b'220 x\r\n', None, RESET), [], 75, b'lost'),
    ('reset in the content', says(b'220 x\r\n', None, b'250 x\r\n', *REPLY, *REPLY, None, b'354 go\r\n', None, RESET), [], 75, b'lost'),
    ('closes after the greeting', says(b'220 x\r\n', None), [], 75, b'closed'),
    ('closes after the dot', says(b'220 x\r\n', None, b'250 x\r\n', *REPLY, *REPLY, None, b'354 go\r\n', *[None] * 11), [], 75, b'closed'),
    ('one octet at a time', says(*SLOW, None, b'250 x\r\n', *REPLY, None, b'550 5.1.1 no\r\n', None, b'221 x\r\n'), [], 69, b'550 5.1.1 no'),
    ('a line of 10 MB', says(b'220 ' + b'a' * 10_000_000 + b'\r\n', None, b'250 x\r\n', *REPLY, None, b'550 no\r\n', None, b'221 x\r\n'), [], 69, b'550 no'),
    ('a reply without end', says(*[b'220-x\r\n' * 100_000] * 200), [], 76, b'no end'),
    ('half a reply', says(b'220-x\r\n', 5), ['--timeout', '1'], 75, b'no greeting'),
    ('HTTP', says(b'HTTP/1.1 400 Bad Request\r\n\r\n', 1), [], 76, b'no smtp'),
    ('control characters', says(b'220 \x1b[2J\x07x\r\n', None, b'\x9b250 x\x00\r\n', 1), [], 76, b'no smtp'),
    ('steering characters in a refusal', says(b'220 x\r\n', None, b'550 \x1b[2J \x9bx \xc2\x9by \xe2\x80\xaez\r\n', None, b'502 x\r\n', None), [], 69, b'502 x'),
    ('steering characters in the last refusal', says(b'220 x\r\n', None, b'250 x\r\n', None, b'550 \x9bx \xc2\x9by \xe2\x80\xaez\r\n', None), [], 69, b'The sender was refused: 550'),
    ('an alert of TLS', says(*STARTTLS, ALERT, 1), ['--tls', '--insecure'], 76, b'handshake failure'),
    ('an alert where TLS begins at once', says(ALERT, 1), ['--tls-on-connect', '--insecure'], 76, b'TLS'),
    ('closes in the handshake', says(*STARTTLS), ['--tls', '--insecure'], 75, b'handshake'),
    ('silent in the handshake', says(*STARTTLS, 30), ['--tls', '--insecure', '--timeout', '1'], 75, b'handshake'),
    ('clear text in place of a handshake', says(*STARTTLS, 0.3, b'250 x\r\n', 1), ['--tls', '--insecure'], 76, b'TLS'),
    ('more clear text behind its go-ahead', says(*STARTTLS[:-1], b'220 go\r\n250 injected\r\n', 3), ['--tls', '--insecure'], 76, b'clear text'),
]


@test
def a_bad_server_is_told_as_what_it_is():
    for name, play, options, status, word in SERVERS:
        began = time.time()
        with scripted.server(play) as port:
            got, out, err = send(f'127.0.0.1:{port}', *options)
        is_(got, status, name, err[-300:])
        ok(word in err and time.time() - began < 20, f'{name}: told', err[-300:])
        ok(not re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|(?<!\xc2)\x9b|\xc2\x9b|\xe2\x80\xae', out + err), f'{name}: nothing unescaped')
        with scripted.server(play) as port:
            got, out, err = send(f'127.0.0.1:{port}', *options, '--format', 'json', '--write', CAPTURE)
        is_kept(name, port, out)


@test
def an_alert_is_seen_and_explained():
    with scripted.server(says(*STARTTLS, ALERT, 1)) as port:
        got, out, err = send(f'127.0.0.1:{port}', '--tls', '--insecure', '--explain')
    ok(b'server breaks TLS off: handshake_failure' in out and b'(tls-handshake-failed)' in out, 'in the session', out.decode()[-900:])


MAILDROPS = [
    ('silent', says(30), ['--timeout', '1'], 75, b'within 1 seconds'),
    ('closes in the middle of a message', says(b'+OK x\r\n', None, b'-ERR\r\n', *(None, b'+OK\r\n') * 2, None, b'+OK 1 9\r\n', None, b'+OK\r\nSubject: x\r\n'),
     ['--retrieve', '1'], 75, b'middle of a message'),
    ('silent in the middle of a message', says(b'+OK x\r\n', None, b'-ERR\r\n', *(None, b'+OK\r\n') * 2, None, b'+OK 1 9\r\n', None, b'+OK\r\nSubject: x\r\n', 30),
     ['--retrieve', '1', '--timeout', '1'], 75, b'1 seconds'),
]


@test
def a_bad_maildrop_is_told_as_what_it_is():
    for name, play, options, status, word in MAILDROPS:
        with scripted.server(play) as port:
            got, out, err = heloise('fetch', f'pop3://alice@127.0.0.1:{port}', '--insecure-auth', '--auth', 'USER', *options, '--format', 'json', '--write', CAPTURE, env=RIGHT)
        ok(got == status and word in err, f'{name}: status {status}, told', got, err)
        is_kept(name, port, out, 'pop3')


def start(port, *more, **how):
    return subprocess.Popen([HELOISE, 'send', '--server', f'127.0.0.1:{port}', '--to', 'alice@example.org', *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)


@test
def signals_interrupt_nothing():
    steps = [x for octet in b'220 x ESMTP\r\n' for x in (bytes([octet]), 0.05)]
    with scripted.server(says(*steps, None, b'250 x\r\n', *REPLY, *REPLY, None, 0.3, b'550 no\r\n', None, b'221 x\r\n')) as port:
        p = start(port)
        for _ in range(10):  # EINTR, wherever it waits
            time.sleep(0.05)
            for each in signal.SIGSTOP, signal.SIGCONT, signal.SIGWINCH:
                p.send_signal(each)
        out, err = p.communicate(timeout=20)
    ok(p.returncode == 69 and b'550 no' in err, 'a program that is stopped and goes on gets its replies', p.returncode, out, err)


@test
def nobody_reads_the_output():
    heard = []

    def play(c, f):
        c.sendall(b'220 x\r\n')
        for line in f:
            heard.append(line.strip().upper())
            content = b'DATA' in heard and b'.' not in heard
            c.sendall(b'354 go\r\n' if heard[-1] == b'DATA' else b'' if content else b'250 ok\r\n')
    with scripted.server(play) as port:
        p = start(port)
        p.stdout.close()
        err = p.stderr.read()
        is_((p.wait(20), heard[-1]), (74, b'QUIT'), 'a reader that leaves (SIGPIPE): the delivery goes on, status 74 tells', err)
    with scripted.server(says(b'220 x\r\n', None, b'250 x\r\n', *REPLY, *REPLY, None, b'354 go\r\n', None, RESET)) as port:
        got, out, err = send(f'127.0.0.1:{port}', '--data', keep('large', b'x' * 70 + b'\r\n' * 1000 + b'y' * 30_000_000))
    ok(got == 75 and b'lost' in err, 'a server that leaves in the middle of 30 MB (EPIPE)', got, err)
    with scripted.server(says(b'220 x\r\n', None, b'250 x\r\n', *REPLY, *REPLY, None, b'354 go\r\n', None, b'552 5.3.4 too much\r\n', 0.5, RESET)) as port:
        got, out, err = send(f'127.0.0.1:{port}', '--data', work + '/large')
    ok(got == 69 and b'552 5.3.4 too much' in err, 'one that says why before it leaves', got, err)


@test
def the_disk_is_full():
    with serve() as s:
        got, live, err = run('prlimit', '--fsize=2000', HELOISE, 'send', '--server', s.url('smtp'), '--to', 'alice@example.org', '--write', CAPTURE, '--format', 'json')
        ok(got == 74 and b'session.pcapng: File too large' in err, 'in the middle of recording: status 74, and which file', got, err)
        is_(objects(live)[0]['verdict'], 'accepted', 'the session went on')
        got, again, err = heloise('show', '-d', f'{s.port["smtp"]}=smtp', '--format', 'json', CAPTURE)
        before = said(again)
        ok(len(before) > 2 and before == said(live)[:len(before)], 'and what was recorded until then can be read', before, err)
        got, out, err = send(s.url('smtp'), '--write', '/dev/full')
        ok(got == 74 and b'/dev/full: No space left' in err and b'accepted' in out, 'from the beginning: told as well', got, err)


@test
def the_program_is_killed():
    for how in signal.SIGINT, signal.SIGTERM, signal.SIGKILL:
        with scripted.server(says(b'220 x ESMTP\r\n', None, b'250 x\r\n', None, 30)) as port:
            p = start(port, '--write', CAPTURE)
            while b'MAIL FROM' not in p.stdout.readline():
                pass
            time.sleep(0.3)
            p.send_signal(how)
            p.communicate(timeout=20)
        got, out, err = heloise('show', '-d', f'{port}=smtp', '--format', 'json', CAPTURE)
        is_([e.get('verb') or e.get('code') for e in said(out)], [220, 'EHLO', 250, 'MAIL'], f'{how.name}: what was said until then is in the recording', err)


tap.play(*sys.argv[1:])

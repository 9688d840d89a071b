#!/usr/bin/python3
"""heloise talk, send and fetch against the practice server, and against servers that misbehave. On loopback, at ports that are free."""
import glob
import os
import re
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import scripted
from practice import HELOISE, Home, Server, heloise, objects, run, serve
from scripted import says, send, talk
from tap import Tap

home, tap = Home('live'), Tap()
work, keep = home.path, home.keep
ok, is_, test = tap.is_true, tap.is_equal, tap.test
RIGHT, WRONG = {'HELOISE_PASSWORD': 'wonderland'}, {'HELOISE_PASSWORD': 'looking-glass'}


def refuse_starttls(command, *words):
    """A server that does not offer it."""
    play = {'send': says(b'220 x ESMTP\r\n', None, b'250 x\r\n', None, b'221 x\r\n'), 'fetch': says(b'+OK x\r\n', None, b'+OK\r\n.\r\n', None, b'+OK\r\n')}[command]
    with scripted.server(play) as port:
        return heloise(command, *[x.replace('PORT', str(port)) for x in words], '--tls', env=RIGHT)


def statuses(table):
    """Every exit status that --help of a command lists is reached, and no other."""
    for command in ('send', 'fetch', 'talk', 'serve'):
        text = ' '.join(heloise(command, '--help')[1].decode().split('Exit status:')[1].split())
        listed = {int(x) for x in re.findall(r'(?:^|; ?) ?(\d+) ', text)}
        is_(listed, {status for name, status, _, _ in table if name == command}, f'{command} --help lists the statuses that are reached here')
    for command, status, name, run_it in table:
        got, out, err = run_it()
        is_(got, status, f'{command}, {status}: {name}', err.decode()[-300:])
        ok(status == 0 or err.strip(), f'{command}, {status}: {name}: something is said')


def busy_port():
    with socket.create_server(('127.0.0.1', 0)) as taken:
        return heloise('serve', '--listen', f'smtp={taken.getsockname()[1]}')


# Whoever is root puts that down first.
PRIVILEGE = ['setpriv', '--reuid=65534', '--clear-groups', '--inh-caps=-all', '--bounding-set=-all'] if os.geteuid() == 0 else []


def serve_for_a_while(**how):
    server = Server(protocols=('smtp',), quiet=False, **how)
    send(server.url('smtp'))
    return server.end(), b'', server.said.encode()


def without(library):
    """The environment of a machine that lacks a library."""
    keep(f'{library}/{library}', '')
    return {'LD_LIBRARY_PATH': f'{work}/{library}', **RIGHT}


@test
def every_exit_status_is_reached():
    with serve() as s, serve('--scenario', 'greylist') as grey, open('/dev/full', 'wb') as full:
        smtp, sub = s.url('smtp'), s.url('submission')
        pop = ['fetch', s.url('pop3', 'alice'), '--insecure-auth']
        none, certificate = work + '/none', keep('certificate', 'none\n')
        hello = '> EHLO x\n'
        statuses([
            ('send', 0, 'accepted', lambda: send(smtp)),
            ('send', 64, 'nobody to send to', lambda: heloise('send', '--server', smtp)),
            ('send', 66, 'no such message', lambda: send(smtp, '--data', none)),
            ('send', 68, 'no such host', lambda: send('nosuch.invalid')),
            ('send', 69, 'no such mailbox', lambda: send(smtp, '--to', 'nobody-here@example.org')),
            ('send', 70, 'no GNU SASL', lambda: send(sub, '--tls', '--insecure', '--auth-user', 'bob', env=without('libgsasl.so.18'))),
            ('send', 73, 'a recording in no folder', lambda: send(smtp, '--write', none + '/x.pcapng')),
            ('send', 74, 'a full disk, standard output', lambda: send(smtp, stdout=full)),
            ('send', 74, 'a full disk, recording', lambda: send(smtp, '--write', '/dev/full')),
            ('send', 75, 'greylisted', lambda: send(grey.url('smtp'))),
            ('send', 75, 'connection refused', lambda: send('127.0.0.1:1')),
            ('send', 76, 'a certificate that nobody vouches for', lambda: send(sub, '--tls')),
            ('send', 76, 'STARTTLS is not offered', lambda: refuse_starttls('send', '--server', '127.0.0.1:PORT', '--to', 'alice@example.org')),
            ('send', 77, 'a wrong password', lambda: send(sub, '--tls', '--insecure', '--auth-user', 'bob', env=WRONG)),
            ('send', 77, 'a password in clear text', lambda: send(sub, '--auth', 'PLAIN', '--auth-user', 'bob', env=RIGHT)),
            ('send', 78, 'a mechanism that nobody knows', lambda: send(sub, '--tls', '--insecure', '--auth', 'NOSUCH', '--auth-user', 'bob', env=RIGHT)),
            ('send', 78, 'no such CA file', lambda: send(sub, '--tls', '--tls-ca-path', none)),
            ('fetch', 0, 'a maildrop', lambda: heloise(*pop, env=RIGHT)),
            ('fetch', 64, 'no URL', lambda: heloise('fetch')),
            ('fetch', 66, 'no such file of a password', lambda: heloise(*pop, '--auth-password-file', none)),
            ('fetch', 68, 'no such host', lambda: heloise('fetch', 'pop3://alice@nosuch.invalid', env=RIGHT)),
            ('fetch', 69, 'no such message', lambda: heloise(*pop, '--retrieve', '99', env=RIGHT)),
            ('fetch', 70, 'no GNU SASL', lambda: heloise(*pop, '--auth', 'PLAIN', env=without('libgsasl.so.18'))),
            ('fetch', 73, 'a shelf in no folder', lambda: heloise(*pop, '--retrieve', 'all', '-o', none + '/x', env=RIGHT)),
            ('fetch', 74, 'a full disk, standard output', lambda: heloise(*pop, env=RIGHT, stdout=full)),
            ('fetch', 75, 'connection refused', lambda: heloise('fetch', 'pop3://alice@127.0.0.1:1', env=RIGHT)),
            ('fetch', 76, 'a certificate that nobody vouches for', lambda: heloise('fetch', s.url('pop3s', 'alice'), env=RIGHT)),
            ('fetch', 76, 'STLS is not offered', lambda: refuse_starttls('fetch', 'pop3://alice@127.0.0.1:PORT')),
            ('fetch', 77, 'a wrong password', lambda: heloise(*pop, env=WRONG)),
            ('fetch', 78, 'a mechanism that nobody knows', lambda: heloise(*pop, '--auth', 'NOSUCH', env=RIGHT)),
            ('talk', 0, 'all expectations hold', lambda: talk(smtp, 'expect 220\n')),
            ('talk', 1, 'an expectation that is not met', lambda: talk(smtp, 'expect 220\n> NOOP\nexpect 555\n')),
            ('talk', 64, 'no URL', lambda: heloise('talk', '--script', '-')),
            ('talk', 65, 'a bad script', lambda: talk(smtp, 'expect 220\nfrobnicate\n')),
            ('talk', 66, 'no such script', lambda: heloise('talk', smtp, '--script', none)),
            ('talk', 68, 'no such host', lambda: talk('smtp://nosuch.invalid', 'expect 220\n')),
            ('talk', 70, 'no GNU SASL', lambda: talk(sub, hello + 'auth SCRAM-SHA-1 bob\n', env=without('libgsasl.so.18'))),
            ('talk', 73, 'a recording in no folder', lambda: talk(smtp, 'expect 220\n', '--write', none + '/x.pcapng')),
            ('talk', 74, 'a full disk, recording', lambda: talk(smtp, 'expect 220\n', '--write', '/dev/full')),
            ('talk', 75, 'connection refused', lambda: talk('smtp://127.0.0.1:1', 'expect 220\n')),
            ('talk', 76, 'a certificate that nobody vouches for', lambda: talk(sub, hello + 'starttls\n')),
            ('talk', 77, 'a wrong password', lambda: talk(sub, hello + 'auth SCRAM-SHA-1 bob\n', env=WRONG)),
            ('talk', 78, 'a mechanism that nobody knows', lambda: talk(sub, hello + 'auth NOSUCH bob\n', env=RIGHT)),
            ('serve', 0, 'until it is told to end', serve_for_a_while),
            ('serve', 64, 'no protocol', lambda: heloise('serve', '--listen', 'imap=0')),
            ('serve', 66, 'no such scenario', lambda: heloise('serve', '--scenario', none)),
            ('serve', 70, 'no OpenSSL', lambda: heloise('serve', '--listen', 'submission=0', env=without('libssl.so.3'))),
            ('serve', 73, 'a recording in no folder', lambda: heloise('serve', '--listen', 'smtp=0', '--write', none + '/x')),
            ('serve', 74, 'a full disk, standard output', lambda: heloise('serve', '--listen', 'smtp=0', stdout=full)),
            ('serve', 75, 'a port that is taken', busy_port),
            ('serve', 77, 'a port for root alone', lambda: run(*PRIVILEGE, HELOISE, 'serve', '--listen', 'smtp=25')),
            ('serve', 78, 'no certificate', lambda: heloise('serve', '--listen', 'smtp=0', '--certificate', certificate)),
        ])


@test
def a_script_says_what_is_wrong():
    with serve() as s:
        smtp = s.url('smtp')
        script = 'expect 220\n> EHLO check\nexpect 250 /SIZE (?<size>[0-9]+)/\nset twice ${size}${1}\nnote limit ${twice}\n> NOOP ${size}\nexpect 250\nraw "QUIT\\r\\n"\nexpect 221\nexpect close\n'
        got, out, err = talk(smtp, script, '--format', 'tap')
        is_(got, 0, 'a good script', out, err)
        ok(out.startswith(b'1..5\n') and b'not ok' not in out, 'its TAP', out)
        ok(b'# limit 2621440026214400\n' in out, 'groups are variables', out)
        got, out, err = talk(smtp, 'expect 220\n> NOOP\nexpect 555\nexpect 250\n', '--format', 'tap')
        is_(out, b'1..3\nok 1 - line 1: expect 220\nnot ok 2 - line 3: expect 555\n# got: 250 2.0.0 Ok\nnot ok 3 - line 4: expect 250\n', 'what is not reached is not ok')
        got, out, err = talk(smtp, '> NOOP\nexpect 555\n')
        ok(b'line 2: expect 555: got 250 2.0.0 Ok' in err, 'in text: line, expected, got', err)
        got, out, err = talk(smtp, '> EHLO a\n> MAIL FROM:<>\n> RCPT TO:<alice@example.org>\n> DATA\nexpect 354\nmessage <<END\nSubject: x\n\n.dot\nEND\nexpect 250\n> QUIT\nexpect 221\n', '--format', 'json')
        is_(got, 0, 'replies that nobody expects are read', err)
        message = objects(out)[0]['transactions'][0]['message']
        is_(message['octets'], len(b'Subject: x\r\n\r\n.dot\r\n'), 'a message in place, its dots kept')
        for script, line in (('> a \\q', 1), ('expect 22', 1), ('\n\nexpect /(/', 3), ('wait soon', 1), ('message <<END\nx\n', 1), ('raw QUIT', 1), ('> ${none}', 1), ('close now', 1)):
            got, out, err = talk(smtp, script)
            ok(got in (1, 65) and f'line {line}'.encode() in err, f'{script!r} is told by its line', got, err)
        got, out, err = talk(smtp, 'expect 220\n> NOOP ${who}\\x41\\\\\nexpect 250', '--set', r'who=a\r\nQUIT', '--format', 'json')
        lines = [e['line'] for e in objects(out)[0]['events'] if e['kind'] == 'command']
        is_(lines, [r'NOOP a\r\nQUITA' + '\\'], 'what a variable holds is never read again')
        got, out, err = talk(s.url('submission'), '> EHLO a\nstarttls\n> EHLO a\nauth SCRAM-SHA-256 bob\n> QUIT\nexpect 221\n', '--insecure', '--format', 'tap', env=RIGHT)
        is_((got, b'not ok' in out), (0, False), 'starttls and auth', out, err)
        got, out, err = talk(smtp, '> EHLO a\n> NOOP\n> NOOP\nraw "RSET\\r\\nNOOP\\r\\n"\nexpect 220\nexpect 250\nexpect 250\nexpect 250\nexpect 250\nexpect 250\n', '--pipeline')
        is_(got, 0, '--pipeline leaves every reply to the script', err)


@test
def letters_arrive_as_they_were_sent():
    with serve() as s:
        path = keep('dots.eml', b'From: <carol@example.net>\r\nSubject: dots\r\n\r\n.\r\n..\r\n' + b'x' * 900 + b'\r\n\xc3\xa9\r\nend\r\n')
        text = open(path, 'rb').read()
        ways = [('smtp', []), ('smtp', ['--pipeline']), ('smtp', ['--chunking']), ('smtp', ['--tls', '--insecure']), ('submissions', ['--insecure', '--auth-user', 'bob']), ('lmtp', [])]
        for protocol, options in ways:
            got, out, err = send(s.url(protocol), '--data', path, *options, env=RIGHT)
            is_(got, 0, f'{protocol} {options}', err)
        box = ['fetch', s.url('pop3', 'alice'), '--insecure-auth', '-q']
        got, out, err = heloise(*box, env=RIGHT)
        is_(len(out.splitlines()), len(ways), 'all are listed', out, err)
        for n in range(len(ways)):
            got, out, err = heloise(*box, '--retrieve', n + 1, '-o', '-', env=RIGHT)
            ok(got == 0 and out.endswith(text), f'message {n + 1} is the same to the octet', got, err)
        got, out, err = heloise(*box, '--retrieve', 'all', '-o', work + '/folder', env=RIGHT)
        files = sorted(glob.glob(work + '/folder/*'))
        is_([os.path.basename(f) for f in files], [f'{n + 1}.eml' for n in range(len(ways))], 'a folder of files', err)
        ok(all(open(f, 'rb').read().endswith(text) for f in files), 'their octets')
        got, out, err = heloise(*box, '--retrieve', '1', '-o', work + '/folder', env=RIGHT)
        is_(got, 73, 'a file that is there is not overwritten', err)
        got, out, err = heloise(*box, '--retrieve', 'all', '-o', work + '/all.mbox', '--delete', 'all', env=RIGHT)
        is_((got, open(work + '/all.mbox', 'rb').read().count(b'\nSubject: dots\n')), (0, len(ways)), 'an mbox', err)
        got, out, err = heloise(*box, env=RIGHT)
        is_((got, out), (0, b''), 'all are deleted')
        got, out, err = send(s.url('smtp'), '--body', 'From the top\nhällo', '--header', 'Subject: made up', '--attach', '@' + path)
        is_(got, 0, 'a letter that is made up', err)
        got, out, err = heloise(*box, '--top', '1:0', '-o', '-', env=RIGHT)
        ok(b'Subject: made up\r\n' in out and out.count(b'Subject:') == 1 and b'multipart/mixed' in out, 'its header', out)


@test
def verdicts_stand_for_each_recipient():
    with serve() as s:
        for protocol in ('smtp', 'lmtp'):
            got, out, err = send(s.url(protocol), '--to', 'nobody-here@example.org')
            is_(got, 69, f'{protocol}: one of two refused', err)
            ok(b'alice@example.org: accepted' in out and b'nobody-here@example.org: refused (550 ' in out, f'{protocol}: verdicts', out[-400:])
        got, out, err = send(s.url('smtp'), '--to', 'bob@example.org', '--format', 'json')
        t = objects(out)[0]['transactions'][0]
        is_([r['verdict'] for r in t['recipients']], ['accepted', 'accepted'], 'json: verdicts')
        for stage, verbs in (('connect', ['QUIT']), ('banner', ['QUIT']), ('ehlo', ['EHLO', 'QUIT']), ('mail', ['EHLO', 'MAIL', 'QUIT']), ('rcpt', ['EHLO', 'MAIL', 'RCPT', 'QUIT'])):
            for how in ('quit', 'drop'):
                got, out, err = send(s.url('smtp'), f'--{how}-after', stage, '--format', 'json')
                events = objects(out)[0]['events']
                wanted = verbs if how == 'quit' else verbs[:-1]
                is_((got, [e['verb'] for e in events if e['kind'] == 'command']), (0, wanted), f'{how} after {stage}', err)


@test
def passwords_are_wiped_from_the_command_line():
    with scripted.server(says(10)) as port:
        p = subprocess.Popen([HELOISE, 'send', '--server', f'127.0.0.1:{port}', '--to', 'a@b', '-au', 'bob', '-ap', 'wonderland', '-q'], stderr=subprocess.DEVNULL)
        for _ in range(100):
            time.sleep(0.05)
            line = open(f'/proc/{p.pid}/cmdline', 'rb').read()
            if b'send' in line and b'wonderland' not in line:
                break
        p.kill()
        p.wait()
        ok(b'send' in line and b'wonderland' not in line, 'the process title has no password', line)


@test
def passwords_come_from_where_they_are_kept():
    with serve() as s:
        url = s.url('submissions')
        options = ['--insecure', '--auth-user', 'bob', '--quit-after', 'auth']
        is_(send(url, *options, '--auth-password-file', keep('password', b'wonderland\n'))[0], 0, 'a file')
        keep('.netrc', b'machine other.example login x password y\nmachine 127.0.0.1 login bob password wonderland\n')
        is_(send(url, *options)[0], 0, '~/.netrc')
        is_(send(url, '--insecure', '--auth', '--quit-after', 'auth')[0], 0, '~/.netrc names the user, too')
        os.unlink(work + '/.netrc')
        is_(heloise('send', '--server', url, '--to', 'a@b', *options)[0] in (64, 77), True, 'none')


# What a recording cannot have: other times than those of packets, places that are none, and what this machine thinks of a certificate. A
# capture learns what is spoken from the greeting, a live session knows it before: where TLS comes first, they name the state of the hello
# by one or the other.
UNRECORDED = {'at', 'end', 'latency', 'offset', 'octets', 'packet', 'answered', 'round_trip', 'trusted', 'verified_for', 'faults', 'state'}


def events(out):
    return [{k: v for k, v in e.items() if k not in UNRECORDED or (k == 'octets' and e['kind'] == 'message')} for e in objects(out)[0]['events']
            if e['kind'] != 'network' and e.get('how') != 'open']


@test
def a_recording_is_what_was_shown():
    path = work + '/session.pcapng'
    with serve() as s:
        bob = ['--insecure', '--auth-user', 'bob', '--to', 'alice@example.org', '--server']
        ways = [
            ('smtp', 'smtp', ['send', '--server', s.url('smtp'), '--to', 'alice@example.org,nobody-here@example.org']),
            ('smtp', 'submission', ['send', '--tls', '--chunking', '--pipeline', *bob, s.url('submission')]),
            ('smtp', 'submissions', ['send', '--tls-protocol', 'tlsv1_2', *bob, s.url('submissions')]),
            ('smtp', 'submission', ['send', '--tls', '--to', 'alice@example.org', '--server', s.url('submission')]),
            ('lmtp', 'lmtp', ['send', '--server', s.url('lmtp'), '--to', 'alice@example.org,bob@example.org']),
            ('pop3', 'pop3', ['fetch', s.url('pop3', 'alice'), '--insecure-auth', '--list', '--top', '1:1', '--retrieve', 'all', '--delete', '1']),
            ('pop3', 'pop3s', ['fetch', s.url('pop3s', 'alice'), '--insecure', '--retrieve', 'all']),
        ]
        for protocol, listener, words in ways:
            got, live, err = heloise(*words, '--write', path, '--format', 'json', env=RIGHT)
            got, again, err = heloise('show', '-d', f'{s.port[listener]}={protocol}', '--format', 'json', path)
            wrong = [(a, b) for a, b in zip(events(live), events(again)) if a != b]
            ok(not wrong and len(events(live)) == len(events(again)) > 5, f'{words[0]} to {listener}: the same events in all that they tell', wrong[:2], err)


tap.play(*sys.argv[1:])

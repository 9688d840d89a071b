#!/usr/bin/python3
"""Each way to log in succeeds once and fails once: at the practice server, or at a server that knows just this mechanism. On loopback.
Dovecot and Postfix, which mail_servers.t starts, judge many of them again."""
import base64
import hashlib
import re
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import scripted
from practice import Home, heloise, serve
from scripted import says, send
from tap import Tap

home, tap = Home('mechanisms'), Tap()
ok, is_, test = tap.is_true, tap.is_equal, tap.test
WRONG = 'looking-glass'


def judge(name, password, status, got, out, err):
    is_(got, status, f'{name}: {status}', err.decode()[-300:])
    secret = password.encode()
    ok(secret not in out + err and base64.b64encode(secret) not in out + err, f'{name}: the password is not shown')


# ---- benches: each tries a mechanism with a password that is to succeed or to fail ----

def by_smtp_and_pop3(mechanism, password, status):
    """At the practice server, under TLS."""
    send_it = ['send', '--from', 'bob@example.org', '--to', 'alice@example.org', '--server', practice.url('submissions')]
    for action in send_it, ['fetch', practice.url('pop3s')]:
        result = heloise(*action, '--insecure', '--auth', mechanism, '--auth-user', 'bob', '--timeout', '20', env={'HELOISE_PASSWORD': password})
        judge(f'{mechanism}, {action[0]}', password, status, *result)


def by_pop3(mechanism, password, status):
    """What POP3 alone has."""
    result = heloise('fetch', practice.url('pop3', 'bob'), '--insecure-auth', '--auth', mechanism, env={'HELOISE_PASSWORD': password})
    judge(mechanism, password, status, *result)


def alone(play):
    """At a server that knows one mechanism: play(ask, first) says whether the login is good; ask(octets) gives the answer to a challenge."""
    def bench(mechanism, password, status):
        def session(c, f):
            def ask(challenge):
                c.sendall(b'334 ' + base64.b64encode(challenge) + b'\r\n')
                return base64.b64decode(f.readline())
            c.sendall(b'220 x ESMTP\r\n')
            f.readline()
            c.sendall(b'250-x\r\n250 AUTH ' + mechanism.encode() + b'\r\n')
            first = f.readline().split()[2:]
            good = play(ask, base64.b64decode(first[0].replace(b'=', b'') + b'==') if first else None)
            c.sendall(b'235 2.7.0 yes\r\n' if good else b'535 5.7.8 no\r\n')
            f.readline()
            c.sendall(b'221 x\r\n')
        with scripted.server(session) as port:
            options = ['--auth', mechanism, '--auth-user', 'User', '--quit-after', 'auth']
            judge(mechanism, password, status, *send(f'127.0.0.1:{port}', *options, env={'HELOISE_PASSWORD': password}))
    return bench


def digest_md5(ask, first):
    """RFC 2831."""
    said = ask(b'realm="x",nonce="n0nce",qop="auth",charset=utf-8,algorithm=md5-sess').decode()
    field = {k: v.strip('"') for k, v in re.findall(r'([\w-]+)=("[^"]*"|[^,]*)', said)}

    def h(x):
        return hashlib.md5(x).hexdigest()
    secret = hashlib.md5(f'{field["username"]}:{field["realm"]}:wonderland'.encode()).digest()
    a1 = h(secret + f':{field["nonce"]}:{field["cnonce"]}'.encode())

    def answer(verb):
        return h(f'{a1}:{field["nonce"]}:{field["nc"]}:{field["cnonce"]}:{field["qop"]}:{h((verb + ":" + field["digest-uri"]).encode())}'.encode())
    if first is not None or field['response'] != answer('AUTHENTICATE'):
        return False
    ask(b'rspauth=' + answer('').encode())
    return True


def ntlm(ask, first):
    """MS-NLMP: the answer to the challenge of section 4.2.1 has to be that of section 4.2.2.2, for User and Password."""
    wanted = bytes.fromhex('67c43011f30298a2ad35ece64f16331c44bdbed927841f94')
    if not first.startswith(b'NTLMSSP\0\1\0\0\0'):
        return False
    challenge = b'NTLMSSP\0' + struct.pack('<IHHII', 2, 0, 0, 32, 0x00008205) + bytes.fromhex('0123456789abcdef')
    said = ask(challenge)
    size, _, offset = struct.unpack_from('<HHI', said, 20)
    return said.startswith(b'NTLMSSP\0\3\0\0\0') and said[offset:offset + size] == wanted


def says_alone(text):
    """A mechanism without a password says one thing, and fails where the server does not like it."""
    def bench(mechanism, password, status):
        heard = []

        def play(ask, first):
            heard.append(first)
            return status == 0
        alone(play)(mechanism, password, status)
        is_(heard, [text], f'{mechanism}: what is said')
    return bench


TABLE = [
    ('SCRAM-SHA-256-PLUS', by_smtp_and_pop3, 'wonderland'),
    ('SCRAM-SHA-1-PLUS', by_smtp_and_pop3, 'wonderland'),
    ('SCRAM-SHA-256', by_smtp_and_pop3, 'wonderland'),
    ('SCRAM-SHA-1', by_smtp_and_pop3, 'wonderland'),
    ('DIGEST-MD5', alone(digest_md5), 'wonderland'),
    ('CRAM-MD5', by_smtp_and_pop3, 'wonderland'),
    ('PLAIN', by_smtp_and_pop3, 'wonderland'),
    ('LOGIN', by_smtp_and_pop3, 'wonderland'),
    ('APOP', by_pop3, 'wonderland'),
    ('USER', by_pop3, 'wonderland'),
    ('NTLM', alone(ntlm), 'Password'),
    ('OAUTHBEARER', by_smtp_and_pop3, 'practice-token'),
    ('XOAUTH2', by_smtp_and_pop3, 'practice-token'),
    ('EXTERNAL', says_alone(b''), 'unused-secret'),
    ('ANONYMOUS', says_alone(b'User'), 'unused-secret'),
]


@test
def each_mechanism_succeeds_and_fails():
    known = re.findall(r'^WAY\("([^"]*)"', open('src/live/ways.def').read(), re.M)
    is_(sorted(known), sorted(mechanism for mechanism, _, _ in TABLE), 'the table has every mechanism')
    for mechanism, bench, password in TABLE:
        bench(mechanism, password, 0)
        bench(mechanism, WRONG, 77)


@test
def no_password_in_clear_text():
    env = {'HELOISE_PASSWORD': 'wonderland'}
    for mechanism in 'USER', 'PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2':
        got, out, err = heloise('fetch', practice.url('pop3', 'bob'), '--auth', mechanism, env=env)
        is_((got, b'--insecure-auth' in err), (77, True), f'{mechanism} is not used in clear text', err)
    got, out, err = heloise('fetch', practice.url('pop3', 'bob'), '--auth', env=env)
    ok(got == 0 and b'AUTH SCRAM-SHA-256 ' in out, 'the best that there is needs no TLS', got, out[:400], err)
    got, out, err = heloise('fetch', practice.url('pop3s', 'bob'), '--insecure', '--auth', env=env)
    ok(got == 0 and b'AUTH SCRAM-SHA-256-PLUS ' in out, 'under TLS it is bound to the channel', got, out[:400], err)


@test
def a_server_that_does_not_know_the_password_is_found_out():
    first = base64.b64encode(b'r=x,s=QSXCR+Q6sek8bf92,i=4096')
    for name, steps in (('235 at once', (b'235 2.7.0 yes\r\n',)), ('235 in place of its proof', (b'334 ' + first + b'\r\n', None, b'235 2.7.0 yes\r\n'))):
        with scripted.server(says(b'220 x ESMTP\r\n', None, b'250-x\r\n250 AUTH SCRAM-SHA-1\r\n', None, *steps, None, b'221 x\r\n')) as port:
            got, out, err = send(f'127.0.0.1:{port}', '--auth', 'SCRAM-SHA-1', '--auth-user', 'bob', env={'HELOISE_PASSWORD': 'wonderland'})
            ok(got in (76, 77), f'SCRAM, {name}', got, err)


@test
def a_server_does_not_keep_the_client_busy():
    first = base64.b64encode(b'r=RNONCE,s=QSXCR+Q6sek8bf92,i=4000000000')

    def play(c, f):
        c.sendall(b'220 x ESMTP\r\n')
        f.readline()
        c.sendall(b'250-x\r\n250 AUTH SCRAM-SHA-256\r\n')
        nonce = base64.b64decode(f.readline().split()[2]).split(b'r=')[1]
        c.sendall(b'334 ' + base64.b64encode(base64.b64decode(first).replace(b'NONCE', b'').replace(b'r=R', b'r=' + nonce + b'R')) + b'\r\n')
        f.readline()
        c.sendall(b'501 cancelled\r\n')
    with scripted.server(play) as port:
        got, out, err = send(f'127.0.0.1:{port}', '--auth', 'SCRAM-SHA-256', '--auth-user', 'bob', env={'HELOISE_PASSWORD': 'wonderland'})
    ok(got == 76 and b'more rounds' in err, 'rounds that would take hours are not begun', got, err)


with serve() as practice:
    tap.play(*sys.argv[1:])

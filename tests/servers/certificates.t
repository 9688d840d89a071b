#!/usr/bin/python3
"""What heloise send makes of a server's certificates: each fault is a finding, is told, and ends the connection, which --insecure goes on
with. Chains are made by openssl, servers are Python's. On loopback."""
import os
import shutil
import ssl
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import scripted
from practice import Home, heloise, objects, run, serve
from scripted import says, send
from tap import Tap, need_programs

need_programs('openssl')
home, tap = Home('certificates'), Tap()
work, keep = home.path, home.keep
ok, is_, test = tap.is_true, tap.is_equal, tap.test


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, capture_output=True)


def path(name, what):
    return f'{work}/{name}.{what}'


def make(name, subject, issuer=None, days=2, key=('EC', 'ec_paramgen_curve:P-256'), digest='sha256', extensions=''):
    """A key, and a certificate for it: NAME.key, NAME.pem. Without an issuer it signs itself."""
    openssl('genpkey', '-algorithm', key[0], '-pkeyopt', key[1], '-out', path(name, 'key'))
    keep(f'{name}.ext', extensions or f'subjectAltName=DNS:{subject}\n')
    openssl('req', '-new', '-key', path(name, 'key'), '-subj', f'/CN={subject}', '-out', path(name, 'csr'))
    by = ['-signkey', path(name, 'key')] if not issuer else ['-CA', path(issuer, 'pem'), '-CAkey', path(issuer, 'key'), '-CAcreateserial']
    openssl('x509', '-req', '-in', path(name, 'csr'), *by, '-days', str(days), '-' + digest, '-extfile', path(name, 'ext'), '-out', path(name, 'pem'))


AUTHORITY = 'basicConstraints=critical,CA:TRUE\n'
RSA_1024 = ('RSA', 'rsa_keygen_bits:1024')
make('root', 'Root', extensions=AUTHORITY)
make('stranger', 'Stranger', extensions=AUTHORITY)
make('middle', 'Middle', 'root', extensions=AUTHORITY)
make('late-middle', 'Late middle', 'root', days=-1, extensions=AUTHORITY)
make('good', 'localhost', 'root')
make('good-behind', 'localhost', 'middle')
make('late-behind', 'localhost', 'late-middle')
make('late', 'localhost', 'root', days=-1)
make('other', 'other.example', 'root')
make('strange', 'localhost', 'stranger')
make('itself', 'localhost')
make('short', 'localhost', 'root', key=RSA_1024)
make('sha1', 'localhost', 'root', digest='sha1')
make('client', 'localhost', 'root', extensions='subjectAltName=DNS:localhost\nextendedKeyUsage=clientAuth\n')
make('much', 'other.example', days=-1)

# The server's certificate, those that it sends behind it, and what is found.
FAULTS = [
    ('good', [], []),
    ('good-behind', ['middle'], []),
    ('good-behind', [], ['tls-cert-untrusted']),
    ('good-behind', ['stranger', 'middle'], ['tls-cert-chain-order']),
    ('late-behind', ['late-middle'], ['tls-cert-expired']),
    ('late', [], ['tls-cert-expired']),
    ('other', [], ['tls-cert-name-mismatch']),
    ('strange', [], ['tls-cert-untrusted']),
    ('strange', ['stranger'], ['tls-cert-untrusted']),
    ('itself', [], ['tls-cert-untrusted']),
    ('short', [], ['tls-cert-short-key']),
    ('sha1', [], ['tls-cert-weak-signature']),
    ('client', [], ['tls-cert-untrusted']),
    ('much', [], ['tls-cert-expired', 'tls-cert-name-mismatch', 'tls-cert-untrusted']),
]
ONLY_NOTES = {'tls-cert-chain-order'}


def context(name, behind=()):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_ciphers('DEFAULT:@SECLEVEL=0')
    chain = keep('chain.pem', b''.join(open(path(x, 'pem'), 'rb').read() for x in (name, *behind)))
    made.load_cert_chain(chain, path(name, 'key'))
    return made


def anonymous():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers('AECDH-AES128-SHA:@SECLEVEL=0')
    return made


def greet(name, behind, *options):
    with scripted.server(says(b'220 x ESMTP\r\n', None, b'221 x\r\n'), context(name, behind)) as port:
        return send(f'smtps://localhost:{port}', '-4', '--tls-ca-path', path('root', 'pem'), '--quit-after', 'banner', *options)


def findings(out):
    return sorted(f['id'] for f in objects(out)[0]['findings'] if f['id'].startswith('tls-cert'))


@test
def each_fault_is_found():
    for name, behind, found in FAULTS:
        what = ' '.join([name, *behind])
        trusted = set(found) <= ONLY_NOTES
        got, out, err = greet(name, behind, '--format', 'json')
        is_(got, 0 if trusted else 76, f'{what}: the status', err)
        is_(findings(out), found, f'{what}: what is found')
        ok(trusted or b'is not trusted: ' in err and b'--insecure' in err, f'{what}: it is told', err)
        shaken = [e for e in objects(out)[0]['events'] if e['kind'] == 'tls' and e['what'] == 'handshake'][0]
        is_((shaken['trusted'], len(shaken['certificates'])), (trusted, 1 + len(behind)), f'{what}: the event has the chain, and the verdict')
        ok(trusted or not [e for e in objects(out)[0]['events'] if e['kind'] == 'command'], f'{what}: nothing is said to who is not trusted')
        got, out, err = greet(name, behind, '--insecure', '--format', 'json')
        is_((got, findings(out)), (0, found), f'{what}: --insecure goes on, and finds the same', err)


@test
def the_chain_is_shown():
    got, out, err = greet('good-behind', ['middle'])
    text = out.decode()
    ok('certificate of localhost, issued by CN=Middle, valid until ' in text and 'certificate of Middle, issued by CN=Root' in text, 'each certificate', text)
    ok('trusted here' in text and 'not trusted here' not in text, 'and what came of it', text)
    ok('verified here for localhost, and somebody' in ' '.join(greet('good', [], '--explain')[1].decode().split()), 'the explanation says so')
    text = ' '.join(greet('much', [], '--explain')[1].decode().split())
    ok('is not trusted: ' in text and 'hostname mismatch' in text, 'or what is wrong', text)
    got, out, err = greet('much', [], '--insecure')
    for words in ('not trusted here', '(tls-cert-expired)', '(tls-cert-name-mismatch)', '(tls-cert-untrusted)'):
        ok(words in out.decode(), f'three faults: {words}', out.decode())
    for words in ('self-signed certificate', 'certificate has expired', 'hostname mismatch'):
        ok(words.encode() in greet('much', [])[2], f'the reason why it ends: {words}')


@test
def names_may_be_others():
    is_(greet('other', [], '--tls-verify-target', 'other.example')[0], 0, '--tls-verify-target: the certificate has to be for this name')
    got, out, err = greet('good', [], '--tls-verify-target', 'other.example', '--format', 'json')
    is_((got, findings(out)), (76, ['tls-cert-name-mismatch']), '--tls-verify-target: and for no other', err)
    got, out, err = greet('good', [], '--tls-sni', 'mail.example', '--format', 'json')
    shaken = [e for e in objects(out)[0]['events'] if e['kind'] == 'tls'][0]
    is_((got, shaken['server_name'], shaken['verified_for']), (0, 'mail.example', 'localhost'), '--tls-sni asks for another, and verifies as before', err)


@test
def starttls_is_judged_alike():
    with serve('--certificate', path('other', 'pem'), '--key', path('other', 'key')) as s:
        for options, status in ([], 76), (['--insecure'], 0):
            got, out, err = send(s.url('submission', host='localhost'), '-4', '--tls', '--tls-ca-path', path('root', 'pem'), '--quit-after', 'tls', '--format', 'json', *options)
            is_((got, findings(out)), (status, ['tls-cert-name-mismatch']), f'STARTTLS {options}', err)
            hellos = [e for e in objects(out)[0]['events'] if e.get('verb') == 'EHLO']
            is_(len(hellos), 1 if status else 2, f'STARTTLS {options}: nothing is said to who is not trusted')
    with serve('--scenario', 'expired-certificate') as s:
        got, out, err = heloise('fetch', s.url('pop3s', 'alice'), '--insecure', '--format', 'json', env={'HELOISE_PASSWORD': 'wonderland'})
        is_((got, findings(out)), (0, ['tls-cert-expired', 'tls-cert-untrusted']), 'the scenario expired-certificate, by POP3', err)


@test
def a_client_has_a_certificate_too():
    wants = context('good')
    wants.verify_mode = ssl.CERT_REQUIRED
    wants.load_verify_locations(path('root', 'pem'))
    shown = []

    def play(c, f):
        shown.append(dict(x[0] for x in c.getpeercert()['subject'])['commonName'])
        says(b'220 x ESMTP\r\n', None, b'221 x\r\n')(c, f)
    options = ['-4', '--tls-ca-path', path('root', 'pem'), '--quit-after', 'banner']
    with scripted.server(play, wants) as port:
        got, out, err = send(f'smtps://localhost:{port}', *options, '--tls-cert', path('client', 'pem'), '--tls-key', path('client', 'key'))
    is_((got, shown), (0, ['localhost']), '--tls-cert, --tls-key', err)
    with scripted.server(play, wants) as port:
        got, out, err = send(f'smtps://localhost:{port}', *options)
    ok(got in (75, 76) and b'certificate_required' in out, 'without one the server refuses, by an alert', got, out, err)
    got, out, err = send('smtps://localhost:1', *options, '--tls-cert', path('client', 'csr'))
    is_(got, 75, 'which file it is only matters once there is a connection', err)
    with scripted.server(play, wants) as port:
        got, out, err = send(f'smtps://localhost:{port}', *options, '--tls-cert', path('client', 'csr'))
    ok(got == 78 and b'client.csr' in err, 'a file that is no certificate: status 78, and its name', got, err)
    is_(send('smtps://localhost:1', '--tls-key', path('client', 'key'))[0], 64, 'a key without a certificate')


@test
def versions_and_ciphers_are_chosen():
    def agreed(*options):
        with scripted.server(says(b'220 x ESMTP\r\n', None, b'221 x\r\n'), context('good')) as port:
            got, out, err = send(f'smtps://localhost:{port}', '-4', '--tls-ca-path', path('root', 'pem'), '--quit-after', 'banner', '--format', 'json', *options)
        shaken = [e for e in objects(out)[0]['events'] if e['kind'] == 'tls'] if got == 0 else [{}]
        return got, shaken[0].get('version'), shaken[0].get('cipher'), err
    for word, version in ('tlsv1_2', 'TLSv1.2'), ('tlsv1_3', 'TLSv1.3'), ('no_tlsv1_3', 'TLSv1.2'), ('tlsv1_2,tlsv1_3', 'TLSv1.3'), ('TLSv1.2', 'TLSv1.2'):
        got, shown, _, err = agreed('--tls-protocol', word)
        is_((got, shown), (0, version), f'--tls-protocol {word}', err)
    for word, why in ('sslv9', b'is no list'), ('tlsv1_1,tlsv1_3', b'leaves out one'), ('no_tlsv1_2,no_tlsv1_3', b'leaves none'), ('', b'leaves none'):
        got, _, _, err = agreed('--tls-protocol', word)
        ok(got == 64 and why in err, f"--tls-protocol '{word}' is none", got, err)
    got, _, cipher, err = agreed('--tls-protocol', 'tlsv1_2', '--tls-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256')
    is_((got, cipher), (0, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'), '--tls-cipher, of TLS 1.2', err)
    got, _, cipher, err = agreed('--tls-cipher', 'TLS_CHACHA20_POLY1305_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256')
    is_((got, cipher), (0, 'TLS_CHACHA20_POLY1305_SHA256'), '--tls-cipher, of TLS 1.3', err)
    with scripted.server(says(b'220 x ESMTP\r\n'), anonymous()) as port:
        got, out, err = send(f'smtps://localhost:{port}', '-4', '--tls-protocol', 'tlsv1_2', '--tls-cipher', 'AECDH-AES128-SHA:@SECLEVEL=0', '--quit-after', 'banner', '--format', 'json')
    is_((got, findings(out), b'no certificate' in err), (76, ['tls-cert-untrusted'], True), '--tls-cipher: a suite without certificates leaves nobody to trust', err)
    is_(agreed('--tls-cipher', 'NO-SUCH-CIPHER')[0], 78, '--tls-cipher: one that nobody knows')


@test
def secrets_go_to_the_key_log():
    log, capture = path('secrets', 'log'), path('session', 'pcapng')
    with scripted.server(says(b'220 x ESMTP\r\n', None, b'221 x\r\n'), context('good')) as port:
        got, out, err = send(f'smtps://localhost:{port}', '-4', '--tls-ca-path', path('root', 'pem'), '--quit-after', 'banner', '--write', capture, env={'SSLKEYLOGFILE': log})
    ok(got == 0 and 'CLIENT_TRAFFIC_SECRET_0 ' in open(log).read() and os.stat(log).st_mode & 0o077 == 0, 'for its owner alone', got, err)
    got, out, err = heloise('show', '-d', f'{port}=smtp', capture)
    ok('TLSv1.3' in out.decode() and '<~S 220 x ESMTP' in out.decode(), 'the recording has them, too', out, err)
    if shutil.which('tshark'):
        bare = path('bare', 'pcapng')
        run('editcap', '--discard-all-secrets', capture, bare)
        got, out, err = run('tshark', '-o', f'tls.keylog_file:{log}', '-d', f'tcp.port=={port},tls', '-r', bare, '-z', 'follow,tls,ascii,0', '-q')
        ok(b'220 x ESMTP' in out, 'tshark reads the session by them', out, err)


tap.play(*sys.argv[1:])

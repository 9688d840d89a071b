#!/usr/bin/python3
"""heloise send, fetch and talk against real servers: Postfix (STARTTLS, SASL by Dovecot, CHUNKING, PIPELINING, DSN, SMTPUTF8), Dovecot (POP3,
STLS, every way to log in, LMTP at a UNIX socket) and Exim. They run on loopback, with a configuration of their own in a folder of their own;
the system's is not touched."""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import practice
from tap import Tap, skip_all

os.environ['PATH'] += ':/usr/sbin'
if os.geteuid() != 0 or not all(shutil.which(x) for x in ('postfix', 'dovecot', 'openssl')):
    skip_all('postfix, dovecot and openssl are needed, and root')
ASIDE = os.path.abspath('build/aside/exim4-daemon-light/usr/sbin/exim4')  # tests/tools/install-packages puts it there
WRAPPER = '/usr/lib/x86_64-linux-gnu/libnss_wrapper.so'
home, tap = practice.Home('heloise-servers', '/tmp'), Tap()
work, write, ok = home.path, home.keep, tap.is_true
os.chmod(work, 0o755)


def run(*words, password='wonderland', input=b''):
    return practice.heloise(*words, input=input, env={'HELOISE_PASSWORD': password})


def await_port(port, process):
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.05)
    return False


CERTIFICATE, KEY = work + '/certificate.pem', work + '/key.pem'
SMTP, POP3, POP3S, EXIM = (practice.free_port() for _ in range(4))
LMTP = work + '/dovecot/run/lmtp'
DOVECOT = f'''
protocols = pop3 lmtp
listen = 127.0.0.1
base_dir = {work}/dovecot/run
state_dir = {work}/dovecot/state
log_path = {work}/dovecot/log
hostname = localhost
ssl = yes
ssl_cert = <{CERTIFICATE}
ssl_key = <{KEY}
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 apop oauthbearer xoauth2
postmaster_address = postmaster@example.org
auth_username_format = %Ln
auth_failure_delay = 0
mail_location = maildir:{work}/mail/%n
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
passdb {{
  driver = oauth2
  mechanisms = oauthbearer xoauth2
  args = {work}/dovecot/oauth2
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {work}/dovecot/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {work}/dovecot/users
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener sasl {{
    mode = 0666
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {POP3}
  }}
  inet_listener pop3s {{
    port = {POP3S}
    ssl = yes
  }}
}}
'''
TOKEN_KEY = b'a key of the tests'
OAUTH2 = f'''
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={work}/dovecot/keys/
username_attribute = sub
'''
MAIN = f'''
compatibility_level = 3.6
queue_directory = {work}/postfix/queue
data_directory = {work}/postfix/data
maillog_file = {work}/postfix/log
maillog_file_prefixes = {work}
myhostname = localhost
mydestination =
virtual_mailbox_domains = example.org
virtual_transport = discard:
virtual_mailbox_maps = inline:{{{{alice@example.org=OK}} {{bob@example.org=OK}} {{zoë@example.org=OK}}}}
inet_protocols = ipv4
mynetworks =
alias_maps =
alias_database =
local_recipient_maps =
disable_dns_lookups = yes
smtp_host_lookup = native
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = {CERTIFICATE}
smtpd_tls_key_file = {KEY}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {work}/dovecot/run/sasl
smtpd_tls_auth_only = no
smtpd_error_sleep_time = 0
'''
MASTER = f'''
127.0.0.1:{SMTP} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
'''

EXIM_CONFIGURATION = f'''
exim_path = {ASIDE}
primary_hostname = localhost
spool_directory = {work}/exim/spool
log_file_path = {work}/exim/log/%s
keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
local_interfaces = 127.0.0.1
daemon_smtp_ports = {EXIM}
queue_only
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts = *
tls_certificate = {CERTIFICATE}
tls_privatekey = {work}/exim/key.pem
chunking_advertise_hosts = *
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
prdr_enable
acl_smtp_rcpt = check
begin acl
check:
  accept authenticated = *
  accept domains = example.org
         local_parts = alice : bob
  deny domains = example.org
       message = 5.1.1 no such user
  deny message = 5.7.1 no relaying
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{bob}}}}{{eq{{$auth3}}{{wonderland}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = ${{if and{{{{eq{{$auth1}}{{bob}}}}{{eq{{$auth2}}{{wonderland}}}}}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${{if eq{{$auth1}}{{bob}}{{wonderland}}fail}}
  server_set_id = $auth1
'''


def prepare():
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', KEY, '-out', CERTIFICATE], check=True, capture_output=True)
    write('dovecot/dovecot.conf', DOVECOT)
    write('dovecot/oauth2', OAUTH2)
    write('dovecot/keys/default/HS256/default', base64.b64encode(TOKEN_KEY))
    write('dovecot/users', 'alice:wonderland::::::\nbob:wonderland::::::\n')
    for part in ('cur', 'new', 'tmp'):
        os.makedirs(f'{work}/mail/alice/{part}')
    for n in (1, 2):
        write(f'mail/alice/new/{n}.localhost', f'Subject: number {n}\n\n.dot\nend\n')
    for path, _, files in os.walk(work + '/mail'):
        for name in ['.', *files]:
            shutil.chown(os.path.join(path, name), 'mail', 'mail')
    write('postfix/main.cf', MAIN)
    write('postfix/master.cf', MASTER)
    os.makedirs(work + '/postfix/queue')
    os.makedirs(work + '/postfix/data')
    shutil.chown(work + '/postfix/data', 'postfix')


def prepare_exim():
    """Its user is in no file of the system: the wrapper adds one, as whom `mail` stands in."""
    mail = pwd.getpwnam('mail')
    write('exim/passwd', open('/etc/passwd').read() + f'Debian-exim:x:{mail.pw_uid}:{mail.pw_gid}::/nonexistent:/usr/sbin/nologin\n')
    write('exim/group', open('/etc/group').read() + f'Debian-exim:x:{mail.pw_gid}:\n')
    write('exim/exim.conf', EXIM_CONFIGURATION)
    shutil.copy(KEY, work + '/exim/key.pem')
    for name in 'spool', 'log':
        os.makedirs(f'{work}/exim/{name}')
    for name in 'spool', 'log', 'key.pem':
        shutil.chown(f'{work}/exim/{name}', 'mail', 'mail')
    return {**os.environ, 'LD_PRELOAD': WRAPPER, 'NSS_WRAPPER_PASSWD': work + '/exim/passwd', 'NSS_WRAPPER_GROUP': work + '/exim/group'}


def token(user, key=TOKEN_KEY):
    """A bearer token that Dovecot checks by itself (RFC 7519)."""
    def part(octets):
        return base64.urlsafe_b64encode(octets).rstrip(b'=')
    now = int(time.time())
    said = part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode()) + b'.' + part(json.dumps({'sub': user, 'iat': now - 60, 'exp': now + 600}).encode())
    return (said + b'.' + part(hmac.new(key, said, hashlib.sha256).digest())).decode()


def dovecot_logs_in_by_every_way():
    for url in (f'pop3://alice@localhost:{POP3}', f'pop3s://alice@localhost:{POP3S}'):
        for way in ('PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'USER', 'APOP'):
            for password, status in (('wonderland', 0), ('looking-glass', 77)):
                got, out, err = run('fetch', url, '-4', '--insecure-auth', '--tls-ca-path', CERTIFICATE, '--auth', way, '--timeout', '20', password=password)
                ok(got == status, f'Dovecot, {url.split(":")[0]}, {way}: {status}', got, err, out[-600:])


def dovecot_takes_tokens():
    for way in 'OAUTHBEARER', 'XOAUTH2':
        for password, status in ((token('alice'), 0), (token('alice', b'another key'), 77)):
            got, out, err = run('fetch', f'pop3s://alice@localhost:{POP3S}', '-4', '--tls-ca-path', CERTIFICATE, '--auth', way, '--timeout', '20', password=password)
            ok(got == status and password.encode() not in out, f'Dovecot, {way}: {status}', got, err, out[-600:])


def dovecot_takes_letters_at_a_unix_socket():
    for options in [], ['--pipeline'], ['--chunking']:
        got, out, err = run('send', '--socket', LMTP, '--protocol', 'lmtp', '--from', 'carol@example.net', '--to', 'bob@example.org', '--body', 'by LMTP', *options)
        ok(got == 0 and b'bob@example.org: accepted' in out, f'Dovecot, LMTP: {options or "plain"}', got, err, out[-600:])
    got, out, err = run('send', '--socket', LMTP, '--protocol', 'lmtp', '--from', 'carol@example.net', '--to', 'bob@example.org,nobody@example.org')
    ok(got == 69 and b'bob@example.org: accepted' in out and b'nobody@example.org: refused (550 ' in out, 'Dovecot, LMTP: one of two is unknown', got, err, out[-600:])
    got, out, err = run('fetch', f'pop3s://bob@localhost:{POP3S}', '-4', '--tls-ca-path', CERTIFICATE, '-q')
    ok(got == 0 and len(out.splitlines()) == 4, 'Dovecot, LMTP: all of it has arrived', got, out, err)


def dovecot_gives_its_messages():
    got, out, err = run('fetch', f'pop3://alice@localhost:{POP3}', '-4', '--tls', '--tls-ca-path', CERTIFICATE, '--retrieve', 'all', '-o', work + '/got')
    ok(got == 0, 'Dovecot: retrieved under STLS', got, err)
    for n in (1, 2):
        text = open(f'{work}/got/{n}.eml', 'rb').read()
        ok(text.endswith(f'Subject: number {n}\r\n\r\n.dot\r\nend\r\n'.encode()), f'Dovecot: message {n} is whole', text)
    got, out, err = run('fetch', f'pop3://alice@localhost:{POP3}', '-4', '--tls', '--tls-ca-path', CERTIFICATE, '--delete', '1')
    got, out, err = run('fetch', f'pop3://alice@localhost:{POP3}', '-4', '--tls', '--tls-ca-path', CERTIFICATE, '-q')
    ok(got == 0 and len(out.splitlines()) == 1, 'Dovecot: one is deleted', got, out, err)


def send(*more, **how):
    return run('send', '--server', f'localhost:{SMTP}', '-4', '--from', 'carol@example.net', '--timeout', '20', '--tls-ca-path', CERTIFICATE, *more, **how)


def postfix_takes_letters():
    for options in ([], ['--pipeline'], ['--chunking'], ['--tls'], ['--tls', '--pipeline', '--chunking']):
        got, out, err = send('--to', 'alice@example.org,bob@example.org', *options)
        ok(got == 0 and b'bob@example.org: accepted' in out, f'Postfix: {options or "plain"}', got, err, out[-600:])
    got, out, err = send('--to', 'alice@example.org,nobody@example.org', '--pipeline')
    ok(got == 69 and b'alice@example.org: accepted' in out and b'nobody@example.org: refused (550 ' in out, 'Postfix: one of two is unknown', got, err, out[-600:])
    got, out, err = send('--to', 'dave@example.com')
    ok(got == 69, 'Postfix: relaying is refused', got, err)
    for way in ('PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256'):
        for password, status in (('wonderland', 0), ('looking-glass', 77)):
            got, out, err = send('--to', 'alice@example.org', '--tls', '--auth', way, '--auth-user', 'bob', '--quit-after', 'auth', password=password)
            ok(got == status, f'Postfix, {way}: {status}', got, err, out[-600:])
    for version, name in ('tlsv1_2', b'TLSv1.2'), ('tlsv1_3', b'TLSv1.3'):
        got, out, err = send('--to', 'alice@example.org', '--tls', '--tls-protocol', version)
        ok(got == 0 and b'TLS begins, ' + name in out and b'trusted here' in out, f'Postfix: STARTTLS, {version}', got, err, out[-900:])
    got, out, err = send('--to', 'zoë@example.org', '--chunking')
    ok(got == 0 and 'zoë@example.org: accepted'.encode() in out and b' SMTPUTF8' in out, 'Postfix: an address beyond ASCII', got, err, out[-600:])
    script = '''expect 220
> EHLO client.example
expect 250 /SMTPUTF8/
> MAIL FROM:<carol@example.net> BODY=8BITMIME RET=HDRS ENVID=x SMTPUTF8
expect 250 2.1.0
> RCPT TO:<alice@example.org> NOTIFY=NEVER
expect 250 2.1.5
> DATA
expect 354
message <<END
Subject: \u00e9

END
expect 250 2.0.0 /queued as (?<id>\\w+)/
note ${id}
> QUIT
expect 221
expect close
'''
    got, out, err = run('talk', f'smtp://localhost:{SMTP}', '-4', '--script', '-', '--format', 'tap', input=script.encode())
    ok(got == 0 and b'not ok' not in out, 'Postfix: a script with DSN and SMTPUTF8', got, out, err)


def exim_takes_letters():
    to_exim = ['--server', f'localhost:{EXIM}', '-4', '--from', 'carol@example.net', '--timeout', '20', '--tls-ca-path', CERTIFICATE]
    for options in [], ['--pipeline'], ['--chunking'], ['--tls'], ['--tls', '--pipeline', '--chunking'], ['--tls', '--tls-protocol', 'tlsv1_2']:
        got, out, err = run('send', *to_exim, '--to', 'alice@example.org,bob@example.org', *options)
        ok(got == 0 and b'bob@example.org: accepted' in out, f'Exim: {options or "plain"}', got, err, out[-600:])
    got, out, err = run('send', *to_exim, '--to', 'alice@example.org,nobody@example.org', '--pipeline')
    ok(got == 69 and b'alice@example.org: accepted' in out and b'nobody@example.org: refused (550 ' in out, 'Exim: one of two is unknown', got, err, out[-600:])
    for way in 'PLAIN', 'LOGIN', 'CRAM-MD5':
        for password, status in (('wonderland', 0), ('looking-glass', 77)):
            got, out, err = run('send', *to_exim, '--to', 'dave@example.com', '--tls', '--auth', way, '--auth-user', 'bob', password=password)
            ok(got == status, f'Exim, {way}: {status}', got, err, out[-600:])


prepare()
processes = []
try:
    dovecot = subprocess.Popen(['dovecot', '-F', '-c', work + '/dovecot/dovecot.conf'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    processes.append(dovecot)
    if await_port(POP3, dovecot):
        dovecot_logs_in_by_every_way()
        dovecot_gives_its_messages()
        dovecot_takes_tokens()
        dovecot_takes_letters_at_a_unix_socket()
    else:
        ok(False, 'Dovecot starts', open(work + '/dovecot/log').read()[-500:] if os.path.exists(work + '/dovecot/log') else '')
    postfix = subprocess.Popen(['postfix', '-c', work + '/postfix', 'start-fg'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    processes.append(postfix)
    if await_port(SMTP, postfix):
        postfix_takes_letters()
    else:
        ok(False, 'Postfix starts', open(work + '/postfix/log').read()[-500:] if os.path.exists(work + '/postfix/log') else '')
    if os.access(ASIDE, os.X_OK) and os.path.exists(WRAPPER):
        exim = subprocess.Popen([ASIDE, '-C', work + '/exim/exim.conf', '-bdf', '-q60m'], env=prepare_exim(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.append(exim)
        if await_port(EXIM, exim):
            exim_takes_letters()
        else:
            ok(False, 'Exim starts', '')
    else:
        tap.skip('Exim', 'it is not unpacked')
finally:
    subprocess.run(['postfix', '-c', work + '/postfix', 'stop'], capture_output=True)
    for process in processes:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
tap.end()

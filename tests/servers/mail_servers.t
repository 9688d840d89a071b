#!/usr/bin/python3
"""heloise send, fetch and talk against real servers: Postfix (STARTTLS, SASL by Dovecot, CHUNKING, PIPELINING) and Dovecot (POP3, STLS,
every way to log in). They run on loopback, with a configuration of their own in a folder of their own; the system's is not touched."""
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import practice
from tap import Tap

os.environ['PATH'] += ':/usr/sbin'
if os.geteuid() != 0 or not all(shutil.which(x) for x in ('postfix', 'dovecot', 'openssl')):
    print('1..0 # skip postfix, dovecot and openssl are needed, and root')
    sys.exit()
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
SMTP, POP3, POP3S = (practice.free_port() for _ in range(3))
DOVECOT = f'''
protocols = pop3
listen = 127.0.0.1
base_dir = {work}/dovecot/run
state_dir = {work}/dovecot/state
log_path = {work}/dovecot/log
hostname = localhost
ssl = yes
ssl_cert = <{CERTIFICATE}
ssl_key = <{KEY}
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256 apop
auth_username_format = %Ln
auth_failure_delay = 0
mail_location = maildir:{work}/mail/%n
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
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
virtual_mailbox_maps = inline:{{{{alice@example.org=OK}} {{bob@example.org=OK}}}}
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


def prepare():
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', KEY, '-out', CERTIFICATE], check=True, capture_output=True)
    write('dovecot/dovecot.conf', DOVECOT)
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


def dovecot_logs_in_by_every_way():
    for url in (f'pop3://alice@localhost:{POP3}', f'pop3s://alice@localhost:{POP3S}'):
        for way in ('PLAIN', 'LOGIN', 'CRAM-MD5', 'DIGEST-MD5', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'USER', 'APOP'):
            for password, status in (('wonderland', 0), ('looking-glass', 77)):
                got, out, err = run('fetch', url, '-4', '--insecure-auth', '--tls-ca-path', CERTIFICATE, '--auth', way, '--timeout', '20', password=password)
                ok(got == status, f'Dovecot, {url.split(":")[0]}, {way}: {status}', got, err, out[-600:])


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


prepare()
processes = []
try:
    dovecot = subprocess.Popen(['dovecot', '-F', '-c', work + '/dovecot/dovecot.conf'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    processes.append(dovecot)
    if await_port(POP3, dovecot):
        dovecot_logs_in_by_every_way()
        dovecot_gives_its_messages()
    else:
        ok(False, 'Dovecot starts', open(work + '/dovecot/log').read()[-500:] if os.path.exists(work + '/dovecot/log') else '')
    postfix = subprocess.Popen(['postfix', '-c', work + '/postfix', 'start-fg'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    processes.append(postfix)
    if await_port(SMTP, postfix):
        postfix_takes_letters()
    else:
        ok(False, 'Postfix starts', open(work + '/postfix/log').read()[-500:] if os.path.exists(work + '/postfix/log') else '')
finally:
    subprocess.run(['postfix', '-c', work + '/postfix', 'stop'], capture_output=True)
    for process in processes:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
tap.end()

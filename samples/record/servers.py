"""Real servers on configuration folders of their own, as processes in the foreground.

Each class has a name, start(folder), which writes the configuration under folder, starts the server on its host and
waits until it listens, and stop(). What a server logs is in folder/log."""
import os
import shutil

from hosts import SERVER, WORK, Failure, await_true, listening, run, stop, write

PASSWORD = 'wonderland'
USERS = ('alice', 'bob', 'carol')
EXIM_PACKAGE = 'HELOISE_RECORD_EXIM'  # environment: the .deb file


def make_certificate():
    """A self-signed certificate of the server, made once; returns the paths of certificate and key."""
    certificate, key = os.path.join(WORK, 'certificate.pem'), os.path.join(WORK, 'key.pem')
    if not os.path.exists(certificate):
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650',
            '-subj', '/CN=' + SERVER.name, '-addext', 'subjectAltName=DNS:' + SERVER.name, '-keyout', key, '-out', certificate)
    return certificate, key


def add_account(name):
    """An account that a package would have made, known within this mount namespace only."""
    for path, entry in (('/etc/passwd', f'{name}:x:64999:64999::/nonexistent:/usr/sbin/nologin'),
                        ('/etc/group', f'{name}:x:64999:')):
        with open(path, encoding='utf-8') as file:
            run('mount', '--bind', write(WORK + path, file.read() + entry + '\n'), path)


def start_and_wait(host, command, folder, ports):
    log = os.path.join(folder, 'output')
    with open(log, 'ab') as output:
        process = host.start(*command, log=output)
    try:
        for port in ports:
            await_true(lambda: listening(host, port) or process.poll() is not None, f'{command[0]}: port {port} is silent')
        if process.poll() is not None:
            raise Failure(f'{command[0]} ended:\n{open(log, encoding="utf-8").read()}')
    except Failure:
        process.kill()
        raise
    return process


class Server:
    process = None

    def stop(self):
        if self.process:
            stop(self.process)


class Postfix(Server):
    """Receives for example.org (USERS only), or, with other settings, whatever a scenario wants.

    settings are parameters of main.cf; TLS and SASL (by way of Dovecot's socket) are there when asked for."""
    MASTER = '\n'.join(('{port} inet n - n - - smtpd', 'pickup unix n - n 60 1 pickup', 'cleanup unix n - n - 0 cleanup',
                        'qmgr unix n - n 300 1 qmgr', 'tlsmgr unix - - n 1000? 1 tlsmgr',
                        'rewrite unix - - n - - trivial-rewrite', 'proxymap unix - - n - - proxymap', 'bounce unix - - n - 0 bounce',
                        'defer unix - - n - 0 bounce', 'smtp unix - - n - - smtp', 'lmtp unix - - n - - lmtp',
                        'error unix - - n - - error', 'retry unix - - n - - error', 'discard unix - - n - - discard',
                        'anvil unix - - n - 1 anvil', 'postlog unix-dgram n - n - 1 postlogd', ''))

    def __init__(self, port=25, host=SERVER, tls=False, sasl=False, **settings):
        self.name = 'postfix-' + host.namespace
        self.port, self.host, self.tls, self.sasl, self.settings = port, host, tls, sasl, settings

    def parameters(self, folder):
        addresses = ' '.join(f'{{{user}@example.org=OK}}' for user in USERS)
        parameters = {
            'compatibility_level': '3.6', 'queue_directory': folder + '/queue', 'data_directory': folder + '/data',
            'maillog_file': folder + '/log', 'maillog_file_prefixes': WORK, 'myhostname': self.host.name,
            'mydestination': '', 'virtual_mailbox_domains': 'example.org', 'virtual_transport': 'discard:',
            'virtual_mailbox_maps': f'inline:{{{addresses}}}', 'inet_protocols': 'all', 'mynetworks': '127.0.0.0/8',
            'alias_maps': '', 'recipient_delimiter': '+', 'local_recipient_maps': '', 'alias_database': '', 'disable_dns_lookups': 'yes', 'smtp_host_lookup': 'native',
            'smtpd_recipient_restrictions': 'permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination',
        }
        if self.tls:
            certificate, key = make_certificate()
            parameters |= {'smtpd_tls_security_level': 'may', 'smtpd_tls_cert_file': certificate, 'smtpd_tls_key_file': key}
        if self.sasl:
            parameters |= {'smtpd_sasl_auth_enable': 'yes', 'smtpd_sasl_type': 'dovecot',
                           'smtpd_sasl_path': WORK + '/servers/dovecot/run/sasl', 'smtpd_tls_auth_only': 'no'}
        return parameters | self.settings

    def start(self, folder):
        parameters = self.parameters(folder)
        write(folder + '/main.cf', ''.join(f'{key} = {value}\n' for key, value in parameters.items()))
        write(folder + '/master.cf', self.MASTER.format(port=self.port))
        os.makedirs(folder + '/queue')
        os.makedirs(folder + '/data')
        shutil.chown(folder + '/data', 'postfix')
        self.process = start_and_wait(self.host, ('postfix', '-c', folder, 'start-fg'), folder, (self.port,))

    def stop(self):
        # The process is a script, and the master daemon in a session of its own.
        self.host.run('postfix', '-c', WORK + '/servers/' + self.name, 'stop')
        super().stop()


class Dovecot(Server):
    """POP3 on 110 and 995, LMTP on 24, submission on 587, as protocols say; and a socket where Postfix asks for SASL.

    Submission hands on to a Postfix on port 25. messages are laid into alice's maildrop before it starts; settings are lines of dovecot.conf."""
    CONFIGURATION = '''
protocols = {protocols}
listen = *, ::
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
hostname = {host}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_username_format = %Ln
mail_location = maildir:{folder}/mail/%n
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
pop3_uidl_format = %g
submission_relay_host = {host}
lmtp_rcpt_check_quota = no
recipient_delimiter = +
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {folder}/users
}}
service auth {{
  unix_listener sasl {{
    mode = 0666
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = 24
  }}
}}
'''

    PORTS = {'pop3': (110, 995), 'lmtp': (24,), 'submission': (587,)}

    def __init__(self, *protocols, messages=(), settings='', users=None):
        self.name, self.protocols, self.messages, self.settings = 'dovecot', protocols, messages, settings
        self.users = users or {user: '' for user in USERS}

    def start(self, folder):
        certificate, key = make_certificate()
        write(folder + '/dovecot.conf', self.CONFIGURATION.format(folder=folder, protocols=' '.join(self.protocols) or 'none', host=SERVER.name, certificate=certificate,
                                                                  key=key) + self.settings)
        write(folder + '/users', ''.join(f'{user}:{PASSWORD}::::::{extra}\n' for user, extra in self.users.items()))
        for part in ('cur', 'new', 'tmp'):
            os.makedirs(f'{folder}/mail/alice/{part}')
        for number, message in enumerate(self.messages, 1):
            write(f'{folder}/mail/alice/new/{number}.{SERVER.name}', message)
        run('chown', '-R', 'mail:mail', folder + '/mail')
        self.process = start_and_wait(SERVER, ('dovecot', '-F', '-c', folder + '/dovecot.conf'), folder,
                                      [port for protocol in self.protocols for port in self.PORTS[protocol]])


class Exim(Server):
    """Receives for example.org with PRDR (per-recipient replies after the dot); bob takes no mail of more than 1 KB.

    The package cannot be installed beside Postfix, so that it is only unpacked."""
    CONFIGURATION = '''
exim_path = {exim}
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/pid
exim_user = mail
exim_group = mail
primary_hostname = {host}
domainlist local = example.org
daemon_smtp_ports = 25
prdr_enable = true
keep_environment =
tls_advertise_hosts =
host_lookup =
queue_only = true
acl_smtp_rcpt = check_rcpt
acl_smtp_data_prdr = check_prdr
acl_smtp_data = accept_all
begin acl
check_rcpt:
  accept domains = +local
         local_parts = {users}
  deny   message = Unknown user
check_prdr:
  deny   local_parts = bob
         condition = ${{if >{{$message_size}}{{1000}}}}
         message = bob takes no long letters
  accept
accept_all:
  accept
begin routers
drop:
  driver = redirect
  data = :blackhole:
'''
    name = 'exim'

    def start(self, folder):
        unpacked = os.path.join(WORK, 'exim')
        if not os.path.exists(unpacked):
            os.makedirs(unpacked)
            run('dpkg-deb', '-x', os.environ[EXIM_PACKAGE], unpacked)
            add_account('Debian-exim')
        exim = unpacked + '/usr/sbin/exim4'
        write(folder + '/exim.conf', self.CONFIGURATION.format(folder=folder, exim=exim, host=SERVER.name,
                                                               users=' : '.join(USERS)))
        for part in ('spool', ''):
            os.makedirs(os.path.join(folder, part), exist_ok=True)
            shutil.chown(os.path.join(folder, part), 'mail', 'mail')
        self.process = start_and_wait(SERVER, (exim, '-C', folder + '/exim.conf', '-bdf'), folder, (25,))

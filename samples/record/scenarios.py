"""What is recorded: one function a sample. Its name is the sample's, its first line is what the sample teaches.

A scenario is declared with the servers that it needs; when they listen and the capture runs, the function plays the
client's part."""
import contextlib
import dataclasses
import poplib
import smtplib
import socket
import ssl
import struct
import time
from typing import Callable

import clients
import letters
import policy
import trouble
from hosts import CLIENT, SERVER, WORK, Host
from servers import PASSWORD, Dovecot, Exim, Postfix


@dataclasses.dataclass
class Scenario:
    name: str
    teaches: str
    servers: tuple
    play: Callable
    at: Host  # where the capture is made


SCENARIOS = {}


def scenario(*servers, at=SERVER):
    def declare(function):
        name = function.__name__.replace('_', '-')
        SCENARIOS[name] = Scenario(name, function.__doc__.splitlines()[0], servers, function, at)
        return function
    return declare


def swaks(*options, letter=None, may_fail=False):
    """Sends one message by swaks from the client's host to the server's."""
    return CLIENT.run('swaks', '--server', SERVER.address, '--ehlo', CLIENT.name, '--from', 'walter@example.net',
                      '--data', '-', *options, text=letter or letters.plain(), may_fail=may_fail)


@scenario(Postfix())
def delivery():
    """One message to one recipient, accepted: the plainest session there is."""
    swaks('--to', 'alice@example.org')


@scenario(Postfix())
def one_refused():
    """Two recipients, one accepted and one unknown: 550 5.1.1 answers one RCPT, and the message still goes out."""
    swaks('--to', 'alice@example.org,nobody@example.org')


@scenario(Postfix())
def unknown_user():
    """The only recipient is unknown: 550 5.1.1, and no message is sent."""
    swaks('--to', 'nobody@example.org', may_fail=True)


@scenario(Postfix())
def relay_denied():
    """A recipient that is not the server's, from a client that it does not know: 454 4.7.1."""
    swaks('--to', 'dora@example.com', may_fail=True)


@scenario(Postfix(message_size_limit='5000'))
def over_size():
    """MAIL announces more octets than SIZE allows, and is refused with 552 5.3.4 before anything is sent."""
    CLIENT.call(try_to_send_too_much)


def try_to_send_too_much():
    session = clients.smtp()
    with contextlib.suppress(smtplib.SMTPResponseException):
        session.sendmail('walter@example.net', 'alice@example.org', letters.long())
    session.quit()


@scenario(policy.Greylist(), Postfix(smtpd_recipient_restrictions=f'reject_unauth_destination, check_policy_service '
                                                           f'inet:127.0.0.1:{policy.PORT}'))
def greylist():
    """Greylisting: 450 4.2.0 the first time, and the same message accepted two seconds later."""
    swaks('--to', 'alice@example.org', may_fail=True)
    time.sleep(2)
    swaks('--to', 'alice@example.org')


@scenario(Postfix())
def many_recipients():
    """Three recipients in the header, seven in the envelope: how Bcc works."""
    names = [f'alice+{number}@example.org' for number in range(1, 8)]
    swaks('--to', ','.join(names), letter=letters.plain(', '.join(names[:3])))


@scenario(Postfix())
def pipelining():
    """MAIL, three RCPT and DATA in one segment, the replies in another; one recipient is refused (RFC 2920)."""
    CLIENT.call(clients.send_pipelined, 'walter@example.net',
                ['alice@example.org', 'nobody@example.org', 'bob@example.org'], letters.plain())


@scenario(Postfix())
def bdat():
    """A message in chunks that are counted instead of ended by a dot (RFC 3030)."""
    CLIENT.call(send_chunks, clients.smtp, ['alice@example.org'])


def send_chunks(connect, recipients):
    clients.send_chunks(connect(), 'walter@example.net', recipients, letters.long(lines=100), 4096)


@scenario(Postfix(tls=True))
def starttls():
    """STARTTLS: the session goes on under TLS, where a capture shows no more than sizes."""
    swaks('--to', 'alice@example.org', '--tls')


@scenario(Postfix(tls=True))
def starttls_12():
    """STARTTLS with TLS 1.2; the secrets are in the capture, so that the session can be read to its end."""
    CLIENT.call(send_under_tls, ssl.TLSVersion.TLSv1_2)


@scenario(Postfix(tls=True))
def starttls_13():
    """STARTTLS with TLS 1.3, which hides the certificate as well; the secrets are in the capture."""
    CLIENT.call(send_under_tls, ssl.TLSVersion.TLSv1_3)


def send_under_tls(version):
    session = clients.smtp()
    session.starttls(context=clients.with_keys(version))
    session.sendmail('walter@example.net', ['alice@example.org'], letters.plain())
    session.quit()


@scenario(Postfix(tls=True))
def certificate_refused():
    """A client that does not trust a self-signed certificate, and says so by an alert: unknown_ca. The secrets are in the capture."""
    CLIENT.call(refuse_certificate)


def refuse_certificate():
    session = clients.smtp()
    with contextlib.suppress(ssl.SSLError):
        session.starttls(context=clients.with_keys(verified=True))
    session.close()


@scenario(Postfix(port=465, tls=True, smtpd_tls_wrappermode='yes'))
def submissions():
    """TLS from the first octet on port 465: nothing of SMTP is to be seen."""
    swaks('--to', 'alice@example.org', '--tls-on-connect', '--port', '465')


@scenario(Dovecot(), Postfix(port=587, sasl=True))
def auth_plain():
    """AUTH PLAIN with an initial response on the submission port, then a delivery to another domain."""
    swaks('--to', 'dora@example.com', '--port', '587', '--auth', 'PLAIN', '--auth-user', 'alice', '--auth-password', PASSWORD)


@scenario(Dovecot(), Postfix(port=587, sasl=True))
def auth_login():
    """AUTH LOGIN, which asks for name and password one after the other; the client is curl."""
    CLIENT.run('curl', '--silent', '--show-error', '--url', f'smtp://{SERVER.address}:587/{CLIENT.name}', '--user',
               'alice:' + PASSWORD, '--login-options', 'AUTH=LOGIN', '--mail-from', 'alice@example.org', '--mail-rcpt',
               'dora@example.com', '--upload-file', '-', text=letters.plain('dora@example.com'))


@scenario(Dovecot(), Postfix(port=587, sasl=True))
def auth_cram_md5():
    """AUTH CRAM-MD5: the password answers a challenge and is never sent."""
    swaks('--to', 'dora@example.com', '--port', '587', '--auth', 'CRAM-MD5', '--auth-user', 'alice', '--auth-password', PASSWORD)


@scenario(Postfix(mynetworks='192.0.2.0/24 [2001:db8::]/64'), Dovecot('submission'))
def auth_scram():
    """AUTH SCRAM-SHA-256 with Dovecot's submission server: client and server both prove that they know the password."""
    CLIENT.call(log_in_by_scram)


def log_in_by_scram():
    session = clients.smtp(587)
    session.ehlo()
    clients.authenticate_scram_smtp(session, 'alice', PASSWORD)
    session.sendmail('alice@example.org', 'dora@example.com', letters.plain('dora@example.com'))
    session.quit()


@scenario(Dovecot(), Postfix(port=587, sasl=True))
def auth_refused():
    """A wrong password: 535 5.7.8, tried by two mechanisms."""
    swaks('--to', 'dora@example.com', '--port', '587', '--auth', 'PLAIN,LOGIN', '--auth-user', 'alice', '--auth-password',
          'looking-glass', may_fail=True)


@scenario(Postfix(), Postfix(host=CLIENT, relayhost=f'[{SERVER.address}]', virtual_mailbox_domains='',
                             transport_maps='inline:{{example.com=error:5.1.1 no such user}}'))
def bounce():
    """A message that could not be delivered comes back to its sender, under the null reverse-path."""
    CLIENT.run('sendmail', '-C', WORK + '/servers/postfix-client', '-f', 'alice@example.org', 'dora@example.com',
               text=letters.plain('dora@example.com'))
    time.sleep(2)


QUOTA = """
mail_plugins = quota
plugin {
  quota = count:User quota
  quota_vsizes = yes
}
"""


@scenario(Dovecot('lmtp', settings=QUOTA, users={'alice': '', 'bob': 'userdb_quota_rule=*:storage=1K', 'carol': ''}))
def lmtp_one_refused():
    """LMTP: a reply for each recipient after the dot. One is refused at RCPT, and one has no room left: 552 5.2.2."""
    swaks('--protocol', 'LMTP', '--port', '24', '--to', 'alice@example.org,nobody@example.org,bob@example.org,carol@example.org',
          letter=letters.long(lines=50))


@scenario(Dovecot('lmtp', settings=QUOTA, users={'alice': '', 'bob': 'userdb_quota_rule=*:storage=1K'}))
def lmtp_bdat():
    """LMTP with chunks: one reply for each chunk, and after LAST one for each recipient, of whom one has no room left."""
    CLIENT.call(send_chunks, clients.lmtp, ['alice@example.org', 'nobody@example.org', 'bob@example.org'])


@scenario(Dovecot('lmtp'), Postfix(host=CLIENT, virtual_transport=f'lmtp:inet:[{SERVER.address}]:24',
                             virtual_mailbox_maps='static:OK'))
def lmtp():
    """Postfix hands a message over to Dovecot by LMTP, pipelined, with one of three recipients unknown."""
    CLIENT.run('sendmail', '-C', WORK + '/servers/postfix-client', '-f', '', 'alice@example.org', 'nobody@example.org',
               'bob@example.org', text=letters.plain())
    time.sleep(2)


@scenario(Exim())
def prdr():
    """PRDR: 353 after the dot, then a reply for each recipient, one of them a refusal."""
    swaks('--to', 'alice@example.org,bob@example.org', '--prdr', letter=letters.long(lines=50))


@scenario(Postfix(smtpd_upstream_proxy_protocol='haproxy'))
def proxy():
    """A load balancer in front: PROXY headers of both versions name the client that it speaks for."""
    version_1 = f'PROXY TCP4 198.51.100.7 {SERVER.address} 51234 25\r\n'.encode()
    version_2 = (b'\r\n\r\n\0\r\nQUIT\n\x21\x11' + struct.pack('>H', 12) + socket.inet_aton('198.51.100.7') +
                 socket.inet_aton(SERVER.address) + struct.pack('>HH', 51235, 25))
    for header in (version_1, version_2):
        CLIENT.call(clients.send_behind_proxy, header, 'walter@example.net', 'alice@example.org', letters.plain())


@scenario(Postfix(smtpd_authorized_xclient_hosts='192.0.2.0/24'))
def xclient():
    """XCLIENT: a filter in front tells Postfix who the true client is, and is greeted anew."""
    swaks('--to', 'alice@example.org', '--xclient-name', 'far.example.com', '--xclient-addr', '198.51.100.7')


@scenario(Postfix())
def ipv6():
    """A delivery over IPv6."""
    swaks('--to', 'alice@example.org', '--server', f'[{SERVER.address6}]')


@scenario()
def blocked_port():
    """A firewall that drops: the client asks again and again, and nobody answers."""
    silent = '192.0.2.99'
    CLIENT.run('ip', 'neighbour', 'replace', silent, 'lladdr', '02:00:00:00:00:02', 'dev', 'wire')
    swaks('--to', 'alice@example.org', '--server', silent, '--timeout', '8', may_fail=True)


@scenario()
def closed_port():
    """Nobody listens: the connection is refused at once."""
    swaks('--to', 'alice@example.org', may_fail=True)


def deliver_through(kind):
    """Sends to a host behind the server, which is a router with a route of this kind to it."""
    beyond = '198.51.100.25'
    SERVER.run('sysctl', '-qw', 'net.ipv4.ip_forward=1')
    SERVER.run('ip', 'route', 'replace', kind, beyond)
    CLIENT.run('ip', 'route', 'replace', beyond, 'via', SERVER.address)
    swaks('--to', 'alice@example.org', '--server', beyond, '--timeout', '8', may_fail=True)


@scenario()
def rejected_port():
    """A firewall that rejects and says so: an ICMP error, administratively prohibited."""
    deliver_through('prohibit')


@scenario()
def unreachable_host():
    """A router that knows no way to the host says so: an ICMP error, host unreachable."""
    deliver_through('unreachable')


def listen_and_say_nothing():
    with socket.create_server(('', 25)) as listener:
        connection, _ = listener.accept()
        while connection.recv(1024):
            pass


def wait_for_a_greeting():
    with contextlib.suppress(smtplib.SMTPServerDisconnected):  # after five seconds
        smtplib.SMTP(SERVER.address, timeout=5)


@scenario()
def silent_server():
    """A server that takes the connection and never says a word, until the client gives up."""
    listener = SERVER.fork(listen_and_say_nothing)
    time.sleep(0.5)
    CLIENT.call(wait_for_a_greeting)
    listener.join(5)


@contextlib.contextmanager
def plain_server(**faults):
    server = SERVER.fork(lambda: trouble.serve(**faults))
    time.sleep(0.5)
    yield
    server.join(5)
    server.kill()


@scenario(at=CLIENT)
def path_mtu():
    """A path that takes no full packets, and a firewall that keeps it secret: commands pass, the message does not."""
    trouble.narrow_path(1400)
    try:
        with plain_server():
            CLIENT.call(trouble.send_long_letter, 6_000, 10)
    finally:
        trouble.widen_path()


@scenario()
def zero_window():
    """A server that stops reading within the message: its window closes, and the client waits."""
    with plain_server(within_data=trouble.rest(8), window=4096):
        CLIENT.call(trouble.send_long_letter, 16_000, 30)


@scenario()
def starttls_reset():
    """The server says yes to STARTTLS, and a RST answers the client's hello of TLS."""
    with plain_server(behind_starttls=trouble.reset, offers=('STARTTLS',)):
        CLIENT.call(trouble.ask_for_tls)


@scenario(Dovecot('pop3', messages=(letters.plain(), letters.long())))
def pop3():
    """A maildrop read and emptied: CAPA, USER, PASS, STAT, UIDL, LIST, TOP, RETR, DELE, QUIT."""
    CLIENT.call(clients.read_maildrop, 'alice', PASSWORD)


@scenario(Dovecot('pop3'))
def pop3_wrong_password():
    """A wrong password over POP3: -ERR [AUTH]."""
    CLIENT.call(fail_to_log_in)


def fail_to_log_in():
    drop = poplib.POP3(SERVER.address)
    drop.user('alice')
    with contextlib.suppress(poplib.error_proto):
        drop.pass_('looking-glass')
    drop.quit()


@scenario(Dovecot('pop3', messages=(letters.plain(),)))
def pop3_scram():
    """POP3 AUTH SCRAM-SHA-256 (RFC 5034), then a message."""
    CLIENT.call(read_by_scram)


def read_by_scram():
    drop = poplib.POP3(SERVER.address)
    clients.authenticate_scram_pop3(drop, 'alice', PASSWORD)
    drop.retr(1)
    drop.quit()


@scenario(Dovecot('pop3', messages=(letters.plain(),)))
def pop3_stls():
    """STLS: POP3 goes on under TLS."""
    CLIENT.call(read_under_tls)


def read_under_tls():
    drop = poplib.POP3(SERVER.address)
    drop.capa()
    drop.stls(clients.trusting())
    drop.user('alice')
    drop.pass_(PASSWORD)
    drop.retr(1)
    drop.quit()


@scenario(Dovecot('pop3', messages=(letters.plain(),)))
def pop3s_keys():
    """A maildrop on port 995, under TLS 1.3 from the first octet; the secrets are in the capture."""
    CLIENT.call(read_by_pop3s)


def read_by_pop3s():
    drop = poplib.POP3_SSL(SERVER.address, context=clients.with_keys())
    drop.user('alice')
    drop.pass_(PASSWORD)
    drop.stat()
    drop.retr(1)
    drop.quit()


@scenario(Dovecot('pop3', messages=(letters.plain(),)))
def pop3s():
    """TLS from the first octet on port 995; the client is curl."""
    CLIENT.run('curl', '--silent', '--insecure', f'pop3s://alice:{PASSWORD}@{SERVER.address}/1')

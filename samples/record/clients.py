"""Clients that no package brings: Python's smtplib and poplib taught SCRAM, pipelining, BDAT and PROXY headers."""
import base64
import hashlib
import hmac
import poplib
import smtplib
import socket
import ssl

from hosts import CLIENT, KEYS, SERVER


class Scram:
    """The client of SCRAM-SHA-256 (RFC 5802, RFC 7677): first() and final() are its two messages."""

    def __init__(self, user, password):
        self.password = password.encode()
        self.bare = f'n={user},r=fyko2dLbbFgONRv9qkxdawL3rfcNHYJY'

    def first(self):
        return 'n,,' + self.bare

    def final(self, challenge):
        nonce, salt, rounds = (part[2:] for part in challenge.split(','))
        salted = hashlib.pbkdf2_hmac('sha256', self.password, base64.b64decode(salt), int(rounds))
        key = hmac.digest(salted, b'Client Key', 'sha256')
        unproved = 'c=biws,r=' + nonce
        signed = hmac.digest(hashlib.sha256(key).digest(), f'{self.bare},{challenge},{unproved}'.encode(), 'sha256')
        proof = bytes(a ^ b for a, b in zip(key, signed))
        return f'{unproved},p={base64.b64encode(proof).decode()}'


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


def text_of(encoded):
    return base64.b64decode(encoded).decode()


def trusting():
    """TLS that takes the self-signed certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def with_keys(version=None, verified=False):
    """TLS whose secrets are kept for the capture."""
    context = ssl.create_default_context() if verified else trusting()
    context.keylog_filename = KEYS
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def smtp(port=25):
    return smtplib.SMTP(SERVER.address, port, local_hostname=CLIENT.name)


def lmtp():
    return smtplib.LMTP(SERVER.address, 24, local_hostname=CLIENT.name)


def say(session, *lines):
    """Sends SMTP lines in one go and reads a reply for each."""
    session.send(''.join(line + '\r\n' for line in lines))
    return [session.getreply() for _ in lines]


def wire_form(letter):
    return letter.replace('\n', '\r\n').encode()


def authenticate_scram_smtp(session, user, password):
    scram = Scram(user, password)
    _, challenge = session.docmd('AUTH', 'SCRAM-SHA-256 ' + base64_of(scram.first()))
    session.docmd(base64_of(scram.final(text_of(challenge))))
    session.docmd('')  # the server's proof is taken for granted


def authenticate_scram_pop3(session, user, password):
    scram = Scram(user, password)
    challenge = session._shortcmd('AUTH SCRAM-SHA-256 ' + base64_of(scram.first()))
    session._shortcmd(base64_of(scram.final(text_of(challenge[2:]))))
    session._shortcmd('')


def send_pipelined(sender, recipients, letter):
    """MAIL, every RCPT and DATA in one segment; the dot and QUIT in another (RFC 2920)."""
    session = smtp()
    session.ehlo()
    replies = say(session, f'MAIL FROM:<{sender}>', *(f'RCPT TO:<{recipient}>' for recipient in recipients), 'DATA')
    if replies[-1][0] == 354:
        session.send(wire_form(letter).replace(b'\r\n.', b'\r\n..') + b'.\r\nQUIT\r\n')
        session.getreply()
    else:
        session.send('QUIT\r\n')
    session.getreply()
    session.close()


def send_chunks(session, sender, recipients, letter, size):
    """The message in chunks of size octets (RFC 3030); over LMTP, LAST gets a reply for each recipient."""
    session.ehlo()
    session.mail(sender)
    accepted = [recipient for recipient in recipients if session.rcpt(recipient)[0] == 250]
    content = wire_form(letter)
    for start in range(0, len(content), size):
        chunk = content[start:start + size]
        last = start + size >= len(content)
        session.send(f'BDAT {len(chunk)}{" LAST" if last else ""}\r\n'.encode() + chunk)
        for _ in accepted if last and isinstance(session, smtplib.LMTP) else (None,):
            session.getreply()
    session.quit()


def send_behind_proxy(header, sender, recipient, letter):
    """A delivery whose connection begins with a PROXY header."""
    session = smtplib.SMTP(local_hostname=CLIENT.name)
    session.sock = socket.create_connection((SERVER.address, 25))
    session.sock.sendall(header)
    session.getreply()
    session.sendmail(sender, recipient, letter)
    session.quit()


def read_maildrop(user, password):
    """Everything that a careful POP3 client asks."""
    drop = poplib.POP3(SERVER.address)
    drop.capa()
    drop.user(user)
    drop.pass_(password)
    count, _ = drop.stat()
    drop.uidl()
    drop.list()
    drop.top(2, 5)
    for number in range(1, count + 1):
        drop.retr(number)
    drop.dele(1)
    drop.quit()

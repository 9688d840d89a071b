"""A plain SMTP server for scenarios in which the network is at fault, and the faults."""
import contextlib
import smtplib
import socket
import struct
import time

import letters
from hosts import CLIENT, SERVER

REPLIES = {'EHLO': '250 {name}', 'MAIL': '250 2.1.0 Ok', 'RCPT': '250 2.1.5 Ok', 'DATA': '354 Go on',
           'STARTTLS': '220 2.0.0 Ready to start TLS', 'QUIT': '221 2.0.0 Bye'}


def say(connection, reply):
    connection.sendall(reply.format(name=SERVER.name).encode() + b'\r\n')


def take_message(lines):
    while lines.readline() not in (b'.\r\n', b''):
        pass


def serve(within_data=None, behind_starttls=None, offers=(), window=0):
    """Serves one client. `within_data`, `behind_starttls`: called with the connection after 354 and after 220; `window`: octets of
    the receive buffer."""
    with socket.create_server(('', 25)) as listener:
        if window:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection, _ = listener.accept()
        with connection, connection.makefile('rb', buffering=0 if behind_starttls else -1) as lines:
            say(connection, '220 {name} ESMTP')
            with contextlib.suppress(OSError):
                converse(connection, lines, within_data, behind_starttls, offers)


def converse(connection, lines, within_data, behind_starttls, offers):
    while line := lines.readline():
        verb = line.split()[0].decode().upper()
        if verb == 'EHLO' and offers:
            say(connection, '250-{name}\r\n' + '\r\n'.join(f'250-{offer}' for offer in offers[1:]) + f'250 {offers[0]}')
        else:
            say(connection, REPLIES.get(verb, '500 5.5.2 What?'))
        if verb == 'STARTTLS' and behind_starttls:
            behind_starttls(connection)
            return
        if verb == 'DATA':
            if within_data:
                within_data(connection)
            take_message(lines)
            say(connection, '250 2.0.0 Ok: queued as 4F2A91')
        if verb == 'QUIT':
            return


def rest(seconds):
    """Reads nothing for a while: the window closes."""
    return lambda connection: time.sleep(seconds)


def reset(connection):
    """Waits for the client's hello of TLS, and cuts the line."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


def narrow_path(octets):
    """The server's end of the wire takes no larger packets, and nobody says so. Its SYN promises full segments all the same."""
    SERVER.run('ip', 'link', 'set', 'wire', 'mtu', str(octets))
    SERVER.run('ip', 'route', 'replace', CLIENT.address, 'dev', 'wire', 'advmss', '1460')


def widen_path():
    SERVER.run('ip', 'route', 'del', CLIENT.address, 'dev', 'wire')
    SERVER.run('ip', 'link', 'set', 'wire', 'mtu', '1500')


def send_long_letter(octets, timeout):
    """Sends a message of about so many octets; after `timeout` seconds without an answer it cuts the line."""
    line = 'All work and no play makes jack a dull boy, and Walter as well.\n'
    with contextlib.suppress(OSError, smtplib.SMTPException):
        session = smtplib.SMTP(SERVER.address, 25, local_hostname=CLIENT.name, timeout=timeout)
        session.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        session.sendmail('walter@example.net', ['alice@example.org'], letters.plain() + line * (octets // len(line)))
        session.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 0, 0))
        session.quit()


def ask_for_tls():
    with contextlib.suppress(OSError, smtplib.SMTPException):
        session = smtplib.SMTP(SERVER.address, 25, local_hostname=CLIENT.name, timeout=10)
        session.starttls()

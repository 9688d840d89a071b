"""Servers that do just what a test says, on loopback, and clients that talk to them.

    with scripted.server(scripted.says(b'220 x\\r\\n', None, b'250 x\\r\\n')) as port:
        status, out, err = scripted.send(f'127.0.0.1:{port}')"""
import contextlib
import socket
import threading
import time

from practice import heloise

RESET = 'reset'


@contextlib.contextmanager
def server(play, wrap=None):
    """A server of one session: play(socket, file). `wrap`: an ssl.SSLContext for TLS from the first octet. Gives its port."""
    listener = socket.create_server(('127.0.0.1', 0))

    def take():
        with contextlib.suppress(OSError):
            c, _ = listener.accept()
            with wrap.wrap_socket(c, server_side=True) if wrap else c as c, c.makefile('rb') as f:
                play(c, f)
    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def says(*steps):
    """Sends octets, reads a line for None, sleeps for a number; RESET: closes with a RST at the end."""
    def play(c, f):
        for step in steps:
            if step is None:
                f.readline()
            elif isinstance(step, bytes):
                c.sendall(step)
            elif step == RESET:
                c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
            else:
                time.sleep(step)
    return play


def send(to, *more, **how):
    return heloise('send', '--server', to, '--from', 'carol@example.net', '--to', 'alice@example.org', '--timeout', '20', *more, **how)


def talk(url, script, *more, **how):
    return heloise('talk', url, '--script', '-', '--timeout', '20', *more, input=script.encode(), **how)

#!/usr/bin/python3
"""heloise serve on a terminal: the screens show sessions as they happen, and leaving them ends the server."""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import smtplib
import struct
import sys
import tempfile
import termios
import time

try:
    import pyte
except ImportError:
    print('1..0 # skip pyte is not installed')
    sys.exit(0)

HELOISE = os.environ.get('HELOISE', './heloise')
work = tempfile.mkdtemp(prefix='serve-', dir=os.environ.get('HELOISE_SCRATCH'))
number = 0


def ok(good, name, *details):
    global number
    number += 1
    print('ok' if good else 'not ok', number, '-', name, flush=True)
    for line in [] if good else details:
        print('#', str(line).replace('\n', '\n# '), flush=True)


class Terminal:
    def __init__(self, *options):
        self.screen = pyte.Screen(100, 30)
        self.stream = pyte.ByteStream(self.screen)
        self.before = b''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM='xterm-256color', LC_ALL='C.UTF-8', TMPDIR=work, HOME=work, XDG_CONFIG_HOME=work, XDG_STATE_HOME=work)
            os.execv(HELOISE, ['heloise', 'serve', *options])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))

    def text(self):
        return '\n'.join(line.rstrip() for line in self.screen.display)

    def until(self, pattern, seconds=15):
        """Plays what comes until the screen shows this."""
        end = time.time() + seconds
        while not re.search(pattern, self.text()) and time.time() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    got = os.read(self.fd, 65536)
                except OSError:
                    break
                self.before += got
                self.stream.feed(got)
        return re.search(pattern, self.text()) is not None

    def press(self, keys):
        os.write(self.fd, keys)

    def end(self, seconds=10):
        """Its exit status, once it has ended."""
        limit = time.time() + seconds
        while time.time() < limit:
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    os.read(self.fd, 65536)
                except OSError:
                    pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        return 'none: it had to be killed'


def port_of(terminal):
    return int(re.search(rb'listening smtp \S+ (\d+)', terminal.before)[1])


try:
    t = Terminal('--listen', 'smtp=0')
    ok(t.until(r'smtp \d+\s*$'), 'the foot line says where the server listens', t.text())
    c = smtplib.SMTP('127.0.0.1', port_of(t), timeout=20)
    c.ehlo('client.example')
    ok(t.until(r'smtp +127\.0\.0\.1'), 'a session is a row while it goes on', t.text())
    t.press(b'\r')
    ok(t.until(r'C-> ehlo client\.example'), 'Enter opens it', t.text())
    c.mail('carol@example.net')
    c.rcpt('nobody@example.org')
    ok(t.until(r'refused the message for nobody@example\.org'), 'what is said then is told, too', t.text())
    t.press(b'q')
    t.until(r'Enter open')
    t.press(b'q')
    ok(t.end() == 0, 'leaving the screens ends the server')
    ok(c.docmd('NOOP')[0] == 421, 'which says good-bye to its clients')
    ok(not [x for x in os.listdir(work) if x.startswith('heloise-serve')], 'and leaves no recording behind', os.listdir(work))

    t = Terminal('--listen', 'smtp=0')
    t.until(r'smtp \d+\s*$')
    os.kill(t.pid, signal.SIGTERM)
    ok(t.end() == 0, 'SIGTERM ends both')

    kept = os.path.join(work, 'kept.pcapng')
    t = Terminal('--listen', 'smtp=0', '--write', kept)
    t.until(r'smtp \d+\s*$')
    t.press(b'q')
    ok(t.end() == 0 and os.path.exists(kept), '--write keeps the recording')
except Exception as e:
    ok(False, 'all steps are taken', f'{type(e).__name__}: {e}')
finally:
    shutil.rmtree(work, ignore_errors=True)
print(f'1..{number}')

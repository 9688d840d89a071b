"""A program on a terminal of ours: keys go in, the screen that a person would see comes out.

    with Screen(['./heloise', 'x.pcap'], 80, 24) as screen:
        screen.keys('\\r')
        print(screen.text())

Needs python3-pyte, which plays the terminal."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pyte

NOWHERE = '/dev/null'  # nothing is read from a home, and nothing is left there
QUIET = 0.15  # seconds without output after which a screen counts as drawn


class Terminal(pyte.Screen):
    """Repeats a character, too (CSI b), as xterm does."""
    last = ''

    def draw(self, data):
        self.last = data[-1:]
        super().draw(data)

    def repeat(self, count=1):
        self.draw(self.last * (count or 1))


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, 'b': 'repeat'}
    events = pyte.ByteStream.events | {'repeat'}


class Screen:
    def __init__(self, command, columns=80, rows=24, env=None):
        self.screen = Terminal(columns, rows)
        self.stream = Stream(self.screen)
        self.raw = bytearray()
        mine = ('NO_COLOR', 'COLORFGBG', 'COLORTERM', 'SSLKEYLOGFILE', 'LINES', 'COLUMNS')
        around = {k: v for k, v in os.environ.items() if k not in mine}
        around.update({'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'XDG_CONFIG_HOME': NOWHERE, 'XDG_STATE_HOME': NOWHERE,
                       **(env or {})})
        self.master, self.slave = pty.openpty()
        self.size(columns, rows)
        self.modes = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(command, stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        env=around, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.alive():
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.size(columns, rows)
        self.screen.resize(rows, columns)
        os.killpg(self.process.pid, signal.SIGWINCH)
        self.settle()

    def alive(self):
        return self.process.poll() is None

    def read(self, seconds):
        """Takes what comes within so long. False when nothing does."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            got = os.read(self.master, 65536)
        except OSError:  # the program is gone
            return False
        self.raw += got
        self.stream.feed(got)
        return bool(got)

    def settle(self):
        while self.read(QUIET):
            pass

    def keys(self, *keys):
        for key in keys:
            os.write(self.master, key.encode())
            self.settle()

    def text(self):
        return '\n'.join(line.rstrip() for line in self.screen.display).rstrip('\n') + '\n'

    def shows(self, pattern, seconds=5):
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text()):
            if time.monotonic() > end or not (self.read(0.1) or self.alive()):
                return False
        self.settle()
        return True

    def becomes(self, expected, seconds=10):
        """What is seen, as soon as it is what was expected; else what it is after so long."""
        end = time.monotonic() + seconds
        while self.text() != expected and time.monotonic() < end and self.alive():
            self.read(0.1)
        return self.text()

    def restored(self):
        """Whether the terminal is as it was: modes, alternate screen, cursor, paste marks."""
        pairs = ((b'\x1b[?1049h', b'\x1b[?1049l'), (b'\x1b[?25l', b'\x1b[?25h'), (b'\x1b[?2004h', b'\x1b[?2004l'),
                 (b'\x1b[?1002h', b'\x1b[?1002l'), (b'\x1b[?1006h', b'\x1b[?1006l'))
        off = all(self.raw.rfind(begin) <= self.raw.rfind(end) for begin, end in pairs)
        return off and termios.tcgetattr(self.slave)[:4] == self.modes[:4]

    def leave(self, seconds=5):
        """Waits for the program to end; its status, or None."""
        end = time.monotonic() + seconds
        while self.alive() and time.monotonic() < end:
            self.read(0.05)
        self.settle()
        return self.process.poll()

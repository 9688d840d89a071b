#!/usr/bin/python3
"""Random keys and resizes, seeded: the program lives, gives the terminal back as it was, and a build with sanitizers
has nothing to report. 3,000 on each of three captures; 100,000 where HELOISE_LONG is set. HELOISE_SEED: another run."""
import fcntl
import os
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402

HELOISE = os.environ.get('HELOISE', './heloise')
KEYS = 100000 if os.environ.get('HELOISE_LONG') else 3000
SEED = int(os.environ.get('HELOISE_SEED', '1'))
CAPTURES = (('samples/one-refused.pcap', 'samples/pop3.pcap', 'samples/greylist.pcap'), ('samples/pipelining.pcap',),
            ('tests/captures/several-sessions.pcap', 'samples/starttls-13.pcapng'))
NAMED = ('\r', '\x1b', '\t', ' ', '\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x1b[5~', '\x1b[6~', '\x1b[Z', '\x1bOP', '\x0c', '\x7f', '\x15')
PLAIN = '123456abcdefghijklmnoptuvwxyz<>[]{}/?*FGNED.+-='  # neither q, which leads out, nor s, which writes files
MOUSE = '\x1b[<{};{};{}{}'
TEXTS = ('code >= 500', 'alice', 'verdict == partial and ', 'smtp.r\t', '(a|b', 'set theme ', 'help', 'set panes bytes', 'no such words')
SIZES = ((80, 24), (60, 15), (132, 43), (200, 60), (40, 10), (1, 1), (10, 3))


class Person:
    """A program on a terminal, and somebody at its keys."""

    def __init__(self, sources, home):
        self.master, self.slave = os.openpty()
        self.size(80, 24)
        self.modes = termios.tcgetattr(self.slave)
        self.raw = bytearray()
        environment = {**os.environ, 'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', 'XDG_CONFIG_HOME': '/dev/null', 'XDG_STATE_HOME': home, 'HOME': home}
        self.process = subprocess.Popen((os.path.abspath(HELOISE), *map(os.path.abspath, sources)), stdin=self.slave, stdout=self.slave, stderr=subprocess.PIPE, cwd=home,
                                        env=environment, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.size(columns, rows)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def read(self, seconds):
        while select.select([self.master], [], [], seconds)[0]:
            self.raw += os.read(self.master, 65536)
            del self.raw[:-100000]

    def press(self, text):
        os.write(self.master, text.encode())
        self.read(0.0005)

    def leave(self):
        """Out of whatever is open, and of the program; its status and what it said."""
        end = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < end:
            self.press('\x03')
            self.read(0.2)
        if self.process.poll() is None:
            self.process.kill()
        self.read(0.1)
        return self.process.wait(), self.process.stderr.read().decode(errors='replace')


def stroke(chance):
    kind = chance.random()
    if kind < 0.30:
        return chance.choice(NAMED)
    if kind < 0.93:
        return chance.choice(PLAIN)
    if kind < 0.97:
        return MOUSE.format(chance.choice((0, 0, 32, 64, 65)), chance.randint(1, 130), chance.randint(1, 50), chance.choice('Mm'))
    return chance.choice(('/', 'f', ':')) + chance.choice(TEXTS) + chance.choice(('\r', '\x1b', ''))


def restored(person):
    return termios.tcgetattr(person.slave)[:4] == person.modes[:4] and person.raw.rfind(b'\x1b[?1049l') > person.raw.rfind(b'\x1b[?1049h')


def play_once(sources, chance, home, most):
    """Until the keys lead out (Esc twice does), or there were enough; how many, and what was wrong in the end."""
    person = Person(sources, home)
    pressed = 0
    while pressed < most and person.process.poll() is None:
        person.press(stroke(chance))
        pressed += 1
        if pressed % 50 == 0:
            person.resize(*chance.choice(SIZES))
    status, said = person.leave()
    wrong = [] if status == 0 and not said else [f'status {status} after {pressed} keys: {said[-3000:]}']
    wrong += [] if restored(person) else ['the terminal is not as it was']
    os.close(person.master)
    os.close(person.slave)
    return pressed, wrong


def play(tap, sources, chance, home):
    pressed, wrong = 0, []
    while pressed < KEYS and not wrong:
        more, wrong = play_once(sources, chance, home, KEYS - pressed)
        pressed += more
    tap.is_true(not wrong, f'{pressed} keys on {", ".join(map(os.path.basename, sources))}: nothing to report, and the terminal is as it was', '\n'.join(wrong))


tap = Tap()
with tempfile.TemporaryDirectory() as home:
    for n, sources in enumerate(CAPTURES):
        play(tap, sources, random.Random(SEED + n), home)
tap.end()

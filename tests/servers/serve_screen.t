#!/usr/bin/python3
"""heloise serve on a terminal: the screens show sessions as they happen, and leaving them ends the server."""
import os
import re
import smtplib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
from practice import HELOISE, Home
from tap import Tap, need_screen

need_screen()
from screen import Screen

home, tap = Home('serve'), Tap()
work, ok = home.path, tap.is_true
PATIENCE = 15  # seconds until a screen shows what happened


def serve(*options):
    return Screen([HELOISE, 'serve', *options], 100, 30, {'TMPDIR': work, 'XDG_CONFIG_HOME': work, 'XDG_STATE_HOME': work})


def port_of(screen):
    return int(re.search(rb'listening smtp \S+ (\d+)', bytes(screen.raw))[1])


@tap.test
def sessions_are_shown_as_they_happen():
    with serve('--listen', 'smtp=0') as screen:
        ok(screen.shows(r'smtp \d+\s*$', PATIENCE), 'the foot line says where the server listens', screen.text())
        title = screen.text().split('\n')[0]
        ok(re.search(r'practice server: smtp \d+', title) and 'heloise-serve' not in title, 'so does the title, which names no file', title)
        c = smtplib.SMTP('127.0.0.1', port_of(screen), timeout=20)
        c.ehlo('client.example')
        ok(screen.shows(r'smtp +127\.0\.0\.1', PATIENCE), 'a session is a row while it goes on', screen.text())
        screen.keys('\r')
        ok(screen.shows(r'C-> ehlo client\.example', PATIENCE), 'Enter opens it', screen.text())
        c.mail('carol@example.net')
        c.rcpt('nobody@example.org')
        ok(screen.shows(r'refused the message for nobody@example\.org', PATIENCE), 'what is said then is told, too', screen.text())
        screen.keys('q')
        screen.shows(r'Enter open', PATIENCE)
        screen.keys('q')
        ok(screen.leave(10) == 0, 'leaving the screens ends the server')
        ok(c.docmd('NOOP')[0] == 421, 'which says good-bye to its clients')
        ok(not [x for x in os.listdir(work) if x.startswith('heloise-serve')], 'and leaves no recording behind', os.listdir(work))


@tap.test
def a_signal_ends_both():
    with serve('--listen', 'smtp=0') as screen:
        screen.shows(r'smtp \d+\s*$', PATIENCE)
        screen.process.terminate()
        ok(screen.leave(10) == 0, 'SIGTERM ends both')


@tap.test
def a_recording_may_be_kept():
    kept = os.path.join(work, 'kept.pcapng')
    with serve('--listen', 'smtp=0', '--write', kept) as screen:
        screen.shows(r'smtp \d+\s*$', PATIENCE)
        screen.keys('q')
        ok(screen.leave(10) == 0 and os.path.exists(kept), '--write keeps the recording')


tap.play(*sys.argv[1:])

#!/usr/bin/python3
"""The program on a terminal: what its screens show, compared with those that were saved.

usage: screens.t            each screen is compared with tests/terminal/screens/NAME
       screens.t --save     the screens are saved instead; read them before they are committed"""
import base64
import glob
import hashlib
import json
import mailbox
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
sys.dont_write_bytecode = True
from tap import Tap, need_screen

need_screen()
from screen import Screen

HELOISE = os.environ.get('HELOISE', './heloise')
REFUSED, POP3, MANY = 'samples/one-refused.pcap', 'samples/pop3.pcap', 'samples/many-recipients.pcap'
PIPELINED = 'samples/pipelining.pcap'
ODD = 'tests/captures/pop3.pcap'
COUNTED = re.compile(r'(Statistics|: .*) +\d+ sessions')  # all events were, in statistics
EVERY = tuple(sorted(glob.glob('samples/*.pcap')))
MONO = {'NO_COLOR': '1'}
ASCII = {'LC_ALL': 'C'}

# A pattern among the keys is waited for. The explanation is hidden (key 1) where its words are not what is tested: they have tests of their own.
SCREENS = (
    ('sessions-80x24', 80, 24, {}, (REFUSED, POP3), ()),
    ('sessions-200x60', 200, 60, {}, (REFUSED, POP3, MANY), ('j',)),
    ('sessions-60x15', 60, 15, {}, (REFUSED, POP3, MANY), ('G',)),
    ('sessions-aside', 80, 24, {}, (REFUSED,), ('l', 'l')),
    ('sessions-every-80x24', 80, 24, {}, EVERY, ()),
    ('sessions-every-132x43', 132, 43, {}, EVERY, ()),
    ('sessions-every-ascii', 80, 24, ASCII, EVERY, ()),
    ('sessions-every-40x10', 40, 10, {}, EVERY, ('G',)),
    ('sessions-sorted', 132, 43, {}, EVERY, ('<', '<', 'z')),
    ('sessions-marked', 80, 24, {}, EVERY, (' ', 'j', ' ', 'z')),
    ('sessions-grouped', 132, 24, {}, ('samples/greylist.pcap', REFUSED), ('b',)),
    ('columns-80x24', 80, 24, {}, (REFUSED, POP3), ('c', 'j', ' ', '>', 'k', '+', '+')),
    ('columns-40x10', 40, 10, {}, (REFUSED, POP3), ('c', 'G')),
    ('columns-mono', 80, 24, MONO, (REFUSED, POP3), ('c', 'j', ' ')),
    ('columns-chosen', 80, 24, {}, (REFUSED, POP3), ('c', 'j', 'j', ' ', 'j', '<', '<', '<', 'q')),
    ('help-columns', 80, 36, {}, (REFUSED,), ('c', '?')),
    ('sessions-filtered', 80, 24, {}, (REFUSED, POP3, MANY), ('f', 'pop3\r')),
    ('sessions-filtered-by-events', 80, 24, {}, (REFUSED, POP3, MANY), ('f', 'code >= 500\r')),
    ('filter-fields', 80, 24, {}, (REFUSED, POP3), ('f', 'smtp.r')),
    ('filter-values', 80, 24, {}, (REFUSED, POP3), ('f', 'verdict == ')),
    ('filter-wrong', 80, 24, {}, (REFUSED, POP3), ('f', 'verdict = = 3', '\r')),
    ('filter-wrong-ascii', 60, 15, ASCII, (REFUSED, POP3), ('f', 'verdict = = 3', '\r')),
    ('filter-text', 80, 24, {}, (REFUSED, POP3), ('f', 'alice')),
    ('filter-completed', 80, 24, {}, (REFUSED, POP3), ('f', 'verd\t== \tpart\t\r')),
    ('filter-40x10', 40, 10, {}, (REFUSED, POP3), ('f', 'latency > ')),
    ('search-written', 80, 24, {}, (REFUSED, POP3), ('/', 'alice|bob')),
    ('search-no-pattern', 80, 24, {}, (REFUSED, POP3), ('/', 'a(b')),
    ('search-in-content', 80, 24, {}, EVERY, ('/', 'quota.*full\r')),
    ('save-80x24', 80, 24, {}, EVERY, (' ', ' ', 's')),
    ('save-wrong', 80, 24, {}, EVERY, ('s', 'mail.zip\r')),
    ('save-40x10', 40, 10, {}, EVERY, ('\r', 's', 'x.pcapng')),
    ('sessions-none-left', 80, 24, {}, (REFUSED,), ('f', 'nobody there\r')),
    ('conversation-80x24', 80, 24, {}, (REFUSED,), ('\r', '1')),
    ('conversation-200x60', 200, 60, {}, (REFUSED,), ('\r', '1')),
    ('conversation-40x10', 40, 10, {}, (REFUSED,), ('\r', 'j', 'j')),
    ('conversation-mono', 80, 24, MONO, (REFUSED,), ('\r', '1', 'e')),
    ('conversation-ascii', 80, 24, ASCII, (REFUSED,), ('\r', '1', 'e')),
    ('conversation-problem', 80, 24, {}, (REFUSED,), ('\r', '1', 'e')),
    ('conversation-no-problem', 80, 24, {}, ('samples/delivery.pcap',), ('\r', '1', 'e')),
    ('conversation-finding', 80, 24, {}, (POP3,), ('\r', '1', 'e')),
    ('conversation-body', 80, 24, {}, (REFUSED,), ('\r', '1', 'G', '/', 'lunch\r', '\r')),
    ('conversation-long-body', 80, 24, {}, (POP3,), ('\r', '1', '/', 'message of\r', 'n', '\r')),
    ('conversation-unwrapped', 60, 24, {}, (REFUSED,), ('\r', '1', 'w', 'l')),
    ('conversation-delta', 80, 24, {}, (REFUSED,), ('\r', '1', 't', 't', 't')),
    ('conversation-found', 80, 24, {}, (REFUSED,), ('\r', '1', '/', 'unknown\r')),
    ('conversation-not-found', 80, 24, {}, (REFUSED,), ('\r', '1', '/', 'no such words\r')),
    ('conversation-masked', 80, 24, {}, ('samples/auth-plain.pcap',), ('\r', '1', '/', 'auth plain\r', 'n')),
    ('conversation-secrets', 80, 24, {}, ('samples/auth-plain.pcap',), ('\r', '1', 'u', 'y', '/', 'auth plain\r', 'n')),
    ('conversation-findings', 80, 24, {}, (POP3,), ('\r', '4', '\t', 'j')),
    ('conversation-findings-132x43', 132, 43, {}, (POP3,), ('\r', '4', '\t', 'j', '\r')),
    ('conversation-findings-none', 80, 24, {}, ('samples/closed-port.pcap',), ('\r', '4')),
    ('conversation-smuggling', 100, 43, {}, ('tests/captures/smuggling.pcap',), ('j', '\r', '4', '\t', 'j')),
    ('conversation-timing', 80, 24, {}, (REFUSED,), ('\r', '5')),
    ('conversation-timing-ascii', 80, 24, ASCII, (REFUSED,), ('\r', '5')),
    ('conversation-bracket', 80, 24, {}, (PIPELINED,), ('\r', '1', '/', 'answers MAIL\r')),
    ('conversation-comment', 80, 24, {}, (REFUSED,), ('\r', '1', 'e', 'm', 'ask them for the right address\r')),
    ('conversation-comment-asked', 80, 24, {}, (REFUSED,), ('\r', '1', 'e', 'm', 'why')),
    ('ladder-80x24', 80, 24, {}, (REFUSED,), ('\r', '1', 'v', 'e')),
    ('ladder-132x43', 132, 43, {}, (PIPELINED,), ('\r', 'v', '/', 'answers MAIL\r')),
    ('ladder-200x60', 200, 60, {}, (POP3,), ('\r', 'v', 'e')),
    ('ladder-60x15', 60, 15, {}, (REFUSED,), ('\r', 'v', 'G')),
    ('ladder-40x10', 40, 10, {}, (REFUSED,), ('\r', 'v', 'G')),
    ('ladder-ascii', 80, 24, ASCII, ('samples/starttls.pcap',), ('\r', '1', 'v', 'G')),
    ('ladder-mono', 80, 24, MONO, (PIPELINED,), ('\r', '1', 'v', 'G')),
    ('ladder-lost', 80, 24, {}, ('tests/captures/lost-content.pcap',), ('\r', '1', 'v', 'G')),
    ('ladder-slow', 80, 24, {}, ('tests/captures/retransmissions.pcap',), ('\r', '1', 'v', 'G')),
    ('ladder-unwrapped', 80, 24, {}, (REFUSED,), ('\r', '1', 'v', 'e', 'w')),
    ('ladder-comment', 80, 24, {}, (REFUSED,), ('\r', '1', 'v', 'e', 'm', '\r')),
    ('bytes-80x24', 80, 24, {}, (REFUSED,), ('\r', '2', 'e')),
    ('bytes-132x43', 132, 43, {}, ('samples/delivery.pcap',), ('\r', '1', '2', '/', 'message of\r', 'n', '\t', 'G')),
    ('bytes-60x15', 60, 15, {}, (REFUSED,), ('\r', '2', 'j', 'j')),
    ('bytes-ascii', 80, 24, ASCII, ('samples/delivery.pcap',), ('\r', '2', '/', 'message of\r', 'n', '\t', 'G')),
    ('bytes-masked', 80, 24, {}, (POP3,), ('\r', '2', '/', 'PASS\r')),
    ('bytes-secrets', 80, 24, {}, (POP3,), ('\r', '2', '/', 'PASS\r', 'u', 'y')),
    ('bytes-sealed', 80, 24, {}, ('samples/starttls-13.pcapng',), ('\r', '2', '/', 'quit\r')),
    ('packets-sealed', 80, 24, {}, ('samples/starttls-13.pcapng',), ('\r', '3', '/', 'TLS begins\r')),
    ('ladder-sealed', 100, 40, {}, ('samples/starttls-13.pcapng',), ('\r', '1', 'v', 'G')),
    ('bytes-lost', 80, 24, {}, ('tests/captures/lost-content.pcap',), ('\r', '2', '/', 'are missing\r')),
    ('packets-80x24', 80, 24, {}, (REFUSED,), ('\r', '3', '/', 'message of\r')),
    ('packets-again-132x43', 132, 43, {}, ('tests/captures/retransmissions.pcap',), ('\r', '3', '/', 'sent again\r')),
    ('packets-fragments', 80, 24, {}, ('tests/captures/fragments-ipv4.pcap',), ('\r', '3', '/', '250-\r')),
    ('packets-mono', 80, 24, MONO, (REFUSED,), ('\r', '3')),
    ('states-80x24', 80, 24, {}, (REFUSED,), ('\r', '6', 'e')),
    ('states-132x43', 132, 43, {}, ('samples/auth-scram.pcap',), ('\r', '1', '6', '/', 'user alice\r')),
    ('states-200x60', 200, 60, {}, (POP3,), ('\r', '6', '/', 'PASS\r')),
    ('states-60x15', 60, 15, {}, (REFUSED,), ('\r', '6', 'j', 'j')),
    ('states-mono-ascii', 80, 24, {**MONO, **ASCII}, ('samples/lmtp.pcap',), ('\r', '6', '/', 'MAIL\r')),
    ('states-unknown', 80, 24, {}, ('samples/closed-port.pcap',), ('\r', '6')),
    ('panes-three-200x60', 200, 60, {}, (REFUSED,), ('\r', '2', '3', '5', 'e')),
    ('panes-larger', 80, 24, {}, (REFUSED,), ('\r', '}', '}', '}', 'e')),
    ('panes-smaller-132x43', 132, 43, {}, (REFUSED,), ('\r', '{', '{', '{', '{', '{', 'e')),
    ('panes-in-place-40x10', 40, 10, {}, (REFUSED,), ('\r', 'e', '\t')),
    ('panes-none', 80, 24, {}, (REFUSED,), ('\r', '2', '2', '1', 'e')),
    ('comparison-80x24', 80, 24, {}, (REFUSED, 'samples/delivery.pcap'), ('D', 'j', 'D')),
    ('comparison-132x43', 132, 43, {}, (REFUSED, 'samples/delivery.pcap'), ('D', 'j', 'D')),
    ('comparison-200x60', 200, 60, {}, ('samples/auth-plain.pcap', 'samples/auth-scram.pcap'), ('D', 'j', 'D', 'e')),
    ('comparison-60x15', 60, 15, {}, (REFUSED, 'samples/delivery.pcap'), ('D', 'j', 'D')),
    ('comparison-40x10-ascii', 40, 10, ASCII, (REFUSED, POP3), ('D', 'j', 'D')),
    ('comparison-mono', 80, 24, MONO, ('samples/starttls.pcap', 'samples/delivery.pcap'), ('D', 'j', 'D')),
    ('comparison-last', 80, 24, {}, (REFUSED, 'samples/delivery.pcap'), ('D', 'j', '\r', 'D', 'E', 'e', 'e', 'e', 'e')),
    ('comparison-kept', 80, 24, {}, (REFUSED, POP3), ('j', 'D')),
    ('comparison-not-kept', 80, 24, {}, (REFUSED, POP3), ('\r', 'D', 'D')),
    ('replay-80x24', 80, 24, {}, (REFUSED,), ('\r', 'pjjjjj')),
    ('replay-132x43', 132, 43, {}, (PIPELINED,), ('\r', 'pjjjjjjjjjjj')),
    ('replay-60x15-ascii', 60, 15, ASCII, (REFUSED,), ('\r', 'pjjjj')),
    ('replay-40x10', 40, 10, {}, (REFUSED,), ('\r', 'pjjjj')),
    ('replay-ladder', 80, 24, {}, (REFUSED,), ('\r', 'pjjjjjv', 'k')),
    ('replay-guess', 80, 24, {}, (REFUSED,), ('\r', 'pa++++++')),
    ('replay-guessed', 80, 24, {}, (REFUSED,), ('\r', 'pa++++++', '\r', '\r', 'p')),
    ('replay-end', 80, 24, {}, (REFUSED,), ('\r', 'pG', 'g', 'G')),
    ('statistics-80x24', 80, 24, {}, (REFUSED, POP3), ('i',)),
    ('statistics-132x43', 132, 43, {}, EVERY, ('i', COUNTED, 'j', 'j', 'j')),
    ('statistics-40x10', 40, 10, {}, (REFUSED, POP3), ('i', re.compile('Statistics +2'), '\x06')),
    ('statistics-ascii', 80, 24, ASCII, EVERY, ('i', COUNTED, '\x06')),
    ('statistics-bar', 80, 24, {}, EVERY, ('i', COUNTED, '/', '  refused\r', '\r')),
    ('start-80x24', 80, 24, {}, (), ()),
    ('start-132x43', 132, 43, {}, (), ('j', 'j')),
    ('start-40x10', 40, 10, {}, (), ('j',)),
    ('start-file', 80, 24, {}, (), ('\r', 'samples/p')),
    ('start-mono', 80, 24, MONO, (), ('G',)),
    ('elsewhere-80x24', 80, 24, {}, (REFUSED, POP3), ('x',)),
    ('elsewhere-pop3', 132, 43, {}, (POP3,), ('\r', 'x')),
    ('elsewhere-40x10', 40, 10, {}, ('samples/auth-login.pcap',), ('x', 'j')),
    ('help-sessions', 80, 24, {}, (REFUSED,), ('?',)),
    ('help-sessions-end', 80, 64, {}, (REFUSED,), ('?',)),
    ('help-statistics', 80, 43, {}, (REFUSED,), ('i', '?')),
    ('help-conversation', 80, 60, {}, (REFUSED,), ('\r', '?')),
    ('help-comparison', 80, 43, {}, (REFUSED, POP3), ('D', 'j', 'D', '?')),
    ('help-replay', 80, 43, {}, (REFUSED,), ('\r', 'pj', '?')),
    ('command-completed', 80, 24, {}, (REFUSED,), (':', 'stat\t')),
    ('command-values', 80, 24, {}, (REFUSED,), (':', 'set theme ')),
    ('command-refused', 80, 24, {}, (REFUSED,), (':', 'set theme pink\r')),
    ('command-unknown', 80, 24, {}, (REFUSED,), (':', 'dance\r')),
    ('question', 80, 24, {}, ('samples/auth-plain.pcap',), ('\r', '1', 'u')),
)


def capture(columns, rows, env, sources, keys, expected=None):
    with Screen([HELOISE, *sources], columns, rows, env) as screen:
        screen.shows(r'session' if sources else r'Open a file')
        for key in keys:
            if isinstance(key, re.Pattern):
                screen.shows(key)
            else:
                screen.keys(key)
        return screen.text() if expected is None else screen.becomes(expected)


def saved(name):
    try:
        with open(os.path.join(HERE, 'screens', name), encoding='utf-8') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def save():
    for name, *how in SCREENS:
        with open(os.path.join(HERE, 'screens', name), 'w', encoding='utf-8') as file:
            file.write(capture(*how))


def check_saved(tap):
    for name, *how in SCREENS:
        expected = saved(name)
        shown = capture(*how, expected)
        tap.is_true(shown == expected, name, f'shown:\n{shown}expected:\n{expected}')


def check_cursor(tap):
    """Without colour the chosen row is told by reverse video; the bar, too."""
    with Screen([HELOISE, REFUSED, POP3], env=MONO) as screen:
        screen.shows('session')
        screen.keys('j')
        lines = screen.screen.buffer
        tap.is_true(lines[3][0].reverse and not lines[2][0].reverse, 'mono: the chosen row is reversed')
        coloured = re.search(rb'\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7])[;m]', bytes(screen.raw))
        tap.is_true(not coloured, 'mono: no colour is sent', str(coloured))


def check_colours(tap):
    """Each terminal gets the colours that it has, and no others."""
    def sent(env):
        with Screen([HELOISE, REFUSED], env=env) as screen:
            screen.shows('session')
            screen.keys('\r', 'e')
            return set(re.findall(rb'\x1b\[(?:[0-9;:]*;)?(3[0-7]|9[0-7]|[34]8[;:][25])(?=[;:m])', bytes(screen.raw)))

    known = {name: subprocess.run(['infocmp', name], capture_output=True, check=False).returncode == 0 for name in ('xterm-16color', 'xterm-direct')}
    tap.is_true(b'38;5' in sent({}), '256 colours')
    eight = sent({'TERM': 'xterm'})
    tap.is_true(eight and not [c for c in eight if not c.startswith(b'3') or b'8' in c], 'eight colours', str(eight))
    if known['xterm-16color']:
        sixteen = sent({'TERM': 'xterm-16color'})
        tap.is_true([c for c in sixteen if c.startswith(b'9')] and not [c for c in sixteen if b'8' in c], 'sixteen colours', str(sixteen))
    true = sent({'COLORTERM': 'truecolor'})
    tap.is_true((b'38:2' in true) == known['xterm-direct'] and b'38;5' not in true if known['xterm-direct'] else b'38;5' in true, 'true colours, where terminfo knows how', str(true))
    tap.is_true(not sent({'COLORTERM': 'truecolor', **MONO}), 'none where none are wanted')


def check_explanation(tap):
    with Screen([HELOISE, REFUSED], 120, 60) as screen:
        screen.shows('session')
        screen.keys('\r', 'e')
        tap.is_true(screen.shows(r'RFC \d+'), 'the chosen reply is explained, with a reference', screen.text())
        before = screen.text()
        screen.keys('k')
        tap.is_true(screen.shows('RCPT: ') and screen.text() != before, 'the explanation follows the cursor')
        screen.keys('j', 'l')
        row = next(r for r, line in enumerate(screen.screen.display) if ' 550 ' in line)
        column = screen.screen.display[row].index('550')
        lit = screen.screen.buffer[row][column].bg
        tap.is_true(lit not in ('default', screen.screen.buffer[row][0].bg), 'a part is lit in the line itself', str(lit))
        screen.keys('v', 'l')
        row = next(r for r, line in enumerate(screen.screen.display) if ' 550 ' in line)
        column = screen.screen.display[row].index('550')
        tap.is_true(screen.screen.buffer[row][column].bg == lit, 'and in the arrow of a ladder')


def check_answers(tap):
    """What answers the chosen command stands out, also without colour."""
    for env in ({}, MONO):
        with Screen([HELOISE, PIPELINED], 100, 60, env) as screen:
            screen.shows('session')
            screen.keys('\r', '1', '/', 'TO:<nobody\r')
            rows = screen.screen.display
            reply = next(r for r, line in enumerate(rows) if '<-S 550 ' in line)
            other = next(r for r, line in enumerate(rows) if '<-S 250 2.1.0' in line)
            column = rows[reply].index('Recipient')
            tap.is_true(screen.screen.buffer[reply][column].bold and not screen.screen.buffer[other][40].bold, f'the reply to the chosen command stands out ({env})')


def check_difference(tap):
    """The first difference has the cursor, and a mark of its own."""
    with Screen([HELOISE, REFUSED, 'samples/delivery.pcap'], 100, 40) as screen:
        screen.shows('session')
        screen.keys('D', 'j', 'D', 'g')
        rows = [r for r, line in enumerate(screen.screen.display) if '\u25b8' in line]
        column = screen.screen.display[rows[0]].index('\u25b8')
        first, second = (screen.screen.buffer[r][column] for r in rows[:2])
        tap.is_true(first.fg != second.fg and first.bold, 'the first difference is lit', f'{first}{second}')


def check_copy(tap):
    with Screen([HELOISE, REFUSED]) as screen:
        screen.shows('session')
        screen.keys('\r', 'j', 'j', 'y')
        line = b'\x1b]52;c;RUhMTyBjbGllbnQuZXhhbXBsZS5uZXQ=\x07'
        tap.is_true(line in screen.raw, 'y copies the line by OSC 52')
        del screen.raw[:]
        screen.keys('v', 'y')
        tap.is_true(line in screen.raw, 'and the same line of a ladder')
        screen.keys('\t', 'y')
        copied = re.findall(rb'\x1b\]52;c;([A-Za-z0-9+/=]*)\x07', bytes(screen.raw))[-1]
        tap.is_true(base64.b64decode(copied).startswith(b' EHLO: names the client'), 'or the explanation, where the keys are', copied)


EVIL = r'''S: 220 mail.example.org ESMTP
C: EHLO $(touch x)';`touch y`;\\\x1b[2J
S: 250 mail.example.org
C: MAIL FROM:<"$(touch x)';`touch y`;& touch z"@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<-oProxyCommand=x@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<"a'b$(touch x)"@example.org>
S: 250 2.1.5 Ok
C: QUIT
S: 221 2.0.0 Bye
'''


def check_commands_for_a_shell(tap):
    """What came from the wire cannot make a shell do anything."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'evil.pcap')
        with open(os.path.join(folder, 'evil.dialogue'), 'w', encoding='utf-8') as file:
            file.write(EVIL)
        subprocess.run([sys.executable, 'tests/tools/mkcapture.py', file.name, '--to', folder], check=True)
        there = sorted(os.listdir(folder))
        with Screen([HELOISE, path], 400, 24) as screen:
            screen.shows('session')
            screen.keys('x')
            tap.is_true(screen.shows('swaks') and 'oProxyCommand' not in screen.text(), 'an address that looks like an option is left out', screen.text())
            lines = [line for line in screen.screen.display if line.startswith(('swaks', 'curl', 'tshark', 'tcpdump'))]
            for line in lines:
                run = subprocess.run(['bash', '-c', f'{line.split()[0]}() {{ printf "%s\\n" "$@"; }}; {line}'], capture_output=True, cwd=folder, check=False)
                tap.is_true(run.returncode == 0 and sorted(os.listdir(folder)) == there, f'{line.split()[0]}: words stay words', str(run))


def check_resize(tap):
    """In the middle of each screen, to nothing and back."""
    for keys in ((), ('\r',), ('\r', '?'), ('i',), ('/',), (':', 'he'), ('f',), ('\r', 'u'), ('\r', 'v'), ('\r', '2', '3', '6'),
                 ('D', 'j', 'D'), ('\r', 'pjjj'), ('\r', 'm', 'why'), ('c', 'j'), ('x', 'j'), ('s',), ('s', 'a.zip\r'),
                 ('f', 'verdict == '), ('f', 'verdict = 1\r'), (' ', 'b', '>'), (':', 'set theme pink\r')):
        with Screen([HELOISE, REFUSED, POP3]) as screen:
            screen.shows('session')
            screen.keys(*keys)
            before = screen.text()
            for columns, rows in ((1, 1), (10, 3), (200, 60), (40, 10), (80, 24)):
                screen.resize(columns, rows)
            tap.is_true(screen.becomes(before) == before and screen.alive(), f'resized in the middle of {keys}', screen.text())


def check_ways_out(tap):
    for keys, status in ((('q',), 0), (('\x1b', '\x1b'), 0), (('\x03',), 0), ((':', 'quit\r'), 0), (('\r', '?', 'q', 'q', 'q'), 0)):
        with Screen([HELOISE, REFUSED]) as screen:
            screen.shows('session')
            screen.keys(*keys)
            tap.is_true(screen.leave() == status and screen.restored(), f'{keys} leads out, and gives the terminal back')
    with Screen([HELOISE, REFUSED]) as screen:
        screen.shows('session')
        screen.keys('\x1b')
        tap.is_true(screen.shows('Esc once more') and screen.alive(), 'a single Esc does not', screen.text())


def check_paste(tap):
    with Screen([HELOISE, REFUSED]) as screen:
        screen.shows('session')
        screen.keys('\x1b[200~qqq\r\x1b[201~')
        tap.is_true(screen.alive(), 'pasted text is no command')
        screen.keys('/', '\x1b[200~a\rb\x1b[201~')
        tap.is_true(screen.shows('/. ab'), 'pasted text goes into the line that is asked for', screen.text())
        screen.keys('\x1b', '\x1b[1;2R', '\x1b[<0;5;5M')
        tap.is_true(screen.alive(), 'sequences that nobody knows are no keys')


def check_start(tap):
    with tempfile.TemporaryDirectory() as folder, open(REFUSED, 'rb') as whole:
        with open(os.path.join(folder, 'cut.pcap'), 'wb') as cut:
            cut.write(whole.read(1500))
        with Screen([HELOISE, cut.name], 132, 24) as screen:
            tap.is_true(screen.shows(r'cut\.pcap: is cut: .*\(at octet \d+\)'), 'where a capture is cut is told', screen.text())
            tap.is_true(screen.shows('192.0.2.25'), 'and what was read before is there', screen.text())
    with Screen([HELOISE]) as screen:
        tap.is_true(screen.shows(r'Open a file') and screen.shows('greylist'), 'alone it offers a file and the samples', screen.text())
        screen.keys('\r', 'samples/one-ref\t')
        tap.is_true(screen.shows('samples/one-refused.pcap'), 'Tab completes the name of a file', screen.text())
        screen.keys('\r')
        tap.is_true(screen.shows('192.0.2.10'), 'and Enter opens it', screen.text())
        screen.keys('q')
        tap.is_true(screen.shows('Open a file') and '1 session' not in screen.text(), 'what was closed is not counted', screen.text())
        screen.keys('/', '  delivery  \r', '\r')
        tap.is_true(screen.shows('samples/delivery.pcap'), 'a sample opens by its name', screen.text())
    with Screen([HELOISE]) as screen:
        screen.shows('Open a file')
        screen.keys('\r', '/no/such/file\r')
        tap.is_true(screen.shows('No such file'), 'what cannot be opened is told', screen.text())
    with Screen([HELOISE], env={'TERM': 'dumb'}) as screen:
        tap.is_true(screen.leave() == 64 and b'no SOURCE' in screen.raw, 'without a screen: usage')


def check_search(tap):
    with Screen([HELOISE, *EVERY]) as screen:
        screen.shows('session')
        screen.keys('/', 'quota +exceeded\r')
        tap.is_true(screen.shows('found in what was said'), 'a pattern is looked for in what sessions say', screen.text())
        screen.keys('\r', 'n')
        tap.is_true(screen.shows('Quota exceeded'), 'and found there', screen.text())
        row = next(r for r, line in enumerate(screen.screen.display) if 'Quota exceeded' in line)
        column = screen.screen.display[row].index('Quota')
        lit = [screen.screen.buffer[row][column + i].bg for i in (-1, 0, 13, 14)]
        tap.is_true(lit[1] == lit[2] and lit[1] not in (lit[0], lit[3]), 'and lit, as far as it fits', str(lit))
        screen.keys('q', 'g', '/', 'hoy es el d\r')
        tap.is_true(not screen.shows('found in what', 1) and screen.shows('was not found'), 'what is nowhere is told', screen.text())
        screen.keys('/', 'long ago.*postmaster|The long version\r')
        tap.is_true(screen.alive(), 'the next search begins anew', screen.text())


def check_filter_lights(tap):
    with Screen([HELOISE, REFUSED], 120, 60) as screen:
        screen.shows('session')
        screen.keys('f', 'code >= 500\r', '\r', '1')
        rows = {text: next(r for r, line in enumerate(screen.screen.display) if text in line) for text in ('<-S 550', '<-S 354')}
        lit = {text: screen.screen.buffer[row][0].bg for text, row in rows.items()}
        tap.is_true(lit['<-S 550'] != 'default' and lit['<-S 354'] == 'default', 'events that a filter asks for are lit', str(lit))


def check_following(tap):
    """Of a file that grows the last row stays the chosen one, until a person goes elsewhere."""
    with open('samples/greylist.pcap', 'rb') as file:
        octets = file.read()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'growing.pcap')
        with open(path, 'wb') as file:
            file.write(octets[:len(octets) // 3])
        with Screen([HELOISE, '--follow', path], env=MONO) as screen:
            tap.is_true(screen.shows('waiting for more +1 session'), 'a file that is followed is waited for', screen.text())
            with open(path, 'ab') as file:
                file.write(octets[len(octets) // 3:])
            tap.is_true(screen.shows('waiting for more +2 sessions'), 'what comes is shown', screen.text())
            tap.is_true(screen.screen.buffer[3][0].reverse, 'and chosen', screen.text())
            screen.keys('g')
            tap.is_true(screen.screen.buffer[2][0].reverse, 'unless a person goes elsewhere', screen.text())


def check_saving(tap):
    with tempfile.TemporaryDirectory() as folder, Screen([HELOISE, *EVERY]) as screen:
        def listed(*sources):
            run = subprocess.run([HELOISE, 'list', '-q', '--format', 'json', *sources], capture_output=True, text=True, check=False)
            rows = [json.loads(line) for line in run.stdout.splitlines()]
            return [{k: v for k, v in row.items() if k not in ('file', 'stream', 'id')} for row in rows]

        def save(name, answer='saved'):
            path = os.path.join(folder, name)
            screen.keys('s', path + '\r')
            tap.is_true(screen.shows(answer), f'saved as {name}: {answer}', screen.text())
            return path

        screen.shows('session')
        every = listed(*EVERY)
        path = save('all.pcapng', f'saved {len(every)} sessions')
        tap.is_true(listed(path) == every, 'a saved capture holds the same sessions, to the octet', '')
        screen.keys(' ', ' ')
        path = save('two.pcapng', 'saved 2 sessions')
        tap.is_true(len(listed(path)) == 2, 'of marked sessions those alone', '')
        save('two.pcapng', 'Write over it')
        screen.keys('n')
        with open(save('two.json'), encoding='utf-8') as file:
            tap.is_true([json.loads(line)['schema'] for line in file] == ['heloise.session/1'] * 2, 'JSON lines', '')
        with open(save('two.txt'), encoding='utf-8') as file:
            tap.is_true(len(re.findall(r'^#\d+  smtp', file.read(), re.M)) == 2, 'text', '')
        with open(save('two.md'), encoding='utf-8') as file:
            tap.is_true(len(re.findall(r'^## Session', file.read(), re.M)) == 2, 'Markdown', '')
        box = mailbox.mbox(save('two.mbox', 'saved 2 messages'))
        tap.is_true([message['Subject'] for message in box] == ['Lunch on Friday'] * 2, 'an mbox that others read', '')
        save('two.eml', 'saved 2 messages')
        digests = {m['message']['sha256'] for row in listed('--digest', *EVERY) for m in row.get('transactions', ()) if 'message' in m}
        for name in ('two.eml', 'two-2.eml'):
            with open(os.path.join(folder, name), 'rb') as file:
                tap.is_true(hashlib.sha256(file.read()).hexdigest() in digests, f'{name} is the message, to the octet', '')
        save('two.zip', 'has to end in')
        screen.keys('\x1b')
        save('no/such/folder.txt', 'No such file')
        tap.is_true(not [name for name in os.listdir(folder) if 'part' in name], 'nothing half done is left', str(os.listdir(folder)))


def check_comments_kept(tap):
    """What was said of events goes into what is saved, and comes back with a capture."""
    with tempfile.TemporaryDirectory() as folder:
        def save(screen, name):
            path = os.path.join(folder, name)
            screen.keys('s', path + '\r')
            screen.shows('saved')
            return path

        def shown(path, *more):
            return subprocess.run([HELOISE, 'show', '-q', *more, path], capture_output=True, text=True, check=False).stdout

        with Screen([HELOISE, PIPELINED]) as screen:
            screen.shows('session')
            screen.keys('\r', '1', '/', 'TO:<bob\r', 'm', 'bob asked for it\r', '/', 'bye\r', 'm', '\r')
            path = save(screen, 'said.pcapng')
            for name in ('said.txt', 'said.md'):
                with open(save(screen, name), encoding='utf-8') as file:
                    tap.is_true('comment: bob asked for it' in file.read(), f'{name} has the comment')
            with open(save(screen, 'said.json'), encoding='utf-8') as file:
                events = json.load(file)['events']
            tap.is_true([(e['line'] if 'line' in e else e['lines'], e['comment']) for e in events if 'comment' in e] ==
                        [('RCPT TO:<bob@example.org>', 'bob asked for it'), (['2.0.0 Bye'], '')], 'JSON, too', str(events))
        tap.is_true(re.search(r'TO:<bob@.*\n +comment: bob asked for it\n', shown(path)), 'the capture has it on the packet: show tells', shown(path))
        with Screen([HELOISE, path]) as screen:
            screen.shows('session')
            screen.keys('\r', '1', '/', 'bob asked\r')
            tap.is_true(screen.shows('TO:<bob.*\n.*comment: bob asked for it'), 'and so does the screen', screen.text())
            screen.keys('m', ' twice\r')
            path = save(screen, 'again.pcapng')
        tap.is_true('bob asked for it twice' in shown(path) and 'marked' in shown(path), 'it can be changed, and is kept once more', shown(path))
        with Screen([HELOISE, path]) as screen:
            screen.shows('session')
            path = save(screen, 'unopened.pcapng')
        tap.is_true('bob asked for it twice' in shown(path), 'also by who did not look at it', shown(path))
        subprocess.run([HELOISE, 'list', '-q', '-w', path + '2', path], capture_output=True, check=False)
        tap.is_true('bob asked for it twice' in shown(path + '2'), 'and by -w')
        with open(path, 'rb') as file:
            octets = file.read().replace(b'bob asked for it twice', b'bob \x1b[2Jasked\nagain???')
        with open(path, 'wb') as file:
            file.write(octets)
        tap.is_true('\x1b' not in shown(path) and re.search(r'comment: bob \S+asked\n +again', shown(path)), 'what steers a terminal is escaped', shown(path))


def check_mouse(tap):
    def click(row, column=10):
        return f'\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m'

    with Screen([HELOISE, *EVERY]) as screen:
        screen.shows('session')
        screen.keys(click(7), click(7))
        tap.is_true(screen.shows('session 2'), 'a click chooses a row, another one opens it', screen.text())
        screen.keys('q', '\x1b[<65;5;5M', '\x1b[<65;5;5M', '\r')
        tap.is_true(screen.shows('session 8'), 'the wheel moves down', screen.text())
        screen.keys('q', '\x1b[<64;5;5M', '\r')
        tap.is_true(screen.shows('session 5'), 'and up', screen.text())
        screen.keys('q', click(4, 17))
        tap.is_true(screen.shows('sorted by client'), 'a click on a heading sorts by it', screen.text())
        screen.keys(click(5, 17))
        tap.is_true(screen.shows('sorted down by client'), 'and another one the other way round', screen.text())
        screen.keys(click(24, 35))
        tap.is_true(screen.screen.display[23].startswith('filter'), 'a word of the foot line does what it says', screen.text())
        screen.keys('\x1b', 'i')
        screen.shows(COUNTED)
        screen.keys(click(8), click(8))
        tap.is_true(screen.shows('filter verdict =='), 'a bar is clicked', screen.text())
        screen.keys(':', 'set mouse no\r', click(6))
        tap.is_true(b'\x1b[?1002l' in screen.raw and screen.alive(), 'no mouse is listened to where none is wanted', '')


def check_mouse_in_a_session(tap):
    def mouse(row, column, kind=0, end='M'):
        return f'\x1b[<{kind};{column};{row}{end}'

    with Screen([HELOISE, REFUSED], 120, 40) as screen:
        screen.shows('session')
        screen.keys('\r', mouse(7, 10))
        tap.is_true(screen.shows('EHLO: names the client'), 'a click chooses a line', screen.text())
        column = screen.screen.display[5].index('\u2502') + 1
        screen.keys(mouse(20, column), mouse(20, 62, 32), mouse(20, 62, 0, 'm'))
        tap.is_true(screen.screen.display[5].index('\u2502') in (60, 61, 62), 'the line before the panes is dragged', screen.text())
        screen.resize(120, 20)
        screen.keys('e', mouse(10, 100), mouse(10, 100, 65))
        tap.is_true('550: the mailbox' not in screen.text() and '550 5.1.1' in screen.text(), 'the wheel scrolls the pane that was clicked', screen.text())
        screen.keys('pj', mouse(18, 120))
        tap.is_true(screen.shows('at its end'), 'the bar of a replay is clicked', screen.text())
        screen.keys(mouse(18, 1))
        tap.is_true(screen.shows('event 1 of'), 'from end to start', screen.text())


def check_mistakes_are_lit(tap):
    with Screen([HELOISE, REFUSED]) as screen:
        screen.shows('session')
        screen.keys('f', 'verdict == "partial"')
        good = screen.screen.buffer[23][12].fg
        screen.keys(' bogus')
        row = screen.screen.buffer[23]
        at = screen.screen.display[23].index('bogus')
        tap.is_true(row[12].fg != good, 'the colour of a filter tells whether it is one', screen.text())
        tap.is_true(row[at].bg != row[at - 2].bg, 'and the place of the mistake is lit', str(row[at]))


def check_filter_memory(tap):
    with tempfile.TemporaryDirectory() as home:
        env = {'XDG_STATE_HOME': home}
        for keys, shown in ((('f', 'pop\r'), ''), (('f', '\x1bOA'), 'pop'), (('f', 'tl', '\x1b[A', '\x1b[B'), 'tl')):
            with Screen([HELOISE, REFUSED], env=env) as screen:
                screen.shows('session')
                screen.keys(*keys)
                tap.is_true(shown in screen.screen.display[23], f'{keys}: the line before comes back', screen.text())
                screen.keys('\x1b', ':', 'quit\r')
                screen.leave()


def check_started_with_filter(tap):
    with Screen([HELOISE, '-Y', 'pop', REFUSED, POP3]) as screen:
        tap.is_true(screen.shows('1 of 2 sessions') and screen.shows('filter pop'), '-Y begins with a filter', screen.text())
    with Screen([HELOISE, '-Y', 'pop ==', REFUSED]) as screen:
        tap.is_true(screen.leave() == 64 and b'\x1b[?1049h' not in screen.raw, 'what is no filter is told before the screen is taken')


CONFIG = '''# a comment
set theme mono
set columns verdict:12 client
bogus line
bind sessions x reverse
bind all Q quit
filter @late latency > 1ms
'''


def check_config(tap):
    with tempfile.TemporaryDirectory() as home:
        path = os.path.join(home, 'heloise', 'config')
        os.mkdir(os.path.dirname(path))
        with open(path, 'w', encoding='utf-8') as file:
            file.write(CONFIG)
        env = {'XDG_CONFIG_HOME': home}
        with Screen([HELOISE, REFUSED, POP3], 132, 24, env=env) as screen:
            tap.is_true(screen.shows(r'config:4: .*bogus'), 'a line that is wrong is told with its file and number', screen.text())
            tap.is_true(screen.screen.display[1].startswith('verdict       client'), 'columns are set', screen.text())
            screen.keys('x')
            tap.is_true(screen.shows('sorted latest first'), 'a key is bound anew', screen.text())
            screen.keys('f', '@\t\r')
            tap.is_true(screen.shows('filter latency > 1ms'), 'a saved filter is completed and used', screen.text())
            screen.keys(':', 'set wrap no\r', ':', 'bind all W wrap\r', '\r', '2', '5', '}', 'v', 'q', ':', 'keep\r')
            screen.shows('are kept')
            screen.keys('Q')
            tap.is_true(screen.leave() == 0, 'Q was bound to quit')
        with open(path, encoding='utf-8') as file:
            kept = file.read()
        tap.is_true(kept == CONFIG + 'set sort -none\nset wrap no\nset view ladder\nset panes explanation bytes timing\nset share 45\nbind all W wrap\n', 'what was set is kept, and all else stays', kept)
        dump = subprocess.run([HELOISE, '--dump-config'], env={**os.environ, **env}, capture_output=True, text=True, check=False)
        for line in ('set wrap no', 'set columns verdict:12 client', 'bind conversation W wrap', 'filter @late latency > 1ms'):
            tap.is_true(line in dump.stdout.splitlines(), f'--dump-config prints: {line}', dump.stdout)
        with Screen([HELOISE, REFUSED], 132, 60, env=env) as screen:
            screen.shows('session')
            screen.keys('\r')
            panes = [screen.shows(pane) for pane in ('explanation', 'bytes', 'timing')]
            tap.is_true(all(panes) and screen.shows('without an arrow stands for'), 'panes and view are as they were kept', screen.text())
        tap.is_true('config:4' in dump.stderr and dump.returncode == 64, 'and complains of the line', dump.stderr)


def check_recent(tap):
    with tempfile.TemporaryDirectory() as home:
        env = {'XDG_STATE_HOME': home}
        with Screen([HELOISE, ODD], env=env) as screen:
            screen.shows('session')
        with Screen([HELOISE], env=env) as screen:
            tap.is_true(screen.shows(r'Opened before\n  pop3.pcap +/.*tests/captures'), 'what was opened before is offered', screen.text())
            screen.keys('j', 'j', 'j', 'j', '\r')
            tap.is_true(screen.shows('1 session'), 'and opens', screen.text())
        with Screen([HELOISE], env={**env, 'XDG_CONFIG_HOME': home}) as screen:
            screen.shows('Open a file')
            screen.keys(':', 'set history no\r', ':', 'keep\r', 'q')
        with Screen([HELOISE], env={**env, 'XDG_CONFIG_HOME': home}) as screen:
            tap.is_true(screen.shows('Open a file') and 'Opened before' not in screen.text(), 'unless nothing is to be remembered', screen.text())


def check_stdin(tap):
    """A capture on stdin: the keys come from the terminal all the same."""
    with Screen(['/bin/sh', '-c', f'cat {REFUSED} | {HELOISE} -']) as screen:
        tap.is_true(screen.shows('192.0.2.10'), 'a capture on stdin', screen.text())
        screen.keys('\r')
        tap.is_true(screen.shows('EHLO'), 'is opened again through the spool', screen.text())
        screen.keys('q', 'q')
        tap.is_true(screen.leave() == 0, 'and the keys are the terminal\'s')


def check_slow_stdin(tap):
    """A compressed stream that falls silent: what came of it is there, and keys are answered."""
    with Screen(['/bin/sh', '-c', f'{{ gzip -c {POP3} | head -c 1000; sleep 30; }} | {HELOISE} -']) as screen:
        tap.is_true(screen.shows('waiting for more +1 session'), 'what came of a silent stream is shown', screen.text())
        screen.keys('?')
        tap.is_true(screen.shows('Help: the list'), 'and keys are answered', screen.text())


if '--save' in sys.argv:
    save()
    sys.exit(0)
tap = Tap()
CHECKS = (check_saved, check_cursor, check_colours, check_explanation, check_answers, check_difference, check_copy, check_resize, check_ways_out, check_paste,
          check_start, check_stdin, check_slow_stdin, check_mistakes_are_lit, check_filter_memory, check_started_with_filter, check_config, check_recent,
          check_search, check_filter_lights, check_following, check_saving, check_comments_kept, check_commands_for_a_shell, check_mouse, check_mouse_in_a_session)
for check in CHECKS:
    check(tap)
tap.end()

#!/usr/bin/python3
"""heloise talk on a terminal: a person writes lines to a server, and sees the session as it happens.

usage: talk.t [TEST...]      each test by its name, or all
       talk.t --save         the golden screens are saved; read them before they are committed"""
import os
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
from practice import HELOISE, Home, heloise, serve
from tap import Tap, need_screen

need_screen()
from screen import Screen

home, tap = Home('talk'), Tap()
work, ok = home.path, tap.is_true
PATIENCE = 15  # seconds until a screen shows what happened
CTRL_A, CTRL_C, CTRL_E, CTRL_K, CTRL_R, CTRL_U, CTRL_W, CTRL_Y = '\x01\x03\x05\x0b\x12\x15\x17\x19'
ESC, ENTER, TAB, BS, UP, F1, F2, PAGE_UP = '\x1b', '\r', '\t', '\x7f', '\x1b[A', '\x1bOP', '\x1bOQ', '\x1b[5~'
ARROWS = r'(?:C->|<-S|C~>|<~S| === )'


class Talk(Screen):
    def __init__(self, *options, columns=80, rows=24, env=None):
        super().__init__([HELOISE, 'talk', *options], columns, rows,
                         {'TMPDIR': work, 'XDG_STATE_HOME': os.path.join(work, 'state'), 'XDG_CONFIG_HOME': work, 'HOME': work, **(env or {})})

    def say(self, line, reply=None):
        """Writes a line, and waits for what answers it."""
        self.keys(line + ENTER)
        return reply is None or self.shows(reply, PATIENCE)

    def begin(self):
        """Until the server has greeted."""
        return ok(self.shows(r'<-S (220|\+OK)', PATIENCE), 'the server greets', self.text())

    def line(self):
        return self.text().split('\n')[self.screen.lines - 1].rstrip()

    def hint(self):
        return self.text().split('\n')[self.screen.lines - 2].strip()

    def quit(self, status=0):
        self.say(':quit', r'say QUIT|quit: Enter')
        self.keys(ENTER)
        self.shows('no connection', PATIENCE)
        self.keys(ESC, 'q')
        return tap.is_equal(self.leave(10), status, f'and is left with status {status}', self.text())


def said(text):
    """The transcript on a screen, from its first event to the rule under it; bars measure all that there is."""
    lines = re.sub('[\u2588-\u258f]', ' ', text).split('\n')
    first = next(n for n, line in enumerate(lines) if '===' in line)
    end = next(n for n, line in enumerate(lines) if n > first and ('explanation' in line or not line))
    return lines[first:end]


def events(lines):
    """Of lines with an arrow, when and what; bars and verdicts stand where there is room for them."""
    found = (re.match(r' *(\d+\.\d{6}).*?(' + ARROWS + r'.*)', line.split('  (')[0]) for line in lines)
    return [(event[1], event[2].strip()) for event in found if event]


def recordings():
    return [x for x in os.listdir(work) if x.startswith('heloise-talk')]


@tap.test
def a_whole_session_is_typed():
    kept = os.path.join(work, 'kept.pcapng')
    with Talk('--write', kept, columns=100, rows=100) as talk:
        talk.begin()
        ok(talk.shows('state: hello'), 'the title tells the state', talk.text())
        ok(talk.shows(r'connected, round trip [1-9]'), 'and how long the connection took is seen', talk.text())
        ok(talk.say('EHLO client.example', r'<-S 250-example\.org'), 'a line is said, and its reply seen', talk.text())
        ok(talk.shows('state: ready') and 'the server says what it can do' in talk.text(), 'and explained', talk.text())
        talk.say('MAIL FROM:<carol@example.net> BODY=8BITMIME', r'250 2\.1\.0')
        talk.say('RCPT TO:<nobody@example.org>', r'550 5\.1\.1')
        ok('no such mailbox' in talk.text() or 'mailbox' in talk.text(), 'a refusal is explained', talk.text())
        talk.say('RCPT TO:<bob@example.org>', r'250 2\.1\.5')
        talk.say('DATA', '354')
        ok('content of the message' in talk.hint(), 'after 354 lines are content', talk.hint())
        talk.say('Subject: typed')
        talk.say('')
        talk.say('..a line with a dot')
        talk.say('.', r'250 2\.0\.0 Ok: queued')
        ok(talk.shows('message of'), 'and the dot ends it', talk.text())
        seen = said(talk.text())
        talk.quit()
    ok(not recordings(), 'no recording is left behind but the one that was asked for', os.listdir(work))
    status, out, _ = heloise('show', kept)
    tap.is_equal(status, 0, 'the recording can be read')
    shown, arrows = events(out.decode().split('\n')), events(seen)
    tap.is_equal(shown[:len(arrows)], arrows, 'and shows the events of the screen, each at its time')
    with Screen([HELOISE, kept], 100, 100) as again:
        again.shows('session')
        again.keys(ENTER)
        again.shows('C-> QUIT')
        lines = said(again.text())
        ok(len(seen) > 25, 'all that was on the screen', seen)
        tap.is_equal(lines[:len(seen)], seen, 'is there again when the recording is opened, to the letter')


@tap.test
def words_are_completed():
    with Talk() as talk:
        talk.begin()
        talk.keys('EH', TAB)
        tap.is_equal(talk.line(), '> \u2248 EHLO', 'a verb that is allowed', talk.text())
        talk.keys('me.example' + ENTER)
        talk.shows('state: ready')
        talk.keys('mai', TAB)
        tap.is_equal(talk.line(), '> \u2248 mail from:<', 'in the case that was begun with')
        talk.keys('a@b.example> S', TAB)
        ok('SIZE=' in talk.hint() and 'SMTPUTF8' in talk.hint(), 'what is offered is listed', talk.hint())
        talk.keys('IZ', TAB, '100 bo', TAB)
        ok(talk.line().endswith('size=100 body=') or talk.line().endswith('SIZE=100 body='), 'parameters that are offered', talk.line())
        talk.keys(CTRL_U, 'AUTH sc', TAB)
        ok(talk.line().endswith('AUTH scram-sha-'), 'mechanisms that are offered', talk.line())
        talk.keys(CTRL_U, ':star', TAB)
        tap.is_equal(talk.line(), '> :starttls', 'and what stands behind a colon')


@tap.test
def what_a_line_lacks_is_said_before_it_is_sent():
    with Talk() as talk:
        talk.begin()
        talk.keys('MAIL FROM:<a@b.example>')
        ok('MAIL is not allowed before EHLO' in talk.hint(), 'an order that is wrong', talk.hint())
        ok(talk.say('', r'<-S 503'), 'which can be sent all the same', talk.text())
        talk.say('EHLO me.example', 'state: ready')
        talk.say('MAIL FROM:<a@b.example>', 'state: mail')
        talk.keys('RCPT')
        ok('RCPT needs TO:<forward-path>' in talk.hint(), 'what is missing', talk.hint())
        talk.keys(CTRL_U, 'NOOP \\q' + ENTER)
        ok('a backslash' in talk.hint() and talk.line().endswith('\\q'), 'a line that cannot be sent stays', talk.text())


@tap.test
def guides_show_their_steps():
    with Talk(rows=40) as talk:
        talk.begin()
        talk.say(':hello')
        ok(talk.shows(r'\u25b8 EHLO \S+') and 'C->' not in talk.text(), 'what will be sent is shown first', talk.text())
        talk.keys(ENTER)
        ok(talk.shows('C-> EHLO'), 'Enter sends it', talk.text())
        talk.say(':starttls')
        talk.keys('r')
        ok(talk.shows('under TLS', PATIENCE), 'r runs all: TLS begins', talk.text())
        ok(talk.shows('C~> EHLO', PATIENCE), 'and hello is said again', talk.text())
        talk.say(':login')
        talk.keys(ENTER)
        ok(talk.shows('235 2.7.0 alice', PATIENCE), 'a login', talk.text())
        talk.say(':send bob')
        ok(talk.shows('RCPT TO:<bob@example.org>'), 'its argument is in the steps', talk.text())
        talk.keys(ENTER)
        ok(talk.shows(r'C~> MAIL FROM:<alice@example\.org>') and 'C~> RCPT' not in talk.text(), 'one step alone', talk.text())
        talk.keys('r')
        ok(talk.shows('Ok: queued', PATIENCE), 'then the rest', talk.text())
        talk.say(':connect pop3', r'<-S \+OK')
        talk.say(':login bob')
        talk.keys('r')
        talk.shows('state: transaction', PATIENCE)
        talk.say(':list')
        talk.keys('r')
        ok(talk.shows('C-> UIDL', PATIENCE), 'the maildrop is listed', talk.text())
        talk.say(':fetch')
        talk.keys('r')
        ok(talk.shows('message of .*"Test message"', PATIENCE), 'and what was sent is fetched', talk.text())
        talk.quit()


@tap.test
def a_guide_stops_where_the_server_refuses():
    with Talk('--scenario', 'partly-refused', rows=40) as talk:
        talk.begin()
        talk.say('EHLO me.example', 'state: ready')
        talk.say(':send bob')
        talk.keys('r')
        ok(talk.shows('refused this step', PATIENCE) and 'C-> DATA' not in talk.text(), 'it waits for a person', talk.text())
        talk.keys(ESC)
        ok(not talk.shows('Enter sends a step', 0.5), 'Esc leaves the guide', talk.text())


@tap.test
def rules_are_broken():
    with serve('--write', os.path.join(work, 'broken.pcapng')) as server:
        with Talk(server.url('smtp'), rows=40) as talk:
            talk.begin()
            ok(talk.say(':raw "EHLO me.example\\n"', '250-|500|451'), 'a bare LF', talk.text())
            ok(talk.shows(r'ends in a bare LF|bare LF|LF'), 'which is told', talk.text())
            talk.say(':together NOOP | RSET | NOOP', 'C-> RSET')
            ok(talk.shows(r'state'), 'several lines in one piece', talk.text())
            talk.say(':slow 20ms NOOP slowly', 'C-> NOOP slowly')
            ok(talk.shows('NOOP slowly'), 'a line octet by octet', talk.text())
            talk.say('NOOP a\\x00b', 'C-> NOOP')
            talk.say(':reset', 'no connection')
            ok(talk.shows('client resets'), 'a reset', talk.text())
            ok(talk.say('NOOP', 'there is no connection'), 'then nothing can be said', talk.text())
            ok(talk.say(':connect', r'state: hello'), 'until it is connected again', talk.text())
            talk.say(':close', 'no connection')
            talk.keys(ESC, 'q')
            tap.is_equal(talk.leave(10), 0, 'closed as it was meant', talk.text())
    status, out, _ = heloise('show', '--hex', os.path.join(work, 'broken.pcapng'))
    text = out.decode()
    tap.is_equal(status, 0, 'the server has recorded it')
    ok('45 48 4c 4f 20 6d 65' in text or 'EHLO me.example' in text, 'as it was sent', text)
    heloise('list', os.path.join(work, 'broken.pcapng'))


@tap.test
def one_piece_and_single_octets_travel_as_such():
    record = os.path.join(work, 'pieces.pcapng')
    with Talk('--write', record) as talk:
        talk.begin()
        talk.say('EHLO me.example', 'state: ready')
        talk.say(':together NOOP one | NOOP two', 'NOOP two')
        talk.say(':slow 30ms QUIT', 'no connection')
        talk.keys(ESC, 'q')
        talk.leave(10)
    with open(record, 'rb') as file:
        octets = file.read()
    ok(b'NOOP one\r\nNOOP two\r\n' in octets, 'two lines are one segment')
    ok(b'QUIT' not in octets, 'and a slow line has none with two of its octets')


@tap.test
def waiting_can_be_interrupted():
    with Talk('--scenario', 'slow', '--timeout', '90s') as talk:
        ok(talk.shows(r'waiting for the greeting: 1:2\d left', PATIENCE), 'the time-out is counted down', talk.text())
        talk.begin()
        talk.say('EHLO me.example')
        ok(talk.shows(r'waiting for a reply: 1:\d\d left', PATIENCE), 'for a reply, too', talk.text())
        talk.say('NOOP one')
        ok('held back' in talk.hint() and 'NOOP one' not in talk.text(), 'a line waits for the reply before it', talk.text())
        talk.keys(CTRL_C)
        ok(talk.shows('C-> NOOP one', 1.5), '^C sends it', talk.text())
        ok('the connection stays' in talk.hint(), 'and says so', talk.hint())
        ok(talk.shows(r'<-S 250 2\.0\.0', PATIENCE) and talk.alive(), 'and the session goes on', talk.text())
        talk.say('NOOP two', 'C-> NOOP two')
        talk.keys(CTRL_C)
        talk.shows('the connection stays')
        talk.keys('half a line', CTRL_C)
        tap.is_equal(talk.line(), '>', '^C empties the line where nothing is waited for', talk.text())
        talk.keys(CTRL_C)
        ok(talk.shows('once more leaves'), 'and warns', talk.text())
        talk.keys(CTRL_C)
        tap.is_equal(talk.leave(10), 0, 'before it leaves', talk.text())
        ok(talk.restored(), 'the terminal is as it was')


@tap.test
def what_is_late_is_only_told():
    with Talk('--scenario', 'silent', '--timeout', '1s') as talk:
        ok(talk.shows('no sign of the greeting: 0:0[1-9] too late', PATIENCE), 'a time-out that passed is told', talk.text())
        ok(talk.alive() and 'no connection' not in talk.text(), 'and ends nothing')
        talk.keys(CTRL_C)
        talk.shows('the connection stays')
        ok(talk.say('EHLO me.example', '250-'), 'one may speak without a greeting', talk.text())


@tap.test
def the_server_closes():
    with Talk('--scenario', 'busy') as talk:
        ok(talk.shows('421', PATIENCE) and talk.shows('no connection', PATIENCE), 'the server closes', talk.text())
        ok('server closes' in talk.text(), 'which is an event', talk.text())
        ok(':connect makes one' in talk.hint(), 'what can be done then is told', talk.hint())
        talk.keys(PAGE_UP, 'g', '4')
        ok(talk.shows('findings'), 'the session stays to be read', talk.text())
        talk.keys('q')
        tap.is_equal(talk.leave(10), 75, 'a greeting that defers is status 75')


@tap.test
def who_cannot_be_reached():
    with Talk('smtp://127.0.0.1:1') as talk:
        ok(talk.shows('Connection refused', PATIENCE), 'why there is no connection is told', talk.text())
        talk.keys(ESC, 'q')
        tap.is_equal(talk.leave(10), 75, 'status 75')
    with Talk('smtp://nowhere.invalid') as talk:
        ok(talk.shows('no connection', PATIENCE), 'a name that is none', talk.text())
        talk.keys(ESC, 'q')
        tap.is_equal(talk.leave(10), 68, 'status 68')
    status, _, err = heloise('talk', 'gopher://x')
    tap.is_equal(status, 64, 'a URL that is none', err)


@tap.test
def a_url_that_is_none_leaves_the_session_as_it_is():
    with Talk() as talk:
        talk.begin()
        talk.say('EHLO me.example', 'state: ready')
        ok(talk.say(':connect pop3://two/words', 'is not'), 'it is told', talk.text())
        talk.say(':login')
        talk.keys(ENTER)
        ok(talk.shows('235 2.7.0 alice', PATIENCE), 'and a login is still one of SMTP', talk.text())
        talk.quit()


@tap.test
def a_certificate_that_is_not_trusted():
    with serve() as server:
        with Talk(server.url('submissions')) as talk:
            ok(talk.shows('is not trusted', PATIENCE), 'is told', talk.text())
            talk.keys(ESC, 'q')
            tap.is_equal(talk.leave(10), 76, 'status 76', talk.text())
        with Talk(server.url('submissions'), '--insecure') as talk:
            ok(talk.shows('<~S 220', PATIENCE), 'and --insecure goes on', talk.text())
            ok('not to be trusted' in talk.hint(), 'and says so', talk.hint())


@tap.test
def a_disk_that_is_full():
    record, letter = os.path.join(work, 'full.pcapng'), home.keep('letter', 'x' * 70 + '\r\n' * 1)
    with open(letter, 'ab') as file:
        file.write(b'0123456789012345678901234567890123456789\r\n' * 2000)
    command = ['prlimit', '--fsize=30000', HELOISE, 'talk', '--write', record]
    with Screen(command, 80, 24, {'TMPDIR': work, 'XDG_STATE_HOME': '/dev/null', 'HOME': work}) as talk:
        talk.shows('state: hello', PATIENCE)
        for line in ('EHLO me.example', 'MAIL FROM:<a@b.example>', 'RCPT TO:<bob@example.org>', 'DATA', f':message {letter}'):
            talk.keys(line + ENTER)
        ok(talk.shows('full.pcapng: File too large', PATIENCE), 'is told', talk.text())
        ok(talk.alive() and 'C-> DATA' in talk.text(), 'and what was said so far stays', talk.text())
        talk.keys(ESC, 'q', 'y')
        tap.is_equal(talk.leave(10), 74, 'status 74', talk.text())
    _, out, _ = heloise('show', record)
    ok(b'C-> DATA' in out, 'also in the recording', out)


@tap.test
def keys_go_to_the_line_or_to_the_conversation():
    with Talk() as talk:
        talk.begin()
        talk.keys('NOOP', ESC)
        ok('Enter open' in talk.line() and 'i write' in talk.line(), 'Esc gives them to the conversation', talk.line())
        talk.keys('v')
        ok(talk.shows('\u2502|\\|'), 'where each means what it always does: a ladder', talk.text())
        talk.keys('v', '1')
        ok(not talk.shows('explanation', 0.3), 'no explanation', talk.text())
        talk.keys('1', ESC)
        tap.is_equal(talk.line(), '> \u2713 NOOP', 'and Esc goes back to what was written', talk.text())
        talk.keys(PAGE_UP, 'i')
        tap.is_equal(talk.line(), '> \u2713 NOOP', 'as PgUp and i do')
        talk.keys(F1)
        ok(talk.shows('Help: a talk') and talk.shows('to the input line|write a line'), 'F1 helps', talk.text())
        talk.keys('G')
        ok(talk.shows('together'), 'with what stands behind a colon, too', talk.text())
        talk.keys('q')
        saved = os.path.join(work, 'saved.pcapng')
        talk.keys(F2, CTRL_U, saved + ENTER)
        ok(talk.shows('saved 1 session', PATIENCE) and os.path.exists(saved), 'F2 saves the session', talk.text())
        talk.keys(ESC, 'q')
        ok(talk.shows('Close it and leave'), 'an open session is not left by mistake', talk.text())
        talk.keys('n', 'q', 'y')
        tap.is_equal(talk.leave(10), 0, 'but when it is meant')


@tap.test
def the_line_is_edited_as_in_readline():
    with Talk() as talk:
        talk.begin()
        talk.keys('one two three', CTRL_W, CTRL_A, 'x ', CTRL_E, CTRL_Y)
        ok(talk.line().endswith('x one two three'), '^W ^A ^E ^Y', talk.line())
        talk.keys('\x1bb', CTRL_K)
        ok(talk.line().endswith('x one two'), 'Alt-B ^K', talk.line())
        talk.keys(CTRL_A, '\x1bf', '\x1bd', CTRL_E, '!')
        ok(talk.line().endswith('x two !'), 'Alt-F Alt-D', talk.line())
        talk.keys(CTRL_U, 'NOOP first' + ENTER, 'NOOP second' + ENTER)
        talk.shows('C-> NOOP second')
        talk.keys(CTRL_R, 'sec')
        ok(talk.line().endswith('NOOP second') and 'search back' in talk.line(), 'a search through them', talk.line())
        talk.keys(UP)
        ok(talk.line().endswith('NOOP first'), 'older lines', talk.line())
        talk.keys(CTRL_U, BS)
        ok(talk.line() == '>', 'and nothing is lost by a key too many', talk.line())


@tap.test
def the_history_keeps_no_secrets():
    state = os.path.join(work, 'secrets')
    with Talk(env={'XDG_STATE_HOME': state}) as talk:
        talk.begin()
        talk.say(':connect pop3', r'state: authorization')
        talk.say('USER alice', 'Now the password')
        talk.keys('PASS tupelo')
        ok('tupelo' not in talk.text() and 'PASS ******' in talk.text(), 'a password is not seen while it is written', talk.text())
        talk.keys(ENTER)
        talk.shows('-ERR')
        talk.say('APOP alice 0123456789abcdef0123456789abcdef', '-ERR')
        talk.say(':slow 1ms PASS tupelo', '-ERR')
        talk.say('USER alice', 'Now the password')
        talk.say('PASX tupelo', '-ERR')
        talk.keys('PASS tupelo', CTRL_W, BS * 5, 'NOOP ', CTRL_Y)
        ok('tupelo' not in talk.line(), 'what is cut of a password comes back in no other line', talk.line())
        talk.keys(CTRL_U)
        talk.say(':connect smtp', 'state: hello')
        talk.say('EHLO me.example', 'state: ready')
        talk.say('AUTH PLAIN AGFsaWNlAHR1cGVsbw==', '535')
        talk.say('AUTH LOGIN', '334')
        talk.say('dHVwZWxv', '334')
        talk.say('*', '501')
        talk.say('NOOP last', 'C-> NOOP last')
        talk.quit()
    with open(os.path.join(state, 'heloise', 'talk'), encoding='utf-8') as file:
        kept = file.read()
    ok('NOOP last' in kept and 'USER alice' in kept, 'lines are kept for the next time', kept)
    ok(not re.search('tupelo|dHVwZWxv|AGFsaW|0123456|AUTH|PASS', kept), 'but those of logins', kept)
    with Talk(env={'XDG_STATE_HOME': state}) as talk:
        talk.begin()
        talk.keys(UP, UP)
        ok(talk.line().endswith('NOOP last'), 'and are there again', talk.line())


@tap.test
def a_password_is_asked_for():
    with serve('--user', 'carol:tupelo') as server:
        with Talk(server.url('pop3', 'carol')) as talk:
            talk.begin()
            talk.say(':login')
            ok(talk.shows('password:'), 'where none is known', talk.text())
            talk.keys('tupelo')
            ok('tupelo' not in talk.text(), 'unseen', talk.text())
            talk.keys(ENTER, ENTER)
            ok(talk.shows('state: transaction', PATIENCE), 'and logs in', talk.text())
            ok(b'tupelo' not in bytes(talk.raw), 'nothing of it went to the terminal')
            talk.say(':connect ' + server.url('pop3', 'carol').replace('127.0.0.1', 'localhost'))
            ok(talk.shows('state: authorization', PATIENCE), 'another host is called', talk.text())
            talk.say(':login')
            ok(talk.shows('password:'), 'and is not given the password of the one before', talk.text())


@tap.test
def the_exit_status_is_that_of_the_session():
    with serve() as server:
        with Talk(server.url('pop3', 'alice'), '--auth-password', 'wrong') as talk:
            talk.begin()
            talk.say(':login')
            talk.keys(ENTER)
            ok(talk.shows('-ERR', PATIENCE), 'a login fails', talk.text())
            talk.quit(77)
        with Talk(server.url('smtp')) as talk:
            talk.begin()
            server.end()
            ok(talk.shows('no connection', PATIENCE), 'a server goes away', talk.text())
            talk.keys(ESC, 'q')
            tap.is_equal(talk.leave(10), 75, 'and is a connection that was lost', talk.text())


@tap.test
def a_program_is_talked_to():
    with Talk('smtp://here', '--pipe', "printf '220 pipe.example ready\\r\\n'; read line; printf '250 pipe.example\\r\\n'; read line") as talk:
        talk.begin()
        ok(talk.say('EHLO me.example', '<-S 250 pipe.example'), 'by a pipe', talk.text())


@tap.test
def earlier_sessions_can_be_looked_at():
    with Talk() as talk:
        talk.begin()
        talk.say('NOOP one', 'C-> NOOP one')
        talk.say(':connect', 'state: hello')
        talk.say('NOOP two', 'C-> NOOP two')
        ok('NOOP one' not in talk.text(), 'a new connection is a new session', talk.text())
        talk.keys(ESC, '[')
        ok(talk.shows('C-> NOOP one'), '[ leads to the one before', talk.text())
        talk.keys(ESC)
        ok(talk.shows('C-> NOOP two') and 'NOOP one' not in talk.text(), 'and the line back to the one that goes on', talk.text())


@tap.test
def another_talk_takes_its_place():
    others = set(recordings())  # of programs that were killed
    with Talk() as talk:
        talk.begin()
        first = talk.text()
        talk.say('EHLO me.example', 'state: ready')
        talk.keys(':practise' + ENTER)
        ok(talk.shows(r'state: hello', PATIENCE), 'a practice server is talked to in place of the one before', talk.text())
        port = re.compile(r'practice server at smtp://127\.0\.0\.1:(\d+)')
        ok(port.search(talk.text())[1] != port.search(first)[1], 'which is another one', talk.text())
        ok(talk.say('EHLO you.example', 'state: ready'), 'and lines go there', talk.text())
        tap.is_equal(len(set(recordings()) - others), 1, 'the recording of the one before is gone')
        talk.keys(':open-file ' + os.path.abspath('samples/pop3.pcap') + ENTER)
        ok(talk.shows('pop3.pcap', PATIENCE), 'a file takes the place of the talk', talk.text())
        talk.keys('q')
        tap.is_equal(talk.leave(10), 0, 'and is left as any other', talk.text())
    ok(not set(recordings()) - others, 'no recording is left behind')


@tap.test
def the_start_screen_leads_here():
    before = recordings()
    with Screen([HELOISE], 80, 24, {'TMPDIR': work, 'XDG_STATE_HOME': os.path.join(work, 'start')}) as screen:
        ok(screen.shows('Talk to a server'), 'to a server, or a practice server', screen.text())
        screen.keys('j', 'j', ENTER, 'po', TAB)
        ok(screen.text().rstrip().endswith('talk to: pop3'), 'schemes are completed', screen.text())
        screen.keys(CTRL_C, 'j', ENTER)
        ok(screen.shows('<-S 220', PATIENCE), 'a practice server greets', screen.text())
        screen.keys(ESC, 'q', 'y')
        ok(screen.shows('Open a file', PATIENCE), 'q leads back', screen.text())
        screen.keys('q')
        tap.is_equal(screen.leave(10), 0, 'and out')
    tap.is_equal(recordings(), before, 'nothing is left behind')


@tap.test
def a_pipe_is_a_script():
    with serve() as server:
        status, out, err = heloise('talk', server.url('smtp'), input=b'expect 220\n> QUIT\nexpect 221\n')
        ok(status == 0 and b'C-> QUIT' in out, 'standard input that is no terminal is a script', status, out, err)
        script = home.keep('odd', 'expect 220\ntogether NOOP | QUIT\nexpect 250\nexpect 221\n')
        status, out, err = heloise('talk', server.url('smtp'), '--script', script)
        tap.is_equal(status, 0, 'scripts have together', out, err)
        script = home.keep('slow', 'expect 220\nslow 5ms EHLO me.example\nexpect 250\nauth any alice\n> QUIT\n')
        status, out, err = heloise('talk', server.url('smtp'), '--script', script, '--insecure-auth', '--auth-password', 'wonderland')
        tap.is_equal(status, 0, 'slow, and auth any', out, err)
        status, _, err = heloise('talk', server.url('smtp'), '--script', home.keep('bad', 'slow EHLO\n'))
        ok(status == 65 and b'line 1' in err, 'and complain', err)


@tap.test
def a_script_needs_no_server():
    script = home.keep('inside', 'expect 220\n> EHLO me.example\nexpect 250\nstarttls\n> EHLO me.example\nauth any alice\n> QUIT\nexpect 221\nexpect close\n')
    status, out, err = heloise('talk', '--script', script, '--auth-password', 'wonderland')
    ok(status == 0 and b'alice has logged in' in out, 'without a URL a practice server is inside, with TLS and logins', status, out, err)
    status, out, err = heloise('talk', '--scenario', 'busy', input=b'expect 421\n')
    ok(status == 0 and b'<-S 421' in out, 'and its scenarios', status, out, err)


@tap.test
def it_ends_with_its_terminal():
    with Talk() as talk:
        talk.begin()
        found = subprocess.run(['pgrep', '-P', str(talk.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        tap.is_equal(len(found), 1, 'one process talks')
        talk.process.kill()
        end = time.monotonic() + 5
        while found and os.path.exists(f'/proc/{found[0]}') and time.monotonic() < end:
            time.sleep(0.1)
        ok(not os.path.exists(f'/proc/{found[0]}'), 'and ends when the screens were killed')
    for name in recordings():
        os.unlink(os.path.join(work, name))


# ---- golden screens ----

SCREENS = (
    ('talk-80x24', 80, 24, {}, ('EHLO client.example' + ENTER, 'MAIL FROM:<a@b.example>' + ENTER, 'RCPT ')),
    ('talk-60x15', 60, 15, {}, ('EHLO client.example' + ENTER, 'MAI')),
    ('talk-200x60', 200, 60, {}, ('EHLO client.example' + ENTER, ':send bob' + ENTER, ENTER)),
    ('talk-mono-ascii', 80, 24, {'NO_COLOR': '1', 'LC_ALL': 'C'}, ('EHLO client.example' + ENTER, ':send' + ENTER)),
    ('talk-help', 80, 60, {}, (F1, 'G')),
)


def steady(text):
    """Ports, times and what is measured are of one run alone."""
    text = re.sub(r'(127\.0\.0\.1:)\d{1,5}', r'\g<1>*****', text)
    text = re.sub(r'(port )\d{5}', r'\1*****', text)
    text = re.sub(r'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*', 'DATE', text)
    text = re.sub(r'^ ?\d+\.\d{6}.*?(?=' + ARROWS + ')', 'TIME ', text, flags=re.M)
    text = re.sub(r'\d+(\.\d+)? (ms|s|min)\b', 'N s', text)
    text = re.sub(r'(round trip) [\d.]+(us|ms) *', lambda m: (m[1] + ' TIME').ljust(len(m[0])), text)
    return re.sub(r' +$', '', text, flags=re.M)


def screen_of(name, columns, rows, env, keys):
    with Talk('--ehlo', 'client.example', columns=columns, rows=rows, env={**env, 'XDG_STATE_HOME': '/dev/null'}) as talk:
        talk.shows(r'state: hello', PATIENCE)
        for key in keys:
            talk.keys(key)
            talk.shows('state: |Help', PATIENCE)
            time.sleep(0.4)
            talk.settle()
        return steady(talk.text())


@tap.test
def the_screens_are_as_they_were():
    for name, *how in SCREENS:
        with open(os.path.join(HERE, 'screens', name), encoding='utf-8') as file:
            wanted = file.read()
        got = screen_of(name, *how)
        ok(got == wanted, name, got)


if '--save' in sys.argv:
    for name, *how in SCREENS:
        with open(os.path.join(HERE, 'screens', name), 'w', encoding='utf-8') as file:
            file.write(screen_of(name, *how))
    sys.exit(0)
tap.play(*sys.argv[1:])

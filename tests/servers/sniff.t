#!/usr/bin/python3
"""heloise -i: sessions on a device as they happen, what is recorded of them, without privileges; and words beside -r as a capture filter.
It runs in network namespaces of its own: what is captured is what the test sends."""
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import practice
from practice import HELOISE, heloise
from running import PATIENCE, Running
from tap import Tap, need_screen, skip_all

need_screen()
from screen import Screen

INSIDE, NEEDED = 'HELOISE_SNIFF_INSIDE', ('unshare', 'nsenter', 'setpriv', 'ip')
if INSIDE not in os.environ:
    os.environ['PATH'] += ':/usr/sbin:/sbin'
    if os.geteuid() != 0 or not all(shutil.which(x) for x in NEEDED):
        skip_all('root is needed, and ' + ', '.join(NEEDED))
    if subprocess.run(('unshare', '--net', 'true'), stderr=subprocess.DEVNULL, check=False).returncode != 0:
        skip_all('this machine makes no network namespaces')
    os.environ[INSIDE] = '1'
    os.execvp('unshare', ('unshare', '--net', sys.executable, *sys.argv))
subprocess.run(('ip', 'link', 'set', 'lo', 'up'), check=True)

home, tap = practice.Home('sniff', '/tmp'), Tap()
ok, equal = tap.is_true, tap.is_equal
os.chmod(home.path, 0o755)
for variable in ('SUDO_UID', 'SUDO_GID', 'SUDO_USER'):
    os.environ.pop(variable, None)
os.environ['ASAN_OPTIONS'] = 'detect_leaks=0'  # which takes what the sandbox forbids
NOBODY = pwd.getpwnam('nobody').pw_uid
SOMEBODY = pwd.getpwnam('mail')  # a user whom every system has


class Sniffer(Running):
    """heloise -i, which listens already."""

    def __init__(self, command, *options, device='lo', **how):
        super().__init__(command, '-i', device, *options, **how)
        if not self.complains(b'listening ('):
            raise AssertionError(f'it does not listen: {self.error()}')

    def error(self):
        return self.said[self.process.stderr].decode()

    def output(self):
        return self.said[self.process.stdout].decode()

    def writes(self, text):
        return self.listen(lambda: text in self.output())

    def status(self):
        with open(f'/proc/{self.process.pid}/status', encoding='utf-8') as file:
            return {name: value.split() for name, value in (line.rstrip().split(':', 1) for line in file)}


def send(server, *options, to='alice@example.org', host='127.0.0.1'):
    return heloise('send', '--server', f'{host}:{server.port["smtp"]}', '--to', to, '--quiet', *options)


def kept(name):
    return os.path.join(home.path, name)


def objects_of(capture, command='show'):
    return practice.objects(heloise(command, '--format', 'json', capture)[1])


# ---- sessions ----

@tap.test
def sessions_are_told_as_they_end():
    with practice.serve(protocols=('smtp',)) as server:
        rows, told = Sniffer('list', '-T', 'json'), Sniffer('show')
        send(server)
        ok(rows.has_rows(1) and rows.rows()[0]['verdict'] == 'accepted', 'list: a row while the device is listened to', rows.said)
        ok(told.writes('C-> EHLO') and told.writes('221 '), 'show: its transcript', told.said)
        send(server, to='stranger@example.org')
        ok(rows.has_rows(2) and rows.rows()[1]['verdict'] == 'refused', 'list: the next one', rows.said)
        equal([rows.interrupt(), told.interrupt()], [0, 0], 'Ctrl-C is how it ends: status 0')
        ok('2 mail sessions' in told.output(), 'and the totals are told', told.output()[-200:])


@tap.test
def a_session_that_goes_on_is_told_at_the_end():
    with practice.serve(protocols=('smtp',)) as server:
        rows = Sniffer('list', '-T', 'json')
        connection, reader = server.connect()
        reader.readline()
        connection.sendall(b'EHLO client.example\r\n')
        reader.readline()
        send(server)
        ok(rows.has_rows(1) and rows.rows()[0]['verdict'] == 'accepted', 'a session that is open holds nobody up', rows.rows())
        equal(rows.interrupt(), 0, 'Ctrl-C')
        equal([row['ending'] for row in rows.rows()], ['quit', 'open'], 'and then it is told')
        connection.close()


@contextlib.contextmanager
def chatter():
    """Something that is no mail goes on all the time."""
    with socket.create_server(('127.0.0.1', 0)) as listener, socket.create_connection(listener.getsockname()) as speaker:
        hearer = listener.accept()[0]
        over = threading.Event()

        def speak():
            while not over.wait(0.05):
                speaker.sendall(b'x' * 10)
                hearer.recv(10)

        thread = threading.Thread(target=speak)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            hearer.close()


@tap.test
def a_device_that_is_never_silent():
    with practice.serve(protocols=('smtp',)) as server, chatter():
        told = Sniffer('show', '-T', 'json')
        send(server)
        began = time.monotonic()
        ok(told.has_rows(1), 'a session is told', told.said)
        ok(time.monotonic() - began < 5, 'as soon as its packets cease', time.monotonic() - began)
        equal(told.interrupt(), 0, 'Ctrl-C')


@tap.test
def findings_are_told_as_sessions_end():
    with practice.serve(protocols=('smtp',)) as server:
        for form, first in (('text', 'starttls-not-used'), ('json', '"id":"starttls-not-used"'), ('csv', 'starttls-not-used')):
            check = Sniffer('check', '--format', form)
            send(server)
            ok(check.writes(first), f'check, {form}: findings while the device is listened to', check.said)
            equal(check.interrupt(), 1, f'check, {form}: Ctrl-C, and the status tells of warnings')
            equal(check.output().count(first), 1, f'check, {form}: each is told once')


@tap.test
def what_is_recorded_is_what_was_told():
    capture = kept('recorded.pcapng')
    with practice.serve(protocols=('smtp', 'pop3')) as server:
        told = Sniffer('show', '-T', 'json', '-w', capture)
        send(server)
        send(server, '--chunking', '--pipeline', to='bob@example.org')
        send(server, '--tls', '--insecure')
        heloise('fetch', server.url('pop3', 'alice'), '--retrieve', 'all', '-o', kept('letters'), '--insecure-auth',
                env={'HELOISE_PASSWORD': 'wonderland'})
        ok(told.has_rows(4), 'four sessions are told', told.said)
        equal(len(objects_of(capture)), 4, 'all of them are in the file before the end')
        equal(told.interrupt(), 0, 'Ctrl-C')
    equal(told.rows(), objects_of(capture), 'read again, the recording gives the same to the letter')
    status, out, err = practice.run('tcpdump', '-nr', capture) if shutil.which('tcpdump') else (0, b'', b'')
    ok(status == 0, 'tcpdump reads it', out, err)


@tap.test
def sigterm_loses_nothing_either():
    capture = kept('ended.pcapng')
    with practice.serve(protocols=('smtp',)) as server:
        told = Sniffer('list', '-w', capture)
        send(server)
        ok(told.writes('accepted'), 'a session')
        told.process.terminate()
        equal(told.end(), 0, 'SIGTERM: status 0')
    ok('1 mail session' in told.output() and len(objects_of(capture)) == 1, 'totals and recording are whole', told.said)


@contextlib.contextmanager
def neighbour(name):
    """A host of its own behind a veth pair, 192.0.2.25; ours is 192.0.2.10. Gives the words that run a program there."""
    host = subprocess.Popen(('unshare', '--net', 'sleep', '600'))
    there = ('nsenter', '-t', str(host.pid), '-n')
    ours = os.readlink('/proc/self/ns/net')
    while os.readlink(f'/proc/{host.pid}/ns/net') == ours:
        time.sleep(0.01)
    for words in (f'ip link add {name} type veth peer name peer netns {host.pid}', f'ip addr add 192.0.2.10/24 dev {name}',
                  f'ip link set {name} up', ' '.join(there) + ' ip addr add 192.0.2.25/24 dev peer',
                  ' '.join(there) + ' ip link set peer up', ' '.join(there) + ' ip link set lo up'):
        subprocess.run(words.split(), check=True)
    try:
        yield there
    finally:
        host.kill()
        host.wait()


@contextlib.contextmanager
def server_there(there, *options):
    server = subprocess.Popen((*there, HELOISE, 'serve', '--quiet', *options), stdout=subprocess.PIPE)
    while server.stdout.readline().strip() not in (b'ready', b''):
        pass
    try:
        yield server
    finally:
        server.terminate()
        server.communicate()


@tap.test
def between_hosts():
    with neighbour('veth0') as there, server_there(there, '--listen', 'smtp=192.0.2.25:25'):
        one, everything = Sniffer('list', '-T', 'json', device='veth0'), Sniffer('list', '-T', 'json', device='any')
        if shutil.which('swaks'):
            practice.run('swaks', '--server', '192.0.2.25', '--to', 'alice@example.org', '--from', 'carol@example.net')
        else:
            heloise('send', '--server', '192.0.2.25:25', '--to', 'alice@example.org', '--from', 'carol@example.net')
        for what, rows in (('veth', one), ('any', everything)):
            ok(rows.has_rows(1), f'{what}: a session', rows.said)
            row = rows.rows()[0]
            equal((row['client']['address'], row['server'], row['verdict']),
                  ('192.0.2.10', {'address': '192.0.2.25', 'port': 25}, 'accepted'), f'{what}: between whom, and what became of it')
            equal(rows.interrupt(), 0, f'{what}: Ctrl-C')
        attempt = Sniffer('list', '-T', 'json', device='veth0')
        heloise('send', '--server', '192.0.2.25:465', '--to', 'alice@example.org')
        ok(attempt.has_rows(1) and attempt.rows()[0]['ending'] == 'refused', 'a connection that is refused is an attempt', attempt.said)
        attempt.interrupt()


@tap.test
def a_device_that_goes_away():
    with neighbour('veth1') as there, server_there(there, '--listen', 'smtp=192.0.2.25:25'):
        rows = Sniffer('list', '-T', 'json', device='veth1')
        heloise('send', '--server', '192.0.2.25:25', '--to', 'alice@example.org')
        ok(rows.has_rows(1), 'a session')
        connection = socket.create_connection(('192.0.2.25', 25), 10)
        connection.recv(100)
        connection.sendall(b'EHLO client.example\r\n')
        connection.recv(1000)
        time.sleep(0.2)
        subprocess.run(('ip', 'link', 'del', 'veth1'), check=True)
        equal(rows.end(), 74, 'the device is gone: status 74')
        ok('veth1: is gone: ' in rows.error() and 'octet' not in rows.error(), 'and it is said', rows.error())
        equal([row['ending'] for row in rows.rows()], ['quit', 'open'], 'what was decoded is kept')


# ---- what is captured ----

@tap.test
def words_are_a_capture_filter():
    with practice.serve(protocols=('smtp', 'lmtp')) as server:
        lmtp = server.port['lmtp']
        for words in (['tcp', 'port', str(lmtp)], ['-f', f'port {lmtp}'], ['-f', 'tcp', f'port {lmtp}']):
            rows = Sniffer('list', '-T', 'json', *words)
            send(server)
            heloise('send', '--server', server.url('lmtp'), '--to', 'alice@example.org', '--quiet')
            ok(rows.has_rows(1), f'{words}: a session', rows.said)
            equal(rows.interrupt(), 0, f'{words}: Ctrl-C')
            equal([row['server']['port'] for row in rows.rows()], [lmtp], f'{words}: and no other')


def packets_of(sniffer):
    sniffer.interrupt()
    return int(next(line for line in sniffer.output().splitlines() if ' packet' in line).split(' packet')[0].split()[-1])


def say_by_udp(port, count=20):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for _ in range(count):
            s.sendto(b'x' * 100, ('127.0.0.1', port))


@tap.test
def what_cannot_hold_mail_is_left_to_the_kernel():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taker, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tunnel:
        taker.bind(('127.0.0.1', 5000))
        tunnel.bind(('127.0.0.1', 4789))
        for filter_, port, wanted, what in ((None, 5000, 0, 'UDP is not captured'), (None, 4789, 20, 'unless it may be a tunnel'),
                                            ('', 5000, 20, "or -f '' asks for everything")):
            sniffer = Sniffer('list', *(() if filter_ is None else ('-f', filter_)))
            say_by_udp(port)
            time.sleep(0.3)
            equal(packets_of(sniffer), wanted, what)


@tap.test
def dropped_packets_are_told():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taker:
        taker.bind(('127.0.0.1', 5000))
        sniffer = Sniffer('list', '-f', '', '-B', '300')
        sniffer.process.send_signal(signal.SIGSTOP)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            for _ in range(3000):
                s.sendto(b'x' * 8000, ('127.0.0.1', 5000))
        sniffer.process.send_signal(signal.SIGCONT)
        time.sleep(0.3)
        equal(sniffer.interrupt(), 0, 'the buffer overflows')
        ok('dropped by the kernel' in sniffer.output(), 'the totals tell how many packets were dropped', sniffer.output())
        ok('lo: ' in sniffer.error() and 'were dropped by the kernel: a narrower capture filter (-f)' in sniffer.error(),
           'and what helps is said', sniffer.error())


# ---- privileges ----

def without_privileges(status, user, what):
    equal(status['Uid'], [str(user)] * 4, f'{what}: the user')
    ok(not status['CapEff'][0].strip('0') and not status['CapPrm'][0].strip('0') and not status['CapBnd'][0].strip('0'),
       f'{what}: no capability is left', status)
    equal(status['NoNewPrivs'], ['1'], f'{what}: none can be had')
    equal(status['Seccomp'], ['2'], f'{what}: system calls are restricted')


@tap.test
def privileges_are_given_up():
    for what, user, options, env in (('root', NOBODY, (), {}), ('sudo', SOMEBODY.pw_uid, (), {'SUDO_UID': str(SOMEBODY.pw_uid)}),
                                     ('-Z', SOMEBODY.pw_uid, ('-Z', 'mail'), {}), ('-Z root', 0, ('-Z', 'root'), {})):
        capture = kept(what + '.pcapng')
        os.chown(home.path, user, -1)
        sniffer = Sniffer('show', '-w', capture, *options, env=env)
        without_privileges(sniffer.status(), user, what)
        ok(f'as user {pwd.getpwuid(user).pw_name}' in sniffer.error(), f'{what}: it is said', sniffer.error())
        equal(os.stat(capture).st_uid, 0 if user == NOBODY else user, f'{what}: whose the recording is')
        equal(sniffer.interrupt(), 0, f'{what}: Ctrl-C')
    os.chown(home.path, 0, 0)


@tap.test
def a_capability_is_enough():
    carried = kept('heloise')
    shutil.copy(HELOISE, carried)
    if not shutil.which('setcap') or subprocess.run(('setcap', 'cap_net_raw+ep', carried), check=False).returncode != 0:
        tap.skip('cap_net_raw', 'no setcap here')
        return
    process = subprocess.Popen(('setpriv', '--reuid', str(SOMEBODY.pw_uid), '--clear-groups', carried, 'list', '-i', 'lo'),
                               stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    line = process.stderr.readline()
    ok(line == b'heloise: lo: listening (Ethernet); Ctrl-C ends it\n', 'who has it may sniff', line)
    with open(f'/proc/{process.pid}/status', encoding='utf-8') as file:
        status = {name: value.split() for name, value in (x.rstrip().split(':', 1) for x in file)}
    ok(not status['CapEff'][0].strip('0') and not status['CapPrm'][0].strip('0'), 'and it is given up', status)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    equal(process.returncode, 0, 'Ctrl-C')


# ---- the screens ----

@contextlib.contextmanager
def screen(*options, env=None):
    with Screen([HELOISE, *options], 100, 30, {'TMPDIR': home.path, **(env or {})}) as shown:
        yield shown


@tap.test
def screens_show_sessions_as_they_happen():
    capture, saved = kept('screens.pcapng'), kept('saved.pcapng')
    os.chown(home.path, SOMEBODY.pw_uid, -1)
    with practice.serve(protocols=('smtp',)) as server, screen('-i', 'lo', '-Z', 'mail', '-w', capture, 'tcp') as shown:
        ok(shown.shows(r'^ lo +0 packets  0 sessions'), 'the title tells what is listened to', shown.text())
        ok(shown.shows('No mail session so far'), 'there is nothing yet', shown.text())
        ok(shown.shows('listening as user mail, who also saves files'), 'and as whom', shown.text())
        connection, reader = server.connect()
        reader.readline()
        ok(shown.shows(r'smtp +127\.0\.0\.1'), 'a session is a row while it goes on', shown.text())
        shown.keys('\r')
        connection.sendall(b'EHLO client.example\r\n')
        ok(shown.shows(r'C-> EHLO client\.example'), 'Enter opens it, and it grows', shown.text())
        connection.close()
        with open(f'/proc/{shown.process.pid}/status', encoding='utf-8') as file:
            status = {name: value.split() for name, value in (line.rstrip().split(':', 1) for line in file)}
        without_privileges(status, SOMEBODY.pw_uid, 'the screens')
        shown.keys('q', 's', '\x15', saved + '\r')
        ok(shown.shows('saved 1 session as'), 'saving is what the user may', shown.text())
        shown.keys('q', 'q')
        ok(shown.leave() == 0 and shown.restored(), 'and it ends')
    equal([row['hello'] for row in objects_of(saved, 'list')], ['client.example'], 'what was saved is the session')
    equal([row['hello'] for row in objects_of(capture, 'list')], ['client.example'], 'and so is what was recorded')
    os.chown(home.path, 0, 0)


@tap.test
def the_start_screen_offers_devices():
    with practice.serve(protocols=('smtp',)) as server, screen() as shown:
        ok(shown.shows('Sniff a device'), 'sniffing is offered', shown.text())
        shown.keys('j', '\r')
        ok(shown.shows(r'any +all devices at once') and shown.shows(r'lo +127\.0\.0\.1 ::1 \(this machine alone\)'), 'with the devices', shown.text())
        shown.keys('j', '\r')
        ok(shown.shows('listening as user nobody'), 'Enter listens', shown.text())
        send(server)
        ok(shown.shows(r'1 session') and shown.shows('accepted'), 'a session', shown.text())
        shown.keys('x')
        ok(shown.shows(r'tcpdump -n -i lo') and shown.shows('tshark -i lo'), 'other programs are told the device', shown.text())
        shown.keys('q', 'q', '\r')
        ok(shown.shows('privileges were given up with the first device'), 'another one takes a new start', shown.text())
        shown.keys('q', 'q', 'q')
        ok(shown.leave() == 0, 'and it ends')


@tap.test
def screens_that_may_not_listen():
    command = ['setpriv', '--reuid', str(NOBODY), '--clear-groups', HELOISE]
    with Screen(command, 100, 30, {'TMPDIR': '/tmp'}) as shown:
        shown.shows('Sniff a device')
        shown.keys('j', '\r')
        shown.keys('j', '\r')
        ok(shown.shows('lo: capturing is not permitted: use sudo'), 'the foot line says what to do', shown.text())


# ---- what goes wrong ----

def fails(status, words, *command, within=()):
    got, out, err = practice.run(*within, HELOISE, *command)
    ok(got == status and words in err.decode() and out == b'', f'{" ".join(command)}: status {status}, {words}', got, out, err)


@tap.test
def mistakes_are_told():
    unprivileged = ('setpriv', '--reuid', str(NOBODY), '--clear-groups')
    fails(66, 'nosuch: there is no such device; there are: any, lo', 'list', '-i', 'nosuch')
    fails(66, 'nosuch: there is no such device; there are: any, lo', 'list', '-i', 'nosuch', within=unprivileged)
    fails(66, '77: there is no such device', 'list', '-i', '77')
    fails(77, 'lo: capturing is not permitted: use sudo, or once: sudo setcap cap_net_raw+ep', 'show', '-i', 'lo', within=unprivileged)
    fails(64, "lo: the capture filter 'port or' is none: can't parse filter expression: syntax error", 'check', '-i', 'lo', 'port', 'or')
    fails(64, 'one device at a time; any: all of them', 'list', '-i', 'lo', '-i', 'eth0')
    fails(64, '-i and -r exclude each other', 'list', '-i', 'lo', '-r', 'samples/delivery.pcap')
    fails(64, "there is no user 'nosuch' to go on as", 'list', '-i', 'lo', '-Z', 'nosuch')
    fails(64, "'0' is no number", 'list', '-i', 'lo', '-B', '0')
    fails(64, '-w goes with -i', '-w', kept('x'), 'samples/delivery.pcap')
    fails(73, 'nowhere/x.pcapng: No such file', 'list', '-i', 'lo', '-w', kept('nowhere/x.pcapng'))
    subprocess.run('ip link add down0 type veth peer name down1'.split(), check=True)
    fails(66, 'down0: the device is down (ip link set down0 up)', 'list', '-i', 'down0')
    subprocess.run('ip link del down0'.split(), check=True)


@tap.test
def devices_are_listed():
    status, out, _ = heloise('-D')
    names = [line.split()[1] for line in out.decode().splitlines()]
    ok(status == 0 and {'lo', 'any'} <= set(names), '-D lists them', out)
    ok('127.0.0.1' in out.decode() and '(this machine alone)' in out.decode(), 'with their addresses, and what they are', out)
    number = str(names.index('lo') + 1)
    sniffer = Sniffer('list', device=number)
    ok('lo: listening' in sniffer.error(), 'and -i takes their numbers', sniffer.error())
    sniffer.interrupt()


@tap.test
def a_disk_that_is_full():
    with practice.serve(protocols=('smtp',)) as server:
        sniffer = Sniffer('list', '-w', '/dev/full')
        send(server)
        equal(sniffer.end(), 74, 'what cannot be recorded ends it: status 74')
        ok('/dev/full' in sniffer.error() and 'No space left' in sniffer.error(), 'and it is said', sniffer.error())


# ---- files ----

@tap.test
def words_beside_r_are_a_capture_filter():
    captures = ('-r', 'samples/delivery.pcap', '-r', 'samples/pop3.pcap')
    for words, wanted in (((), 2), (('port', '110'), 1), (('tcp port 25 or tcp port 110',), 2), (('udp',), 0)):
        equal(len(practice.objects(heloise('list', '-T', 'json', *captures, *words)[1])), wanted, f'-r with {words}')
    rows = practice.objects(heloise('list', '-T', 'json', '-f', 'port 110', 'samples/delivery.pcap', 'samples/pop3.pcap')[1])
    equal([row['protocol'] for row in rows], ['pop3'], '-f, where captures are named')
    cut = practice.objects(heloise('show', '-T', 'json', '-r', 'samples/delivery.pcap', 'src', 'port', '25')[1])
    ok(cut and all(event['side'] != 'client' for event in cut[0]['events'] if event['kind'] == 'command'), 'what is filtered out was not seen', cut)
    equal(len(practice.objects(heloise('list', '-T', 'json', '-r', 'tests/captures/link-raw.pcap', 'tcp')[1])),
          len(practice.objects(heloise('list', '-T', 'json', 'tests/captures/link-raw.pcap')[1])), 'other links, too')
    fails(64, "the capture filter 'port or' is none", 'list', '-r', 'samples/delivery.pcap', 'port', 'or')
    fails(64, "'samples/pop3.pcap' is a file, and words beside -r and -i are a capture filter", 'list', '-r', 'samples/delivery.pcap',
          'samples/pop3.pcap')
    status, _, err = heloise('list', '-r', 'tests/captures/link-raw.pcap', 'ether', 'multicast')
    ok(status == 64 and b'is none for link type' in err, 'a filter that does not fit the link is told', status, err)


tap.play(*sys.argv[1:])

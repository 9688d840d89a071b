"""The place where samples are recorded: two hosts and one wire.

A host is a network namespace, a host name and a list of processes. The names and addresses are those set aside for
documentation (RFC 2606, RFC 5737, RFC 3849)."""
import contextlib
import ctypes
import multiprocessing
import os
import subprocess
import time

WORK = '/run/record'  # on a private tmpfs, see enclose()
KEYS = WORK + '/keys'  # the secrets of TLS, where a client keeps them for the capture
CLONE_NEWUTS, CLONE_NEWNET = 0x04000000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


class Failure(Exception):
    """Something could not be set up; the text says what."""


class Host:
    def __init__(self, namespace, name, address, address6):
        self.namespace, self.name, self.address, self.address6 = namespace, name, address, address6

    def enter(self):
        """Moves the calling process to this host; meant for a child just forked."""
        with open(f'/run/netns/{self.namespace}', 'rb') as handle:
            if libc.setns(handle.fileno(), CLONE_NEWNET) or libc.unshare(CLONE_NEWUTS):
                raise OSError(ctypes.get_errno(), f'cannot enter {self.namespace}')
        libc.sethostname(self.name.encode(), len(self.name))

    def start(self, *command, log=None, stdin=subprocess.DEVNULL):
        return subprocess.Popen(command, preexec_fn=self.enter, stdin=stdin, stdout=log or subprocess.DEVNULL,
                                stderr=subprocess.STDOUT)

    def run(self, *command, text='', may_fail=False):
        """Runs a client to its end and returns what it printed."""
        try:
            done = subprocess.run(command, preexec_fn=self.enter, input=text, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            raise Failure(f'{command[0]} did not end') from None
        if done.returncode and not may_fail:
            raise Failure(f'{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}')
        return done.stdout

    def fork(self, function, *arguments):
        """Starts a Python function on this host, in a process of its own."""
        process = multiprocessing.get_context('fork').Process(target=self.perform, args=(function, arguments))
        process.start()
        return process

    def perform(self, function, arguments):
        self.enter()
        function(*arguments)

    def call(self, function, *arguments):
        """Runs a Python function on this host to its end."""
        process = self.fork(function, *arguments)
        process.join(60)
        if process.exitcode != 0:
            process.kill()
            raise Failure(f'{function.__name__} failed')


CLIENT = Host('client', 'client.example.net', '192.0.2.10', '2001:db8::10')
SERVER = Host('server', 'mail.example.org', '192.0.2.25', '2001:db8::25')


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f'{" ".join(command)}: {done.stderr.strip()}')


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def enclose():
    """Covers what could leak from this machine into a sample, and joins the two hosts by a wire."""
    run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run')
    os.makedirs(WORK)
    libc.sethostname(SERVER.name.encode(), len(SERVER.name))
    names = ''.join(f'{address} {host.name}\n' for host in (CLIENT, SERVER) for address in (host.address, host.address6))
    for path, text in (('/etc/hosts', f'127.0.0.1 localhost\n{names}'), ('/etc/resolv.conf', ''),
                       ('/etc/hostname', SERVER.name + '\n'), ('/etc/mailname', 'example.org\n')):
        if os.path.exists(path):
            run('mount', '--bind', write(WORK + path, text), path)
    for host, peer in ((CLIENT, SERVER), (SERVER, CLIENT)):
        run('ip', 'netns', 'add', host.namespace)
        run('ip', '-n', host.namespace, 'link', 'set', 'lo', 'up')
    run('ip', 'link', 'add', 'wire', 'netns', CLIENT.namespace, 'type', 'veth', 'peer', 'name', 'wire', 'netns',
        SERVER.namespace)
    for number, host in enumerate((CLIENT, SERVER), 1):
        run('ip', '-n', host.namespace, 'link', 'set', 'wire', 'address', f'02:00:00:00:00:{number:02x}', 'mtu', '1500', 'up')
        run('ip', '-n', host.namespace, 'address', 'add', host.address + '/24', 'dev', 'wire')
        run('ip', '-n', host.namespace, 'address', 'add', host.address6 + '/64', 'dev', 'wire', 'nodad')
        # Without this the capture would show segments of 64 KiB and checksums that were never computed.
        run('ip', 'netns', 'exec', host.namespace, 'ethtool', '-K', 'wire', 'tx', 'off', 'tso', 'off', 'gso', 'off',
            'gro', 'off')


def await_true(condition, what, seconds=15):
    """Waits until condition() holds; Failure with `what` when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f'{what} after {seconds} s')
        time.sleep(0.05)


def stop(process):
    """Ends a process that start() or fork() began."""
    wait = process.wait if isinstance(process, subprocess.Popen) else process.join
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        wait(10)
    process.kill()
    wait()


def listening(host, port):
    """Whether something on host accepts connections at port: read from the kernel's table, so nothing is connected."""
    table = subprocess.run(('ip', 'netns', 'exec', host.namespace, 'cat', '/proc/net/tcp', '/proc/net/tcp6'),
                           capture_output=True, text=True).stdout
    rows = (line.split() for line in table.splitlines())
    return any(len(row) > 3 and row[1].endswith(f':{port:04X}') and row[3] == '0A' for row in rows)

"""Heloise as a program that tests run: in a home of its own, and as a practice server on loopback, at ports that are free.

    home = practice.Home('letters')
    with practice.serve('--scenario', 'greylist') as server:
        status, out, err = practice.heloise('send', '--server', server.url('smtp'), '--data', home.keep('x.eml', b'Subject: x\\r\\n\\r\\n'))"""
import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

HELOISE = os.path.abspath(os.environ.get('HELOISE', './heloise'))
SCRATCH = os.environ.get('HELOISE_SCRATCH')
PROTOCOLS = ('smtp', 'submission', 'submissions', 'lmtp', 'pop3', 'pop3s')


class Home:
    """A folder for what a test writes, and the home of all that it runs; gone when the test ends."""

    def __init__(self, name, within=SCRATCH):
        self.path = tempfile.mkdtemp(prefix=name + '-', dir=within)
        atexit.register(shutil.rmtree, self.path, ignore_errors=True)
        os.environ.update(HOME=self.path, NO_COLOR='1')
        for variable in ('SSLKEYLOGFILE', 'HELOISE_PASSWORD'):
            os.environ.pop(variable, None)

    def keep(self, name, content):
        """Writes a file of octets or text; its path."""
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return path


def run(*words, input=b'', env=None, stdout=subprocess.PIPE, timeout=60):
    """Any program; its status, and what it wrote to stdout and stderr."""
    r = subprocess.run([str(word) for word in words], input=input, stdout=stdout, stderr=subprocess.PIPE, timeout=timeout,
                       env={**os.environ, **(env or {})}, check=False)
    return r.returncode, r.stdout, r.stderr


def heloise(*words, **how):
    return run(HELOISE, *words, **how)


def objects(out):
    """The JSON objects among lines of octets or text."""
    text = out.decode() if isinstance(out, bytes) else out
    return [json.loads(line) for line in text.splitlines() if line.startswith('{')]


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """heloise serve: `port` by protocol, the `lines` that it printed after `ready`, and what it `said` on stderr, both once it has ended.
    `limit`: how many files it may have open."""

    def __init__(self, *options, protocols=PROTOCOLS, quiet=True, env=None, limit=None):
        listen = [word for protocol in protocols for word in ('--listen', f'{protocol}=0')]
        command = [HELOISE, 'serve', *listen, *(['--quiet'] if quiet else []), *options]
        if limit:
            command = ['prlimit', f'--nofile={limit}', *command]
        self.error = tempfile.TemporaryFile(dir=SCRATCH)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.error, text=True, env={**os.environ, **(env or {})})
        self.port, self.lines, self.said = {}, [], ''
        for line in self.process.stdout:
            words = line.split()
            if words[0] == 'listening':
                self.port[words[1]] = int(words[3])
            elif line.startswith('{"listening"'):
                listening = json.loads(line)
                self.port[listening['listening']] = listening['port']
            else:
                break
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout))
        self.reader.start()

    def end(self, how=signal.SIGTERM):
        """Its exit status; the same when it has ended already."""
        self.process.send_signal(how)
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = 'none: it had to be killed'
        self.reader.join()
        self.error.seek(0)
        self.said = self.error.read().decode()
        return status

    def url(self, protocol, user='', host='127.0.0.1'):
        return f'{protocol}://{user + "@" if user else ""}{host}:{self.port[protocol]}'

    def connect(self, protocol='smtp'):
        """A socket, and a file that reads from it."""
        c = socket.create_connection(('127.0.0.1', self.port[protocol]), 10)
        return c, c.makefile('rb')


@contextlib.contextmanager
def serve(*options, **how):
    """A server that must end with status 0 when it is no longer needed."""
    server = Server(*options, **how)
    try:
        yield server
    finally:
        status = server.end()
    if status != 0:
        raise AssertionError(f'the server ends with status {status}: {server.said}')

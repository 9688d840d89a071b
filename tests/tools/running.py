"""heloise at work on a source that is not over: what it has said so far, while it goes on.

    heloise = Running('list', '-T', 'json', '--follow', name)
    heloise.has_rows(1)
    heloise.interrupt()"""
import json
import os
import select
import signal
import subprocess
import time

HELOISE = os.environ.get('HELOISE', './heloise')
PATIENCE = 20       # seconds for what must come
STILL = 0.5         # seconds in which nothing may come


class Running:
    """`within`: words of a program that runs it."""

    def __init__(self, *arguments, pipe=False, within=(), env=None):
        self.process = subprocess.Popen((*within, HELOISE, *arguments), stdin=subprocess.PIPE if pipe else subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **(env or {})})
        self.said = {self.process.stdout: b'', self.process.stderr: b''}

    def give(self, octets):
        self.process.stdin.write(octets)
        self.process.stdin.flush()

    def listen(self, until, patience=PATIENCE):
        """Reads on until the condition holds; whether it does."""
        end = time.monotonic() + patience
        while not until() and time.monotonic() < end:
            for stream in select.select(list(self.said), [], [], 0.05)[0]:
                octets = os.read(stream.fileno(), 65536)
                self.said[stream] += octets
                if not octets and self.process.poll() is not None:
                    return until()
        return until()

    def rows(self):
        return [json.loads(line) for line in self.said[self.process.stdout].decode().split('\n')[:-1]]

    def has_rows(self, count):
        return self.listen(lambda: len(self.rows()) >= count)

    def stays_at(self, count):
        self.listen(lambda: len(self.rows()) > count, STILL)
        return len(self.rows()) == count

    def complains(self, words):
        return self.listen(lambda: words in self.said[self.process.stderr])

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self):
        rest = self.process.communicate(timeout=PATIENCE)
        self.said[self.process.stdout] += rest[0]
        self.said[self.process.stderr] += rest[1]
        return self.process.returncode

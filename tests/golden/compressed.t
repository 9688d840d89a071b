#!/usr/bin/python3
"""Captures that are compressed and cut, or come slowly: all that was unfolded is told.

Each is cut in the middle of its stream; what the tool of its kind unfolds of it (gzip -dc …; bzip2 keeps its last
octets to itself, and Python's module stands in) is what heloise has to list of it, and the cut is told. Of a pipe that falls silent what came is there, too."""
import bz2
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402

HELOISE = os.path.abspath(os.environ.get('HELOISE', './heloise'))
GENERATE = os.path.join(os.environ.get('HELOISE_BUILD', 'build'), 'tests/bench/generate')
TOOLS = {'gzip': ('gzip', '-c'), 'bzip2': ('bzip2', '-c', '-1'), 'xz': ('xz', '-c', '-1'), 'lz4': ('lz4', '-c', '-q', '-B4'),
         'zstd': ('zstd', '-c', '-q')}
COMMANDS = (('list',), ('show', '-q'), ('check', '-q'), ('list', '--stats'), ('list', '--format', 'json'))


def run(*command, **more):
    return subprocess.run(command, capture_output=True, check=False, **more)


def heloise(path, command):
    done = run(HELOISE, *command, path)
    return done.stdout.replace(os.path.basename(path).encode(), b'NAME'), done.returncode, done.stderr.decode()


def check_cut(tap, name, tool, whole, folder):
    """Listed is what the tool gives of the octets that are left."""
    packed = run(*tool, whole).stdout
    for part in (2, 3):
        cut, plain = (os.path.join(folder, kind) for kind in ('cut', 'plain'))
        with open(cut, 'wb') as file:
            file.write(packed[:len(packed) * part // 4])
        with open(plain, 'wb') as file, open(cut, 'rb') as source:
            if name == 'bzip2':
                file.write(bz2.BZ2Decompressor().decompress(source.read()))
            else:
                subprocess.run((tool[0], '-dc'), stdin=source, stdout=file, stderr=subprocess.DEVNULL, check=False)
        for command in COMMANDS:
            expected, got = heloise(plain, command), heloise(cut, command)
            tap.is_true(expected[0] and got[0] == expected[0], f'{name}, cut after {part} quarters: {" ".join(command)} tells all that there is',
                        f'{got[0][-300:]}\n{expected[0][-300:]}')
            tap.is_true(got[1] == 65 and name in got[2] and 'cut' in got[2], 'and the cut', str(got[1:]))


def check_several(tap, name, tool, whole, folder):
    """Two streams, one behind the other, with zeros behind them: as they are written by parts."""
    path = os.path.join(folder, 'several')
    with open(whole, 'rb') as file:
        octets = file.read()
    middle = len(octets) // 2
    with open(path, 'wb') as file:
        for part in (octets[:middle], octets[middle:]):
            file.write(run(*tool, input=part).stdout)
        file.write(bytes(512))
    tap.is_true(heloise(path, ('list',)) == heloise(whole, ('list',)), f'{name}: streams that follow one another are one', str(heloise(path, ('list',))[1:]))


def check_silence(tap, name, tool, whole):
    """Half of the stream, and then nothing: rows of it come all the same."""
    packed = run(*tool, whole).stdout
    with subprocess.Popen((HELOISE, 'list', '-q', '-'), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.set_blocking(process.stdout.fileno(), False)
        process.stdin.write(packed[:len(packed) * 3 // 4])
        process.stdin.flush()
        rows, end = b'', time.monotonic() + 20
        while b'smtp' not in rows and time.monotonic() < end:
            time.sleep(0.1)
            rows += process.stdout.read() or b''
        tap.is_true(b'smtp' in rows, f'{name}: of a pipe that is silent what came is listed', str(rows[-200:]))
        os.set_blocking(process.stdout.fileno(), True)
        process.communicate(packed[len(packed) * 3 // 4:], timeout=60)
        tap.is_true(process.returncode == 0, 'and it goes on', str(process.returncode))


tap = Tap()
with tempfile.TemporaryDirectory() as folder:
    whole = os.path.join(folder, 'whole.pcap')
    subprocess.run((GENERATE, '--profile', 'small', '--size', '4', whole, os.devnull), check=True)
    for name, tool in TOOLS.items():
        if not shutil.which(tool[0]):
            tap.is_true(True, f'{name}: # skip {tool[0]} is not installed')
            continue
        check_cut(tap, name, tool, whole, folder)
        check_several(tap, name, tool, whole, folder)
        check_silence(tap, name, tool, whole)
tap.end()

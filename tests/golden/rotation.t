#!/usr/bin/python3
"""A capture that was cut into several files, wherever, reads as the whole: the same sessions with the same events,
in whatever order the files are named."""
import glob
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import cut_capture

HELOISE = os.environ.get('HELOISE', './heloise')
ROUNDS = int(os.environ.get('HELOISE_MUTANTS', '50')) // 10 or 1
# Numbers of packets and places in a file belong to the file.
PLACES = ('file', 'packet', 'offset')


def without_places(value):
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key not in PLACES}
    return [without_places(item) for item in value] if isinstance(value, list) else value


def run(*arguments, status=0):
    result = subprocess.run((HELOISE, *arguments), capture_output=True, check=False)
    if status is not None and result.returncode != status:
        raise AssertionError(f'{" ".join(arguments)}: status {result.returncode}: {result.stderr.decode()}')
    return result


def sessions(*files):
    lines = run('show', '-T', 'json', *files).stdout.decode().splitlines()
    return [json.loads(line) for line in lines]


def ordered(capture):
    """Whether the capture's own packets are in the order of time: only then cutting changes nothing."""
    order = cut_capture.PCAP.get(capture[:4])
    if not order:
        return None
    times = [struct.unpack_from(order + 'II', record) for _, record in cut_capture.pcap_records(capture)[1]]
    return times == sorted(times)


class Folder:
    def __init__(self, path):
        self.path = path

    def write(self, pieces):
        names = []
        for n, piece in enumerate(pieces):
            names.append(os.path.join(self.path, f'cut.pcap{n or ""}'))
            with open(names[-1], 'wb') as file:
                file.write(piece)
        return names


def cut_at_random(folder, name, octets, seed):
    """Raises when the pieces are not the whole."""
    chance = random.Random(f'{name} {seed}')
    count = cut_capture.packet_count(octets)
    bounds = [chance.randrange(count + 1) for _ in range(chance.choice((1, 1, 2, 5, 20)))]
    names = folder.write(cut_capture.cut(octets, bounds))
    chance.shuffle(names)
    whole, cut = sessions(name), sessions(*names)
    assert without_places(whole) == without_places(cut), f'cut at {sorted(bounds)}, the sessions differ'
    for session in cut:
        assert session['file'] in names, 'the file is none of them'


def tests():
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path)
        names = sorted(glob.glob('samples/*.pcap*') + glob.glob('tests/captures/*.pcap') +
                       glob.glob('tests/captures/*.pcapng'))
        yield 'captures are found', len(names) > 40
        for name in names:
            with open(name, 'rb') as file:
                octets = file.read()
            if ordered(octets) is False:
                continue
            for seed in range(ROUNDS):
                cut_at_random(folder, name, octets, seed)
            yield name, True
        yield from by_hand(folder)


def by_hand(folder):
    with open('samples/delivery.pcap', 'rb') as file:
        delivery = file.read()
    count = cut_capture.packet_count(delivery)
    names = folder.write(cut_capture.cut(delivery, range(1, count)))
    found = sessions(*reversed(names))
    yield 'a file for each packet: one session', len(found) == 1
    yield 'it is of the file of its first packet', found[0]['file'] == names[0]

    names = folder.write(cut_capture.cut(delivery, [count // 2]))
    damaged = os.path.join(folder.path, 'damaged.pcap')
    with open(damaged, 'wb') as file:
        file.write(delivery[:24] + b'\xff' * 100)
    result = run('show', '-T', 'json', names[1], damaged, names[0], '/nonexistent', status=65)
    yield 'a damaged file among them: the others are read as ever', \
        without_places(json.loads(result.stdout)) == without_places(sessions('samples/delivery.pcap')[0])
    said = result.stderr.decode().splitlines()
    yield 'and one line tells of each that is not', len(said) == 2 and damaged in said[0] and 'nonexistent' in said[1]

    with open(names[1], 'ab') as file:
        file.write(b'\0\0')
    result = run('list', names[1], names[0], status=65)
    yield 'a cut file among them', b'is cut' in result.stderr and b'accepted' in result.stdout

    yield 'more files than may be open', many_files(folder)


def many_files(folder):
    """1000 rotated files, where 64 descriptors are allowed."""
    with open('samples/pop3.pcap', 'rb') as file:
        octets = file.read()
    count = cut_capture.packet_count(octets)
    names = folder.write(cut_capture.cut(octets, [n * count // 1000 for n in range(1, 1000)]))
    command = f'ulimit -n 64; exec "{HELOISE}" list -T json ' + ' '.join(reversed(names))
    listed = subprocess.run(['sh', '-c', command], capture_output=True, check=True).stdout
    return without_places(json.loads(listed)) == without_places(json.loads(run('list', '-T', 'json', 'samples/pop3.pcap').stdout))


def main():
    number = 0
    if not os.access(HELOISE, os.X_OK):
        print('1..0 # SKIP heloise is not built')
        return
    try:
        for name, good in tests():
            number += 1
            print(f'{"" if good else "not "}ok {number} - {name}', flush=True)
    except AssertionError as why:
        number += 1
        print(f'not ok {number} - {why}')
    print(f'1..{number}')


main()

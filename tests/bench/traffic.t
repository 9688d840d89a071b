#!/usr/bin/python3
"""Generated captures are what they say: the same seed makes the same file, every packet is sound, and heloise finds in
them what was written, whatever happened to the packets. A case that fails names the arguments that make its capture."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, 'tests/bench')
import truth  # noqa: E402

HELOISE = os.environ.get('HELOISE', './heloise')
BUILD = os.environ.get('HELOISE_BUILD', 'build')
GENERATE = os.path.join(BUILD, 'tests/bench/generate')
SEEDS = 60 if os.environ.get('HELOISE_LONG') else 3

STORM = ('--profile', 'rough', '--late', '20', '--twice', '10', '--again', '20', '--keep-alive', '30')
CASES = {
    'small mails': ('--profile', 'small'),
    'mixed traffic': ('--profile', 'mixed', '--at-once', '10'),
    'all that can happen': ('--profile', 'rough'),
    'much of it': STORM,
    'a packet in a hundred is lost': ('--profile', 'rough', '--lost', '1'),
    'many are lost, in a storm': (*STORM, '--lost', '3'),
}
UNSOUND = 'ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || _ws.malformed'

number = 0


def check(name, sentences):
    """A line of TAP; what is wrong stands below it."""
    global number
    number += 1
    print(f'{"not ok" if sentences else "ok"} {number} - {name}')
    for sentence in sentences[:10]:
        print('#', sentence)


def generate(folder, name, *arguments):
    files = [os.path.join(folder, f'{name}.{kind}') for kind in ('pcap', 'truth')]
    subprocess.run((GENERATE, '--size', '1', '--at-once', '50', *arguments, *files), check=True)
    return files


def octets(path):
    with open(path, 'rb') as file:
        return file.read()


def the_seed_decides(folder):
    (one, _), (same, _), (other, _) = (generate(folder, name, *STORM, '--lost', '1', '--seed', seed)
                                       for name, seed in (('one', '1'), ('same', '1'), ('other', '2')))
    check('the same seed makes the same capture', [] if octets(one) == octets(same) else ['it differs'])
    check('another seed makes another', [] if octets(one) != octets(other) else ['it is the same'])


def packets_are_sound(folder):
    path, _ = generate(folder, 'sound', '--profile', 'rough')
    tshark = ['tshark', '-n', '-r', path, '-Y', UNSOUND]
    for protocol in ('ip', 'tcp', 'udp'):
        tshark += ['-o', f'{protocol}.check_checksum:TRUE']
    if not shutil.which('tshark'):
        check('tshark finds every packet sound # skip no tshark', [])
        return
    done = subprocess.run(tshark, capture_output=True, text=True, check=False)
    check('tshark finds every packet sound', done.stdout.splitlines() or ['it fails'] * (done.returncode != 0))


def heloise_finds_the_truth(folder):
    for name, arguments in CASES.items():
        for seed in range(1, SEEDS + 1):
            path, true = generate(folder, 'found', *arguments, '--seed', str(seed))
            wrong = list(truth.wrong_findings(HELOISE, path, truth.Truth(true)))
            command = f'generate --size 1 --at-once 50 {" ".join(arguments)} --seed {seed}'
            check(f'{name}, seed {seed}', [command, *wrong] if wrong else [])


def untruths():
    """Ways to spoil a truth, by name."""
    def first_message(true):
        return next(t['message'] for t in true.transactions() if t.get('message', {}).get('complete'))

    def first_with_transactions(true):
        return next(session for session in true.sessions.values() if session['transactions'])

    return {
        'octets': lambda true: first_message(true).update(octets=1),
        'digest': lambda true: first_message(true).update(sha256='0' * 64),
        'complete': lambda true: first_message(true).update(complete=False),
        'verdict': lambda true: true.transactions()[0].update(verdict='unknown'),
        'a transaction less': lambda true: first_with_transactions(true)['transactions'].pop(),
        'a session less': lambda true: true.sessions.popitem(),
        'a session more': lambda true: true.sessions.update(nobody=next(iter(true.sessions.values()))),
        'a packet more': lambda true: true.capture.update(packets=true.capture['packets'] + 1),
        'no message is whole': lambda true: true.inexact.update(
            {name: (true.sessions.pop(name), set()) for name in list(true.sessions)}),
    }


def an_untruth_is_noticed(folder):
    path, true = generate(folder, 'untrue', '--profile', 'rough')
    for name, spoil in untruths().items():
        spoiled = truth.Truth(true)
        spoil(spoiled)
        noticed = any(truth.wrong_findings(HELOISE, path, spoiled))
        check(f'an untruth is noticed: {name}', [] if noticed else ['it is not'])


with tempfile.TemporaryDirectory(dir=os.environ.get('HELOISE_SCRATCH', BUILD)) as scratch:
    the_seed_decides(scratch)
    packets_are_sound(scratch)
    heloise_finds_the_truth(scratch)
    an_untruth_is_noticed(scratch)
print(f'1..{number}')

#!/usr/bin/python3
"""Sources that are not over: a file that grows, is replaced or written anew; a pipe that gives little at a time, or
nothing for long; Ctrl-C in the middle."""
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import cut_capture
import sealed
from running import HELOISE, PATIENCE, STILL, Running

DELIVERY, POP3, REFUSED = 'samples/delivery.pcap', 'samples/pop3.pcap', 'samples/one-refused.pcap'


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def packets(octets):
    return cut_capture.pcap_records(octets)[1]


def growing_file(name):
    octets = read(DELIVERY)
    with open(name, 'wb') as file:
        file.write(octets[:10])  # not even its header
        file.flush()
        heloise = Running('list', '-T', 'json', '--follow', name)
        yield 'a file that has hardly begun: nothing is said', heloise.stays_at(0)
        file.write(octets[10:1000])
        file.flush()
        yield 'half a packet is no error', heloise.stays_at(0)
        file.write(octets[1000:])
        file.flush()
        yield 'what is added is read', heloise.has_rows(1)
        file.write(read(POP3)[24:])
        file.flush()
        yield 'and what is added to that', heloise.has_rows(2)
        yield 'the rows are those of the samples', [row['protocol'] for row in heloise.rows()] == ['smtp', 'pop3']
        yield 'Ctrl-C: status 130', heloise.interrupt() == 130
        yield 'and nothing to complain of', heloise.said[heloise.process.stderr] == b''


def replaced_file(name):
    with open(name, 'wb') as file:
        file.write(read(DELIVERY))
    heloise = Running('list', '-T', 'json', '--follow', name)
    yield 'a file to be replaced', heloise.has_rows(1)
    with open(name + '.new', 'wb') as file:
        file.write(read(POP3))
    os.rename(name + '.new', name)
    yield 'the other file is read', heloise.has_rows(2) and heloise.rows()[1]['protocol'] == 'pop3'
    yield 'and it is said', heloise.complains(b'was replaced by another file')
    with open(name, 'wb') as file:  # larger than what was read: its size tells nothing
        file.write(read(REFUSED))
        for sample in ('bdat', 'lmtp', 'pop3-wrong-password'):
            file.write(read(f'samples/{sample}.pcap')[24:])
    yield 'a file that is written anew', heloise.has_rows(6)
    yield 'is said to be', heloise.complains(b'is being written anew')
    with open(name, 'wb') as file:
        file.write(read(DELIVERY)[:24])
    yield 'cut to nothing', heloise.stays_at(6)
    yield 'no packet of it is lost', heloise.interrupt() == 130


def several_files(folder):
    silent, busy = os.path.join(folder, 'silent.pcap'), os.path.join(folder, 'busy.pcap')
    octets = read(DELIVERY)
    pieces = cut_capture.cut(octets, [len(packets(octets)) // 2])
    for name, piece in ((silent, b''), (busy, pieces[0])):
        with open(name, 'wb') as file:
            file.write(piece)
    heloise = Running('list', '-T', 'json', '--follow', silent, busy)
    yield 'two files, one of them empty', heloise.stays_at(0)
    with open(busy, 'ab') as file:
        file.write(pieces[1][24:])
    yield 'the silent one holds nobody up', heloise.has_rows(1) and heloise.rows()[0]['file'] == busy
    with open(silent, 'ab') as file:
        file.write(read(POP3))
    yield 'when it speaks, it is heard', heloise.has_rows(2) and heloise.rows()[1]['file'] == silent
    yield 'Ctrl-C ends both', heloise.interrupt() == 130


def slow_pipe():
    for name, size in ((DELIVERY, 1), (DELIVERY, 701), ('tests/captures/interfaces.pcapng', 3),
                       ('tests/captures/snap-length.pcapng', 13)):
        heloise = Running('show', '-T', 'json', '-', pipe=True)
        octets = read(name)
        for at in range(0, len(octets), size):
            heloise.give(octets[at:at + size])
        status = heloise.end()
        whole = subprocess.run((HELOISE, 'show', '-T', 'json', name), capture_output=True, check=True).stdout
        yield f'{name} through a pipe, {size} octets at a time', status == 0 and \
            heloise.said[heloise.process.stdout] == whole


def live_pipe():
    octets = read(DELIVERY)
    heloise = Running('list', '-T', 'json', '-', pipe=True)
    yield 'a silent pipe: nothing is said', heloise.stays_at(0)
    heloise.give(octets)
    yield 'a session that is over is told though the pipe is not', heloise.has_rows(1)
    later = packets(read(POP3))
    heloise.give(b''.join(record for _, record in later[:len(later) // 2]))
    yield 'one that is not over is not', heloise.stays_at(1)
    yield 'Ctrl-C: status 130', heloise.interrupt() == 130
    yield 'and what was decoded is told', len(heloise.rows()) == 2 and heloise.rows()[1]['ending'] == 'open'

    heloise = Running('list', '-', pipe=True)
    heloise.give(octets[:24])
    time.sleep(STILL)
    heloise.process.send_signal(signal.SIGINT)
    heloise.give(octets[24:])  # as tcpdump does, which the same Ctrl-C has reached
    heloise.process.stdin.close()
    heloise.process.stdin = None
    yield "Ctrl-C: the writer's last words are heard", heloise.end() == 130 and \
        b'accepted' in heloise.said[heloise.process.stdout]
    yield 'and the totals are told', b'1 mail session' in heloise.said[heloise.process.stdout]


def rows_out_of_turn():
    octets = read(POP3)
    unfinished = packets(octets)[:12]
    for option in ((), ('--follow',)):
        heloise = Running('list', '-T', 'json', *option, '-', pipe=True)
        heloise.give(octets[:24] + b''.join(record for _, record in unfinished) + read(DELIVERY)[24:])
        yield f'{option}: a session that stays open does not hold up the next', \
            heloise.has_rows(1) and heloise.rows()[0]['protocol'] == 'smtp'
        yield f'{option}: it is told at the end', heloise.interrupt() == 130 and \
            [row['id'] for row in heloise.rows()] == [0, 1]


def growing_key_log(folder):
    capture, log = os.path.join(folder, 'sealed.pcapng'), os.path.join(folder, 'keys.log')
    for sample in ('samples/starttls-13.pcapng', 'tests/captures/decrypted-1.2.pcapng'):
        blocks, secrets = sealed.split(sample)
        for name, octets in ((capture, b''.join(blocks[:len(blocks) // 2])), (log, b'')):
            with open(name, 'wb') as file:
                file.write(octets)
        heloise = Running('show', '-T', 'json', '--follow', '--keylog', log, capture)
        yield f'{sample}: half of a sealed session', heloise.stays_at(0)
        with open(log, 'ab') as file:
            file.write(secrets)
        with open(capture, 'ab') as file:
            file.write(b''.join(blocks[len(blocks) // 2:]))
        yield 'keys that come in its middle open all of it', heloise.has_rows(1) and \
            heloise.rows()[0]['decrypted'] and \
            [one['verdict'] for one in heloise.rows()[0]['transactions']] == ['accepted']
        yield 'it is told once', heloise.interrupt() == 130 and len(heloise.rows()) == 1


def reader_gone(name):
    with open(name, 'wb') as file:
        file.write(read(DELIVERY))
    heloise = subprocess.Popen((HELOISE, 'list', '-q', '--follow', name), stdout=subprocess.PIPE)
    heloise.stdout.readline()
    heloise.stdout.close()
    try:
        heloise.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        heloise.kill()
    yield 'it ends when nobody reads what it says', heloise.returncode in (74, -signal.SIGPIPE)


def refusals(folder):
    for what, octets, words in (('no capture', b'text, and no capture\n' * 9, b'is no packet capture'),
                                ('none at all', None, b'cannot be opened')):
        name = os.path.join(folder, 'refused')
        if octets:
            with open(name, 'wb') as file:
                file.write(octets)
        heloise = Running('list', '--follow', name)
        status = heloise.end()
        yield f'{what}: refused at once', status in (65, 66) and words in heloise.said[heloise.process.stderr]
        if octets:
            os.unlink(name)
    heloise = Running('list', '--follow', 'tests/captures/compressed.pcap.gz')
    yield 'a compressed file is read to its end', heloise.end() == 0


def tests(folder):
    yield from growing_file(os.path.join(folder, 'grows.pcap'))
    yield from replaced_file(os.path.join(folder, 'replaced.pcap'))
    yield from several_files(folder)
    yield from slow_pipe()
    yield from live_pipe()
    yield from rows_out_of_turn()
    yield from growing_key_log(folder)
    yield from reader_gone(os.path.join(folder, 'read.pcap'))
    yield from refusals(folder)


def main():
    if not os.access(HELOISE, os.X_OK):
        print('1..0 # SKIP heloise is not built')
        return
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, good in tests(folder):
            number += 1
            print(f'{"" if good else "not "}ok {number} - {name}', flush=True)
    print(f'1..{number}')


main()

#!/usr/bin/python3
"""Where the time went. The shares of every session add up to its duration, over all captures at hand; and in some captures they are
what a person reads from the packets (tshark's times): SYN to SYN-ACK and the waits before segments sent again are the network's, a
window that is closed is that of whoever closed it, the rest is that of the side that had to speak."""
import glob
import json
import os
import subprocess
import sys

HELOISE = os.environ.get('HELOISE', './heloise')
FOLDERS = ('samples', 'tests/captures', '../shared/captures')
OWNERS = ('network', 'client', 'server')

# capture, session: seconds of network, client, server.
READ = {
    ('samples/auth-refused.pcap', 0): (0.0001, 0.0063, 8.0413),
    ('samples/blocked-port.pcap', 0): (7.1246, 0, 0),
    ('samples/silent-server.pcap', 0): (0.0001, 0, 5.0179),
    ('tests/captures/retransmissions.pcap', 0): (3.2190, 0.0795, 3.0700),
    ('tests/captures/fragmentation-needed.pcap', 0): (0.4130, 0.0670, 0.0670),
    ('tests/captures/packet-too-big.pcap', 0): (0.4125, 0.0340, 0.0560),
    ('tests/captures/keepalives.pcap', 0): (0.0010, 120.1030, 0.0785),
    ('tests/captures/attempt-unanswered.pcap', 0): (31.0025, 0, 0),
    ('tests/captures/attempt-silent.pcap', 1): (0.0005, 0, 30.0010),
    ('tests/captures/before-greeting.pcap', 0): (0.0010, 300.0235, 0.2330),
    ('tests/captures/snap-length.pcapng', 0): (0.0010, 0.0880, 0.0785),
}


def sessions(capture):
    run = subprocess.run([HELOISE, 'list', '--format', 'json', capture], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         timeout=120, check=False)
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def shares(session):
    return [sum(stage.get(owner, 0) for stage in session.get('timing', ())) for owner in OWNERS]


def report(number, name, wrong):
    print(f'{"not " if wrong else ""}ok {number} - {name}', flush=True)
    for line in wrong:
        print('#  ', line)


def main():
    print(f'1..{1 + len(READ)}')
    captures = [path for folder in FOLDERS for path in sorted(glob.glob(folder + '/*.pcap*'))]
    wrong = [f'{capture} session {session["id"]}: {sum(shares(session)):.6f} of {session["duration"]:.6f} seconds'
             for capture in captures for session in sessions(capture)
             if abs(sum(shares(session)) - session['duration']) > 0.00002]
    report(1, f'the shares add up to the duration, in {len(captures)} captures', wrong)
    for number, ((capture, which), expected) in enumerate(READ.items(), 2):
        found = shares(sessions(capture)[which])
        near = all(abs(a - b) < 0.0006 for a, b in zip(found, expected))
        report(number, f'{capture}, session {which}', [] if near else [f'{found} instead of {list(expected)}'])


sys.exit(main())

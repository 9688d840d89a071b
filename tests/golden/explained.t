#!/usr/bin/python3
"""Every event of every capture at hand, explained: title, summary, parts and reference (gap, close, connect and network: title
and summary), parts where they say they are, and how many events fell back to a text that would fit any line."""
import glob
import json
import os
import re
import subprocess

heloise = os.environ.get('HELOISE', './heloise')
BARE = {'gap', 'close', 'connect', 'network'}
# States in which the other side's octets are no lines of the protocol: what stands there follows no standard.
captures = sorted(glob.glob('../shared/captures/*.pcap*') + glob.glob('samples/*.pcap*') + glob.glob('tests/captures/*.pcap*'))
captures = [c for c in captures if not c.endswith('.json')]


def sessions(capture, depth):
    run = subprocess.run([heloise, 'show', '--explain', '--depth', depth, '--format', 'json', capture], capture_output=True)
    assert run.returncode in (0, 65), f'{capture}: status {run.returncode}: {run.stderr.decode()}'
    return [json.loads(line) for line in run.stdout.splitlines()]


def faults(event):
    said = event.get('explanation')
    if not said:
        return ['is not explained']
    needed = ['title', 'summary'] + ([] if event['kind'] in BARE else ['parts', 'reference'])
    found = [f'has no {key}' for key in needed if not said.get(key)]
    octets, before = said['input'].encode(), 0
    for part in said.get('parts', []):
        if octets[part['start']:part['end']].decode('utf-8', 'replace') != part['text']:
            found.append(f"part {part['name']} is not at {part['start']}-{part['end']}")
        if part['start'] < before:
            found.append(f"part {part['name']} is out of order")
        before = part['start']
    return found


def follows_standard(event):
    """Whether a document has a line like this: a verb that is known, a code of the tables."""
    if event['kind'] == 'command':
        return event.get('known', True)
    return 'code' in event and event['code'] in STANDARD_CODES


def standard_codes():
    listed = subprocess.run([heloise, 'explain', '--list', 'replies', '--format', 'json'], capture_output=True).stdout
    return {int(row['id']) for row in map(json.loads, listed.splitlines()) if re.fullmatch(r'\d\d\d', row['id'])}


STANDARD_CODES = standard_codes()
tests = 0


def ok(good, name, details=()):
    global tests
    tests += 1
    print('ok' if good else 'not ok', tests, '-', name)
    for line in list(details)[:20]:
        print('#', line)


events, generic, wrong, lazy = 0, 0, [], []
for capture in captures:
    for session in sessions(capture, 'normal'):
        for event in session['events']:
            events += 1
            place = f"{os.path.basename(capture)}, session {session['id']}, event {event['n']} ({event['kind']})"
            wrong += [f'{place} {fault}' for fault in faults(event)]
            if event.get('explanation', {}).get('generic'):
                generic += 1
                if follows_standard(event):
                    lazy.append(f"{place}: {event['explanation']['input'][:60]}")
ok(len(STANDARD_CODES) > 60 and events > 500, f'{events} events of {len(captures)} captures are explained')
ok(not wrong, 'each has title, summary, parts and reference, and its parts are where they say', wrong)
ok(not lazy, f'{generic} got a text that would fit any line, and none of them follows the standards', lazy)

# Depths say more and more; secrets stay hidden at each of them.
for depth in ('brief', 'normal', 'teach'):
    text = json.dumps(sessions('samples/auth-plain.pcap', depth) + sessions('samples/auth-scram.pcap', depth) +
                      sessions('samples/auth-login.pcap', depth))
    shown = json.dumps([json.loads(line) for line in subprocess.run(
        [heloise, 'show', '--explain', '--show-secrets', '--format', 'json', 'samples/auth-plain.pcap'],
        capture_output=True).stdout.splitlines()])
    secret = re.search(r'"The secret: ([^"]+)"', shown)
    ok(secret and secret[1] not in text, f'{depth}: passwords are not told')
print(f'1..{tests}')

#!/usr/bin/python3
"""tshark and Heloise, by the same secrets, agree on every octet under TLS: in every sample and every capture at hand that has its secrets
inside.

tshark writes the text of both sides; the events of Heloise go along it, and must use it up."""
import glob
import hashlib
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
from practice import HELOISE
from tap import Tap, need_programs

FOLDERS = ('samples', 'tests/captures', '../shared/captures')
REFUSED = {'decrypted-early-refused.pcapng': b'EHLO client.example.net\r\n'}    # tshark takes early data for said in any case


def has_secrets(path):
    with open(path, 'rb') as file:
        octets = file.read()
    return octets[:4] == b'\x0a\x0d\x0d\x0a' and (b'CLIENT_RANDOM ' in octets or b'_TRAFFIC_SECRET' in octets)


def captures():
    for folder in FOLDERS:
        yield from sorted(path for path in glob.glob(folder + '/*.pcapng') if has_secrets(path))


def by_tshark(path, stream):
    """What client and server said under TLS."""
    run = subprocess.run(['tshark', '-r', path, '-q', '-z', f'follow,tls,raw,{stream}'], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, env=dict(os.environ, SSLKEYLOGFILE=''), check=True)
    lines = run.stdout.decode().splitlines()
    server = next(line.split()[2] for line in lines if line.startswith('Node 0'))
    said = {'client': b'', 'server': b''}
    for line in lines:
        octets = line.strip()
        if octets and not octets.strip('0123456789abcdef'):
            said['server' if line.startswith('\t') else 'client'] += bytes.fromhex(octets)
    return server, said


def sessions_of(path):
    run = subprocess.run([HELOISE, 'show', '--show-secrets', '-T', 'json', path], stdout=subprocess.PIPE,
                         env=dict(os.environ, SSLKEYLOGFILE=''), check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def unstuffed(wire):
    """The content without its final dot and the dots that were added."""
    content = wire[:-3]
    return (content[1:] if content.startswith(b'.') else content).replace(b'\r\n.', b'\r\n')


def reply_fits(event, wire):
    """The lines of a reply, as they were sent."""
    if 'code' in event:
        last = len(event['lines']) - 1
        sent = ''.join(f'{event["code"]}{"-" if n < last else " "}{line}\r\n' for n, line in enumerate(event['lines']))
        return wire == sent.encode()
    lines = [(event['status'] + ' ' + event['lines'][0]).rstrip(), *event['lines'][1:]]
    return [line.decode().rstrip() for line in wire.split(b'\r\n')[:-1] if line != b'.'] == lines


def fits(event, wire):
    if event['kind'] == 'message':
        return hashlib.sha256(unstuffed(wire)).hexdigest() == event['sha256']
    if event['kind'] in ('command', 'continuation'):
        return wire == event['line'].encode() + b'\r\n'
    return reply_fits(event, wire)


def differences(session, said):
    begin = min((event['n'] for event in session['events'] if event['kind'] == 'tls'), default=None)
    at = {'client': 0, 'server': 0}
    for event in session['events'] if begin is not None else ():
        if event['n'] < begin or event['kind'] not in ('greeting', 'command', 'continuation', 'reply', 'message'):
            continue
        size, side = event.get('wire_octets', event['octets']), event['side']
        wire = said[side][at[side]:at[side] + size]
        if not fits(event, wire):
            yield f'event {event["n"]}: {wire[:200]!r}'
        at[side] += size
    for side, octets in said.items():
        if at[side] != len(octets):
            yield f'{side}: {at[side]} octets of {len(octets)}'


def main():
    need_programs('tshark')
    tap, octets = Tap(), 0
    for path in captures():
        for session in sessions_of(path):
            server, said = by_tshark(path, session['stream'])
            if server.endswith(f':{session["server"]["port"]}'):
                said = {'client': said['server'], 'server': said['client']}
            refused = REFUSED.get(os.path.basename(path), b'')
            said['client'] = said['client'].removeprefix(refused)
            octets += len(said['client']) + len(said['server'])
            wrong = list(differences(session, said))
            tap.is_true(not wrong, f'{path}, session {session["id"]}', '; '.join(wrong)[:500])
    tap.is_true(octets > 100000, f'{octets} octets were compared')
    tap.end()
    sys.exit(tap.failed > 0)


main()

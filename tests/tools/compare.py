"""Holds what `heloise show --format json` says of a capture against an expectation."""
import json
import os
import subprocess

MISSING = ('bytes missing', 'one side')  # why a session is unsure: no message may be called complete that is not


def show(heloise, capture):
    """The sessions that heloise shows, and what went wrong in words ('' when nothing did)."""
    try:
        done = subprocess.run((heloise, 'show', '--format', 'json', '--show-secrets', capture), capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return [], 'no end after 60 s'
    if done.returncode:
        return [], f'status {done.returncode}: {done.stderr.decode("utf-8", "replace").strip()}'
    try:
        sessions = [json.loads(line) for line in done.stdout.decode('utf-8').splitlines()]
    except ValueError as error:
        return [], f'no JSON lines in UTF-8: {error}'
    return [session for session in sessions if session['protocol'] in ('smtp', 'lmtp', 'pop3', 'unknown')], ''


def ends(session):
    return tuple(session[side].replace('[', '').replace(']', '') if isinstance(session[side], str) else
                 f'{session[side]["address"]}:{session[side]["port"]}' for side in ('client', 'server'))


def said(session):
    """A session's events in the form of an expectation."""
    found = {'protocol': session['protocol'], 'commands': [], 'replies': [], 'answers': [], 'messages': []}
    places = {}
    for event in session['events']:
        kind = event['kind']
        if kind == 'command' or (kind == 'continuation' and not {'code', 'status'} & event.keys()):
            places[event['n']] = ['command', len(found['commands'])]
            found['commands'].append(event['line'] if kind == 'command' else '(continuation)')
        elif kind == 'message':
            places[event['n']] = ['message', len(found['messages'])]
            found['messages'].append({key: event.get(key) for key in ('via', 'octets', 'sha256', 'complete')})
        elif kind in ('greeting', 'reply', 'continuation'):
            lines = event.get('lines', [])
            found['replies'].append(event['status'] if session['protocol'] == 'pop3' else [event.get('code'), len(lines)])
            found['answers'].append(event.get('to'))
    found['answers'] = [None if to is None else places.get(to, f'event {to}') for to in found['answers']]
    found['envelopes'] = [{'sender': transaction.get('sender'),
                           'recipients': [[r['address'], r.get('code')] for r in transaction['recipients']]}
                          for transaction in session['transactions']
                          if transaction['kind'] == 'delivery' and 'message' in transaction]
    return found


def field(session, path):
    """The value at a path of names and numbers joined by dots; None where there is none."""
    for name in path.split('.'):
        try:
            session = session[int(name) if isinstance(session, list) else name]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return session


def compare(want, session):
    """Yields a sentence for each difference between an expected session and one that was shown."""
    found = said(session)
    for path, value in want.get('holds', {}).items():
        if field(session, path) != value:
            yield f'{path} is {field(session, path)!r}, expected {value!r}'
    if not want['sure']:
        whole = {message['sha256'] for message in want['messages']}
        for message in found['messages']:
            if want['why'] in MISSING and message['complete'] and message['sha256'] not in whole:
                yield f'a message of {message["octets"]} octets is called complete'
        return
    wanted = dict(want)
    if want['protocol'] == 'pop3':
        wanted['replies'] = [reply[0] for reply in want['replies']]
    for key, value in found.items():
        if value == wanted[key]:
            continue
        if isinstance(value, str):
            yield f'{key} is {value}, expected {wanted[key]}'
            continue
        number = next((n for n, pair in enumerate(zip(value, wanted[key])) if pair[0] != pair[1]),
                      min(len(value), len(wanted[key])))
        yield (f'{key}: number {number} of {len(value)} is {value[number:number + 1]}, '
               f'expected {wanted[key][number:number + 1]} of {len(wanted[key])}')
    if want['starttls'] and session['tls'] != 'starttls':
        yield f'tls is {session["tls"]}, expected starttls'


def differences(heloise, folder, expectation):
    """A list of sentences, empty where heloise agrees with the expectation file about its capture in folder."""
    with open(expectation, encoding='utf-8') as file:
        wanted = json.load(file)
    sessions, failure = show(heloise, os.path.join(folder, wanted['capture']))
    if failure:
        return [failure]
    out = []
    for want in wanted['sessions']:
        found = next((session for session in sessions if ends(session) == ends(want)), None)
        if found:
            sessions.remove(found)
            out += [f'{want["client"]}: {text}' for text in compare(want, found)]
        elif want['sure']:
            out.append(f'{want["client"]}: session not found')
    if all(want['sure'] for want in wanted['sessions']):
        out += [f'{ends(session)[0]}: a {session["protocol"]} session that is none' for session in sessions]
    return out

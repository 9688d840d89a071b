"""What a generated capture truly holds (tests/bench/traffic/account.h), and what heloise finds in it.

A line of the truth has keys of heloise.session/1, so that one comparison serves all: whatever the truth has must be
found, and be the same; what else is found does not matter."""
import collections
import json
import subprocess


class Truth:
    """sessions: by client, in the order of their ends; inexact: those of which too little was captured, by client, with
    the digests of their whole messages; attempts: by client; capture: the totals of packets, flows and octets."""

    def __init__(self, path):
        self.sessions, self.inexact, self.attempts = {}, {}, {}
        with open(path, encoding='ascii') as lines:
            for line in map(json.loads, lines):
                self._take(line)

    def _take(self, line):
        if 'capture' in line:
            self.capture = line['capture']
        elif 'attempt' in line:
            self.attempts[client(line['attempt'])] = line['attempt']
        elif line['exact']:
            self.sessions[client(line['session'])] = line['session']
        else:
            self.inexact[client(line['session'])] = (line['session'], set(line['whole']))

    def transactions(self):
        """All transactions of sessions that are exactly known."""
        return [transaction for session in self.sessions.values() for transaction in session['transactions']]

    def statistics(self, attempts):
        """The totals, with keys of heloise.statistics/1. Only of captures without loss. attempts: they count as well;
        then verdicts that they may have are left out."""
        sessions, transactions = self.sessions.values(), self.transactions()
        recipients = [recipient for t in transactions for recipient in t.get('recipients', ())]
        messages = [t['message'] for t in transactions if 'message' in t]
        incomplete = sum(not message['complete'] for message in messages)
        count = {'count': len(messages), 'incomplete': incomplete}
        if not incomplete:
            count['octets'] = sum(message['octets'] for message in messages)
        totals = {
            'packets': self.capture['packets'], 'flows': self.capture['flows'],
            'protocols': tally(session['protocol'] for session in sessions),
            'tls': tally(session['tls'] for session in sessions),
            'endings': tally(session['ending'] for session in sessions),
            'verdicts': tally(session['verdict'] for session in sessions),
            'octets': {side: sum(session['octets'][side] for session in sessions) for side in ('client', 'server')},
            'transactions': tally(transaction['kind'] for transaction in transactions),
            'recipients': {'count': len(recipients), **{verdict: sum(r['verdict'] == verdict for r in recipients)
                                                        for verdict in ('refused', 'deferred')}},
            'messages': count}
        if attempts:
            totals['attempts'] = len(self.attempts)
            totals['tls']['none'] += len(self.attempts)
            totals['verdicts'] = {verdict: number for verdict, number in totals['verdicts'].items()
                                  if verdict not in ('aborted', 'unknown')}
        return totals


def tally(words):
    return dict(collections.Counter(words))


def client(session):
    return '{address} {port}'.format(**session['client'])


def differences(true, found, without=(), place=''):
    """Yields a sentence for each place where what was found is not what is true. Keys in `without` do not count."""
    if isinstance(true, dict) and isinstance(found, dict):
        for key in true:
            if key not in without:
                yield from differences(true[key], found.get(key), without, f'{place}.{key}' if place else key)
    elif isinstance(true, list) and isinstance(found, list) and len(true) == len(found):
        for number, pair in enumerate(zip(true, found)):
            yield from differences(*pair, without, f'{place}[{number}]')
    elif true != found:
        yield f'{place} is {brief(true)}, found {brief(found)}'


def brief(value):
    text = json.dumps(value)
    return text if len(text) <= 200 else text[:200] + '…'


def ask(heloise, *arguments):
    """What heloise prints, one object a line, as they come."""
    command = (heloise, *arguments, '--format', 'json')
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding='utf-8') as program:
        yield from map(json.loads, program.stdout)
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)


def compare_sessions(truth, found, digests, attempts):
    """Holds the objects of `list` or `show` against the truth. digests: with sha256; attempts: with attempts."""
    without = () if digests else ('sha256',)
    missing = {**truth.sessions, **{name: session for name, (session, _) in truth.inexact.items()}}
    if attempts:
        missing.update(truth.attempts)
    for session in found:
        name = client(session)
        true = missing.pop(name, None)
        if true is None:
            yield f'{name}: nobody, or found twice'
        elif name not in truth.inexact:
            yield from (f'{name}: {sentence}' for sentence in differences(true, session, without))
        elif digests:
            yield from (f'{name}: {sentence}' for sentence in unproven(truth.inexact[name], session))
    yield from (f'{name}: not found' for name, session in missing.items() if 'protocol' in session)


def unproven(inexact, session):
    """Messages that are called complete though octets of them were not captured."""
    true, whole = inexact
    yield from differences(true, session)
    for message in (t['message'] for t in session['transactions'] if 'message' in t):
        if message['complete'] and message['sha256'] not in whole:
            yield f'a message of {message["octets"]} octets is called complete'


def compare_transactions(truth, found):
    """Holds the objects of `list --transactions` against the truth: the same ones, in whatever order."""
    def key(transaction):
        return json.dumps([transaction['kind'], transaction['verdict'], transaction.get('number'),
                           [r['address'] for r in transaction.get('recipients', ())],
                           transaction.get('message', {}).get('complete')])
    true, said = (collections.Counter(map(key, transactions)) for transactions in (truth.transactions(), found))
    yield from (f'{number} times {text} is not found' for text, number in (true - said).items())
    yield from (f'{number} times {text} is found, and is not true' for text, number in (said - true).items())


def wrong_findings(heloise, path, true):
    """A sentence for each thing that heloise finds in the capture otherwise than it was generated. Totals are compared
    where all of it is exactly known."""
    def found(*arguments):
        return ask(heloise, *arguments, path)
    totals = next(found('list', '--stats'))
    attempts = 'attempts' in totals
    checks = {
        'list': lambda: compare_sessions(true, found('list'), False, attempts),
        'list --digest': lambda: compare_sessions(true, found('list', '--digest'), True, attempts),
        'show': lambda: compare_sessions(true, found('show'), True, attempts),
    }
    if not true.inexact:
        checks['list --transactions'] = lambda: compare_transactions(true, found('list', '--transactions'))
        checks['list --stats'] = lambda: differences(true.statistics(attempts), totals)
    for name, check in checks.items():
        yield from (f'heloise {name}: {sentence}' for sentence in check())

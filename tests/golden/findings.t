#!/usr/bin/python3
"""The rules of diagnosis, one a row: has it a dialogue in which it fires, one in which it is silent (tests/golden/findings/), and on
how many captures does it fire: the samples, ours, those of ../shared. With --table it prints that, and nothing else.

No error is found in a sample but those that it is about: the table ABOUT. A rule that cries on a server which does
everything right is wrong, whatever its dialogues say."""
import glob
import json
import os
import re
import subprocess
import sys

HELOISE = os.environ.get('HELOISE', './heloise')
RULES = ('src/diagnose/rules.def', 'src/diagnose/across.def')
FACTS, DIALOGUES = 'src/facts/findings.def', 'tests/golden/findings/'
PLACES = (('samples', 'samples'), ('ours', 'tests/captures'), ('shared', '../shared/captures'))

# What is wrong in each sample, or worse than it should be: the ids of its errors.
ABOUT = {
    'auth-login': {'bare-lf', 'cleartext-auth'},     # curl sends the lines of a file as they are
    'auth-plain': {'cleartext-auth'},
    'auth-refused': {'cleartext-auth'},
    'certificate-refused': {'tls-cert-refused'},
    'over-size': {'size-over-limit'},
    'path-mtu': {'drop-mid-data'},
    'pop3': {'pop3-cleartext-login'},
    'pop3-wrong-password': {'pop3-cleartext-login'},
    'silent-server': {'no-banner'},
}

# Where a rule was wrong once, and why it is silent: rule → capture.
SILENT = {
    # the answer to EHLO, for which the client did wait, lies in the greeting's line
    'pipelining-past-sync-point': 'suricata-verify-detect-email-received.pcap',
}


def rules():
    ids = []
    for name in RULES:
        with open(name, encoding='utf-8') as file:
            ids += re.findall(r'^(?:RULE|ACROSS)\(\w+, "([^"]+)"', file.read(), re.M)
    return ids


def severities():
    with open(FACTS, encoding='utf-8') as file:
        return dict(re.findall(r'^FINDING\("([^"]+)",\s*"(\w+)"', file.read(), re.M))


def findings(capture):
    """The ids and severities of what is found in a capture, once each; None where check itself failed."""
    run = subprocess.run([HELOISE, 'check', '--format', 'json', capture], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, timeout=120, check=False)
    if run.returncode < 0 or run.returncode == 70:
        return None
    return {(found['id'], found['severity']) for found in map(json.loads, run.stdout.decode().splitlines())}


def together():
    """The findings that several sessions together make, as list, show and check tell them, and where a filter chooses."""
    with open(RULES[1], encoding='utf-8') as file:
        ids = set(re.findall(r'^ACROSS\(\w+, "([^"]+)"', file.read(), re.M))
    capture = 'tests/captures/several-sessions.pcap'

    def told(command, *options):
        run = subprocess.run([HELOISE, command, '--format', 'json', *options, capture], stdout=subprocess.PIPE, timeout=120, check=False)
        found = set()
        for line in map(json.loads, run.stdout.decode().splitlines()):
            found |= {(line.get('id', line.get('session')), one['id'], one['event']) for one in line.get('findings', [])}
            if command == 'check':
                found.add((line['session'], line['id'], line['event']))
        return {one for one in found if one[1] in ids}

    check, late = told('check'), {(0, 'greylist-no-retry', 7)}
    content = {one for one in check if one[1] == 'msg-backscatter'}
    yield {one[1] for one in check} == ids, 'check finds what sessions together make', check
    yield told('show') == check - late, 'show finds the same but for what comes last', told('show')
    yield told('list') == check - late - content, 'list finds what needs no content', told('list')
    yield told('check', '-Y', 'verdict == deferred') == late, 'check tells last what is wrong in chosen sessions', ''
    yield not told('check', '-Y', 'verdict == accepted') & late, 'check tells nothing last of others', ''
    yield told('check', '--only', 'retry-too-fast') == {one for one in check if one[1] == 'retry-too-fast'}, 'check --only', ''
    yield not told('check', '--except', ','.join(ids)), 'check --except', ''
    yield not told('check', '--severity', 'error'), 'check --severity', ''


def survey():
    """Of each place: capture → what is found in it."""
    found = {}
    for name, folder in PLACES:
        captures = sorted(path for path in glob.glob(folder + '/*') if '.pcap' in path)
        found[name] = {path: findings(path) for path in captures}
    return found


def table(found):
    print(f'{"rule":36} {"severity":8} {"fires":6} {"silent":6} ' + ' '.join(f'{name:>7}' for name, _ in PLACES))
    severity = severities()
    for rule in sorted(rules()):
        has = ['yes' if os.path.exists(f'{DIALOGUES}{rule}.{end}') else 'NO' for end in ('fires', 'silent')]
        counts = [sum(rule in {name for name, _ in (ids or ())} for ids in found[place].values()) for place, _ in PLACES]
        print(f'{rule:36} {severity.get(rule, "?"):8} {has[0]:6} {has[1]:6} ' + ' '.join(f'{count:7}' for count in counts))


def main():
    found = survey()
    if '--table' in sys.argv:
        table(found)
        return
    tests = []
    for path, ids in found['samples'].items():
        sample = os.path.basename(path).split('.')[0]
        errors = {name for name, severity in ids or () if severity == 'error'}
        tests.append((ids is not None and errors == ABOUT.get(sample, set()), f'{sample}: the errors that it is about',
                      f'found {sorted(errors)}, expected {sorted(ABOUT.get(sample, ()))}'))
    failed = [path for place in found.values() for path, ids in place.items() if ids is None]
    tests.append((not failed, 'check reads every capture', ' '.join(failed)))
    known = severities()
    told = {(name, severity) for place in found.values() for ids in place.values() for name, severity in ids or ()}
    wrong = sorted(name for name, severity in told if known.get(name) != severity)
    tests.append((told and not wrong, 'findings have the severity of their fact', ' '.join(wrong)))
    fired = len({name for name, _ in told})
    enough = fired >= 60 or not found['shared']
    tests.append((enough, 'captures make most rules fire', f'{fired} of {len(rules())} rules fired'))
    for rule, capture in SILENT.items():
        ids = found['shared'].get('../shared/captures/' + capture)
        if ids is not None:
            tests.append((rule not in {name for name, _ in ids}, f'{capture}: {rule} is silent', ''))
    tests += together()
    print(f'1..{len(tests)}')
    for n, (good, name, why) in enumerate(tests, 1):
        print(f'{"ok" if good else "not ok"} {n} - {name}' + ('' if good else f'\n# {why}'))
    sys.exit(not all(good for good, _, _ in tests))


main()

#!/usr/bin/python3
"""All that users read, through a spell checker (aspell, British English): the sentences of the fact base, of explanations and
of everything else that is marked for translation, and the texts of the documentation. Words of the trade stand in
tests/build/spelling.words. codespell looks for common slips in the sources, comments and all."""
import glob
import os
import re
import shutil
import subprocess
import sys

WORDS = 'tests/build/spelling.words'
SOURCES = sorted(glob.glob('src/**/*.[ch]', recursive=True) + glob.glob('src/**/*.def', recursive=True) +
                 glob.glob('capture/*.[ch]') + glob.glob('ui/**/*.[ch]', recursive=True) + glob.glob('ui/**/*.def', recursive=True))
DOCUMENTS = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'samples/README.md']

if not shutil.which('aspell') or not shutil.which('codespell'):
    print('1..0 # skip aspell or codespell is not installed')
    sys.exit(0)


def sentences(path):
    """The strings inside N_(), _() and P_(), adjacent ones joined."""
    text = open(path, encoding='utf-8').read()
    for match in re.finditer(r'\b(?:N_|P_|_)\(\s*((?:"(?:[^"\\]|\\.)*"\s*,?\s*)+)', text):
        yield re.sub(r'"\s*"', '', match[1])


def prose(text):
    """Without what is no English: code, addresses, names with digits, capitals, placeholders."""
    text = re.sub(r'```.*?```|`[^`]*`|^ {4}.*$', ' ', text, flags=re.S | re.M)
    text = re.sub(r'\\[nrt"]|\\x[0-9a-f]{2}', ' ', text)
    text = re.sub(r'\{\w+\}|\S+@\S+|https?:\S+|\S+\.(?:\w+/?)+\S*|/\S+|<[^>]*>|\$\w+\S*|--?[a-z][\w-]*|%\S+', ' ', text)
    text = re.sub(r"\b\w*\d\w*\b|\b[A-Z][A-Z0-9_-]+(?:'s|s)?\b|\b\w*[a-z][A-Z]\w*\b|\b\w+_\w+\b|\b\w+\(\)", ' ', text)
    return text


def unknown(text):
    allowed = {w.strip().lower() for w in open(WORDS, encoding='utf-8') if w.strip() and not w.startswith('#')}
    run = subprocess.run(['aspell', 'list', '--lang=en_GB-ise', '--encoding=utf-8'], input=text, capture_output=True, text=True)
    return sorted({w for w in run.stdout.split() if w.lower().removesuffix("'s") not in allowed and w.lower() not in allowed})


tests = 0


def ok(good, name, details=()):
    global tests
    tests += 1
    print('ok' if good else 'not ok', tests, '-', name)
    for line in list(details)[:60]:
        print('#', line)


said = '\n'.join(prose(s) for path in SOURCES for s in sentences(path))
ok(len(said.split()) > 10000, f'{len(said.split())} words of sentences are found')
wrong = unknown(said)
ok(not wrong, 'sentences for users are spelt right', wrong)
wrong = unknown('\n'.join(prose(open(path, encoding='utf-8').read()) for path in DOCUMENTS if os.path.exists(path)))
ok(not wrong, 'the documentation is spelt right', wrong)
ok(unknown('recieve the mesage') == ['mesage', 'recieve'], 'a slip is found')
slips = subprocess.run(['codespell', '--ignore-words', WORDS, *SOURCES, *DOCUMENTS], capture_output=True, text=True).stdout
ok(not slips, 'codespell finds no slip', slips.splitlines())
print(f'1..{tests}')

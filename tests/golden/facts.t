#!/usr/bin/python3
"""The fact base against the tables that it was made from (../shared/facts): no row is missing, the columns are equal, each
row has sentences, and the sentences are our own and tell rows apart. Skipped where the tables are not there."""
import os
import re
import sys

SOURCE, TABLES = 'src/facts', '../shared/facts'

# .def file, its macro, the table, and how columns of the table and arguments of the macro correspond.
KINDS = [
    ('smtp_commands', 'COMMAND', 'smtp-commands',
     dict(verb=0, syntax=1, success=2, intermediate=3, error=4, keyword=5, rfc=7), (8, 9, 10)),
    ('extensions', 'EXTENSION', 'smtp-extensions',
     dict(keyword=0, param_syntax=1, mail_params=2, rcpt_params=3, verbs=4, status=5, rfc=6), (7, 8, 9)),
    ('parameters', 'PARAMETER', 'smtp-mail-rcpt-params',
     dict(parameter=0, command=1, value_syntax=2, max_length=3, keyword=4, error_if_bad=5, rfc=6), (7, 8, 9)),
    ('replies', 'REPLY', 'smtp-replies', dict(code=0, after_commands=1, permanence=2, status=4, rfc=5), (6, 7, 8, 9)),
    ('enhanced', 'ENHANCED', 'enhanced-status-codes', dict(code=0, basic_codes=1, classes=2, rfc=4), (5, 6, 7, 8)),
    ('mechanisms', 'MECHANISM', 'sasl-mechanisms',
     dict(mechanism=0, client_first=1, steps=2, password_from_wire=3, rating=4, iana_usage=5, rfc=6), (7, 8, 9)),
    ('pop3_commands', 'COMMAND', 'pop3-commands',
     dict(command=0, syntax=1, reply=2, positive=3, negative=4, capability=5, rfc=6), (7, 8, 9)),
    ('pop3_capabilities', 'CAPABILITY', 'pop3-capabilities',
     dict(capability=0, arguments=1, added_commands=2, affected_commands=3, rfc=4), (5, 6, 7)),
    ('response_codes', 'CODE', 'pop3-response-codes', dict(code=0, reply=1, commands=2, rfc=4), (5, 6, 7, 8)),
    ('providers', 'PROVIDER', 'provider-replies', dict(provider=0, regex=1, category=2, sample=3), (4, 5)),
    ('timeouts', 'TIMEOUT', 'timeouts',
     dict(protocol=0, name=1, who_waits=2, for_what=3, seconds=4, rule=5, rfc=6), (7,)),
    ('limits', 'LIMIT', 'limits', dict(protocol=0, object=1, limit=2, unit=3, rule=4, rfc=5), (6,)),
    ('findings', 'FINDING', 'diagnostics', dict(id=0, severity=1, protocol=2, rfc=3), (4, 5, 6)),
]
# Sentences that may be empty: the background and what to check.
OPTIONAL = {('replies', 9), ('enhanced', 8), ('response_codes', 8)}
MOST_BACKGROUNDS_EMPTY = 0.5

tests = 0


def ok(good, name, details=()):
    global tests
    tests += 1
    print(('ok' if good else 'not ok'), tests, '-', name)
    for line in list(details)[:20]:
        print('#', line)


def arguments(text, at):
    """The arguments of a macro whose bracket opens at `at`: strings joined and unescaped, words as they are."""
    found, word, depth, i = [], [], 0, at
    while True:
        c = text[i]
        if c == '"':
            end = i + 1
            while text[end] != '"':
                end += 2 if text[end] == '\\' else 1
            word.append(re.sub(r'\\(.)', lambda m: {'n': '\n'}.get(m[1], m[1]), text[i + 1:end]))
            i = end
        elif c == '(':
            depth += 1
        elif c in ',)' and depth == 1:
            found.append(''.join(word).strip())
            word = []
            if c == ')':
                return found
        elif c == ')':
            depth -= 1
        elif not c.isspace():
            word.append(c)
        i += 1


def rows_of(name, macro, room=SOURCE):
    text = open(f'{room}/{name}.def', encoding='utf-8').read()
    for include in re.findall(r'#include "facts/(.*)"', text):
        text += open(f'{SOURCE}/{include}', encoding='utf-8').read()
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
    return [[re.sub(r'^N_', '', a) for a in arguments(text, m.end() - 1)]
            for m in re.finditer(rf'^{macro}\(', text, re.M)]


def table(name):
    columns = []
    for line in open(f'{TABLES}/{name}.tsv', encoding='utf-8'):
        if line.startswith('# columns:'):
            columns = line[len('# columns:'):].strip().split('\t')
        elif not line.startswith('#'):
            yield {c: '' if v in ('-', 'none', 'ng') else v for c, v in zip(columns, line.rstrip('\n').split('\t'))}


def plain(text):
    """Letters and digits alone, so that spacing, case and punctuation make no difference."""
    return re.sub(r'[^a-z0-9]+', ' ', text.lower()).strip()


def column_equal(column, ours, theirs):
    if column == 'permanence':
        words = {'NONE': '', 'INTERMEDIATE': 'success so far', 'TRANSIENT': '(temporary|transient)'}
        return re.match(words.get(ours, ours.lower()), theirs) is not None
    return plain(ours) == plain(theirs)


def check_accepted(name, named, sentences):
    """What success means: a table of the room of explanations, whose rows begin with what they are about."""
    rows = [[' '.join(r[:named])] + r[named:] for r in rows_of(name, 'ACCEPTED', 'src/explain')]
    ok(len(rows) > 5, f'{name}: {len(rows)} rows')
    check_sentences(name, rows, [], sentences)
    check_advice(name, rows, sentences)


def check_columns(name, rows, theirs, columns):
    wrong, left = [], list(rows)
    for row in theirs:
        match = next((r for r in left if all(column_equal(c, r[i], row[c]) for c, i in columns.items())), None)
        if match:
            left.remove(match)
            continue
        key = next(iter(columns))
        near = [r for r in left if r[columns[key]] == row[key]]
        wrong.append(f'{row[key]}: ' + ('; '.join(f'{c}: {r[i]!r}, table {row[c]!r}' for r in near[:1] for c, i in columns.items()
                                               if not column_equal(c, r[i], row[c])) or 'missing'))
    ok(not wrong, f'{name}: {len(theirs)} rows of the table are here, columns equal', wrong)


def without_name(row, sentence):
    name = re.sub(r'\(.*?\)|[\[\]*]', ' ', row[0]).strip()
    return plain(re.sub(re.escape(name), ' ', sentence, flags=re.I) if name else sentence)


def check_sentences(name, rows, theirs, sentences):
    empty = [f'{r[0]}: argument {i}' for r in rows for i in sentences
             if not r[i].strip() and (name, i) not in OPTIONAL and i not in sentences[2:3]]
    ok(not empty, f'{name}: every row has its sentences', empty)
    if len(sentences) >= 3 and name != 'findings':
        backgrounds = sum(1 for r in rows if not r[sentences[2]].strip())
        ok(backgrounds <= MOST_BACKGROUNDS_EMPTY * len(rows), f'{name}: {backgrounds} of {len(rows)} rows have no background')
    summary = sentences[min(1, len(sentences) - 1)] if name != 'providers' else sentences[0]
    seen, twice, copied = {}, [], []
    cells = {plain(v) for row in theirs for v in row.values() if len(v) > 12}
    for row in rows:
        said = without_name(row, row[summary])
        if said in seen and name != 'providers':
            twice.append(f'{row[0]} and {seen[said]}: {row[summary]}')
        seen[said] = row[0]
        copied += [f'{row[0]}: {row[summary]}'] if plain(row[summary]) in cells else []
    ok(not twice, f'{name}: no two summaries are equal', twice)
    ok(not copied, f'{name}: no summary is a cell of the table', copied)


# Words by which a sentence tells what to do or to watch for: an order at the start of a sentence or clause, or a
# condition, a warning, a consequence.
ORDERS = set('''add adjust allow announce answer ask avoid be beware block call change check choose close collect compare configure
connect consider contact correct count cut delete deliver disable do enable escape expect find fix follow forget free
get give go hide drop ignore increase insist install judge keep lead learn leave let limit list listen log look lower make match
mind move name never note obey offer open pass pause plan point prefer publish put raise read reconnect reduce refuse
register reject rely remove renew repair replace report request resend reset restart restrict retry rotate run say search see
send separate set show sign slow sort split start stay stop store suspect switch take talk tell tend test think treat trust try turn type
understand unlock update upgrade use validate verify wait want warm watch weigh write'''.split())
CONDITIONS = re.compile(r"\b(if|unless|without|must|never|only|cannot|may|should|not|no|until|before|whether|because|too|"
                        r"needs?|would|otherwise|nobody|nothing|none|alone|but|instead|rather|old|obsolete|dead|broken|"
                        r"harmless|normal|safe|risk\w*|fail\w*|wrong|danger\w*|secret|attack\w*|abuse\w*|mistake|scanner|(?:has|have) to|asks? for|ignored?|in a trace|restrict\w*|breaks?|"
                        r"saves|clos(?:e|es)|left out)\b", re.I)


def says_what_to_do(text):
    starts = re.findall(r'(?:^|[.;:,]\s+(?:and |or |then |so |but )?)([A-Za-z]+)', text)
    return any(word.lower() in ORDERS for word in starts) or bool(CONDITIONS.search(text))


def check_advice(name, rows, sentences):
    if name in ('findings', 'providers'):            # the remedy is a sentence of its own
        idle = [f'{r[0]}: {r[sentences[-1]]}' for r in rows
                if (len(r[sentences[-1]].split()) < 2 and plain(r[sentences[-1]]) != 'nothing') or plain(r[sentences[-1]]) == plain(r[sentences[-2]])]
    elif name in ('timeouts', 'limits'):             # what it is, then what follows from it
        idle = [f'{r[0]}: {r[sentences[0]]}' for r in rows
                if not re.search(r'[.;:,] \S+.*\.$', r[sentences[0]]) and not says_what_to_do(r[sentences[0]])]
    else:
        index = sentences[1]
        idle = [f'{r[0]}: {r[index]}' for r in rows if not says_what_to_do(r[index])]
    ok(not idle, f'{name}: each row says what to do or to watch for', idle)


if not os.path.isdir(TABLES):
    print('1..0 # skip no fact tables here')
    sys.exit(0)
ok(not says_what_to_do('The server greets the client.') and says_what_to_do('Wait a minute.') and
   says_what_to_do('It is done; check the log.'), 'the test can tell advice from a plain statement')
for name, macro, tsv, columns, sentences in KINDS:
    rows, theirs = rows_of(name, macro), list(table(tsv))
    check_columns(name, rows, theirs, columns)
    check_sentences(name, rows, theirs, sentences)
    check_advice(name, rows, sentences)
check_accepted('accepted', 2, (1, 2, 3))
check_accepted('pop3_accepted', 1, (1, 2, 3))
print(f'1..{tests}')

"""What is measured, and what it may cost: the one place for both.

A limit is told in times of the loop's CPU, or as MEMORY: so many octets, and so many for each thing in the capture."""
import collections

Capture = collections.namedtuple('Capture', 'name megabytes profile runs')
Run = collections.namedtuple('Run', 'program work command ratio memory rounds', defaults=(None, None, None))

MIB = 1 << 20
MEMORY = {'base': 24 * MIB, 'packets': 6, 'sessions': 400, 'transactions': 200}

# Rounds, of which the first is thrown away; Run.rounds: a slow program takes part in the first ones alone.
ROUNDS = 8

# The first run of each capture is the loop. In a command, words that stand for what is only known later:
# {loop} {heloise} the programs, {capture} the file, {folder} an empty folder.
LOOP = Run('pcap_next_ex', 'nothing', '{loop} {capture}')
LIST = Run('heloise list', 'a row for each session', '{heloise} list {capture}', memory=MEMORY)
FINDINGS = Run('heloise list', 'the same, with the worst finding', '{heloise} list -v {capture}', memory=MEMORY)
DIGEST = Run('heloise list', 'the same, with SHA-256 of each message', '{heloise} list --digest {capture}',
             memory=MEMORY)
JSON = Run('heloise list', 'digests, findings and details, as JSON',
           '{heloise} list --digest --format json {capture}', memory=MEMORY)
STATS = Run('heloise list', 'totals', '{heloise} list --stats {capture}', memory=MEMORY)
TRANSACTIONS = Run('heloise list', 'a row for each transaction', '{heloise} list --transactions {capture}',
                   memory=MEMORY)
SHOW = Run('heloise show', 'what was said, line by line', '{heloise} show {capture}', rounds=4)
TSHARK = Run('tshark', 'commands and reply codes',
             'tshark -n -Y smtp||pop -T fields -e frame.number -e smtp.req.command -e smtp.response.code'
             ' -e pop.request.command -e pop.response.indicator -r {capture}', rounds=2)
TCPFLOW = Run('tcpflow', 'a file for each side', 'tcpflow -q -o {folder} -r {capture}', rounds=2)

CAPTURES = (
    Capture('mixed', 500, 'mixed',
            (LOOP, LIST._replace(ratio=1.5), FINDINGS._replace(ratio=1.5), DIGEST._replace(ratio=2.8), JSON,
             TRANSACTIONS, STATS, SHOW)),
    Capture('small', 150, 'small', (LOOP, LIST._replace(ratio=2.0), FINDINGS, DIGEST, JSON, TRANSACTIONS, STATS, SHOW)),
    Capture('peers', 20, 'mixed', (LOOP, LIST, SHOW, TSHARK, TCPFLOW)),
)

# Of the terminal UI, milliseconds; and the part of the measures that must keep them.
FIRST_ROW = 60
KEY = 10
KEY_WHILE_SORTING = 30
MANY_ROWS = Capture('rows', 800, 'small', ())  # 100,000 sessions
MOST = 0.95

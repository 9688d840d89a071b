"""The text from which a capture is made: what was said, and how it travelled.

A line is a marker, a blank and text. Markers of what is said (in text \\r \\n \\t \\0 \\\\ \\xHH stand for octets; CRLF is
added unless the text ends in \\c):

    C: text    a command             S: text    a line of a reply, which answers the oldest command or message unanswered
    C+ text    a SASL response       S= text    the same, but it answers what the reply before answered
    C> text    a line of content     S> text    a line of a message that POP3 delivers      (dots are stuffed)
    C. S.      the final dot         S| text    a further line of a POP3 reply
    B> text    a line of a chunk, counted into the {size} of the BDAT or XEXCH50 command before it
    C! S!      octets of which nothing is expected    S0 text    a reply that answers nothing

    % word …   what the session is (client, server, protocol, unsure WHY, starttls, holds FIELD VALUE), and how it travels
               (packets.py); `% include NAME`: the lines of another file
    # …        a note

Lines of one side that follow each other are sent in one go. `% session` begins the next connection."""
import dataclasses
import json
import os
import re

STOPS = ('C.', 'S.')
SPOKEN = ('C:', 'C+', 'C>', 'C!', 'B>', 'S:', 'S=', 'S0', 'S>', 'S|', 'S!')
CODES = {'r': b'\r', 'n': b'\n', 't': b'\t', '0': b'\0', '\\': b'\\'}


class BadDialogue(Exception):
    """The text cannot be understood; the message names the line."""


@dataclasses.dataclass
class Step:
    """One line: marker and octets, or '%' and the words of a directive."""
    marker: str
    octets: bytes = b''
    words: tuple = ()


@dataclasses.dataclass
class Session:
    """One connection; what stays as the last session had it unless it is said anew."""
    client: str = '192.0.2.10:40000'
    server: str = '192.0.2.25:25'
    protocol: str = 'smtp'
    unsure: str = ''
    starttls: bool = False
    holds: dict = dataclasses.field(default_factory=dict)  # fields of the session's JSON: 'proxied.port': 51234
    steps: list = dataclasses.field(default_factory=list)


def octets_of(text):
    """Text with its escapes resolved, and CRLF at its end unless it says \\c."""
    ended = not text.endswith('\\c')
    out = bytearray()
    for part in re.findall(r'\\x[0-9a-fA-F]{2}|\\.|[^\\]+', text if ended else text[:-2]):
        if part.startswith('\\x'):
            out += bytes.fromhex(part[2:])
        elif part.startswith('\\'):
            out += CODES[part[1]]
        else:
            out += part.encode()
    return bytes(out) + (b'\r\n' if ended else b'')


def fill_sizes(steps):
    """Puts the octets of the B> lines that follow a command where it says {size}."""
    for n, step in enumerate(steps):
        if b'{size}' in step.octets:
            size = 0
            for later in steps[n + 1:]:
                if later.marker == 'C:':
                    break
                size += len(later.octets) if later.marker == 'B>' else 0
            step.octets = step.octets.replace(b'{size}', b'%d' % size)


def json_value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def set_fact(session, words):
    """Takes a directive that says what the session is; False when it is one for the packets."""
    name, value = words[0], ' '.join(words[1:])
    if name in ('client', 'server', 'protocol', 'unsure'):
        setattr(session, name, value)
    elif name == 'starttls':
        session.starttls = True
    elif name == 'holds':
        session.holds[words[1]] = json_value(' '.join(words[2:]))
    else:
        return False
    return True


def next_session(session):
    """A connection like this one, from the next port."""
    address, port = session.client.rsplit(':', 1)
    return Session(f'{address}:{int(port) + 1}', session.server, session.protocol)


def lines_of(path):
    """The lines of a file and of those that it includes, each with its place."""
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip('\n')
            if line.startswith('% include '):
                yield from lines_of(os.path.join(os.path.dirname(path), line[10:]))
            elif line and not line.startswith('#'):
                yield f'{path}:{number}', line


def read(path):
    """The sessions that a file tells."""
    sessions = [Session()]
    for place, line in lines_of(path):
        marker, text = line[:2], line[3:]
        if marker == '% ':
            words = tuple(line[2:].split())
            if words[0] == 'session':
                sessions.append(next_session(sessions[-1]))
            elif not set_fact(sessions[-1], words):
                sessions[-1].steps.append(Step('%', words=words))
        elif marker in STOPS:
            sessions[-1].steps.append(Step(marker, b'.\r\n'))
        elif marker in SPOKEN:
            sessions[-1].steps.append(Step(marker, octets_of(text)))
        else:
            raise BadDialogue(f'{place}: {line!r}')
    for session in sessions:
        fill_sizes(session.steps)
    return sessions

"""What a decoder must find in a capture that was made from a dialogue: taken from the dialogue's markers alone."""
import hashlib
import json
import os
import re


def path_of(line):
    """The address between angle brackets; a quoted local part may hold a bracket."""
    return re.search(r'<((?:"(?:\\.|[^"\\])*"|[^">])*)>', line).group(1)


class Expectation:
    """Goes through the steps of one session and writes down commands, replies, answers, messages and envelopes."""

    def __init__(self, session):
        self.pop3 = session.protocol == 'pop3'
        self.commands, self.replies, self.answers, self.messages, self.envelopes = [], [], [], [], []
        self.verbs = []             # of the commands
        self.waiting = []           # what no reply has answered yet: ['command', 3]
        self.answered = None        # what the reply before answered
        self.reply_is_open = False  # more lines of it will follow
        self.envelope = None        # of the transaction that is open
        self.envelope_of = {}       # number of a RCPT command: its envelope
        self.content = b''          # of the message that is open
        self.last_chunk = False     # the BDAT command before said LAST
        for step in session.steps:
            if step.marker != 'B>' and self.last_chunk:
                self.close_message('BDAT')
            take = self.MARKERS.get(step.marker)
            if take:
                take(self, step.octets)

    def command(self, octets):
        line = octets.rstrip(b'\r\n').decode('utf-8', 'replace')
        words = line.upper().split(' ')
        number = len(self.commands)
        self.waiting.append(['command', number])
        self.commands.append(line)
        self.verbs.append(words[0])
        self.last_chunk = words[0] == 'BDAT' and words[-1] == 'LAST'
        if words[0] == 'MAIL':
            self.envelope = {'sender': path_of(line), 'recipients': []}
        elif words[0] == 'RCPT' and self.envelope:
            self.envelope_of[number] = self.envelope

    def response(self, _octets):
        self.waiting.append(['command', len(self.commands)])
        self.commands.append('(continuation)')
        self.verbs.append('')

    def reply(self, octets):
        if self.reply_is_open:
            self.replies[-1][1] += 1
        else:
            self.answered = self.waiting.pop(0) if self.waiting else None
            self.reply_again(octets)
        self.reply_is_open = not self.pop3 and octets[3:4] == b'-'

    def reply_to_nothing(self, octets):
        before, self.answered = self.answered, None
        self.reply_again(octets)
        self.answered = before

    def reply_again(self, octets):
        text = octets.rstrip(b'\r\n').decode('utf-8', 'replace')
        self.replies.append([text.split(' ')[0], text] if self.pop3 else [int(text[:3]), 1])
        self.answers.append(self.answered)
        envelope = self.envelope_of.get(self.answered[1]) if self.answered else None
        if envelope and self.answered[0] == 'command':
            envelope['recipients'].append([path_of(self.commands[self.answered[1]]), int(text[:3])])

    def line_of_content(self, octets):
        self.content += octets

    def end_of_sent(self, _octets):
        self.waiting.append(['message', len(self.messages)])
        if self.pop3:  # XTND XMIT
            self.envelope = {'sender': None, 'recipients': []}
        self.close_message('XMIT' if self.pop3 else 'DATA')

    def end_of_delivered(self, _octets):
        self.close_message(self.verbs[self.answered[1]])

    def chunk(self, octets):
        if self.verbs[-1] == 'BDAT':
            self.content += octets

    def close_message(self, via):
        digest = hashlib.sha256(self.content).hexdigest()
        self.messages.append({'via': via, 'octets': len(self.content), 'sha256': digest, 'complete': True})
        self.content, self.last_chunk = b'', False
        if self.envelope:
            self.envelopes.append(self.envelope)
            self.envelope = None

    MARKERS = {'C:': command, 'C+': response, 'C>': line_of_content, 'C.': end_of_sent, 'B>': chunk, 'S:': reply,
               'S=': reply_again, 'S0': reply_to_nothing, 'S>': line_of_content, 'S.': end_of_delivered}


def expect(session, stream):
    """The expectation of one session, in the form of the files in expected/."""
    found = Expectation(session)
    return {'stream': stream, 'client': session.client, 'server': session.server, 'protocol': session.protocol,
            'sure': not session.unsure, 'why': session.unsure, 'commands': found.commands, 'replies': found.replies,
            'answers': found.answers, 'messages': found.messages, 'envelopes': found.envelopes,
            'starttls': session.starttls} | ({'holds': session.holds} if session.holds else {})


def write(folder, capture, sessions):
    """Writes folder/CAPTURE.json, a line for each field of a session, so that a difference can be read."""
    told = ',\n'.join('{' + ',\n '.join(f'{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}'
                                        for key, value in session.items()) + '}' for session in sessions)
    with open(os.path.join(folder, capture + '.json'), 'w', encoding='utf-8') as file:
        file.write(f'{{"capture": {json.dumps(capture)}, "sessions": [\n{told}\n]}}\n')

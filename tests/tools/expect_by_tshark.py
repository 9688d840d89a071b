#!/usr/bin/python3
"""Says what captures hold by another route than Heloise's: tshark's stream reassembly and a small decoder.

usage: expect_by_tshark.py CAPTURE... --to FOLDER         writes FOLDER/NAME.json for each capture
       expect_by_tshark.py CAPTURE... --against FOLDER    compares with the expectations in FOLDER

For captures of whole, well-behaved sessions: recordings of real servers, whose expectations it makes, and captures made
from dialogues, whose expectations it confirms. A session ends for it where TLS begins, unless the capture has
the secrets. Of a connection to a mail port on
which nobody said anything it says what its packets tell."""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

import expectation

PORTS = {110: 'pop3', 995: 'pop3', 24: 'lmtp'}
MAIL_PORTS = (24, 25, 110, 465, 587, 995)
FIN, SYN, RST, ACK = 1, 2, 4, 16
LISTINGS = {'CAPA': 0, 'LIST': 0, 'UIDL': 0, 'AUTH': 0, 'RETR': 1, 'TOP': 2}  # verb: arguments with which it has lines


# What tshark would not look into of itself: VXLAN at Linux's first port, and frames behind labels (tunnels.py has two for them).
# Dissectors of proxies give a stream to the target, too, and number streams otherwise.
PREFERENCES = ('-o', 'tcp.reassemble_out_of_order:TRUE', '-d', 'udp.port==8472,vxlan', '-d', 'mpls.label==200,pwethcw',
               '-d', 'mpls.label==300,pwethnocw', '--disable-protocol', 'socks', '--disable-protocol', 'http')


def tshark(*arguments):
    return subprocess.run(('tshark', '-n') + PREFERENCES + arguments, capture_output=True, text=True, check=True).stdout


def innermost(field):
    """Of a field that a packet in tunnels has several times."""
    return field.split(',')[-1]


def first_packets(capture):
    """For each stream the ports and the possible addresses of its first packet: tunnels may mix versions of IP."""
    fields = ('-e', 'tcp.stream', '-e', 'ip.src', '-e', 'ipv6.src', '-e', 'tcp.srcport', '-e', 'ip.dst', '-e', 'ipv6.dst',
              '-e', 'tcp.dstport')
    found = {}
    for line in tshark('-r', capture, '-Y', 'tcp and not icmp and not icmpv6', '-T', 'fields', *fields).splitlines():
        stream, source4, source6, port, target4, target6, other = map(innermost, line.split('\t'))
        ends = {tuple(f'[{address}]:{end}' if ':' in address else f'{address}:{end}' for address, end in pair)
                for pair in (((source4, port), (target4, other)), ((source6, port), (target6, other))) if pair[0][0]}
        found.setdefault(int(stream), ends)
    return sorted(found.items())


def follow(capture, layer, stream):
    """The two ends of a stream, and what each of them sent."""
    text = tshark('-r', capture, '-q', '-z', f'follow,{layer},raw,{stream}')
    sent = [b'', b'']
    nodes = [node.replace('[', '').replace(']', '') for node in re.findall(r'^Node [01]: (.*)$', text, re.M)]
    for line in text.split('\n'):
        if re.fullmatch(r'\t?[0-9a-f]+', line):
            sent[line[0] == '\t'] += bytes.fromhex(line.strip())
    return nodes, sent


def in_the_clear(octets):
    """What stands before the first record of a handshake."""
    return octets[:match.start()] if (match := re.search(rb'\x16\x03[\0-\4]', octets)) else octets


def opened(capture, stream, nodes, sent):
    """What both sent before TLS and under it, where the capture has the secrets; None where it has not."""
    if b'CLIENT_' not in open(capture, 'rb').read(1 << 20):
        return None
    inner_nodes, inner = follow(capture, 'tls', stream)
    if inner_nodes[:1] != nodes[:1]:  # the other end may have no name here
        inner.reverse()
    return [in_the_clear(plain) + secret for plain, secret in zip(sent, inner)] if any(inner) else None


def streams(capture):
    """(client, server, octets of the client, octets of the server, whether TLS was opened) of each TCP connection."""
    for stream, candidates in first_packets(capture):
        nodes, sent = follow(capture, 'tcp', stream)
        client, server = next(ends for ends in candidates
                              if sorted(end.replace('[', '').replace(']', '') for end in ends) == sorted(nodes))
        inside = opened(capture, stream, nodes, sent)
        sent = inside or sent
        if nodes[0] != client.replace('[', '').replace(']', ''):
            sent.reverse()
        yield stream, client, server, sent[0], sent[1], inside is not None


def without_proxy_header(octets):
    """What the client sent after a PROXY header, if it sent one."""
    if octets.startswith(b'PROXY '):
        return octets.partition(b'\r\n')[2]
    if octets.startswith(b'\r\n\r\n\0\r\nQUIT\n'):
        return octets[16 + int.from_bytes(octets[14:16], 'big'):]
    return octets


def address_size(octets):
    """Octets of a SOCKS 5 address from its kind on, port included."""
    return 1 + {1: 4, 3: 1 + octets[1], 4: 16}[octets[0]] + 2


def without_socks5(sent, received):
    sent, method, received = sent[2 + sent[1]:], received[1], received[2:]
    if method == 2:
        sent, received = sent[3 + sent[1] + sent[2 + sent[1]]:], received[2:]
    if sent[:1] != b'\5' or received[1]:
        return b'', b''
    return sent[3 + address_size(sent[3:]):], received[3 + address_size(received[3:]):]


def without_socks4(sent, received):
    named, (_, _, rest) = sent[4:7] == b'\0\0\0', sent[8:].partition(b'\0')
    return (rest.partition(b'\0')[2] if named else rest, received[8:]) if received[1] == 90 else (b'', b'')


def without_connect(sent, received):
    while sent.startswith(b'CONNECT '):
        (_, _, sent), (head, _, rest) = sent.partition(b'\r\n\r\n'), received.partition(b'\r\n\r\n')
        length = re.search(rb'Content-Length: (\d+)', head)
        received = rest[int(length.group(1)) + 2 if length else 0:]  # the dialogue's line ends behind it
    return (sent, received) if head.split()[1] == b'200' else (b'', b'')


def without_proxy(sent, received):
    """What client and server said to each other once a proxy had opened the way; nothing when it refused."""
    for start, without in ((b'\5', without_socks5), (b'\4', without_socks4), (b'CONNECT ', without_connect)):
        if sent.startswith(start):
            return True, *without(sent, received)
    return False, sent, received


class Reader:
    """Octets of one side, read from the front."""

    def __init__(self, octets):
        self.octets = octets

    def line(self):
        line, end, rest = self.octets.partition(b'\r\n')
        if not end:
            raise EOFError
        self.octets = rest
        return line

    def take(self, size):
        taken, self.octets = self.octets[:size], self.octets[size:]
        return taken

    def message(self):
        """Content up to the final dot line, unstuffed."""
        lines = []
        while (line := self.line()) != b'.':
            lines.append(line[1:] if line.startswith(b'.') else line)
        return b''.join(line + b'\r\n' for line in lines)


class Decoder:
    def __init__(self, client, server, protocol, opened_tls=False):
        self.opened = opened_tls
        self.client, self.server, self.protocol = Reader(without_proxy_header(client)), Reader(server), protocol
        self.commands, self.replies, self.answers, self.messages, self.envelopes = [], [], [], [], []
        self.envelope, self.chunks, self.starttls = None, b'', False
        try:
            self.reply(None)
            while self.client.octets:
                self.command(self.client.line().decode('utf-8', 'replace'))
            while self.server.octets:
                self.reply(None)
        except (EOFError, ValueError):  # TLS begins, or something is missing
            pass

    def add_message(self, via, content):
        self.messages.append({'via': via, 'octets': len(content), 'sha256': hashlib.sha256(content).hexdigest(),
                              'complete': True})
        if self.envelope and self.envelope not in self.envelopes:
            self.envelopes.append(self.envelope)
        self.envelope = None

    def accepted(self):
        return sum(200 <= code < 300 for _, code in self.envelopes[-1]['recipients'])

    def continue_sasl(self, wanted):
        """Takes the client's responses for as long as the server asks for more."""
        while self.replies[-1][0] == wanted:
            self.client.line()
            self.commands.append('(continuation)')
            self.reply(['command', len(self.commands) - 1])

    def command(self, line):
        number = ['command', len(self.commands)]
        self.commands.append(line)
        verb, _, rest = line.partition(' ')
        self.act(number, verb.upper(), rest)


class SmtpDecoder(Decoder):
    def reply(self, answers):
        lines = [self.server.line()]
        while lines[-1][3:4] == b'-':
            lines.append(self.server.line())
        self.replies.append([int(lines[0][:3]), len(lines)])
        self.answers.append(answers)
        return int(lines[0][:3])

    def act(self, number, verb, rest):
        if verb == 'BDAT':
            self.bdat(number, rest)
            return
        code = self.reply(number)
        if verb == 'MAIL' and code == 250:
            self.envelope = {'sender': expectation.path_of(rest), 'recipients': []}
        elif verb == 'RCPT' and self.envelope:
            self.envelope['recipients'].append([expectation.path_of(rest), code])
        elif verb == 'DATA' and code == 354:
            self.data()
        elif verb == 'AUTH':
            self.continue_sasl(334)
        elif verb == 'STARTTLS' and code == 220:
            self.starttls = True
            if not self.opened:
                raise EOFError
        elif verb == 'XEXCH50' and code == 354:
            self.client.take(int(rest.split(' ')[0]))
            self.reply(number)
        elif verb in ('TURN', 'ATRN') and code == 250:
            self.client, self.server = self.server, self.client
            self.reply(None)

    def data(self):
        self.add_message('DATA', self.client.message())
        number = ['message', len(self.messages) - 1]
        code = self.reply(number)
        if code == 353:
            for _ in range(self.accepted() + 1):
                self.reply(number)
        elif self.protocol == 'lmtp':
            for _ in range(self.accepted() - 1):
                self.reply(number)

    def bdat(self, number, rest):
        size, _, last = rest.partition(' ')
        self.chunks += self.client.take(int(size))
        self.reply(number)
        if last.upper() == 'LAST':
            self.add_message('BDAT', self.chunks)
            self.chunks = b''
            for _ in range(self.accepted() - 1 if self.protocol == 'lmtp' else 0):
                self.reply(number)


class Pop3Decoder(Decoder):
    def reply(self, answers):
        text = self.server.line().decode('utf-8', 'replace')
        status = text.split(' ')[0]
        self.replies.append([status, text])
        self.answers.append(answers)
        return status

    def act(self, number, verb, rest):
        status = self.reply(number)
        if verb == 'AUTH' and rest:
            self.continue_sasl('+')
        elif status != '+OK':
            return
        elif verb in ('RETR', 'TOP'):
            self.add_message(verb, self.server.message())
        elif LISTINGS.get(verb) == len(rest.split()):
            self.server.message()
        elif verb == 'STLS':
            self.starttls = True
            if not self.opened:
                raise EOFError


def sealed(stream, client, server, protocol):
    """A session under TLS from its first octet: whose it is cannot be seen."""
    return {'stream': stream, 'client': client, 'server': server, 'protocol': protocol, 'sure': False, 'why': 'sealed',
            'commands': [], 'replies': [], 'answers': [], 'messages': [], 'envelopes': [], 'starttls': False}


class Attempt:
    """A connection on which the server said nothing: what its packets tell, and how it ended."""

    FIELDS = ('frame.time_epoch', 'tcp.flags', 'tcp.srcport', 'ip.src', 'ipv6.src', 'icmp.mtu', 'icmpv6.mtu', 'icmp.type', 'icmpv6.type')

    def __init__(self, capture, stream, client_port, port):
        self.port, self.syns, self.answers, self.first_end, self.rejected = port, [], 0, None, False
        self.accepted, self.complaint, self.mtu = False, None, None
        fields = [word for field in self.FIELDS for word in ('-e', field)]
        # Eight octets of TCP are not enough for tshark to tell the stream.
        wanted = f'tcp.stream == {stream} or ((icmp or icmpv6) and tcp.port == {client_port})'
        for line in tshark('-r', capture, '-Y', wanted, '-T', 'fields', *fields).splitlines():
            time, flags, source, four, six, mtu, mtu6, kind, kind6 = line.split('\t')
            if kind or kind6:
                self.error((four or six).split(',')[0], int(mtu or mtu6 or 0))
            else:
                self.segment(float(time), int(flags, 0), int(source) == port)

    def error(self, sender, mtu):
        self.complaint, self.mtu = sender, mtu

    def segment(self, time, flags, from_server):
        if flags & SYN and not from_server:
            self.syns.append(time)
        self.answers += bool(flags & SYN and from_server)
        self.accepted |= flags & (SYN | RST | ACK) == ACK and not from_server
        self.rejected |= bool(flags & RST and from_server)
        if flags & (FIN | RST) and self.first_end is None:
            self.first_end = ('close' if flags & FIN else 'reset') if from_server else 'client'

    def ending(self):
        if self.accepted:
            return 'silent' if self.first_end in (None, 'client') else self.first_end
        if self.rejected:
            return 'reset' if self.answers else 'refused'
        if self.complaint:
            return 'unreachable'
        return 'reset' if self.first_end else 'timeout'

    def holds(self):
        found = {'hint': PORTS.get(self.port, 'smtp'), 'ending': self.ending(), 'verdict': 'aborted',
                 'attempt.syns': len(self.syns), 'attempt.syn_acks': self.answers, 'attempt.accepted': self.accepted}
        if self.syns:
            found['attempt.span'] = round(self.syns[-1] - self.syns[0], 6)
        if self.complaint and not self.accepted:
            found['attempt.from'] = self.complaint
        return found


def attempt(capture, stream, client, server, port):
    found = Attempt(capture, stream, client.rsplit(':', 1)[1], port)
    return {'stream': stream, 'client': client, 'server': server, 'protocol': 'unknown', 'sure': True, 'why': '', 'commands': [],
            'replies': [], 'answers': [], 'messages': [], 'envelopes': [], 'starttls': False, 'holds': found.holds()}


def expect(capture):
    sessions = []
    for stream, client, server, sent, received, secrets in streams(capture):
        port = int(server.rsplit(':', 1)[1])
        protocol = PORTS.get(port, 'smtp')
        if not sent and not received and port in MAIL_PORTS:
            sessions.append(attempt(capture, stream, client, server, port))
            continue
        proxied, sent, received = without_proxy(sent, received)
        if received.startswith(b'+OK'):
            protocol = 'pop3'
        if not (proxied and not received) and not re.match(rb'220|\+OK', received):
            if sent.startswith(b'\x16\x03'):
                sessions.append(sealed(stream, client, server, protocol))
            continue
        found = (Pop3Decoder if protocol == 'pop3' else SmtpDecoder)(sent, received, protocol, secrets)
        sessions.append({'stream': stream, 'client': client, 'server': server, 'protocol': protocol, 'sure': True,
                         'why': '', 'commands': found.commands, 'replies': found.replies, 'answers': found.answers,
                         'messages': found.messages, 'envelopes': found.envelopes, 'starttls': found.starttls} |
                        ({'holds': {'decrypted': True}} if secrets else {}))
    return {'capture': os.path.basename(capture), 'sessions': sessions}


def differences(found, wanted):
    for n, want in enumerate(wanted['sessions']):
        if not want['sure']:
            continue
        got = next((s for s in found['sessions'] if s['stream'] == want['stream']), None)
        if got is None:
            yield f'session {n}: not found'
            continue
        holds = got.pop('holds', {})
        for key in holds.keys() & want.get('holds', {}).keys():
            if holds[key] != want['holds'][key]:
                yield f'session {n}: {key}: {holds[key]}, the dialogue says {want["holds"][key]}'
        for key in got:
            if got[key] != want[key]:
                yield f'session {n}: {key}: {got[key]}, the dialogue says {want[key]}'


def main():
    parser = argparse.ArgumentParser(description='Expectations from captures by way of tshark.')
    parser.add_argument('captures', nargs='+')
    parser.add_argument('--to', metavar='FOLDER')
    parser.add_argument('--against', metavar='FOLDER')
    arguments = parser.parse_args()
    differ = 0
    for capture in arguments.captures:
        found = expect(capture)
        if arguments.to:
            expectation.write(arguments.to, os.path.basename(capture), found['sessions'])
        if arguments.against:
            with open(os.path.join(arguments.against, os.path.basename(capture) + '.json'), encoding='utf-8') as file:
                for text in differences(found, json.load(file)):
                    differ += 1
                    print(f'{capture}: {text}')
    sys.exit(bool(differ))


if __name__ == '__main__':
    main()

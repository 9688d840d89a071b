#!/usr/bin/python3
"""Handshakes of OpenSSL with itself, as statements of a dialogue (tests/unit/dialogue.h): what stands in
tests/golden/findings/tls-*, and in the captures tls-*.

    tls_dialogue.py [option…] >> DIALOGUE

Options: --version 1.2, --cipher NAME, --name HOST (what the client asks for), --subject HOST, --key KIND (2048, 1024, P-256),
--digest sha256, --chain (signed by an issuer that comes along), --reverse (in the wrong order), --trust no (the client
verifies and does not know the issuer), --client NAME (the server asks for a certificate, and the client shows one for NAME; none:
it has none), --client-ciphers NAMES, --close client|server|none, --form hex|capture (the second for
tests/captures/dialogues), --text LINE (the client says it under TLS), --spoil (and once more with a wrong octet), --keys (the
key log comes first, as directives)."""
import argparse
import contextlib
import io
import os
import ssl
import subprocess
import tempfile

BEGIN, END = '20260101000000Z', '20270101000000Z'
CONFIG = """[ca]
default_ca = issuer
[issuer]
new_certs_dir = {folder}
database = {folder}/index
rand_serial = yes
policy = any
unique_subject = no
[any]
commonName = supplied
"""


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Issuer:
    """Makes keys and certificates in a folder; every one has its name there."""
    def __init__(self, folder):
        self.folder = folder
        for name, text in (('config', CONFIG.format(folder=folder)), ('index', '')):
            self.write(name, text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='ascii') as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding='ascii') as file:
            return file.read()

    def issue(self, name, subject, by, kind='P-256', digest='sha256', issues=True):
        key, request, certificate = (self.path(name + end) for end in ('.key', '.request', '.pem'))
        how = ('EC', 'ec_paramgen_curve:P-256') if kind == 'P-256' else ('RSA', 'rsa_keygen_bits:' + kind)
        openssl('genpkey', '-algorithm', how[0], '-pkeyopt', how[1], '-out', key)
        openssl('req', '-new', '-key', key, '-subj', '/CN=' + subject, '-out', request)
        kind_of = 'TRUE' if issues else f'FALSE\nsubjectAltName = DNS:{subject}'
        self.write('extensions', 'basicConstraints = critical,CA:' + kind_of)
        signer = ['-selfsign', '-keyfile', key]
        if by != name:
            signer = ['-keyfile', self.path(by + '.key'), '-cert', self.path(by + '.pem')]
        openssl('ca', '-batch', '-notext', '-config', self.path('config'), '-extfile', self.path('extensions'), '-md', digest,
                '-startdate', BEGIN, '-enddate', END, '-in', request, '-out', certificate, *signer)
        return self.read(name + '.pem')


def files(options, folder):
    """The file of the server's key and certificates."""
    issuer = Issuer(folder)
    others = []
    if options.chain:
        root = issuer.issue('root', 'Example Root', 'root')
        others = [issuer.issue('issuer', 'Example Issuer', 'root'), root]
    own = issuer.issue('server', options.subject, 'issuer' if options.chain else 'server', options.key, options.digest, False)
    openssl('genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048', '-out', issuer.path('all.dh'))
    issuer.write('all', issuer.read('server.key') + own + ''.join(others[::-1] if options.reverse else others))
    if options.client not in (None, 'none'):
        issuer.issue('root-of-clients', 'Example Root of Clients', 'root-of-clients')
        shown = issuer.issue('client', options.client, 'root-of-clients', options.key, options.digest, False)
        issuer.write('all.client', issuer.read('client.key') + shown)
    return issuer.path('all')


def contexts(options, path):
    version = {'1.0': ssl.TLSVersion.TLSv1, '1.1': ssl.TLSVersion.TLSv1_1, '1.2': ssl.TLSVersion.TLSv1_2,
               '1.3': ssl.TLSVersion.TLSv1_3}[options.version]
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for context, ciphers in ((server, options.cipher), (client, options.client_ciphers or options.cipher)):
        context.set_ciphers(ciphers + ':@SECLEVEL=0')
        context.minimum_version = context.maximum_version = version
    server.load_cert_chain(path)
    server.load_dh_params(path + '.dh')
    if options.client:
        server.verify_mode = ssl.CERT_OPTIONAL
    if options.client not in (None, 'none'):
        server.load_verify_locations(os.path.join(os.path.dirname(path), 'root-of-clients.pem'))
        client.load_cert_chain(path + '.client')
    client.check_hostname = False
    if options.trust == 'yes':
        client.verify_mode = ssl.CERT_NONE
    return client, server


class Side:
    def __init__(self, letter, form, context, **options):
        self.letter, self.form = letter, form
        self.read, self.written = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.read, self.written, **options)

    def attempt(self, what):
        """True when it is done; False when it waits for the other side, or has failed."""
        try:
            what()
            return True
        except ssl.SSLError:
            return False

    def line(self, octets, at):
        if self.form == 'hex':
            return f'hex {self.letter} {octets[at:at + 48].hex()}'
        return f'{self.letter}! ' + ''.join(f'\\x{octet:02x}' for octet in octets[at:at + 24]) + '\\c'

    def flight(self, other, spoil=False):
        octets = self.written.read()
        if spoil:
            octets = octets[:-1] + bytes([octets[-1] ^ 1])
        other.read.write(octets)
        for at in range(0, len(octets), 48 if self.form == 'hex' else 24):
            print(self.line(octets, at))
        return bool(octets)


def say(options, side, other):
    """The client's line; --spoil: with a wrong octet, after one that is right."""
    for spoil in (False, True)[:1 + options.spoil]:
        side.tls.write(options.text.encode() + b'\r\n')
        side.flight(other, spoil)


def play(options):
    with tempfile.TemporaryDirectory() as folder:
        client_context, server_context = contexts(options, files(options, folder))
        client_context.keylog_filename = os.path.join(folder, 'keys')
        client = Side('C', options.form, client_context, server_hostname=options.name)
        server = Side('S', options.form, server_context, server_side=True)
        moved = True
        while moved:
            moved = False
            for side, other in ((client, server), (server, client)):
                side.attempt(side.tls.do_handshake)
                moved |= side.flight(other)
        if options.text:
            say(options, client, server)
        for side, other in ((client, server), (server, client)):
            if options.close == {'C': 'client', 'S': 'server'}[side.letter]:
                side.attempt(side.tls.unwrap)
                side.flight(other)
        with open(os.path.join(folder, 'keys'), encoding='ascii') as file:
            return [line.strip() for line in file if not line.startswith('#')]


def main():
    """The keys have to come first."""
    options = parser().parse_args()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        keys = play(options)
    for line in keys if options.keys else ():
        print('% key', line)
    print(said.getvalue(), end='')


def parser():
    options = argparse.ArgumentParser()
    for name, default in (('version', '1.2'), ('cipher', 'ECDHE+AESGCM'), ('client-ciphers', None), ('name', None),
                          ('subject', 'mx.example.org'), ('key', 'P-256'), ('digest', 'sha256'), ('trust', 'yes'),
                          ('close', 'none'), ('client', None), ('form', 'hex'), ('text', None)):
        options.add_argument('--' + name, default=default)
    for name in ('chain', 'reverse', 'keys', 'spoil'):
        options.add_argument('--' + name, action='store_true')
    return options


if __name__ == '__main__':
    main()

#!/usr/bin/python3
"""Makes captures, and what must be found in them, from dialogues.

usage: mkcapture.py DIALOGUE... --to FOLDER

NAME.dialogue becomes FOLDER/NAME.pcap (or .pcapng, compressed or not) and FOLDER/expected/NAME.pcap.json. The text is explained in
dialogue.py, how it travels in packets.py. At the head of a dialogue, for the whole file:

    % link ethernet|null|raw|sll|sll2        % nanoseconds        % big-endian
    % interface LINK RESOLUTION SNAP         one for each interface of a pcapng file; RESOLUTION: 6, 9, or -20 for 2^-20
    % compress PROGRAM...                    one file for each of gzip, zstd, xz, lz4, bzip2, instead of the plain one"""
import argparse
import os
import subprocess
import sys

sys.dont_write_bytecode = True

import dialogue
import expectation
import packets
import savefile


COMPRESSORS = {'gzip': ('.gz', '-n'), 'zstd': ('.zst', '-q'), 'xz': ('.xz', '-q'), 'lz4': ('.lz4', '-q'),
               'bzip2': ('.bz2', '-q')}


def take_format(session):
    """The form of the file and the programs that compress it, from directives of the first session, which lose them."""
    form, interfaces, compressors, kept = savefile.Format(), [], (), []
    for step in session.steps:
        word, values = (step.words[0], step.words[1:]) if step.words else ('', ())
        if word == 'link':
            form.interfaces = (savefile.Interface(values[0]),)
        elif word == 'nanoseconds':
            form.nanoseconds = True
        elif word == 'big-endian':
            form.order = '>'
        elif word == 'interface':
            interfaces.append(savefile.Interface(values[0], int(values[1]), int(values[2])))
        elif word == 'compress':
            compressors = values
        else:
            kept.append(step)
    session.steps = kept
    if interfaces:
        form.name, form.interfaces = 'pcapng', tuple(interfaces)
    return form, compressors


def compress(path, program):
    """Makes a compressed copy beside the file; returns its name."""
    suffix, option = COMPRESSORS[program]
    with open(path, 'rb') as plain, open(path + suffix, 'wb') as packed:
        subprocess.run((program, option, '-c'), stdin=plain, stdout=packed, check=True)
    return os.path.basename(path + suffix)


def make(source, folder):
    sessions = dialogue.read(source)
    form, compressors = take_format(sessions[0])
    name = os.path.splitext(os.path.basename(source))[0] + '.' + form.name
    path = os.path.join(folder, name)
    savefile.write(path, packets.packets_of(sessions), form)
    found = [expectation.expect(session, stream) for stream, session in enumerate(sessions) if session.protocol != 'none']
    for each in [compress(path, program) for program in compressors] or [name]:
        expectation.write(os.path.join(folder, 'expected'), each, found)
    if compressors:
        os.remove(path)


def main():
    parser = argparse.ArgumentParser(description='Makes captures from dialogues.')
    parser.add_argument('dialogues', nargs='+')
    parser.add_argument('--to', required=True, metavar='FOLDER')
    arguments = parser.parse_args()
    os.makedirs(os.path.join(arguments.to, 'expected'), exist_ok=True)
    for source in arguments.dialogues:
        try:
            make(source, arguments.to)
        except (dialogue.BadDialogue, OSError) as error:
            sys.exit(f'mkcapture: {source}: {error}')


if __name__ == '__main__':
    main()

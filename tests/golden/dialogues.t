#!/usr/bin/python3
"""The captures made from dialogues are what the dialogues say now; in `make check-long`, tshark reads the same in them."""
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile

CAPTURES = 'tests/captures'
# tshark takes for lost what was acknowledged before it was captured, knows nothing of LINKTYPE_PPP_PPPD; the decoder behind it reads no
# replies with bare LF among the others and no XTND XMIT, is not sure of a session that is sealed, and takes early data for said that
# the server refused.
BEYOND_TSHARK = ('out-of-order.pcap', 'link-pppd.pcap', 'odd-replies.pcap', 'pop3-xmit.pcap', 'tls-old.pcap', 'decrypted-early-refused.pcapng')


def check_dialogues(folder):
    """The names of captures and expectations that are not as made anew."""
    dialogues = os.path.join(CAPTURES, 'dialogues')
    sources = [os.path.join(dialogues, name) for name in sorted(os.listdir(dialogues)) if name.endswith('.dialogue')]
    subprocess.run(['tests/tools/mkcapture.py', *sources, '--to', folder], check=True)
    # Compressed files are left out: their octets depend on the compressor's version.
    names = [name for name in os.listdir(folder) if name.endswith(('.pcap', '.pcapng'))]
    names += ['expected/' + name for name in os.listdir(folder + '/expected')]
    _, differ, absent = filecmp.cmpfiles(folder, CAPTURES, names, shallow=False)
    return sorted(differ + absent)


def check_tshark():
    names = [name for name in sorted(os.listdir(CAPTURES)) if name.endswith(('.pcap', '.pcapng'))]
    captures = [os.path.join(CAPTURES, name) for name in names if name not in BEYOND_TSHARK]
    done = subprocess.run(['tests/tools/expect_by_tshark.py', *captures, '--against', CAPTURES + '/expected'],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.splitlines() or [f'status {done.returncode}'] * done.returncode


def report(number, name, lines):
    print(f'{"not " if lines else ""}ok {number} - {name}', flush=True)
    for line in lines:
        print('#  ', line)


def main():
    print('1..2')
    programs = [program for program in ('gzip', 'zstd', 'xz', 'lz4', 'bzip2') if not shutil.which(program)]
    if programs:
        print('ok 1 # SKIP not installed:', ' '.join(programs))
    else:
        with tempfile.TemporaryDirectory(prefix='dialogues-', dir=os.environ.get('HELOISE_SCRATCH')) as folder:
            report(1, 'the captures are what their dialogues say', check_dialogues(folder))
    if not os.environ.get('HELOISE_LONG'):
        print('ok 2 # SKIP only in make check-long')
    elif not shutil.which('tshark'):
        print('ok 2 # SKIP tshark is not installed')
    else:
        report(2, 'tshark reads the same in them', check_tshark())


sys.exit(main())

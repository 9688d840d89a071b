#!/usr/bin/python3
"""Every capture of ours shows what it holds: those made from dialogues, and those recorded from real servers.

The expectations were made without Heloise: from the dialogues' own markers, or by tshark and a decoder of a page
(tests/tools/expectation.py, expect_by_tshark.py)."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import compare

FOLDERS = (('tests/captures', 'tests/captures/expected'), ('samples', 'tests/captures/samples'))


def main():
    heloise = os.environ.get('HELOISE', './heloise')
    if not os.access(heloise, os.X_OK):
        print('1..0 # SKIP heloise is not built')
        return
    number = 0
    for captures, expected in FOLDERS:
        for name in sorted(os.listdir(expected)):
            number += 1
            lines = compare.differences(heloise, captures, os.path.join(expected, name))
            print(f'{"not " if lines else ""}ok {number} - {captures}/{name[:-5]}', flush=True)
            for line in lines:
                print('#  ', line)
    print(f'1..{number}')


main()

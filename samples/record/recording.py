"""One scenario played on the wire, and the capture that is left of it."""
import contextlib
import glob
import os
import shutil
import time

from hosts import WORK, await_true, stop


@contextlib.contextmanager
def capturing(host, file):
    """Writes what crosses the host's end of the wire to file while the block runs."""
    log = os.path.join(WORK, 'tcpdump.log')
    with open(log, 'w', encoding='utf-8') as output:
        tcpdump = host.start('tcpdump', '-i', 'wire', '-n', '-s', '0', '-U', '--immediate-mode', '-Z', 'root',
                             '-w', file, 'tcp or icmp', log=output)
    try:
        await_true(lambda: 'listening on' in open(log, encoding='utf-8').read(), 'tcpdump does not listen')
        yield
        time.sleep(0.5)  # the last FIN and its acknowledgement
    finally:
        stop(tcpdump)


def record(scenario, file, log_file=None):
    """Plays one scenario and leaves its capture in file."""
    folder = os.path.join(WORK, 'servers')
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    started = []
    try:
        for server in scenario.servers:
            started.append(server)
            server.start(os.path.join(folder, server.name))
        captured = os.path.join(WORK, 'capture.pcap')
        with capturing(scenario.at, captured):
            scenario.play()
        shutil.copyfile(captured, file)
        os.chmod(file, 0o644)
    finally:
        for server in reversed(started):
            server.stop()
        if log_file:
            keep_log(scenario, log_file)


def keep_log(scenario, log_file):
    with open(log_file, 'a', encoding='utf-8') as output:
        for server in scenario.servers:
            for path in sorted(glob.glob(os.path.join(WORK, 'servers', server.name, '*log')) +
                               glob.glob(os.path.join(WORK, 'servers', server.name, 'output'))):
                output.write(f'== {scenario.name}: {os.path.relpath(path, WORK)}\n')
                with open(path, encoding='utf-8', errors='replace') as log:
                    output.write(log.read())

"""What is recorded: one function a sample. Its name is the sample's, its first line is what the sample teaches.

A scenario is declared with the servers that it needs; when they listen and the capture runs, the function plays the
client's part."""
import dataclasses
import poplib
from typing import Callable

import letters
from servers import PASSWORD, Dovecot, Postfix
from hosts import CLIENT, SERVER


@dataclasses.dataclass
class Scenario:
    name: str
    teaches: str
    servers: tuple
    play: Callable


SCENARIOS = {}


def scenario(*servers):
    def declare(function):
        name = function.__name__.replace('_', '-')
        SCENARIOS[name] = Scenario(name, function.__doc__.splitlines()[0], servers, function)
        return function
    return declare


def swaks(*options, letter=None, may_fail=False):
    """Sends one message by swaks from the client's host to the server's."""
    return CLIENT.run('swaks', '--server', SERVER.address, '--ehlo', CLIENT.name, '--from', 'walter@example.net',
                      '--data', '-', *options, text=letter or letters.plain(), may_fail=may_fail)


@scenario(Postfix())
def one_refused():
    """Two recipients, one accepted and one unknown: 550 5.1.1 answers one RCPT, and the message still goes out."""
    swaks('--to', 'alice@example.org,nobody@example.org')


@scenario(Dovecot(messages=(letters.plain(), letters.long())))
def pop3():
    """A maildrop read and emptied: CAPA, USER, PASS, STAT, UIDL, LIST, TOP, RETR, DELE, QUIT."""
    CLIENT.call(read_maildrop)


def read_maildrop():
    drop = poplib.POP3(SERVER.address)
    drop.capa()
    drop.user('alice')
    drop.pass_(PASSWORD)
    count, _ = drop.stat()
    drop.uidl()
    drop.list()
    drop.top(2, 5)
    for number in range(1, count + 1):
        drop.retr(number)
    drop.dele(1)
    drop.quit()

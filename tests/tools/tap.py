"""What a script tests, as TAP: each result as it is known, and at the end how many there were.

    tap = Tap()

    @tap.test
    def letters_arrive():
        tap.is_true('Subject: x' in got, 'the letter is there', got)

    tap.play(*sys.argv[1:])"""
import importlib.util
import shutil
import sys
import traceback


def skip_all(why):
    """Ends the script: what it tests cannot be tested here."""
    print(f'1..0 # skip {why}', flush=True)
    sys.exit(0)


def need_programs(*names):
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        skip_all(', '.join(missing) + ': not installed')


def need_screen():
    """What screen.py needs: stands before it is imported."""
    if not importlib.util.find_spec('pyte'):
        skip_all('pyte (python3-pyte): not installed')


class Tap:
    def __init__(self):
        self.number, self.failed, self.tests = 0, 0, []

    def is_true(self, true, name, *details):
        """The details say what is wrong, where it is."""
        self.number += 1
        self.failed += not true
        print(f'{"ok" if true else "not ok"} {self.number} - {name}', flush=True)
        for detail in () if true else details:
            print('#', str(detail).replace('\n', '\n# '), flush=True)
        return bool(true)

    def is_equal(self, got, wanted, name, *details):
        return self.is_true(got == wanted, name, f'got {got!r}, wanted {wanted!r}', *details)

    def skip(self, name, why):
        self.number += 1
        print(f'ok {self.number} - {name} # skip {why}', flush=True)

    def test(self, function):
        """Marks a function that play() calls."""
        self.tests.append(function)
        return function

    def play(self, *names):
        """Calls what was marked, in order, or these alone. An exception is a failed test, and ends no other."""
        for function in self.tests:
            if names and function.__name__ not in names:
                continue
            print('#', function.__name__.replace('_', ' '), flush=True)
            try:
                function()
            except Exception:
                self.is_true(False, function.__name__, traceback.format_exc().rstrip())
        self.end()

    def end(self):
        print(f'1..{self.number}', flush=True)

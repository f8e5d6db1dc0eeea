"""Asks of each change whether a test notices it: all is loaded once, each change lives in a fork of its own.

First every test is run, to learn by which lines it comes. A change in a function is then made in the memory
of a fork (`swapping.Loaded`), which runs the tests that come by its line, the quickest first, until one
fails. What a module is made of when it is loaded, and what no fork noticed, is asked once more in a fresh
process, by the files whose tests come by the module.
"""

import math
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.mutation.changes import Change
from tests.mutation.learning import Learned, learn, passes, remembered
from tests.mutation.swapping import ASKED, Loaded

NOTICED, UNNOTICED, NO_CHANGE, BROKEN = 1, 0, 3, 4
PATIENCE = 10
"""Seconds on top of what the tests took unchanged; who takes longer has noticed."""
LONG = 45
"""Seconds of tests that one change may cost, the nearest first."""


@dataclass
class Asking:
    """A plugin of pytest that runs no test of its own, but asks of changes."""

    root: Path
    part: str
    some: Sequence[Change]
    jobs: int
    quick: bool = False
    kept: Path | None = None
    """Where it is kept what was learned."""
    beside: Sequence[str] = ()
    """Below these folders the tests of a change's own room are asked, too, without having learned of them."""
    answers: dict[Change, bool] = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)
    loaded: Loaded = field(init=False)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn, then ask."""
        base: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        items = {item.nodeid: item for item in session.items}
        own = [item for item in session.items if not item.nodeid.startswith(tuple(self.beside))]

        def learned() -> Learned:
            part = "" if self.kept else self.part
            return learn(own, self.root, part, self.jobs, _fork, base / "learned")

        self.learned = remembered(self.kept, items, self.root, learned) if self.kept else learned()
        self.loaded = Loaded(self.root)
        self._ask(self.some, items)
        return True

    def _ask(self, some: Sequence[Change], items: Mapping[str, pytest.Item]) -> None:
        """Ask of several changes at once: in a fork, and of what is left in a fresh process."""
        left: list[Change] = []

        def answered(one: Change, code: int) -> None:
            if code == UNNOTICED or (code == NO_CHANGE and not self.quick):
                left.append(one)
            elif code == NOTICED:
                self._say(one, noticed=True)

        swapped = [one for one in some if one.inside or self.loaded.bound(one)]
        left += [one for one in some if one not in swapped and not self.quick]
        _beside(
            [(one, self._forked(one, items)) for one in swapped],
            self.jobs,
            answered,
            self._patience,
        )
        if self.quick:
            for one in left:
                self._say(one, noticed=False)
            return
        afresh = [(one, self._fresh(one)) for one in left]
        left = []

        def decided(one: Change, code: int) -> None:
            self._say(one, noticed=code != UNNOTICED)

        _beside(afresh, self.jobs, decided, lambda one: PATIENCE + 3 * LONG)

    def _say(self, one: Change, *, noticed: bool) -> None:
        self.answers[one] = noticed
        if not noticed:
            print(
                one.told + ("" if self.near(one) else "    (no test comes by)\n"),
                flush=True,
            )

    def near(self, one: Change) -> list[str]:
        """List the tests that come by, those of its room and the quickest first, while there is time."""
        if one.inside:
            found = self.learned.by(one.file, range(one.line, one.end + 1))
        else:
            users = self.loaded.users(one)
            found = {test for file, lines in users for test in self.learned.by(file, lines)}
            found |= self.learned.of({file for file, _ in users})
        room = {*Path(one.file).with_suffix("").parts[1:]}
        spent, near = 0.0, list[str]()
        for test in sorted(
            found, key=lambda test: (room.isdisjoint(test.split("/")), self.learned.took[test])
        ):
            if near and spent + self.learned.took[test] > LONG:
                continue
            near.append(test)
            spent += self.learned.took[test]
        return near

    def of_room(self, one: Change, items: Iterable[str]) -> list[str]:
        """List the tests beside that are of the change's room, and those of its own file's name first."""
        parts = Path(one.file).with_suffix("").parts
        room, file = parts[1], parts[-1]
        folders = tuple(f"{folder}/{room}/" for folder in self.beside)
        found = [test for test in items if folders and test.startswith(folders)]
        return sorted(found, key=lambda test: file.rstrip("s") not in test.partition("::")[0])

    def _patience(self, one: Change) -> float:
        beside = 3 * LONG if self.beside else 0
        return PATIENCE + beside + 5 * sum(self.learned.took[test] for test in self.near(one))

    def _forked(self, one: Change, items: Mapping[str, pytest.Item]) -> Callable[[], int]:
        def asked() -> int:
            if not (self.loaded.swap if one.inside else self.loaded.rebind)(one):
                return NO_CHANGE
            near = [items[test] for test in self.near(one)]
            if _failing(near):
                return NOTICED
            room = [items[test] for test in self.of_room(one, items)]
            failing = _failing(room, time.monotonic() + LONG)
            self.loaded.restore()
            return NOTICED if failing and passes(failing, None) else UNNOTICED  # nobody has seen it pass yet

        return asked

    def _fresh(self, one: Change) -> Callable[[], int]:
        def asked() -> int:
            files = self._files(one)
            if not files:
                return UNNOTICED
            said = subprocess.run(
                [sys.executable, "-m", "pytest", "-p", "tests.mutation.swapping", *OPTIONS, "-x", *files],
                cwd=self.root,
                env={**os.environ, ASKED: f"{self.root / one.file}#{one.at}"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            return UNNOTICED if said.returncode == 0 else NOTICED

        return asked

    def _files(self, one: Change) -> list[str]:
        """List the files of tests that come by a module, the nearest first, while there is time."""
        by: dict[str, int] = defaultdict(int)
        for tests in self.learned.lines.get(one.file, {}).values():
            for file in {test.partition("::")[0] for test in tests}:
                by[file] += 1
        whole: dict[str, float] = defaultdict(float)
        for test, took in self.learned.took.items():
            whole[test.partition("::")[0]] += took
        files: list[str] = []
        spent = 0.0
        for file in sorted(by, key=lambda file: -by[file]):
            if files and spent + whole[file] > LONG:
                continue
            files.append(file)
            spent += whole[file]
        return files


OPTIONS = ("-n0", "-q", "-s", "-p", "no:cacheprovider", "-m", "not slow", "-k", "not postgresql")


def _failing(tests: Sequence[pytest.Item], until: float = math.inf) -> pytest.Item | None:
    """Run tests until one fails, or there is no more time."""
    for place, test in enumerate(tests):
        if time.monotonic() > until:
            break
        if not passes(test, tests[place + 1] if place + 1 < len(tests) else None):
            return test
    return None


def _fork(work: Callable[[], int]) -> int:
    """Do *work* in a process of its own, whose words nobody reads."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = BROKEN  # unless it says something else
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        code = work()
    finally:
        os._exit(code)


def _beside(
    work: Sequence[tuple[Change, Callable[[], int]]],
    jobs: int,
    answered: Callable[[Change, int], None],
    patience: Callable[[Change], float],
) -> None:
    """Do several pieces of work at once, each in a fork; one that does not end has noticed."""
    waiting = list(reversed(work))
    running: dict[int, tuple[Change, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            one, asked = waiting.pop()
            running[_fork(asked)] = one, time.monotonic() + patience(one)
        time.sleep(0.005)
        for child, (one, until) in list(running.items()):
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended and time.monotonic() < until:
                continue
            if not ended:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
            del running[child]
            code = os.waitstatus_to_exitcode(status) if ended else NOTICED
            if code == BROKEN:
                print(f"{one.told}    (it could not be asked)\n", flush=True)
            else:
                answered(one, code)

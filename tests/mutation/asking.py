"""Asks of each change whether a test notices it: all is loaded once, each change lives in a fork of its own.

First every test is run, to learn by which lines it comes. A change in a function is then made in the memory
of a fork (`swapping.Loaded`), which runs the tests that come by its line, of each file in turn, until one
fails that passes unchanged. What a module is made of when it is loaded, and what runs then and no fork
noticed, is asked once more in a fresh process, by the files whose tests come by the module.
"""

import importlib
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

from tests.mutation.changes import Change
from tests.mutation.learning import Learned, covered, learn, passes
from tests.mutation.swapping import ASKED, Loaded

NOTICED, UNNOTICED, NO_CHANGE, BROKEN, TOO_LONG = 1, 0, 3, 4, 5
PATIENCE = 20
"""Seconds that a test may take beside ten times what it took unchanged; it is said who took longer."""
LONG = 45
"""Seconds of tests that one change may cost, the nearest first."""


@dataclass
class Asking:
    """A plugin of pytest that runs no test of its own, but asks of changes."""

    root: Path
    some: Sequence[Change]
    jobs: int
    quick: bool = False
    kept: Path | None = None
    """Where it is kept what was learned."""
    answers: dict[Change, bool] = field(default_factory=dict)
    too_long: list[Change] = field(default_factory=list)
    """What was noticed only because a test took too long, twice."""
    learned: Learned = field(default_factory=Learned)
    failing: Sequence[str] = ()
    loaded: Loaded = field(init=False)
    loading: coverage.Coverage = field(init=False)
    """Looks which lines run when all is loaded."""

    def __post_init__(self) -> None:
        self.loading = covered(self.root)
        self.loading.start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn, then ask."""
        base: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        for file in {one.file for one in self.some}:
            importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        self.loading.stop()
        from tests.storage import databases  # looked at while it is loaded

        databases.migrated("sqlite", base)  # once, and not in each fork
        databases._server = _no_server  # type: ignore[assignment]
        kept = self.kept or base / "kept"
        self.learned = learn(session.items, self.root, _fork, base / "learned", kept)
        self.loaded = Loaded(self.root)
        items = {item.nodeid: item for item in session.items}
        self.failing = [one for one in items if one not in self.learned.took]
        if self.failing:
            print(f"these don't pass unchanged, and are not asked: {self.failing}\n", flush=True)
        self._ask(self.some, items)
        return True

    def _ask(self, some: Sequence[Change], items: Mapping[str, pytest.Item]) -> None:
        """Ask of several changes at once: in a fork, and of what is left in a fresh process."""
        swapped = [one for one in some if one.inside or self.loaded.bound(one)]
        left = [one for one in some if one not in swapped]
        slow = swapped

        def answered(one: Change, code: int) -> None:
            if code == TOO_LONG:
                slow.append(one)
            elif code == NO_CHANGE or (code == UNNOTICED and not self.quick and self._runs_elsewhere(one)):
                left.append(one)
            else:
                self._say(one, code)

        for _ in range(2):  # on a busy machine it may be chance that a test took too long
            asked, slow = slow, []
            _beside([(one, self._forked(one, items)) for one in asked], self.jobs, answered)
        for one in slow:
            self._say(one, TOO_LONG)
        if not self.quick:
            _beside([(one, self._fresh(one)) for one in left], self.jobs, self._say)

    def _runs_elsewhere(self, one: Change) -> bool:
        """Tell whether its lines run when all is loaded, or where no fork comes by: with PostgreSQL."""
        if not self.near(one):
            return True
        lines = self.loading.get_data().lines(str(self.root / one.file))
        return not one.inside or not {*range(one.line, one.end + 1)}.isdisjoint(lines or ())

    def _say(self, one: Change, code: int) -> None:
        if code == BROKEN:
            print(f"{one.told}    (it could not be asked)\n", flush=True)
            return
        self.answers[one] = code in (NOTICED, TOO_LONG)
        if code == TOO_LONG:
            self.too_long.append(one)
            print(f"{one.told}    (a test took too long)\n", flush=True)
        elif code != NOTICED:
            print(one.told + ("" if self.near(one) else "    (no test comes by)\n"), flush=True)

    def near(self, one: Change) -> list[str]:
        """List tests that come by, while there is time: of each file the quickest, then the next.

        Half of the time is for those of its own floor: they ask it directly.
        """
        if one.inside:
            found = self.learned.by(one.file, range(one.line, one.end + 1))
        else:
            users = self.loaded.users(one)
            found = {test for file, lines in users for test in self.learned.by(file, lines)}
            found |= self.learned.of({file for file, _ in users})
        room = {*Path(one.file).with_suffix("").parts[1:]}
        of_file: dict[str, int] = defaultdict(int)
        ranked = list[tuple[int, bool, float, str]]()
        for test in sorted(found, key=self.learned.took.__getitem__):
            file = test.partition("::")[0]
            ranked.append((of_file[file], room.isdisjoint(test.split("/")), self.learned.took[test], test))
            of_file[file] += 1
        spent, near = 0.0, list[str]()
        floor = f"tests/{Path(one.file).parts[0]}/"
        for own, until in ((True, LONG / 2), (False, LONG)):
            for test in (test for *_, test in sorted(ranked) if test.startswith(floor) is own):
                if near and spent + self.learned.took[test] > until:
                    continue
                near.append(test)
                spent += self.learned.took[test]
        return near

    def _forked(self, one: Change, items: Mapping[str, pytest.Item]) -> Callable[[], int]:
        def changed() -> bool:
            return self.loaded.swap(one) if one.inside else self.loaded.rebind(one)

        def asked() -> int:
            if not changed():
                return NO_CHANGE
            signal.signal(signal.SIGALRM, lambda *_: os._exit(TOO_LONG))
            for test in self.near(one):
                signal.alarm(round(PATIENCE + 10 * self.learned.took[test]))
                if passes(items[test], None):
                    continue
                self.loaded.restore()
                signal.alarm(round(PATIENCE + 10 * self.learned.took[test]))
                if passes(items[test], None):
                    return NOTICED
                changed()  # that test fails whatever is changed
            return UNNOTICED

        return asked

    def _fresh(self, one: Change) -> Callable[[], int]:
        def asked() -> int:
            files = self._files(one)
            if not files:
                return UNNOTICED
            without = [f"--deselect={test}" for test in self.failing]
            said = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    "-p",
                    "tests.mutation.swapping",
                    *OPTIONS,
                    "-x",
                    *without,
                    *files,
                ],
                cwd=self.root,
                env={**os.environ, ASKED: f"{self.root / one.file}#{one.at}"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            return UNNOTICED if said.returncode == 0 else NOTICED

        return asked

    def _files(self, one: Change) -> list[str]:
        """List the files of tests of its room, and that come by, the nearest first, while there is time."""
        room = f"tests/{Path(one.file).parent}/"
        by = {test.partition("::")[0]: 0 for test in self.learned.took if test.startswith(room)}
        for tests in self.learned.lines.get(one.file, {}).values():
            for file in {test.partition("::")[0] for test in tests}:
                by[file] = by.get(file, 0) + 1
        whole: dict[str, float] = defaultdict(float)
        for test, took in self.learned.took.items():
            whole[test.partition("::")[0]] += took
        files: list[str] = []
        spent = 0.0
        name = Path(one.file).stem
        for file in sorted(by, key=lambda file: (not file.startswith(room), name not in file, -by[file])):
            if files and spent + whole[file] > LONG:
                continue
            files.append(file)
            spent += whole[file]
        return files


def _no_server() -> str:
    """In a fork nobody would end it."""
    pytest.skip("asks for PostgreSQL")


OPTIONS = (
    "-n0",
    "-q",
    "-s",
    "-p",
    "no:cacheprovider",
    "-m",
    "not slow",
    "-k",
    "not postgresql",
    "-o",
    "tmp_path_retention_policy=failed",
)


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
    work: Sequence[tuple[Change, Callable[[], int]]], jobs: int, answered: Callable[[Change, int], None]
) -> None:
    """Do several pieces of work at once, each in a fork, which is ended after a while."""
    waiting = list(reversed(work))
    running: dict[int, tuple[Change, float]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            one, asked = waiting.pop()
            running[_fork(asked)] = one, time.monotonic() + 5 * LONG
        time.sleep(0.005)
        for child, (one, until) in list(running.items()):
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended and time.monotonic() < until:
                continue
            if not ended:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
            del running[child]
            answered(one, os.waitstatus_to_exitcode(status) if ended else TOO_LONG)

"""Learns by which lines each test comes and how long it takes; that can be kept for other runs."""

import functools
import gc
import hashlib
import os
import pickle
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol

SOURCE = ("casework", "storage", "actions", "bot", "handlers")
OFTEN = 60
"""After so many seconds it is kept what was learned."""


@dataclass
class Learned:
    """What a run of tests told."""

    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    """Of each file and line the tests that come by."""
    took: dict[str, float] = field(default_factory=dict)
    """Seconds of each test that passed."""

    def by(self, file: str, lines: Iterable[int]) -> set[str]:
        """Return the tests that pass, and come by one of these lines."""
        known: Mapping[int, set[str]] = self.lines.get(file, {})
        return {test for line in lines for test in known.get(line, ())} & self.took.keys()

    def of(self, files: Collection[str]) -> set[str]:
        """Return the tests that stand in one of these files, and pass."""
        return {test for test in self.took if test.partition("::")[0] in files}

    def joined(self, other: "Learned") -> None:
        """Take in what was learned elsewhere."""
        self.took |= other.took
        for file, lines in other.lines.items():
            for line, tests in lines.items():
                self.lines.setdefault(file, {}).setdefault(line, set()).update(tests)


def learn(
    items: Sequence[pytest.Item], root: Path, fork: Callable[..., int], base: Path, kept: Path
) -> Learned:
    """Run each file of tests once, in forks; what is kept of it is true while it and its sources are."""
    before: dict[str, tuple[str, Learned]] = pickle.loads(kept.read_bytes()) if kept.exists() else {}
    support = [one for one in (root / "tests").rglob("*.py") if not one.name.startswith("test_")]
    about = _digest(one for one in support if Path(__file__).parent not in one.parents)
    learned, saved = Learned(), time.monotonic()
    of_file = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        of_file[item.nodeid.partition("::")[0]].append(item)
    for file, tests in of_file.items():

        def of(by: Learned, file: str = file, tests: Sequence[pytest.Item] = tests) -> str:
            named = [about, *sorted(item.nodeid for item in tests)]
            return _digest((root / one for one in (file, *sorted(by.lines))), *named)

        known = before.get(file)
        if known is None or known[0] != of(known[1]):
            found = _learned(tests, root, fork, base)
            before[file] = known = of(found), found
            if time.monotonic() > saved + OFTEN:
                kept.write_bytes(pickle.dumps(before))
                saved = time.monotonic()
        learned.joined(known[1])
    kept.write_bytes(pickle.dumps(before))
    return learned


def _digest(files: Iterable[Path], *words: str) -> str:
    read = (one.read_bytes() for one in files if one.exists())
    return hashlib.sha256(b"".join((*(one.encode() for one in words), *read))).hexdigest()


def _learned(items: Sequence[pytest.Item], root: Path, fork: Callable[..., int], base: Path) -> Learned:
    learned = Learned()
    os.waitpid(fork(partial(_run, items, root, str(base))), 0)
    took = Path(f"{base}.took")
    if not took.exists():  # it ended the whole process: nobody can ask by it
        return learned
    learned.took = pickle.loads(took.read_bytes())
    took.unlink()
    if not base.exists():  # they come by nothing but what was loaded
        return learned
    data = coverage.CoverageData(str(base))
    data.read()
    for file in data.measured_files():
        by_line = data.contexts_by_lineno(file)
        if lines := {line: {*filter(None, tests)} for line, tests in by_line.items() if any(tests)}:
            learned.lines[str(Path(file).relative_to(root))] = lines
    base.unlink()
    return learned


def covered(root: Path, kept: str | None = None) -> coverage.Coverage:
    """Look which lines of the house are come by."""
    return coverage.Coverage(data_file=kept, source=[str(root / one) for one in SOURCE], messages=False)


def _run(items: Sequence[pytest.Item], root: Path, kept: str) -> int:
    caches = [one for one in loaded_caches() if _of_arguments(one)]
    looked = covered(root, kept)
    took: dict[str, float] = {}
    looked.start()
    for item, following in zip(items, [*items[1:], None], strict=True):
        for cache in caches:  # what one test asked, another asks as well
            cache.cache_clear()
        looked.switch_context(item.nodeid)
        begun = time.monotonic()
        if passes(item, following):
            took[item.nodeid] = time.monotonic() - begun
    looked.stop()
    Path(f"{kept}.took").write_bytes(pickle.dumps(took))
    looked.save()
    return 0


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; what breaks pytest itself is no pass."""
    try:
        reports = runtestprotocol(item, log=False, nextitem=following)
    except BaseException:
        return False
    return not any(report.failed for report in reports)


def loaded_caches() -> list[Any]:
    """List the caches that are loaded."""
    return [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]


def _of_arguments(cache: Any) -> bool:
    """Its answer hangs on what it is asked: else it is a table that is read once."""
    code = getattr(cache.__wrapped__, "__code__", None)
    return code is not None and code.co_argcount > 0

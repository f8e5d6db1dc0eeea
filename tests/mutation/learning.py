"""Learns by which lines each test comes and how long it takes; that can be kept for other runs."""

import functools
import gc
import hashlib
import os
import pickle
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol

SOURCE = ("casework", "storage", "actions", "bot", "handlers")


@dataclass
class Learned:
    """What a run of all tests told."""

    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    """Of each file and line the tests that come by."""
    took: dict[str, float] = field(default_factory=dict)
    """Seconds of each test that passed."""

    def by(self, file: str, lines: Iterable[int]) -> set[str]:
        """Return the tests that pass, and come by one of these lines."""
        known: Mapping[int, list[str]] = self.lines.get(file, {})
        return {test for line in lines for test in known.get(line, ())} & self.took.keys()

    def of(self, files: Collection[str]) -> set[str]:
        """Return the tests that stand in one of these files, and pass."""
        return {test for test in self.took if test.partition("::")[0] in files}


def learn(
    items: Sequence[pytest.Item], root: Path, part: str, jobs: int, fork: Callable[..., int], kept: Path
) -> Learned:
    """Run all tests once, in forks."""
    learned = Learned()
    shares = [items[one::jobs] for one in range(jobs)]
    children = [fork(partial(_run, share, root, part, f"{kept}.{one}")) for one, share in enumerate(shares)]
    for one, child in enumerate(children):
        os.waitpid(child, 0)
        data = coverage.CoverageData(f"{kept}.{one}")
        data.read()
        for file in data.measured_files():
            lines = learned.lines.setdefault(str(Path(file).relative_to(root)), {})
            for line, tests in data.contexts_by_lineno(file).items():
                lines.setdefault(line, []).extend(test for test in tests if test)
        learned.took |= pickle.loads(Path(f"{kept}.{one}.took").read_bytes())
        for left in (f"{kept}.{one}", f"{kept}.{one}.took"):
            Path(left).unlink()
    return learned


def remembered(file: Path, items: Iterable[str], root: Path, learn_it: Callable[[], Learned]) -> Learned:
    """Return what was learned before of just these tests and sources, else learn it and keep it."""
    texts = sorted(one for part in (*SOURCE, "tests") for one in (root / part).rglob("*.py"))
    read = (one.read_bytes() for one in texts if Path(__file__).parent not in one.parents)
    of = hashlib.sha256(b"".join((*(one.encode() for one in sorted(items)), *read))).hexdigest()
    if file.exists():
        before, learned = pickle.loads(file.read_bytes())
        if before == of:
            return learned
    learned = learn_it()
    file.write_bytes(pickle.dumps((of, learned)))
    return learned


def _run(items: Sequence[pytest.Item], root: Path, part: str, kept: str) -> int:
    caches = [one for one in loaded_caches() if _of_arguments(one)]
    source = [str(root / one) for one in ((part,) if part else SOURCE)]
    looked = coverage.Coverage(data_file=kept, source=source, messages=False)
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
    looked.save()
    Path(f"{kept}.took").write_bytes(pickle.dumps(took))
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

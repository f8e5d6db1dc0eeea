"""Keeps the bot's threads on one core: Python runs one of them at a time, wherever they are.

On two cores they fight for Python's lock, and fetch from the other core what was written a moment ago. A
process of its own, such as an errand's, goes where it likes.
"""

import asyncio
import os
from collections.abc import Coroutine, Iterator, Set
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final, TypeVar

Result = TypeVar("Result")
MOVABLE: Final = hasattr(os, "sched_setaffinity") and Path("/proc/self/task").is_dir()
"""Only Linux can be told where to run what."""
ANYWHERE: Final[Set[int]] = os.sched_getaffinity(0) if MOVABLE else frozenset()
"""The cores that this process was given."""
STAYS = (1.0, 5.0, 30.0)
CHOOSE = 0.2
"""Seconds on one core, and then at large: who moves in beside us is not there for good.

At first they are few: bots that begin together choose while none of them has anything to do yet.
"""
_CORE = 36
"""Where it stands, behind the name of the program, on which core a thread ran last."""


async def together(work: Coroutine[Any, Any, Result]) -> Result:
    """Do some work with all threads on one core; the system chooses which, and now and then anew."""
    staying = asyncio.create_task(_stay())
    try:
        return await work
    finally:
        staying.cancel()


async def _stay() -> None:
    if len(ANYWHERE) < 2:
        return
    try:
        for stay in chain(STAYS, repeat(STAYS[-1])):
            _run_on(ANYWHERE)
            await asyncio.sleep(CHOOSE)
            _run_on({_here()})
            await asyncio.sleep(stay)
    finally:
        _run_on(ANYWHERE)


@contextmanager
def at_large() -> Iterator[None]:
    """Let a process that is begun in this block run on any core: it inherits where this thread may run."""
    here = os.sched_getaffinity(0) if MOVABLE else ANYWHERE
    _let(0, ANYWHERE)
    try:
        yield
    finally:
        _let(0, here)


def _here() -> int:
    said = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace")
    return int(said.rpartition(")")[2].split()[_CORE])


def _run_on(cores: Set[int]) -> None:
    for thread in os.listdir("/proc/self/task"):
        _let(int(thread), cores)


def _let(thread: int, cores: Set[int]) -> None:
    if cores:
        with suppress(OSError):  # it ended, a core is gone, or a container forbids it: then it runs as before
            os.sched_setaffinity(thread, cores)

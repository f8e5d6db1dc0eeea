"""The bot's threads stay together, and what it begins does not have to."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import cores

ROOT = Path(__file__).parents[2]
LIVE = """
import asyncio, os, subprocess, sys
from bot import cores

cores.CHOOSE, cores.STAYS = 0.01, (0.5,)
ASK = [sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"]

def everywhere():
    return {frozenset(os.sched_getaffinity(int(one))) for one in os.listdir("/proc/self/task")}

async def live():
    reading = asyncio.create_task(asyncio.to_thread(os.read, os.pipe()[0], 1))
    await asyncio.sleep(0.2)
    [together] = everywhere()
    assert len(together) == 1, together
    assert int(subprocess.check_output(ASK)) == 1
    with cores.at_large():
        assert int(subprocess.check_output(ASK)) == len(cores.ANYWHERE)
    assert everywhere() == {together}

async def lived():
    await cores.together(live())
    await asyncio.sleep(0)
    assert everywhere() == {frozenset(cores.ANYWHERE)}
    print("lived", flush=True)
    os._exit(0)

asyncio.run(lived())
"""


@pytest.mark.skipif(len(cores.ANYWHERE) < 2, reason="there is one core, or no telling")
def test_all_threads_stay_on_one_core_and_an_errand_goes_where_it_likes() -> None:
    lived = subprocess.run(
        [sys.executable, "-c", LIVE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert lived.stdout == "lived\n", lived.stderr


async def test_it_chooses_anew_soon_after_it_began_and_then_each_half_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bots that begin together have nothing to do yet, and may choose the same core."""
    passed: list[tuple[int, float]] = []
    where: list[Set[int]] = []

    async def sleep(seconds: float) -> None:
        passed.append((len(where[-1]), seconds))
        if len(passed) == 8:
            raise asyncio.CancelledError

    monkeypatch.setattr(cores, "ANYWHERE", {0, 1})
    monkeypatch.setattr(cores, "_run_on", where.append)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    with suppress(asyncio.CancelledError):
        await cores._stay()
    at_large = (2, cores.CHOOSE)
    assert passed == [at_large, (1, 1.0), at_large, (1, 5.0), at_large, (1, 30.0), at_large, (1, 30.0)]
    assert where[-1] == {0, 1}, "in the end all are at large"


async def test_where_there_is_one_core_nothing_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "ANYWHERE", {0})
    monkeypatch.setattr(cores, "_run_on", None)
    await cores._stay()


async def test_it_stays_as_long_as_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    staying: list[asyncio.Task[None] | None] = []

    async def stay() -> None:
        staying.append(asyncio.current_task())
        await asyncio.Future[None]()

    async def work() -> str:
        await asyncio.sleep(0)
        return "done"

    monkeypatch.setattr(cores, "_stay", stay)
    assert await cores.together(work()) == "done"
    await asyncio.sleep(0)
    assert [one.cancelled() for one in staying if one] == [True]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Set[int]]]:
    """Say which thread was let run where."""
    found: list[tuple[int, Set[int]]] = []
    monkeypatch.setattr(os, "sched_setaffinity", lambda thread, where: found.append((thread, where)))
    return found


@pytest.mark.parametrize(("movable", "after"), [(True, {7}), (False, {4, 5})])
def test_who_begins_something_at_large_is_back_where_it_was(
    moved: list[tuple[int, Set[int]]], monkeypatch: pytest.MonkeyPatch, movable: bool, after: set[int]
) -> None:
    monkeypatch.setattr(cores, "MOVABLE", movable)
    monkeypatch.setattr(cores, "ANYWHERE", {4, 5})
    monkeypatch.setattr(os, "sched_getaffinity", lambda thread: {7} if not thread else None)
    with cores.at_large():
        assert moved == [(0, {4, 5})]
    assert moved == [(0, {4, 5}), (0, after)]


def test_each_thread_is_moved_and_none_where_there_is_no_telling(
    moved: list[tuple[int, Set[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "listdir", lambda of: ["11", "12"])
    cores._run_on({1})
    cores._run_on(frozenset())
    assert moved == [(11, {1}), (12, {1})]


def test_on_which_core_it_ran_last_stands_behind_the_name_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fields = " ".join(map(str, range(50)))
    said = SimpleNamespace(read_text=lambda **_: f"7 (a name) with) {fields}")
    monkeypatch.setattr(cores, "Path", lambda name: said)
    assert cores._here() == 36

"""The bot's threads stay together, and what it begins does not have to."""

import asyncio
import subprocess
import sys
from collections.abc import Set
from contextlib import suppress
from pathlib import Path

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

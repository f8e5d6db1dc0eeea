"""Runs so many days of the demo city's life, and stops where something is wrong."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from structlog.testing import capture_logs

from casework.text.dates import local_day
from tests.simulation.checks.watch import Watch
from tests.simulation.days import Life
from tests.simulation.room import opened
from tests.simulation.year import START, Year
from tests.support import round_tables

AFTER = 7
"""So many days after the last one the bot may still be away."""


class Wrong(Exception):  # noqa: N818 - says what it is
    """Something was wrong; the message names the seed, the day and what."""


@dataclass
class Result:
    """What a run saw."""

    seed: int
    days: int
    seconds: float
    busy: float
    """Seconds of the processor."""
    did: Counter[str]
    by_phone: int
    without: int
    watch: Watch
    log: str


async def simulate(
    folder: Path,
    *,
    seed: int,
    days: int,
    start: datetime = START,
    kind: str = "sqlite",
    quiet: tuple[date, date] | None = None,
    progress: Callable[[Life, date], None] = lambda life, day: None,
) -> Result:
    """Live so many days on a kind of database; `Wrong` at the end of the first day with something wrong.

    In the *quiet* days, from the first until the second, nobody does anything and the bot is away; nothing
    goes on between units then, and at meetings, on the other days either: months of it would be late at once.
    """
    began, idle = time.perf_counter(), time.process_time()
    with capture_logs() as errors:
        async with opened(folder, start.astimezone(UTC), round_tables.KINDS, kind) as room:
            watch = Watch(room, errors, timedelta(days=days + AFTER))
            life = Life(
                room,
                watch,
                Year(seed, local_day(start), days, alone=quiet is not None),
                Random(f"life {seed}"),
            )
            await room.practice.ring()
            await life.found()
            for number in range(days):
                day = local_day(start) + timedelta(days=number)
                if quiet and quiet[0] <= day < quiet[1]:
                    await life.sleep(quiet[1])
                    continue
                await life.day(day)
                progress(life, day)
                right(watch, seed, day)
            await _ends(life, seed)
            seconds, busy = time.perf_counter() - began, time.process_time() - idle
            did = (life.did, life.by_phone, life.without)
            return Result(seed, days, seconds, busy, *did, watch, watch.log.text)


async def _ends(life: Life, seed: int) -> None:
    """Let the bot come back, and look at the whole."""
    if life.back is not None:
        await life.until(life.back)
    life.watch.look_closely()
    life.watch.look_back()
    right(life.watch, seed, local_day(life.room.now))


def right(watch: Watch, seed: int, day: date) -> None:
    """Stop when anything was wrong."""
    if watch.wrongs:
        raise Wrong("\n".join([f"seed {seed}, {day.isoformat()}:", *watch.wrongs[:20]]))

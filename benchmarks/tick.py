"""A ring of the bell: what it costs when nothing is due, and when 10,000 duties are due at once.

    make bench
    .venv/bin/python -m benchmarks.tick --postgresql

A tick is one whole ring: every step of `bot/ring.py` as `bot/loops/bell.py` runs them, each in a transaction
of its own, for 495 workers. Telegram is left out: what is told is sent after the ring. The databases are
rung on in turn, what changes them on a fresh copy. Machines are noisy: the medians of some rounds; read the
ratios.
"""

import argparse
import asyncio
import logging
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import event, func, select

from benchmarks.full_city import MORNING, NIGHT, NOON, fill
from bot import ring
from bot.app import open_office
from bot.loops.bell import Bell
from storage.core import facts
from storage.core.database import Database
from storage.core.tables import nudges, obligations
from storage.core.vault import Vault
from storage.reminders import ahead
from tests.storage.databases import copied, migrated, remove

RINGS = 10
FEW = 1_000


@dataclass
class Ringing:
    """An office, its bell, and a clock to set; counts what a ring does."""

    url: str
    vault: Vault
    now: datetime = NOON
    statements: int = 0
    letters: int = 0
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        self.office = open_office(self.database, self.vault, clock=lambda: self.now)
        self.office.memory.written = lambda letters: self._count(letters=len(letters))
        self.bell = Bell(self.office, lambda: self.now.timestamp())  # noqa: PLW0108 - it is set anew
        engine = self.database.engine
        event.listen(engine, "before_cursor_execute", lambda *_: self._count(statements=1))

    def _count(self, *, statements: int = 0, letters: int = 0) -> None:
        self.statements += statements
        self.letters += letters

    async def ring(self, at: datetime) -> float:
        """Ring once; returns the seconds."""
        self.now, self.statements, self.letters = at, 0, 0
        began = time.perf_counter()
        await self.bell.ring()
        return time.perf_counter() - began

    async def idle(self, at: datetime = NOON) -> float:
        """Ring when nothing is to be told; returns the seconds."""
        seconds = await self.ring(at)
        assert not self.letters, "nothing is due"
        return seconds

    async def due(self) -> "Due":
        """Ring in the morning, when the digest goes out."""
        seconds = await self.ring(MORNING)
        statements, letters = self.statements, self.letters
        return Due(seconds, statements, letters, await self._counted(nudges.c.told_at.isnot(None)))

    async def climb(self) -> None:
        """Write down what the morning would tell, and die before it is told: in quiet hours it waits."""
        self.now = MORNING
        while await self.office.transact(partial(ring.climb, self.office)):
            pass

    async def settled(self) -> float:
        """Ring when the rules changed, so that every open case is counted anew."""
        open_ = obligations.c.ended_at.is_(None)
        before = await self._counted(open_)
        await self.office.transact(partial(facts.remove, name="rules"))
        seconds = await self.ring(NOON)
        assert await self._counted(open_) == before, "the same rules give the same duties"
        return seconds

    async def ahead(self) -> float:
        """Ask for the next moment at which the bell finds something, as the practice room does."""
        began = time.perf_counter()
        await self.office.transact(partial(ahead.next_moment, until=MORNING))
        await self.office.transact(ahead.next_deadline)
        return time.perf_counter() - began

    async def _counted(self, which: Any) -> int:
        statement = select(func.count()).where(which)
        return await self.office.transact(lambda db: db.connection.execute(statement).scalar_one())


@dataclass(frozen=True)
class Due:
    """What a ring did with all that was due."""

    seconds: float
    statements: int
    letters: int
    nudges: int


class Bench:
    """Databases to ring on, each filled once and copied for every ring."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind, self._folder = kind, folder
        self._vault = Vault(secrets.token_bytes(32))

    async def filled(self, opened: int, due: int = 0) -> str:
        """Fill a database; returns its URL."""
        url = migrated(self._kind, self._folder)
        async with self.on(url) as town:
            began = time.perf_counter()
            await town.office.transact(partial(fill, opened=opened, due=due))
            print(f"({opened:,} open duties written in {time.perf_counter() - began:.0f} s)", flush=True)
        return url

    @asynccontextmanager
    async def on(self, url: str) -> AsyncIterator[Ringing]:
        town = Ringing(url, self._vault)
        try:
            yield town
        finally:
            await town.database.close()

    async def in_turn(
        self, these: tuple[str, ...], measure: Callable[[Ringing], Awaitable[float]]
    ) -> list[float]:
        """Measure several as they are, one after the other, again and again; leaves the first time out."""
        async with AsyncExitStack() as opened:
            towns = [await opened.enter_async_context(self.on(url)) for url in these]
            seen = [[await measure(town) for town in towns] for _ in range(RINGS + 1)]
        return [statistics.median(seconds) for seconds in zip(*seen[1:], strict=True)]

    async def climbed(self, url: str) -> str:
        """Return the URL of a copy whose nudges wait to be told."""
        copy = copied(self._kind, url, self._folder)
        async with self.on(copy) as town:
            await town.climb()
        return copy

    async def fresh(self, url: str, measure: Callable[[Ringing], Awaitable[Any]]) -> Any:
        """Measure on a copy."""
        copy = copied(self._kind, url, self._folder)
        async with self.on(copy) as town:
            found = await measure(town)
        remove(self._kind, copy)
        return found


async def main(kind: str, many: int, due: int, rounds: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(kind, Path(name))
        few, only = await bench.filled(FEW), await bench.filled(2 * due, due)
        waits, full = await bench.climbed(only), await bench.filled(many, due)
        seen = [await _round(bench, few, waits, only, full) for _ in range(rounds)]
    idle_few, idle_full, ahead_few, ahead_full, night_few, night_waits, settled = (
        statistics.median(one[place] for one in seen) for place in range(7)
    )
    print(f"{kind}, the medians of {rounds} rounds, a nudge being one duty told to one person")
    _line(f"none due, {FEW:,} open", idle_few)
    _line(f"none due, {many:,} open", idle_full, f"ratio {idle_full / idle_few:.2f}")
    _line(f"what lies ahead, {FEW:,} open", ahead_few)
    _line(f"what lies ahead, {many:,} open", ahead_full, f"ratio {ahead_full / ahead_few:.2f}")
    _line(f"quiet hours, {FEW:,} open", night_few)
    _line(f"quiet hours, {due:,} climbed, untold", night_waits, f"ratio {night_waits / night_few:.2f}")
    for place, opened in ((7, 2 * due), (8, many)):
        _due(f"{due:,} due, {opened:,} open", [one[place] for one in seen])
    _line(f"{due:,} cases counted anew", settled, f"{1000 * settled / due:.2f} ms a case")


async def _round(bench: Bench, few: str, waits: str, only: str, full: str) -> tuple:
    idle = await bench.in_turn((few, full), Ringing.idle)
    looked = await bench.in_turn((few, full), Ringing.ahead)
    night = await bench.in_turn((few, waits), lambda town: town.idle(NIGHT))
    settled = await bench.fresh(only, Ringing.settled)
    due = [await bench.fresh(url, Ringing.due) for url in (only, full)]
    return (*idle, *looked, *night, settled, *due)


def _line(what: str, seconds: float, more: str = "") -> None:
    print(f"{what:45} {seconds:9.4f} s  {more}", flush=True)


def _due(what: str, seen: list[Due]) -> None:
    seconds, one = statistics.median(found.seconds for found in seen), seen[0]
    told = f"{one.nudges:,} nudges in {one.letters:,} messages"
    each = f"{1000 * seconds / one.nudges:.2f} ms and {one.statements / one.nudges:.1f} statements a nudge"
    _line(what, seconds, f"{told}, {each}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    asyncio.run(main("postgresql" if given.postgresql else "sqlite", given.open, given.due, given.rounds))

"""How the bot dies: each is the life of one process, from its start to its end."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from random import Random

from sqlalchemy import make_url

from tests.kills.forked import ForkedBot, traces
from tests.kills.town import Town

Death = Callable[[Town, Random], Awaitable[None]]
LONG = 2.0
"""Seconds until one that should have died of itself is killed."""
CALLS = "pwrite64,fdatasync,fsync"
"""What SQLite asks of the system where it keeps something."""
LOCK = {
    "sqlite": """
import sqlite3, sys, time
file = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
file.execute("BEGIN IMMEDIATE")
""",
    "postgresql": """
import psycopg, sys, time
connection = psycopg.connect(sys.argv[1])
connection.execute("LOCK TABLE outbox IN EXCLUSIVE MODE")
""",
}
HOLD = """
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


async def suddenly(town: Town, random: Random) -> None:
    """At any moment, now and then while it starts."""
    bot = town.bot()
    await bot.start()
    if random.random() < 0.8:
        await bot.ready()
    await asyncio.sleep(random.uniform(0.0, 0.4))
    await bot.kill()


async def at_a_call(town: Town, random: Random) -> None:
    """Where it would have kept something."""
    bot = town.bot(*_injected(CALLS, f"signal=KILL:when={random.randint(1, 60)}"))
    await bot.start()
    await bot.ready()
    await _until_it_died(bot, LONG)
    await bot.kill()


async def of_the_disk(town: Town, random: Random) -> None:
    """Some calls fail: the disk is full, or broken; it goes on by itself, or never began to serve."""
    full, first = random.random() < 0.5, random.randint(1, 60)
    calls, error = ("pwrite64", "ENOSPC") if full else ("fdatasync,fsync", "EIO")
    when = f"when={first}..{first + random.randint(0, 30)}"
    bot = town.bot(*_injected(calls, f"error={error}:{when}"))
    await bot.start()
    served = await bot.ready()
    await _until_it_died(bot, random.uniform(0.5, LONG))
    if served and not bot.runs:
        town.wrongs.append(f"{error} at {calls} {when} ended the bot")
    await bot.kill()


async def of_patience(town: Town, random: Random) -> None:
    """While another process holds what it writes to for longer than it waits, or a little later."""
    bot = town.bot()
    await bot.start()
    await bot.ready()
    async with _held(town):
        await asyncio.sleep(random.uniform(0.0, 2.6))
    await bot.kill()


async def beside_another(town: Town, random: Random) -> None:
    """One of two, and then the other."""
    two = [town.bot(), town.bot()]
    for one in two:
        await one.start()
    await two[0].ready()
    for one in random.sample(two, 2):
        await asyncio.sleep(random.uniform(0.0, 2.0))
        await one.kill()


async def dies(town: Town, random: Random) -> None:
    """Start the bot, and let it die in one of the ways there are."""
    ways = [(way, weight) for way, weight in DEATHS[town.kind].items() if traces() or way not in TRACED]
    [way] = random.choices([way for way, _ in ways], [weight for _, weight in ways])
    await way(town, random)
    town.deaths[way.__name__] += 1


DEATHS: dict[str, dict[Death, float]] = {
    "sqlite": {suddenly: 6, at_a_call: 3, of_the_disk: 2, of_patience: 1},
    "postgresql": {suddenly: 3, beside_another: 4, of_patience: 1},
}
"""How often which, on which kind of database; PostgreSQL answers for its own disk."""


TRACED = (at_a_call, of_the_disk)
"""Those that need strace."""


def _injected(calls: str, what: str) -> tuple[str, ...]:
    return ("-e", f"trace={calls}", "-e", f"inject={calls}:{what}")


async def _until_it_died(bot: ForkedBot, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await bot.died()


@asynccontextmanager
async def _held(town: Town) -> AsyncIterator[None]:
    """Let another process hold the database, until the block ends."""
    url = make_url(town.url)
    where = (
        url.database if town.kind == "sqlite" else url.set(drivername="postgresql").render_as_string(False)
    )
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCK[town.kind] + HOLD, str(where), "60"), stdout=PIPE
    )
    assert holder.stdout is not None
    held = await holder.stdout.readline()
    try:
        assert held, "nobody holds it"
        yield
    finally:
        with suppress(ProcessLookupError):
            holder.kill()
        await holder.communicate()

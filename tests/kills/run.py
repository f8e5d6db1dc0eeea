"""Lives in the little town while its bot dies so many times, and says what was wrong."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from bot.event_loop import complete
from tests.kills.checks import Checks
from tests.kills.deaths import dies
from tests.kills.stories import Street
from tests.kills.town import DISTRICTS, Town, opened

EVERY = 10
"""After so many deaths everybody rests, and everything is looked at."""


class Wrong(Exception):  # noqa: N818 - says what it is
    """Something was wrong; the message says what."""


def town(kind: str, kills: int, seed: int) -> tuple[int, Counter[str]]:
    """Live in one town; return how many acts were answered, and how often which death was died."""
    with tempfile.TemporaryDirectory() as folder:
        lived_in = complete(lived(kind, Path(folder), kills=kills, seed=seed))
    return lived_in.done.total(), lived_in.deaths


async def lived(
    kind: str, folder: Path, *, kills: int, seed: int, districts: Sequence[str] = DISTRICTS
) -> Town:
    """Let the bot of a town die so many times while everybody goes on; `Wrong` when something is."""
    async with opened(kind, folder) as town:
        random, checks, enough = Random(f"deaths {seed}"), Checks(town), list[bool]()
        async with asyncio.TaskGroup() as streets:
            for district in districts:
                streets.create_task(Street(town, district, seed).lives(enough))
            town.open.set()
            while (left := kills - town.deaths.total()) > 0:
                for _ in range(min(left, EVERY)):
                    await dies(town, random)
                if left > EVERY:
                    await _rests(town, checks)
            await town.bot().start()
            enough.append(True)
        await town.settle()
        await checks.age()
        await checks.gone()
        _right(checks)
        return town


async def _rests(town: Town, checks: Checks) -> None:
    """Let the bot do in peace what is still to be done, and look; then it dies once more."""
    bot = town.bot()
    await bot.start()
    async with town.at_rest():
        await checks.gone()
        _right(checks)
        await checks.age()
        await bot.kill()
        town.deaths["at rest"] += 1


def _right(checks: Checks) -> None:
    if found := list(checks.look()):
        raise Wrong("\n".join(found))

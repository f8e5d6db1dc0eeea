"""How the bot dies: at each place where what is on disk and what people saw may differ (`trust.md` R1)."""

import asyncio
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from bot.bot import Bot
from sandbox.store import updates
from sandbox.store.state import State


class Death(StrEnum):
    """Where the process ends."""

    STOPPED = "stopped"  # asked to; it lets go of everything
    UNSENT = "unsent"  # between the commit and the sending
    UNMARKED = "unmarked"  # told, but not marked as told: it is told once more, marked （重送）
    UNHANDLED = "unhandled"  # kept in the inbox, and not acted on


async def unsent(bot: Bot) -> None:
    """Ring; nothing of what was written goes out."""
    bot.office.memory.written = lambda letters: None
    await bot.bell.ring()


async def unmarked(bot: Bot) -> None:
    """Ring; everything goes out, and nobody writes down that it did."""
    object.__setattr__(bot.sender, "_account", _nothing)
    await bot.bell.ring()
    while len(bot.sender._told) < len(bot.sender._rows):
        await asyncio.sleep(0.001)


async def _nothing() -> None:
    pass


def deafen(bot: Bot) -> None:
    """Keep what comes in from now on, and begin nothing."""

    def begin(work: Any) -> None:
        work.close()

    object.__setattr__(bot.worker, "_begin", begin)


async def kept(state: State) -> None:
    """Wait until the inbox has everything."""
    while updates.count(state):
        await asyncio.sleep(0.001)


RINGS = {Death.UNSENT: unsent, Death.UNMARKED: unmarked}
"""The deaths that need something due."""
ALL: Iterable[Death] = tuple(Death)

"""A bot that knows toys, as a process of its own: `python -m tests.bot.loops.errand_bot ADDRESS URL KEY`.

Told a moment as well, it dies there by SIGKILL. Claims are short, so that the next one soon goes on.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from actions import errands as acts
from bot.app import CONVERSATIONS, open_office
from bot.bot import Bot
from bot.event_loop import complete
from bot.loops import bell, working
from bot.telegram.messenger import Telegram
from sandbox import TOKEN
from storage.core.database import Database, Transaction
from storage.core.vault import KeyFile
from storage.errands import errands
from tests.handlers.errands import toys

SHORT = timedelta(seconds=3)
MOMENTS = ("claimed", "fetched", "working", "worked", "told", "sent")


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(bot: Bot, moment: str) -> None:
    """Let the bot die once an errand is that far."""
    before: dict[str, tuple[Any, str]] = {
        "claimed": (bot.errands, "_do"),
        "fetched": (working, "work"),
        "worked": (bot.errands, "_tell"),
        "sent": (bot.sender, "_account"),
    }
    if moment in before:
        owner, name = before[moment]
        setattr(owner, name, _sent(bot) if moment == "sent" else die)
    elif moment == "working":
        setattr(bot.errands, "_show", die)  # noqa: B010 - at the first beat
    elif moment == "told":
        ended = acts.end

        def end(db: Transaction, *given: Any, **more: Any) -> bool:
            db.then.append(partial(setattr, bot.office.memory, "written", die))  # right after the commit
            return ended(db, *given, **more)

        acts.end = end


def _sent(bot: Bot) -> Callable[[], Any]:
    """Die when the result is on the phone and nothing is known of it."""
    account = bot.sender._account

    async def accounted() -> None:
        if any("All steps" in str(letter.content) for letter, _ in bot.sender._told):
            die()
        await account()

    return accounted


async def main(address: str, url: str, key: str, moment: str = "") -> None:
    errands.LEASE = SHORT
    bell.EVERY = 1
    office = open_office(Database(url), KeyFile(Path(key)).read())
    bot = Bot(office, (Telegram(TOKEN, office.wordings, address, 10_000),), (toys.register, *CONVERSATIONS))
    dying(bot, moment)
    await bot.start()
    print("serves", flush=True)
    await bot.ended()


if __name__ == "__main__":
    complete(main(*sys.argv[1:]))

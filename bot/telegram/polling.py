"""Polling: what Telegram hands over is kept before the next offset confirms it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

import structlog
from sqlalchemy.exc import DBAPIError
from telegram.error import Conflict, TelegramError

from bot.messenger import TokenRefused, Wait
from bot.telegram.calling import Api
from bot.telegram.coming import came
from bot.telegram.errors import meaning
from storage.messages.inbox import Came

log = structlog.get_logger()

LONG_POLL = 25
BATCH = 100
PAUSE = 2.0
AT_ONCE = 1.0
"""Seconds: an empty answer that came sooner did not wait for anything."""
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


async def poll(
    api: Api, keep: Callable[[list[Came]], Awaitable[None]], heard: Callable[[], None] = lambda: None
) -> None:
    """Fetch for ever, and say whenever Telegram answered.

    The offset lives in memory: after a restart Telegram repeats, the inbox knows. A server that does not
    wait, or repeats what was confirmed, is not asked as fast as it answers.
    """
    offset = 0
    while True:
        try:
            asked = time.monotonic()
            updates = await _updates(api, offset)
            heard()
            if updates:
                await keep([came(one) for one in updates])
            if updates and updates[-1]["update_id"] >= offset:
                offset = updates[-1]["update_id"] + 1
            elif updates or time.monotonic() - asked < AT_ONCE:
                await asyncio.sleep(PAUSE)
        except Conflict:
            log.warning("fetch.conflict", hint="another instance polls with this token")
            await asyncio.sleep(PAUSE)
        except TelegramError as error:
            await _after(error)
        except (DBAPIError, OSError) as error:  # disk full, database away: not kept, so not confirmed
            log.error("fetch.storage", error=type(error).__name__)
            await asyncio.sleep(PAUSE)


async def _after(error: TelegramError) -> None:
    """Wait as long as Telegram asks for; a refused token ends it."""
    trouble = meaning(error)
    if isinstance(trouble, TokenRefused):
        raise trouble from None
    if not isinstance(trouble, Wait):
        log.warning("fetch.network", error=type(error).__name__)
    await asyncio.sleep(trouble.seconds if isinstance(trouble, Wait) else PAUSE)


async def _updates(api: Api, offset: int) -> list[dict[str, Any]]:
    """Ask for updates as plain data: what is kept is what came, not what a library made of it."""
    asked = {"timeout": LONG_POLL, "limit": BATCH, "allowed_updates": KINDS, "offset": offset}
    return cast(list[dict[str, Any]], await api.call("getUpdates", seconds=LONG_POLL + 10, **asked))

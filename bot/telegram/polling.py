"""Polling: what Telegram hands over is kept before the next offset confirms it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import structlog
from telegram.error import Conflict, TelegramError

from bot.faults import TROUBLE
from bot.messenger import TokenRefused, Wait
from bot.telegram.calling import Api
from bot.telegram.coming import came
from bot.telegram.errors import meaning
from storage.messages.inbox import Came

log = structlog.get_logger()

LONG_POLL = 25
BATCH = 100
PAUSE = 2.0
TRIES = 3
"""So often a batch is tried as a whole before each of it is tried alone."""
AT_ONCE = 1.0
"""Seconds: an empty answer that came sooner did not wait for anything."""
WEBHOOK = "webhook"
"""Stands in a conflict with one."""
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


async def poll(
    api: Api, keep: Callable[[list[Came]], Awaitable[None]], heard: Callable[[], None] = lambda: None
) -> None:
    """Fetch for ever, and say whenever Telegram answered.

    The offset lives in memory: after a restart Telegram repeats, the inbox knows. A server that does not
    wait, or repeats what was confirmed, is not asked as fast as it answers.
    """
    offset = failed = 0
    while True:
        try:
            asked = time.monotonic()
            updates = await _updates(api, offset)
            heard()
            if updates:
                await (_keep_each(keep, updates) if failed >= TRIES else keep([came(one) for one in updates]))
                failed = 0
            if updates and updates[-1]["update_id"] >= offset:
                offset = updates[-1]["update_id"] + 1
            elif updates or time.monotonic() - asked < AT_ONCE:
                await asyncio.sleep(PAUSE)
        except Conflict as error:
            await _besides(api, error)
        except TelegramError as error:
            await _after(error)
        except TROUBLE as error:  # disk full, database away: not kept, so not confirmed
            log.error("fetch.storage", error=type(error).__name__)
            await asyncio.sleep(PAUSE)
        except Exception as error:  # one that can't be kept at all: the others don't wait for it for ever
            failed += 1
            log.error("fetch.fault", error=type(error).__name__, times=failed)
            await asyncio.sleep(PAUSE)


async def _keep_each(keep: Callable[[list[Came]], Awaitable[None]], updates: list[dict[str, Any]]) -> None:
    """Keep what can be kept; who wrote what can't be was told to call (`Worker.hear`)."""
    for one in updates:
        try:
            await keep([came(one)])
        except TROUBLE:
            raise
        except Exception as error:
            log.error("fetch.poison", update=one.get("update_id"), error=type(error).__name__)


async def _besides(api: Api, error: Conflict) -> None:
    """Let another poll with this token; who set a webhook by it hears instead of us, and is taken off."""
    if WEBHOOK in str(error).lower():
        log.error("fetch.webhook", hint="somebody set a webhook by this token: if it was not you, revoke it")
        with suppress(TelegramError):
            await api.call("deleteWebhook")
    else:
        log.warning("fetch.conflict", hint="another instance polls with this token")
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

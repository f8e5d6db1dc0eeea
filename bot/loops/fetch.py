"""The fetch loop: what Telegram hands over is kept before the next offset confirms it."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

import structlog
from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.loops.send import retry_after
from bot.loops.trouble import Trouble
from handlers.ui.office import Office
from storage.messages import inbox
from storage.messages.inbox import Arrived

log = structlog.get_logger()

LONG_POLL = 25
BATCH = 100
PAUSE = 2.0
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


async def fetch(bot: Bot, office: Office, trouble: Trouble, arrived: Callable[[list[Arrived]], None]) -> None:
    """Fetch for ever. The offset lives in memory: after a restart Telegram repeats, the inbox knows."""
    offset = 0
    while True:
        try:
            updates = await _updates(bot, offset)
            if updates:
                arrived(await _keep(office, trouble, updates))
                offset = updates[-1]["update_id"] + 1
        except InvalidToken:
            raise
        except RetryAfter as error:
            await asyncio.sleep(retry_after(error))
        except Conflict:
            log.warning("fetch.conflict", hint="another instance polls with this token")
            await asyncio.sleep(PAUSE)
        except (NetworkError, TelegramError) as error:
            log.warning("fetch.network", error=type(error).__name__)
            await asyncio.sleep(PAUSE)
        except (DBAPIError, OSError) as error:  # disk full, database away: not kept, so not confirmed
            log.error("fetch.storage", error=type(error).__name__)
            await asyncio.sleep(PAUSE)


async def _keep(office: Office, trouble: Trouble, updates: list[dict[str, Any]]) -> list[Arrived]:
    """Keep a batch, or tell whom it came from that it could not be kept."""
    try:
        fresh = await office.transact(partial(inbox.keep, updates=updates))
    except (DBAPIError, OSError):
        for update in updates:
            await trouble.tell(inbox.chat_of(update))
        raise
    trouble.over()
    return fresh


async def _updates(bot: Bot, offset: int) -> list[dict[str, Any]]:
    """Ask for updates as plain data: what is kept is what came, not what a library made of it."""
    asked = {"timeout": LONG_POLL, "limit": BATCH, "allowed_updates": json.dumps(KINDS), "offset": offset}
    url = f"{bot.base_url}/getUpdates?{urlencode(asked)}"
    return cast(list[dict[str, Any]], await bot.request.post(url, read_timeout=LONG_POLL + 10))

"""Keeping: what a messenger hands over lies in the inbox before it is confirmed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.loops.trouble import Trouble
from handlers.ui.office import Office
from storage.messages import inbox
from storage.messages.inbox import Arrived


async def keep(
    office: Office,
    trouble: Trouble,
    arrived: Callable[[list[Arrived]], None],
    updates: list[dict[str, Any]],
) -> None:
    """Keep a batch and let it be acted on, or tell whom it came from that it could not be kept."""
    try:
        fresh = await office.transact(partial(inbox.keep, updates=updates))
    except (DBAPIError, OSError):
        for update in updates:
            await trouble.tell(inbox.chat_of(update))
        raise
    trouble.over()
    arrived(fresh)

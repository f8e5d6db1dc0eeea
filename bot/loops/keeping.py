"""Keeping: what a messenger hands over lies in the inbox before it is confirmed."""

from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import DBAPIError

from bot.loops.trouble import Trouble
from handlers.ui.office import Office
from storage.messages import inbox
from storage.messages.inbox import Arrived, Came


async def keep(
    office: Office, trouble: Trouble, arrived: Callable[[list[Arrived]], None], came: list[Came]
) -> None:
    """Keep a batch and let it be acted on, or tell whom it came from that it could not be kept."""
    try:
        fresh = await office.transact(partial(inbox.keep, came=came))
    except (DBAPIError, OSError):
        for one in came:
            await trouble.tell(one.channel, one.address)
        raise
    trouble.over()
    arrived(fresh)

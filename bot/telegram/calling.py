"""Calling the Bot API with plain data: no objects are built of what is sent, nor of what comes back."""

from typing import Any

from msgspec import Struct
from telegram import Bot

from bot.telegram.request import Request


class Api(Struct, frozen=True):
    """The Bot API by one token."""

    bot: Bot
    """Knows where it is, and packs files."""
    request: Request

    async def call(self, method: str, *, seconds: float | None = None, **given: Any) -> Any:
        """Make a call and return its result as it came; waits so many *seconds* for it.

        What is None is not said. Raises python-telegram-bot's errors.
        """
        said = {name: value for name, value in given.items() if value is not None}
        return await self.request.call(f"{self.bot.base_url}/{method}", said, seconds)

"""Lasting: a loop that nothing ends but who stops the bot, or a messenger that takes the token no more."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.messenger import TokenRefused

log = structlog.get_logger()

PAUSE = 2.0


async def lasting(name: str, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Let a loop run, and begin it anew whenever something ends it."""
    while True:
        try:
            await loop()
        except TokenRefused:
            raise
        except Exception as error:  # whatever it was: people still speak, and deadlines still come
            log.error("loop.ended", loop=name, error=type(error).__name__)
        await asyncio.sleep(PAUSE)

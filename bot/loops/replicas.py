"""The replicas: several processes serve one office, and one of them speaks (decision 32)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog
from sqlalchemy.exc import IntegrityError

from bot import ring
from handlers.ui.office import Office
from storage.core.database import Transaction
from storage.messages import replicas
from storage.messages.replicas import Replica

log = structlog.get_logger()

BEAT: Final = 1.5
"""Seconds between two looks at who is there."""
LOOKS: Final = 4
"""Whose number stands still over so many looks is dead: another speaks within ten seconds of a kill."""


@dataclass
class Pulse:
    """A number as it was seen last, and how often it was the same."""

    beat: int
    looks: int = 0


@dataclass
class Replicas:
    """Shows that this process lives, buries the dead, and lets one speak: this one, when nobody else does."""

    office: Office
    speak: Callable[[], Awaitable[None]]
    """Begins what only who speaks does."""
    hush: Callable[[], Awaitable[None]]
    """Ends it: another speaks."""
    _speaking: bool = False
    _change: asyncio.Task[None] | None = None
    """Begins to speak or ends it beside the looks: either may wait for a row that somebody holds."""
    failed: Exception | None = None
    """Why it could not begin to speak the last time."""
    _seen: dict[int, Pulse] = field(default_factory=dict)

    async def run(self) -> None:
        """Look for ever. While the database is away nobody dies, and who speaks goes on."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.error("replicas.look", error=type(error).__name__)
            await asyncio.sleep(BEAT)

    async def look(self) -> None:
        """Look once who is there."""
        memory = self.office.memory
        try:
            me, others, speaks = await self.office.transact(self._look)
        except IntegrityError:  # of two that wanted to speak the other was quicker
            me, others, speaks = await self.office.transact(self._look)
        memory.replica, memory.others, memory.speaks = me, len(others), speaks
        self._seen = {one.id: self._seen.get(one.id, Pulse(one.beat)) for one in others}
        for one in others:
            self._see(one)
        self._become(speaks)
        if not speaks and self.office.alive is not None:
            self.office.alive.touch()

    async def settled(self) -> None:
        """Wait until it speaks, or is silent, as it was decided."""
        if self._change is not None:
            await asyncio.wait([self._change])

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._become(speaks=False)
        await self.settled()

    async def leave(self) -> None:
        """Serve no more: what this process had is free at once."""
        if (me := self.office.memory.replica) is not None:
            await self.office.transact(partial(replicas.leave, these=[me]))

    def _become(self, speaks: bool) -> None:
        """Begin to speak, or end it; while it ends, the next look begins it."""
        changing = self._change if self._change and not self._change.done() else None
        if speaks == self._speaking or (speaks and changing):
            return
        log.info("replicas.speaks" if speaks else "replicas.hushed", replica=self.office.memory.replica)
        self._speaking = speaks
        if changing:
            changing.cancel()  # buried while it began
        else:
            self._change = asyncio.create_task(self._begin() if speaks else self._end())

    async def _begin(self) -> None:
        self.failed = None
        try:
            await self.speak()
        except asyncio.CancelledError:
            await self._end()
        except Exception as error:  # the database went away meanwhile: with the next look it begins again
            log.error("replicas.speak", error=type(error).__name__)
            self._speaking, self.failed = False, error
            await self._end()

    async def _end(self) -> None:
        try:
            await self.hush()
        except Exception as error:
            log.error("replicas.hush", error=type(error).__name__)

    def _see(self, one: Replica) -> None:
        seen = self._seen[one.id]
        self._seen[one.id] = Pulse(one.beat, seen.looks + 1 if seen.beat == one.beat else 0)

    def _look(self, db: Transaction) -> tuple[int, list[Replica], bool]:
        """Return who this process is, who else lives, and whether this one speaks."""
        there = {one.id: one for one in replicas.look(db)}
        me = self.office.memory.replica
        if me is None or me not in there:  # at the start, or buried while it could not look
            me = replicas.enter(db)
        replicas.beat(db, me)
        dead = [one for one, seen in self._seen.items() if one in there and self._is_dead(there[one], seen)]
        replicas.leave(db, dead)
        others = [one for one in there.values() if one.id != me and one.id not in dead]
        speaks = not any(one.speaks for one in others)
        if speaks:
            replicas.speak(db, me)
        else:
            ring.look_at_calendar(self.office, db)
        return me, others, speaks

    def _is_dead(self, now: Replica, seen: Pulse) -> bool:
        return now.beat == seen.beat and seen.looks >= LOOKS

"""The practice room: a clock that moves, scenes to begin from, the bot to be stopped. One thing at a time."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.director import Director, Trouble
from sandbox.phones.acts import NotPossible
from sandbox.practice.clock import MovableClock
from sandbox.store import chats
from sandbox.store.state import Json, State

log = logging.getLogger(__name__)


@dataclass
class Room:
    """The town as a trainer holds it."""

    state: State
    director: Director | None
    advancing: Json | None = None
    _work: set["asyncio.Task[None]"] = field(default_factory=set)

    def view(self, language: str) -> Json:
        """Show everything that stands above the phones."""
        state, director = self.state, self.director
        now = state.clock()
        return {
            "now": now.isoformat(),
            "about": director.about(now, language) if director else None,
            "advancing": self.advancing,
            "scene": director.scene if director else None,
            "scenes": [{"name": s.name, "title": s.title} for s in director.scenes] if director else [],
            "bot": ("running" if director.running else "stopped") if director else "none",
            "faults": [fault.view() for fault in state.faults],
            "pages": len(state.events.pages),
            "town": state.setting("town") or 0,
        }

    async def advance(self, to: datetime) -> None:
        """Move the clock, and let everything in between happen in order, each at its own time."""
        director = self._directed()
        if to < self.state.clock():
            raise NotPossible(409, "time goes forward only")
        await self._alone(self._advance(director, to))

    async def speak(self, language: str, people: Iterable[int]) -> None:
        """Let a page's language be spoken on *people*'s phones, and on those where nobody has written yet."""
        director = self._directed()
        await director.speak(language, {*chats.silent(self.state), *people})

    async def play(self, scene: str, language: str) -> None:
        """Begin anew, in the language of the page that begins."""
        director = self._directed()
        if scene not in {one.name for one in director.scenes}:
            raise NotPossible(400, f"there is no scene {scene}")
        await self._alone(director.play(scene, language))

    async def switch(self, *, running: bool) -> None:
        """Stop the bot, or start it."""
        director = self._directed()
        if running != director.running:
            await self._alone(director.start() if running else director.stop())

    async def close(self) -> None:
        """Leave off what is under way."""
        for work in self._work:
            work.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    def _directed(self) -> Director:
        if self.director is None:
            raise NotPossible(404, "there is no bot in this room")
        if self._work:
            raise NotPossible(409, "something is under way already")
        return self.director

    async def _alone(self, doing: Any) -> None:
        """Do it to its end, also when whoever asked has left; people wait before the gate until then."""
        self.state.gate.clear()
        work = asyncio.create_task(doing)
        self._work.add(work)
        work.add_done_callback(self._done)
        try:
            await asyncio.shield(work)
        except Trouble as trouble:
            raise NotPossible(503, str(trouble)) from trouble

    def _done(self, work: "asyncio.Task[None]") -> None:
        self._work.discard(work)
        self.state.gate.set()
        self.state.events.room()
        if not work.cancelled() and work.exception() is not None:
            log.error("the room: %r", work.exception())

    async def _advance(self, director: Director, to: datetime) -> None:
        with self._standing(to) as clock:
            await director.ring()
            while (at := await director.next_moment(to)) is not None and at > clock():
                self._stand(clock, at)
                await director.ring()
            self._stand(clock, to)
            await director.ring()

    def _stand(self, clock: MovableClock, at: datetime) -> None:
        clock.stand(at)
        if self.advancing is not None:
            self.advancing["now"] = at.isoformat()
        self.state.events.room()

    @contextmanager
    def _standing(self, to: datetime) -> Iterator[MovableClock]:
        clock = self.state.clock
        if not isinstance(clock, MovableClock):
            raise Trouble("this clock can't be moved")
        now = clock.stop()
        self.advancing = {"from": now.isoformat(), "to": to.isoformat(), "now": now.isoformat()}
        try:
            yield clock
        finally:
            clock.go_on()
            self.advancing = None

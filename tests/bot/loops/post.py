"""A messenger that answers as it is bidden, and a sender that the test lets run."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from bot.loops.send import Lane, Sender
from bot.telegram.channel import TELEGRAM
from handlers.ui.office import Office
from storage.core.database import Transaction
from storage.core.letters import Address, Letter, LetterKind, Priority
from storage.messages import outbox
from tests.support import addressed
from tests.support.small_channel import Small


@dataclass
class Post(Small):
    """A messenger that says what it was told, and answers as it is bidden."""

    channel = TELEGRAM
    letters: list[Letter] = field(default_factory=list)
    answers: list[Exception] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    """When it was told each."""

    async def tell(self, letter: Letter) -> int | None:
        self.letters.append(letter)
        self.at.append(time.monotonic())
        if self.answers:
            raise self.answers.pop(0)
        return len(self.letters)

    @property
    def texts(self) -> list[str]:
        return [one.content["text"] for one in self.letters]


@dataclass
class Room:
    """An office with one messenger, and a sender that the test lets run."""

    office: Office
    post: Post
    sender: Sender

    @property
    def lane(self) -> Lane:
        [one] = self.sender._lanes.values()
        return one

    async def writes(
        self,
        *texts: str,
        chat: int = 7,
        kind: LetterKind = LetterKind.MESSAGE,
        priority: Priority = Priority.REPLY,
        **more: Any,
    ) -> None:
        def write(db: Transaction) -> None:
            to = addressed.address(db, chat)
            for text in texts:
                content = {"text": text, "again": "（重送）", **more}
                outbox.write(db, to, kind, content, priority=priority)

        await self.office.transact(write)

    async def shows(self, chat: int = 7) -> None:
        """Write full data, which stands for a day."""

        def write(db: Transaction) -> None:
            to, at = addressed.address(db, chat), db.now + timedelta(days=1)
            content = {"text": "X", "again": "（重送）", "right": "reveal"}
            outbox.write(db, to, LetterKind.MESSAGE, content, priority=Priority.REPLY, vanishes_at=at)

        await self.office.transact(write)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let it take what waits, and send until all is told and kept account of."""
        await self.sender.take()
        task = asyncio.create_task(self.sender.run())
        await asyncio.sleep(0)
        yield
        while self.sender.busy:
            await asyncio.sleep(0.005)
        await self.ends(task)

    async def ends(self, task: "asyncio.Task[None]") -> None:
        """End a run, and let the sender go."""
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await self.sender.stop()

    async def runs(self) -> None:
        """Let it run until nothing is left."""
        async with self.running():
            pass


def letter(**facts: Any) -> Letter:
    """Write a letter to an address, as the outbox hands it over."""
    to = Address(7, TELEGRAM.name, "7")
    return replace(Letter(1, to, LetterKind.MESSAGE, Priority.PUSH, {"text": "?"}, None, 0), **facts)

"""The running bot: its loops, begun and ended together."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from actions import fallback
from actions.staffing import restoring
from bot.app import CONVERSATIONS, Conversation, machine_seconds, put_together
from bot.loops.bell import TOO_LONG, Bell
from bot.loops.errands import Errands
from bot.loops.evidence import Fetching
from bot.loops.lasting import lasting
from bot.loops.replicas import Replicas
from bot.loops.send import Sender
from bot.loops.trouble import Trouble
from bot.loops.work import Worker
from bot.messenger import Messenger
from handlers.ui.office import Office
from storage.core import facts, wakes
from storage.core.database import Transaction
from storage.core.schema import SchemaTrouble
from storage.policy import closed_days


class Bot:
    """The running bot: fetches, works, sends and rings until it is stopped.

    The first of its messengers gives it its name.
    """

    def __init__(
        self,
        office: Office,
        messengers: Sequence[Messenger],
        conversations: Iterable[Conversation] = CONVERSATIONS,
    ) -> None:
        self.office, self.messengers = office, messengers
        by_channel = {one.channel.name: one for one in messengers}
        self.sender = Sender(by_channel, office)
        self.trouble = Trouble(by_channel, office)
        conversations = tuple(conversations)
        app = put_together(conversations)
        self.worker = Worker(app, by_channel, office, self.trouble)
        self.errands = Errands(app, by_channel, office, conversations)
        self.fetching = Fetching(by_channel, office)
        self.bell = Bell(office, machine_seconds, self._deaf)
        self.replicas = Replicas(office, self._speak, self._hush)
        self._loops: list[asyncio.Task[None]] = []
        self._speaking: list[asyncio.Task[None]] = []
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Take up what was left, then fetch; or let another process that serves the office do so."""
        for one in self.messengers:
            await one.start()
        self.office.memory.bot_name = self.messengers[0].name
        await self.office.transact(self._as_before)
        self.office.close_on(await self.office.transact(closed_days.known))
        self.office.memory.epoch = await self.office.transact(restoring.epoch)
        if self.office.database.shared:
            await self.replicas.look()
            self._loops = [
                self._begin("replicas", self.replicas.run),
                self._begin("share", self.worker.share),
                self._begin("wake", self._wake),
            ]
            await self.replicas.settled()
            if self.replicas.failed is not None:
                raise self.replicas.failed
        else:
            await self._speak()
        self._loops.append(self._begin("errands", self.errands.run))
        self._loops.append(self._begin("evidence", self.fetching.run))

    def _as_before(self, db: Transaction) -> None:
        """Refuse to be another bot than before: nobody hears it, and it can't delete what is in the chats."""
        before, name = facts.get(db, facts.BOT), self.office.memory.bot_name
        if before not in (None, name):
            raise SchemaTrouble(
                f"@{before} served this office, and the token is @{name}'s, whom nobody here hears. "
                "If it is meant, say `shouwang run --another-bot` once"
            )

    async def ended(self) -> None:
        """Wait until a loop fails: the token is refused, say."""
        await self._failed

    async def stop(self) -> None:
        """Let go of everything; what is not done is taken up at the next start."""
        await _cancelled(self._loops)
        await self.replicas.stop()
        await self._hush_loops()
        await self.worker.stop()
        await self.errands.stop()
        await self.sender.stop()
        if self.office.database.shared:
            with suppress(DBAPIError, OSError):  # else the others notice
                await self.replicas.leave()
        for one in self.messengers:
            await one.stop()
        await self.office.database.close()

    async def _speak(self) -> None:
        """Send, hear and ring: nobody else does."""
        self._speaking = [self._begin("send", self.sender.run)]
        await self.sender.take()
        if self._deaf() < TOO_LONG:  # else the bell says it, once it is heard
            waits = min(one.waits for one in self.office.channels.values())
            await self.office.transact(partial(fallback.hear, kept=waits))
        await self.worker.resume()
        self._speaking += [
            self._begin("listen", partial(one.listen, self.worker.hear)) for one in self.messengers
        ]
        await self.bell.start()

    async def _hush(self) -> None:
        """Leave that to another."""
        await self._hush_loops()
        await self.sender.stop()

    async def _hush_loops(self) -> None:
        self.bell.stop()
        await _cancelled(self._speaking)

    async def _wake(self) -> None:
        """Look at once for what another process leaves to this one."""
        looks = {wakes.INBOX: self.worker.woken, wakes.OUTBOX: self.sender.woken}
        async for what in self.office.database.woken(wakes.WORD):
            looks[what].set()

    def _deaf(self) -> float:
        """For how many seconds a messenger did not answer, or took nothing."""
        heard = min(one.last_heard for one in self.messengers)
        return max(time.monotonic() - heard, self.sender.failing)

    def _begin(self, name: str, loop: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(lasting(name, loop))
        task.add_done_callback(self._over)
        return task

    def _over(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._failed.done():
            self._failed.set_exception(error)


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    tasks.clear()

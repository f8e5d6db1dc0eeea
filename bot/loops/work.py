"""The worker: acts on what came, each address in its order, addresses beside each other."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from math import ceil
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy.exc import DBAPIError

from actions import fallback
from bot.faults import of_storage, place
from bot.loops.trouble import Trouble
from bot.messenger import Messenger
from handlers.ui.heard import Said
from handlers.ui.office import Office
from handlers.ui.taking import set_aside, take
from handlers.ui.turn import App
from storage.messages import inbox
from storage.messages.inbox import AlreadyDone, Arrived, Came, NotNext

log = structlog.get_logger()

TRIES = 3
AT_ONCE = 64
PAUSE = 2.0
SLOW = 0.2
"""Seconds that a messenger waits for turns before it hears more; what is not done then is kept."""
HANDS, BESIDE_SPEAKING = 8, 3
"""So many addresses a process has in hand at once while others serve too; the rest is for whoever is free.
The more others there are, the fewer has who speaks."""
LOOK, ALONE = 0.2, 1.0
"""Seconds between two looks for what waits for whoever is free and nobody woke us for: it stood behind what
another had in hand. While one is alone nobody leaves anything."""


class Item(Struct, frozen=True):
    """One update in the queue of its address."""

    arrived: Arrived
    safe: asyncio.Future[None]
    """Ended once it is done or kept; failed when it could be neither, and will come again."""


class Worker:
    """Lets conversations answer what came. What can't be done at once lies in the inbox until it is."""

    def __init__(
        self, app: App, messengers: Mapping[str, Messenger], office: Office, trouble: Trouble
    ) -> None:
        self._app, self._messengers, self._office, self._trouble = app, messengers, office, trouble
        self._queues: dict[bytes | None, deque[Item]] = {}
        """By the token of the address."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._ended = asyncio.Event()
        """An address has nothing more in hand."""
        self.woken = asyncio.Event()
        """Something waits for whoever is free."""

    async def resume(self) -> None:
        """Take up what a former run kept and did not finish; what nobody here understands waits on."""
        if self._office.database.shared:
            while await self._take(AT_ONCE):
                pass
            return
        waiting = await self._office.transact(inbox.waiting, alone=True)
        self.arrived(one for one in waiting if one.channel in self._messengers)

    async def share(self) -> None:
        """Take up for ever what waits in the inbox of a shared office for whoever is free."""
        while True:
            while len(self._queues) > self._hands // 2:  # one look for several, where there is much to do
                self._ended.clear()
                await self._ended.wait()
            try:
                self.woken.clear()
                free = self._hands - len(self._queues)
                taken = await self._take(free)
                if not taken or taken < free:  # that was all
                    with suppress(TimeoutError):
                        async with asyncio.timeout(ALONE if self._office.memory.alone else LOOK):
                            await self.woken.wait()
            except Exception as error:  # what waits can wait
                log.error("work.take", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def _take(self, most: int) -> int:
        if most <= 0:
            return 0
        me = self._office.memory.replica or 0
        taken = await self._office.transact(
            partial(inbox.take, me=me, most=most, channels=tuple(self._messengers))
        )
        self.arrived(taken)
        return len(taken)

    def arrived(self, updates: Iterable[Arrived]) -> None:
        """Put updates that are kept in the queues of their addresses."""
        for update in updates:
            self._queue(update).safe.set_result(None)

    async def hear(self, came: Sequence[Came]) -> None:
        """Take in a batch: once it returns all of it is done or kept, and the messenger may forget it.

        Who wrote what could be neither is told to call; it raises what kept it from that, and the batch is to
        come again.
        """
        memory = self._office.memory
        updates = [inbox.arrived(self._office.vault, one, beside=memory.replica) for one in came]
        items: list[Item] = []
        behind, left = [], []
        for update in updates:
            if update.token in self._queues:
                behind.append(update)
            elif self._full:
                left.append(update)
            else:
                items.append(self._queue(update))
        try:
            if left and any((one.channel, one.address) in memory.cards for one in came):
                await memory.account()  # who takes it up is to know the card that was told a moment ago
            await self._keep(left)
            await self._taken_in(items)
            await self._keep(behind, held=True)  # after what it stands behind, which may come again
            self.arrived(behind)
        except Exception:
            lost = [*left, *behind, *(one.arrived for one in items if not _is_safe(one))]
            for one in (one for one, update in zip(came, updates, strict=True) if update in lost):
                await self._trouble.tell(one.channel, one.address)
            raise

    @property
    def _full(self) -> bool:
        """Others are there to do more."""
        return not self._office.memory.alone and len(self._queues) >= self._hands

    @property
    def _hands(self) -> int:
        """Who speaks leaves more to others: they wait for what it sends. Who is alone leaves nothing."""
        memory = self._office.memory
        if memory.alone:
            return AT_ONCE
        return ceil(BESIDE_SPEAKING / memory.others) if memory.speaks else HANDS

    @property
    def busy(self) -> bool:
        """Something is in hand."""
        return bool(self._tasks)

    async def stop(self) -> None:
        """Let go; what is not done stays in the inbox."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _queue(self, update: Arrived) -> Item:
        item = Item(update, asyncio.get_running_loop().create_future())
        item.safe.add_done_callback(_looked_at)
        if update.token not in self._queues:
            self._queues[update.token] = deque()
            self._begin(self._work(update.token))
        self._queues[update.token].append(item)
        return item

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _taken_in(self, items: Sequence[Item]) -> None:
        """Wait for the first try of each for a moment, and keep what takes longer."""
        if not items:
            return
        safe, slow = await asyncio.wait([one.safe for one in items], timeout=SLOW)
        for one in safe:
            one.result()
        await self._keep([one.arrived for one in items if one.safe in slow], held=True)
        for one in slow:
            if not one.done():
                one.set_result(None)
        for one in slow:
            one.result()  # what could not be kept meanwhile by who acts on it is in no hand

    async def _keep(self, updates: Sequence[Arrived], *, held: bool = False) -> None:
        """Keep what is not done yet, for this process, which has it in hand, or for whoever is free."""
        if not updates:
            return
        keep = partial(inbox.keep, updates=updates, holder=updates[0].beside if held else None)
        try:
            await self._office.transact(keep)
        except DBAPIError:
            if not self._office.database.shared:  # a server may lose one connection
                raise
            await self._office.transact(keep)

    async def _work(self, token: bytes | None) -> None:
        queue = self._queues[token]
        while queue:
            async with self._places:
                await self._act_safely(queue[0])
            queue.popleft()
        del self._queues[token]
        self._ended.set()

    async def _act_safely(self, item: Item) -> None:
        """Act on one; whatever happens, what comes after it at its address is acted on, too."""
        try:
            await self._act(item)
        except Exception as error:
            log.error("work.fault", update=item.arrived.number, error=type(error).__name__)
            if item.safe.done():  # nothing that came later is done before it is
                while trouble := await self._count(item.arrived, TRIES):
                    log.error("work.storage", error=type(trouble).__name__)
                    await asyncio.sleep(PAUSE)
            else:
                item.safe.set_exception(error)

    async def _act(self, item: Item) -> None:
        arrived = item.arrived
        came = self._messengers[arrived.channel].came(arrived.update)
        tries, troubles = arrived.attempts, 0
        while True:
            error = await self._try(arrived)
            if isinstance(error, NotNext):
                error = await self._leave(arrived)
            done = error is None or isinstance(error, AlreadyDone)
            if not await self._make_safe(item, done=done):
                return
            if done:
                self._trouble.over(came.channel, came.address)
                return
            assert error is not None  # noqa: S101 - else it is done
            if not of_storage(error):
                tries += 1
                said = {"error": type(error).__name__, "at": place(error)}
                log.error("work.failed", update=arrived.number, attempt=tries, **said)
                error = await self._count(arrived, tries)
            if error is not None:
                troubles += 1
                log.error("work.storage", error=type(error).__name__)
                if troubles > 1 or not self._office.database.shared:  # a server may lose one connection
                    await self._trouble.tell(came.channel, came.address)
                await asyncio.sleep(PAUSE)
            elif tries >= TRIES:
                self._trouble.over(came.channel, came.address)
                return

    async def _make_safe(self, item: Item, *, done: bool) -> bool:
        """Keep what could not be done at once; False when it can't be kept either, and will come again."""
        try:
            if not item.safe.done() and not done:
                await self._keep([item.arrived], held=True)
        except Exception as error:
            if not item.safe.done():
                item.safe.set_exception(error)
                return False
        if not item.safe.done():
            item.safe.set_result(None)
        return True

    async def _leave(self, arrived: Arrived) -> BaseException | None:
        """Leave an update to whoever has what came before it; returns what kept that from it."""
        try:
            await self._office.transact(partial(inbox.leave, one=arrived))
        except Exception as error:
            return error
        return None

    async def _count(self, arrived: Arrived, tries: int) -> BaseException | None:
        """Write down that an update failed, at last set it aside; returns what kept that from it."""
        try:
            if tries >= TRIES:
                await self._set_aside(arrived)
            else:
                await self._office.transact(partial(inbox.tried, one=arrived))
        except AlreadyDone:
            return None
        except NotNext:  # what came before it comes first
            return await self._leave(arrived)
        except Exception as error:
            return error
        return None

    async def _set_aside(self, arrived: Arrived) -> None:
        """Set it aside in a turn, so that a PIN leaves the chat; without one where that fails, too."""
        try:
            heard = self._messengers[arrived.channel].hear(arrived.update)
            await set_aside(self._app, self._office, heard, arrived)
        except (AlreadyDone, NotNext):
            raise
        except Exception as error:
            if of_storage(error):  # it is tried again
                raise
            log.error("work.aside", update=arrived.number, error=type(error).__name__, at=place(error))
            await self._office.transact(partial(fallback.set_aside, arrived=arrived))

    async def _try(self, arrived: Arrived) -> BaseException | None:
        try:
            messenger = self._messengers[arrived.channel]
            heard = messenger.hear(arrived.update)
            if heard is not None and heard.said is Said.PRESS:
                self._begin(messenger.acknowledge(heard))
            await take(self._app, self._office, heard, arrived)
        except Exception as error:
            return error
        return None


def _looked_at(safe: "asyncio.Future[None]") -> None:
    """What kept it from being safe was logged; who waited for it may have failed before."""
    if not safe.cancelled():
        safe.exception()


def _is_safe(item: Item) -> bool:
    return item.safe.done() and item.safe.exception() is None

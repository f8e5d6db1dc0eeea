"""The worker: acts on what was kept, each address in its order, addresses beside each other."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from actions import fallback
from bot.loops.trouble import Trouble
from bot.messenger import Messenger
from handlers.ui.heard import Said
from handlers.ui.office import Office
from handlers.ui.taking import take
from handlers.ui.turn import App
from storage.messages import inbox
from storage.messages.inbox import AlreadyDone, Arrived

log = structlog.get_logger()

TRIES = 3
AT_ONCE = 64
PAUSE = 2.0


class Worker:
    """Lets conversations answer what lies in the inbox."""

    def __init__(
        self, app: App, messengers: Mapping[str, Messenger], office: Office, trouble: Trouble
    ) -> None:
        self._app, self._messengers, self._office, self._trouble = app, messengers, office, trouble
        self._queues: dict[bytes | None, deque[Arrived]] = {}
        """By the token of the address."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def resume(self) -> None:
        """Take up what a former run kept and did not finish; what nobody here understands waits on."""
        waiting = await self._office.transact(inbox.waiting)
        self.arrived(one for one in waiting if one.channel in self._messengers)

    def arrived(self, updates: Iterable[Arrived]) -> None:
        """Put updates in the queues of their addresses."""
        for update in updates:
            if update.token not in self._queues:
                self._queues[update.token] = deque()
                self._begin(self._work(update.token))
            self._queues[update.token].append(update)

    @property
    def busy(self) -> bool:
        """Something is in hand."""
        return bool(self._tasks)

    async def stop(self) -> None:
        """Let go; what is not done stays in the inbox."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, token: bytes | None) -> None:
        queue = self._queues[token]
        while queue:
            async with self._places:
                await self._act(queue[0])
            queue.popleft()
        del self._queues[token]

    async def _act(self, arrived: Arrived) -> None:
        tries = arrived.attempts
        while True:
            error = await self._try(arrived)
            if error is None or isinstance(error, AlreadyDone):
                return
            if not _storage_trouble(error):
                tries += 1
                said = {"error": type(error).__name__, "at": _where(error)}
                log.error("work.failed", row=arrived.row, attempt=tries, **said)
                error = await self._count(arrived, tries)
            if error is not None:
                log.error("work.storage", error=type(error).__name__)
                came = self._messengers[arrived.channel].came(arrived.update)
                await self._trouble.tell(came.channel, came.address)
                await asyncio.sleep(PAUSE)
            elif tries >= TRIES:
                return

    async def _count(self, arrived: Arrived, tries: int) -> BaseException | None:
        """Write down that an update failed, at last set it aside; returns what kept that from it."""
        aside = partial(fallback.set_aside, arrived=arrived)
        try:
            await self._office.transact(aside if tries >= TRIES else partial(inbox.tried, row=arrived.row))
        except AlreadyDone:
            return None
        except Exception as error:
            return error
        return None

    async def _try(self, arrived: Arrived) -> BaseException | None:
        try:
            messenger = self._messengers[arrived.channel]
            heard = messenger.hear(arrived.update)
            if heard is not None and heard.said is Said.PRESS:
                self._begin(messenger.acknowledge(heard))
            await take(self._app, self._office, heard, arrived.row)
        except Exception as error:
            return error
        return None


def _storage_trouble(error: BaseException) -> bool:
    """Disk full, database locked: not this update's fault. What the tables refuse is."""
    if isinstance(error, IntegrityError | ProgrammingError | DataError):
        return False
    if isinstance(error, DBAPIError) and str(getattr(error.orig, "sqlstate", "")).startswith("22"):
        return False  # asyncpg's data errors come without a class of their own
    return isinstance(error, DBAPIError | OSError)


def _where(error: BaseException) -> str:
    """The place of a fault in our code, without anybody's data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"

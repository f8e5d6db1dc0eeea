"""The worker: acts on what was kept, each chat in its order, chats beside each other."""

import asyncio
from collections import deque
from collections.abc import Iterable
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from handlers.office import Office
from handlers.poison import apologise
from handlers.strangers import numbers
from handlers.wording import language_for
from storage import inbox
from storage.inbox import AlreadyDone, Arrived

log = structlog.get_logger()

TRIES = 3
AT_ONCE = 64
PAUSE = 2.0


class Worker:
    """Runs python-telegram-bot's handlers on inbox rows."""

    def __init__(self, app: "Application[Any, Any, Any, Any, Any, Any]", office: Office) -> None:
        self._app, self._office = app, office
        self._chats: dict[int | None, deque[Arrived]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._failures: dict[int, BaseException] = {}
        self._rows: dict[int, int] = app.bot_data.setdefault("rows", {})
        app.add_error_handler(self._failed)

    async def resume(self) -> None:
        """Take up what a former run kept and did not finish."""
        self.arrived(await self._office.transact(inbox.waiting))

    def arrived(self, updates: Iterable[Arrived]) -> None:
        """Put updates in their chats' queues."""
        for update in updates:
            if update.chat not in self._chats:
                self._chats[update.chat] = deque()
                self._begin(self._work(update.chat))
            self._chats[update.chat].append(update)

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

    async def _work(self, chat: int | None) -> None:
        queue = self._chats[chat]
        while queue:
            async with self._places:
                await self._act(queue[0])
            queue.popleft()
        del self._chats[chat]

    async def _act(self, arrived: Arrived) -> None:
        told, tries = False, arrived.attempts
        while True:
            error = await self._try(arrived)
            if error is None or isinstance(error, AlreadyDone):
                return
            if isinstance(error, DBAPIError | OSError):  # disk full, database locked: not this update's fault
                log.error("work.storage", error=type(error).__name__)
                told = told or await self._tell_to_call(arrived)
                await asyncio.sleep(PAUSE)
                continue
            tries += 1
            log.error(
                "work.failed", row=arrived.row, attempt=tries, error=type(error).__name__, at=_where(error)
            )
            if tries >= TRIES:
                await self._office.transact(partial(apologise, self._office, arrived))
                return
            await self._office.transact(partial(inbox.tried, row=arrived.row))

    async def _try(self, arrived: Arrived) -> BaseException | None:
        number: int = arrived.update["update_id"]
        try:
            update = Update.de_json(dict(arrived.update), self._app.bot)
            if update.callback_query is not None:
                self._begin(self._answer(update.callback_query.id))
            self._rows[number] = arrived.row
            await self._app.process_update(update)
        except Exception as error:
            return error
        finally:
            self._rows.pop(number, None)
        return self._failures.pop(number, None)

    async def _failed(self, update: object, context: Any) -> None:
        if isinstance(update, Update):
            self._failures[update.update_id] = context.error

    async def _answer(self, query: str) -> None:
        """Answer a press at once; "query is too old" does no harm (`ux.md` 6)."""
        try:
            await self._app.bot.answer_callback_query(query)
        except TelegramError as error:
            log.info("work.answer", error=type(error).__name__)

    async def _tell_to_call(self, arrived: Arrived) -> bool:
        """Nothing can be kept now: say where to call, past the outbox (`trust.md` R2)."""
        if arrived.chat is None:
            return True
        wording = self._office.wordings[language_for("", None)]
        trouble = wording.text("I can't keep anything right now. Please call; I will go on as soon as I can.")
        try:
            await self._app.bot.send_message(
                arrived.chat, f"{trouble}\n\n{numbers(wording)}", parse_mode="HTML"
            )
        except TelegramError as error:
            log.warning("work.tell_to_call", error=type(error).__name__)
        return True


def _where(error: BaseException) -> str:
    """The place of a fault in our code, without anybody's data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"

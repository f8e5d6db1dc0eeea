"""The sender: tells what the outbox holds, within the messenger's limits, until it arrived."""

import asyncio
import heapq
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import structlog

from bot.loops.limits import Limits
from bot.messenger import Gone, Messenger, MessengerTrouble, Refused, Unreachable, Wait
from handlers.reminders import digest
from handlers.ui.office import Office
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind
from storage.messages import outbox
from storage.messages.outbox import CLAIM

log = structlog.get_logger()

MOST = 200
PATIENCE = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)


class Sender:
    """One at a time in a chat, the pressing first, `retry_after` obeyed by all."""

    def __init__(self, messenger: Messenger, office: Office, limits: Limits) -> None:
        self._messenger, self._office, self._limits = messenger, office, limits
        self._ready: list[tuple[int, int, Letter]] = []
        self._waiting: dict[int, list[Letter]] = {}
        """Letters of chats that are busy: one of theirs is under way, pauses or is to be tried again."""
        self._rows: set[int] = set()
        self._told: list[tuple[Letter, int | None]] = []
        self._wake, self._flush = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        office.memory.written = self.post

    def post(self, letters: Iterable[Letter]) -> None:
        """Take up letters that this process holds."""
        for letter in letters:
            if letter.row not in self._rows:
                self._rows.add(letter.row)
                self._push(letter)

    async def take(self) -> None:
        """Take up what is due and nobody holds: after a crash, or written by another process."""
        rows = list(self._rows)
        if rows:
            await self._office.transact(partial(outbox.hold, rows=rows))
        self.post(await self._office.transact(partial(outbox.take, most=MOST)))

    async def run(self) -> None:
        """Send for ever."""
        self._begin(self._keep_account())
        self._begin(self._look_again())
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._ready:
                chat = self._ready[0][2].chat
                if chat in self._waiting:  # a flood to one chat takes nobody's place
                    self._waiting[chat].append(heapq.heappop(self._ready)[2])
                    continue
                pause = self._limits.pause()
                if pause:
                    await asyncio.sleep(pause)
                    continue
                self._start(heapq.heappop(self._ready)[2])

    @property
    def busy(self) -> bool:
        """Something was posted and is not told, or not kept account of."""
        return bool(self._rows or self._told or self._waiting)

    async def stop(self) -> None:
        """Let go; what was told is kept account of, the rest stays in the outbox."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._account()

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _push(self, letter: Letter) -> None:
        if letter.chat in self._waiting:
            self._waiting[letter.chat].append(letter)
        else:
            heapq.heappush(self._ready, (letter.priority, letter.row, letter))
            self._wake.set()

    def _start(self, letter: Letter) -> None:
        if letter.chat in self._waiting:
            self._waiting[letter.chat].append(letter)
            return
        self._waiting[letter.chat] = []
        pause = (
            0.0 if letter.edits or letter.kind is LetterKind.DELETE else self._limits.chat_wait(letter.chat)
        )
        self._begin(self._send(letter, pause))

    async def _send(self, letter: Letter, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            if letter.kind is LetterKind.NUDGE and not await self._holds(letter):
                self._let_go(letter)
                return
            message = await self._messenger.tell(letter)
        except MessengerTrouble as error:
            await self._not_told(letter, error)
        except Exception as error:
            log.error("send.fault", row=letter.row, error=type(error).__name__)
            await self._give_up(letter, type(error).__name__)
        else:
            if letter.kind is LetterKind.CARD and message is not None:
                self._office.memory.cards[letter.chat] = message
            self._told.append((letter, message))
            self._flush.set()
            self._free(letter.chat)

    async def _holds(self, letter: Letter) -> bool:
        """Judge a nudge before it is told: the act may have come while it waited."""
        try:
            return await self._office.transact(partial(digest.holds, letter=letter))
        except Exception as error:  # better told once too often
            log.error("send.judge", row=letter.row, error=type(error).__name__)
            return True

    async def _not_told(self, letter: Letter, error: MessengerTrouble) -> None:
        if isinstance(error, Wait):
            self._limits.halt(error.seconds)
            self._again(letter.once_more(arrived=False), 0.0)
        elif isinstance(error, Gone):
            await self._done_with(letter, partial(digest.blocked, self._office, letter=letter))
        elif isinstance(error, Refused):
            log.error("send.refused", row=letter.row, kind=letter.kind, reason=str(error))
            await self._give_up(letter, "refused")
        else:
            log.warning("send.network", row=letter.row, error=str(error))
            again = letter.once_more(arrived=isinstance(error, Unreachable) and error.arrived)
            self._again(again, PATIENCE[min(letter.attempts, len(PATIENCE)) - 1])

    def _again(self, letter: Letter, seconds: float) -> None:
        """Try again later; until then the rest of the chat waits behind it, so that its order is kept."""
        asyncio.get_running_loop().call_later(seconds, self._free, letter.chat, letter)

    def _free(self, chat: int, *first: Letter) -> None:
        """Let a chat's letters go on."""
        for letter in (*first, *self._waiting.pop(chat, [])):
            self._push(letter)

    async def _give_up(self, letter: Letter, why: str) -> None:
        await self._done_with(letter, partial(outbox.drop, row=letter.row, why=why))

    async def _done_with(self, letter: Letter, work: Callable[[Transaction], None]) -> None:
        """Keep that a letter is not to be told; where that fails, it comes again when its claim is over."""
        try:
            await self._office.transact(work)
        except Exception as error:
            log.error("send.done_with", row=letter.row, error=type(error).__name__)
        finally:
            self._let_go(letter)

    def _let_go(self, letter: Letter) -> None:
        self._rows.discard(letter.row)
        self._free(letter.chat)

    async def _keep_account(self) -> None:
        """Mark what was told, as many at once as there are."""
        while True:
            await self._flush.wait()
            self._flush.clear()
            try:
                await self._account()
            except Exception as error:  # disk full: it was told; the mark is tried again
                log.error("send.account", error=type(error).__name__)
                await asyncio.sleep(1.0)
                self._flush.set()

    async def _account(self) -> None:
        if told := self._told[:]:
            await self._office.transact(partial(outbox.sent, arrived=told))
            del self._told[: len(told)]
            self._rows.difference_update(letter.row for letter, _ in told)
            for letter, message in told:
                if letter.kind is LetterKind.CARD and self._office.memory.cards.get(letter.chat) == message:
                    del self._office.memory.cards[letter.chat]  # the database knows it now

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(CLAIM.total_seconds() / 3)
            try:
                await self.take()
            except Exception as error:
                log.error("send.take", error=type(error).__name__)

"""The sender: tells what the outbox holds, within each messenger's limits, until it arrived."""

import asyncio
import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog

from bot.limits import Limits
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


@dataclass
class Lane:
    """Where the letters of one messenger wait for their turn: its limits hold up no other's."""

    messenger: Messenger
    ready: list[tuple[int, int, Letter]] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def limits(self) -> Limits:
        """How much the messenger takes."""
        return self.messenger.limits


class Sender:
    """One at a time to an address, the pressing first; a messenger that asks for a pause gets it."""

    def __init__(self, messengers: Mapping[str, Messenger], office: Office) -> None:
        self._office = office
        self._lanes = {name: Lane(one) for name, one in messengers.items()}
        self._waiting: dict[int, list[Letter]] = {}
        """Letters of addresses that are busy: one of theirs is under way, pauses or is to be tried again."""
        self._rows: set[int] = set()
        self._told: list[tuple[Letter, int | None]] = []
        self._flush = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        office.memory.written = self.post

    def post(self, letters: Iterable[Letter]) -> None:
        """Take up letters that this process holds; what is for a messenger that is not here waits on."""
        for letter in letters:
            if letter.row not in self._rows and letter.to.channel in self._lanes:
                self._rows.add(letter.row)
                self._push(letter)

    async def take(self) -> None:
        """Take up what is due and nobody holds: after a crash, or written by another process."""
        rows = list(self._rows)
        self._office.memory.withdrawn.intersection_update(rows)
        if rows:
            await self._office.transact(partial(outbox.hold, rows=rows))
        self.post(await self._office.transact(partial(outbox.take, most=MOST, channels=self._lanes)))

    async def run(self) -> None:
        """Send for ever."""
        self._begin(self._keep_account())
        self._begin(self._look_again())
        await asyncio.gather(*(self._serve(one) for one in self._lanes.values()))

    async def _serve(self, lane: Lane) -> None:
        while True:
            await lane.wake.wait()
            lane.wake.clear()
            while lane.ready:
                to = lane.ready[0][2].to.id
                if to in self._waiting:  # a flood to one address takes nobody's place
                    self._waiting[to].append(heapq.heappop(lane.ready)[2])
                    continue
                pause = lane.limits.wait()
                if pause:
                    await asyncio.sleep(pause)
                    continue
                self._start(lane, heapq.heappop(lane.ready)[2])

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
        if letter.to.id in self._waiting:
            self._waiting[letter.to.id].append(letter)
        else:
            lane = self._lanes[letter.to.channel]
            heapq.heappush(lane.ready, (letter.priority, letter.row, letter))
            lane.wake.set()

    def _start(self, lane: Lane, letter: Letter) -> None:
        self._waiting[letter.to.id] = []
        quick = letter.edits or letter.kind is LetterKind.DELETE
        pause = 0.0 if quick else lane.limits.wait_for(letter.to.id)
        self._begin(self._send(lane, letter, pause))

    async def _send(self, lane: Lane, letter: Letter, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            if not await self._still_to_tell(letter):
                self._let_go(letter)
                return
            message = await lane.messenger.tell(letter)
        except MessengerTrouble as error:
            await self._not_told(lane, letter, error)
        except Exception as error:
            log.error("send.fault", row=letter.row, error=type(error).__name__)
            await self._give_up(letter, type(error).__name__)
        else:
            if letter.kind is LetterKind.CARD and message is not None:
                self._office.memory.cards[letter.to.where] = message
            self._told.append((letter, message))
            self._flush.set()
            self._free(letter.to.id)

    async def _still_to_tell(self, letter: Letter) -> bool:
        """Judge once more what is about to be told: it may have been withdrawn, or the act has come."""
        if letter.row in self._office.memory.withdrawn:
            return False
        return await self._holds(letter) if letter.kind is LetterKind.NUDGE or letter.attempts > 1 else True

    async def _holds(self, letter: Letter) -> bool:
        """Judge a nudge, and what is tried anew, before it is told: it may have waited for long."""
        try:
            return await self._office.transact(partial(digest.holds, letter=letter))
        except Exception as error:  # better told once too often
            log.error("send.judge", row=letter.row, error=type(error).__name__)
            return True

    async def _not_told(self, lane: Lane, letter: Letter, error: MessengerTrouble) -> None:
        if isinstance(error, Wait):
            lane.limits.halt(error.seconds)
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
        """Try again later; until then the rest of the address waits behind it, so that its order is kept."""
        asyncio.get_running_loop().call_later(seconds, self._free, letter.to.id, letter)

    def _free(self, to: int, *first: Letter) -> None:
        """Let an address's letters go on."""
        for letter in (*first, *self._waiting.pop(to, [])):
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
        self._office.memory.withdrawn.discard(letter.row)
        self._free(letter.to.id)

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
            await self._office.transact(partial(outbox.sent, arrived=told), patient=True)
            del self._told[: len(told)]
            self._rows.difference_update(letter.row for letter, _ in told)
            for letter, message in told:
                cards, where = self._office.memory.cards, letter.to.where
                if letter.kind is LetterKind.CARD and cards.get(where) == message:
                    del cards[where]  # the database knows it now

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(CLAIM.total_seconds() / 3)
            try:
                await self.take()
            except Exception as error:
                log.error("send.take", error=type(error).__name__)

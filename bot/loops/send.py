"""The sender: tells what the outbox holds, within each messenger's limits, until it arrived."""

import asyncio
import heapq
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from msgspec.structs import replace

from actions import fallback
from bot.faults import of_storage
from bot.limits import Limits
from bot.loops.lasting import lasting
from bot.messenger import Gone, Messenger, MessengerTrouble, Refused, Unreachable, Wait
from casework.text.dates import local_day
from handlers.fallback import troubles
from handlers.reminders import digest
from handlers.ui.buttons import stamped
from handlers.ui.office import Office
from handlers.ui.screens import bare
from storage.cases import evidence
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind, Priority
from storage.messages import outbox, replicas, witness

log = structlog.get_logger()

MOST = 500
"""So many letters are held at once; what is not pressing waits in the outbox until there is room."""
LOOK = 5.0
"""Seconds between two looks into the outbox."""
SOON = 0.5
"""And while others write into it, should nobody wake us."""
TOGETHER = 0.05
"""And so many once woken: what others write meanwhile is taken with it."""
FRESH = 0.5
"""Seconds for which what was judged when it was taken is not judged anew; full data always is."""
TICK = 0.0005
"""A timer goes by whole milliseconds and may be early: who sleeps so much longer does not ask in vain."""
GATHER = 0.2
"""Seconds for which what was told may be unmarked: after a crash it is told once more."""
WRITTEN = {LetterKind.CARD, LetterKind.MESSAGE, LetterKind.NUDGE, LetterKind.EDIT}
"""What is words, and can be said plainly."""
UNSEEN = {LetterKind.COMMANDS, LetterKind.LEAVE}
"""What nobody waits for: nothing is said instead."""
PATIENCE = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)


@dataclass
class Lane:
    """Where the letters of one messenger wait for their turn: its limits hold up no other's."""

    messenger: Messenger
    ready: list[tuple[int, int, Letter]] = field(default_factory=list)
    refused: int | None = None
    """The address at which it last asked for a pause."""
    failing: float | None = None
    """Since when nothing arrives, in the machine's monotonic seconds."""
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
        self._rows: dict[int, float] = {}
        """What is held, and since when, in the machine's monotonic seconds."""
        self._places: dict[int, int] = {}
        """By the row of a letter that is held, the message that was put where it will stand."""
        self._told: list[tuple[Letter, int | None]] = []
        self._flush, self._idle = asyncio.Event(), asyncio.Event()
        self._running = False
        self._accounting = asyncio.Lock()
        self.woken = asyncio.Event()
        """Something is to be sent that others wrote, or that there was no room for."""
        self._behind = False
        """Something waits in the outbox that could not be held."""
        self._tasks: set[asyncio.Task[None]] = set()
        memory = office.memory
        memory.written, memory.sends, memory.account = self.post, self.sends, self._account

    def sends(self, priority: Priority) -> bool:
        """Tell whether a letter is to be posted: what is not pressing when nothing of the kind waits already.

        What can't be held is taken up in its order once there is room.
        """
        if len(self._rows) >= MOST:
            self._behind = True
        here = self._running and self._office.memory.alone  # else it may overtake what another wrote
        return here and (priority <= Priority.REPLY or not self._behind)

    def post(self, letters: Iterable[Letter]) -> None:
        """Take up letters that were said to be sent; what is for a messenger that is not here waits on."""
        for letter in letters:
            if not (letter.attempts or self._office.memory.alone):
                self.woken.set()  # it takes its place among what others wrote
            if letter.attempts and letter.row not in self._rows and letter.to.channel in self._lanes:
                self._rows[letter.row] = time.monotonic()
                self._push(letter)

    async def take(self) -> None:
        """Take up what is to be told and is not here: after a crash, or written by another process."""
        self._office.memory.withdrawn.intersection_update(self._rows)
        async with self._accounting:  # what was told meanwhile is not taken for untold
            if len(self._rows) < MOST:
                self.post(await self._office.transact(self._taken))
            self._behind = len(self._rows) >= MOST

    async def run(self) -> None:
        """Send for ever."""
        self._running = True
        lanes = [lasting("lane", partial(self._serve, one)) for one in self._lanes.values()]
        beside = (lasting("account", self._keep_account), lasting("look", self._look_again))
        try:
            await asyncio.gather(*beside, *lanes)
        finally:
            self._running = False

    async def _serve(self, lane: Lane) -> None:
        while True:
            await lane.wake.wait()
            lane.wake.clear()
            while lane.ready:
                to = lane.ready[0][2].to.id
                if to in self._waiting:  # a flood to one address takes nobody's place
                    self._waiting[to].append(heapq.heappop(lane.ready)[2])
                elif pause := _pause(lane, lane.ready[0][2]):
                    self._pause(heapq.heappop(lane.ready)[2], pause + TICK)
                elif pause := lane.limits.wait(_calls(lane.ready[0][2])):
                    await asyncio.sleep(pause + TICK)  # something more pressing may come meanwhile
                else:
                    letter = heapq.heappop(lane.ready)[2]
                    self._waiting[to] = []
                    places = [lane.limits.take(_counted(letter))]
                    places += [lane.limits.take() for _ in range(_calls(letter) - 1)]
                    self._begin(self._send(lane, letter, places))

    @property
    def failing(self) -> float:
        """For how many seconds nothing arrives, at the worst of the messengers; 0 when all is well."""
        since = [one.failing for one in self._lanes.values() if one.failing is not None and self._rows]
        return time.monotonic() - min(since) if since else 0.0

    @property
    def busy(self) -> bool:
        """Something was posted and is not told, or not kept account of."""
        return bool(self._rows)

    async def stop(self) -> None:
        """Let go; what was told is kept account of, the rest stays in the outbox.

        What stands on the screens from now on others tell: it is known here no more.
        """
        for task in self._tasks:
            task.cancel()
        self._office.memory.keys.clear()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self._account()
        finally:
            self._office.memory.cards.clear()
            self._rows.clear()
            self._places.clear()
            self._waiting.clear()
            for lane in self._lanes.values():
                lane.ready.clear()

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _push(self, letter: Letter) -> None:
        if letter.row not in self._rows:  # its pause ended after the sender had let go
            return
        if letter.to.id in self._waiting:
            self._waiting[letter.to.id].append(letter)
        else:
            lane = self._lanes[letter.to.channel]
            heapq.heappush(lane.ready, (letter.priority, letter.row, letter))
            lane.wake.set()
            self._idle.clear()

    def _pause(self, letter: Letter, seconds: float) -> None:
        """Let an address have its pause; others go meanwhile."""
        self._waiting[letter.to.id] = []
        self._again(letter, seconds)

    async def _send(self, lane: Lane, letter: Letter, places: Sequence[float]) -> None:
        if not await self._still_to_tell(letter):
            for one in places:
                lane.limits.over(one, went=False)
            self._let_go(letter)
            return
        try:
            letter = self._strips(await self._in_place(await self._of(letter)))
            if letter.kind is LetterKind.EDIT and letter.edits is None:  # what it changes never came
                await self._give_up(letter, "nothing to change")
                return
            if letter.right is not None and letter.edits is None:
                placed = await self._placed(lane, letter)
                if placed is None or not await self._holds(placed):
                    self._let_go(letter)
                    return
                letter = placed
            told = await self._filled(_stamped(letter, self._office.memory.epoch))
            message = await lane.messenger.tell(told)
            if letter.right is not None and letter.edits is None and message is not None:
                await self._witnessed(letter, message)
        except MessengerTrouble as error:
            await self._not_told(lane, letter, error)
        except Exception as error:
            await self._failed(letter, error)
        else:
            lane.failing = lane.refused = None
            if letter.kind is LetterKind.CARD and message is not None:
                self._office.memory.cards[letter.to.where] = message
                self._office.memory.shown(letter.to.where, message, letter.content.get("rows", ()))
            self._told.append((letter, message))
            self._flush.set()
            self._free(letter.to.id)
        finally:
            for one in places:
                lane.limits.over(one)

    async def _placed(self, lane: Lane, letter: Letter) -> Letter | None:
        """Let full data stand in a message whose number is kept: what may have arrived is taken back.

        None where another was quicker: if it is still to be told, the next look finds where.
        """
        message = self._places.get(letter.row) or await lane.messenger.place(letter)
        if message is None:
            return letter
        self._places[letter.row] = message
        if not await self._office.transact(partial(outbox.placed, letter=letter, message=message)):
            return None
        await self._witness(letter, message)
        return replace(letter, edits=message)

    async def _witness(self, letter: Letter, message: int) -> None:
        """Write down beside the database, too, where full data stands: a copy may be all that is left."""
        office = self._office
        if office.alive is not None:
            folder, today = office.alive.with_name(witness.NAME), local_day(office.clock())
            await asyncio.to_thread(witness.note, folder, office.vault, today, letter.to, message)

    async def _witnessed(self, letter: Letter, message: int) -> None:
        """Do so of what had no place before: it was told, whatever becomes of this."""
        try:
            await self._witness(letter, message)
        except OSError as error:
            log.error("send.witness", row=letter.row, error=type(error).__name__)

    async def _filled(self, letter: Letter) -> Letter:
        """Put into a letter what the office keeps of a photo, film or sound; it is in no outbox."""
        if "kept" not in letter.content:
            return letter
        found: list[bytes | None] = []
        await self._office.read(lambda db: found.append(evidence.content(db, letter.content["kept"])))
        return replace(letter, content={**letter.content, "bytes": found[-1]})

    async def _of(self, letter: Letter) -> Letter:
        """Let what changes another letter find its message, which may just have been told."""
        of = letter.content.get("of")
        if of is None or letter.edits is not None:
            return letter
        told = next((message for one, message in self._told if one.row == of), None)
        told = told or await self._office.transact(partial(outbox.message_of, row=of))
        return replace(letter, edits=told)

    async def _in_place(self, letter: Letter) -> Letter:
        """Let a card that goes on with the one before it be redrawn there, once that one was told."""
        if not letter.content.get("in_place") or letter.edits is not None:
            return letter
        card = self._office.memory.cards.get(letter.to.where)
        try:
            card = card or await self._office.transact(partial(outbox.card_at, address=letter.to.id))
        except Exception as error:  # better a second card
            log.error("send.card", row=letter.row, error=type(error).__name__)
        return replace(letter, edits=card)

    def _strips(self, letter: Letter) -> Letter:
        """Let a card take the keys off the one told last, which may have waited, too, when it was written."""
        last, _ = self._office.memory.keys.get(letter.to.where, (None, ()))
        if last is None or "strip" not in letter.content:
            return letter
        return replace(letter, content={**letter.content, "strip": last})

    async def _still_to_tell(self, letter: Letter) -> bool:
        """Judge once more what is about to be told: it may have been withdrawn, or the act has come."""
        if letter.row in self._office.memory.withdrawn:
            return False
        waited = letter.kind is LetterKind.NUDGE or letter.attempts > 1 or letter.right is not None
        if self._office.memory.replica is not None:  # another may have dropped or told it since it was taken
            waited = waited or time.monotonic() - self._rows.get(letter.row, 0.0) > FRESH
        return await self._holds(letter) if waited else True

    async def _holds(self, letter: Letter) -> bool:
        """Judge a nudge, full data, and what is tried anew, before it is told: it may have waited."""
        try:
            return await self._office.transact(partial(self._judged, letter=letter))
        except Exception as error:  # a push is better told once too often, full data rather not
            log.error("send.judge", row=letter.row, error=type(error).__name__)
            return letter.right is None

    def _judged(self, db: Transaction, letter: Letter) -> bool:
        return self._speaks(db) and digest.holds(db, letter)

    def _taken(self, db: Transaction) -> list[Letter]:
        if not self._speaks(db):
            return []
        return outbox.take(db, MOST, channels=self._lanes, held=self._rows)

    def _speaks(self, db: Transaction) -> bool:
        """Tell whether this process still speaks: it may have stood still, and not looked since."""
        me = self._office.memory.replica
        return me is None or replicas.speaks(db, me)

    async def _not_told(self, lane: Lane, letter: Letter, error: MessengerTrouble) -> None:
        if isinstance(error, Wait | Gone | Refused):  # it answered
            lane.failing = None
        if isinstance(error, Wait):
            if lane.refused not in {None, letter.to.id}:  # not one address is told too much, but all
                lane.limits.halt(error.seconds)
            lane.refused = letter.to.id
            self._again(letter.once_more(arrived=False), error.seconds)
        elif isinstance(error, Gone):
            await self._done_with(letter, partial(digest.blocked, self._office, letter=letter))
        elif isinstance(error, Refused):
            log.error("send.refused", row=letter.row, kind=letter.kind, reason=str(error))
            await self._said_otherwise(letter, "refused")
        else:
            lane.failing = lane.failing or time.monotonic()
            log.warning("send.network", row=letter.row, error=str(error))
            again = letter.once_more(arrived=isinstance(error, Unreachable) and error.arrived)
            self._again(again, _patience(letter))

    async def _failed(self, letter: Letter, error: Exception) -> None:
        """Try again what failed at our own disk or a lock, which passes; say otherwise what is a fault."""
        log.error("send.fault", row=letter.row, error=type(error).__name__)
        if of_storage(error):
            self._again(letter.once_more(arrived=False), _patience(letter))
        else:
            await self._said_otherwise(letter, type(error).__name__)

    async def _said_otherwise(self, letter: Letter, why: str) -> None:
        """Tell what was refused without what can be refused; then that it can't be shown; then give up."""
        content = letter.content
        if letter.kind is LetterKind.DELETE:
            await self._done_with(letter, partial(fallback.left_standing, letter=letter))
        elif letter.kind in UNSEEN or content.get("unshown"):
            await self._give_up(letter, why)
        elif letter.kind in WRITTEN and not content.get("plain"):
            self._again(_plain(letter), 0.0)
        else:
            said = troubles.unshown(self._office.wordings.values())
            instead = {"plain": True, "unshown": True, "text": said, "again": content["again"]}
            kind = letter.kind if letter.kind in WRITTEN else LetterKind.MESSAGE
            self._again(replace(letter, kind=kind, content=instead), 0.0)

    def _again(self, letter: Letter, seconds: float) -> None:
        """Try again later; until then the rest of the address waits behind it, so that its order is kept."""
        asyncio.get_running_loop().call_later(seconds, self._free, letter.to.id, letter)

    def _free(self, to: int, *first: Letter) -> None:
        """Let an address's letters go on."""
        for letter in (*first, *self._waiting.pop(to, [])):
            self._push(letter)
        if not self._waiting and not any(one.ready for one in self._lanes.values()):
            self._idle.set()

    async def _give_up(self, letter: Letter, why: str) -> None:
        await self._done_with(letter, partial(digest.given_up, self._office, letter=letter, why=why))

    async def _done_with(self, letter: Letter, work: Callable[[Transaction], None]) -> None:
        """Keep that a letter is not to be told; where that fails, the next look finds it again."""
        try:
            await self._office.transact(work)
        except Exception as error:
            log.error("send.done_with", row=letter.row, error=type(error).__name__)
        finally:
            self._let_go(letter)

    def _let_go(self, letter: Letter) -> None:
        self._rows.pop(letter.row, None)
        self._places.pop(letter.row, None)
        self._office.memory.withdrawn.discard(letter.row)
        self._free(letter.to.id)

    async def _keep_account(self) -> None:
        """Mark what was told; while more is on its way it gathers for a moment."""
        while True:
            await self._flush.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER):
                    await self._idle.wait()
            self._flush.clear()
            try:
                await self._account()
            except Exception as error:  # disk full: it was told; the mark is tried again
                log.error("send.account", error=type(error).__name__)
                await asyncio.sleep(1.0)
                self._flush.set()

    async def _account(self) -> None:
        async with self._accounting:
            if not (told := self._told[:]):
                return
            await self._office.transact(partial(outbox.sent, arrived=told), patient=True)
            del self._told[: len(told)]
            for letter, _ in told:
                self._rows.pop(letter.row, None)
                self._places.pop(letter.row, None)
        if self._behind and len(self._rows) <= MOST / 2:
            self.woken.set()
        for letter, message in told:
            cards, where = self._office.memory.cards, letter.to.where
            if letter.kind is LetterKind.CARD and cards.get(where) == message:
                del cards[where]  # the database knows it now

    async def _look_again(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK if self._office.memory.alone else SOON):
                    await self.woken.wait()
                    await asyncio.sleep(TOGETHER)
            self.woken.clear()
            try:
                await self.take()
            except Exception as error:
                log.error("send.take", error=type(error).__name__)


def _patience(letter: Letter) -> float:
    """How many seconds a letter waits before it is tried again."""
    return PATIENCE[min(letter.attempts, len(PATIENCE)) - 1]


def _pause(lane: Lane, letter: Letter) -> float:
    to = _counted(letter)
    return 0.0 if to is None else lane.limits.wait_for(to)


def _counted(letter: Letter) -> int | None:
    """Return the address at which a letter is counted: what changes or deletes something is not."""
    return None if letter.edits or letter.kind is LetterKind.DELETE else letter.to.id


def _calls(letter: Letter) -> int:
    """How many calls telling it takes: a card takes keys off the one before, full data has a place first."""
    return 2 if letter.content.get("strip") or (letter.right and letter.edits is None) else 1


def _stamped(letter: Letter, epoch: str) -> Letter:
    """Write into each key since which restore it is shown."""
    if "rows" not in letter.content:
        return letter
    rows = [
        [{**key, "data": stamped(key["data"], epoch)} if "data" in key else key for key in row]
        for row in letter.content["rows"]
    ]
    return replace(letter, content={**letter.content, "rows": rows})


def _plain(letter: Letter) -> Letter:
    """Take away what a messenger may refuse: formatting, and the colours of keys."""
    content = letter.content
    rows = [[{**key, "style": ""} for key in row] for row in content.get("rows", ())]
    return replace(letter, content={**content, "plain": True, "text": bare(content["text"]), "rows": rows})

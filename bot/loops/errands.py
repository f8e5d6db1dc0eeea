"""The errands: what takes long is taken up after its turn, done by another process, and told in its own."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog
from msgspec.structs import replace

from actions import errands as acts
from bot.faults import TROUBLE
from bot.loops import working
from bot.loops.working import WorkerDied, WorkFailed
from bot.messenger import Gone, Messenger, MessengerTrouble, Refused, TooLarge
from casework.files import Unfit
from casework.staffing.people import Role
from handlers.errands import progress
from handlers.ui.errands import Outcome
from handlers.ui.office import Office
from handlers.ui.taking import telling
from handlers.ui.turn import App, Turn
from storage.core.database import Transaction
from storage.errands import errands, files
from storage.errands.errands import Errand, ErrandState
from storage.errands.files import KeptFile
from storage.staffing import addresses

log = structlog.get_logger()

AT_ONCE = 2
BEAT = 2.0
"""Seconds between two signs of life; so often at most a message is changed (`ux.md` 18)."""
PATIENCE = 600.0
"""Seconds that one attempt may take."""
MOST = 20
"""So often an errand is begun at the most, should it take the whole bot with it each time."""
PAUSES = tuple(timedelta(seconds=one) for one in (5, 20, 60, 300))
"""Before an errand is tried again whose process died, or whose file could not be fetched."""


class AskerChanged(Exception):  # noqa: N818 - says what it is
    """Who asked has another role or unit than when it was begun, or stands in for others."""


class Lost(Exception):  # noqa: N818 - says what it is
    """The errand was stopped, or somebody else does it."""


Asker = tuple[tuple[int, Role, int], ...]
"""Who asked and those for whom they stand in, each with role and unit."""


@dataclass
class Running:
    """An errand in hand."""

    errand: Errand
    task: "asyncio.Task[None]" = field(init=False)
    percent: int = 0
    shown: int = 0


class Errands:
    """Does what people asked for, so many at once."""

    def __init__(
        self,
        app: App,
        messengers: Mapping[str, Messenger],
        office: Office,
        conversations: tuple[Callable[[App], None], ...],
    ) -> None:
        self._app, self._messengers, self._office = app, messengers, office
        self._conversations = conversations
        self._running: dict[int, Running] = {}
        self._wake = asyncio.Event()
        self._looking = False
        office.memory.asked, office.memory.stopped = self._wake.set, self._let_go

    async def run(self) -> None:
        """Take up errands for ever: at the start, when one is asked for, when one ends, at the bell."""
        self._wake.set()
        while True:
            await self._wake.wait()
            self._looking = True
            self._wake.clear()
            try:
                await self._take()
            except Exception as error:  # the next ring of the bell looks again
                log.error("errands.take", error=type(error).__name__)
            self._looking = False

    @property
    def busy(self) -> bool:
        """Something is in hand, or about to be."""
        return bool(self._running) or self._looking or self._wake.is_set()

    async def stop(self) -> None:
        """Let go; what is not done is taken up at the next start."""
        held = list(self._running.values())
        for one in held:
            one.task.cancel()
        await asyncio.gather(*(one.task for one in held), return_exceptions=True)
        for one in held:
            await self._office.transact(partial(errands.leave, errand=one.errand))

    def _let_go(self, errand: int) -> None:
        if errand in self._running:
            self._running[errand].task.cancel()

    async def _take(self) -> None:
        most = AT_ONCE - len(self._running)
        if most <= 0:
            return
        held = list(self._running)
        for errand in await self._office.transact(partial(errands.claim, most=most, held=held)):
            running = self._running[errand.id] = Running(errand)
            running.task = asyncio.create_task(self._do(running))
            running.task.add_done_callback(partial(self._over, errand.id))

    def _over(self, errand: int, _: object) -> None:
        self._running.pop(errand, None)
        self._wake.set()

    async def _do(self, running: Running) -> None:
        """Do an errand; what can't even be kept of it is done again when the claim has lapsed."""
        beating = asyncio.create_task(self._beat(running))
        try:
            await self._attempt(running)
        except Exception as error:
            log.error("errands.storage", errand=running.errand.id, error=type(error).__name__)
        finally:
            beating.cancel()

    async def _attempt(self, running: Running) -> None:
        """Do an errand and tell it; whatever befalls it, it ends or is tried again."""
        errand = running.errand
        if errand.attempt > MOST:
            await self._give_up(errand)
            return
        try:
            asker = await self._office.transact(partial(self._asker, errand))
            async with asyncio.timeout(PATIENCE):
                outcome = await self._found(running)
            await self._office.transact(partial(self._tell, errand, outcome, asker))
        except Lost:
            return
        except (AskerChanged, WorkerDied, TimeoutError, MessengerTrouble) as trouble:
            log.warning("errands.trouble", errand=errand.id, error=type(trouble).__name__)
            await self._again(errand)
        except TROUBLE:
            raise
        except Exception as fault:
            about = str(fault) if isinstance(fault, WorkFailed) else ""
            log.error("errands.failed", errand=errand.id, error=type(fault).__name__, fault=about)
            await self._give_up(errand)

    async def _found(self, running: Running) -> Outcome:
        errand = running.errand
        known = None if errand.file is None else await self._look_at(errand, errand.file)
        if known is not None:
            return known

        def said(part: float) -> None:
            running.percent = int(100 * part)

        return await working.work(working.brief(self._office, errand.id, self._conversations), said)

    async def _look_at(self, errand: Errand, file: int) -> Outcome | None:
        """Fetch a file; what can be said of it already needs no reading."""
        try:
            return await self._fetch(errand, file)
        except TooLarge:
            return Outcome({"unfit": Unfit.LARGE})
        except (Refused, Gone):
            return Outcome({"unfit": Unfit.GONE})

    async def _fetch(self, errand: Errand, file: int) -> Outcome | None:
        """Fetch a file piece by piece, each sealed as it comes: it is never in memory, nor open on disk.

        Returns what came of it when it was sent before: then it is not read again.
        """
        office = self._office
        kept, to = await office.transact(lambda db: (files.get(db, file), addresses.get(db, errand.address)))
        if kept.whole:
            return None
        await office.transact(partial(files.begin, file=file))
        most, parts, waiting = office.rules.policy.files.limits.bytes, 0, bytearray()
        digest = hashlib.sha256()
        messenger = self._messengers.get(to.channel)
        if messenger is None:
            raise MessengerTrouble("nobody speaks this channel here")
        async for piece in messenger.fetch(kept.reference, most):
            digest.update(piece)
            waiting += piece
            if len(waiting) >= files.PART:
                await self._keep_part(errand, file, parts, bytes(waiting))
                parts, waiting = parts + 1, bytearray()
        await self._keep_part(errand, file, parts, bytes(waiting))
        return await office.transact(partial(_complete, errand, kept, parts + 1, digest.hexdigest()))

    async def _keep_part(self, errand: Errand, file: int, number: int, content: bytes) -> None:
        def kept(db: Transaction) -> None:
            if not errands.hold(db, errand, 0):
                raise Lost
            files.add_part(db, file, number, content)

        await self._office.transact(kept)

    async def _beat(self, running: Running) -> None:
        """Say that it is still done, and show how far it is."""
        while True:
            await asyncio.sleep(BEAT)
            percent = running.percent
            try:
                held = await self._office.transact(partial(self._show, running, percent))
            except Exception as error:  # the claim lasts for some beats
                log.error("errands.beat", errand=running.errand.id, error=type(error).__name__)
                continue
            if not held:
                self._let_go(running.errand.id)
                return
            running.shown = percent

    def _show(self, running: Running, percent: int, db: Transaction) -> bool:
        if not errands.hold(db, running.errand, percent):
            return False
        turn = self._turn(db, running.errand) if percent != running.shown else None
        if turn is not None:
            progress.show(turn, running.errand, percent)
        return True

    def _asker(self, errand: Errand, db: Transaction) -> Asker:
        """Say as whom it is done: what was made for another is not told."""
        return _acting(db) if self._turn(db, errand) is not None else ()

    def _tell(self, errand: Errand, outcome: Outcome, asker: Asker, db: Transaction) -> None:
        """End it and tell it, once: both are kept, or neither."""
        turn = self._turn(db, errand)
        if turn is not None and _acting(db) != asker:
            raise AskerChanged
        kept = outcome.keeps_file
        ended = acts.end(db, errand, ErrandState.DONE, outcome.found, keeps_file=kept)
        if outcome.document is not None:
            errands.mark(db, errand.id, None)  # a document is not kept: it would have to be made again
        if ended and turn is not None:
            progress.close(turn, errand, ErrandState.DONE)
            self._app.errands[errand.kind].told(turn, replace(outcome, errand=errand.id))

    async def _again(self, errand: Errand) -> None:
        if errand.attempt > len(PAUSES):
            await self._give_up(errand)
            return
        until = self._office.clock() + PAUSES[errand.attempt - 1]
        await self._office.transact(partial(errands.leave, errand=errand, until=until))

    async def _give_up(self, errand: Errand) -> None:
        def ended(db: Transaction) -> None:
            turn = self._turn(db, errand)
            if acts.end(db, errand, ErrandState.FAILED, {}) and turn is not None:
                progress.failed(turn, errand)

        await self._office.transact(ended)

    def _turn(self, db: Transaction, errand: Errand) -> Turn | None:
        """Make the turn in which it is told; None when who asked has left: then nobody hears of it."""
        return telling(self._app, self._office, db, addresses.get(db, errand.address), errand.person)


def _acting(db: Transaction) -> Asker:
    return tuple((one.id, one.role, one.unit) for one in db.acting)


def _complete(errand: Errand, kept: KeptFile, parts: int, digest: str, db: Transaction) -> Outcome | None:
    """Keep that all of a file is here, and look whether it was sent before."""
    if not errands.hold(db, errand, 0):
        raise Lost
    files.complete(db, kept.id, parts)
    earlier = acts.recognise(db, errand, digest)
    if earlier is None:
        return None
    return Outcome({"before": earlier.id, "name": kept.name, "reference": kept.reference})

"""The bell: rings every 20 seconds; what is due is asked of the database, so a late ring misses nothing."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from actions import fallback, reminders
from bot import ring
from handlers.ui.office import Office
from storage.core import facts
from storage.core.database import Transaction

if TYPE_CHECKING:
    from apscheduler.job import Job
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

EVERY = 20
SWEEP = timedelta(hours=1)
TOO_LONG = 180.0
"""Seconds for which a messenger may be silent."""
DEAF = "deaf"
"""The file beside the one that is touched: it is there while a messenger has been silent for too long."""
DAY = timedelta(days=1)
DRIFT = timedelta(seconds=20)
"""A clock that goes ahead or back by so much between two rings was set."""


class Bell:
    """Rings the steps of `bot/ring.py` and, now and then, the sweep."""

    def __init__(
        self, office: Office, running: Callable[[], float], deaf: Callable[[], float] = lambda: 0.0
    ) -> None:
        """*deaf* says for how many seconds nothing was heard of a messenger, or nothing arrived there."""
        self._office, self._deaf = office, deaf
        self._running = running
        """The machine's own seconds, which no one can set."""
        self._rung: tuple[datetime, float] | None = None
        self._read: tuple[datetime, float] | None = None
        """Both clocks, at the ring before or at the start."""
        self._began = float("-inf")
        self._swept: datetime | None = None
        self._scheduler: AsyncIOScheduler | None = None
        self._job: Job | None = None
        self._looks: asyncio.TimerHandle | None = None
        self._woken = 0.0
        """In the machine's seconds, when it rang last, or its ringing was begun."""

    async def start(self) -> None:
        """Ring from now on. A late ring still rings: the default would skip it in silence."""
        self._scheduler = (await asyncio.to_thread(_scheduler))(timezone="UTC")
        self._job = self._scheduler.add_job(
            self.ring,
            "interval",
            seconds=EVERY,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        self._woken = self._began = self._running()
        self._read = (self._office.clock(), self._began)
        self._look_later()

    @property
    def rings(self) -> bool:
        """It was started, and not stopped since."""
        return self._scheduler is not None

    async def ring(self) -> None:
        """Do what is due, step by step and batch by batch; a step that fails keeps no other from its work."""
        self._woken = self._running()
        if not await self._watch():
            return
        for step in ring.STEPS:
            while await self._do(partial(step, self._office)):
                pass
        if await self._do(self._note):
            self._touch()

    def stop(self) -> None:
        """Ring no more."""
        if self._looks is not None:
            self._looks.cancel()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            if self._office.alive is not None:  # whoever rings next says how it is
                self._office.alive.with_name(DEAF).unlink(missing_ok=True)
        self._scheduler = self._job = self._looks = None

    def _look_later(self) -> None:
        self._looks = asyncio.get_running_loop().call_later(EVERY, self._look)

    def _look(self) -> None:
        """Begin ringing anew when it stopped: once the clock is set back, its next ring lies hours ahead.

        The scheduler goes by that clock; this goes by the machine's own seconds.
        """
        if self._job is not None and self._running() - self._woken >= 2 * EVERY:
            self._woken = self._running()
            self._job.reschedule("interval", seconds=EVERY)
        self._look_later()

    async def _do(self, work: Callable[[Transaction], bool | None]) -> bool:
        try:
            return bool(await self._office.transact(work, alone=True))
        except Exception as error:  # the next ring tries again; what is due stays due
            log.error("bell.failed", error=type(error).__name__)
            return False

    async def _watch(self) -> bool:
        """Look whether the clock jumped; until that is known, nothing rings, and nothing is flooded."""
        now = (self._office.clock(), self._running())
        jumped = _ahead(self._rung, now) if self._rung else timedelta()
        by = _ahead(self._read, now) if self._read else timedelta()
        if abs(by) < DRIFT:  # it merely runs a little faster or slower
            by = timedelta()
        first = self._rung is None  # an office of an earlier edition begins by when its bell rang
        if watched := await self._do(partial(_watch, jumped, by if by or first else None)):
            self._rung = self._read = now
            if jumped >= reminders.JUMP:  # by a wrong clock everything is old
                self._swept = now[0] + DAY
            elif by < timedelta() and self._swept is not None:  # it follows a clock that is set back
                self._swept += by
        return watched

    def _note(self, db: Transaction) -> bool:
        facts.put(db, facts.RUNG, db.now.isoformat())
        steady = self._read is not None and abs(_ahead(self._read, (db.now, self._running()))) < DRIFT
        if steady and self._hears():  # a clock that was set since this ring began is followed by the next
            fallback.hear(db, kept=min(one.waits for one in self._office.channels.values()))
        if self._swept is None or db.now - self._swept >= SWEEP:
            self._swept = db.now
            swept = ring.sweep(db)
            if any(swept.values()):
                log.info("bell.swept", **swept)
        return True

    def _hears(self) -> bool:
        """Every messenger was heard lately, and since the bell began to ring."""
        silent = self._deaf()
        return silent < TOO_LONG and silent <= self._running() - self._began

    def _touch(self) -> None:
        """Show the machine that the bell rang and the database keeps it, without anybody asking Python.

        A bot that is deaf or dumb is not well, however its bell rings.
        """
        if self._office.alive is None:
            return
        deaf = self._office.alive.with_name(DEAF)
        try:
            if (seconds := self._deaf()) >= TOO_LONG:
                log.error("bell.deaf", seconds=int(seconds))
                deaf.touch()
            else:
                deaf.unlink(missing_ok=True)
                self._office.alive.touch()
        except OSError as error:
            log.error("bell.failed", error=type(error).__name__)


def _watch(jumped: timedelta, set_by: timedelta | None, db: Transaction) -> bool:
    if set_by is not None:
        fallback.follow(db, set_by)
    reminders.watch(db, jumped)
    return True


def _ahead(before: tuple[datetime, float], now: tuple[datetime, float]) -> timedelta:
    """Say how far the office's clock went ahead of the machine's own."""
    return now[0] - before[0] - timedelta(seconds=now[1] - before[1])


def _scheduler() -> Any:
    """Load what rings, beside the bot that hears already: 70 ms."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 -- once it hears already

    return AsyncIOScheduler

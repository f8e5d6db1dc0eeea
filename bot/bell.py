"""The bell: rings every 20 seconds; what is due is asked of the database, so a late ring misses nothing."""

from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers import nudges
from handlers.office import Office
from storage import facts
from storage.database import Transaction

log = structlog.get_logger()

EVERY = 20
SWEEP = timedelta(hours=1)


class Bell:
    """Rings `nudges.tick` and, now and then, the sweep."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._swept: datetime | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Ring from now on. A late ring still rings: the default would skip it in silence."""
        self._scheduler.add_job(
            self.ring,
            "interval",
            seconds=EVERY,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    async def ring(self) -> None:
        """Do what is due, batch by batch."""
        try:
            while await self._office.transact(partial(nudges.tick, self._office)):
                pass
            await self._office.transact(self._note)
        except Exception as error:  # the next ring tries again; what is due stays due
            log.error("bell.failed", error=type(error).__name__)

    def stop(self) -> None:
        """Ring no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _note(self, db: Transaction) -> None:
        facts.put(db, "bell", db.now.isoformat())
        if self._swept is None or db.now - self._swept >= SWEEP:
            self._swept = db.now
            swept = nudges.sweep(db)
            if any(swept.values()):
                log.info("bell.swept", **swept)

"""Looks at everything after each ring of the bell, and keeps what was wrong."""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from casework.text.dates import in_taipei
from storage.core.database import Transaction
from storage.core.tables import cases
from tests.simulation.checks.books import Books
from tests.simulation.checks.chats import Chats
from tests.simulation.checks.duties import Duties
from tests.simulation.checks.ladders import A_YEAR, Ladders
from tests.simulation.checks.log import Log
from tests.simulation.checks.met import Met
from tests.simulation.checks.refused import TooOld
from tests.simulation.checks.staff import Staff, staff
from tests.simulation.checks.standing import Standing
from tests.simulation.checks.winter import Winter
from tests.simulation.room import Room


@dataclass
class Watch:
    """The checks, and the wrongs that they named."""

    room: Room
    errors: list[MutableMapping[str, Any]]
    """What the application itself logged; each error is a wrong."""
    within: timedelta = A_YEAR
    """So long somebody looks."""
    wrongs: list[str] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        now, nudging = self.room.now, self.room.office.rules.policy.nudges
        self.ladders, self.books, self.standing = Ladders(now, now + self.within), Books(), Standing()
        self.duties = Duties()
        self.there = self.room.look(staff)
        self.winter, self.met = Winter(), Met(self.room.office.editions.on)
        self.chats, self.log, self.too_old = Chats(now, nudging), Log(), TooOld()
        ids = select(cases.c.id)
        self.opened = self.room.look(lambda db: set(db.connection.execute(ids).scalars()))
        self.room.practice.watch = self.look

    def look(self) -> None:
        """Look at what may have changed."""
        self._ask(self._changed)

    def look_closely(self) -> None:
        """Compare every case; this is for the end of a day."""
        self._ask(lambda db: self.books.look(db, staff(db), self.duties.read(db), everything=True))
        self._ask(self.winter.look)
        self._ask(self.met.look)

    def _staff(self, db: Transaction) -> Staff:
        """Return who is there: the same as long as nobody comes or goes, for it remembers who hears what."""
        there = staff(db)
        self.there = self.there if there == self.there else there
        return self.there

    def look_back(self) -> None:
        """Ask what only the whole of it shows: the journal's chain and the receipts."""
        self._ask(self.books.chain)
        self._ask(partial(self.chats.receipts_are_cases, opened=self.opened))

    def wrong(self, what: str) -> None:
        """Keep one, with the moment."""
        self.wrongs.append(f"{in_taipei(self.room.now):%Y-%m-%d %H:%M:%S} {what}")

    def _ask(self, about: Callable[[Transaction], Iterator[str]]) -> None:
        for wrong in self.room.look(lambda db: list(about(db))):
            self.wrong(wrong)

    def _changed(self, db: Transaction) -> Iterator[str]:
        self.looks += 1
        there, duties = self._staff(db), self.duties.read(db)
        yield from self.ladders.look(db, there, duties, self.room.downs)
        yield from self.chats.look(db, self.room.served.state, there)
        yield from self.books.look(db, there, duties)
        yield from self.standing.look(db, self.room.served.state, there)
        self.log.look(db, self.room.served.state)
        self.too_old.look(self.room.served.state)
        for error in self.errors:
            if error["log_level"] in {"error", "critical"} and not self.too_old.explains(error):
                yield f"the application logged {dict(error)}"
        self.errors.clear()

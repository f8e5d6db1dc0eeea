"""How people stand: who is suspended does and hears nothing, and who decides may.

It follows the journal entry by entry, beside the office's own columns.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select

from casework.staffing.leave import OPEN_END
from sandbox.store.state import State
from storage.core.database import Transaction
from storage.core.tables import calls, journal, leaves, people, seats
from tests.simulation.checks.staff import Staff
from tests.support import addressed

_NEW = "SELECT id, body FROM messages WHERE id > ? AND chat = ? ORDER BY id"
_LAST = select(func.coalesce(func.max(journal.c.id), 0))
_FRESH = select(journal).where(journal.c.id > bindparam("after")).order_by(journal.c.id)
_SUSPENDED = select(people.c.id, people.c.suspended_at).where(people.c.suspended_at.isnot(None))
_UNENDING = select(leaves.c.id, leaves.c.person, leaves.c.deputy).where(
    leaves.c.told_at.is_(None), leaves.c.last == OPEN_END
)
_CALLED = select(calls.c.asked)
DECIDED = ("case.closed", "case.closing_returned")
REASSIGNED = ("case.offered_again", "seat.offered_again")
HOTLINE = "1925"
"""What a stranger hears, and nothing else: whom to call."""


@dataclass
class Standing:
    """What was seen so far."""

    out: set[int] = field(default_factory=set)
    """Who is suspended, by what the journal says."""
    entry: int | None = None
    """The last that was read; what was done before the first look is not ours to judge."""
    heard: dict[int, int] = field(default_factory=dict)
    """Of who is suspended: the last message that was read."""

    def look(self, db: Transaction, state: State, staff: Staff) -> Iterator[str]:
        """Say who did or heard what they may not, and what is left of a suspension that is over."""
        if self.entry is None:
            self.entry = int(db.connection.execute(_LAST).scalar_one())
        for entry in db.connection.execute(_FRESH, {"after": self.entry}).all():
            self.entry = entry.id
            yield from self._judge(db, entry, staff)
        there = {one.id: one.suspended_at for one in db.connection.execute(_SUSPENDED)}
        self.out = {one for one in self.out if not staff.gone(one)}
        for person in there.keys() ^ self.out:
            yield f"person {person} is suspended without an act, or let in without one"
        yield from self._told(db, state, there)
        for leave in db.connection.execute(_UNENDING):
            if leave.person not in there:
                yield f"person {leave.deputy} stands in without end for {leave.person}, who is not suspended"

    def _judge(self, db: Transaction, entry: Any, staff: Staff) -> Iterator[str]:
        """Say what is wrong with an act, by who did it."""
        if entry.actor in self.out:
            yield f"person {entry.actor} is suspended, and did {entry.verb} (entry {entry.id})"
        if entry.verb == "person.suspended":
            self.out.add(entry.detail["person"])
        if entry.verb == "person.readmitted":
            self.out.discard(entry.detail["person"])
        did = f"person {entry.actor} did {entry.verb} to case {entry.subject}"
        if entry.verb in DECIDED and entry.actor not in staff.deciding(_unit(db, entry)):
            yield f"{did}, and does not decide there"
        if entry.verb in REASSIGNED and entry.actor is None:
            if entry.detail["person"] not in _called(db, entry.subject):
                yield f"{did}, and person {entry.detail['person']} was not called"
        elif entry.verb in REASSIGNED and entry.actor not in staff.leading(_unit(db, entry)):
            yield f"{did}, and does not lead there"

    def _told(self, db: Transaction, state: State, there: dict[int, Any]) -> Iterator[str]:
        """What comes after a suspension is the hotlines, without a key."""
        for person, since in there.items():
            found = state.db.execute(_NEW, (self.heard.get(person, 0), addressed.chat(db, person))).fetchall()
            for row in found:
                self.heard[person] = row["id"]
                body = json.loads(row["body"])
                if body["from"]["is_bot"] and body["date"] > since.timestamp() and not _hotlines(body):
                    yield f"person {person} is suspended since {since}, and heard message {row['id']}"


def _hotlines(body: Any) -> bool:
    return HOTLINE in body.get("text", "") and "reply_markup" not in body


def _called(db: Transaction, case: int) -> set[int | None]:
    """Say who was called for a case: the clockwork passes it on to who is on call."""
    return set(db.connection.execute(_CALLED.where(calls.c.case_id == case)).scalars())


def _unit(db: Transaction, entry: Any) -> int | None:
    """Return the unit whose seat an act was about: the lead's where it names none."""
    if (unit := entry.detail.get("unit")) is not None:
        return int(unit)
    return db.connection.execute(select(seats.c.unit).where(seats.c.id == entry.subject)).scalar_one_or_none()

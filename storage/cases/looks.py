"""Looks at full data, as the journal has them: whose they are, and at whose cases."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, select

from casework.cases.looks import MISSED, Look
from storage.core.database import Transaction
from storage.core.tables import LOOKED, cases, decoys, journal, people, seats

_T = journal.c.at.type
_OF = (
    select(journal.c.at, journal.c.subject, journal.c.detail)
    .where(
        LOOKED,
        journal.c.subject.isnot(None),
        journal.c.actor == bindparam("who"),
        journal.c.at >= bindparam("since", type_=_T),
    )
    .order_by(journal.c.id)
)
_MISSED = (
    select(journal.c.detail)
    .where(LOOKED, journal.c.actor == bindparam("who"), journal.c.at >= bindparam("since", type_=_T))
    .where(journal.c.verb == MISSED)
)
_ALLOWED = select(people.c.looks_from).where(people.c.id == bindparam("who"))
_AT_THEIRS = (
    select(seats.c.worker, journal.c.id, journal.c.at, journal.c.actor, cases.c.number)
    .distinct()
    .join(seats, seats.c.case_id == journal.c.subject)
    .join(cases, cases.c.id == journal.c.subject)
    .where(
        LOOKED,
        journal.c.at >= bindparam("since", type_=_T),
        seats.c.worker.isnot(None),
        seats.c.ended_at.is_(None),
        seats.c.worker != journal.c.actor,
        cases.c.id.not_in(select(decoys.c.case_id)),
    )
    .order_by(seats.c.worker, journal.c.id.desc())
)
_AT_MINE = _AT_THEIRS.where(seats.c.worker.in_(bindparam("workers", expanding=True)))


class LookSeen(Struct, frozen=True):
    """That somebody looked at a case of a worker's."""

    worker: int
    at: datetime
    by: int
    number: str


def of_person(db: Transaction, person: int, since: datetime) -> list[Look]:
    """List what somebody looked at, oldest first."""
    found = db.connection.execute(_OF, {"who": person, "since": since}).all()
    return [Look(row.at, row.subject, bool(row.detail.get("own"))) for row in found]


def missed(db: Transaction, person: int, since: datetime) -> int:
    """Count the IDs, telephones and houses that somebody looked up and that were nowhere."""
    found = db.connection.execute(_MISSED, {"who": person, "since": since}).scalars().all()
    return sum(int(detail["number"]) for detail in found)


def allowed_at(db: Transaction, person: int) -> datetime | None:
    """Say when a colleague let somebody read on."""
    return db.connection.execute(_ALLOWED, {"who": person}).scalar()


def at_cases_of(db: Transaction, workers: Sequence[int], since: datetime) -> list[LookSeen]:
    """List who else looked at the cases of these workers, the latest first."""
    found = db.connection.execute(_AT_MINE, {"workers": list(workers), "since": since}).all()
    return [LookSeen(row.worker, row.at, row.actor, row.number) for row in found]


def at_cases(db: Transaction, since: datetime) -> list[LookSeen]:
    """List who looked at whose cases, by worker."""
    found = db.connection.execute(_AT_THEIRS, {"since": since}).all()
    return [LookSeen(row.worker, row.at, row.actor, row.number) for row in found]

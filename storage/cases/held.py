"""What somebody has: the cases they serve or are asked to take on, and how these go to somebody else."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, select

from casework.cases.case import Case
from casework.reminders.obligations import CASE
from storage.cases import cases
from storage.cases.seats import OFFERED, OPEN_SEAT, SERVED
from storage.core.database import Passing, SubjectKind, Transaction
from storage.core.tables import cases as rows
from storage.core.tables import seats
from storage.reminders import obligations

HANDED_OVER = "case.handed_over"
_HELD = cases.READABLE.where(SERVED | OFFERED).order_by(rows.c.id)
_LOADS = (
    select(seats.c.worker, func.count().label("number"))
    .join(rows, rows.c.id == seats.c.case_id)
    .where(seats.c.worker.in_(bindparam("people", expanding=True)), OPEN_SEAT)
    .group_by(seats.c.worker)
)
_UNIT_LOADS = (
    select(seats.c.unit, func.count().label("number"))
    .join(rows, rows.c.id == seats.c.case_id)
    .where(seats.c.unit.isnot(None), OPEN_SEAT)
    .group_by(seats.c.unit)
)


def held_by(db: Transaction, person: int) -> Sequence[Case]:
    """List the open cases that somebody leads or is offered. Not judged: for who was judged to hand over."""
    return cases.cases_of(db, db.connection.execute(_HELD, {"person": person}).all())


def caseloads(db: Transaction, of: Iterable[int]) -> dict[int, int]:
    """Count the open cases that each serves, also from a joint seat."""
    return {row.worker: row.number for row in db.connection.execute(_LOADS, {"people": list(of)}).all()}


def caseloads_of_units(db: Transaction) -> dict[int, int]:
    """Count the open cases that each unit has a part in."""
    return {row.unit: row.number for row in db.connection.execute(_UNIT_LOADS).all()}


def hand_over(db: Transaction, case: Case, to: Passing) -> None:
    """Move one case; its obligations change hands, also the one named after whom it was offered to.

    An offer stays an offer, and the time to answer it runs on: the household has waited since it was made.
    """
    moved = case.hand_over(of=to.giver, to=to.receiver, unit=to.unit, kind=to.kind, at=db.now)
    obligations.ask_another(db, case.id, to.receiver)
    cases.save(db, case, moved, HANDED_OVER, person=to.receiver, giver=to.giver, handover=to.handover)


CASES: SubjectKind[Case] = SubjectKind(
    CASE, cases.read, cases.may, cases.owing, cases.count_anew, held_by, hand_over, cases.writes
)

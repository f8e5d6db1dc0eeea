"""What somebody has: the cases they serve or are asked to take on, and how these go to somebody else."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, or_, select, update

from casework.cases.case import OPEN, Case, State
from casework.policy.policy import Duty
from casework.reminders.obligations import CASE
from storage.cases import cases
from storage.core.database import Passing, SubjectKind, Transaction
from storage.core.tables import case_keys, obligations
from storage.core.tables import cases as rows

HANDED_OVER = "case.handed_over"
SERVED = (rows.c.worker == bindparam("person")) & rows.c.state.in_([str(one) for one in OPEN])
OFFERED = (rows.c.offered == bindparam("person")) & (rows.c.state == State.DISPATCHED)
"""Both of a *person*."""
_HELD = (
    select(rows, case_keys.c.wrapped)
    .join(case_keys, case_keys.c.case_id == rows.c.id)
    .where(or_(SERVED, OFFERED))
    .order_by(rows.c.id)
)
_LOADS = (
    select(rows.c.worker, func.count().label("number"))
    .where(
        rows.c.worker.in_(bindparam("people", expanding=True)),
        rows.c.state.in_([str(one) for one in OPEN]),
    )
    .group_by(rows.c.worker)
)
_ASKED = (
    update(obligations)
    .where(
        obligations.c.subject == bindparam("of"),
        obligations.c.duty == Duty.ACKNOWLEDGE,
        obligations.c.ended_at.is_(None),
    )
    .values(period=bindparam("period_"))
)


def held_by(db: Transaction, person: int) -> Sequence[Case]:
    """List the open cases that somebody serves or is offered. Not judged: for who was judged to hand over."""
    return [cases.case_of(db, row) for row in db.connection.execute(_HELD, {"person": person}).all()]


def caseloads(db: Transaction, of: Iterable[int]) -> dict[int, int]:
    """Count the open cases that each serves."""
    return {row.worker: row.number for row in db.connection.execute(_LOADS, {"people": list(of)})}


def hand_over(db: Transaction, case: Case, to: Passing) -> None:
    """Move one case; its obligations change hands, also the one named after whom it was offered to.

    An offer stays an offer, and the time to answer it runs on: the household has waited since it was made.
    """
    moved = case.hand_over(of=to.giver, to=to.receiver, unit=to.unit)
    for duty in CASE.owed(moved, db.rules):
        if duty.duty is Duty.ACKNOWLEDGE:
            db.connection.execute(_ASKED, {"of": case.id, "period_": duty.period})
    cases.save(db, moved, HANDED_OVER, person=to.receiver, giver=to.giver, handover=to.handover)


CASES: SubjectKind[Case] = SubjectKind(
    CASE, cases.read, cases.may, cases.owing, cases.count_anew, held_by, hand_over
)

"""Joint seats as subjects: what a unit beside the lead owes is nudged and handed over like a case."""

from collections.abc import Sequence

from sqlalchemy import Table, bindparam, or_, select

from casework.cases.access import Action
from casework.cases.case import OPEN, State
from casework.errors import NotThere
from casework.reminders.seats import SEAT, JointSeat
from storage.cases import cases
from storage.core.database import Passing, SubjectKind, Transaction
from storage.core.tables import cases as case_rows
from storage.core.tables import seats
from storage.reminders import obligations

HANDED_OVER = "seat.handed_over"
OPEN_SEAT = seats.c.ended_at.is_(None) & case_rows.c.state.in_([str(one) for one in OPEN])
SERVED = (seats.c.worker == bindparam("person")) & OPEN_SEAT
OFFERED = (seats.c.offered == bindparam("person")) & OPEN_SEAT
OFFERED &= (seats.c.id != seats.c.case_id) | (case_rows.c.state == State.DISPATCHED)
"""Both of a *person*, the lead's seats included."""
_JOINT = (
    select(seats.c.id, seats.c.case_id)
    .join(case_rows, case_rows.c.id == seats.c.case_id)
    .where(seats.c.id != seats.c.case_id, OPEN_SEAT)
    .order_by(seats.c.id)
)
_HELD = _JOINT.where(SERVED | OFFERED)
_THESE = _JOINT.where(seats.c.id.in_(bindparam("these", expanding=True)))
_CASES_OF = (
    select(seats.c.case_id)
    .join(case_rows, case_rows.c.id == seats.c.case_id)
    .where(
        OPEN_SEAT,
        or_(*(one.in_(bindparam("people", expanding=True)) for one in (seats.c.worker, seats.c.offered))),
    )
)
_CASES_OF_THESE = select(seats.c.case_id).where(seats.c.id.in_(bindparam("these", expanding=True)))
_CASE_OF = select(seats.c.case_id).where(seats.c.id == bindparam("row"))


def read(db: Transaction, seat: int) -> JointSeat:
    """Read a joint seat without judging; raises `NotThere`."""
    case = cases.read(db, case_of(db, seat))
    if case.id == seat:
        raise NotThere
    return JointSeat(case, seat)


def case_of(db: Transaction, subject: int) -> int:
    """Return the case of a seat, the lead's included; raises `NotThere`."""
    case = db.connection.execute(_CASE_OF, {"row": subject}).scalar()
    if case is None:
        raise NotThere
    return int(case)


def may(db: Transaction, joint: JointSeat, action: Action) -> bool:
    """Tell whether the speaker may, by how they stand to the case."""
    return cases.may(db, joint.case, action)


def owing(db: Transaction) -> Sequence[JointSeat]:
    """List the joint seats that have not ended."""
    return [JointSeat(case, seat.id) for case in cases.of_several_units(db) for seat in case.joint_seats]


def count_anew(db: Transaction, these: Sequence[int]) -> None:
    """Count the deadlines of these seats by the rules of now."""
    found = [
        JointSeat(cases.read(db, row.case_id), row.id)
        for row in db.connection.execute(_THESE, {"these": list(these)}).all()
    ]
    obligations.settle_anew(db, [(SEAT.subject(one), SEAT.owed(one, db.rules)) for one in found])
    for joint in found:
        cases.count_offer_anew(db, joint.case, joint.seat)
        cases.stand(db, joint.case)


def writes(db: Transaction, these: Sequence[int]) -> tuple[Table, Sequence[int]]:
    """Name the cases of these seats: counting them writes where their case stands."""
    return case_rows, db.connection.execute(_CASES_OF_THESE, {"these": list(these)}).scalars().all()


def hold_all_of(db: Transaction, people: Sequence[int]) -> None:
    """Hold every case in which one of these people serves, or is offered a seat."""
    cases.hold_cases(db, *db.connection.execute(_CASES_OF, {"people": people}).scalars().all())


def held_by(db: Transaction, person: int) -> Sequence[JointSeat]:
    """List the joint seats that somebody serves or is offered; for who was judged to hand over."""
    found = db.connection.execute(_HELD, {"person": person}).all()
    return [JointSeat(cases.read(db, row.case_id), row.id) for row in found]


def hand_over(db: Transaction, joint: JointSeat, to: Passing) -> None:
    """Move one seat; an offer stays an offer, and the time to answer it runs on."""
    before = joint.case
    moved = before.hand_over(
        of=to.giver, to=to.receiver, unit=to.unit, kind=to.kind, at=db.now, seat=joint.number
    )
    obligations.ask_another(db, joint.number, to.receiver)
    detail = {"person": to.receiver, "giver": to.giver, "handover": to.handover, "unit": joint.seat.unit}
    cases.save(db, before, moved, HANDED_OVER, **detail)


SEATS: SubjectKind[JointSeat] = SubjectKind(SEAT, read, may, owing, count_anew, held_by, hand_over, writes)

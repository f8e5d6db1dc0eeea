"""Obligations: rows that follow from the facts of their case, and what the clock needs of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from casework.case import Case
from casework.obligations import Bearer, Owed, next_rung, owed
from casework.policy import Duty
from storage.database import Transaction
from storage.tables import cases, nudges, obligations

_OPEN = select(obligations).where(
    obligations.c.case_id == bindparam("case"), obligations.c.ended_at.is_(None)
)
_ADD = insert(obligations)
_T = obligations.c.due.type
_MOVE = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"))
    .values(
        due=bindparam("due_", type_=_T),
        person=bindparam("person_"),
        unit=bindparam("unit_"),
        climbed=0,
        next_nudge=bindparam("next_", type_=_T),
    )
)
_END = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"))
    .values(ended_at=bindparam("now", type_=_T), next_nudge=None)
)
_DUE = (
    select(obligations, cases.c.number)
    .join(cases, cases.c.id == obligations.c.case_id)
    .where(obligations.c.next_nudge <= bindparam("now", type_=_T), obligations.c.ended_at.is_(None))
    .order_by(obligations.c.due)
    .limit(bindparam("most"))
)
_CLIMB = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"), obligations.c.climbed == bindparam("was"))
    .values(climbed=bindparam("climbed_"), next_nudge=bindparam("next_", type_=_T))
)
_NUDGED = insert(nudges)
_ONE = (
    select(obligations, cases.c.number)
    .join(cases, cases.c.id == obligations.c.case_id)
    .where(obligations.c.id == bindparam("row"))
)


@dataclass(frozen=True)
class Obligation:
    """A duty of a case as it is kept."""

    id: int
    case: int
    number: str
    duty: Duty
    period: str
    due: datetime
    bearer: Bearer
    person: int | None
    unit: int | None
    climbed: int
    ended: bool


def settle(db: Transaction, case: Case) -> None:
    """Make the rows agree with the facts: new duties begin, moved ones move, the rest end."""
    now_owed = {(duty.duty, duty.period): duty for duty in owed(case, db.rules)}
    for row in db.connection.execute(_OPEN, {"case": case.id}).all():
        duty = now_owed.pop((Duty(row.duty), row.period), None)
        if duty is None:
            db.connection.execute(_END, {"row": row.id, "now": db.now})
        elif (row.due, row.person, row.unit) != (duty.due, duty.person, case.unit):
            _move(db, row.id, case, duty)
    for duty in now_owed.values():
        db.connection.execute(
            _ADD,
            {
                "case_id": case.id,
                "duty": duty.duty,
                "period": duty.period,
                "since": duty.since,
                "due": duty.due,
                "bearer": duty.bearer,
                "person": duty.person,
                "unit": case.unit,
                "climbed": 0,
                "next_nudge": _rung(db, duty.duty, duty.due, 0),
            },
        )


def _move(db: Transaction, row: int, case: Case, duty: Owed) -> None:
    values = {"row": row, "due_": duty.due, "person_": duty.person, "unit_": case.unit}
    db.connection.execute(_MOVE, {**values, "next_": _rung(db, duty.duty, duty.due, 0)})


def _rung(db: Transaction, duty: Duty, due: datetime, climbed: int) -> datetime | None:
    following = next_rung(duty, due, climbed, db.rules.policy)
    return following[1] if following else None


def to_nudge(db: Transaction, most: int) -> list[Obligation]:
    """List those whose next rung has come. Costs what is due, not what is open."""
    return [_obligation(row) for row in db.connection.execute(_DUE, {"now": db.now, "most": most})]


def climb(db: Transaction, obligation: Obligation, rungs: int) -> bool:
    """Go up the ladder; False when another bell was quicker."""
    climbed = obligation.climbed + rungs
    changed = db.connection.execute(
        _CLIMB,
        {
            "row": obligation.id,
            "was": obligation.climbed,
            "climbed_": climbed,
            "next_": _rung(db, obligation.duty, obligation.due, climbed),
        },
    ).rowcount
    return changed == 1


def nudged(db: Transaction, obligation: Obligation, rung: str, person: int) -> bool:
    """Write down that somebody is told on a rung; False when they were told before."""
    try:
        with db.connection.begin_nested():
            db.connection.execute(
                _NUDGED, {"obligation": obligation.id, "rung": rung, "person": person, "at": db.now}
            )
    except IntegrityError:
        return False
    return True


def get(db: Transaction, obligation: int) -> Obligation:
    """Read one."""
    return _obligation(db.connection.execute(_ONE, {"row": obligation}).one())


def of_case(db: Transaction, case: int) -> list[Obligation]:
    """List what a case is owed now, nearest first."""
    statement = (
        select(obligations, cases.c.number)
        .join(cases, cases.c.id == obligations.c.case_id)
        .where(obligations.c.case_id == case, obligations.c.ended_at.is_(None))
        .order_by(obligations.c.due)
    )
    return [_obligation(row) for row in db.connection.execute(statement)]


def of_person(db: Transaction, person: int) -> list[Obligation]:
    """List what somebody owes, worst first."""
    statement = (
        select(obligations, cases.c.number)
        .join(cases, cases.c.id == obligations.c.case_id)
        .where(obligations.c.person == person, obligations.c.ended_at.is_(None))
        .order_by(obligations.c.due)
    )
    return [_obligation(row) for row in db.connection.execute(statement)]


def _obligation(row: Any) -> Obligation:
    return Obligation(
        id=row.id,
        case=row.case_id,
        number=row.number,
        duty=Duty(row.duty),
        period=row.period,
        due=row.due,
        bearer=Bearer(row.bearer),
        person=row.person,
        unit=row.unit,
        climbed=row.climbed,
        ended=row.ended_at is not None,
    )

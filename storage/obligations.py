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
_HAND_OVER = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"))
    .values(
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
_NUMBERED = select(obligations, cases.c.number).join(cases, cases.c.id == obligations.c.case_id)
_DUE = (
    _NUMBERED.where(obligations.c.next_nudge <= bindparam("now", type_=_T), obligations.c.ended_at.is_(None))
    .order_by(obligations.c.due)
    .limit(bindparam("most"))
)
_CLIMB = (
    update(obligations)
    .where(obligations.c.id == bindparam("row"), obligations.c.climbed == bindparam("was"))
    .values(climbed=bindparam("climbed_"), next_nudge=bindparam("next_", type_=_T))
)
_NUDGED = insert(nudges)
_ONE = _NUMBERED.where(obligations.c.id == bindparam("row"))
_NOW = _NUMBERED.where(obligations.c.ended_at.is_(None)).order_by(obligations.c.due, obligations.c.id)
_OF_CASE = _NOW.where(obligations.c.case_id == bindparam("case"))
_OF_PERSON = _NOW.where(obligations.c.person == bindparam("owing"))


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
    """Make the rows agree with the facts: new duties begin, some change hands, the rest end.

    A deadline that moved is another one, whose ladder is climbed anew.
    """
    now_owed = {(duty.duty, duty.period, duty.due): duty for duty in owed(case, db.rules)}
    for row in db.connection.execute(_OPEN, {"case": case.id}).all():
        duty = now_owed.pop((Duty(row.duty), row.period, row.due), None)
        if duty is None:
            db.connection.execute(_END, {"row": row.id, "now": db.now})
        elif (row.person, row.unit) != (duty.person, case.unit):
            _hand_over(db, row.id, case, duty)
    for duty in now_owed.values():
        db.connection.execute(
            _ADD,
            {
                "case_id": case.id,
                "duty": duty.duty,
                "period": duty.period,
                "since": duty.since,
                "due": duty.due,
                "urgent": False,
                "known_at": db.now,
                "bearer": duty.bearer,
                "person": duty.person,
                "unit": case.unit,
                "climbed": 0,
                "next_nudge": _rung(db, duty.duty, duty.due, 0),
            },
        )


def _hand_over(db: Transaction, row: int, case: Case, duty: Owed) -> None:
    values = {"row": row, "person_": duty.person, "unit_": case.unit}
    db.connection.execute(_HAND_OVER, {**values, "next_": _rung(db, duty.duty, duty.due, 0)})


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
                _NUDGED,
                {
                    "obligation": obligation.id,
                    "rung": rung,
                    "person": person,
                    "at": db.now,
                    "told_at": db.now,
                },
            )
    except IntegrityError:
        return False
    return True


def get(db: Transaction, obligation: int) -> Obligation:
    """Read one."""
    return _obligation(db.connection.execute(_ONE, {"row": obligation}).one())


def of_case(db: Transaction, case: int) -> list[Obligation]:
    """List what a case is owed now, nearest first."""
    return [_obligation(row) for row in db.connection.execute(_OF_CASE, {"case": case})]


def of_person(db: Transaction, person: int) -> list[Obligation]:
    """List what somebody owes, worst first."""
    return [_obligation(row) for row in db.connection.execute(_OF_PERSON, {"owing": person})]


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

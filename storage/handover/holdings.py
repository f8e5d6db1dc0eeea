"""What somebody has open: it is counted before a handover, and once more after it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from casework.cases.case import OPEN, Case, State
from casework.handover import HANDOVER, Moved
from casework.policy.closed_days import CLOSED_DAYS
from casework.staffing.leave import LEAVE
from casework.staffing.people import Person
from casework.staffing.pin import PIN, PIN_TO_CALL
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.tables import areas, case_keys, drafts, nudges, obligations
from storage.core.tables import cases as case_rows
from storage.forms.drafts import QUESTION

NOTHING_TO_FINISH = (
    QUESTION,
    PIN.name,
    PIN_TO_CALL.name,
    HANDOVER.name,
    LEAVE.name,
    CLOSED_DAYS.name,
)
"""Forms that are open but hold nothing another could finish: they are dropped."""

_SERVES = (case_rows.c.worker == bindparam("person")) & case_rows.c.state.in_([str(one) for one in OPEN])
_OFFERED = (case_rows.c.offered == bindparam("person")) & (case_rows.c.state == State.DISPATCHED)
OPEN_DUTY = obligations.c.ended_at.is_(None)
UNTOLD = nudges.c.told_at.is_(None)
_theirs = nudges.alias("theirs")
TOLD_ANYWAY = (
    select(_theirs.c.id)
    .where(
        _theirs.c.obligation == nudges.c.obligation,
        _theirs.c.rung == nudges.c.rung,
        _theirs.c.person == bindparam("beside"),
    )
    .exists()
)


def _number(table: Any, *conditions: Any) -> Any:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


_HELD = select(
    _number(case_rows, _SERVES).label("cases"),
    _number(case_rows, _OFFERED).label("offers"),
    _number(obligations, obligations.c.person == bindparam("person"), OPEN_DUTY).label("obligations"),
    _number(areas, areas.c.worker == bindparam("person"), areas.c.unit == bindparam("unit")).label("areas"),
    _number(drafts, drafts.c.person == bindparam("person"), drafts.c.form.not_in(NOTHING_TO_FINISH)).label(
        "drafts"
    ),
    _number(
        nudges.join(obligations, obligations.c.id == nudges.c.obligation),
        nudges.c.person == bindparam("person"),
        UNTOLD,
        OPEN_DUTY,
        ~TOLD_ANYWAY,
    ).label("nudges"),
    _number(areas, areas.c.worker == bindparam("person"), areas.c.unit != bindparam("unit")).label("vacant"),
)
_LOADS = (
    select(case_rows.c.worker, func.count())
    .where(
        case_rows.c.worker.in_(bindparam("people", expanding=True)),
        case_rows.c.state.in_([str(one) for one in OPEN]),
    )
    .group_by(case_rows.c.worker)
)
_OPEN_CASES = (
    select(case_rows, case_keys.c.wrapped)
    .join(case_keys, case_keys.c.case_id == case_rows.c.id)
    .where(or_(_SERVES, _OFFERED))
    .order_by(case_rows.c.id)
)
NOBODY = 0
"""Nobody's id."""


def count(db: Transaction, person: int, receiver: Person) -> Moved:
    """Count what *person* has open, and of it what *receiver* takes over."""
    return held(db, person, receiver.unit, beside=receiver.id)


def caseloads(db: Transaction, of: Iterable[int]) -> dict[int, int]:
    """Count the open cases that each serves."""
    found = db.connection.execute(_LOADS, {"people": list(of)})
    return {person: number for person, number in found}  # noqa: C416 - rows, made a dictionary


def open_cases(db: Transaction, person: int) -> list[Case]:
    """List what somebody serves or is offered. Not judged: for who was judged to hand it over."""
    return [cases.case_of(db, row) for row in db.connection.execute(_OPEN_CASES, {"person": person})]


def held(db: Transaction, person: int, unit: int, beside: int = NOBODY) -> Moved:
    """Count what *person* has open; of the nudges those that *beside* would not hear anyway."""
    row = db.connection.execute(_HELD, {"person": person, "unit": unit, "beside": beside}).one()
    return Moved(**row._mapping)

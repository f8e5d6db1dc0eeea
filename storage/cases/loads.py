"""Who is behind: what is overdue by worker and by unit, and what waits for a decision."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, case, func, or_, select

from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.reminders.backlog import overdue_days
from casework.reminders.catalogue import AWAITED
from casework.reminders.obligations import soon
from casework.staffing.people import SERVING
from storage.cases import held
from storage.core.database import Transaction
from storage.core.tables import obligations
from storage.staffing import people

_T = obligations.c.due.type
_open = obligations.c.ended_at.is_(None)
_late = obligations.c.due < bindparam("now", type_=_T)
_unfiled = func.sum(case((obligations.c.duty == Duty.FOLLOW_UP, 1), else_=0)).label("unfiled")
_LATE = select(func.count().label("late"), _unfiled, func.min(obligations.c.due).label("since")).where(
    _open, _late
)
_BY_PERSON = (
    _LATE.add_columns(obligations.c.person.label("of"))
    .where(obligations.c.unit == bindparam("unit"), obligations.c.bearer == Bearer.PERSON)
    .group_by(obligations.c.person)
)
_TOGETHER = (
    _LATE.add_columns(obligations.c.unit.label("of"))
    .where(obligations.c.unit == bindparam("unit"))
    .where(obligations.c.bearer.in_([Bearer.LIAISONS, Bearer.CLERKS]))
    .group_by(obligations.c.unit)
)
"""What is owed by a unit, and by nobody of it alone: a list, an answer to an invitation."""
_BY_UNIT = _LATE.add_columns(obligations.c.unit.label("of")).group_by(obligations.c.unit)
_TO_DECIDE = (
    select(obligations.c.duty, func.count().label("number"))
    .where(_open, obligations.c.unit == bindparam("unit"), obligations.c.bearer == Bearer.SUPERVISORS)
    .where(or_(obligations.c.due <= bindparam("soon", type_=_T), obligations.c.duty.in_(AWAITED)))
    .group_by(obligations.c.duty)
)
"""As the list of what is to be done has it, whose key stands beside this count."""


class Load(Struct, frozen=True):
    """What somebody, or a unit, has and owes."""

    name: str
    cases: int
    """So many are open."""
    late: int
    """So much is overdue."""
    unfiled: int
    """Of it, monthly follow-ups (每月回報)."""
    days: int
    """So long the oldest is overdue."""
    together: bool = False
    """It is owed by all of a unit, beside what each of it owes."""


def of_unit(db: Transaction, unit: int) -> list[Load]:
    """List who serves in a unit, and whoever else owes something there: who is latest first."""
    late = {row.of: row for row in db.connection.execute(_BY_PERSON, {"unit": unit, "now": db.now}).all()}
    here = {one.id: one for one in people.in_unit(db, unit, SERVING)}
    everybody = here | {one: people.get(db, one) for one in late if one is not None and one not in here}
    cases = held.caseloads(db, everybody)
    each = [_load(db, person.name, cases.get(one, 0), late.get(one)) for one, person in everybody.items()]
    owed = db.connection.execute(_TOGETHER, {"unit": unit, "now": db.now}).all()
    together = [_load(db, people.unit(db, unit).name, 0, row) for row in owed]
    return _ordered([*each, *(replace(one, together=True) for one in together)])


def of_units(db: Transaction) -> list[Load]:
    """List the units that have cases or owe something: the latest first."""
    late = {row.of: row for row in db.connection.execute(_BY_UNIT, {"now": db.now}).all()}
    cases = held.caseloads_of_units(db)
    loads = [
        _load(db, one.name, cases.get(one.id, 0), late.get(one.id))
        for one in people.all_units(db)
        if one.id in cases or one.id in late
    ]
    return _ordered(loads)


def to_decide(db: Transaction, unit: int) -> Mapping[Duty, int]:
    """Count what waits for a decision of those who lead a unit, or is due soon, by what it is."""
    by = soon(db.now, db.rules.policy.nudges)
    found = db.connection.execute(_TO_DECIDE, {"unit": unit, "soon": by}).all()
    return Counter({Duty(row.duty): int(row.number) for row in found})


def _load(db: Transaction, name: str, cases: int, late: Any) -> Load:
    if late is None:
        return Load(name, cases, 0, 0, 0)
    return Load(name, cases, int(late.late), int(late.unfiled), overdue_days(late.since, db.now))


def _ordered(loads: list[Load]) -> list[Load]:
    return sorted(loads, key=lambda one: (-one.late, -one.days, -one.cases, one.name))

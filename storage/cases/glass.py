"""Broken glass: who reads which case in an emergency, and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update

from casework.cases.glass import Broken
from storage.core.database import Transaction
from storage.core.tables import cases, glass

_T = glass.c.at.type
_ADD = insert(glass)
_BROKEN = select(glass.c.person, glass.c.case_id, cases.c.number, glass.c.at, glass.c.until).join(
    cases, cases.c.id == glass.c.case_id
)
_NOW = glass.c.until > bindparam("now", type_=_T)
_OF_CASE = _BROKEN.where(glass.c.case_id == bindparam("case"), _NOW).order_by(glass.c.id)
_SINCE = _BROKEN.where(glass.c.at >= bindparam("since", type_=_T)).order_by(glass.c.id.desc())
_THEIRS = select(glass.c.id).where(
    glass.c.person == bindparam("who"), glass.c.case_id == bindparam("case"), _NOW
)
_ENDS = select(func.min(glass.c.until)).where(glass.c.person == bindparam("who"), _NOW)
_END = update(glass).where(glass.c.person == bindparam("who"), _NOW).values(until=bindparam("now", type_=_T))
_END_ONE = _END.where(glass.c.case_id == bindparam("case"))


def add(db: Transaction, case: int, person: int, hours: int) -> None:
    """Keep that somebody reads a case from now on."""
    until = db.now + timedelta(hours=hours)
    db.connection.execute(_ADD, {"case_id": case, "person": person, "at": db.now, "until": until})


def broken(db: Transaction, case: int, person: int) -> bool:
    """Tell whether somebody reads it now."""
    return db.connection.execute(_THEIRS, {"who": person, "case": case, "now": db.now}).first() is not None


def ends(db: Transaction, person: int) -> datetime | None:
    """Say when the first of what somebody reads now ends: what they are shown in full goes with it."""
    return db.connection.execute(_ENDS, {"who": person, "now": db.now}).scalar()


def of_case(db: Transaction, case: int) -> Sequence[Broken]:
    """List who reads a case now."""
    return [Broken(*row) for row in db.connection.execute(_OF_CASE, {"case": case, "now": db.now}).all()]


def since(db: Transaction, moment: datetime) -> Sequence[Broken]:
    """List what was opened, the latest first."""
    return [Broken(*row) for row in db.connection.execute(_SINCE, {"since": moment}).all()]


def end(db: Transaction, person: int, case: int | None = None) -> bool:
    """End what somebody reads: one case, or all; tell whether there was any."""
    given = {"who": person, "now": db.now}
    done = (
        db.connection.execute(_END, given)
        if case is None
        else db.connection.execute(_END_ONE, {**given, "case": case})
    )
    return bool(done.rowcount)

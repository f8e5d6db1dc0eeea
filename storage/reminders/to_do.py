"""What somebody is to do now: of themselves, of their group, of their unit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select

from casework.policy.owed import Bearer
from casework.reminders.catalogue import AWAITED
from casework.reminders.hearing import Remit
from casework.reminders.obligations import soon
from casework.staffing.people import LEADING
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.tables import leaves, obligations, people, subjects
from storage.reminders.obligations import Obligation, obligation_of

PAGE = 5
_stood_in = (
    select(leaves.c.id)
    .where(leaves.c.person == people.c.id, leaves.c.told_at.is_(None))
    .where(bindparam("today", type_=leaves.c.first.type).between(leaves.c.first, leaves.c.last))
    .exists()
)
_LED = select(people.c.unit).where(
    people.c.role.in_(LEADING), people.c.active | (people.c.suspended_at.isnot(None) & _stood_in)
)
"""Units that somebody leads, or stands in for who does (`people.answering`)."""
_OPEN = (
    select(obligations, subjects.c.sign, subjects.c.kind)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .where(obligations.c.ended_at.is_(None))
)
_ORDERED = _OPEN.order_by(obligations.c.due, obligations.c.id).limit(PAGE)
_COUNT = select(func.count()).where(obligations.c.ended_at.is_(None))


def count(db: Transaction, theirs: Iterable[Remit]) -> int:
    """Count what is awaited, overdue, due today or soon."""
    return int(db.connection.execute(_due(db, _COUNT, theirs), _today(db)).scalar_one())


def count_open(db: Transaction, theirs: Iterable[Remit]) -> int:
    """Count all that is open, also what is not due for long."""
    return int(db.connection.execute(_COUNT.where(_of_any(theirs)), _today(db)).scalar_one())


def page(db: Transaction, theirs: Iterable[Remit], number: int) -> list[Obligation]:
    """Return a page of it, from 0, the nearest deadline first."""
    found = db.connection.execute(_due(db, _ORDERED, theirs).offset(number * PAGE), _today(db))
    return [obligation_of(row) for row in found]


def _due(db: Transaction, statement: Select[Any], theirs: Iterable[Remit]) -> Select[Any]:
    pressing = or_(obligations.c.duty.in_(AWAITED), obligations.c.due <= soon(db.now, db.rules.policy.nudges))
    return statement.where(pressing, _of_any(theirs))


def _today(db: Transaction) -> dict[str, date]:
    """The day on which the people are asked for who leads the units."""
    return {"today": local_day(db.now)}


def _of_any(theirs: Iterable[Remit]) -> ColumnElement[bool]:
    return or_(false(), *(_of(one) for one in theirs))


def _of(remit: Remit) -> ColumnElement[bool]:
    bearer = obligations.c.bearer == remit.bearer
    if remit.bearer is Bearer.PERSON:
        return and_(bearer, obligations.c.person == remit.person)
    if remit.unsupervised:
        return and_(bearer, or_(obligations.c.unit.is_(None), obligations.c.unit.not_in(_LED)))
    return bearer if remit.unit is None else and_(bearer, obligations.c.unit == remit.unit)

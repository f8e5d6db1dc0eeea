"""What somebody is to do now: of themselves, of their group, of their unit."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, true, union

from casework.counting import ENOUGH, Page
from casework.policy.owed import Bearer
from casework.reminders.backlog import Backlog, overdue_days
from casework.reminders.catalogue import AWAITED
from casework.reminders.hearing import Remit
from casework.reminders.obligations import soon
from casework.staffing.people import LEADING
from casework.text.dates import local_day
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import leaves, obligations, people, subjects, units
from storage.reminders.obligations import CALLED, Obligation, obligation_of

PAGE = 5
Pressing = tuple[ColumnElement[bool], ...]
"""Which duties are listed, each part as an index has it."""
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
_UNLED = select(units.c.id).where(units.c.id.not_in(_LED))
_open = obligations.c.ended_at.is_(None)
_bearer = obligations.c.bearer.concat("")
"""No index has this: what is awaited of a person is found by its duty, not among all that they owe."""
_COUNT = select(func.count()).where(_open)
_OVERDUE = select(func.count().label("number"), func.min(obligations.c.due).label("since")).where(
    _open, obligations.c.due < bindparam("now", type_=obligations.c.due.type)
)
_IDS = select(obligations.c.due, obligations.c.id).where(_open)
_ROWS = (
    select(obligations, *CALLED)
    .join(subjects, subjects.c.id == obligations.c.subject)
    .where(obligations.c.id.in_(bindparam("these", expanding=True)))
    .order_by(obligations.c.due, obligations.c.id)
)


def count(db: Transaction, theirs: Iterable[Remit]) -> int:
    """Count what is awaited, overdue, due today or soon, no further than is said."""
    return len(_ids(db, theirs, 0, ENOUGH))


def count_open(db: Transaction, theirs: Iterable[Remit]) -> int:
    """Count all that is open, also what is not due for long."""
    whose = or_(false(), *(one for remit in theirs for one in _of(remit)))
    whose &= recusals.theirs(db, obligations.c.subject)
    return int(db.connection.execute(_COUNT.where(whose), _today(db)).scalar_one())


def overdue(db: Transaction, theirs: Iterable[Remit]) -> Backlog:
    """Count what is overdue of all that somebody is to do, or watches over."""
    whose = or_(false(), *(one for remit in theirs for one in _of(remit)))
    row = db.connection.execute(_OVERDUE.where(whose), {**_today(db), "now": db.now}).one()
    return Backlog(row.number, overdue_days(row.since, db.now)) if row.number else Backlog(0, 0)


def page(db: Transaction, theirs: Iterable[Remit], number: int) -> Page[Obligation]:
    """Return a page of it, from 0, the nearest deadline first."""
    these = _ids(db, theirs, number * PAGE, PAGE + 1)
    found = db.connection.execute(_ROWS, {"these": these}) if these else ()
    return Page.of([obligation_of(row) for row in found], PAGE)


def _ids(db: Transaction, theirs: Iterable[Remit], skipped: int, most: int) -> list[int]:
    """Read each remit in its order, and put the first of all of them in order."""
    by = soon(db.now, db.rules.policy.nudges)
    late: Pressing = (obligations.c.due < db.now,)
    awaited = and_(obligations.c.due > by, obligations.c.duty.in_(AWAITED))
    pressing: Pressing = (obligations.c.due <= by, awaited)
    each = [
        select(
            _IDS.where(whose, one, recusals.theirs(db, obligations.c.subject))
            .order_by(obligations.c.due, obligations.c.id)
            .limit(skipped + most)
            .subquery()
        )
        for remit in theirs
        for one in (late if remit.late else pressing)
        for whose in _of(remit, by_duty=one is awaited)
    ]
    if not each:
        return []
    found = union(*each).subquery()
    first = select(found.c.id).order_by(found.c.due, found.c.id).limit(most).offset(skipped)
    return list(db.connection.execute(first, _today(db)).scalars().all())


def _today(db: Transaction) -> dict[str, date]:
    """The day on which the people are asked for who leads the units."""
    return {"today": local_day(db.now)}


def _of(remit: Remit, *, by_duty: bool = False) -> list[ColumnElement[bool]]:
    """Say in SQL what of all that is owed is in a remit, as indexes have it; a person's perhaps *by duty*."""
    if remit.bearer is None:
        return [true() if remit.unit is None else obligations.c.unit == remit.unit]
    bearer = obligations.c.bearer == remit.bearer
    if remit.bearer is Bearer.PERSON:
        bearer = _bearer == remit.bearer if by_duty else bearer
        return [and_(bearer, obligations.c.person == remit.person)]
    if remit.unsupervised:
        return [and_(bearer, obligations.c.unit.is_(None)), and_(bearer, obligations.c.unit.in_(_UNLED))]
    return [bearer if remit.unit is None else and_(bearer, obligations.c.unit == remit.unit)]

"""Closed days (停班停課): what no calendar can know, written down by an administrator."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import and_, bindparam, delete, insert, or_, select

from casework.policy.closed_days import IN_WORKING_DAYS, PUT_OFF, moves
from casework.policy.policy import Duty
from casework.text.dates import day_end, day_start
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import closed_days, obligations

_KNOWN = select(closed_days.c.day)
_IS_KNOWN = _KNOWN.where(closed_days.c.day == bindparam("on"))
_CLOSE = insert(closed_days)
_REOPEN = delete(closed_days).where(closed_days.c.day == bindparam("on"))
_T = obligations.c.due.type
_COUNTED = select(obligations.c.duty, obligations.c.since, obligations.c.due).where(
    obligations.c.ended_at.is_(None),
    obligations.c.urgent.is_(False),
    obligations.c.due >= bindparam("first", type_=_T),
    or_(
        obligations.c.duty.in_(sorted(IN_WORKING_DAYS)),
        and_(obligations.c.duty == PUT_OFF, obligations.c.due <= bindparam("next_", type_=_T)),
    ),
)


def known(db: Transaction) -> frozenset[date]:
    """Return every day on which the office is or was closed, for the calendar."""
    return frozenset(db.connection.execute(_KNOWN).scalars().all())


def close(db: Transaction, day: date) -> bool:
    """Write down that the office is closed on a day; False when it was known."""
    if db.connection.execute(_IS_KNOWN, {"on": day}).first() is not None:
        return False
    by = db.speaker.id if db.speaker else None
    journal.write(db, "office.closed", day=day.isoformat())
    db.connection.execute(_CLOSE, {"day": day, "by": by, "at": db.now})
    return True


def reopen(db: Transaction, day: date) -> bool:
    """Take it back: the office works on that day after all; False when nobody had closed it."""
    if not db.connection.execute(_REOPEN, {"on": day}).rowcount:
        return False
    journal.write(db, "office.reopened", day=day.isoformat())
    return True


def moved_by(db: Transaction, days: Collection[date]) -> int:
    """Count the open duties whose deadline moves when these working days close, or are worked after all."""
    following = db.rules.calendar.working_day_from(max(days) + timedelta(days=1))
    values = {"first": day_start(min(days)), "next_": day_end(following)}
    found = db.connection.execute(_COUNTED, values).all()
    return sum(moves(Duty(duty), since, due, days, db.rules) for duty, since, due in found)

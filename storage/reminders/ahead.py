"""What lies ahead: the next moment at which the bell has something to do, and the next deadline."""

from datetime import datetime, time

from sqlalchemy import bindparam, exists, func, select

from casework.policy.policy import Duty
from casework.reminders.nudging import after_rest
from casework.text.dates import at_taipei, next_month
from storage.core.database import Transaction
from storage.core.tables import leaves, nudges, obligations, outbox, seats

_T = obligations.c.due.type
_after = bindparam("after", type_=_T)
_open = obligations.c.ended_at.is_(None)
_MOMENTS = (
    *(
        select(func.min(obligations.c.next_nudge)).where(
            obligations.c.urgent.is_(urgent), obligations.c.next_nudge > _after, _open
        )
        for urgent in (True, False)
    ),
    select(func.min(nudges.c.at)).where(nudges.c.at > _after, nudges.c.told_at.is_(None)),
    select(func.min(seats.c.lapses_at)).where(seats.c.lapses_at > _after),
    select(func.min(leaves.c.back_at)).where(leaves.c.told_at.is_(None), leaves.c.back_at > _after),
    select(func.min(outbox.c.vanishes_at)).where(
        outbox.c.vanishes_at > _after, outbox.c.message_id.isnot(None)
    ),
)
_HELD = select(
    exists().where(obligations.c.urgent.is_(False), obligations.c.next_nudge <= _after, _open)
    | exists().where(nudges.c.told_at.is_(None), nudges.c.at <= _after)
)
_EACH_MONTH = select(exists().where(obligations.c.duty == Duty.FOLLOW_UP, _open))
_DEADLINE = select(func.min(obligations.c.due)).where(obligations.c.due > _after, _open)


def next_moment(db: Transaction, until: datetime) -> datetime | None:
    """Return the next moment after now and not after *until* at which a ring finds something."""
    found = [db.connection.execute(one, {"after": db.now}).scalar() for one in _MOMENTS]
    if db.connection.execute(_HELD, {"after": db.now}).scalar():
        found.append(after_rest(db.now, db.rules))
    if db.connection.execute(_EACH_MONTH).scalar():
        found.append(at_taipei(next_month(db.rules.day), time.min))
    return min((at for at in found if at is not None and db.now < at <= until), default=None)


def next_deadline(db: Transaction) -> datetime | None:
    """Return the next deadline of an open duty after now."""
    at: datetime | None = db.connection.execute(_DEADLINE, {"after": db.now}).scalar()
    return at

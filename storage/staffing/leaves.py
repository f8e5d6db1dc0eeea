"""Leaves: who is away from when to when, and who stands in (代理人)."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, insert, or_, select, update

from casework.staffing.leave import back_at
from storage.core.database import ASIDE, Transaction
from storage.core.tables import leaves

_T = leaves.c.back_at.type
_ADD = insert(leaves).returning(leaves.c.id)
_to_come = leaves.c.told_at.is_(None)
_CLASHING = select(leaves.c.id).where(
    _to_come,
    leaves.c.first <= bindparam("until"),
    leaves.c.last >= bindparam("since"),
    leaves.c.person.in_(bindparam("people", expanding=True)),
)
_OF_PERSON = select(leaves).where(_to_come, leaves.c.person == bindparam("who")).order_by(leaves.c.first)
_OF_DEPUTY = select(leaves).where(_to_come, leaves.c.deputy == bindparam("who")).order_by(leaves.c.id)
_STANDS_IN = select(leaves.c.id).where(_to_come, leaves.c.deputy == bindparam("who")).limit(1)
_ONE = select(leaves).where(_to_come, leaves.c.id == bindparam("row"))
_BACK = (
    select(leaves)
    .where(_to_come, leaves.c.back_at <= bindparam("now", type_=_T))
    .order_by(leaves.c.back_at, leaves.c.id)
    .limit(bindparam("most"))
)
_END = (
    update(leaves).where(leaves.c.id == bindparam("row"), _to_come).values(told_at=bindparam("now", type_=_T))
)
_LATER = update(leaves).where(leaves.c.id == bindparam("row")).values(back_at=bindparam("at", type_=_T))


_PASS_ON = (
    update(leaves)
    .where(_to_come, leaves.c.deputy == bindparam("who"), leaves.c.person != bindparam("receiver"))
    .values(deputy=bindparam("receiver"))
)
_OVER = (
    update(leaves)
    .where(_to_come, or_(leaves.c.person == bindparam("who"), leaves.c.deputy == bindparam("who")))
    .values(told_at=bindparam("now", type_=_T))
)


class Leave(Struct, frozen=True):
    """Somebody is away, both days included, and hears of it when they are back."""

    id: int
    person: int
    deputy: int
    first: date
    last: date
    asked_at: datetime


def clashing(db: Transaction, person: int, deputy: int, first: date, last: date) -> bool:
    """Tell whether somebody or their deputy is away in these days.

    Who stands in for another may go, too: whoever stands in for them then does so for both.
    """
    values = {"until": last, "since": first, "people": [person, deputy]}
    return db.connection.execute(_CLASHING, values).first() is not None


def add(db: Transaction, person: int, deputy: int, first: date, last: date) -> Leave:
    """Let somebody stand in from a day to a day, and have the list come back after it."""
    days = {"first": first, "last": last, "back_at": back_at(last, db.rules.policy.nudges)}
    asked = {"person": person, "deputy": deputy, "asked_at": db.now, "told_at": None}
    row = db.connection.execute(_ADD, {**asked, **days}).scalar_one()
    return Leave(row, person, deputy, first, last, db.now)


def of_person(db: Transaction, person: int) -> list[Leave]:
    """List somebody's leaves that are not over."""
    return [_leave(row) for row in db.connection.execute(_OF_PERSON, {"who": person}).all()]


def of_deputy(db: Transaction, deputy: int) -> list[Leave]:
    """List the leaves that are not over in which somebody stands in."""
    return [_leave(row) for row in db.connection.execute(_OF_DEPUTY, {"who": deputy}).all()]


def get(db: Transaction, leave: int) -> Leave | None:
    """Read one that is not over."""
    row = db.connection.execute(_ONE, {"row": leave}).one_or_none()
    return _leave(row) if row else None


def back(db: Transaction, most: int) -> list[Leave]:
    """List who is back and has not been told what happened meanwhile."""
    return [_leave(row) for row in db.connection.execute(_BACK, {"now": db.now, "most": most}).all()]


def stands_in(db: Transaction, person: int) -> bool:
    """Tell whether somebody stands in for another, or will."""
    return db.connection.execute(_STANDS_IN, {"who": person}).first() is not None


def pass_on(db: Transaction, person: int, receiver: int) -> None:
    """Let who takes over stand in for whom somebody who leaves stood in; their own leaves are over."""
    who = {"who": person, "receiver": receiver, "now": db.now}
    db.connection.execute(_PASS_ON, who)
    db.connection.execute(_OVER, who)


def end(db: Transaction, leave: Leave) -> bool:
    """It is over, or taken back; False when it was before."""
    return db.connection.execute(_END, {"row": leave.id, "now": db.now}).rowcount == 1


def tell_later(db: Transaction, leave: Leave) -> None:
    """Set aside for an hour a list that could not be told."""
    db.connection.execute(_LATER, {"row": leave.id, "at": db.now + ASIDE})


def _leave(row: Any) -> Leave:
    return Leave(row.id, row.person, row.deputy, row.first, row.last, row.asked_at)

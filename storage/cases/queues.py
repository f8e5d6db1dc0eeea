"""What waits for somebody, nearest deadline first, a page at a time."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, func, select

from casework.counting import ENOUGH, Page
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import cases, obligations, seats, subjects

PAGE = 5

_WAITING = (
    select(
        seats.c.case_id,
        obligations.c.duty,
        obligations.c.due,
        cases.c.number,
        cases.c.village,
        subjects.c.alarm,
        obligations.c.urgent,
    )
    .join(subjects, subjects.c.id == obligations.c.subject)
    .join(seats, seats.c.id == obligations.c.subject)
    .join(cases, cases.c.id == seats.c.case_id)
    .where(obligations.c.ended_at.is_(None))
    .order_by(obligations.c.due, obligations.c.id)
)
_TO_SCREEN = _WAITING.where(obligations.c.bearer == Bearer.SCREENERS)
_OFFERED = _WAITING.where(
    obligations.c.duty == Duty.ACKNOWLEDGE, obligations.c.person.in_(bindparam("people", expanding=True))
)
_CLOSINGS = _WAITING.where(
    obligations.c.duty == Duty.JUDGE_CLOSING,
    obligations.c.bearer == Bearer.SUPERVISORS,
    obligations.c.unit.in_(bindparam("units", expanding=True)),
)
_OF_BUREAU = _WAITING.where(obligations.c.bearer == Bearer.BUREAU, obligations.c.person.is_(None))


def _page(statement: Select[Any]) -> Select[Any]:
    return statement.limit(PAGE + 1).offset(bindparam("skipped"))


_TO_SCREEN_PAGE, _OFFERED_PAGE = _page(_TO_SCREEN), _page(_OFFERED)
_CLOSINGS_PAGE, _OF_BUREAU_PAGE = _page(_CLOSINGS), _page(_OF_BUREAU)


class Waiting(Struct, frozen=True):
    """A case that waits: without anything of what it holds but its village."""

    case: int
    number: str
    village: str
    alarm: bool
    """It is marked 🚨."""
    duty: Duty
    due: datetime
    urgent: bool
    """What is owed is a 24-hour matter."""


def to_screen(db: Transaction, page: int) -> Page[Waiting]:
    """List what the screening group owes: reports to screen, disputes to judge."""
    return _read(db, _TO_SCREEN_PAGE, page)


def count_to_screen(db: Transaction) -> int:
    """Count it."""
    return _number(db, _TO_SCREEN)


def offered(db: Transaction, people: list[int], page: int) -> Page[Waiting]:
    """List the offers somebody is to answer, and those they stand in for."""
    return _read(db, _OFFERED_PAGE, page, people=people)


def count_offered(db: Transaction, people: list[int]) -> int:
    """Count them."""
    return _number(db, _OFFERED, people=people)


def closings(db: Transaction, units: list[int], page: int) -> Page[Waiting]:
    """List the closings that supervisors of units are to decide."""
    return _read(db, _CLOSINGS_PAGE, page, units=units)


def count_closings(db: Transaction, units: list[int]) -> int:
    """Count them."""
    return _number(db, _CLOSINGS, units=units)


def of_bureau(db: Transaction, page: int) -> Page[Waiting]:
    """List what the bureau owes: search forms for the police, what the police found."""
    return _read(db, _OF_BUREAU_PAGE, page)


def count_of_bureau(db: Transaction) -> int:
    """Count it."""
    return _number(db, _OF_BUREAU)


def _number(db: Transaction, statement: Select[Any], **values: list[int]) -> int:
    """Count no further than is said."""
    theirs = statement.where(recusals.theirs(db, cases.c.id)).order_by(None).limit(ENOUGH).subquery()
    return int(db.connection.execute(select(func.count()).select_from(theirs), values).scalar_one())


def _read(db: Transaction, statement: Select[Any], page: int, **values: list[int]) -> Page[Waiting]:
    theirs = statement.where(recusals.theirs(db, cases.c.id))
    found = db.connection.execute(theirs, {"skipped": max(page, 0) * PAGE, **values}).all()
    rows = [
        Waiting(row.case_id, row.number, row.village, row.alarm, Duty(row.duty), row.due, row.urgent)
        for row in found
    ]
    return Page.of(rows, PAGE)

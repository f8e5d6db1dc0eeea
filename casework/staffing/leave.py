"""Being away (請假) with a deputy: a change of staff never breaks a case's service [002] 溫委員."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from casework.errors import LongLeave, PastDate
from casework.forms import Form, Question, QuestionKind
from casework.policy.policy import LeaveFigures, Nudging
from casework.staffing.people import LEADING, SERVING, Person, Role
from casework.staffing.units import Unit
from casework.text.dates import at_taipei

OWING = (*SERVING, *LEADING, Role.SCREENER, Role.CLERK, Role.BUREAU, Role.ADMIN)
"""Whose duties somebody must do while they are away."""

OPEN_END = date(9999, 12, 30)
"""The last day of who is away until somebody lets them back in: the last that has a morning after it."""

LEAVE = Form(
    "leave",
    (
        Question("first", QuestionKind.COMING, ("today", "tomorrow")),
        Question("last", QuestionKind.COMING, ("today", "tomorrow"), after="first"),
    ),
)
"""From when to when; who stands in was chosen before."""


class AwayTold(Struct, frozen=True):
    """Who is away from when to when, and who stands in: what their colleagues hear."""

    leave: int
    name: str
    deputy: str
    first: date
    last: date


class Meanwhile(Struct, frozen=True):
    """What happened while somebody was away."""

    acts: tuple[tuple[str, str], ...]
    """Numbers and verbs of the latest, oldest first."""
    owed: int
    """So much is open now."""
    more: int = 0
    """So many acts had no room."""
    serves: bool = False
    """They have a casebook, in which it stands."""


def judge_days(last: date, today: date, figures: LeaveFigures) -> None:
    """Refuse a leave that is over, or does not end soon: a deputy's rights are for a while (`trust.md`)."""
    if last < today:
        raise PastDate(last)
    if last > today + timedelta(days=figures.days):
        raise LongLeave


def same_work(person: Person, unit: Unit, deputy: Person, beside: Unit) -> bool:
    """Tell whether two do the same work: the same role, or both serve cases, in units of the same kind.

    Who reported is the screening unit's alone (`trust.md` LR): another kind's supervisor doesn't see it.
    """
    same = person.role is deputy.role or {person.role, deputy.role} <= set(SERVING)
    return same and unit.kind is beside.kind


def may_deputise(person: Person, unit: Unit, deputy: Person, beside: Unit) -> bool:
    """Tell whether somebody may stand in for another: they do the same work, and can be reached."""
    there = person.id != deputy.id and deputy.active and not deputy.blocked
    return there and same_work(person, unit, deputy, beside)


def back_at(last: date, nudging: Nudging) -> datetime:
    """Return when somebody hears what happened: with the digest of the day after."""
    return at_taipei(last + timedelta(days=1), nudging.digest)

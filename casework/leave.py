"""Being away (請假) with a deputy: a change of staff never breaks a case's service [002] 溫委員."""

from datetime import date, datetime, timedelta

from casework.dates import at_taipei
from casework.forms import Form, Kind, Question
from casework.people import SERVING, Person, Role
from casework.policy import Nudging

OWING = (*SERVING, Role.SUPERVISOR, Role.SCREENER, Role.BUREAU, Role.ADMIN)
"""Whose duties somebody must do while they are away."""

LEAVE = Form(
    "leave",
    (
        Question("first", Kind.COMING, ("today", "tomorrow")),
        Question("last", Kind.COMING, ("today", "tomorrow"), after="first"),
    ),
)
"""From when to when; who stands in was chosen before."""


def may_deputise(person: Person, deputy: Person) -> bool:
    """Tell whether somebody may do the work of another: the same role, or both serve cases."""
    same = person.role is deputy.role or {person.role, deputy.role} <= set(SERVING)
    return same and person.id != deputy.id and deputy.active and not deputy.blocked


def back_at(last: date, nudging: Nudging) -> datetime:
    """Give when somebody hears what happened: with the digest of the day after."""
    return at_taipei(last + timedelta(days=1), nudging.digest)

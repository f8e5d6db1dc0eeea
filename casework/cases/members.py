"""Who can be taken out of a household: written down by mistake, moved away, died. They can be put back."""

from collections.abc import Iterable
from datetime import date

from casework.cases.case import Case
from casework.cases.household import Household, Left
from casework.errors import PerhapsMissing, Refusal, StaysMember


def take_out(home: Case, family: Iterable[Case], place: int, why: Left, *, on: date) -> Household:
    """Return a household without somebody. *home*: its case; *family*: those of all that is one with it.

    Whom the report named stays while their case is open, and the last one known always: they are corrected.
    While a child of the household is missing (行方不明兒少), nobody is taken out who may be that child.
    """
    household = home.household
    member = household.at(place)
    if len(household.members) == 1 or (home.open and place == household.places[0]):
        raise StaysMember
    if member.may_be_minor(on) and any(one.open and one.missing_child for one in (home, *family)):
        raise PerhapsMissing
    return household.without(place, why, on=on)


def refusal(home: Case, family: Iterable[Case], place: int, *, on: date) -> Refusal | None:
    """Say what the rules have against taking somebody out, whatever the reason; None when nothing."""
    try:
        take_out(home, family, place, Left.MOVED, on=on)
    except Refusal as refused:
        return refused
    return None

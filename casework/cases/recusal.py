"""Recusal (迴避): kin and neighbours of a household keep out of its case, whatever they are to it otherwise.

It beats every grant (`trust.md`). Why somebody keeps out is not asked: it would say whose kin they are.
"""

from collections.abc import Callable, Collection

from casework.cases.case import Case
from casework.cases.household import Household
from casework.errors import Recused
from casework.staffing.people import Person
from casework.text.identity import written
from casework.text.numbers import numbers_in


def serveable(before: Case, after: Case, out: Callable[[int], bool]) -> None:
    """Refuse to give a case, or a seat of it, to who keeps out of it."""
    if any(out(one) for one in after.held_by - before.held_by):
        raise Recused


def concerns(household: Household, person: Person) -> bool:
    """Tell whether somebody is of the household that was reported, by what was told of it: name or telephone.

    Who is a party keeps out [行政程序法 32]: nobody is called at night to decide on their own household.
    """
    return any(one.name == person.name or person.phone in one.phones for one in household.members)


def names(numbers: Collection[str], *texts: str) -> bool:
    """Tell whether one of these case numbers stands in what somebody wrote, however it is spelt."""
    return any(number in numbers for text in texts for *_, number in numbers_in(written(text).text))

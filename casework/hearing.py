"""Whom a nudge reaches: always a living person, whoever left, is away or blocked the bot (`trust.md` R4)."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from casework.people import Person
from casework.policy import Hearer


class Circle(StrEnum):
    """Who can hear of a duty, the nearest first."""

    OWNER = Hearer.OWNER
    SUPERVISOR = Hearer.SUPERVISOR
    BUREAU = Hearer.BUREAU
    ADMIN = "admin"


People = Callable[[Circle], Iterable[Person]]
"""Gives the people of a circle."""
Find = Callable[[int], Person]


def reached(hearer: Hearer, of: People, find: Find) -> list[Person]:
    """List whom a rung reaches: the circle it names, or the next one up in which somebody can hear."""
    circles = list(Circle)
    for circle in circles[circles.index(Circle(hearer)) :]:
        hearing = {one.id: one for person in of(circle) if (one := stand_in(person, find)) is not None}
        if hearing:
            return list(hearing.values())
    return []


def stand_in(person: Person, find: Find) -> Person | None:
    """Give who hears for somebody: themselves, while they are away their deputy; None when nobody can."""
    asked = set()
    while person.deputy is not None and person.id not in asked:
        asked.add(person.id)
        person = find(person.deputy)
    return person if person.active and not person.blocked and person.deputy is None else None

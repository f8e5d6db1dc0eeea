"""Everybody in memory, day by day, for a rehearsal: the `Directory` that `hearing.py` asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from casework.errors import NotThere
from casework.people import Person, Role, Unit


@dataclass(frozen=True)
class Away:
    """Somebody is away, both days included, and somebody stands in."""

    person: int
    deputy: int
    first: date
    last: date
    at: datetime
    """When the list comes back."""


@dataclass(frozen=True)
class Roll:
    """Everybody, and who is away when; asked as of a day."""

    people: Mapping[int, Person]
    units: Mapping[int, Unit]
    away: tuple[Away, ...] = ()
    day: date = date.min

    def on(self, day: date) -> "Roll":
        """Give everybody as they stand on a day."""
        return self if day == self.day else replace(self, day=day)

    def get(self, person: int) -> Person:
        """Give a person, with who stands in on the day."""
        if person not in self.people:
            raise NotThere
        days = (one for one in self.away if one.person == person and one.first <= self.day <= one.last)
        return replace(self.people[person], deputy=next((one.deputy for one in days), None))

    def of_role(self, role: Role) -> list[Person]:
        """List everybody with a role."""
        return [self.get(one.id) for one in self.people.values() if one.role is role and one.active]

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        """List who has a role in a unit."""
        return [one for one in self.of_role(role) if one.unit == unit]

    def unit(self, unit: int) -> Unit:
        """Give a unit."""
        return self.units[unit]

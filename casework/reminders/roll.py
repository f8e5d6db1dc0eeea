"""Everybody in memory, day by day, for a rehearsal: the `Directory` that `hearing.py` asks."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import NotThere
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit


class Absence(Struct, frozen=True):
    """Somebody is away, both days included, and somebody stands in."""

    person: int
    deputy: int
    first: date
    last: date
    at: datetime
    """When the list comes back."""


class Roll(Struct, frozen=True, dict=True):
    """Everybody, and who is away when; asked as of a day."""

    people: Mapping[int, Person]
    units: Mapping[int, Unit]
    away: tuple[Absence, ...] = ()
    day: date = date.min

    def on(self, day: date) -> "Roll":
        """Return everybody as they stand on a day."""
        return self if day == self.day else replace(self, day=day)

    def get(self, person: int) -> Person:
        """Return a person, with who stands in on the day."""
        if person not in self._today:
            raise NotThere
        return self._today[person]

    def of_role(self, role: Role) -> list[Person]:
        """List everybody with a role."""
        return self._of_role[role]

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        """List who has a role in a unit."""
        return [one for one in self._of_role[role] if one.unit == unit]

    def unit(self, unit: int) -> Unit:
        """Return a unit."""
        return self.units[unit]

    @cached_property
    def _today(self) -> dict[int, Person]:
        deputies = {one.person: one.deputy for one in self.away if one.first <= self.day <= one.last}
        return {n: replace(one, deputy=deputies.get(n)) for n, one in self.people.items()}

    @cached_property
    def _of_role(self) -> dict[Role, list[Person]]:
        found = defaultdict(list)
        for one in self._today.values():
            if one.active:
                found[one.role].append(one)
        return found

"""Everybody as they stand in an open transaction, for the rules of who hears (`reminders/hearing.py`)."""

from msgspec import Struct

from casework.staffing.people import Person, Role
from casework.staffing.units import Unit
from storage.core.database import Transaction
from storage.staffing import people


class Directory(Struct, frozen=True):
    """Reads people and units as they are asked for.

    Who is suspended is among them while somebody stands in: what a role or a unit owes, the deputy hears.
    """

    db: Transaction

    def get(self, person: int) -> Person:
        """Return a person."""
        return people.get(self.db, person)

    def of_role(self, role: Role) -> list[Person]:
        """List everybody with a role."""
        return people.answering(self.db, role)

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        """List who has a role in a unit."""
        return people.answering_in(self.db, unit, [role])

    def unit(self, unit: int) -> Unit:
        """Return a unit."""
        return people.unit(self.db, unit)

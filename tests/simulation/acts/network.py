"""Which units the town has: those of districts that nobody speaks for are ended, but in one."""

from actions.staffing import units
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from storage.core.database import Transaction
from storage.staffing import people
from tests.simulation.acts.directly import by

BARE = "平鎮區"
"""Where nobody speaks for some units, until people are appointed one after the other."""
SPOKEN_FOR = (
    *(UnitKind.CIVIL, UnitKind.WELFARE, UnitKind.FIRE),
    *(UnitKind.EMPLOYMENT, UnitKind.EDUCATION, UnitKind.INDIGENOUS),
)
"""Whose units in the districts have nobody in the demo city: what they owe would be late without end."""


def bare(db: Transaction) -> list[Unit]:
    """List the units that nobody speaks for, of the districts, and of the city, which need somebody soon."""
    found = people.standing_units(db)
    found = [one for one in found if not one.district or one.kind in SPOKEN_FOR]
    return [one for one in found if not people.members(db, one.id)]


def settle(db: Transaction) -> None:
    """Let the administrator end what nobody will speak for."""
    admin = by(db, people.of_role(db, Role.ADMIN)[0].id)
    for unit in bare(db):
        if unit.district not in ("", BARE):
            units.end(admin, unit.id, None)

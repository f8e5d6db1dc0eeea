"""Units in a table: what a list of them is compared with, and each of its changes made."""

from collections.abc import Mapping

from actions.staffing import units as network
from casework.errors import NotThere
from casework.staffing.unit_file import UnitAct, UnitChange, UnitOffice
from casework.staffing.units import Unit, UnitKind
from casework.text.places import Places
from storage.core.database import Transaction
from storage.staffing import people, units


def office(db: Transaction, places: Places, kinds: Mapping[str, UnitKind]) -> UnitOffice:
    """Say how the network stands, for rows to be compared with."""
    everything = people.all_units(db)
    return UnitOffice(
        [one for one in everything if not one.ended],
        places,
        kinds,
        {one.name for one in everything if one.ended},
        lambda unit: network.holdings(db, unit).busy,
        lambda unit: network.holdings(db, unit).to_pass_on,
    )


def carry_out(db: Transaction, change: UnitChange, places: Places) -> Unit:
    """Make a change, as an administrator would make it by message."""
    match change.act:
        case UnitAct.ADD:
            unit = network.add(db, change.kind, change.district or "", change.name, places)
            return _put(db, unit, change)
        case UnitAct.CHANGE:
            unit = _put(db, _named(db, change.name), change)
            return network.rename(db, unit.id, change.new_name) if change.new_name else unit
        case UnitAct.END:
            heir = _named(db, change.heir).id if change.heir else None
            return network.end(db, _named(db, change.name).id, heir)


def _put(db: Transaction, unit: Unit, change: UnitChange) -> Unit:
    """Let it stand where the row says; what the row leaves open stays."""
    district = unit.district if change.district is None else change.district
    parent = unit.parent if change.above is None else _number(db, change.above)
    if (district, parent) == (unit.district, unit.parent):
        return unit
    return network.move(db, unit.id, parent=parent, district=district)


def _number(db: Transaction, name: str) -> int | None:
    return _named(db, name).id if name else None


def _named(db: Transaction, name: str) -> Unit:
    found = units.named(db, name)
    if found is None:
        raise NotThere
    return found

"""Units: what the network begins with, and what an administrator makes of it."""

from string import ascii_uppercase

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import NameTaken, NotThere, Stale, UnitInUse
from casework.staffing.network import FIRST_LETTER, PlannedUnit, beginning, place_of
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.places import Places
from storage.core import journal
from storage.core.database import Transaction
from storage.core.locks import hold
from storage.core.news import OfficeNews
from storage.core.tables import units as unit_rows
from storage.staffing import invitations, people, units


class UnitHoldings(Struct, frozen=True):
    """What a unit has, so that it can't just end."""

    people: int
    duties: int
    villages: int
    below: int
    """So many units stand under it, or count as it."""

    @property
    def busy(self) -> bool:
        """People and what is owed are handed over first, each in its own way."""
        return bool(self.people or self.duties)

    @property
    def to_pass_on(self) -> bool:
        """Villages and units go to another unit in the act of ending."""
        return bool(self.villages or self.below)


def found(db: Transaction, places: Places) -> None:
    """Found the network and give each village its centre, unless the office has units already."""
    if not units.any_there(db):
        complete(db, places)


def missing(db: Transaction, places: Places) -> list[PlannedUnit]:
    """List what the table names and this office does not have: one that began with an earlier edition."""
    names = {one.name for one in people.all_units(db)}
    return [one for one in beginning(places) if one.name not in names]


def complete(db: Transaction, places: Places) -> list[Unit]:
    """Take in what the table names and is not there yet; what is there keeps its name and place."""
    made = [_take_in(db, one) for one in missing(db, places)]
    if db.speaker is not None:
        _administrator(db)
        journal.write(db, "unit.completed", units=len(made))
    return made


def _take_in(db: Transaction, one: PlannedUnit) -> Unit:
    parent, bureau = (units.named(db, name) if name else None for name in (one.under, one.counts_as))
    unit = units.add(
        db,
        one.kind,
        one.name,
        one.district,
        one.letter,
        parent=parent.id if parent else None,
        bureau=bureau.id if bureau else None,
        by_appointment=one.by_appointment,
    )
    free = [village for village in one.villages if people.area(db, village) == (None, None)]
    if free:
        units.assign(db, free, unit)
    return unit


def add(db: Transaction, kind: UnitKind, district: str, name: str, places: Places) -> Unit:
    """Take in a new unit; it stands where others of its kind stand, until it is moved."""
    _administrator(db)
    _free(db, name)
    like = place_of(kind, district, beginning(places))
    planned = replace(like, name=name, district=district, villages=()) if like else None
    planned = planned or PlannedUnit(kind, name, district)
    unit = _take_in(db, replace(planned, letter=_letter(db, kind)))
    journal.write(db, "unit.added", unit=unit.id, kind=kind)
    return unit


def _letter(db: Transaction, kind: UnitKind) -> str:
    """Choose by what the numbers of a new centre's cases begin: by a letter that no other centre has."""
    if kind is not UnitKind.CENTRE:
        return FIRST_LETTER
    used = {one.letter for one in people.all_units(db) if one.kind is UnitKind.CENTRE}
    return next((letter for letter in ascii_uppercase if letter not in used), FIRST_LETTER)


def rename(db: Transaction, unit: int, name: str) -> Unit:
    """Call a unit by another name; its people hear of it."""
    before = _standing(db, unit)
    if before.name != name:
        _free(db, name)
        units.change(db, unit, name=name)
        journal.write(db, "unit.renamed", unit=unit)
        _tell_members(db, unit, "unit.renamed")
    return people.unit(db, unit)


def move(db: Transaction, unit: int, *, parent: int | None, district: str) -> Unit:
    """Let a unit stand under another and in another district; what stands under it goes along."""
    _administrator(db)
    hold(
        db, unit_rows, [one.id for one in people.all_units(db)]
    )  # two moves beside each other make no circle
    before = _standing(db, unit)
    above = _standing(db, parent) if parent is not None else None
    below = _below(db, unit)
    if unit == parent or parent in {one.id for one in below}:
        raise Stale
    bureau = before.bureau if parent == before.parent else above.counts_as if above else None
    units.change(db, unit, parent=parent, district=district, bureau=bureau)
    after = people.unit(db, unit)
    for one in below:
        if one.counts_as == before.counts_as:
            units.change(db, one.id, bureau=after.counts_as)
    journal.write(db, "unit.moved", unit=unit, parent=parent)
    _tell_members(db, unit, "unit.moved")
    return after


def could_be_above(db: Transaction, unit: int) -> list[Unit]:
    """List under which units one can stand: none of those under it."""
    below = {one.id for one in _below(db, unit)} | {unit}
    return [one for one in people.standing_units(db) if one.id not in below]


def holdings(db: Transaction, unit: int) -> UnitHoldings:
    """Count what a unit has."""
    below = {one.id for one in (*units.under(db, unit), *units.counting_as(db, unit))}
    return UnitHoldings(
        len(people.members(db, unit)),
        units.open_duties(db, unit),
        units.villages(db, unit),
        len(below),
    )


def end(db: Transaction, unit: int, to: int | None) -> Unit:
    """End a unit that has nobody and owes nothing; its villages and what stands under it go to another."""
    hold(db, unit_rows, [unit])  # whoever comes into it at this moment waits, and finds it ended
    before = _standing(db, unit)
    has = holdings(db, unit)
    if has.busy or (has.to_pass_on and to is None):
        raise UnitInUse
    if to is not None:
        _pass_on(db, before, _heir(db, before, to))
    invitations.revoke_all(db, unit)
    units.change(db, unit, ended_at=db.now)
    journal.write(db, "unit.ended", unit=unit, to=to)
    return people.unit(db, unit)


def heirs(db: Transaction, unit: int) -> list[Unit]:
    """List who can take over what a unit has: others of its kind."""
    before = people.unit(db, unit)
    return [one for one in could_be_above(db, unit) if one.kind is before.kind]


def _heir(db: Transaction, before: Unit, to: int) -> Unit:
    found = next((one for one in heirs(db, before.id) if one.id == to), None)
    if found is None:
        raise NotThere
    return found


def _pass_on(db: Transaction, before: Unit, heir: Unit) -> None:
    units.pass_on(db, before.id, heir.id)
    for one in units.counting_as(db, before.id):
        units.change(db, one.id, bureau=heir.counts_as)
    for one in units.under(db, before.id):
        units.change(db, one.id, parent=heir.id)


def _below(db: Transaction, unit: int) -> list[Unit]:
    """List what stands under a unit, and under that."""
    found: list[Unit] = []
    asked = [unit]
    while asked:
        here = units.under(db, asked.pop())
        found += here
        asked += [one.id for one in here]
    return found


def _tell_members(db: Transaction, unit: int, verb: str) -> None:
    me = _administrator(db)
    db.news += [OfficeNews(verb, one.id) for one in people.members(db, unit) if one.id != me.id]


def _standing(db: Transaction, unit: int) -> Unit:
    _administrator(db)
    found = people.unit(db, unit)
    if found.ended:
        raise Stale
    return found


def _free(db: Transaction, name: str) -> None:
    if units.named(db, name) is not None:
        raise NameTaken


def _administrator(db: Transaction) -> Person:
    """Units are the administrator's (`domain.md` §1)."""
    if db.speaker is None or db.speaker.role is not Role.ADMIN:
        raise NotThere
    return db.speaker

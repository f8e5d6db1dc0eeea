"""The network that an office begins with: data, made from [001] 參二(三)1, 2 (`casework/data/units.toml`)."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import count
from string import ascii_uppercase
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict

from casework.staffing.units import UnitKind
from casework.text.places import Places, Village

FIRST_LETTER: Final = "A"
"""Begins the numbers of the cases of every unit that has no letter of its own."""


class UnitEntry(BaseModel):
    """An entry of the table: one unit, or one in each district."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: UnitKind
    name: str
    each: str = ""
    under: str = ""
    counts_as: str = ""
    by_appointment: tuple[str, ...] = ()
    """The districts in which nobody is there but by appointment."""


class UnitTable(BaseModel):
    """What an office begins with."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    several: Mapping[str, tuple[str, ...]]
    """The centres of the districts that have more than one."""
    unit: tuple[UnitEntry, ...]


class PlannedUnit(Struct, frozen=True):
    """A unit that is to be, by the names of those it stands under and counts as."""

    kind: UnitKind
    name: str
    district: str = ""
    letter: str = FIRST_LETTER
    under: str = ""
    counts_as: str = ""
    by_appointment: bool = False
    villages: tuple[str, ...] = ()
    """Keys of the villages that a centre answers for."""


def load_table() -> UnitTable:
    """Read the table, checked."""
    text = (files("casework") / "data" / "units.toml").read_text(encoding="utf-8")
    return UnitTable.model_validate(tomllib.loads(text))


def beginning(places: Places) -> list[PlannedUnit]:
    """List what an office begins with; whoever a unit stands under comes before it."""
    table, letters = load_table(), iter(ascii_uppercase)
    found: dict[str, PlannedUnit] = {}
    for entry in table.unit:
        for one in _planned(table, entry, places):
            found[one.name] = _complete(one, found.get(one.under), letters)
    return list(found.values())


def _planned(table: UnitTable, entry: UnitEntry, places: Places) -> Iterator[PlannedUnit]:
    for district in places.districts if entry.each else ("",):
        words = {"district": district, "stem": district[:-1]}
        made = PlannedUnit(
            entry.kind,
            entry.name.format(**words),
            district,
            under=entry.under.format(**words),
            counts_as=entry.counts_as,
            by_appointment=district in entry.by_appointment,
        )
        yield from _centres(table, made, places) if entry.kind is UnitKind.CENTRE else (made,)


def _centres(table: UnitTable, made: PlannedUnit, places: Places) -> Iterator[PlannedUnit]:
    """Share the villages of a district among its centres, in the register's order."""
    names = table.several.get(made.district, (made.name,))
    villages = places.in_district(made.district)
    share = -(-len(villages) // len(names))
    for name, first in zip(names, count(0, share), strict=False):
        keys = tuple(one.key for one in villages[first : first + share])
        yield replace(made, name=name, villages=keys)


def _complete(one: PlannedUnit, above: PlannedUnit | None, letters: Iterator[str]) -> PlannedUnit:
    """Give a centre its letter, and a unit the 局處 of the one that it stands under."""
    letter = next(letters) if one.kind is UnitKind.CENTRE else one.letter
    counts_as = one.counts_as or (above.counts_as if above else "") or one.under
    return replace(one, letter=letter, counts_as=counts_as)


def centres(places: Places) -> Iterator[tuple[str, Sequence[Village]]]:
    """List the centres with their villages."""
    for one in beginning(places):
        if one.kind is UnitKind.CENTRE:
            yield one.name, [places.village(key) for key in one.villages]


def place_of(kind: UnitKind, district: str, planned: Iterable[PlannedUnit]) -> PlannedUnit | None:
    """Find a unit like one that is new, of its district or of the city: it shows where such units stand."""
    alike = {one.district: one for one in planned if one.kind is kind}
    return alike.get(district) or alike.get("")


def office_of(district: str) -> str:
    """Name a district's office, as an office begins with it."""
    return f"{district}公所"

"""A list of units in a table (單位名冊): which are new, change or end, and what is wrong with the other rows.

Read is what a sheet holds, row by row and in its order; nothing is changed here. A row that says what stands
so already changes nothing: the template holds the units there are, and the same list sent again does no harm.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.forms import readable
from casework.staffing.managing import UNIT_NAME
from casework.staffing.sheet_rows import NO, YES, Cells, Columns, RowError, Said, WrongRow, read_rows
from casework.staffing.units import Unit, UnitKind
from casework.text.places import Places

UNIT_ROLL: Final = "unit_roll"
"""The draft in which the rows lie until it is said what is to be done with them; no form asks it."""
CITY: Final = ("全市", "city")
"""How the whole city is written, the template's word first."""
NONE: Final = ("無", "none")
"""How it is written that a unit stands under none, the template's word first."""


class UnitColumn(StrEnum):
    """What a column holds."""

    NAME = "name"
    KIND = "kind"
    DISTRICT = "district"
    ABOVE = "above"
    NEW_NAME = "new_name"
    ENDS = "ends"
    HEIR = "heir"


COLUMNS: Final = Columns(
    {
        UnitColumn.NAME: ("單位名稱", "單位", "unit"),
        UnitColumn.KIND: ("種類", "類別", "kind"),
        UnitColumn.DISTRICT: ("區", "行政區", "區別", "district"),
        UnitColumn.ABOVE: ("隸屬", "隸屬單位", "上級單位", "under"),
        UnitColumn.NEW_NAME: ("新名稱", "改名", "new name"),
        UnitColumn.ENDS: ("裁撤", "結束", "ends"),
        UnitColumn.HEIR: ("接手單位", "接手", "taken over by"),
    },
    (UnitColumn.NAME, UnitColumn.KIND),
)


class UnitFault(StrEnum):
    """What can be wrong with a row."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    UNKNOWN_KIND = "unknown_kind"
    KIND_STAYS = "kind_stays"
    """A unit is of its kind for good: another kind is another unit."""
    UNKNOWN_DISTRICT = "unknown_district"
    UNKNOWN_UNIT = "unknown_unit"
    BELOW_ITSELF = "below_itself"
    NAME_TAKEN = "name_taken"
    UNCLEAR = "unclear"
    """Whether it ends is answered by something else than yes or no."""
    NOT_THERE = "not_there"
    """What is not there can't end."""
    IN_USE = "in_use"
    NO_HEIR = "no_heir"
    """It has villages or units, which go to another of its kind."""
    WRONG_HEIR = "wrong_heir"
    TWICE = "twice"


class UnitAct(StrEnum):
    """What becomes of a unit by its row."""

    ADD = "add"
    CHANGE = "change"
    END = "end"


class UnitChange(Struct, frozen=True):
    """What one row asks for, in the names that units have when its turn comes."""

    row: int
    act: UnitAct
    name: str
    kind: UnitKind
    district: str | None = None
    """Where it is from now on: a district, or "" for the whole city; None: as it was."""
    above: str | None = None
    """Under which it stands from now on, or "" for none; None: as it was, or as others of its kind."""
    new_name: str = ""
    heir: str = ""


class UnitReading(Struct, frozen=True):
    """What was found in a sheet."""

    changes: tuple[UnitChange, ...] = ()
    errors: tuple[RowError, ...] = ()
    unchanged: int = 0
    headed: bool = True
    """There was a row that names the columns; without one nothing can be read."""


class UnitOffice(Struct, frozen=True):
    """What the rows are compared with."""

    units: Sequence[Unit]
    """Those that have not ended."""
    places: Places
    kinds: Mapping[str, UnitKind]
    """How people write a kind."""
    ended: Collection[str]
    """Names of units that ended: past cases are called by them, so no other unit gets one."""
    busy: Callable[[int], bool]
    """Tells whether a unit has people or owes something."""
    responsible: Callable[[int], bool]
    """Tells whether it answers for villages or other units."""


def read_units(rows: Sequence[Cells], office: UnitOffice) -> UnitReading:
    """Read a sheet: what it changes, and each row that is wrong with its number."""
    sheet = _Sheet(office)
    errors = read_rows(rows, COLUMNS, sheet.read)
    if errors is None:
        return UnitReading(headed=False)
    return UnitReading(tuple(sheet.changes), tuple(errors), sheet.unchanged)


def said_of(unit: Unit, names: Mapping[int, str], kind: str) -> list[str]:
    """Write a unit as its row in the template."""
    above = names.get(unit.parent or 0, NONE[0])
    return [unit.name, kind, unit.district or CITY[0], above, "", "", ""]


class _Place(Struct, frozen=True):
    """A unit as it stands when a row's turn comes."""

    kind: UnitKind
    district: str
    above: str
    number: int = 0
    """Of a unit that is in the office; 0: it is new."""


class _Sheet:
    """The network as the rows read so far make it."""

    def __init__(self, office: UnitOffice) -> None:
        self.office, self.changes, self.unchanged = office, list[UnitChange](), 0
        names = {one.id: one.name for one in office.units}
        self._there = {
            one.name: _Place(one.kind, one.district, names.get(one.parent or 0, ""), one.id)
            for one in office.units
        }
        self._seen = set[str]()

    def read(self, row: int, said: Said) -> None:
        """Take one row."""
        name = _named(said[UnitColumn.NAME])
        if name in self._seen:
            raise WrongRow(UnitFault.TWICE)
        before = self._there.get(name)
        if self._ends(said[UnitColumn.ENDS]):
            change: UnitChange | None = self._end(row, name, before, said[UnitColumn.HEIR])
        else:
            change = self._stands(row, name, before, said)
        self._seen |= {name} | ({change.name, change.new_name} if change else set())
        self.unchanged += change is None
        self.changes += [change] if change else []

    def _stands(self, row: int, name: str, before: _Place | None, said: Said) -> UnitChange | None:
        """Read a row of a unit that is new or goes on."""
        kind = self._kind(said[UnitColumn.KIND], before)
        district = self._district(said[UnitColumn.DISTRICT])
        above = self._above(said[UnitColumn.ABOVE], name)
        new_name = _named(said[UnitColumn.NEW_NAME]) if said[UnitColumn.NEW_NAME] else ""
        for taken in ([name] if before is None else []) + ([new_name] if new_name != name else []):
            if taken in self.office.ended or taken in self._there:
                raise WrongRow(UnitFault.NAME_TAKEN, taken)
        if before is None:
            self._there[new_name or name] = _Place(kind, district or "", above or "")
            return UnitChange(row, UnitAct.ADD, new_name or name, kind, district or "", above)
        change = UnitChange(
            row,
            UnitAct.CHANGE,
            name,
            kind,
            None if district == before.district else district,
            None if above == before.above else above,
            "" if new_name == name else new_name,
        )
        if (change.district, change.above, change.new_name) == (None, None, ""):
            return None
        self._moved(change, before)
        return change

    def _moved(self, change: UnitChange, before: _Place) -> None:
        del self._there[change.name]
        district, above = (
            now if now is not None else was
            for now, was in ((change.district, before.district), (change.above, before.above))
        )
        self._there[change.new_name or change.name] = _Place(before.kind, district, above, before.number)
        if change.new_name:
            self._below_goes_to(change.name, change.new_name)

    def _end(self, row: int, name: str, before: _Place | None, heir: str) -> UnitChange:
        """Read a row of a unit that ends."""
        if before is None:
            raise WrongRow(UnitFault.NOT_THERE, name)
        if self.office.busy(before.number):
            raise WrongRow(UnitFault.IN_USE, name)
        if heir:
            after = self._there.get(heir)
            if after is None or after.kind is not before.kind or name in self._line(heir):
                raise WrongRow(UnitFault.WRONG_HEIR, heir)
        elif self.office.responsible(before.number) or any(one.above == name for one in self._there.values()):
            raise WrongRow(UnitFault.NO_HEIR, name)
        del self._there[name]
        self._below_goes_to(name, heir)
        return UnitChange(row, UnitAct.END, name, before.kind, heir=heir)

    def _below_goes_to(self, name: str, other: str) -> None:
        for below, one in list(self._there.items()):
            if one.above == name:
                self._there[below] = _Place(one.kind, one.district, other, one.number)

    def _line(self, name: str) -> Iterator[str]:
        """Go from a unit to the one it stands under, and so on upwards."""
        while name in self._there:
            yield name
            name = self._there[name].above

    def _above(self, text: str, name: str) -> str | None:
        if not text:
            return None
        if text.casefold() in NONE:
            return ""
        if text not in self._there:
            raise WrongRow(UnitFault.UNKNOWN_UNIT, text)
        if name in self._line(text):
            raise WrongRow(UnitFault.BELOW_ITSELF, text)
        return text

    def _kind(self, text: str, before: _Place | None) -> UnitKind:
        """Read a kind; who is there already need not say it again."""
        if before is not None and not text:
            return before.kind
        kind = self.office.kinds.get(text.casefold())
        if kind is None:
            raise WrongRow(UnitFault.UNKNOWN_KIND, text)
        if before is not None and kind is not before.kind:
            raise WrongRow(UnitFault.KIND_STAYS, text)
        return kind

    def _district(self, text: str) -> str | None:
        if not text:
            return None
        if text.casefold() in CITY:
            return ""
        found = self.office.places.find_district(text)
        if found is None:
            raise WrongRow(UnitFault.UNKNOWN_DISTRICT, text)
        return found

    def _ends(self, text: str) -> bool:
        if text.casefold() not in (*YES, *NO, ""):
            raise WrongRow(UnitFault.UNCLEAR, text)
        return text.casefold() in YES


def _named(text: str) -> str:
    """Read a name as the form does that asks for one."""
    [asked] = UNIT_NAME.questions
    if not readable(text):
        raise WrongRow(UnitFault.NO_NAME)
    if len(text) > asked.limit:
        raise WrongRow(UnitFault.LONG_NAME, text)
    return text

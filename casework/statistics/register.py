"""How many households live where, by the household register (戶籍) of a day: what rates are counted by.

No document has these numbers: the bureau sends them, and the day they are of goes with every rate
(`screens.md` §6).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from casework.staffing.people import Role
from casework.staffing.sheet_rows import Cells, Columns, RowError, Said, WrongRow, read_rows
from casework.statistics.asked import Area
from casework.statistics.figures import Group
from casework.text.dates import read_date
from casework.text.places import Places, district_of

GIVES: Final = (Role.BUREAU,)
"""Who hands it in."""
TOTALS: Final = ("合計", "總計", "小計", "全區", "total")
"""How the row of a whole district is written in the column of villages; or that is left empty."""
_OF_DAY = re.compile(r"[ T]\d\d:\d\d(:\d\d)?$")


class Register(Struct, frozen=True):
    """The households of villages, or of whole districts, on a day."""

    day: date
    households: Mapping[str, int]
    """By the key of a village, or by the name of a district."""

    def of(self, villages: Collection[str], places: Places) -> int | None:
        """Count the households of villages; None: of one of them nothing is known."""
        found = 0
        for district in {district_of(one) for one in villages}:
            these = [one for one in villages if district_of(one) == district]
            if all(one in self.households for one in these):
                found += sum(self.households[one] for one in these)
            elif district in self.households and len(these) == len(places.in_district(district)):
                found += self.households[district]
            else:
                return None
        return found or None


class Bases(Struct, frozen=True):
    """The households that rates of an area are counted by."""

    day: date
    area: int | None
    groups: Mapping[Group, Mapping[str, int]] = field(default_factory=dict)
    """By what figures are told apart by, and by its name; where nothing is known there is none."""


def bases(register: Register, places: Places, centres: Mapping[str, int], area: Area) -> Bases:
    """Count the households of an area, its villages, districts and centres (*centres*: by village)."""
    here = [one.key for one in places.villages if area.holds(one.district, centres.get(one.key))]
    names: dict[Group, dict[str, list[str]]] = {Group.VILLAGE: {}, Group.DISTRICT: {}, Group.UNIT: {}}
    for one in here:
        names[Group.VILLAGE][one] = [one]
        names[Group.DISTRICT].setdefault(district_of(one), []).append(one)
        if one in centres:
            names[Group.UNIT].setdefault(str(centres[one]), []).append(one)
    counted = {
        group: {name: n for name, these in parts.items() if (n := register.of(these, places))}
        for group, parts in names.items()
    }
    return Bases(register.day, register.of(here, places), counted)


class RegisterColumn(StrEnum):
    """What a column holds."""

    DISTRICT = "district"
    VILLAGE = "village"
    HOUSEHOLDS = "households"
    DAY = "day"


COLUMNS: Final = Columns(
    {
        RegisterColumn.DISTRICT: ("區", "區別", "行政區", "鄉鎮市區", "district"),
        RegisterColumn.VILLAGE: ("里", "里別", "村里", "里名", "村里別", "village"),
        RegisterColumn.HOUSEHOLDS: ("戶數", "家戶數", "總戶數", "households"),
        RegisterColumn.DAY: ("戶籍日期", "統計日期", "統計日", "資料日期", "基準日", "register date"),
    },
    (RegisterColumn.DISTRICT, RegisterColumn.HOUSEHOLDS, RegisterColumn.DAY),
)


class RegisterFault(StrEnum):
    """What can be wrong with a row."""

    UNKNOWN_DISTRICT = "unknown_district"
    UNKNOWN_VILLAGE = "unknown_village"
    NO_NUMBER = "no_number"
    NO_DAY = "no_day"
    AHEAD = "ahead"
    """The register can't be of a day that has not come."""
    OTHER_DAY = "other_day"
    """One list is of one day."""
    TWICE = "twice"


class RegisterReading(Struct, frozen=True):
    """What was found in a sheet."""

    register: Register | None
    errors: tuple[RowError, ...] = ()


def read_register(rows: Sequence[Cells], places: Places, today: date) -> RegisterReading:
    """Read a list row by row; a district and a day that are left empty are those of the row above.

    A row without households says nothing: the template has every village.
    """
    found: dict[str, int] = {}
    district, days = "", list[date]()

    def read(number: int, said: Said) -> None:
        nonlocal district
        district = said[RegisterColumn.DISTRICT] or district
        if not said[RegisterColumn.HOUSEHOLDS] and not said[RegisterColumn.DAY]:
            return
        if not days:
            days.append(_day(said[RegisterColumn.DAY], (), today))
        _day(said[RegisterColumn.DAY], days, today)
        if not said[RegisterColumn.HOUSEHOLDS]:
            return
        key = _key(district, said[RegisterColumn.VILLAGE], places)
        if key in found:
            raise WrongRow(RegisterFault.TWICE, key)
        found[key] = _count(said[RegisterColumn.HOUSEHOLDS])

    errors = read_rows(rows, COLUMNS, read)
    return RegisterReading(Register(days[0], found) if found else None, tuple(errors or ()))


def _day(said: str, days: Sequence[date], today: date) -> date:
    if not said and days:
        return days[0]
    day = read_date(_OF_DAY.sub("", said), today)
    if day is None:
        raise WrongRow(RegisterFault.NO_DAY, said)
    if day > today:
        raise WrongRow(RegisterFault.AHEAD, said)
    if days and day != days[0]:
        raise WrongRow(RegisterFault.OTHER_DAY, said)
    return day


def _key(district: str, village: str, places: Places) -> str:
    known = places.find_district(district)
    if known is None:
        raise WrongRow(RegisterFault.UNKNOWN_DISTRICT, district)
    if not village or village.casefold() in TOTALS:
        return known
    found = [one.key for one in places.find(village) if one.district == known]
    if len(found) != 1:
        raise WrongRow(RegisterFault.UNKNOWN_VILLAGE, f"{known}{village}")
    return found[0]


def _count(said: str) -> int:
    digits = said.removesuffix("戶").strip().removesuffix(".0").replace(",", "")
    if not re.fullmatch(r"[0-9]{1,6}", digits):
        raise WrongRow(RegisterFault.NO_NUMBER, said)
    return int(digits)

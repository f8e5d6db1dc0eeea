"""A list of people in a table (人員名冊): who of it can be invited, and what is wrong with the other rows.

Read is what a sheet holds, row by row; nothing is invited here. Uploading the same list again makes no
duplicates: who is there, or invited already, is found.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.staffing.managing import for_villages
from casework.staffing.people import Role
from casework.staffing.sheet_rows import Cells, Columns, RowError, Said, WrongRow, read_rows
from casework.staffing.units import Unit
from casework.text.identity import clean_name, clean_phone
from casework.text.places import Places

ROLL: Final = "roll"
"""The draft in which the rows lie until it is said what is to be done with them; no form asks it."""


class RollColumn(StrEnum):
    """What a column holds."""

    UNIT = "unit"
    ROLE = "role"
    NAME = "name"
    PHONE = "phone"
    VILLAGES = "villages"


COLUMNS: Final = Columns(
    {
        RollColumn.UNIT: ("單位", "單位名稱", "unit"),
        RollColumn.ROLE: ("角色", "職稱", "身分", "role"),
        RollColumn.NAME: ("姓名", "名字", "name"),
        RollColumn.PHONE: ("電話", "手機", "聯絡電話", "phone", "telephone"),
        RollColumn.VILLAGES: ("負責里", "里", "里別", "villages", "village"),
    },
    (RollColumn.UNIT, RollColumn.ROLE, RollColumn.NAME),
)

ROLE_WORDS: Final[Mapping[str, Role]] = {
    "里長": Role.CHIEF,
    "里幹事": Role.CHIEF,
    "社工": Role.WORKER,
    "主責社工": Role.WORKER,
    "集中派案人員": Role.SCREENER,
    "派案人員": Role.SCREENER,
    "督導": Role.SUPERVISOR,
    "主管": Role.HEAD,
    "窗口": Role.LIAISON,
    "網絡單位窗口": Role.LIAISON,
    "聯絡人": Role.LIAISON,
    "承辦": Role.CLERK,
    "區公所承辦": Role.CLERK,
    "社會局承辦": Role.BUREAU,
    "系統管理者": Role.ADMIN,
    **{str(role): role for role in Role},
}
"""How people write a role."""


class RollFault(StrEnum):
    """What can be wrong with a row."""

    NO_NAME = "no_name"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_ROLE = "unknown_role"
    NOT_YOURS = "not_yours"
    """A role that this unit does not have, or that is not the sender's to give."""
    BAD_PHONE = "bad_phone"
    UNKNOWN_VILLAGE = "unknown_village"
    NO_VILLAGE = "no_village"
    TWICE = "twice"
    """The same person stands further up."""
    THERE_ALREADY = "there_already"
    """They have joined, or are invited, for the same role in the same unit."""


@dataclass(frozen=True)
class RollEntry:
    """Somebody who can be invited."""

    row: int
    """Where they stand in the sheet, from 1."""
    unit: int
    role: Role
    name: str
    phone: str = ""
    villages: tuple[str, ...] = ()


@dataclass(frozen=True)
class RollReading:
    """What was found in a sheet."""

    entries: tuple[RollEntry, ...] = ()
    errors: tuple[RowError, ...] = ()
    headed: bool = True
    """There was a row that names the columns; without one nothing can be read."""


@dataclass(frozen=True)
class RollOffice:
    """What the rows are compared with."""

    units: Mapping[str, Unit]
    """By their names, those that have not ended."""
    places: Places
    may_invite: Callable[[Role, Unit], bool]
    there: Collection[tuple[int, Role, str]]
    """Unit, role and name of who has joined or is invited."""


def read_roll(rows: Sequence[Cells], office: RollOffice) -> RollReading:
    """Read a sheet: who can be invited, and each row that is wrong with its number."""
    entries = list[RollEntry]()
    errors = read_rows(
        rows, COLUMNS, lambda number, said: entries.append(_entry(number, said, office, entries))
    )
    return RollReading(headed=False) if errors is None else RollReading(tuple(entries), tuple(errors))


def _entry(number: int, said: Said, office: RollOffice, before: Iterable[RollEntry]) -> RollEntry:
    name = clean_name(said[RollColumn.NAME])
    if not any(character.isalpha() for character in name):
        raise WrongRow(RollFault.NO_NAME)
    unit, role = _unit(said[RollColumn.UNIT], office), _role(said[RollColumn.ROLE])
    if not office.may_invite(role, unit):
        raise WrongRow(RollFault.NOT_YOURS, said[RollColumn.ROLE])
    phone = _phone(said[RollColumn.PHONE])
    villages = _villages(said[RollColumn.VILLAGES], role, office.places)
    entry = RollEntry(number, unit.id, role, name, phone, villages)
    if any(_same(entry, one) for one in before):
        raise WrongRow(RollFault.TWICE)
    if (unit.id, role, name) in office.there:
        raise WrongRow(RollFault.THERE_ALREADY)
    return entry


def _unit(text: str, office: RollOffice) -> Unit:
    found = office.units.get(text)
    if found is None:
        raise WrongRow(RollFault.UNKNOWN_UNIT, text)
    return found


def _role(text: str) -> Role:
    found = ROLE_WORDS.get(text.casefold())
    if found is None:
        raise WrongRow(RollFault.UNKNOWN_ROLE, text)
    return found


def _phone(text: str) -> str:
    if not text:
        return ""
    found = clean_phone(text)
    if found is None:
        raise WrongRow(RollFault.BAD_PHONE, text)
    return found


def _villages(text: str, role: Role, places: Places) -> tuple[str, ...]:
    """Read villages, several of them set off by marks; only a role that is for villages has any."""
    if not for_villages(role):
        return ()
    found = tuple(_village(one, places) for one in re.split(r"[、,;/\s]+", text) if one)
    if not found and role is Role.CHIEF:
        raise WrongRow(RollFault.NO_VILLAGE)
    return tuple(dict.fromkeys(found))


def _village(text: str, places: Places) -> str:
    found = places.find(text)
    if len(found) != 1:
        raise WrongRow(RollFault.UNKNOWN_VILLAGE, text)
    return found[0].key


def _same(one: RollEntry, other: RollEntry) -> bool:
    """Two rows are about one person: the same telephone, or the same name in the same role and unit."""
    by_name = (one.unit, one.role, one.name) == (other.unit, other.role, other.name)
    by_phone = bool(one.phone) and one.phone == other.phone and one.name == other.name
    return by_name or by_phone

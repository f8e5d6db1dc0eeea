"""A roster as it is declared: its columns, how each is cleaned, and the rule that each row is to meet.

Whatever hand a list is in (a title above the head, a head of two levels, columns in any order) is read here;
a new roster is a list of columns and a rule (`hardship.py`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from msgspec import Struct, field

from casework.cases.criteria import CaseKind
from casework.cases.household import Household
from casework.files import Sheet
from casework.policy.policy import Policy
from casework.staffing.sheet_rows import RowError, WrongRow
from casework.text.addresses import STEMS, clean_address, district_in, villages_in
from casework.text.dates import BEFORE_THE_REPUBLIC, read_date
from casework.text.identity import NUMERALS, clean_national_id, in_figures, plain, valid_national_id
from casework.text.names import clean_name
from casework.text.places import Places, Village
from casework.text.simplified import traditional
from casework.text.telephones import clean_phone

Values = Mapping[str, str]
"""What a row says, cleaned, by the name of the column; a day as ISO writes it."""
HEAD_WITHIN: Final = 30
"""So many rows are looked through for the head."""
LONGEST: Final = 300
LAST_OF_REPUBLIC: Final = 999
"""A year above it is a Western one."""
LAST_YEAR: Final = 2200
"""A day without a year is read as of the end of time, and refused."""
_LOOK_LIKE = str.maketrans("OIL", "011")
_NOT_KNOWN: Final = ("無", "不詳", "未知", "-")
_EXCEL: Final = date(1899, 12, 30)
"""The day from which Excel counts."""
_MONTH = re.compile(r"(?<!\d)(1\d\d|20\d\d)\s*(?:年度?|[/.\-])\s*(1[0-2]|0?[1-9])(?!\d)\s*(?:月|$|[^\d/.\-])")
_DAY_OF_MONTH = re.compile(r"\s*\d{1,2}\s*日")
_SUM = re.compile("[合總小共]計|總數")
_IN_NUMERALS = re.compile(rf"[{NUMERALS}]+(?=[年月])")
_NEGATED = "沒有?|未有?|不是|非|無|不"
"""Before a word these say that it is not so: 非低收入戶, 沒有."""
_SPELLED = re.compile(rf"({STEMS})[區市鎮鄉]([^\d\s區市鎮鄉]{{1,4}}?[里村])")
_ELSEWHERE = re.compile(r"^(?:\d{3,6})?(?:臺灣省?)?([^\d]{2}[市縣])")


class RosterFault(StrEnum):
    """What can be wrong with a row."""

    EMPTY = "empty"  # what is needed is not there
    BAD_ID = "bad_id"
    BAD_DATE = "bad_date"
    BAD_PHONE = "bad_phone"
    NO_CHOICE = "no_choice"
    LONG = "long"
    NO_VILLAGE = "no_village"
    WHICH_VILLAGE = "which_village"
    ELSEWHERE = "elsewhere"  # another county: for its own office (他縣市)
    NO_CENTRE = "no_centre"  # no centre answers for the village
    TWICE = "twice"
    NOT_ECONOMIC = "not_economic"
    NO_RELIEF = "no_relief"
    NOT_UNDER_SIX = "not_under_six"
    NO_CARER = "no_carer"
    RELATIVES = "relatives"
    NOT_YOURS = "not_yours"  # another unit's list
    NOT_CLOSED_LATELY = "not_closed_lately"
    NO_SUCH_CHILD = "no_such_child"
    FEW_REMINDERS = "few_reminders"
    LOW_SCORE = "low_score"
    NOT_YOUTH = "not_youth"


class RosterColumn(Struct, frozen=True):
    """A column: what it is called in many hands, the first as the template has it, and how it is cleaned."""

    name: str
    called: str
    read: Callable[[str], str]
    needed: bool = False
    choices: tuple[str, ...] = ()
    """What can be said in it, for the template."""

    @property
    def heads(self) -> tuple[str, ...]:
        """List what it is called."""
        return tuple(self.called.split())


class RosterRules(Struct, frozen=True):
    """What rows are judged by."""

    month: date
    """The first of the roster's month."""
    today: date
    policy: Policy
    places: Places
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Which village people said is meant by a name that no list has."""


class _Declared(Struct, frozen=True, kw_only=True):
    """How a list is taken."""

    loose: bool = False
    """Whoever is listed is taken, wherever they live, and as often as they are served."""


class ListForm(_Declared, frozen=True):
    """A list: its columns, the rule of a row, and whom one is about."""

    columns: tuple[RosterColumn, ...]
    judge: Callable[[Values, RosterRules], None]
    """Raises `WrongRow` where the edition does not have the row among its cases."""
    household: Callable[[Values], Household]


class RosterForm(ListForm, frozen=True):
    """A roster: a list of one kind of case, and what follows from a row."""

    kind: CaseKind
    needs: Callable[[Values], Iterator[str]]
    """Says by what units are suggested: identity and need [001] 三(六)2(2), (3)."""
    told: tuple[str, ...]
    """The columns that tell who serves what it is about."""


Listed = TypeVar("Listed", bound=ListForm)


class RosterRow(Struct, frozen=True):
    """A row that can be taken."""

    number: int
    """Where it stands in the sheet, from 1."""
    values: Values
    village: str


class RosterReading(Struct, frozen=True):
    """What was found in a sheet."""

    good: tuple[RosterRow, ...]
    wrong: tuple[RowError, ...]


def evidence(form: RosterForm, values: Values) -> str:
    """Say in the words of the roster what it tells."""
    titles = {one.name: one.heads[0] for one in form.columns}
    return "；".join(f"{titles[one]}：{values[one]}" for one in form.told if values.get(one))


# Cells


def words(said: str) -> str:
    """Keep words."""
    if len(said) > LONGEST:
        raise WrongRow(RosterFault.LONG, said[:20])
    return said


def national_id(said: str) -> str:
    """Read an ID; one that is said to be unknown is none."""
    if not said or traditional(said) in _NOT_KNOWN:
        return ""
    read = mended_id(said)
    if not valid_national_id(read):
        raise WrongRow(RosterFault.BAD_ID)
    return read


def mended_id(said: str) -> str:
    """Read an ID; a figure that was typed as the letter it looks like (O, I, l) is read as what it is."""
    read = clean_national_id(said)
    mended = read[:1] + read[1:].translate(_LOOK_LIKE)
    return mended if valid_national_id(mended) else read


def day(said: str) -> str:
    """Read a day in any hand: 民國, Western, as Excel counts days; one that is said to be unknown is none."""
    if not said or traditional(said) in _NOT_KNOWN:
        return ""
    if re.fullmatch(r"[1-6]\d{4}", said):
        return (_EXCEL + timedelta(days=int(said))).isoformat()
    found = read_date(re.sub(r"[ T]\d\d:\d\d(:\d\d)?$", "", said), date.max)
    if found is None or found.year > LAST_YEAR:
        raise WrongRow(RosterFault.BAD_DATE, said)
    return found.isoformat()


def phone(said: str) -> str:
    """Read a telephone number; the first of several."""
    first = re.split(r"[、,;/]", said)[0]
    if not first or traditional(first) in _NOT_KNOWN:
        return ""
    if re.fullmatch(r"3-?\d{7}", first):  # a spreadsheet ate the zero of 03
        first = f"0{first}"
    read = clean_phone(first)
    if read is None:
        raise WrongRow(RosterFault.BAD_PHONE, first)
    return read


def choice(*options: str, otherwise: str = "") -> Callable[[str], str]:
    """Read one of some words, which may stand within others: 經濟問題; 沒有 leaves 無 of 有 and 無."""

    def read(said: str) -> str:
        there, not_so = _said_in(options, said)
        left = [one for one in options if one not in not_so]
        found = next(iter(there or (left if not_so and len(left) == 1 else ())), otherwise)
        if said and not found:
            raise WrongRow(RosterFault.NO_CHOICE, said)
        return found

    return read


def several(*options: str) -> Callable[[str], str]:
    """Read any of some words; of none of them nothing is kept."""
    return lambda said: "、".join(_said_in(options, said)[0])


def _said_in(options: Sequence[str], said: str) -> tuple[list[str], list[str]]:
    """List the words that a cell says, and those that it says are not so, each in the order of *options*."""
    words_ = re.compile(f"({_NEGATED})?({'|'.join(map(re.escape, options))})", re.IGNORECASE)
    found = [(bool(one[1]), one[2].casefold()) for one in words_.finditer(traditional(said))]
    there, not_so = ([one for one in options if (no, one.casefold()) in found] for no in (False, True))
    return there, not_so


# Sheets


def recognise(forms: Sequence[Listed], sheets: Sequence[Sheet]) -> tuple[Listed, Sheet] | None:
    """Say which roster it is, and on which sheet: the first whose head has all that is needed."""
    found = ((form, sheet) for sheet in sheets for form in forms if _head(form, sheet.rows) is not None)
    return next(found, None)


def month_of(sheet: Sheet, form: ListForm, otherwise: date) -> date:
    """Return the month that the sheet's name or its title says, as its first day; 製表日期 says least."""
    found = [one for said in titles(sheet, form) for one in _MONTH.finditer(f"{said} ")]
    first = min(found, key=lambda one: _DAY_OF_MONTH.match(one.string, one.end()) is not None, default=None)
    if first is None:
        return otherwise.replace(day=1)
    year = int(first[1])
    return date(year if year > LAST_OF_REPUBLIC else year + BEFORE_THE_REPUBLIC, int(first[2]), 1)


def titles(sheet: Sheet, form: ListForm) -> list[str]:
    """List what a sheet is called: by its name, in what stands above its head, by its file."""
    head = _head(form, sheet.rows)
    above = sheet.rows[: head[0]] if head else ()
    cells = (sheet.name, *(cell for row in above for cell in row), sheet.file)
    return [_IN_NUMERALS.sub(in_figures, plain(said)) for said in cells]


def read_roster(form: ListForm, rows: Sequence[Sequence[str]], asked: RosterRules) -> RosterReading:
    """Read a sheet: what can be taken, and each row that can't with its number."""
    head = _head(form, rows)
    if head is None:
        return RosterReading((), ())
    below, places = head
    good, wrong = list[RosterRow](), list[RowError]()
    seen = set[tuple[str, ...]]()
    for number, row in enumerate(rows[below:], below + 1):
        said = {one.name: plain(row[at]) for one, at in places.items() if at < len(row)}
        told = [bool(said.get(one.name)) for one in form.columns if one.needed]
        if not any(told) or (not all(told) and any(map(_SUM.match, said.values()))):
            continue  # an empty row, a remark below the table, its sum
        try:
            read = _read(form, number, said, asked)
            keys = set() if form.loose else set(identities(form.household(read.values)))
            if not seen.isdisjoint(keys):
                raise WrongRow(RosterFault.TWICE)
            seen |= keys
            good.append(read)
        except WrongRow as fault:
            wrong.append(RowError(number, (), fault.fault, fault.about))
    return RosterReading(tuple(good), tuple(wrong))


def identities(household: Household) -> Iterator[tuple[str, ...]]:
    """Say by what somebody is known from list to list: an ID, else a name and birth, telephone or door."""
    one, address = household.first, household.address
    name = traditional(clean_name(one.name))
    if one.national_id:
        yield ("id", one.national_id)
    elif one.born:
        yield ("born", name, one.born.isoformat())
    elif one.phone:
        yield ("phone", name, one.phone)
    else:
        yield ("door", name, f"{district_in(address)}{clean_address(address)}")


def _read(form: ListForm, number: int, said: Values, asked: RosterRules) -> RosterRow:
    for column in form.columns:
        if column.needed and not said.get(column.name):
            raise WrongRow(RosterFault.EMPTY, column.heads[0])
    values = {one.name: one.read(said.get(one.name, "")) for one in form.columns}
    for column in form.columns:
        if column.read is day and column.needed and not values[column.name]:
            raise WrongRow(RosterFault.EMPTY, column.heads[0])
        if column.read is day and values[column.name] > asked.today.isoformat():
            raise WrongRow(RosterFault.BAD_DATE, said[column.name])
    village = "" if form.loose else _village(values.get("address", ""), asked)
    form.judge(values, asked)
    return RosterRow(number, {name: value for name, value in values.items() if value}, village)


def spelling(address: str) -> str:
    """Return what an address calls a village that is in no list: 平鎮區新勢村; else nothing."""
    found = _SPELLED.search(_place(address))
    return f"{found[1]}區{found[2]}" if found else ""


def perhaps(spelled: str, places: Places, most: int) -> list[Village]:
    """List the villages that may be meant, of the district or of the name alone, the likest first."""
    name = spelled[len("平鎮區") :]
    near = (one for one in places.villages if spelled.startswith(one.district) or one.name == name)
    return sorted(near, key=lambda one: -len({*one.name} & {*name}))[:most]


def _village(address: str, asked: RosterRules) -> str:
    places = asked.places
    where = _place(address)
    named = _ELSEWHERE.match(where)
    if named and named[1] not in ("桃園市", "桃園縣") and named[1][:2] not in STEMS.split("|"):
        raise WrongRow(RosterFault.ELSEWHERE, named[1])
    found = villages_in(where, places)
    if not found:
        spelled = spelling(where)
        if spelled in asked.spellings:
            return asked.spellings[spelled]
        raise WrongRow(RosterFault.NO_VILLAGE, spelled)
    if len(found) > 1:
        raise WrongRow(RosterFault.WHICH_VILLAGE)
    return found[0]


def _place(address: str) -> str:
    return traditional(plain(address)).replace("台", "臺")


def _head(form: ListForm, rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[RosterColumn, int]] | None:
    """Find the head: the row below it, and which column stands where. A head may have two levels."""
    for at in range(min(len(rows), HEAD_WITHIN)):
        above = rows[at - 1] if at else ()
        titles = list(_titles(above, rows[at]))
        found = {
            one: place
            for one in form.columns
            if (place := next((p for p, said in enumerate(titles) if said & set(one.heads)), None))
            is not None
        }
        if all(one in found for one in form.columns if one.needed):
            return at + 1, found
    return None


def _titles(above: Sequence[str], row: Sequence[str]) -> Iterator[set[str]]:
    """Say what each column may be called: by its own cell, by the one above, merged over several, by both."""
    over = ""
    for place in range(max(len(above), len(row))):
        own = _title(row[place]) if place < len(row) else ""
        upper = _title(above[place]) if place < len(above) else ""
        over = upper or over
        yield {own, f"{over}{own}"} if own else {upper}


def _title(cell: str) -> str:
    return re.sub(r"[\s*：:＊]|\(.*\)$", "", traditional(plain(cell))).casefold()

"""What a bureau serves, listed every month for the match of 共案 [001] 三(六)1(5), 2(5).

Every bureau (各局處) hands in one list of all its services; what is confidential (保密) is matched by
ID alone.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from casework.cases.criteria import CaseKind
from casework.cases.household import Household, Member
from casework.policy.owed import Owed, Rules, Subject
from casework.rosters import declared, monthly
from casework.rosters.declared import ListForm, RosterRules, Values
from casework.rosters.declared import RosterColumn as Column
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import Unit
from casework.text.dates import month_of
from casework.text.identity import in_digits, plain, valid_national_id
from casework.text.names import clean_name
from casework.text.simplified import traditional

CONFIDENTIAL: Final = "是"
_OPEN: Final = ("", "否", "無", "n", "no", "-", "0", "x")
_PART_OF_ID = re.compile(r"[A-Z][\dA-D*]{3,9}")


def told_id(said: str) -> str:
    """Keep an ID also where it is masked or mistyped: what there is of it tells people apart."""
    if valid_national_id(mended := declared.mended_id(said)):
        return mended
    read = re.sub(r"[^\w*]|_", "", in_digits(plain(said))).upper()
    return read if _PART_OF_ID.fullmatch(read) else ""


def told_day(said: str) -> str:
    """Read a day; one that can't be read is none: no family is overlooked for it."""
    try:
        return declared.day(said)
    except WrongRow:
        return ""


def told_phone(said: str) -> str:
    """Read a telephone number; what is none stays as it was written."""
    try:
        return declared.phone(said)
    except WrongRow:
        return said


def confidential(said: str) -> str:
    """Read whether a row is confidential; whatever is not a clear no is a yes."""
    return "" if traditional(said).casefold() in _OPEN else CONFIDENTIAL


COLUMNS: Final = (
    Column("unit", "單位 服務單位 承辦單位 單位名稱", declared.words),
    Column("number", "單位案號 案號 個案編號", declared.words),
    Column("name", "姓名 個案姓名 案主姓名 服務對象", clean_name, needed=True),
    Column("id", "證號 身分證字號 身分證號 身分證統一編號 身分證/居留證號", told_id),
    Column("born", "出生日期 生日 出生年月日", told_day),
    Column("phone", "電話 聯絡電話 手機", told_phone),
    Column("address", "地址 居住地址 住址 現居地址", declared.words),
    Column("carer_id", "照顧者證號 主要照顧者證號", told_id),
    Column("service", "服務類別 服務項目 服務名稱", declared.words, needed=True),
    Column("since", "開案日 開案日期", told_day),
    Column("worker", "承辦人 主責人員 主責社工 承辦人員", declared.words),
    Column("worker_phone", "承辦人電話 承辦電話 公務電話", told_phone),
    Column("confidential", "保密 是否保密", confidential, choices=(CONFIDENTIAL, "否")),
)


def judge(said: Values, asked: RosterRules) -> None:
    """Take each row: whoever a bureau serves is compared."""


def household(said: Values) -> Household:
    """Return whom the row is about."""
    born = date.fromisoformat(said["born"]) if said.get("born") else None
    phones = tuple(filter(None, (said.get("phone"),)))
    return Household(
        (Member(said["name"], said.get("id", ""), born, phones=phones),), said.get("address", "")
    )


SERVICES: Final = ListForm(COLUMNS, judge, household, loose=True)


class ServiceList(Struct, frozen=True):
    """One bureau's list of one month."""

    id: int
    unit: Unit
    month: date
    """Its first day."""
    given_at: datetime | None = None
    """When it was handed in, or said that there is nobody; None: it is awaited."""
    by: int | None = None
    """Who did."""
    rows: int = 0
    version: int = 1

    @property
    def sign(self) -> str:
        """Return what a push calls it: 服務名冊 115/11."""
        return sign_of(self.month)


def sign_of(month: date) -> str:
    """Return what the lists of a month are called."""
    return f"服務名冊 {month_of(month)}"


def owed(one: ServiceList, rules: Rules) -> Iterator[Owed]:
    """It is to be handed in by its day (`monthly.py`)."""
    if one.given_at is None:
        yield from monthly.owed(CaseKind.SHARED, one.month, one.unit, None, rules)


def subject_of(one: ServiceList) -> Subject:
    """Return it as what its duty belongs to."""
    return Subject(one.id, "services", one.sign, one.unit.id)


SPEAKS: Final = (Role.LIAISON, *LEADING)
"""Who speaks for a bureau of the network."""


def gives(person: Person, unit: Unit) -> bool:
    """Tell whether a bureau's list is somebody's to hand in.

    Those of the bureau do it for who has no account (代傳).
    """
    if not monthly.feeds_match(unit):
        return False
    return person.role is Role.BUREAU or (person.unit == unit.id and person.role in SPEAKS)

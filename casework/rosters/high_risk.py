"""兒少高危機: small children whose carers can't care for them, of a month [001] 三(六)1(3), 2(3)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework.cases.criteria import CaseKind
from casework.cases.household import Household, Member
from casework.rosters import declared
from casework.rosters.declared import RosterColumn as Column
from casework.rosters.declared import RosterFault, RosterForm, RosterRules, Values
from casework.staffing.sheet_rows import WrongRow
from casework.text.dates import months_after
from casework.text.names import clean_name

CARERS: Final = ("用毒", "販毒", "精神疾病未就醫", "未持續就醫")
UNDER: Final = 6
"""未滿6歲 on the first of the roster's month."""
COLUMNS: Final = (
    Column("number", "編號 序號", declared.words),
    Column("name", "兒童姓名 兒少姓名 姓名", clean_name, needed=True),
    Column("id", "證號 身分證字號 身分證號 兒童證號 身分證/居留證號", declared.national_id),
    Column("born", "出生日期 生日 出生年月日 兒童出生日期", declared.day, needed=True),
    Column("carer", "照顧者姓名 主要照顧者 照顧者", clean_name, needed=True),
    Column("relation", "關係 與兒童關係", declared.words),
    Column("carer_is", "情形 照顧者情形", declared.several(*CARERS), True, CARERS),
    Column("relatives", "戶內其他親屬 其他親屬", declared.choice("有", "無"), True, ("有", "無")),
    Column("phone", "電話 聯絡電話 手機", declared.phone),
    Column("address", "地址 居住地址 住址 現居地址", declared.words, needed=True),
    Column("remark", "備註 說明", declared.words),
)


def judge(said: Values, asked: RosterRules) -> None:
    """Hold the row against the criterion, and name the condition that fails."""
    if months_after(date.fromisoformat(said["born"]), 12 * UNDER) <= asked.month:
        raise WrongRow(RosterFault.NOT_UNDER_SIX)
    if not said["carer_is"]:
        raise WrongRow(RosterFault.NO_CARER)
    if said["relatives"] == "有":
        raise WrongRow(RosterFault.RELATIVES)


def household(said: Values) -> Household:
    """Return whom the row is about: the child, and who cares for it."""
    phones = tuple(filter(None, (said.get("phone"),)))
    child = Member(said["name"], said.get("id", ""), date.fromisoformat(said["born"]))
    carer = Member(said["carer"], relation=said.get("relation", ""), phones=phones)
    return Household((child, carer), said["address"])


def needs(said: Values) -> Iterator[str]:
    """Say by what units are suggested."""
    yield from (need for need, word in (("毒品", "毒"), ("精神疾病", "就醫")) if word in said["carer_is"])


TOLD: Final = ("relation", "carer_is", "relatives", "remark")
HIGH_RISK: Final = RosterForm(COLUMNS, judge, household, CaseKind.CHILD_HIGH_RISK, needs, TOLD)

"""兒少高危機: small children whose carers can't care for them, of a month [001] 三(六)1(3), 2(3)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework.cases.criteria import CaseKind
from casework.cases.household import Household, Member
from casework.rosters import declared
from casework.rosters.declared import Asked, RosterColumn, RosterFault, RosterForm, Values
from casework.staffing.sheet_rows import WrongRow
from casework.text.dates import months_after
from casework.text.names import clean_name

CARERS: Final = ("用毒", "販毒", "精神疾病未就醫", "未持續就醫")
UNDER: Final = 6
"""未滿6歲 on the first of the roster's month."""
COLUMNS: Final = (
    RosterColumn("number", ("編號", "序號"), declared.words),
    RosterColumn("name", ("兒童姓名", "兒少姓名", "姓名"), clean_name, needed=True),
    RosterColumn(
        "id", ("證號", "身分證字號", "身分證號", "兒童證號", "身分證／居留證號"), declared.national_id
    ),
    RosterColumn("born", ("出生日期", "生日", "出生年月日", "兒童出生日期"), declared.day, needed=True),
    RosterColumn("carer", ("照顧者姓名", "主要照顧者", "照顧者"), clean_name, needed=True),
    RosterColumn("relation", ("關係", "與兒童關係"), declared.words),
    RosterColumn("carer_is", ("情形", "照顧者情形"), declared.several(*CARERS), needed=True, choices=CARERS),
    RosterColumn(
        "relatives",
        ("戶內其他親屬", "其他親屬"),
        declared.choice("有", "無"),
        needed=True,
        choices=("有", "無"),
    ),
    RosterColumn("phone", ("電話", "聯絡電話", "手機"), declared.phone),
    RosterColumn("address", ("地址", "居住地址", "住址", "現居地址"), declared.words, needed=True),
    RosterColumn("remark", ("備註", "說明"), declared.words),
)


def judge(said: Values, asked: Asked) -> None:
    """Hold the row against the criterion, and name the condition that fails."""
    if months_after(date.fromisoformat(said["born"]), 12 * UNDER) <= asked.month:
        raise WrongRow(RosterFault.NOT_UNDER_SIX)
    if not said["carer_is"]:
        raise WrongRow(RosterFault.NO_CARER)
    if said["relatives"] == "有":
        raise WrongRow(RosterFault.RELATIVES)


def household(said: Values) -> Household:
    """Return whom the row is about: the child, and who cares for it."""
    born = date.fromisoformat(said["born"])
    phones = tuple(filter(None, (said.get("phone"),)))
    carer = Member(said["carer"], relation=said.get("relation", ""), phones=phones)
    return Household((Member(said["name"], said.get("id", ""), born), carer), said["address"])


def needs(said: Values) -> Iterator[str]:
    """Say by what units are suggested."""
    if "毒" in said["carer_is"]:
        yield "毒品"
    if "就醫" in said["carer_is"]:
        yield "精神疾病"


HIGH_RISK: Final = RosterForm(
    CaseKind.CHILD_HIGH_RISK,
    COLUMNS,
    judge,
    household,
    needs,
    ("relation", "carer_is", "relatives", "remark"),
)

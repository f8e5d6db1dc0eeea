"""幸扶守護: who reported a suicide and is in hardship, of a month [001] 三(六)1(2), 2(2)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework.cases.criteria import CaseKind, suicide_hardship
from casework.cases.household import Household, Member, Sex
from casework.rosters import declared
from casework.rosters.declared import Asked, RosterColumn, RosterFault, RosterForm, Values
from casework.staffing.sheet_rows import WrongRow
from casework.text.names import clean_name

REASONS: Final = ("經濟", "未註明", "其他")
IDENTITIES: Final = ("低收", "中低", "身障", "老人", "原住民", "新住民")


def _reason(said: str) -> str:
    """Read the reason: many words stand for another, some for none."""
    if "經濟" in said:
        return "經濟"
    return "未註明" if any(one in said for one in ("未註明", "未填", "不明", "不詳")) else "其他"


COLUMNS: Final = (
    RosterColumn("number", ("編號", "序號"), declared.words),
    RosterColumn("reported", ("自殺通報日", "通報日", "通報日期", "自殺通報日期"), declared.day, needed=True),
    RosterColumn("by", ("通報單位", "通報機關"), declared.words),
    RosterColumn("name", ("姓名", "個案姓名", "案主姓名"), clean_name, needed=True),
    RosterColumn(
        "id", ("身分證／居留證號", "身分證/居留證號", "證號", "身分證字號", "身分證號"), declared.national_id
    ),
    RosterColumn("born", ("出生日期", "生日", "出生年月日"), declared.day),
    RosterColumn("sex", ("性別",), declared.choice("男", "女"), choices=("男", "女")),
    RosterColumn("phone", ("電話", "聯絡電話", "手機"), declared.phone),
    RosterColumn("address", ("居住地址", "地址", "住址", "現居地址"), declared.words, needed=True),
    RosterColumn("reason", ("自殺原因", "原因"), _reason, needed=True, choices=REASONS),
    RosterColumn("relief", ("急難救助申請日", "急難救助", "急難救助申請日期"), declared.day),
    RosterColumn(
        "identity",
        ("身分別", "身份別", "福利身分"),
        declared.several(*IDENTITIES),
        choices=(*IDENTITIES, "無"),
    ),
    RosterColumn("served_by", ("服務中單位", "目前服務單位"), declared.words),
    RosterColumn("remark", ("備註", "說明"), declared.words),
)


def judge(said: Values, asked: Asked) -> None:
    """Hold the row against the edition's criterion, and name the condition that fails."""
    facts = {"reported"} | ({"relief"} if said["relief"] else set())
    facts |= {{"經濟": "economic", "未註明": "unstated"}.get(said["reason"], "other")}
    when = asked.policy.kinds.suicide_hardship_when
    if not suicide_hardship(facts, when):
        with_relief = suicide_hardship(facts | {"relief"}, when)
        raise WrongRow(RosterFault.NO_RELIEF if with_relief else RosterFault.NOT_ECONOMIC)


def household(said: Values) -> Household:
    """Return whom the row is about."""
    born = date.fromisoformat(said["born"]) if said.get("born") else None
    sex = {"男": Sex.MALE, "女": Sex.FEMALE}.get(said.get("sex", ""))
    phones = tuple(filter(None, (said.get("phone"),)))
    return Household(
        (Member(said["name"], said.get("id", ""), born, None, sex, "", phones),), said["address"]
    )


def needs(said: Values) -> Iterator[str]:
    """Say by what units are suggested."""
    yield "自殺"
    yield from filter(None, (said.get("reason"), *said.get("identity", "").split("、")))


HARDSHIP: Final = RosterForm(
    CaseKind.SUICIDE_HARDSHIP,
    COLUMNS,
    judge,
    household,
    needs,
    ("reported", "by", "reason", "relief", "identity", "served_by", "remark"),
)

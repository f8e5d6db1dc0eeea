"""幸扶守護: who reported a suicide and is in hardship, of a month [001] 三(六)1(2), 2(2)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework.cases.criteria import CaseKind, suicide_hardship
from casework.cases.household import Household, Member, Sex
from casework.rosters import declared
from casework.rosters.declared import RosterColumn as Column
from casework.rosters.declared import RosterFault, RosterForm, RosterRules, Values
from casework.staffing.sheet_rows import WrongRow
from casework.text.names import clean_name

REASONS: Final = {"經濟": "economic", "未註明": "unstated", "其他": "other"}
IDENTITIES: Final = ("低收", "中低", "身障", "老人", "原住民", "新住民")
COLUMNS: Final = (
    Column("number", "編號 序號", declared.words),
    Column("reported", "自殺通報日 通報日 通報日期 自殺通報日期", declared.day, needed=True),
    Column("by", "通報單位 通報機關", declared.words),
    Column("name", "姓名 個案姓名 案主姓名", clean_name, needed=True),
    Column("id", "身分證/居留證號 證號 身分證字號 身分證號 身分證統一編號", declared.national_id),
    Column("born", "出生日期 生日 出生年月日", declared.day),
    Column("sex", "性別", declared.choice("男", "女"), choices=("男", "女")),
    Column("phone", "電話 聯絡電話 手機", declared.phone),
    Column("address", "居住地址 地址 住址 現居地址", declared.words, needed=True),
    Column("reason", "自殺原因 原因", declared.choice(*REASONS, otherwise="其他"), True, tuple(REASONS)),
    Column("relief", "急難救助申請日 急難救助 急難救助申請日期", declared.day),
    Column("identity", "身分別 身份別 福利身分", declared.several(*IDENTITIES), choices=(*IDENTITIES, "無")),
    Column("served_by", "服務中單位 目前服務單位", declared.words),
    Column("remark", "備註 說明", declared.words),
)


def judge(said: Values, asked: RosterRules) -> None:
    """Hold the row against the edition's criterion, and name the condition that fails."""
    facts = {"reported", REASONS[said["reason"]]} | ({"relief"} if said["relief"] else set())
    when = asked.policy.kinds.suicide_hardship_when
    if not suicide_hardship(facts, when):
        with_relief = suicide_hardship(facts | {"relief"}, when)
        raise WrongRow(RosterFault.NO_RELIEF if with_relief else RosterFault.NOT_ECONOMIC)


def household(said: Values) -> Household:
    """Return whom the row is about."""
    born = date.fromisoformat(said["born"]) if said.get("born") else None
    sex = {"男": Sex.MALE, "女": Sex.FEMALE}.get(said.get("sex", ""))
    phones = tuple(filter(None, (said.get("phone"),)))
    whom = Member(said["name"], said.get("id", ""), born, None, sex, "", phones)
    return Household((whom,), said["address"])


def needs(said: Values) -> Iterator[str]:
    """Say by what units are suggested."""
    yield from ("自殺", said["reason"], *said.get("identity", "").split("、"))


TOLD: Final = ("reported", "by", "reason", "relief", "identity", "served_by", "remark")
HARDSHIP: Final = RosterForm(COLUMNS, judge, household, CaseKind.SUICIDE_HARDSHIP, needs, TOLD)

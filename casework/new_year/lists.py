"""The lists of New-Year care as units hand them in [003] 伍、二; what each row is to meet."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from casework.cases.household import Household, Member
from casework.cases.identifying import readable_household
from casework.files import Sheet
from casework.forms import Form, Question, QuestionKind
from casework.new_year.care import CareGroup
from casework.policy.policy import CareSource
from casework.rosters import declared
from casework.rosters.declared import ListForm, RosterFault, RosterRules, Values
from casework.rosters.declared import RosterColumn as Column
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import UnitKind
from casework.text.dates import BEFORE_THE_REPUBLIC, months_before
from casework.text.identity import NUMERALS, in_figures
from casework.text.names import clean_name
from casework.text.simplified import traditional

LONG_LIST: Final = "care_long"
"""The draft in which a long list waits until the bell has put it on: its unit's, whoever goes meanwhile."""
WORDS: Final[Mapping[str, CareSource]] = {
    "精神照護": CareSource.MENTAL,
    "自殺防治": CareSource.SUICIDE,
    "毒危": CareSource.DRUGS,
    "高關懷": CareSource.STUDENT,
    "毒品治安顧慮": CareSource.POLICE,
    "預防接種": CareSource.VACCINE,
    "新住民": CareSource.IMMIGRANT,
    "消防": CareSource.FIRE,
    "TIPVDA": CareSource.TIPVDA,
    "村里": CareSource.VILLAGE,
    "民間": CareSource.CHARITY,
}
"""What each list is called in its column."""
GROUPS: Final[Mapping[str, CareGroup]] = {
    "兒少": CareGroup.CHILD,
    "獨居": CareGroup.ALONE,
    "失能": CareGroup.DISABLED,
    "街友": CareGroup.STREET,
    "急難": CareGroup.HARDSHIP,
}
OF_HARDSHIP: Final = (CareSource.VILLAGE, CareSource.CHARITY)
"""Lists of the villages' project [003] 伍、一: without a word for it a row is a household in hardship."""
GIVEN_BY: Final[Mapping[CareSource, tuple[UnitKind, ...]]] = {
    CareSource.TIPVDA: (UnitKind.PROTECTION,),
    CareSource.MENTAL: (UnitKind.HEALTH, UnitKind.MENTAL_HEALTH),
    CareSource.SUICIDE: (UnitKind.HEALTH, UnitKind.SUICIDE),
    CareSource.DRUGS: (UnitKind.HEALTH, UnitKind.DRUGS),
    CareSource.VACCINE: (UnitKind.HEALTH,),
    CareSource.STUDENT: (UnitKind.EDUCATION, UnitKind.SCHOOL, UnitKind.COUNSELLING),
    CareSource.POLICE: (UnitKind.POLICE,),
    CareSource.FIRE: (UnitKind.FIRE,),
    CareSource.IMMIGRANT: (UnitKind.BUREAU, UnitKind.WELFARE, UnitKind.CENTRE),
    CareSource.VILLAGE: (UnitKind.DISTRICT, UnitKind.CIVIL, UnitKind.WELFARE, UnitKind.BUREAU),
    CareSource.CHARITY: (UnitKind.CHARITY, UnitKind.BUREAU),
}
"""Whose list each is; of charities without accounts the bureau's (代填)."""

CLOSED_WITHIN: Final = 12
"""Months since a child-protection or vulnerable-family case was closed [003] 伍、二(二)1(1)–(3): 未滿1年."""
REMINDED: Final = 3
"""So often within half a year in vain [003] 陸、二(一)1(5)."""
ABOVE: Final = 8
"""TIPVDA at intake is above it [003] 伍、二(一)2."""
SMALL: Final = 6
"""A child of 6 or under [003] 伍、二(一)2."""
OF_POLICE: Final = 12
"""12歲以下 in 陸、二(一)1(7), 未滿12歲 in 伍、二(二)1(5): the wider one holds."""
_OF_YEAR = re.compile(r"(?<!\d)(1\d\d|20\d\d)\s*(?:年度?)?\s*(?:農曆)?(?:春節|新年|過年)")
_COUNTED = re.compile(rf"[{NUMERALS}]+(?=\s*[歲個月週周天日次分])")
_SMALL_AGE = re.compile(r"[個月週周天日]|新生")


def _figure(said: str) -> str:
    found = re.search(r"\d+", _COUNTED.sub(in_figures, traditional(said)))
    return str(int(found[0])) if found else ""


def _age(said: str) -> str:
    """Read an age in years: of whom it is told in months, weeks or days it is none."""
    told = traditional(said)
    return "0" if "歲" not in told and _SMALL_AGE.search(told) else _figure(told)


COLUMNS: Final = (
    Column("number", "編號 序號", declared.words),
    Column("source", "名單別 關懷名單", declared.choice(*WORDS), needed=True, choices=tuple(WORDS)),
    Column("name", "姓名 案主姓名 個案姓名", clean_name, needed=True),
    Column("id", "身分證/居留證號 證號 身分證字號 身分證號 身分證統一編號", declared.national_id),
    Column("born", "出生日期 生日 出生年月日", declared.day),
    Column("phone", "電話 聯絡電話 手機", declared.phone),
    Column("address", "居住地址 地址 住址 現居地址", declared.words, needed=True),
    Column("group", "對象別 類別", declared.several(*GROUPS), choices=tuple(GROUPS)),
    Column("age", "最小兒少年齡 兒少年齡", _age),
    Column("closed", "兒保或脆家結案日 結案日 結案日期", declared.day),
    Column("reminded", "半年內催種次數 催種次數", _figure),
    Column("score", "TIPVDA分數 TIPVDA", _figure),
    Column("remark", "備註 說明", declared.words),
)


def source_of(said: Values) -> CareSource:
    """Return which list a row is of."""
    return WORDS[said["source"]]


def judge(said: Values, asked: RosterRules) -> None:
    """Hold a row against what its list is about, and name the condition that fails."""
    source = source_of(said)
    if source in (CareSource.MENTAL, CareSource.SUICIDE, CareSource.DRUGS):
        if not said["closed"] or date.fromisoformat(said["closed"]) <= months_before(
            asked.today, CLOSED_WITHIN
        ):
            raise WrongRow(RosterFault.NOT_CLOSED_LATELY)
    elif source is CareSource.POLICE and not _child_up_to(said, OF_POLICE):
        raise WrongRow(RosterFault.NO_SUCH_CHILD, str(OF_POLICE))
    elif source is CareSource.VACCINE and int(said["reminded"] or 0) < REMINDED:
        raise WrongRow(RosterFault.FEW_REMINDERS)
    elif source is CareSource.TIPVDA and int(said["score"] or 0) <= ABOVE:
        raise WrongRow(RosterFault.LOW_SCORE)
    elif source is CareSource.TIPVDA and not _child_up_to(said, SMALL):
        raise WrongRow(RosterFault.NO_SUCH_CHILD, str(SMALL))


def _child_up_to(said: Values, age: int) -> bool:
    return bool(said["age"]) and int(said["age"]) <= age


def household(said: Values) -> Household:
    """Return whom a row is about."""
    born = date.fromisoformat(said["born"]) if said.get("born") else None
    phones = tuple(filter(None, (said.get("phone"),)))
    member = Member(said["name"], said.get("id", ""), born, phones=phones)
    return Household((member,), said["address"])


def group_of(said: Values) -> CareGroup:
    """Return who lives there: as it is told, else as the list is about children or hardship."""
    told = next((group for word, group in GROUPS.items() if word in said.get("group", "")), None)
    return told or (CareGroup.HARDSHIP if source_of(said) in OF_HARDSHIP else CareGroup.CHILD)


CARE_LIST: Final = ListForm(COLUMNS, judge, household)


def another_year(sheet: Sheet, year: int) -> str:
    """Return what a list is called that was made for the New Year of another *year*; else nothing."""
    for said in declared.titles(sheet, CARE_LIST):
        if (found := _OF_YEAR.search(said)) and int(found[1]) not in (year, year - BEFORE_THE_REPUBLIC):
            return found[0]
    return ""


CARE_ADD: Final = Form(
    "care_add",
    (
        Question("household", QuestionKind.TEXT, limit=200, check=readable_household),
        Question("village", QuestionKind.PLACE, limit=40),
        Question(
            "reason",
            QuestionKind.CHOICE,
            ("alone", "disabled", "no_work", "mishap", "frozen", "other"),
        ),
    ),
)
"""A household that a chief knows of [003] 伍、一(三)–(五); 陸、一(一)2(1)B."""

"""少輔會's own: youth of 12 to under 18 out of school, deviant or at risk, and their plan [004] 五(三).

A list of dropouts (中輟名冊) is handed in by the education bureau; who is of the age on it becomes one each.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.cases.household import Household, Member
from casework.dossiers import Doing, Dossier, DossierAct, Side
from casework.errors import NotYouth
from casework.forms import Answers, Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reasons import reason
from casework.reminders.kinds import Kind
from casework.rosters import declared
from casework.rosters.declared import ListForm, RosterFault, RosterRules, Values
from casework.rosters.declared import RosterColumn as Column
from casework.staffing.bearers import answers_for
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import Unit
from casework.text.dates import day_end, months_after
from casework.text.names import clean_name, mask_name
from casework.text.telephones import mask_phone, readable_phone

YOUNGEST, TOO_OLD = 12, 18
"""In years [004] 五(三)."""


class YouthReason(StrEnum):
    """Why [004] 五(三)."""

    DEVIANT = "deviant"  # 偏差行為
    AT_RISK = "at_risk"  # 曝險行為
    DROPOUT = "dropout"  # 中輟
    NO_SCHOOL = "no_school"  # 無學籍


class YouthContact(StrEnum):
    """How they were reached."""

    MET = "met"
    TELEPHONE = "telephone"
    NOT_MET = "not_met"
    REFUSED = "refused"


class YouthOutcome(StrEnum):
    """What came of it."""

    SCHOOL = "school"  # 復學
    WORK = "work"  # 就業或職訓
    STABLE = "stable"  # 生活穩定
    GROWN = "grown"  # 滿18歲
    LEFT = "left"  # 移轉外縣市


class YouthNote(Struct, frozen=True):
    """What was done, once."""

    on: date
    how: YouthContact
    line: str = ""


class Youth(Dossier, frozen=True, kw_only=True):
    """One youth, as far as the committee has come; `by` is who told of them."""

    why: YouthReason
    known_on: date
    name: str
    born: date
    phone: str = ""
    school: str = ""
    address: str = ""
    left_on: date | None = None
    """The day since which they are out of school."""
    plan: str = ""
    planned_on: date | None = None
    notes: tuple[YouthNote, ...] = ()
    outcome: YouthOutcome | None = None
    line: str = ""
    """What is told with the outcome, or why it was returned."""

    @property
    def in_vain(self) -> int:
        """How often in a row nobody was met."""
        last = takewhile(lambda one: one.how is YouthContact.NOT_MET, reversed(self.notes))
        return sum(1 for _ in last)

    def stuck(self, rules: Rules) -> bool:
        """Tell whether it must be said what to do: so many visits in vain (default), or one refused."""
        refused = bool(self.notes) and self.notes[-1].how is YouthContact.REFUSED
        return refused or self.in_vain >= rules.policy.unmet.times


def of_age(born: date, on: date) -> bool:
    """Tell whether they are 12 to under 18 [004] 五(三)."""
    return months_after(born, YOUNGEST * 12) <= on < months_after(born, TOO_OLD * 12)


BEGIN: Final = Form(
    "begin_youth",
    (
        Question("why", QuestionKind.CHOICE, tuple(YouthReason)),
        Question("known_on", QuestionKind.DATE, ("today", "yesterday")),
        Question("name", QuestionKind.TEXT, limit=40, check=clean_name, shown=mask_name),
        Question("born", QuestionKind.DATE),
        Question("phone", QuestionKind.TEXT, optional=True, limit=40, check=readable_phone, shown=mask_phone),
        Question("school", QuestionKind.TEXT, optional=True, limit=40),
        Question("address", QuestionKind.TEXT, optional=True, limit=100, shown=lambda _: "＊＊＊"),
    ),
)


def told(committee: Unit, by: int, sign: str, given: Answers) -> Youth:
    """Begin one by what was told; the age is that of the day on which it was."""
    said = {key: str(value or "") for key, value in given.items()}
    born, known_on = date.fromisoformat(said["born"]), date.fromisoformat(said["known_on"])
    if not of_age(born, known_on):
        raise NotYouth
    left_on = said.get("left_on")
    return Youth(
        unit=committee,
        by=by,
        sign=sign,
        why=YouthReason(said["why"]),
        known_on=known_on,
        name=said["name"],
        born=born,
        phone=said.get("phone", ""),
        school=said.get("school", ""),
        address=said.get("address", ""),
        left_on=date.fromisoformat(left_on) if left_on else None,
    )


PLAN: Final[DossierAct[Youth]] = DossierAct(
    "plan",
    Side.UNIT,
    lambda one, doing: one.open,
    lambda one, doing: replace(one, plan=doing.said("plan"), planned_on=one.planned_on or doing.today),
    "youth.planned",
    Form("youth_plan", (Question("plan", QuestionKind.TEXT, limit=2000),)),
)


def _note(one: Youth, doing: Doing) -> Youth:
    note = YouthNote(doing.today, YouthContact(doing.said("how")), doing.said("line"))
    return replace(one, notes=(*one.notes, note))


NOTE: Final = DossierAct(
    "note",
    Side.UNIT,
    lambda one, doing: one.open,
    _note,
    "youth.noted",
    Form(
        "youth_note",
        (
            Question("how", QuestionKind.CHOICE, tuple(YouthContact)),
            Question("line", QuestionKind.TEXT, optional=True, limit=500),
        ),
    ),
)
OUTCOME: Final[DossierAct[Youth]] = DossierAct(
    "outcome",
    Side.UNIT,
    lambda one, doing: one.open,
    lambda one, doing: replace(
        one, outcome=YouthOutcome(doing.said("outcome")), line=doing.said("line"), ended_at=doing.now
    ),
    "youth.outcome",
    Form(
        "youth_outcome",
        (
            Question("outcome", QuestionKind.CHOICE, tuple(YouthOutcome)),
            Question("line", QuestionKind.TEXT, optional=True, limit=500),
        ),
    ),
    (Side.BEGAN,),
)
RETURN: Final[DossierAct[Youth]] = DossierAct(
    "return",
    Side.UNIT,
    lambda one, doing: one.open,
    lambda one, doing: replace(one, line=doing.said("reason"), ended_at=doing.now),
    "youth.returned",
    Form("return_youth", (reason(limit=300),)),
    (Side.BEGAN,),
)
ACTS: Final = (PLAN, NOTE, OUTCOME, RETURN)


def owed(one: Youth, rules: Rules) -> Iterator[Owed]:
    """A plan of their own, then every month how it goes, until it is over (days: default) [004] 五(三)."""
    if not one.open:
        return
    figures, bearer = rules.policy.youth, answers_for(one.unit)
    if one.planned_on is None:
        due = day_end(one.known_on + timedelta(days=figures.plan_days))
        yield Owed(Duty.YOUTH_PLAN, "plan", day_end(one.known_on), due, bearer)
    since = max([one.planned_on or one.known_on, *(note.on for note in one.notes)])
    due = day_end(months_after(since, figures.note_months))
    yield Owed(Duty.YOUTH_PROGRESS, f"note:{len(one.notes)}", day_end(since), due, bearer)


def _subject(one: Youth) -> Subject:
    return Subject(one.id, "youth", one.sign, one.unit.id)


YOUTH: Kind[Youth] = Kind("youth", _subject, owed)


# The list of dropouts

COLUMNS: Final = (
    Column("number", "編號 序號", declared.words),
    Column("school", "學校 就讀學校 學校名稱", declared.words, needed=True),
    Column("name", "學生姓名 姓名", clean_name, needed=True),
    Column("born", "出生日期 生日 出生年月日", declared.day, needed=True),
    Column("left_on", "中輟日期 中輟日 輟學日期 失學日期", declared.day, needed=True),
    Column("cause", "中輟原因 原因 輟學原因", declared.words),
    Column("phone", "電話 聯絡電話 家長電話 手機", declared.phone),
    Column("address", "地址 居住地址 住址", declared.words),
    Column("remark", "備註 說明", declared.words),
)


def judge(said: Values, asked: RosterRules) -> None:
    """Who is under 12 is for the school, who is 18 for nobody here; a day to come is a slip."""
    if not of_age(date.fromisoformat(said["born"]), asked.today):
        raise WrongRow(RosterFault.NOT_YOUTH)
    if date.fromisoformat(said["left_on"]) > asked.today:
        raise WrongRow(RosterFault.BAD_DATE, said["left_on"])


def household(said: Values) -> Household:
    """Return whom a row is about."""
    phones = tuple(filter(None, (said.get("phone"),)))
    born = date.fromisoformat(said["born"])
    return Household((Member(said["name"], born=born, phones=phones),), said.get("address", ""))


DROPOUTS: Final = ListForm(COLUMNS, judge, household, loose=True)


def of_row(row: Mapping[str, str], known_on: date) -> dict[str, str]:
    """Say of a row what one is begun by."""
    said = {key: row.get(key, "") for key in ("name", "born", "phone", "school", "address", "left_on")}
    return {**said, "why": YouthReason.DROPOUT, "known_on": known_on.isoformat()}

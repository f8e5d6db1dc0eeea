"""Transitions (轉銜): who takes over what before a measure ends, and who looks after it [004] 參六(三)1."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.dossiers import WHO, Doing, Dossier, DossierAct, Side
from casework.forms import Answers, Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reasons import reason
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, local_day, months_before
from casework.text.names import clean_name, mask_name
from casework.text.telephones import mask_phone, readable_phone

SEEN_AFTER: Final = timedelta(days=7)
"""So long after the meeting who takes nothing over sees it, and after the end who does (default)."""
ATTENDING: Final = {
    "mental": (UnitKind.MENTAL_HEALTH,),
    "health": (UnitKind.HEALTH,),
    "social": (UnitKind.CENTRE, UnitKind.BUREAU),
    "police": (UnitKind.POLICE,),
    "work": (UnitKind.EMPLOYMENT,),
}
"""衛政、社政、警政、勞政 [004] 參六(三)1; 更生保護會 and others have no unit here."""
SINCE_TODAY: Final = ("today", "yesterday")


class MeasureKind(StrEnum):
    """What ends [004] 參六(三)1."""

    CUSTODY = "custody"  # 監護處分
    PROTECTIVE = "protective"  # 保護管束 of psychiatric patients
    PRISON = "prison"  # 矯正機關復歸: met on regularly, no day is named


class Contacted(StrEnum):
    """How the first contact after the end went."""

    MET = "met"
    NOT_FOUND = "not_found"


class Attends(Struct, frozen=True):
    """What a unit answered: it comes, or gives its opinion in writing (書面意見)."""

    unit: int
    how: str
    line: str = ""


class Takes(Struct, frozen=True):
    """What a unit takes over, and by when."""

    unit: int
    what: str
    by: date


class MetBefore(Struct, frozen=True):
    """The meeting that the prosecutor convened, with the city or without it."""

    on: date
    without_us: bool
    agreed: str = ""


class FirstContact(Struct, frozen=True):
    """The first contact after the end."""

    on: date
    how: Contacted
    line: str = ""


class Measure(Dossier, frozen=True, kw_only=True):
    """A measure that will end; `unit` is the city's window for it."""

    measure: MeasureKind
    known_on: date
    """The day of the letter from outside (來文日)."""
    ends_on: date
    office: str = ""
    letter: str = ""
    name: str = ""
    phone: str = ""
    village: str = ""
    address: str = ""
    attend: tuple[int, ...] = ()
    answers: tuple[Attends, ...] = ()
    meets_at: datetime | None = None
    held: MetBefore | None = None
    lapsed: bool = False
    """The measure ended before anybody heard of a meeting."""
    takes: tuple[Takes, ...] = ()
    contact: FirstContact | None = None
    county: str = ""
    why: str = ""

    def meets_by(self, rules: Rules) -> date | None:
        """Two months before the end; of who is released from prison no day is named [004] 參六(三)1."""
        if self.measure is MeasureKind.PRISON:
            return None
        return months_before(self.ends_on, rules.policy.transition.months_before)

    def late(self, rules: Rules) -> bool:
        """It was known when the two months had begun (得知時已不足2個月)."""
        by = self.meets_by(rules)
        return by is not None and self.known_on > by

    def asked(self, today: date) -> Collection[int]:
        """Who is to attend sees it; after the meeting who takes something over, and how it ended."""
        if self.ended_at is not None and today > local_day(self.ended_at) + SEEN_AFTER:
            return ()
        if self.held is None or today <= self.held.on + SEEN_AFTER:
            return {*self.attend, *(one.unit for one in self.takes)}
        return {one.unit for one in self.takes}

    def reaching(self, today: date) -> Collection[int]:
        """Who takes part must know who it is."""
        return {self.unit.id, *self.asked(today)}


_TICKED: Final = Question(WHO, QuestionKind.MANY, tuple(ATTENDING))
BEGIN: Final = Form(
    "begin_transition",
    (
        Question("measure", QuestionKind.CHOICE, tuple(MeasureKind)),
        Question("letter_on", QuestionKind.DATE, SINCE_TODAY),
        Question("office", QuestionKind.TEXT, limit=60),
        Question("letter", QuestionKind.TEXT, optional=True, limit=60),
        Question("ends_on", QuestionKind.COMING),
        Question("name", QuestionKind.TEXT, limit=40, check=clean_name, shown=mask_name),
        Question("phone", QuestionKind.TEXT, optional=True, limit=40, check=readable_phone, shown=mask_phone),
        Question("village", QuestionKind.PLACE, optional=True),
        Question("address", QuestionKind.TEXT, optional=True, limit=100, shown=lambda _: "＊＊＊"),
        _TICKED,
    ),
)


def by_letter(window: Unit, sign: str, attend: tuple[int, ...], given: Answers) -> Measure:
    """Begin it by the letter from outside."""
    said = {key: str(value or "") for key, value in given.items()}
    return Measure(
        unit=window,
        by=window.id,
        sign=sign,
        measure=MeasureKind(said["measure"]),
        known_on=date.fromisoformat(said["letter_on"]),
        ends_on=date.fromisoformat(said["ends_on"]),
        office=said["office"],
        letter=said.get("letter", ""),
        name=said["name"],
        phone=said.get("phone", ""),
        village=said.get("village", ""),
        address=said.get("address", ""),
        attend=tuple(one for one in attend if one != window.id),
    )


def _answer(one: Measure, doing: Doing) -> Measure:
    others = tuple(each for each in one.answers if each.unit != doing.unit)
    return replace(one, answers=(*others, Attends(doing.unit, doing.said("how"), doing.said("line"))))


def _to_come(one: Measure, doing: Doing) -> bool:
    return one.open and one.held is None


ANSWER: Final = DossierAct(
    "answer",
    Side.ASKED,
    _to_come,
    _answer,
    "transition.answered",
    Form(
        "answer_transition",
        (
            Question("how", QuestionKind.CHOICE, ("comes", "writes")),
            Question("line", QuestionKind.TEXT, optional=True, limit=1000),
        ),
    ),
    (Side.UNIT,),
)
CALLED: Final = DossierAct(
    "called",
    Side.UNIT,
    _to_come,
    lambda one, doing: replace(one, meets_at=doing.coming("at")),
    "transition.called",
    Form("transition_called", (Question("at", QuestionKind.MOMENT),)),
    (Side.ASKED,),
)


def _held(one: Measure, doing: Doing) -> Measure:
    return replace(one, held=MetBefore(doing.day("on"), doing.said("how") == "without", doing.said("agreed")))


HELD: Final = DossierAct(
    "held",
    Side.UNIT,
    _to_come,
    _held,
    "transition.met",
    Form(
        "transition_held",
        (
            Question("how", QuestionKind.CHOICE, ("with", "without")),
            Question("on", QuestionKind.DATE, SINCE_TODAY),
            Question("agreed", QuestionKind.TEXT, optional=True, limit=2000),
        ),
    ),
    (Side.ASKED,),
)


def _take(one: Measure, doing: Doing) -> Measure:
    if doing.to is None:
        return one
    return replace(one, takes=(*one.takes, Takes(doing.to.id, doing.said("what"), doing.day("by"))))


TAKE: Final = DossierAct(
    "take",
    Side.UNIT,
    lambda one, doing: one.open,
    _take,
    "transition.taken_over",
    Form(
        "transition_take",
        (
            Question("what", QuestionKind.TEXT, limit=300),
            Question("by", QuestionKind.COMING),
        ),
    ),
    (Side.ASKED,),
)
MOVE_END: Final[DossierAct[Measure]] = DossierAct(
    "moved",
    Side.UNIT,
    lambda one, doing: one.open,
    lambda one, doing: replace(one, ends_on=doing.day("ends_on"), lapsed=False),
    "transition.end_moved",
    Form("transition_moved", (Question("ends_on", QuestionKind.COMING, ("today",)),)),
    (Side.ASKED,),
)
"""Prolonged, or released earlier: what is owed moves with it."""


def _contact(one: Measure, doing: Doing) -> Measure:
    contact = FirstContact(doing.day("on"), Contacted(doing.said("how")), doing.said("line"))
    return replace(one, contact=contact, ended_at=doing.now if contact.how is Contacted.MET else one.ended_at)


CONTACT: Final = DossierAct(
    "contact",
    Side.UNIT,
    lambda one, doing: one.open and one.ends_on <= doing.today,
    _contact,
    lambda one: (
        "transition.contacted" if one.contact and one.contact.how is Contacted.MET else "transition.not_found"
    ),
    Form(
        "transition_contact",
        (
            Question("how", QuestionKind.CHOICE, tuple(Contacted)),
            Question("on", QuestionKind.DATE, SINCE_TODAY),
            Question("line", QuestionKind.TEXT, optional=True, limit=300),
        ),
    ),
    (Side.ASKED,),
)
COUNTY: Final[DossierAct[Measure]] = DossierAct(
    "county",
    Side.UNIT,
    lambda one, doing: one.open,
    lambda one, doing: replace(
        one, county=doing.said("county"), letter=doing.said("letter") or one.letter, ended_at=doing.now
    ),
    "transition.sent_on",
    Form(
        "transition_county",
        (
            Question("county", QuestionKind.TEXT, limit=40),
            Question("letter", QuestionKind.TEXT, optional=True, limit=60),
        ),
    ),
    (Side.ASKED,),
)
"""They live in another county: it goes there by letter (移轉)."""
END: Final[DossierAct[Measure]] = DossierAct(
    "end",
    Side.UNIT,
    lambda one, doing: one.open,
    lambda one, doing: replace(one, why=doing.said("reason"), ended_at=doing.now),
    "transition.ended",
    Form("end_transition", (reason(limit=200),)),
    (Side.ASKED,),
)
ACTS: Final = (ANSWER, CALLED, HELD, TAKE, MOVE_END, CONTACT, COUNTY, END)


def owed(one: Measure, rules: Rules) -> Iterator[Owed]:
    """Meet two months before the end, known too late: at once; then contact them [004] 參六(三)1."""
    if not one.open:
        return
    by, bearer = one.meets_by(rules), answers_for(one.unit)
    if by is not None and one.held is None and not one.lapsed:
        since = day_start(min(one.known_on, by))
        yield Owed(Duty.TRANSITION_MEETING, "meeting", since, day_end(by), bearer)
    period, sought, days = _contact_owed(one, rules)
    due = day_end(sought + timedelta(days=days))
    yield Owed(Duty.FIRST_CONTACT, period, day_start(sought), due, bearer)


def _contact_owed(one: Measure, rules: Rules) -> tuple[str, date, int]:
    """Who was not found after the end is sought again, until met or it is said why not (days: default)."""
    figures, tried = rules.policy.transition, one.contact
    if tried is None or tried.on < one.ends_on:
        return "contact", one.ends_on, figures.contact_days
    return f"contact:{tried.on}", tried.on, figures.again_days


def lapses_at(one: Measure, rules: Rules) -> datetime | None:
    """Say when the measure is over without a meeting: none is owed any more."""
    waits = one.open and one.held is None and not one.lapsed and one.meets_by(rules) is not None
    return day_end(one.ends_on) if waits else None


def _subject(one: Measure) -> Subject:
    return Subject(one.id, "transition", one.sign, one.unit.id)


TRANSITION: Kind[Measure] = Kind("transition", _subject, owed)

"""Students of 7 to under 12 with deviant behaviour: from the letter to the outcome [004] 參六(四)1."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.dossiers import WHO, Doing, Dossier, DossierAct, Side
from casework.errors import NotThatAge, PastDate
from casework.forms import Answers, Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reasons import reason
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, local_day, months_after

YOUNGEST, TOO_OLD = 7, 12
"""In years, on the day of the act [004] 參六(四)1."""
SEEN_AFTER: Final = timedelta(days=7)
"""Who is asked to a meeting sees the matter until so long after it (default)."""
ASKED: Final = {
    "counselling": (UnitKind.COUNSELLING,),
    "police": (UnitKind.POLICE,),
    "youth": (UnitKind.YOUTH,),
    "social": (UnitKind.CENTRE,),
    "health": (UnitKind.HEALTH,),
}
"""Whom the bot itself can ask [004] 參六(四)1(2)①: 輔諮中心、警政人員、少輔會、社政人員、衛政人員."""
PRESENT: Final = ("school", "parents", *ASKED, "family", "special", "justice", "other")
"""學校人員、學生家長; 家庭教育中心、特殊教育資源中心、司法人員代表、其他 [004] 參六(四)1(2)①."""
SINCE_TODAY: Final = ("today", "yesterday")


class Grave(StrEnum):
    """What the school judged."""

    CLOSED = "closed"  # not serious, and can be closed: 函復
    GOES_ON = "goes_on"  # not serious; the school's own guidance (初級輔導) goes on
    SERIOUS = "serious"  # serious, or needs intervention (情節重大或評估需要介入性輔導)


class RoundOutcome(StrEnum):
    """What the meeting on a round found."""

    IMPROVED = "improved"  # can be closed
    PARTLY = "partly"
    NOT = "not"


class Called(Struct, frozen=True):
    """A meeting that is called, and whom the school asks to it."""

    at: datetime
    roles: tuple[str, ...] = ()
    units: tuple[int, ...] = ()


class Note(Struct, frozen=True):
    """What the school watched (觀察中), once."""

    on: date
    tier: str
    """二級; 三級: others were brought in."""
    line: str = ""


class Met(Struct, frozen=True):
    """A meeting that was held, and what was agreed."""

    on: date
    present: tuple[str, ...] = ()
    agreed: str = ""


class ReportSent(Struct, frozen=True):
    """A report to the education bureau, with the number of its letter."""

    on: date
    letter: str = ""


class Watch(Struct, frozen=True):
    """A round of individual measures (個別化輔導教育措施) that is over: what the meeting on it found."""

    met: Met
    outcome: RoundOutcome
    reported: ReportSent | None = None


class Matter(Dossier, frozen=True, kw_only=True):
    """One student's matter, as far as the school has come; `by` is who sent the letter. It holds no name."""

    letter_on: date
    letter: str = ""
    code: str = ""
    """What tells two students of one letter apart."""
    born: date | None = None
    act_on: date | None = None
    grave: Grave | None = None
    judged_on: date | None = None
    replied: ReportSent | None = None
    reply: str = ""
    called: Called | None = None
    needs_met: Met | None = None
    needs_reported: ReportSent | None = None
    watches: tuple[Watch, ...] = ()
    notes: tuple[Note, ...] = ()
    why: str = ""
    """Why it was closed without an outcome."""

    @property
    def serious(self) -> bool:
        """Measures are owed."""
        return self.grave is Grave.SERIOUS

    @property
    def round(self) -> int:
        """In which round it is, the first being 1."""
        return len(self.watches) + (not self.improved)

    @property
    def began(self) -> date | None:
        """From when on the measures of this round are watched."""
        last = self.watches[-1].met if self.watches else self.needs_met
        return last.on if last else None

    @property
    def improved(self) -> bool:
        """The last meeting found so."""
        return bool(self.watches) and self.watches[-1].outcome is RoundOutcome.IMPROVED

    def of_twelve(self, today: date) -> bool:
        """Tell whether the child is 12 by now: what happens from then on is 少輔會's."""
        return self.born is not None and months_after(self.born, TOO_OLD * 12) <= today

    def asked(self, today: date) -> Collection[int]:
        """Who was asked to a meeting sees it from then until a week after."""
        if self.called is None or today > local_day(self.called.at) + SEEN_AFTER:
            return ()
        return self.called.units

    def _settled(self, now: datetime) -> "Matter":
        """It is over once it is better and all was reported."""
        reported = self.needs_reported and all(one.reported for one in self.watches)
        return replace(self, ended_at=now) if self.improved and reported else self


def of_age(born: date, act_on: date) -> None:
    """Refuse who was not 7 to under 12 on the day of the act [004] 參六(四)1."""
    if not months_after(born, YOUNGEST * 12) <= act_on < months_after(born, TOO_OLD * 12):
        raise NotThatAge


LETTER: Final = Form(
    "student_letter",
    (
        Question("letter_on", QuestionKind.DATE, SINCE_TODAY),
        Question("act_on", QuestionKind.DATE, SINCE_TODAY),
        Question("born", QuestionKind.DATE),
        Question("letter", QuestionKind.TEXT, optional=True, limit=60),
        Question("code", QuestionKind.TEXT, optional=True, limit=20),
    ),
)


def by_letter(school: Unit, by: int, sign: str, given: Answers) -> Matter:
    """Begin a matter by the letter of the education bureau (文到)."""
    doing = {key: str(given.get(key) or "") for key in ("letter_on", "act_on", "born", "letter", "code")}
    born, act_on = date.fromisoformat(doing["born"]), date.fromisoformat(doing["act_on"])
    of_age(born, act_on)
    letter_on = date.fromisoformat(doing["letter_on"])
    if letter_on < act_on:
        raise PastDate(letter_on)
    return Matter(
        unit=school,
        by=by,
        sign=sign,
        letter_on=letter_on,
        letter=doing["letter"],
        code=doing["code"],
        born=born,
        act_on=act_on,
    )


def _closes(answers: Answers) -> bool:
    return answers.get("grave") == Grave.CLOSED


_DAY: Final = Question("on", QuestionKind.DATE, SINCE_TODAY)
_PRESENT: Final = Question(WHO, QuestionKind.MANY, PRESENT)
_AGREED: Final = Question("agreed", QuestionKind.TEXT, limit=2000)
_OUR_LETTER: Final = Question("letter", QuestionKind.TEXT, optional=True, limit=60)


def _judge(one: Matter, doing: Doing) -> Matter:
    grave = Grave(doing.said("grave"))
    judged = replace(one, grave=grave, judged_on=doing.today, ended_at=None, replied=None)
    if grave is not Grave.CLOSED:
        return judged
    replied = ReportSent(doing.today, doing.said("letter"))
    return replace(judged, replied=replied, reply=doing.said("reply"), ended_at=doing.now)


def _judged(one: Matter) -> str:
    if one.replied is not None:
        return "student.replied"
    return "student.judged_serious" if one.serious else "student.judged_not_serious"


JUDGE: Final = DossierAct(
    "judge",
    Side.UNIT,
    lambda one, doing: one.needs_met is None and not one.why,
    _judge,
    _judged,
    Form(
        "judge_student",
        (
            Question("grave", QuestionKind.CHOICE, tuple(Grave)),
            Question("reply", QuestionKind.TEXT, limit=500, asked=_closes),
            Question("letter", QuestionKind.TEXT, optional=True, limit=60, asked=_closes),
        ),
    ),
    (Side.BEGAN,),
)


def _meets(one: Matter, doing: Doing) -> bool:
    """A meeting of it is to come: on the needs, or, from the third month on, on what came of the measures."""
    if not one.open or not one.serious or one.improved:
        return False
    return one.began is None or months_after(one.began, _least(doing.rules)) <= doing.today


def _least(rules: Rules) -> int:
    return rules.policy.students.watch_months_least


def _call(one: Matter, doing: Doing) -> Matter:
    return replace(one, called=Called(doing.coming("at"), doing.ticked(WHO), doing.units))


CALL: Final = DossierAct(
    "call",
    Side.UNIT,
    lambda one, doing: (
        one.open and one.serious and not one.improved  # it may be called before it may be held
    ),
    _call,
    "student.meeting_called",
    Form("call_student_meeting", (Question("at", QuestionKind.MOMENT), _PRESENT)),
    (Side.ASKED, Side.BEGAN),
    ASKED,
)


def _met_on_needs(one: Matter, doing: Doing) -> Matter:
    met = Met(_held_on(doing, one.letter_on), doing.ticked(WHO), doing.said("agreed"))
    return replace(one, needs_met=met)


def _held_on(doing: Doing, first: date) -> date:
    if doing.day("on") < first:
        raise PastDate(doing.day("on"))
    return doing.day("on")


NEEDS: Final = DossierAct(
    "needs",
    Side.UNIT,
    lambda one, doing: one.needs_met is None and _meets(one, doing),
    _met_on_needs,
    "student.needs_met",
    Form("student_needs", (_DAY, _PRESENT, _AGREED)),
    (Side.BEGAN,),
)


def _met_on_outcome(one: Matter, doing: Doing) -> Matter:
    """The measures are watched for three months at least [004] 參六(四)1(2)②."""
    first = months_after(one.began or one.letter_on, _least(doing.rules))
    met = Met(_held_on(doing, first), doing.ticked(WHO), doing.said("agreed"))
    return replace(one, watches=(*one.watches, Watch(met, RoundOutcome(doing.said("outcome")))))


OUTCOME: Final = DossierAct(
    "outcome",
    Side.UNIT,
    lambda one, doing: one.needs_met is not None and _meets(one, doing),
    _met_on_outcome,
    "student.outcome_met",
    Form(
        "student_outcome",
        (_DAY, _PRESENT, Question("outcome", QuestionKind.CHOICE, tuple(RoundOutcome)), _AGREED),
    ),
    (Side.BEGAN,),
)


def _unreported(one: Matter) -> Watch | None:
    return next((each for each in one.watches if each.reported is None), None)


def _needs_reported(one: Matter, doing: Doing) -> Matter:
    met = one.needs_met.on if one.needs_met else one.letter_on
    after = replace(one, needs_reported=ReportSent(_held_on(doing, met), doing.said("letter")))
    return after._settled(doing.now)


def _outcome_reported(one: Matter, doing: Doing) -> Matter:
    found = _unreported(one)
    met = found.met.on if found else one.letter_on
    reported = ReportSent(_held_on(doing, met), doing.said("letter"))
    watches = tuple(replace(each, reported=reported) if each is found else each for each in one.watches)
    return replace(one, watches=watches)._settled(doing.now)


NEEDS_REPORT: Final = DossierAct(
    "needs_report",
    Side.UNIT,
    lambda one, doing: one.open and one.needs_met is not None and one.needs_reported is None,
    _needs_reported,
    "student.needs_reported",
    Form("student_needs_report", (_DAY, _OUR_LETTER)),
    (Side.BEGAN,),
)
OUTCOME_REPORT: Final = DossierAct(
    "outcome_report",
    Side.UNIT,
    lambda one, doing: one.open and _unreported(one) is not None,
    _outcome_reported,
    "student.outcome_reported",
    Form("student_outcome_report", (_DAY, _OUR_LETTER)),
    (Side.BEGAN,),
)
NOTE: Final[DossierAct[Matter]] = DossierAct(
    "note",
    Side.UNIT,
    lambda one, doing: (
        one.open and (one.grave is Grave.GOES_ON or (one.needs_met is not None and not one.improved))
    ),
    lambda one, doing: replace(
        one, notes=(*one.notes, Note(doing.today, doing.said("tier"), doing.said("line")))
    ),
    "student.noted",
    Form(
        "student_note",
        (
            Question("tier", QuestionKind.CHOICE, ("1", "2", "3")),
            Question("line", QuestionKind.TEXT, optional=True, limit=300),
        ),
    ),
)


def _move(one: Matter, doing: Doing) -> Matter:
    return one if doing.to is None else replace(one, unit=doing.to, called=None)


MOVE: Final = DossierAct(
    "move", Side.BEGAN, lambda one, doing: one.open, _move, "student.moved", hears=(Side.UNIT,)
)
"""The child goes to another school, and the matter with it."""
END: Final[DossierAct[Matter]] = DossierAct(
    "end",
    Side.BEGAN,
    lambda one, doing: one.open,
    lambda one, doing: replace(one, why=doing.said("reason"), ended_at=doing.now),
    "student.ended",
    Form("end_student", (reason(limit=200),)),
    (Side.UNIT, Side.ASKED),
)
"""Nothing more is owed: the letter was sent by mistake, or the child left the city."""
ACTS: Final = (JUDGE, CALL, NEEDS, NEEDS_REPORT, NOTE, OUTCOME, OUTCOME_REPORT, MOVE, END)


def owed(matter: Matter, rules: Rules) -> Iterator[Owed]:
    """List what a school owes for a student."""
    if not matter.open:
        return
    if not matter.serious:
        yield _reply(matter, rules)
    elif matter.needs_met is None:
        yield _needs_meeting(matter, rules)
    else:
        if matter.needs_reported is None:
            yield _report(Duty.NEEDS_REPORT, "needs", matter, matter.needs_met.on, rules)
        yield from _watching(matter, matter.needs_met.on, rules)


def _reply(matter: Matter, rules: Rules) -> Owed:
    """To be closed, or nobody has judged: reply within 7 days of the letter [004] 參六(四)1(1).

    While the school's own guidance goes on, it says so every month (default).
    """
    students = rules.policy.students
    since, due = matter.letter_on, matter.letter_on + timedelta(days=students.reply_days)
    if matter.grave is Grave.GOES_ON:
        since = max([matter.judged_on or since, *(one.on for one in matter.notes)])
        due = months_after(since, students.note_months)
    period = f"reply:{len(matter.notes)}" if matter.grave else "reply"
    return Owed(Duty.STUDENT_REPLY, period, day_end(since), day_end(due), answers_for(matter.unit))


def _needs_meeting(matter: Matter, rules: Rules) -> Owed:
    """Serious: a meeting on the student's needs within 5 working days [004] 參六(四)1(2)①.

    The text names no start: the later of letter and judgement (default).
    """
    days = rules.policy.students.needs_meeting_working_days
    since = day_end(max(matter.letter_on, matter.judged_on or matter.letter_on))
    due = rules.calendar.after_working_days(since, days)
    return Owed(Duty.NEEDS_MEETING, "needs", since, due, answers_for(matter.unit))


def _watching(matter: Matter, begun: date, rules: Rules) -> Iterator[Owed]:
    """Watch and meet, round by round, until the matter is better [004] 參六(四)1(2)②, ③."""
    for number, watch in enumerate(matter.watches, 1):
        if watch.reported is None:
            yield _report(Duty.OUTCOME_REPORT, f"round:{number}", matter, watch.met.on, rules)
        begun = watch.met.on
    if not matter.improved:
        yield _outcome_meeting(f"round:{matter.round}", matter, begun, rules)


def _outcome_meeting(period: str, matter: Matter, begun: date, rules: Rules) -> Owed:
    """Between 3 and 6 months of measures [004] 參六(四)1(2)②."""
    students = rules.policy.students
    since = day_start(months_after(begun, students.watch_months_least))
    due = day_end(months_after(begun, students.watch_months_most))
    return Owed(Duty.OUTCOME_MEETING, period, since, due, answers_for(matter.unit))


def _report(duty: Duty, period: str, matter: Matter, met_on: date, rules: Rules) -> Owed:
    """Within 7 days of the meeting [004] 參六(四)1(2)①, ③."""
    due = day_end(met_on + timedelta(days=rules.policy.students.report_days))
    return Owed(duty, period, day_end(met_on), due, answers_for(matter.unit))


def _subject(one: Matter) -> Subject:
    return Subject(one.id, "student", one.sign, one.unit.id)


STUDENT: Kind[Matter] = Kind("student", _subject, owed)

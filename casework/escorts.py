"""A visit that needs the police asks for an escort (陪同訪視): the precinct answers by the hour [004]."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.errors import PastDate, WrongState
from casework.forms import ABOUT, DAYS, Answers, Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty, Escorts
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import at_taipei, in_taipei, local_day

REASONS: Final = ("mental", "violence", "drugs", "weapons", "dog", "other")
"""[004] names psychiatric cases; the others are allowed (default)."""
_WHEN = Question("when", QuestionKind.MOMENT, suggested=DAYS, limit=40)
ASK: Final = Form("ask_escort", (_WHEN, Question("why", QuestionKind.CHOICE, REASONS)))
MOVE: Final = Form("move_escort", (_WHEN,))
REFUSE: Final = Form("refuse_escort", (Question("reason", QuestionKind.TEXT, limit=200),))
BEGUN: Final = "begun"
"""Said of what is known: the hour of the visit has come."""


class EscortOutcome(StrEnum):
    """What came of it."""

    ACCOMPANIED = "accompanied"  # 已陪同
    CANCELLED = "cancelled"  # 取消
    UNANSWERED = "unanswered"  # the hour came, and the precinct had not answered


def _can_have_come(option: str, answers: Answers) -> bool:
    return option == EscortOutcome.CANCELLED or answers.get(ABOUT) == BEGUN


END: Final = Form(
    "end_escort",
    (
        Question(
            "outcome",
            QuestionKind.CHOICE,
            (EscortOutcome.ACCOMPANIED, EscortOutcome.CANCELLED),
            fits=_can_have_come,
        ),
        Question("line", QuestionKind.TEXT, optional=True, limit=200),
    ),
)


class EscortAnswer(StrEnum):
    """What the precinct says."""

    COMES = "comes"  # 可
    MOVED = "moved"  # 改時間
    CANT = "cant"  # 無法


class Escort(Struct, frozen=True):
    """One request, as far as it has come. Moments are aware."""

    id: int
    case: int
    number: str
    """Of the case: what a push calls it."""
    unit: Unit
    """The precinct of the household's village."""
    asked_at: datetime
    visit_at: datetime
    seat: int = LEAD
    """Of the case: who serves from it asked."""
    why: str = ""
    answer: EscortAnswer | None = None
    answered_at: datetime | None = None
    said: str = ""
    """Why they can't."""
    outcome: EscortOutcome | None = None
    line: str = ""
    ended_at: datetime | None = None
    told_at: datetime | None = None
    """When heads and supervisors heard that nobody answered."""
    reminded_at: datetime | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Nobody said yet what came of it."""
        return self.ended_at is None

    @property
    def waits(self) -> bool:
        """The precinct has not answered."""
        return self.open and self.answer is None

    def begun(self, now: datetime) -> bool:
        """Tell whether the hour of the visit has come."""
        return now >= self.visit_at

    def answerable(self, now: datetime) -> bool:
        """Tell whether the precinct can still say something."""
        return self.open and not self.begun(now)

    def movable(self, now: datetime, *, precinct: bool) -> None:
        """Refuse another time for what is over; to the precinct, also once the hour has come."""
        if not (self.answerable(now) if precinct else self.open):
            raise WrongState

    def changeable(self) -> None:
        """Refuse to change what is over."""
        if not self.open:
            raise WrongState

    def reply(
        self, answer: EscortAnswer, now: datetime, *, at: datetime | None = None, said: str = ""
    ) -> "Escort":
        """Say yes for the precinct, another time, or why not; who changes their mind answers again."""
        said_already = answer is EscortAnswer.COMES and answer is self.answer
        if said_already or not self.answerable(now):
            raise WrongState
        if answer is not EscortAnswer.MOVED or at is None:
            return replace(self, answer=answer, answered_at=now, said=said)
        moved = replace(self, visit_at=_ahead(at, now), reminded_at=None)
        return replace(moved, answer=answer, answered_at=now, said="")

    def move(self, at: datetime, now: datetime) -> "Escort":
        """The visit is at another time: the precinct is asked anew."""
        self.changeable()
        fresh = replace(self, visit_at=_ahead(at, now), asked_at=now, answer=None, said="")
        return replace(fresh, answered_at=None, told_at=None, reminded_at=None)

    def end(self, outcome: EscortOutcome, line: str, now: datetime) -> "Escort":
        """Say what came of it; nobody was accompanied before the hour of the visit."""
        if not self.open or (outcome is EscortOutcome.ACCOMPANIED and not self.begun(now)):
            raise WrongState
        return replace(self, outcome=outcome, line=line, ended_at=now)


def askable(case: Case) -> bool:
    """Tell whether an escort can be asked for: the case is open, and somebody serves it."""
    return case.open and not case.to_screen


def stands(escort: Escort, case: Case) -> bool:
    """Tell whether what was asked for is still wanted: the seat that asked serves the case."""
    return askable(case) and case.seat(escort.seat).ended_at is None


def passed_over(escort: Escort, now: datetime) -> bool:
    """Tell whether the hour of the visit came before any answer: nothing is owed for it any more."""
    return escort.waits and escort.begun(now)


def ask(case: Case, unit: Unit, at: datetime, now: datetime) -> Escort:
    """Ask a precinct for an escort."""
    if not askable(case):
        raise WrongState
    return Escort(0, case.id, case.number, unit, now, _ahead(at, now))


def _ahead(at: datetime, now: datetime) -> datetime:
    if at <= now:
        raise PastDate
    return at


def answer_by(escort: Escort, figures: Escorts) -> datetime:
    """Within hours of the request, and hours before the visit (default); never before it was asked."""
    by = escort.asked_at + timedelta(hours=figures.answer_hours)
    return max(escort.asked_at, min(by, escort.visit_at - timedelta(hours=figures.before_hours)))


class EscortNews(Struct, frozen=True):
    """What a push of an escort names: the number of its case, and when the visit is."""

    escort: int
    number: str
    at: datetime
    answer: EscortAnswer | None = None


def news(escort: Escort) -> EscortNews:
    """Say of it what a push may (`trust.md` L0)."""
    return EscortNews(escort.id, escort.number, escort.visit_at, escort.answer)


def owed(escort: Escort, rules: Rules) -> Iterator[Owed]:
    """List what the precinct owes: an answer, at night, too (`screens.md` §12)."""
    if escort.waits:
        due = answer_by(escort, rules.policy.escorts)
        period, bearer = escort.asked_at.isoformat(), answers_for(escort.unit)
        yield Owed(Duty.ANSWER_ESCORT, period, escort.asked_at, due, bearer, urgent=True)


def unheard(escort: Escort, figures: Escorts, now: datetime) -> bool:
    """Tell whether nobody answered in time, and heads and supervisors are to hear so."""
    return escort.waits and escort.told_at is None and now >= answer_by(escort, figures)


def at_hand(escort: Escort, figures: Escorts, now: datetime) -> bool:
    """Tell whether the visit is so near that both sides are reminded, once."""
    near = escort.visit_at - timedelta(hours=figures.remind_hours) <= now < escort.visit_at
    return near and escort.open and escort.answer is not EscortAnswer.CANT and escort.reminded_at is None


def sees_where(answer: str | None, visit_at: datetime, figures: Escorts, now: datetime) -> bool:
    """Tell whether the precinct may see where an open one is: until the visit is over, unless it said no."""
    return answer != EscortAnswer.CANT and now < seen_until(visit_at, figures)


def seen_until(visit_at: datetime, figures: Escorts) -> datetime:
    """Say until when the precinct may see where it is."""
    return visit_at + timedelta(hours=figures.seen_hours)


_OF_THE_DAY = (time(10), time(14), time(19))
_MOST = 5


def suggested(now: datetime) -> list[datetime]:
    """Suggest when to visit: in three hours, then morning, afternoon and evening of the days that come."""
    soon = in_taipei(now + timedelta(hours=3, minutes=59)).replace(minute=0, second=0, microsecond=0)
    today = local_day(now)
    later = [at_taipei(today + timedelta(days=n), hour) for n in range(3) for hour in _OF_THE_DAY]
    return [soon, *(one for one in later if one > soon)][:_MOST]

"""Cases before a conference: proposed or tracked already, put in order, decided on [001] 參三(六)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from casework.cases.case import Case
from casework.errors import WrongState
from casework.forms import Form, Question, QuestionKind
from casework.meetings.meetings import Meeting
from casework.staffing.units import UnitKind
from casework.text.dates import months_before

WANTED: Final = tuple(
    kind for kind in UnitKind if kind not in (UnitKind.CENTRE, UnitKind.BUREAU, UnitKind.DISTRICT)
)
"""Which units can be asked to a case; the centre holds the conference."""
PROPOSE: Final = Form(
    "propose_case",
    (
        Question("reasons", QuestionKind.MANY, ("A", "B", "C")),
        Question("tried", QuestionKind.MANY, ("conferred", "contacted", "referred", "other")),
        Question("units", QuestionKind.MANY, WANTED),
        Question("priority", QuestionKind.CHOICE, ("none", "A", "B")),
        Question("problem", QuestionKind.TEXT, limit=1000),
    ),
)
"""Why it is brought (A needs of several units, B danger, C it recurs), what was tried [001] 參三(六)1(1),
whether it is discussed first (優先討論) 1(6)."""
TASKS: Final = Form("conference_tasks", (Question("tasks", QuestionKind.TEXT, limit=1000),))
"""Who does what by when."""


class Decision(StrEnum):
    """What a conference decides of a case [001] 參三(六)3(4), (5)."""

    TRACKED = "tracked"  # 列管
    NOT_TRACKED = "not_tracked"  # 不列管
    KEPT = "kept"  # 繼續列管
    REMOVED = "removed"  # 除管


class PlanDecision(StrEnum):
    """What it decides of the joint plan of a shared case [001] 參三(六)2(5)B."""

    PASSED = "passed"
    CHANGED = "changed"
    RETURNED = "returned"


@dataclass(frozen=True)
class Discussed:
    """One case before one conference."""

    id: int
    meeting: int
    case: int
    unit: int | None
    """Who proposed it; None: it is tracked already."""
    proposed_on: date
    former: bool = False
    reasons: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    """Whom it concerns: who proposed it, whom they want there, who reports on it."""
    priority: str = ""
    decision: Decision | None = None
    plan: PlanDecision | None = None
    problem: str = ""
    tasks: str = ""
    version: int = 0

    @property
    def choices(self) -> tuple[Decision, ...]:
        """What can be decided of it."""
        if self.former:
            return Decision.KEPT, Decision.REMOVED
        return Decision.TRACKED, Decision.NOT_TRACKED

    def judge(self, decision: Decision) -> None:
        """Refuse what can't be decided of it, and what is decided: that was carried out at once."""
        if self.decision is not None or decision not in self.choices:
            raise WrongState

    def decide(self, decision: Decision, tasks: str = "") -> "Discussed":
        """Decide, once."""
        self.judge(decision)
        return replace(self, decision=decision, tasks=tasks)

    def join(self, other: "Discussed") -> "Discussed":
        """One family that two units bring is one case before the conference; both are there."""

        def both(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*some, *more)))

        return replace(
            self,
            reasons=both(self.reasons, other.reasons),
            tried=both(self.tried, other.tried),
            units=tuple(dict.fromkeys((*self.units, *other.units))),
            priority=min(filter(None, (self.priority, other.priority)), default=""),
            problem="\n".join(dict.fromkeys(filter(None, (self.problem, other.problem)))),
        )


def proposable(case: Case) -> bool:
    """Tell whether a case can be brought: it is served, and no conference tracks it already."""
    return case.open and not case.to_screen and not case.tracked


def late(one: Discussed, meeting: Meeting, months: int) -> bool:
    """Tell whether it came after the month before the conference (臨時提報) [001] 參三(六)2(1)."""
    return not one.former and months > 0 and one.proposed_on > months_before(meeting.day, months)


def in_order(these: Iterable[tuple[Discussed, datetime]]) -> list[Discussed]:
    """Put them in the agenda's order, each with when it was reported.

    What is tracked first [001] 參三(六)3(1), then by priority A and B 1(6), then the longest reported.
    """

    def place(pair: tuple[Discussed, datetime]) -> tuple[bool, str, datetime, int]:
        one, reported = pair
        return not one.former, one.priority or "C", reported, one.id

    return [one for one, _ in sorted(these, key=place)]


SEEN_DAYS: Final = 7
"""So long after the conference whoever took part still sees the case (`screens.md` §0.10)."""

"""Cases before a conference: proposed or tracked already, put in order, decided on [001] 參三(六)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

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
SEND_BACK: Final = Form("send_back_case", (Question("missing", QuestionKind.TEXT, limit=500),))
"""What a proposal lacks (退回補件, `screens.md` §1)."""


class Awaits(StrEnum):
    """What a proposal waits for before the conference speaks of it (`screens.md` §1)."""

    ACCEPTANCE = "acceptance"  # 臨時提報: it came late, and the secretariat lets it on
    COMPLETION = "completion"  # 退回補件: it lacks something


class Decision(StrEnum):
    """What a conference decides of a case [001] 參三(六)3(4), (5)."""

    TRACKED = "tracked"  # 列管
    NOT_TRACKED = "not_tracked"  # 不列管
    KEPT = "kept"  # 繼續列管
    REMOVED = "removed"  # 除管


OTHERWISE: Final = {
    Decision.TRACKED: Decision.NOT_TRACKED,
    Decision.NOT_TRACKED: Decision.TRACKED,
    Decision.KEPT: Decision.REMOVED,
    Decision.REMOVED: Decision.KEPT,
}
"""What was decided, where the other was noted by mistake."""
TRACKING: Final = frozenset({Decision.TRACKED, Decision.KEPT})


class PlanDecision(StrEnum):
    """What it decides of the joint plan of a shared case [001] 參三(六)2(5)B."""

    PASSED = "passed"
    CHANGED = "changed"
    RETURNED = "returned"


class Discussed(Struct, frozen=True):
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
    awaits: Awaits | None = None
    missing: str = ""
    """What it lacks, in the secretariat's words."""
    also: tuple[int, ...] = ()
    """Which other units proposed the same case."""
    place: int | None = None
    """In the agenda, where the secretariat gave it another than the rule's."""
    version: int = 0

    @property
    def open(self) -> bool:
        """Tell whether the conference is to decide of it."""
        return self.awaits is None and self.decision is None

    @property
    def returnable(self) -> bool:
        """Tell whether it can be sent back to who brought it."""
        return not self.former and self.decision is None and self.awaits is not Awaits.COMPLETION

    def choices(self, case: Case) -> tuple[Decision, ...]:
        """What can be decided of it as its case stands: since it was brought another conference may have
        tracked or removed it, or it was closed.
        """
        if not self.open:
            return ()
        if case.tracked:
            return Decision.KEPT, Decision.REMOVED
        return (Decision.TRACKED, Decision.NOT_TRACKED) if proposable(case) else (Decision.NOT_TRACKED,)

    def to_pass(self, case: Case) -> bool:
        """Tell whether the conference is to decide of the joint plan of its case."""
        return self.awaits is None and self.plan is None and case.to_pass

    def judge(self, decision: Decision, case: Case) -> None:
        """Refuse what can't be decided of it, and what is decided: that was carried out at once."""
        if decision not in self.choices(case):
            raise WrongState

    def decide(self, decision: Decision, case: Case, tasks: str = "") -> "Discussed":
        """Decide, once."""
        self.judge(decision, case)
        return replace(self, decision=decision, tasks=tasks)

    def otherwise(self, case: Case) -> Decision | None:
        """What can be noted in the place of what was, as the case stands now; nothing while nothing is."""
        other = OTHERWISE.get(self.decision) if self.decision else None
        if other is None:
            return None
        return other if (proposable(case) if other in TRACKING else case.tracked) else None

    def correct(self, decision: Decision, case: Case, tasks: str = "") -> "Discussed":
        """Note that it was decided otherwise than it was noted."""
        if decision is not self.otherwise(case):
            raise WrongState
        return replace(self, decision=decision, tasks=tasks)

    def bring_to(self, meeting: Meeting, months: int) -> "Discussed":
        """Propose it to a conference: what comes within the months before it waits for its secretariat."""
        return replace(self, awaits=Awaits.ACCEPTANCE) if late(self, meeting, months) else self

    def accept(self) -> "Discussed":
        """Let it on the agenda as it is."""
        if self.awaits is None:
            raise WrongState
        return replace(self, awaits=None, missing="")

    def send_back(self, missing: str) -> "Discussed":
        """Ask who brought it for what it lacks."""
        if not self.returnable:
            raise WrongState
        return replace(self, awaits=Awaits.COMPLETION, missing=missing)

    def carry_over(self, meeting: int) -> "Discussed":
        """Bring it before the next conference: the one before did not speak of it."""
        awaits = self.awaits if self.awaits is Awaits.COMPLETION else None
        return replace(self, id=0, meeting=meeting, awaits=awaits, place=None, version=0)

    def join(self, other: "Discussed") -> "Discussed":
        """One family that two units bring is one case before the conference; both are there.

        What was sent back and is brought again waits for nothing but what the newer one waits for.
        """

        def both(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys((*some, *more)))

        proposing = (*self.also, other.unit, *other.also)
        return replace(
            self,
            reasons=both(self.reasons, other.reasons),
            tried=both(self.tried, other.tried),
            units=tuple(dict.fromkeys((*self.units, *other.units))),
            priority=min(filter(None, (self.priority, other.priority)), default=""),
            problem="\n".join(dict.fromkeys(filter(None, (self.problem, other.problem)))),
            awaits=self.awaits and other.awaits,
            missing=other.missing,
            also=tuple(one for one in dict.fromkeys(proposing) if one is not None and one != self.unit),
        )

    def brought_by(self, unit: int) -> bool:
        """Tell whether a unit can take it back: it proposed it, and nothing is decided."""
        return not self.former and self.decision is None and unit in (self.unit, *self.also)

    def without(self, unit: int) -> "Discussed | None":
        """Take it back for one of the units that proposed it; None when no other did."""
        if not self.brought_by(unit):
            raise WrongState
        left = [one for one in (self.unit, *self.also) if one != unit]
        return replace(self, unit=left[0], also=tuple(left[1:])) if left else None


def proposable(case: Case) -> bool:
    """Tell whether a case can be brought: it is served, and no conference tracks it already."""
    return case.open and not case.to_screen and not case.tracked


def late(one: Discussed, meeting: Meeting, months: int) -> bool:
    """Tell whether it came after the month before the conference (臨時提報) [001] 參三(六)2(1)."""
    return not one.former and months > 0 and one.proposed_on > months_before(meeting.day, months)


def in_order(these: Iterable[tuple[Discussed, datetime]]) -> list[Discussed]:
    """Put them in the agenda's order, each with when it was reported.

    What is tracked first [001] 參三(六)3(1), then by priority A and B 1(6), then the longest reported. Where
    the secretariat moved something its order holds, and what came since follows; what waits comes last.
    """

    def place(pair: tuple[Discussed, datetime]) -> tuple[bool, bool, int, bool, str, datetime, int]:
        one, reported = pair
        moved = (one.place is None, one.place or 0)
        return one.awaits is not None, *moved, not one.former, one.priority or "C", reported, one.id

    return [one for one, _ in sorted(these, key=place)]


def moved(order: Sequence[Discussed], one: Discussed, by: int) -> list[Discussed]:
    """Move one by places towards the beginning (-1) or the end (1); returns those whose place changed."""
    there = list(order)
    at = next(at for at, each in enumerate(there) if each.id == one.id)
    there.insert(min(max(at + by, 0), len(there) - 1), there.pop(at))
    placed = (replace(each, place=place) for place, each in enumerate(there, 1))
    return [each for each in placed if each not in order]


SEEN_DAYS: Final = 7
"""So long after the conference whoever took part still sees the case (`screens.md` §0.10)."""

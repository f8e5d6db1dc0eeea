"""What units write before a meeting: work reports (工作報告) and proposals (提案).

[001] 參一(六)2–3: the bureaus before the city's; 參二(六)2, 4: the units before the district's.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import WrongState
from casework.forms import Form, Question, QuestionKind
from casework.meetings.meetings import Meeting, MeetingKind, agenda
from casework.policy.policy import AgendaPoint, Policy
from casework.staffing.units import Unit, UnitKind


class SubmittedKind(StrEnum):
    """What it is."""

    REPORT = "report"  # 工作報告
    PROPOSAL = "proposal"  # 提案


class Ruling(StrEnum):
    """What the meeting decides of a proposal (決議)."""

    PASSED = "passed"  # 通過
    CHANGED = "changed"  # 修正通過
    RESERVED = "reserved"  # 保留
    WITHDRAWN = "withdrawn"  # 撤回


CITY_REPORT: Final = Form(
    "city_report",
    (
        Question("results", QuestionKind.TEXT, optional=True, limit=1000),
        Question("figures", QuestionKind.TEXT, optional=True, limit=1000),
        Question("plans", QuestionKind.TEXT, optional=True, limit=1000),
    ),
)
"""Results, figures reached, plans [001] 參一(六)2; what is left open is as the last time (同上次)."""
DISTRICT_REPORT: Final = Form(
    "district_report",
    (
        Question("work", QuestionKind.TEXT, optional=True, limit=1500),
        Question("resources", QuestionKind.TEXT, optional=True, limit=1500),
    ),
)
"""How the plan is carried out in the district, and which resources were used [001] 參二(六)2."""
PROPOSAL: Final = Form(
    "meeting_proposal",
    (
        Question("matter", QuestionKind.TEXT, limit=200),
        Question("explanation", QuestionKind.TEXT, optional=True, limit=1500),
        Question("measures", QuestionKind.TEXT, limit=1000),
    ),
)
"""案由, 說明, 辦法, as the minutes have them [002]."""
PROPOSAL_CHANGE: Final = Form("change_proposal", PROPOSAL.questions)
"""One that was written already, written anew: a new one that was begun waits beside it."""
RULING: Final = Form(
    "proposal_ruling",
    (
        Question("ruling", QuestionKind.CHOICE, tuple(Ruling)),
        Question("decision", QuestionKind.TEXT, optional=True, limit=1000),
    ),
)


class Submitted(Struct, frozen=True):
    """One report or proposal of one unit before one meeting."""

    id: int
    meeting: int
    unit: int
    kind: SubmittedKind
    on: date
    said: Mapping[str, str]
    """By the questions of its form, and what was decided of it."""
    ruling: Ruling | None = None
    version: int = 0

    def change(self, said: Mapping[str, str], on: date) -> "Submitted":
        """Write it anew; what was ruled on stays as it is."""
        if self.ruling is not None:
            raise WrongState
        return replace(self, said=said, on=on)

    def rule(self, ruling: Ruling, decision: str) -> "Submitted":
        """Note what the meeting decided of a proposal, for the first time or corrected."""
        if self.kind is not SubmittedKind.PROPOSAL:
            raise WrongState
        return replace(self, ruling=ruling, said={**self.said, "decision": decision})


def takes(kind: SubmittedKind, meeting: Meeting, policy: Policy) -> bool:
    """Tell whether units write this before a meeting: its agenda has a point for it, which is no case."""
    about = AgendaPoint.REPORTS if kind is SubmittedKind.REPORT else AgendaPoint.PROPOSALS
    return any(point.about is about for point in agenda(meeting.kind, policy))


def report_form(meeting: Meeting) -> Form:
    """Return what a work report says at a kind of meeting."""
    return CITY_REPORT if meeting.kind is MeetingKind.CITY else DISTRICT_REPORT


def reports(meeting: Meeting, unit: Unit, policy: Policy) -> bool:
    """Tell whether a unit owes a work report: a bureau (局處) to the city's meeting [001] 參一(六)2."""
    bureau = unit.kind is not UnitKind.DISTRICT
    return meeting.kind is MeetingKind.CITY and bureau and takes(SubmittedKind.REPORT, meeting, policy)


def last_said(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Say what was said the last time where nothing is said now (同上次)."""
    return {key: text or before.get(key, "") for key, text in now.items()}

"""A unit's part in a meeting: it is asked for cases, invited, answers, and is there or not."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import WrongState
from casework.forms import Form, Question, QuestionKind
from casework.meetings.meetings import Meeting
from casework.meetings.preparing import Proposal, proposal_owed
from casework.meetings.submitting import reports
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty, Policy
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import day_end, local_day


class Coming(StrEnum):
    """What an invited unit says."""

    COMES = "comes"  # 出席
    EXCUSED = "excused"  # 請假
    DEPUTY = "deputy"  # 派代理


DEPUTY: Final = Form("send_deputy", (Question("who", QuestionKind.TEXT, limit=40),))
"""Who comes instead: title and name."""


class Attendance(Struct, frozen=True):
    """One unit's part in one meeting, as far as it has come."""

    id: int
    meeting: Meeting
    unit: Unit
    asked_on: date | None = None
    """Since when it is asked to propose cases [001] 參三(六)2(1)."""
    proposed_on: date | None = None
    """Cases were proposed, or it said that it has none (本次無提報)."""
    invited_at: datetime | None = None
    answer: Coming | None = None
    who: str = ""
    """Who comes instead."""
    present: bool | None = None
    """Whether it was there; None until somebody says so."""
    reported_on: date | None = None
    """Its work report was written."""
    version: int = 0

    @property
    def bearer(self) -> Bearer:
        """Who answers for the unit."""
        return answers_for(self.unit)

    @property
    def open(self) -> bool:
        """It can still be answered."""
        return self.invited_at is not None and self.meeting.held_on is None and not self.meeting.called_off_on

    @property
    def expected(self) -> bool:
        """Whether it is taken to be there, as far as it was said."""
        return self.answer in (Coming.COMES, Coming.DEPUTY) if self.present is None else self.present

    def reply(self, answer: Coming, who: str = "") -> "Attendance":
        """Answer the invitation; who changes their mind answers again."""
        if not self.open:
            raise WrongState
        return replace(self, answer=answer, who=who if answer is Coming.DEPUTY else "")

    def report(self, on: date) -> "Attendance":
        """Say that the unit wrote its work report."""
        if not self.open:
            raise WrongState
        return replace(self, reported_on=on)

    def propose(self, on: date) -> "Attendance":
        """Say that the unit proposed, or has nothing to propose."""
        if self.meeting.held_on is not None:
            raise WrongState
        return replace(self, proposed_on=self.proposed_on or on)


def owed(one: Attendance, rules: Rules) -> Iterator[Owed]:
    """List what an invited unit owes before the meeting."""
    if one.meeting.joined_to is not None or one.meeting.called_off_on is not None:
        return
    if one.asked_on is not None:
        yield from proposal_owed(Proposal(one.meeting, one.unit, one.asked_on, one.proposed_on), rules)
    if not (one.open and one.invited_at and one.meeting.fixed):
        return
    if one.answer is None:
        yield _answering(one, one.meeting.fixed, one.invited_at, rules)
    if one.reported_on is None and reports(one.meeting, one.unit, rules.policy):
        yield _reporting(one, one.meeting.fixed, one.invited_at, rules)


def _answering(one: Attendance, fixed: date, invited_at: datetime, rules: Rules) -> Owed:
    """Answer ahead of the meeting (default); who is invited later, by the day after."""
    due = _ahead(fixed, rules.policy.meetings.answer_days, invited_at)
    return Owed(Duty.ANSWER_INVITATION, fixed.isoformat(), invited_at, due, one.bearer)


def _reporting(one: Attendance, fixed: date, invited_at: datetime, rules: Rules) -> Owed:
    """Write the work report ahead of the city's meeting [001] 參一(六)2; how long is the city's default."""
    due = _ahead(fixed, rules.policy.meetings.report_days, invited_at)
    return Owed(Duty.WORK_REPORT, one.meeting.period, invited_at, due, one.bearer)


def answer_by(fixed: date, invited_at: datetime, policy: Policy) -> date:
    """Say by which day who is invited is to answer."""
    return local_day(_ahead(fixed, policy.meetings.answer_days, invited_at))


def _ahead(fixed: date, days: int, invited_at: datetime) -> datetime:
    ahead = fixed - timedelta(days=days)
    return day_end(min(max(ahead, local_day(invited_at) + timedelta(days=1)), fixed))


def silent(one: Attendance) -> bool:
    """Tell whether it was invited and has not answered."""
    return one.open and one.answer is None


def list_silent_from(meeting: Meeting, rules: Rules) -> date | None:
    """Say from which day the secretariat hears who is silent (default); None: there is nothing to hear."""
    if meeting.fixed is None or meeting.told_silent or not meeting.ahead:
        return None
    return meeting.fixed - timedelta(days=rules.policy.meetings.silent_days)

"""Meetings that come round: held by the end of their months, minuted within a week [001] 參.

A month's end that is no working day stays as it is: the documents say 月底前, not the next working day.
Who owes is the unit of the fact: (unit, duty, period) tells one duty from another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from casework.policy import policy as editions
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty, Policy
from casework.staffing.units import Unit
from casework.text.dates import day_end, day_start, month_end, months_before


class MeetingKind(StrEnum):
    """The three levels [001] 參一, 二, 三."""

    CITY = "city"  # 府級聯繫會議
    DISTRICT = "district"  # 區級聯繫會議
    CONFERENCE = "conference"  # 區級個案研討會議


SECRETARIAT = {
    MeetingKind.CITY: Bearer.BUREAU,  # 社會局 [001] 參一(五)
    MeetingKind.DISTRICT: Bearer.CLERKS,  # 區公所主辦 [001] 參二(五)
    MeetingKind.CONFERENCE: Bearer.SUPERVISORS,  # 家庭服務中心 [001] 參三(五)
}
"""Who calls the meeting and writes its minutes."""


@dataclass(frozen=True)
class Planned:
    """A meeting that the edition asks for, in each unit that holds this kind."""

    kind: MeetingKind
    month: date
    """First day of the month by whose end it is held."""

    @property
    def by(self) -> date:
        """The last day for it."""
        return month_end(self.month)


@dataclass(frozen=True)
class Meeting:
    """One meeting of one unit (the bureau, a district office, a centre), as far as it has come."""

    kind: MeetingKind
    unit: Unit
    month: date
    """First day of the month by whose end it is held."""
    before: date | None = None
    """When the meeting before it was held."""
    fixed: date | None = None
    """The day it is called for."""
    held_on: date | None = None
    minutes_sent_on: date | None = None
    extra: int = 0
    """Its number among the month's at need (不定期會議 [001] 參一(四), 三(四)); 0 is the plan's own."""

    @property
    def period(self) -> str:
        """Tell it from the others of its unit: `conference:2026-06`."""
        return f"{self.kind}:{self.month:%Y-%m}" + (f"+{self.extra}" if self.extra else "")

    @property
    def day(self) -> date:
        """The day it is prepared for: the fixed one, else the last possible."""
        return self.fixed or month_end(self.month)

    def since(self, policy: Policy, by: date) -> datetime:
        """From the day after the meeting before; one that was late does not move the next deadline."""
        months = setting(self.kind, policy).every_months
        planned = months_before(self.month, months - 1)
        return day_start(min(self.before + timedelta(days=1) if self.before else planned, by))


def plan(first: date, last: date, policy: Policy) -> list[Planned]:
    """List the meetings whose last day lies in a span of days, in the order of time [001] 參一–三(四)."""
    months = {kind: setting(kind, policy).months for kind in MeetingKind}
    planned = (
        Planned(kind, date(year, month, 1))
        for year in range(first.year, last.year + 1)
        for kind in MeetingKind
        for month in months[kind]
    )
    return sorted((one for one in planned if first <= one.by <= last), key=lambda one: one.by)


def year_plan(year: int, policy: Policy) -> list[Planned]:
    """List the meetings of a year."""
    return plan(date(year, 1, 1), date(year, 12, 31), policy)


def owed(meeting: Meeting, rules: Rules) -> Iterator[Owed]:
    """List what the secretariat owes for a meeting."""
    if meeting.held_on is None and not meeting.extra:
        yield _holding(meeting, rules.policy)
    if meeting.held_on is not None and meeting.minutes_sent_on is None:
        yield _minutes(meeting, meeting.held_on, rules.policy)


def _holding(meeting: Meeting, policy: Policy) -> Owed:
    """Hold it by the end of the edition's month [001] 參二(四), 三(四)."""
    since, due = meeting.since(policy, meeting.month), day_end(month_end(meeting.month))
    return Owed(Duty.HOLD_MEETING, meeting.period, since, due, SECRETARIAT[meeting.kind])


def _minutes(meeting: Meeting, held_on: date, policy: Policy) -> Owed:
    """Send the minutes to the bureau (社會局) within one week [001] 參二(四), 三(四)."""
    due = day_end(held_on + timedelta(days=setting(meeting.kind, policy).minutes_days))
    return Owed(Duty.MINUTES, meeting.period, day_end(held_on), due, SECRETARIAT[meeting.kind])


def setting(kind: MeetingKind, policy: Policy) -> editions.MeetingFigures:
    """Return what an edition says of a kind of meeting."""
    return {
        MeetingKind.CITY: policy.meetings.city,
        MeetingKind.DISTRICT: policy.meetings.district,
        MeetingKind.CONFERENCE: policy.meetings.conference,
    }[kind]

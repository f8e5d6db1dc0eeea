"""What must happen by when, for whom: derived from the facts of a case, never set by hand."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from casework.calendar import Calendar
from casework.case import SERVED, Case, Risk, State
from casework.dates import TAIPEI, day_end, local_day, month_end, next_month
from casework.nudging import after_quiet
from casework.policy import Duty, Policy
from casework.service import first_month


@dataclass(frozen=True)
class Rules:
    """The edition in force and the calendar it counts by."""

    policy: Policy
    calendar: Calendar

    @property
    def signature(self) -> str:
        """Tell rules apart: whoever counted by others must count anew."""
        closed = ",".join(day.isoformat() for day in sorted(self.calendar.closed))
        return hashlib.sha256(f"{self.policy.model_dump_json()}{closed}".encode()).hexdigest()[:32]


class Bearer(StrEnum):
    """Who owes it when no person is named."""

    SCREENERS = "screeners"
    PERSON = "person"
    SUPERVISORS = "supervisors"
    BUREAU = "bureau"
    CLERKS = "clerks"
    LIAISONS = "liaisons"


@dataclass(frozen=True)
class Owed:
    """One duty of one case. (duty, period) tells it from the others of the case."""

    duty: Duty
    period: str
    since: datetime
    due: datetime
    bearer: Bearer
    person: int | None = None
    urgent: bool = False
    """A 24-hour matter."""


class Standing(StrEnum):
    """Where an obligation stands; computed on each look."""

    NOT_YET = "not_yet"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


def standing(due: datetime, now: datetime, soon: timedelta = timedelta(days=3)) -> Standing:
    """Say how pressing a deadline is."""
    if due < now:
        return Standing.OVERDUE
    if local_day(due) == local_day(now):
        return Standing.TODAY
    return Standing.SOON if due - now <= soon else Standing.NOT_YET


def owed(case: Case, rules: Rules) -> Iterator[Owed]:
    """List every duty the facts of *case* give rise to."""
    if case.state is State.SCREENING:
        yield screening(case, rules.policy)
    elif case.state is State.DISPATCHED:
        yield _acknowledgement(case, rules)
    elif case.state is State.DISPUTED:
        yield _judgement(case, rules)
    if case.served:
        yield _visit(case, rules.policy)
        if _followed_up(case, rules.policy):
            yield _follow_up(case, rules.policy)
    if case.state in SERVED and case.closing_at is not None:
        yield _closing(case, case.closing_at, rules)


def screening(case: Case, policy: Policy) -> Owed:
    """Within 24 hours where the law says so, within 3 days for the rest [003] item 4."""
    within = (
        timedelta(hours=policy.screening.urgent_hours)
        if case.urgent
        else timedelta(days=policy.screening.other_days)
    )
    since = case.returned_at or case.reported_at
    return Owed(Duty.SCREEN, "", since, since + within, Bearer.SCREENERS, urgent=case.urgent)


def offer_lapses(case: Case, rules: Rules) -> datetime | None:
    """When an unanswered offer goes back to the screeners: not in quiet hours, unless the case is urgent."""
    if case.state is not State.DISPATCHED or case.offered_at is None:
        return None
    end = rules.calendar.after_working_days(case.offered_at, rules.policy.dispatch.return_working_days)
    return end if case.urgent else after_quiet(end, rules.policy.nudges)


def _acknowledgement(case: Case, rules: Rules) -> Owed:
    """Acknowledge within one working day (`domain.md` §3.3)."""
    since = case.offered_at or case.reported_at
    due = rules.calendar.after_working_days(since, rules.policy.dispatch.acknowledge_working_days)
    return Owed(Duty.ACKNOWLEDGE, str(case.offered), since, due, Bearer.PERSON, case.offered)


def _visit(case: Case, policy: Policy) -> Owed:
    """First visit within 10 days (脆弱家庭辦法 5), then by risk (`domain.md` §3.4)."""
    accepted = case.accepted_at or case.reported_at
    if case.visited_on is None:
        due = day_end(local_day(accepted) + timedelta(days=policy.visits.first_days))
        return Owed(Duty.FIRST_VISIT, "", accepted, due, Bearer.PERSON, case.worker)
    due = day_end(case.visited_on + timedelta(days=visit_interval(case.risk, policy)))
    since = day_end(case.visited_on)
    return Owed(Duty.VISIT, case.visited_on.isoformat(), since, due, Bearer.PERSON, case.worker)


def visit_interval(risk: Risk | None, policy: Policy) -> int:
    """Days between visits; nobody has judged the risk yet: as medium."""
    days = {Risk.HIGH: policy.visits.high_days, Risk.LOW: policy.visits.low_days}
    return days.get(risk or Risk.MEDIUM, policy.visits.medium_days)


def month_to_file(case: Case, policy: Policy) -> date:
    """Give the month whose follow-up is next; between two workers nobody owed any."""
    first = first_month(local_day(case.accepted_at or case.reported_at), policy.follow_up.grace_days)
    return max(first, next_month(case.followed_up)) if case.followed_up else first


def may_file(case: Case, policy: Policy, today: date) -> bool:
    """A follow-up tells of a month that has begun."""
    return _followed_up(case, policy) and month_to_file(case, policy) <= today


def _followed_up(case: Case, policy: Policy) -> bool:
    """Of the tracked cases [001] 三(六)3(5), or by the city's default of every case in service."""
    return case.served and (policy.follow_up.of == "served" or case.state is State.TRACKED)


def _follow_up(case: Case, policy: Policy) -> Owed:
    """Every month until the case is removed or closed [001] 三(六)3(5)."""
    month = month_to_file(case, policy)
    due = day_end(month_end(month))
    since = datetime.combine(month, time.min, TAIPEI)
    return Owed(Duty.FOLLOW_UP, month.isoformat(), since, due, Bearer.PERSON, case.worker)


def _closing(case: Case, since: datetime, rules: Rules) -> Owed:
    due = rules.calendar.after_working_days(since, rules.policy.decisions.closing_working_days)
    return Owed(Duty.JUDGE_CLOSING, since.isoformat(), since, due, Bearer.SUPERVISORS)


def _judgement(case: Case, rules: Rules) -> Owed:
    since = case.disputed_at or case.reported_at
    due = rules.calendar.after_working_days(since, rules.policy.decisions.dispute_working_days)
    return Owed(Duty.JUDGE_DISPUTE, since.isoformat(), since, due, Bearer.SCREENERS)

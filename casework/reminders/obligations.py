"""What must happen by when, for whom: derived from the facts of a case, never set by hand."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from casework import missing
from casework.cases.case import SERVED, Case, Risk, State
from casework.policy.owed import Bearer, Owed, Rules, Subject, somebody
from casework.policy.policy import Duty, Policy
from casework.reminders.hearing import after_failed_offer
from casework.reminders.kinds import Kind, Lapse
from casework.reminders.nudging import after_quiet
from casework.service.follow_up import first_month
from casework.text.dates import TAIPEI, day_end, local_day, month_end, next_month


class Standing(StrEnum):
    """Where an obligation stands; computed on each look."""

    NOT_YET = "not_yet"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


SOON = timedelta(days=3)


def standing(due: datetime, now: datetime, soon: timedelta = SOON) -> Standing:
    """Say how pressing a deadline is; soon is counted in days, like the nudge three days before."""
    if due < now:
        return Standing.OVERDUE
    if local_day(due) == local_day(now):
        return Standing.TODAY
    return Standing.SOON if local_day(due) - local_day(now) <= soon else Standing.NOT_YET


def owed(case: Case, rules: Rules) -> Iterator[Owed]:
    """List every duty the facts of *case* give rise to."""
    if case.state is State.SCREENING:
        yield screening(case, rules.policy)
    elif case.state is State.DISPATCHED:
        yield _acknowledgement(case, rules)
    elif case.state is State.DISPUTED:
        yield _judgement(case, rules)
    if case.served:
        yield from _service(case, rules.policy)
    yield from missing.duties(case, rules)
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
    """Acknowledge within one working day (`domain.md` §3.3: the city's default)."""
    since = case.offered_at or case.reported_at
    due = rules.calendar.after_working_days(since, rules.policy.dispatch.acknowledge_working_days)
    return Owed(Duty.ACKNOWLEDGE, str(case.offered), since, due, *somebody(case.offered))


def _service(case: Case, policy: Policy) -> Iterator[Owed]:
    """What the primary worker owes; neither a dispute [003] item 4 nor an offer to somebody else stops it."""
    yield _visit(case, policy)
    if case.assessed_at is None:
        yield _assessment(case, policy)
    if _followed_up(case, policy):
        yield _follow_up(case, policy)
    if case.to_plan:
        yield _joint_plan(case, policy)


def _received(case: Case) -> datetime:
    """When the unit that serves got the case: the law counts from receipt (受理), here from acceptance."""
    return case.accepted_at or case.reported_at


def _visit(case: Case, policy: Policy) -> Owed:
    """First visit within 10 days (兒少權法 54; 脆弱家庭辦法 5), then by risk (`domain.md` §3.4: default)."""
    if case.visited_on is None:
        due = day_end(local_day(_received(case)) + timedelta(days=policy.visits.first_days))
        return Owed(Duty.FIRST_VISIT, "", _received(case), due, *somebody(case.worker))
    due = day_end(case.visited_on + timedelta(days=visit_interval(case.risk, policy)))
    since = day_end(case.visited_on)
    return Owed(Duty.VISIT, case.visited_on.isoformat(), since, due, *somebody(case.worker))


def _assessment(case: Case, policy: Policy) -> Owed:
    """The assessment report within 30 days (兒少權法 54; 脆弱家庭辦法 5).

    Both count from receipt by the unit that serves: from acceptance, like the first visit, or from the report
    when there is none.
    """
    due = day_end(local_day(_received(case)) + timedelta(days=policy.visits.assessment_days))
    return Owed(Duty.ASSESS, "", _received(case), due, *somebody(case.worker))


def _joint_plan(case: Case, policy: Policy) -> Owed:
    """One plan for a family that several bureaus serve [001] 三(六)2(5)B; its days are the city's default.

    Counted from when it was known; who took the case on later has the whole time from then.
    """
    since = max(filter(None, (case.shared_at, case.accepted_at)), default=case.reported_at)
    due = day_end(local_day(since) + timedelta(days=policy.joint_plan.days))
    return Owed(Duty.JOINT_PLAN, "", since, due, *somebody(case.worker))


def visit_interval(risk: Risk | None, policy: Policy) -> int:
    """Days between visits; nobody has judged the risk yet: as medium."""
    days = {Risk.HIGH: policy.visits.high_days, Risk.LOW: policy.visits.low_days}
    return days.get(risk or Risk.MEDIUM, policy.visits.medium_days)


def month_to_file(case: Case, policy: Policy) -> date:
    """Return the month whose follow-up is next; between two workers nobody owed any."""
    first = first_month(local_day(_received(case)), policy.follow_up.grace_days)
    return max(first, next_month(case.followed_up)) if case.followed_up else first


def may_file(case: Case, policy: Policy, today: date) -> bool:
    """A follow-up tells of a month that has begun."""
    return _followed_up(case, policy) and month_to_file(case, policy) <= today


def _followed_up(case: Case, policy: Policy) -> bool:
    """Of the tracked cases always [001] 三(六)3(5), and by the city's default of every case in service."""
    return case.state is State.TRACKED or (case.served and policy.follow_up.of == "served")


def _follow_up(case: Case, policy: Policy) -> Owed:
    """Every month until the case is removed or closed [001] 三(六)3(5)."""
    month = month_to_file(case, policy)
    due = day_end(month_end(month))
    since = datetime.combine(month, time.min, TAIPEI)
    return Owed(Duty.FOLLOW_UP, month.isoformat(), since, due, *somebody(case.worker))


def _closing(case: Case, since: datetime, rules: Rules) -> Owed:
    """The supervisor decides on what the worker proposes (`domain.md` §3.7); its days are a default."""
    due = rules.calendar.after_working_days(since, rules.policy.decisions.closing_working_days)
    return Owed(Duty.JUDGE_CLOSING, since.isoformat(), since, due, Bearer.SUPERVISORS)


def _judgement(case: Case, rules: Rules) -> Owed:
    """The screeners judge a dispute (爭議機制) [003] item 4, which sets no time: the city's default."""
    since = case.disputed_at or case.reported_at
    due = rules.calendar.after_working_days(since, rules.policy.decisions.dispute_working_days)
    return Owed(Duty.JUDGE_DISPUTE, since.isoformat(), since, due, Bearer.SCREENERS)


def subject_of(case: Case) -> Subject:
    """Return a case as what its duties belong to."""
    return Subject(case.id, CASE.name, case.number, case.unit)


def names_in(case: Case) -> Iterator[str]:
    """Return the name of the household, if it is known."""
    yield from filter(None, (case.household.name,))


def what_lapsed(case: Case) -> str:
    """Return the news of an offer that nobody answered: does somebody serve the case all the same?"""
    return "case.offer_lapsed" if case.worker is None else "case.kept"


CASE: Kind[Case] = Kind(
    "case",
    subject_of,
    owed,
    Lapse(
        Duty.ACKNOWLEDGE,
        offer_lapses,
        Case.lapse,
        what_lapsed,
        after_failed_offer,
    ),
    names_in,
)
"""A case owes what its facts say, and an offer of it that nobody answers goes back."""

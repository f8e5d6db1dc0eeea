"""What must happen by when, for whom: derived from the facts of a case, never set by hand."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from casework import missing
from casework.cases.case import Case, State
from casework.cases.seats import LEAD
from casework.policy.owed import Bearer, Owed, Rules, Subject
from casework.policy.policy import Duty, Nudging, Policy
from casework.reminders.catalogue import RULES
from casework.reminders.hearing import Personnel, after_failed_offer
from casework.reminders.kinds import Kind, Lapse
from casework.reminders.seats import (
    SEAT,
    JointSeat,
    acknowledgement,
    follow_ups,
    followed_up,
    offer_lapses,
    service,
)
from casework.staffing.people import Person
from casework.text.dates import day_end, local_day


class Standing(StrEnum):
    """Where an obligation stands; computed on each look."""

    NOT_YET = "not_yet"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


def soon(now: datetime, nudging: Nudging) -> datetime:
    """Return the end of the days that count as soon."""
    return day_end(local_day(now) + timedelta(days=nudging.soon_days))


def standing(due: datetime, now: datetime, nudging: Nudging) -> Standing:
    """Say how pressing a deadline is; soon is counted in days, like the nudge three days before."""
    if due < now:
        return Standing.OVERDUE
    if local_day(due) == local_day(now):
        return Standing.TODAY
    return Standing.SOON if due <= soon(now, nudging) else Standing.NOT_YET


def owed(case: Case, rules: Rules) -> Iterator[Owed]:
    """List every duty the facts of *case* give rise to; its joint seats owe theirs (`seats.py`)."""
    if case.state is State.SCREENING:
        yield screening(case, rules.policy)
    elif case.state is State.DISPATCHED:
        yield acknowledgement(case, case.lead, rules)
    elif case.state is State.DISPUTED:
        yield _judgement(case, rules)
    if case.served:
        yield from service(case, case.lead, rules)
    elif followed_up(case, case.lead, rules.policy):
        yield from follow_ups(case, case.lead, rules)
    for rule in RULES.values():
        if rule.owed is not None:
            yield from rule.owed(case, rules)
    yield from missing.duties(case, rules)
    if case.in_service and case.closing.proposed_at is not None:
        yield _closing(case.closing.proposed_at, rules)


def hours_run_until(case: Case, seat: int, rules: Rules) -> datetime | None:
    """By when the nearest 24-hour matter of a case, or of one of its joint seats, is due; None if none is."""
    owing = owed(case, rules) if seat == LEAD else SEAT.owed(JointSeat(case, seat), rules)
    return min((one.due for one in owing if one.urgent), default=None)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, tzinfo=UTC)
"""By when everything is due."""


def pressing(dues: Iterable[datetime], reported_at: datetime) -> datetime:
    """Say where a case stands in a list (`ux.md` 20): by its nearest deadline, whatever it is for.

    What owes nothing comes after all that does, what was reported last first: the report's moment, mirrored.
    """
    return min(dues, default=mirrored(reported_at))


def mirrored(reported_at: datetime) -> datetime:
    """Say where a case stands that owes nothing."""
    return LAST - (reported_at - _EPOCH)


def screening(case: Case, policy: Policy) -> Owed:
    """Within 24 hours where the law says so, within 3 days for the rest [003] item 4.

    Hours run to the minute, days to the end of the last one, as everywhere.
    """
    since = case.returned_at or case.reported_at
    due = (
        since + timedelta(hours=policy.screening.urgent_hours)
        if case.urgent
        else day_end(local_day(since) + timedelta(days=policy.screening.other_days))
    )
    return Owed(Duty.SCREEN, "", since, due, Bearer.SCREENERS, urgent=case.urgent)


def _closing(since: datetime, rules: Rules) -> Owed:
    """The supervisor decides on what the worker proposes (`domain.md` §3.7); its days are a default."""
    due = rules.calendar.after_working_days(since, rules.policy.decisions.closing_working_days)
    return Owed(Duty.JUDGE_CLOSING, since.isoformat(), since, due, Bearer.SUPERVISORS)


def _judgement(case: Case, rules: Rules) -> Owed:
    """The screeners judge a dispute (爭議機制) [003] item 4, which sets no time: the city's default."""
    since = case.dispute.raised_at or case.reported_at
    due = rules.calendar.after_working_days(since, rules.policy.decisions.dispute_working_days)
    return Owed(Duty.JUDGE_DISPUTE, since.isoformat(), since, due, Bearer.SCREENERS)


def subject_of(case: Case) -> Subject:
    """Return a case as what its duties belong to."""
    return Subject(case.id, CASE.name, case.number, case.unit, case.alarm)


def _lapses(case: Case, rules: Rules) -> datetime | None:
    return offer_lapses(case, case.lead, rules) if case.state is State.DISPATCHED else None


def _lapse(case: Case, at: datetime) -> Case:
    return case.lapse(at=at)


def _verb(case: Case) -> str:
    return "case.offer_lapsed" if case.worker is None else "case.kept"


def _hear(case: Case, everybody: Personnel) -> Iterable[Person]:
    return after_failed_offer(case, LEAD, everybody)


def _names(case: Case) -> Iterable[str]:
    return iter(case.household.names)


CASE: Kind[Case] = Kind(
    "case",
    subject_of,
    owed,
    Lapse(Duty.ACKNOWLEDGE, _lapses, _lapse, _verb, _hear),
    _names,
)
"""A case owes what its facts say, and an offer of it that nobody answers goes back."""

"""The year's meetings stand by themselves, as the edition of their month sets them [001] 參一–三(四)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from casework.meetings.calling import invited
from casework.meetings.meetings import HOLDS, Meeting, MeetingKind, Planned, begun, in_time, running
from casework.policy.policy import Policy
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day, months_after
from storage.core import facts
from storage.core.database import Transaction
from storage.meetings import attendances, items, meetings
from storage.staffing import people

PLANNED = "meetings_planned"
"""A fact: up to which day the beginning periods were looked at."""
NAMED = {
    "家防中心": UnitKind.PROTECTION,
    "少輔會": UnitKind.YOUTH,
    "社會局": UnitKind.BUREAU,
    "衛生局": UnitKind.HEALTH,
}
"""Whom [004] 參一(二) names, as the office may know them by another name."""
On = Callable[[date], Policy]


def begin(db: Transaction, on: On) -> int:
    """Plan every meeting whose period runs now and that can be called in time; returns how many are new.

    What can't be is called at need (不定期會議); its next one appears when its period begins.
    """
    facts.put(db, PLANNED, local_day(db.now).isoformat())
    return plan(db, _running_in_time(db, on), on)


def begun_since(db: Transaction, on: On) -> int:
    """Plan those whose period began since this was looked at last; the first time only look."""
    today, last = local_day(db.now), facts.get(db, PLANNED)
    if last == today.isoformat():
        return 0
    facts.put(db, PLANNED, today.isoformat())
    return plan(db, begun(date.fromisoformat(last), today, on), on) if last else 0


def to_begin(db: Transaction, on: On) -> bool:
    """Tell whether `begin` would plan something: the office, or a unit of it, came within a period."""
    return next(_missing(db, _running_in_time(db, on), on), None) is not None


def plan(db: Transaction, these: Iterable[Planned], on: On) -> int:
    """Plan these in each unit that holds them, once."""
    missing = list(_missing(db, these, on))
    units = [one for one in people.all_units(db) if not one.ended]
    for meeting in missing:
        _plan(db, meeting, units, on(meeting.month))
    return len(missing)


def plan_next(db: Transaction, one: Meeting, on: On) -> None:
    """Plan the one of its unit that follows on a meeting: something is asked for before its period begins."""
    day = months_after(one.month, 1)
    alike = (each for each in running(day, on) if (each.kind, _topic(each)) == (one.kind, one.topic))
    for each in alike:
        following = Meeting(one.kind, one.unit, each.month, topic=one.topic, edition=on(each.month).edition)
        if not meetings.planned(db, following):
            units = [unit for unit in people.all_units(db) if not unit.ended]
            _plan(db, following, units, on(each.month))


def _topic(one: Planned) -> str:
    return one.topic.name if one.topic else ""


def _running_in_time(db: Transaction, on: On) -> Iterator[Planned]:
    today = local_day(db.now)
    return (one for one in running(today, on) if in_time(one, on(one.month), today))


def _missing(db: Transaction, these: Iterable[Planned], on: On) -> Iterator[Meeting]:
    units = [one for one in people.all_units(db) if not one.ended]
    for one in these:
        for unit in _holding(one, units):
            meeting = Meeting(one.kind, unit, one.month, topic=_topic(one), edition=on(one.month).edition)
            if not meetings.planned(db, meeting):
                yield meeting


def _plan(db: Transaction, meeting: Meeting, units: list[Unit], policy: Policy) -> None:
    """Keep it; of a conference the units concerned are asked for cases from now on [001] 參三(六)2(1)."""
    meeting = meetings.add(db, meeting, "meeting.planned")
    items.settle_series(db, meeting)
    if meeting.kind is MeetingKind.CONFERENCE and policy.meetings.conference.propose_months:
        for unit in invited(meeting, units, policy):
            attendances.add(db, meeting, unit, asked_on=local_day(db.now))


def _holding(one: Planned, units: list[Unit]) -> list[Unit]:
    if one.topic is None:
        found = [unit for unit in units if unit.kind is HOLDS[one.kind]]
        return found[:1] if one.kind is MeetingKind.CITY else found
    named = [unit for unit in units if unit.name == one.topic.unit]
    kind = NAMED.get(one.topic.unit)
    return (named or [unit for unit in units if unit.kind is kind and not unit.district])[:1]

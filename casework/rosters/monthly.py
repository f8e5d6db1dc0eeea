"""Lists that are handed in every month [001] 三(六)2(2), (3), (5).

The day of the month stays as it is when it is no working day: the documents say 每月 and no more.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from casework.cases.criteria import CaseKind
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty, Policy
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, next_month

ROSTERS: Final = {
    CaseKind.SUICIDE_HARDSHIP: "幸扶守護",  # the bureau → each centre [001] 三(六)2(2)
    CaseKind.CHILD_HIGH_RISK: "兒少高危機",  # the bureau → each centre [001] 三(六)2(3)
    CaseKind.SHARED: "共案",  # every bureau's own services → the match [001] 三(六)2(5)
}
"""Kinds of case with a monthly roster, in the words in which an edition names them."""


NO_BUREAUS: Final = (UnitKind.LEGAL, UnitKind.SCHOOL, UnitKind.CHARITY)
"""Who stands beside the bureaus, under none of them perhaps."""


class Roster(Struct, frozen=True):
    """A list that one unit owes every month."""

    kind: CaseKind
    unit: Unit
    """Who hands it in."""
    to: int | None
    """The centre it is for; None: the match of all rosters (共案比對)."""
    begun: date
    """The first month, any day of it, from which it is asked for."""
    uploaded: date | None = None
    """The last month that was handed in, any day of it."""


def rosters_of(units: Iterable[Unit], policy: Policy, begun: date) -> Iterator[Roster]:
    """List who owes which roster to whom, in an edition that knows its kind of case."""
    known = list(units)
    for kind in asked_for(policy):
        for unit in (one for one in known if hands_in(one, kind)):
            for centre in _receivers(known, kind):
                yield Roster(kind, unit, centre, begun)


def asked_for(policy: Policy) -> tuple[CaseKind, ...]:
    """Return the rosters an edition knows: 107 none, 108 two, 109 all three [000] 參三(六)1, 2."""
    return tuple(kind for kind, words in ROSTERS.items() if words in policy.meetings.conference.kinds)


def owed(roster: Roster, rules: Rules) -> Iterator[Owed]:
    """Hand in a month's list by the day the city set [001] 三(六)2(2), (3), (5).

    One month at a time, the oldest; a later list covers the months before it.
    """
    if roster.kind not in asked_for(rules.policy):
        return
    month = next_month(roster.uploaded) if roster.uploaded else roster.begun.replace(day=1)
    month = max(month, roster.begun.replace(day=1))
    due = day_end(month.replace(day=rules.policy.rosters.day))
    period = ":".join(filter(None, (roster.kind, str(roster.to or ""), f"{month:%Y-%m}")))
    yield Owed(Duty.UPLOAD_ROSTER, period, day_start(month), due, answers_for(roster.unit))


def hands_in(unit: Unit, kind: CaseKind) -> bool:
    """Tell whether a list is a unit's to hand in.

    The match is fed by every bureau (各局處), once for the whole city; its units hand in to it."""
    if kind is not CaseKind.SHARED:
        return unit.kind is UnitKind.BUREAU
    own = unit.bureau is None and not unit.district
    return own and unit.kind not in (UnitKind.CENTRE, UnitKind.DISTRICT, *NO_BUREAUS)


def _receivers(units: list[Unit], kind: CaseKind) -> list[int | None]:
    if kind is CaseKind.SHARED:
        return [None]
    return [unit.id for unit in units if unit.kind is UnitKind.CENTRE]

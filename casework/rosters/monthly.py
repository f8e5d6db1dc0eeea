"""Lists that are handed in every month [001] 三(六)2(2), (3), (5).

The day of the month stays as it is when it is no working day: the documents say 每月 and no more.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework.cases.criteria import CaseKind
from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty, Policy
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start

ROSTERS: Final = {
    CaseKind.SUICIDE_HARDSHIP: "幸扶守護",  # the bureau → each centre [001] 三(六)2(2)
    CaseKind.CHILD_HIGH_RISK: "兒少高危機",  # the bureau → each centre [001] 三(六)2(3)
    CaseKind.SHARED: "共案",  # every bureau's own services → the match [001] 三(六)2(5)
}
"""Kinds of case with a monthly roster, in the words in which an edition names them."""


NO_BUREAUS: Final = (UnitKind.LEGAL, UnitKind.SCHOOL, UnitKind.CHARITY)
"""Who stands beside the bureaus, under none of them perhaps."""


def asked_for(policy: Policy) -> tuple[CaseKind, ...]:
    """Return the rosters an edition knows: 107 none, 108 two, 109 all three [000] 參三(六)1, 2."""
    return tuple(kind for kind, words in ROSTERS.items() if words in policy.meetings.conference.kinds)


def owed(kind: CaseKind, month: date, giver: Unit, centre: int | None, rules: Rules) -> Iterator[Owed]:
    """Hand in a month's list by the day the city set [001] 三(六)2(2), (3), (5).

    It is for a *centre*, or for none: the match of all lists (共案比對).
    """
    if kind in asked_for(rules.policy):
        period = ":".join(filter(None, (kind, str(centre or ""), f"{month:%Y-%m}")))
        due = day_end(month.replace(day=rules.policy.rosters.day))
        yield Owed(Duty.UPLOAD_ROSTER, period, day_start(month), due, answers_for(giver))


def feeds_match(unit: Unit) -> bool:
    """Tell whether a unit hands in to the match: every bureau (各局處), once for the whole city.

    Its units hand in to it.
    """
    own = unit.bureau is None and not unit.district
    return own and unit.kind not in (UnitKind.CENTRE, UnitKind.DISTRICT, *NO_BUREAUS)

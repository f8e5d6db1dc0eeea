"""Units and editions for the rules whose screens come later."""

from datetime import date

from casework.meetings.meetings import COMES_ROUND, Planned, running
from casework.policy.calendar import Calendar
from casework.policy.editions import POLICIES, load_policy
from casework.policy.owed import Rules
from casework.policy.policy import Policy
from casework.staffing.units import Unit, UnitKind

RULES = {
    edition: Rules(load_policy(POLICIES / f"{edition}.toml"), Calendar(), date(2026, 1, 1))
    for edition in ("107", "108", "109", "112")
}


def of_the_year(policy: Policy) -> list[Planned]:
    """List the meetings that come round in 2026, in the order of time."""
    days = (date(2026, month, 1) for month in range(1, 13))
    found = dict.fromkeys(one for day in days for one in running(day, lambda _: policy))
    of_it = [one for one in found if one.kind in COMES_ROUND and one.month.year == 2026]
    return sorted(of_it, key=lambda one: (one.by, COMES_ROUND.index(one.kind)))


def unit(kind: UnitKind, number: int = 1, district: str = "") -> Unit:
    return Unit(number, kind, f"{kind}{number}", district, "A")


BUREAU = unit(UnitKind.BUREAU, 1)
OFFICE = unit(UnitKind.DISTRICT, 2, "平鎮區")
CENTRE = unit(UnitKind.CENTRE, 3, "平鎮區")
HEALTH = unit(UnitKind.HEALTH, 4)
SCHOOLS = unit(UnitKind.EDUCATION, 5)

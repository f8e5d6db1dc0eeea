"""A month's list is handed in, then dispatched by its centre [001] 三(六)2(2), (3)."""

from dataclasses import replace
from datetime import date, datetime

from casework.cases.criteria import CaseKind
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.rosters.lists import MonthlyRoster, owed
from casework.text.dates import TAIPEI, day_end
from tests.casework.network import BUREAU, CENTRE, RULES

AWAITED = MonthlyRoster(1, CaseKind.CHILD_HIGH_RISK, BUREAU, CENTRE.id, date(2026, 6, 1))
GIVEN = replace(AWAITED, given_at=datetime(2026, 6, 5, 10, tzinfo=TAIPEI), waiting=2)


def test_a_list_that_came_is_dispatched_by_the_centres_supervisors_within_working_days():
    """[001] 三(六)2(3): the centres serve whom the list names; the working days are the city's default."""
    (dispatching,) = owed(GIVEN, RULES["112"])
    assert (dispatching.duty, dispatching.bearer) == (Duty.DISPATCH_ROSTER, Bearer.SUPERVISORS)
    assert dispatching.due == day_end(date(2026, 6, 10)), "Friday, then Monday to Wednesday"


def test_what_is_awaited_is_owed_by_the_giver_and_what_is_dispatched_by_nobody():
    (handing_in,) = owed(AWAITED, RULES["112"])
    assert handing_in.duty is Duty.UPLOAD_ROSTER
    assert list(owed(replace(GIVEN, waiting=0), RULES["112"])) == []

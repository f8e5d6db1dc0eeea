"""請假代理: for how long, and who may stand in for whom (`trust.md`)."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.errors import LongLeave, PastDate
from casework.staffing.leave import back_at, judge_days, may_deputise
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from tests.casework.network import CENTRE, HEALTH, RULES, unit

POLICY = RULES["112"].policy
TODAY = date(2026, 6, 1)
WORKER = Person(1, Role.WORKER, CENTRE.id, "王測試", "", "")
COLLEAGUE = replace(WORKER, id=2)


@pytest.mark.parametrize(
    ("deputy", "beside", "may"),
    [
        (COLLEAGUE, CENTRE, True),
        (COLLEAGUE, unit(UnitKind.CENTRE, 9), True),
        (COLLEAGUE, HEALTH, False),
        (replace(COLLEAGUE, active=False), CENTRE, False),
        (replace(COLLEAGUE, blocked=True), CENTRE, False),
        (WORKER, CENTRE, False),
        (replace(COLLEAGUE, role=Role.LIAISON), CENTRE, True),
        (replace(COLLEAGUE, role=Role.SUPERVISOR), CENTRE, False),
        (replace(COLLEAGUE, role=Role.CLERK), CENTRE, False),
    ],
)
def test_who_does_the_same_work_and_can_be_reached_stands_in(deputy, beside, may):
    assert may_deputise(WORKER, CENTRE, deputy, beside) is may


def test_a_leave_ends_soon_and_who_comes_back_hears_the_day_after():
    longest = TODAY + timedelta(days=POLICY.leave.days)
    judge_days(longest, TODAY, POLICY.leave)
    with pytest.raises(LongLeave):
        judge_days(longest + timedelta(days=1), TODAY, POLICY.leave)
    judge_days(TODAY, TODAY, POLICY.leave)
    with pytest.raises(PastDate):
        judge_days(TODAY - timedelta(days=1), TODAY, POLICY.leave)
    assert local_day(back_at(TODAY, POLICY.nudges)) == date(2026, 6, 2)

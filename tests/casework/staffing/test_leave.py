"""請假代理: for how long, and who may stand in for whom (`trust.md`)."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from casework.errors import LongLeave, PastDate
from casework.staffing.leave import back_at, days_said, judge_days, may_deputise
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
    judge_days(TODAY, longest, TODAY, POLICY.leave)
    with pytest.raises(LongLeave):
        judge_days(TODAY, longest + timedelta(days=1), TODAY, POLICY.leave)
    judge_days(TODAY, TODAY, TODAY, POLICY.leave)
    with pytest.raises(PastDate):
        judge_days(TODAY, TODAY - timedelta(days=1), TODAY, POLICY.leave)
    with pytest.raises(PastDate):
        judge_days(TODAY + timedelta(days=2), TODAY + timedelta(days=1), TODAY, POLICY.leave)
    assert local_day(back_at(TODAY, POLICY.nudges)) == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("下週一到週三請假", 8, 10),
        ("下週一請假到下週三", 8, 10),
        ("6/8-6/10 請假", 8, 10),
        ("請假 115/6/8~115/6/10", 8, 10),
        ("從6月8日到10日請假", 8, 10),
        *((said, 12, 14) for said in ("12日到14號請假", "12號請假到14號", "leave the 12th to the 14th")),
        *((said, 3, 3) for said in ("3號請假", "3日請假", "我3號要請假", "請假3號", "leave on the 3rd")),
        *((said, None, None) for said in ("請3日假", "請假3日", "請假三日")),
        ("明後天請假", 2, 3),
        ("今天病假", 1, 1),
        ("明天請假一天", 2, 2),
        ("明天請假三天", 2, None),
        ("請假到週五", None, 5),
        ("請三天假", None, None),
        ("請假", None, None),
        ("leave June 8 to June 10", 8, 10),
        ("next Monday to Wednesday off", 8, 10),
        ("two days off from Monday", 1, None),
        ("off until Friday", None, 5),
    ],
)
def test_the_days_of_a_leave_are_read_and_how_long_it_lasts_is_asked(said, first, last):
    days = tuple(date(2026, 6, day) if day else None for day in (first, last))
    assert days_said(said, TODAY) == days

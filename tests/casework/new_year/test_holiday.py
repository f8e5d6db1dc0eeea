"""New-Year care: from two weeks before the holiday to a week after it [003] 肆."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.case import State
from casework.new_year.holiday import coming, in_scope, new_year, with_child
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Rules
from tests.support.cases import made_case

NOW = datetime(2026, 1, 2, tzinfo=UTC)
RULES = Rules(load_editions().on(date(2026, 1, 1)), Calendar(), date(2026, 1, 1))


def care_window(year: int, rules: Rules) -> tuple[date, date]:
    return new_year(year, rules.calendar).window(rules.policy.new_year)


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2026, date(2026, 1, 31), date(2026, 3, 1)),
        (2027, date(2027, 1, 21), date(2027, 2, 17)),
    ],
)
def test_care_is_given_from_two_weeks_before_the_holiday_to_a_week_after(year, first, last):
    assert care_window(year, RULES) == (first, last)


@pytest.mark.parametrize("year", range(2000, 2100))
def test_every_year_has_its_care(year):
    first, last = care_window(year, RULES)
    holiday = RULES.calendar.new_year_holiday(year)
    assert (first + timedelta(days=14), last - timedelta(days=7)) == holiday
    assert first.year == last.year == year


def test_a_typhoon_moves_no_care():
    closed = Rules(RULES.policy, Calendar(frozenset({date(2026, 2, 23)})), RULES.day)
    assert care_window(2026, closed) == care_window(2026, RULES)


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 1, 1), 2026),
        (date(2026, 3, 1), 2026),
        (date(2026, 3, 2), 2027),
        (date(2026, 12, 31), 2027),
    ],
    ids=["before it", "the window's last day", "the day after", "the year's end"],
)
def test_the_holiday_to_come_is_the_one_whose_window_has_not_ended(today, year):
    """[003] 肆."""
    assert coming(today, RULES) == new_year(year, RULES.calendar)
    assert coming(today, RULES).period == str(year)


CASE = made_case(
    1, "A-115-000013", State.IN_SERVICE, "平鎮區新勢里", urgent=False, reported_at=NOW, child_told=True
)


@pytest.mark.parametrize(
    ("case", "is_about"),
    [
        (CASE, True),
        (replace(CASE, child_told=False), False),
        (replace(CASE, child_told=None), False),
        (replace(CASE, state=State.CLOSED), False),
    ],
    ids=["with a child", "without one", "nobody knows", "closed"],
)
def test_the_childrens_project_is_about_open_cases_with_a_child_within_the_window(case, is_about):
    """[003] 肆, 伍、二(一)1."""
    assert with_child(case) is is_about
    for day, within in (
        (date(2026, 1, 30), False),
        (date(2026, 1, 31), True),
        (date(2026, 3, 1), True),
        (date(2026, 3, 2), False),
    ):
        assert in_scope(case, day, RULES) is (is_about and within)

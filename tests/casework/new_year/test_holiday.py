"""New-Year care: from two weeks before the holiday to a week after it [003] 肆."""

from datetime import date, timedelta

import pytest

from casework.new_year.holiday import new_year
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Rules

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

"""The days the office works."""

from datetime import UTC, date, datetime

import pytest

from casework.calendar import Calendar
from casework.dates import TAIPEI

OFFICIAL = Calendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2026, 6, 1), True, id="a Monday"),
        pytest.param(date(2026, 6, 6), False, id="a Saturday"),
        pytest.param(date(2026, 6, 7), False, id="a Sunday"),
        pytest.param(date(2026, 6, 19), False, id="Dragon Boat Festival"),
        pytest.param(date(2026, 2, 20), False, id="a day off instead of one on a weekend"),
        pytest.param(date(2025, 2, 8), True, id="a Saturday that is made up"),
        pytest.param(date(2021, 12, 31), False, id="New Year on a Saturday takes the Friday before"),
    ],
)
def test_the_office_works_by_the_official_calendar(day, works):
    assert OFFICIAL.is_working_day(day) is works


def test_the_new_year_holiday_of_2026_is_nine_days_long():
    days = [date(2026, 2, d) for d in range(13, 24)]
    assert [OFFICIAL.is_working_day(day) for day in days] == [True, *[False] * 9, True]


def test_a_typhoon_closes_the_office():
    typhoon = Calendar(closed=frozenset({date(2026, 6, 2)}))
    assert not typhoon.is_working_day(date(2026, 6, 2))
    assert typhoon.is_working_day(date(2026, 6, 3))


@pytest.mark.parametrize(
    ("at", "n", "end"),
    [
        pytest.param(datetime(2026, 6, 1, 10, tzinfo=TAIPEI), 1, date(2026, 6, 2), id="the next day"),
        pytest.param(datetime(2026, 6, 5, 10, tzinfo=TAIPEI), 1, date(2026, 6, 8), id="over a weekend"),
        pytest.param(datetime(2026, 6, 18, 10, tzinfo=TAIPEI), 1, date(2026, 6, 22), id="over a holiday"),
        pytest.param(datetime(2026, 6, 1, 10, tzinfo=TAIPEI), 5, date(2026, 6, 8), id="five days"),
        pytest.param(datetime(2026, 6, 1, 10, tzinfo=TAIPEI), 0, date(2026, 6, 1), id="the same day"),
        pytest.param(
            datetime(2026, 5, 31, 17, tzinfo=UTC), 1, date(2026, 6, 2), id="already tomorrow in Taipei"
        ),
    ],
)
def test_working_days_are_counted_from_the_day_after(at, n, end):
    due = OFFICIAL.after_working_days(at, n)
    assert due == datetime(end.year, end.month, end.day, 23, 59, 59, tzinfo=TAIPEI)
    assert due.utcoffset() is not None


def test_a_typhoon_day_moves_the_deadline():
    typhoon = Calendar(closed=frozenset({date(2026, 6, 2)}))
    assert typhoon.after_working_days(datetime(2026, 6, 1, 10, tzinfo=TAIPEI), 1).date() == date(2026, 6, 3)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        OFFICIAL.after_working_days(datetime(2026, 6, 1, tzinfo=UTC), -1)


def test_a_holiday_has_a_name_in_both_languages():
    assert OFFICIAL.holiday_name(date(2026, 6, 19)) == "端午節"
    assert OFFICIAL.holiday_name(date(2026, 6, 19), "en_US") == "Dragon Boat Festival"
    assert OFFICIAL.holiday_name(date(2026, 6, 1)) is None

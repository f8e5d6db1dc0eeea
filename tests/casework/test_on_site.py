"""Whoever sits at a centre says how many came; holidays drop out [001] 四, [004] 參四(一)4."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from casework.errors import BadMoment, WrongState
from casework.on_site import SET_UP, Sitting, counts_next, hours, owed
from casework.policy.policy import Duty
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from tests.casework.network import RULES, unit

RULES_NOW = RULES["112"]
CALENDAR = RULES_NOW.calendar
NOW = datetime(2026, 6, 8, 1, tzinfo=UTC)
SITTING = Sitting(
    unit=unit(UnitKind.EMPLOYMENT, 7),
    sign="駐點",
    weekday=5,
    hours="13:00-17:00",
    since=date(2026, 6, 8),
    counted_to=date(2026, 6, 7),
)


def test_what_was_not_counted_is_owed_in_two_working_days_and_a_holiday_is_no_sitting():
    """[004] 參四(一)4: Duty.SITTING_COUNT; 19 June 2026 is the Dragon Boat holiday."""
    assert not CALENDAR.is_working_day(date(2026, 6, 19))
    over = counts_next(SITTING, RULES_NOW)
    assert over
    assert local_day(over) == date(2026, 6, 12)
    later = replace(SITTING, counted_to=date(2026, 6, 26))
    found = list(owed(later, RULES_NOW))
    assert [(one.duty, one.period, local_day(one.due).isoformat()) for one in found] == [
        (Duty.SITTING_COUNT, "2026-06-12", "2026-06-16"),
        (Duty.SITTING_COUNT, "2026-06-26", "2026-06-30"),
    ]
    counted = later.say(date(2026, 6, 12), (1, 0, 0, 0, 0, 0), datetime(2026, 6, 27, tzinfo=UTC), CALENDAR)
    assert [one.period for one in owed(counted, RULES_NOW)] == ["2026-06-26"]
    assert not list(owed(replace(later, ended_at=NOW), RULES_NOW))


def test_who_stays_away_owes_nothing_and_twice_in_a_row_is_known():
    once = SITTING.stay_away(date(2026, 6, 12), "受訓", NOW, CALENDAR)
    assert not once.away_twice(date(2026, 6, 12), CALENDAR)
    twice = once.stay_away(date(2026, 6, 26), "受訓", NOW, CALENDAR)
    assert twice.away_twice(date(2026, 6, 26), CALENDAR), "the holiday in between is no sitting"
    again = twice.stay_away(date(2026, 7, 3), "受訓", NOW, CALENDAR)
    assert again.away_twice(date(2026, 7, 3), CALENDAR), "whatever was before the last two"
    assert not list(owed(replace(twice, counted_to=date(2026, 6, 30)), RULES_NOW))
    with pytest.raises(WrongState):
        once.book(date(2026, 6, 12), 1, "就業", NOW, CALENDAR)
    with pytest.raises(WrongState):
        SITTING.say(date(2026, 6, 12), (1, 0, 0, 0, 0, 0), NOW, CALENDAR)


def test_a_unit_sits_at_a_centre_on_days_from_monday_to_friday():
    assert SET_UP.question("weekday").options == ("1", "2", "3", "4", "5")
    assert SITTING.falls_on(date(2026, 6, 12), CALENDAR), "the 5 is a Friday"


def test_one_week_of_the_month():
    first = replace(SITTING, week=1)
    assert first.days(date(2026, 6, 8), date(2026, 7, 31), CALENDAR) == [date(2026, 7, 3)]


@pytest.mark.parametrize("weekday", range(1, 6))
def test_the_nth_day_of_a_month_is_in_its_nth_week(weekday):
    every = replace(SITTING, weekday=weekday, since=date(2026, 9, 1))
    span = date(2026, 9, 1), date(2026, 10, 31)
    found = {
        (day.month, week): day
        for week in range(1, 6)
        for day in replace(every, week=week).days(*span, CALENDAR)
    }
    assert sorted(found.values()) == every.days(*span, CALENDAR)
    assert all(7 * week - 6 <= day.day <= 7 * week for (_, week), day in found.items())


@pytest.mark.parametrize("said", ["13:00-17:00", "13-17", "１３：００～１７：００", "13至17"])
def test_hours_are_read_as_people_write_them(said):
    assert hours(said) == "13:00-17:00"


@pytest.mark.parametrize(
    ("said", "read"),
    [("13:30-17:45", "13:30-17:45"), ("930~1115", "09:30-11:15"), ("9-11:05", "09:00-11:05")],
)
def test_hours_may_have_minutes(said, read):
    assert hours(said) == read


@pytest.mark.parametrize("said", ["17-13", "13-13", "下午", "25-26", ""])
def test_what_are_no_hours(said):
    with pytest.raises(BadMoment):
        hours(said)


def test_its_next_day_is_that_after_the_last_one_that_was_counted():
    """[004] 參四(一)4."""
    for counted_to, day in ((date(2026, 6, 11), 12), (date(2026, 6, 12), 26), (date(2026, 6, 25), 26)):
        over = counts_next(replace(SITTING, counted_to=counted_to), RULES_NOW)
        assert over
        assert local_day(over) == date(2026, 6, day)
    assert counts_next(replace(SITTING, ended_at=NOW), RULES_NOW) is None


def test_it_begins_with_the_day_since_which_the_unit_sits_there():
    friday = date(2026, 6, 12)
    assert replace(SITTING, since=friday).falls_on(friday, CALENDAR)
    assert not replace(SITTING, since=date(2026, 6, 13)).falls_on(friday, CALENDAR)
    assert not SITTING.falls_on(date(2026, 6, 11), CALENDAR)


def test_a_count_is_said_once_more_and_replaces_that_of_its_day_alone():
    later = datetime(2026, 6, 27, tzinfo=UTC)
    friday, other = date(2026, 6, 12), date(2026, 6, 26)
    one = SITTING.say(friday, (1, 0, 0, 0, 0, 0), later, CALENDAR).say(
        other, (2, 0, 0, 0, 0, 0), later, CALENDAR
    )
    again = one.say(friday, (3, 0, 0, 0, 0, 0), later, CALENDAR)
    assert {each.day: each.numbers[0] for each in again.counts} == {friday: 3, other: 2}
    assert len(again.counts) == 2


def test_who_booked_for_a_day_is_listed_for_it_alone():
    first, other = date(2026, 6, 12), date(2026, 6, 26)
    one = SITTING.book(first, 1, "就業", NOW, CALENDAR).book(other, 2, "職訓", NOW, CALENDAR)
    assert [each.person for each in one.booked(first)] == [1]
    assert [each.person for each in one.booked(other)] == [2]


@pytest.mark.parametrize(
    ("last", "days"), [(date(2026, 6, 11), []), (date(2026, 6, 12), [12]), (date(2026, 6, 1), [])]
)
def test_the_days_of_a_span_are_those_until_its_last(last, days):
    assert [day.day for day in SITTING.days(date(2026, 6, 8), last, CALENDAR)] == days


def test_a_day_is_to_come_until_it_ends_and_is_counted_from_when_it_begins():
    friday = date(2026, 6, 12)
    begins, ends = (datetime(2026, 6, 12, hour, tzinfo=UTC) for hour in (5, 9))
    just_before = timedelta(seconds=1)
    assert SITTING.next_days(ends - just_before, 1, CALENDAR) == [friday]
    assert SITTING.next_days(ends, 2, CALENDAR) == [date(2026, 6, 26), date(2026, 7, 3)]
    assert SITTING.looked_at(ends - just_before).counted_to == date(2026, 6, 11)
    assert SITTING.looked_at(ends).counted_to == friday
    numbers = (1, 0, 0, 0, 0, 0)
    assert SITTING.say(friday, numbers, begins, CALENDAR).count(friday)
    away = SITTING.stay_away(friday, "受訓", begins, CALENDAR)
    for one, day, at in (
        (SITTING, friday, begins - just_before),
        (SITTING, date(2026, 6, 11), ends),
        (away, friday, ends),
    ):
        with pytest.raises(WrongState):
            one.say(day, numbers, at, CALENDAR)
    assert away.next_days(begins, 1, CALENDAR) == [date(2026, 6, 26)]


def test_of_days_before_the_unit_sat_there_nobody_stayed_away():
    alone = replace(SITTING, since=date(2026, 6, 26)).stay_away(date(2026, 6, 26), "受訓", NOW, CALENDAR)
    assert not alone.away_twice(date(2026, 6, 26), CALENDAR)

"""The days the office works."""

import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.policy import official
from casework.policy.calendar import Calendar
from casework.text.dates import TAIPEI

ROOT = Path(__file__).parents[3]
OFFICIAL = Calendar()
PUBLISHED = tomllib.loads(
    (Path(__file__).parents[1] / "data/office_calendars.toml").read_text(encoding="utf-8")
)
DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 10), date(2099, 12, 1))
YEARS = range(2000, 2100)


def all_days(year: int) -> list[date]:
    return [date(year, 1, 1) + DAY * n for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def published(day: date) -> bool:
    """Tell whether the published calendar has the offices work."""
    year = PUBLISHED[str(day.year)]
    return f"{day:%m-%d}" not in year["off"] and (
        day.weekday() < 5 or f"{day:%m-%d}" in year.get("worked", {})
    )


@pytest.mark.parametrize("year", range(2019, 2028))
def test_every_day_is_as_the_government_published_it(year):
    assert [day for day in all_days(year) if OFFICIAL.is_working_day(day) is not published(day)] == []


def test_the_published_calendars_are_whole():
    assert list(PUBLISHED) == [str(year) for year in range(2019, 2028)]
    for year, table in PUBLISHED.items():
        off = [date.fromisoformat(f"{year}-{day}") for day in table["off"]]
        worked = [date.fromisoformat(f"{year}-{day}") for day in table.get("worked", {})]
        assert 11 <= len(off) <= 17
        assert {day.weekday() for day in off} <= set(range(5))
        assert {day.weekday() for day in worked} <= {5}


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


def test_working_days_are_not_counted_against_their_direction():
    with pytest.raises(ValueError, match="forward"):
        OFFICIAL.after_working_days(datetime(2026, 6, 1, tzinfo=UTC), -1)


@given(DAYS, st.integers(1, 10), DAYS)
def test_a_closed_day_never_brings_a_deadline_nearer(day, n, closed):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=TAIPEI)
    before, after = (
        OFFICIAL.after_working_days(at, n),
        Calendar(frozenset({closed})).after_working_days(at, n),
    )
    assert after >= before
    moved = day < closed <= before.date() and OFFICIAL.is_working_day(closed)
    assert (after > before) is moved


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2019, date(2019, 2, 2), date(2019, 2, 10)),
        (2020, date(2020, 1, 23), date(2020, 1, 29)),
        (2021, date(2021, 2, 10), date(2021, 2, 16)),
        (2022, date(2022, 1, 29), date(2022, 2, 6)),
        (2023, date(2023, 1, 20), date(2023, 1, 29)),
        (2024, date(2024, 2, 8), date(2024, 2, 14)),
        (2025, date(2025, 1, 25), date(2025, 2, 2)),
        (2026, date(2026, 2, 14), date(2026, 2, 22)),
        (2027, date(2027, 2, 4), date(2027, 2, 10)),
    ],
)
def test_the_new_year_holiday_is_the_one_that_was_published(year, first, last):
    assert OFFICIAL.new_year_holiday(year) == (first, last)
    block = [first - DAY, *(first + DAY * n for n in range((last - first).days + 1)), last + DAY]
    assert [published(day) for day in block] == [True, *[False] * (len(block) - 2), True]
    assert "春節" in {PUBLISHED[str(year)]["off"].get(f"{day:%m-%d}") for day in block}


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_a_new_year_holiday(year):
    first, last = OFFICIAL.new_year_holiday(year)
    inside = [first + DAY * n for n in range((last - first).days + 1)]
    assert not any(OFFICIAL.is_working_day(day) for day in inside)
    assert OFFICIAL.is_working_day(first - DAY)
    assert OFFICIAL.is_working_day(last + DAY)
    names = [OFFICIAL.holiday_name(day) for day in inside]
    new_year = names.index("春節")
    assert names[new_year - 1] == "農曆除夕"
    assert date(year, 1, 21) <= inside[new_year] <= date(year, 2, 20)
    assert date(year, 1, 17) <= first < last <= date(year, 3, 1)


def test_the_lunar_year_is_354_or_about_384_days_long():
    days = [next(_new_years(year)) for year in YEARS]
    assert {(later - earlier).days for earlier, later in pairwise(days)} <= {353, 354, 355, 383, 384, 385}


def _new_years(year: int):
    first, last = OFFICIAL.new_year_holiday(year)
    return (
        day for n in range((last - first).days) if OFFICIAL.holiday_name(day := first + DAY * n) == "春節"
    )


def test_a_typhoon_does_not_make_the_new_year_holiday_longer():
    typhoon = Calendar(closed=frozenset({date(2026, 2, 23)}))
    assert typhoon.new_year_holiday(2026) == (date(2026, 2, 14), date(2026, 2, 22))


def test_a_holiday_has_a_name_in_both_languages():
    assert OFFICIAL.holiday_name(date(2026, 6, 19)) == "端午節"
    assert OFFICIAL.holiday_name(date(2026, 6, 19), "en_US") == "Dragon Boat Festival"
    assert OFFICIAL.holiday_name(date(2026, 6, 1)) is None


def test_the_days_that_are_kept_are_written_from_the_package_as_they_stand():
    kept = (ROOT / "casework/data/official_days.tsv").read_text(encoding="utf-8")
    assert kept == "".join("\t".join(row) + "\n" for row in official.table())


@pytest.mark.parametrize("language", official.LANGUAGES)
def test_what_is_kept_of_the_official_calendar_is_what_the_package_says(language):
    """`make calendar` writes it anew."""
    for year in official.YEARS:
        assert official.year(year, language) == official.asked(year, language), year


def test_the_years_in_which_an_office_lives_load_no_package():
    asking = (
        "import sys; from datetime import date; from casework.policy.calendar import Calendar\n"
        "Calendar().working_day_from(date(2026, 6, 19)), Calendar.new_year_holiday(2027)\n"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asking], check=False, cwd=ROOT).returncode == 0


def test_other_years_and_languages_are_asked_of_the_package():
    before, after = date(official.YEARS[0] - 1, 10, 10), date(official.YEARS[-1] + 1, 10, 10)
    assert [OFFICIAL.holiday_name(day) for day in (before, after)] == ["國慶日"] * 2
    assert OFFICIAL.holiday_name(date(2026, 10, 10), "zh_CN") == "国庆日"
    assert not OFFICIAL.is_working_day(after.replace(month=2, day=28))

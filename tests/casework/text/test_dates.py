"""Days as people write them and as the office writes them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.text import dates

TODAY = date(2026, 6, 3)  # a Wednesday, 115年6月3日
DAYS = st.dates(date(1912, 1, 1), date(2910, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "115/6/1",
        "115.6.1",
        "115-6-1",
        "115/06/01",
        "1150601",
        "民國115年6月1日",
        "115年6月1日",
        "115 年 6 月 1 日",
        "2026-06-01",
        "2026/6/1",
        "20260601",
        "6/1",
        "6月1日",
        "6月1號",
        "１１５／６／１",
        "１１５．６．１",
        "１１５０６０１",
        "１１５年６月１日",
        "２０２６－０６－０１",
        "６／１",
        "115/6/1（一）",
        "115年6月1日（週一）",
        "115–6–1",
        "六月一日",
        "民國一百一十五年六月一日",
        "一一五年六月一日",
        "115年6月1日（一）",
        "今年6月1日",
        "前天",
        "2天前",
        "兩天前",
        "週一",
        "這週一",
        "本星期一",
        "1 June",
        "June 1",
        "june 1st",
        "1 Jun 2026",
        "June 1, 2026",
        "Mon 1 Jun 2026",
        "last Monday",
        "this Monday",
        "Monday",
        "2 days ago",
        "day before yesterday",
        " 115/6/1 ",
    ],
)
def test_the_first_of_june_is_read_in_every_spelling(text):
    assert dates.read_date(text, TODAY) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", date(2026, 6, 3)),
        ("今日", date(2026, 6, 3)),
        ("today", date(2026, 6, 3)),
        ("昨天", date(2026, 6, 2)),
        ("Yesterday", date(2026, 6, 2)),
        ("明天", date(2026, 6, 4)),
        ("tomorrow", date(2026, 6, 4)),
        ("後天", date(2026, 6, 5)),
        ("昨日", date(2026, 6, 2)),
        ("前日", date(2026, 6, 1)),
        ("大前天", date(2026, 5, 31)),
        ("明日", date(2026, 6, 4)),
        ("後日", date(2026, 6, 5)),
        ("the day after tomorrow", date(2026, 6, 5)),
        ("大後天", date(2026, 6, 6)),
        ("3天後", date(2026, 6, 6)),
        ("in 3 days", date(2026, 6, 6)),
        ("in 1 day", date(2026, 6, 4)),
        ("上週三", date(2026, 5, 27)),
        ("上星期三", date(2026, 5, 27)),
        ("上禮拜三", date(2026, 5, 27)),
        ("上周三", date(2026, 5, 27)),
        ("上個星期三", date(2026, 5, 27)),
        ("上週日", date(2026, 5, 31)),
        ("這週五", date(2026, 6, 5)),
        ("下週一", date(2026, 6, 8)),
        ("上上週三", date(2026, 5, 20)),
        ("下下週三", date(2026, 6, 17)),
        ("last Wednesday", date(2026, 5, 27)),
        ("next Monday", date(2026, 6, 8)),
        ("next Wednesday", date(2026, 6, 10)),
        ("星期三", date(2026, 6, 3)),
        ("去年12月25日", date(2025, 12, 25)),
        ("十二月二十五日", date(2025, 12, 25)),
        ("廿一年元月三日", date(1932, 1, 3)),
        ("民國1年10月10日", date(1912, 10, 10)),
        ("650312", date(1976, 3, 12)),
        ("0650312", date(1976, 3, 12)),
        ("1900-01-01", date(1900, 1, 1)),
        ("6/4", date(2025, 6, 4)),
        ("2/29", date(2024, 2, 29)),
    ],
)
def test_other_days_are_read(text, day):
    assert dates.read_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天晚上", date(2026, 6, 2)),
        ("昨晚", date(2026, 6, 2)),
        ("last night", date(2026, 6, 2)),
        ("今早", TODAY),
        ("今天早上十點半", TODAY),
        ("this morning", TODAY),
        ("yesterday afternoon", date(2026, 6, 2)),
        ("上禮拜五下午", date(2026, 5, 29)),
        ("5/30 下午三點", date(2026, 5, 30)),
        ("5/30 15:00", date(2026, 5, 30)),
        ("5/30號", date(2026, 5, 30)),
        ("115/5/30，14點左右", date(2026, 5, 30)),
        ("本日", TODAY),
        ("6/1", date(2026, 6, 1)),
        ("115年6月1日（一）", date(2026, 6, 1)),
    ],
)
def test_a_day_is_read_with_the_hour_that_nobody_asked_for(text, day):
    assert dates.read_date(dates.without_hour(text), TODAY) == day


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        *((text, date(2026, 6, 2), date(2026, 7, 2)) for text in ("2號", "二日", "the 2nd")),
        *((text, TODAY, TODAY) for text in ("3日", "the 3rd", "這個月3號")),
        ("28號", date(2026, 5, 28), date(2026, 6, 28)),
        ("31號", date(2026, 5, 31), date(2026, 7, 31)),
        ("下個月28號", date(2026, 7, 28), date(2026, 7, 28)),
        ("上個月31日", date(2026, 5, 31), date(2026, 5, 31)),
        *((text, None, None) for text in ("28", "32號", "0日", "這個月31號", "28戶")),
    ],
)
def test_a_day_of_the_month_is_the_nearest_such_day(text, past, future):
    assert (dates.read_date(text, TODAY), dates.read_date(text, TODAY, "future")) == (past, future)


@pytest.mark.parametrize("text", ["下午", "15:00", "晚上八點", "morning"])
def test_an_hour_alone_is_no_day(text):
    assert dates.read_date(dates.without_hour(text), TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("6/1", date(2027, 6, 1)), ("6/3", TODAY), ("週一", date(2026, 6, 8)), ("2/29", date(2028, 2, 29))],
)
def test_a_day_without_a_year_lies_ahead_when_a_plan_is_asked_for(text, day):
    assert dates.read_date(text, TODAY, prefer="future") == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "115/6/31",
        "115/2/29",
        "6/31",
        "13/1",
        "1150631",
        "2026-13-01",
        "115/6-1",
        "昨天下午",
        "王小明",
        "0/0/0",
        "12345",
        "1150/6/1",
        "1000/6/1",
        "1899-12-31",
        "3000-01-01",
        "8088/12/31",
        "0912345678",
        "31 June",
        "1 Foo",
        "last Foo",
        "週八",
        "〇月〇日",
        "999999999天前",
        "A-115-000129",
    ],
)
def test_what_is_no_day_is_not_read(text):
    assert dates.read_date(text, TODAY) is None


@given(st.text(max_size=20), st.sampled_from(["past", "future"]))
def test_nothing_that_is_typed_breaks_the_reading(text, prefer):
    dates.read_date(text, TODAY, prefer)


@given(st.text(alphabet="0123456789/.-年月日前天週上下一二十 ", max_size=12))
def test_nothing_that_looks_like_a_day_breaks_the_reading(text):
    dates.read_date(text, TODAY)


@given(DAYS)
def test_what_the_office_writes_it_can_read(day):
    assert dates.read_date(dates.roc(day), TODAY) == day
    assert dates.read_date(dates.english(day), TODAY) == day
    assert dates.read_date(day.isoformat(), TODAY) == day


def test_a_day_is_written_in_years_of_the_republic():
    assert dates.roc(date(2026, 6, 1)) == "115年6月1日（一）"
    assert dates.english(date(2026, 6, 1)) == "Mon 1 Jun 2026"
    assert dates.month_of(date(2026, 6, 1)) == "115/06"


@pytest.mark.parametrize("month", range(1, 13))
def test_english_names_of_months_and_days_have_three_letters(month):
    short = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
    weekday = ["Thu", "Sun", "Sun", "Wed", "Fri", "Mon", "Wed", "Sat", "Tue", "Thu", "Sun", "Tue"][month - 1]
    assert dates.english(date(2026, month, 1)) == f"{weekday} 1 {short} 2026"
    assert dates.english_month(date(2026, month, 1)) == f"{short} 2026"
    assert dates.english_month_name(month) == short


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("９：３０", time(9, 30)),
        ("下午2時", time(14)),
        ("下午兩點半", time(14, 30)),
        ("十點", time(10)),
        ("上午9點整", time(9)),
        ("中午12點", time(12)),
        ("2pm", time(14)),
        ("2:30 pm", time(14, 30)),
        ("12:15 pm", time(12, 15)),
        *((text, None) for text in ("25:00", "14", "tomorrow", "三樓", "明天 14:00", "9876", "")),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text, read):
    assert dates.read_time(text) == read


@pytest.mark.parametrize(
    ("at", "said"),
    [(time(9, 30), "上午9時30分"), (time(12), "中午12時"), (time(14), "下午2時"), (time(0, 5), "上午0時5分")],
)
def test_a_time_of_day_is_written_as_on_an_invitation(at, said):
    assert dates.spoken(at) == said
    assert dates.read_time(said) == at


def test_a_moment_is_written_as_the_clock_in_taipei_shows_it():
    at = datetime(2026, 5, 31, 18, 5, tzinfo=UTC)
    assert dates.moment(at) == "115年6月1日（一） 02:05"
    assert dates.english_moment(at) == "Mon 1 Jun 2026 02:05"
    assert dates.local_day(at) == date(2026, 6, 1)


@pytest.mark.parametrize("write", [dates.moment, dates.english_moment, dates.local_day])
def test_a_moment_without_a_zone_is_refused(write):
    with pytest.raises(ValueError, match="zone"):
        write(datetime(2026, 6, 1, 14, 5))  # noqa: DTZ001


@given(DAYS)
def test_a_month_ends_before_the_next_begins(day):
    following = dates.next_month(day)
    assert following.day == 1
    assert dates.month_end(day) == following - timedelta(days=1)
    assert (dates.month_end(day).year, dates.month_end(day).month) == (day.year, day.month)


def test_a_deadline_lasts_until_its_day_ends_in_taipei():
    assert dates.day_end(date(2026, 6, 1)).astimezone(UTC) == datetime(2026, 6, 1, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2028, 3, 31), -1, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 6, 1), 0, date(2026, 6, 1)),
    ],
)
def test_a_month_from_a_day_is_the_same_day_or_the_months_last(day, months, then):
    assert dates.months_after(day, months) == then
    assert dates.months_before(day, -months) == then


@given(DAYS, st.integers(0, 240))
def test_months_lead_to_the_month_so_far_away_and_never_over_its_end(day, n):
    then = dates.months_before(day, n)
    assert (day.year - then.year) * 12 + day.month - then.month == n
    assert then.day == min(day.day, dates.month_end(then).day)
    assert dates.months_after(then, n) <= day
    assert (dates.months_after(then, n) == day) is (then.day == day.day)


@given(DAYS, DAYS, st.integers(0, 240))
def test_who_is_earlier_stays_earlier_by_months(one, other, n):
    earlier, later = sorted((one, other))
    assert dates.months_before(earlier, n) <= dates.months_before(later, n)


@pytest.mark.parametrize("prefer", ["past", "future"])
@pytest.mark.parametrize("text", ["6/3", "6月3日", "3 June", "週三"])
def test_a_day_without_a_year_may_be_today(text, prefer):
    assert dates.read_date(text, TODAY, prefer) == TODAY


@pytest.mark.parametrize(
    ("text", "year"), [("今年6月1日", 2026), ("去年6月1日", 2025), ("前年6月1日", 2024), ("明年6月1日", 2027)]
)
def test_years_are_said_from_this_one(text, year):
    assert dates.read_date(text, TODAY, "future") == date(year, 6, 1)


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("明天下午兩點", 4, time(14)),
        ("明天下午2點", 4, time(14)),
        ("六月五日十四點三十分", 5, time(14, 30)),
        ("十點半", 3, time(10, 30)),
    ],
)
def test_a_moment_may_be_written_in_numerals(text, day, at):
    found = dates.read_moment(text, TODAY)
    assert found
    assert (dates.local_day(found), dates.local_time(found)) == (date(2026, 6, day), at)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0:00", time(0)),
        ("8:59", time(8, 59)),
        ("23:59", time(23, 59)),
        ("23:60", None),
        ("24:00", None),
        ("2359", time(23, 59)),
        ("下午11:59", time(23, 59)),
    ],
)
def test_a_day_has_24_hours_of_60_minutes(text, read):
    assert dates.read_time(text) == read

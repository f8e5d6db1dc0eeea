"""Which days a question names (`ux.md` 22): of deadlines, and of the report."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.search.days import ClosedOn, DueOn, NoSuchDay, ReportedOn, VisitedOn, read_days
from casework.text.dates import month_end

TODAY = date(2026, 6, 10)
"""A Wednesday."""


def june(first: int, last: int | None = None) -> tuple[date, date]:
    return date(2026, 6, first), date(2026, 6, last or first)


def whole(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), month_end(date(year, month, 1))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        *((said, june(15)) for said in ("6/15到期", "6月15日到期", "六月十五日到期的", "到期 6/15")),
        *((said, june(15)) for said in ("115/6/15到期", "1150615到期", "到期日:6/15", "6/15要交的")),
        *((said, june(15)) for said in ("15號到期", "十五日到期", "due the 15th", "這個月15號到期")),
        *((said, june(28)) for said in ("28號到期", "期限 28號", "due on the 28th")),
        *((said, june(8)) for said in ("8號到期", "這個月8號到期的")),
        ("31號到期", (date(2026, 5, 31), date(2026, 5, 31))),
        *((said, june(15)) for said in ("due June 15", "due on 15 June", "due:6/15", "due Monday")),
        *((said, june(15)) for said in ("下週一到期", "週一到期", "5天後到期")),
        *((said, june(12)) for said in ("後天到期", "這週五到期", "due this Friday")),
        *(
            (said, june(1, 30))
            for said in ("本月到期", "這個月到期", "due this month", "六月到期", "due in June")
        ),
        *((said, whole(2026, 7)) for said in ("下個月到期", "下月到期的", "7月份到期", "due next month")),
        *((said, whole(2027, 1)) for said in ("明年1月到期", "due in January 2027")),
        *((said, june(10, 13)) for said in ("3天內到期", "三天內到期", "未來3天到期", "三日之內要交的")),
        *((said, june(10, 13)) for said in ("due in 3 days", "due in three days", "due in the next 3 days")),
        *((said, june(10, 24)) for said in ("兩週內到期", "due within 2 weeks")),
        ("due within a week", june(10, 17)),
        ("一個月內到期", (TODAY, date(2026, 7, 10))),
        *((said, june(30)) for said in ("月底到期", "這個月底到期", "due at the end of the month")),
        ("下個月底到期", (date(2026, 7, 31),) * 2),
        *((said, june(12, 20)) for said in ("6/12到6/20到期", "從6月12日至20日到期", "due June 12-20")),
        *(
            (said, june(12, 20))
            for said in ("6/12-6/20到期", "6/12～6/20到期", "due between June 12 and June 20")
        ),
        *((said, june(1, 7)) for said in ("上週到期", "上個禮拜到期的", "due last week")),
        ("上個月到期", whole(2026, 5)),
        ("下下週到期", june(22, 28)),
        ("6/9到期", june(9)),
        ("1/5到期", (date(2026, 1, 5),) * 2),
        ("12/31到期", (date(2026, 12, 31),) * 2),
    ],
)
def test_the_days_of_a_deadline_are_read_as_people_write_them(said, days):
    assert read_days(said, TODAY) == DueOn(*days)


@pytest.mark.parametrize(
    ("said", "last"),
    [
        *(
            (said, june(15)[0])
            for said in (
                "15號前到期",
                "15日前到期",
                "6/15前到期",
                "6月15日以前到期",
                "due by June 15",
                "due until 6/15",
            )
        ),
        ("due before June 15", june(14)[0]),
        *(
            (said, june(30)[0])
            for said in ("月底前到期", "due by the end of June", "due by the end of the month")
        ),
        ("下週前到期", june(14)[0]),
        ("due by next week", june(21)[0]),
    ],
)
def test_what_is_due_by_a_day_is_late_too(said, last):
    assert read_days(said, TODAY) == DueOn(None, last)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        *((said, june(10)) for said in ("今天通報的", "今日通報", "reported today", "今天新通報的")),
        *((said, june(8)) for said in ("8號通報的", "reported on the 8th", "2日前通報的")),
        *((said, june(9)) for said in ("昨天通報的", "昨天的通報", "reported yesterday", "通報日:昨天")),
        *((said, june(8, 14)) for said in ("這週通報的", "本週通報", "這個禮拜通報的", "reported this week")),
        *((said, june(1, 7)) for said in ("上週通報的", "上禮拜通報", "reported last week")),
        *(
            (said, whole(2026, 5))
            for said in ("上個月通報的", "5月通報的", "reported last month", "reported in May")
        ),
        *((said, june(5)) for said in ("6/5通報的", "6月5日通報", "reported on June 5", "上週五通報的")),
        ("6/15通報的", (date(2025, 6, 15),) * 2),
        ("12月通報的", whole(2025, 12)),
        *(
            (said, june(7, 10))
            for said in ("3天內通報的", "最近3天通報的", "近三日通報", "reported in the last 3 days")
        ),
        ("3天前通報的", june(7)),
        *((said, june(5, 10)) for said in ("6/5以後通報的", "6/5以來通報的", "reported since June 5")),
        ("5/20到6/3通報的", (date(2026, 5, 20), june(3)[0])),
        ("12/20到1/5通報的", (date(2025, 12, 20), date(2026, 1, 5))),
        ("今年通報的", (date(2026, 1, 1), date(2026, 12, 31))),
        ("reported before June 5", (None, june(4)[0])),
    ],
)
def test_the_days_of_a_report_are_past(said, days):
    assert read_days(said, TODAY) == ReportedOn(*days)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        *((said, VisitedOn(*june(9))) for said in ("昨天訪視的", "昨天家訪過的", "visited yesterday")),
        *(
            (said, VisitedOn(*june(1, 7)))
            for said in ("上週訪視過的", "上禮拜訪視了幾戶", "visited last week")
        ),
        ("這個月訪視幾次", VisitedOn(*june(1, 30))),
        *((said, ClosedOn(*june(1, 7))) for said in ("上週結案的", "上禮拜結案", "closed last week")),
        *((said, ClosedOn(*whole(2026, 5))) for said in ("上個月結案", "結案日:5月", "closed in May")),
        ("明天到後天到期", DueOn(*june(11, 12))),
        ("6月30日到2日到期", DueOn(june(30)[0], date(2026, 7, 2))),
    ],
)
def test_days_of_visits_and_closings_are_read_as_those_of_reports(said, days):
    assert read_days(said, TODAY) == days


@pytest.mark.parametrize(
    ("said", "none"),
    [
        ("2/30到期", "2/30"),
        ("2月30日前到期", "2月30日"),
        ("6/1到6/31通報的", "6/31"),
        ("115/2/29訪視的", "115/2/29"),
        ("13月結案", "13月"),
        ("due February 30", "february 30"),
        ("closed June 31", "june 31"),
    ],
)
def test_a_day_that_is_none_is_told_from_other_words(said, none):
    assert read_days(said, TODAY) == NoSuchDay(none)


@pytest.mark.parametrize(
    "said",
    [
        *("今天訪視", "訪視的", "結案", "今天要結案", "12-34號通報的", "due room 31"),
        *(
            "到期",
            "通報",
            "due",
            "reported",
            "6/15",
            "本月",
            "快到期",
            "王小明到期",
            "我要通報",
            "due Wang",
        ),
        *("9999-12-31到期", "1900/1/1通報", "6/15到到期", "隔壁通報的", "due in service"),
        *("9999年12月到期", "通報 8088年12月", "due December 9999", "9999年12月底到期"),
    ],
)
def test_what_names_no_days_is_not_read_as_some(said):
    assert read_days(said, TODAY) is None


@pytest.mark.parametrize(
    ("today", "said", "day"),
    [
        (date(2026, 6, 20), "6/15到期", date(2026, 6, 15)),
        (date(2026, 12, 28), "1/5到期", date(2027, 1, 5)),
        (date(2026, 1, 3), "12/31到期", date(2025, 12, 31)),
        (date(2026, 6, 13), "週五到期", date(2026, 6, 19)),
    ],
)
def test_a_deadline_without_a_year_is_of_this_year_or_near(today, said, day):
    assert read_days(said, today) == DueOn(day, day)


@given(st.text(alphabet="到期通報前後至天月日週一二三0123456789/-年內 duebyin", max_size=30), st.dates())
def test_no_words_break_the_reading_of_days(said, today):
    read_days(said, today)

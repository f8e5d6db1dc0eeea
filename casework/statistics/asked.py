"""Of when and where figures are asked for: a report counts on the day in Taipei on which it was made."""

import re
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.text.dates import months_after, next_month


class Period(StrEnum):
    """A month, a quarter, a year: the one that runs, or the one before."""

    MONTH = "m"
    LAST_MONTH = "lm"
    QUARTER = "q"
    YEAR = "y"
    LAST_YEAR = "ly"


_NAMED: Final = re.compile(
    "(?P<MONTH>這個月|這月|本月|當月|this month)|(?P<LAST_MONTH>上個月|上月|last month)"
    "|(?P<QUARTER>這一季|這季|本季|this quarter)|(?P<YEAR>今年|本年|this year)|(?P<LAST_YEAR>去年|last year)"
    "|(?P<other>上一季|上季|前年|last quarter)"
    "|(?:(?:民國)?(?P<year>[0-9]{2,4})年)?(?P<month>1[0-2]|0?[1-9])月|(?:民國)?(?P<of_year>[0-9]{2,4})年",
    re.IGNORECASE,
)
_BEFORE, _AFTER = (
    re.compile(r"^(?:度|份|的|['’]s|\s)+"),
    re.compile(r"(?:的|\s|\b(?:for|of|in))+$", re.IGNORECASE),
)
_REPUBLIC: Final = 1911


class PeriodQuestion(Struct, frozen=True):
    """A question, and the period that it names."""

    rest: str
    """What is left of it without that."""
    named: "re.Match[str] | None" = None

    def period(self, today: date) -> Period | None:
        """Return the period; None: none was named, or one of which there are no figures."""
        if self.named is None or self.named["other"]:
            return None
        kind = self.named.lastgroup or ""
        if kind in Period.__members__:
            return Period[kind]
        month, year = int(self.named["month"] or 1), int(self.named["year"] or self.named["of_year"] or 0)
        if not year:
            year = today.year if month <= today.month else today.year - 1
        first = date(year + _REPUBLIC if year < _REPUBLIC else year, month, 1)
        periods = (
            (Period.MONTH, Period.LAST_MONTH) if self.named["month"] else (Period.YEAR, Period.LAST_YEAR)
        )
        return next((one for one in periods if span(one, today).first == first), None)


def without_period(text: str) -> PeriodQuestion:
    """Part a question from the period that it names: 上個月統計, 統計 去年, figures for last month."""
    named = _NAMED.search(text)
    if named is None:
        return PeriodQuestion(text)
    before, after = _AFTER.sub("", text[: named.start()]), _BEFORE.sub("", text[named.end() :])
    return PeriodQuestion(f"{before} {after}".strip(), named)


class Span(Struct, frozen=True):
    """Days from the first to before the last."""

    first: date
    before: date

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day < self.before

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months."""
        found, month = [], self.first
        while month < self.before:
            found.append(month)
            month = next_month(month)
        return tuple(found)


def span(period: Period, today: date) -> Span:
    """Return the days of a period, as seen from a day."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    match period:
        case Period.MONTH:
            return Span(month, next_month(month))
        case Period.LAST_MONTH:
            return Span(months_after(month, -1), month)
        case Period.QUARTER:
            first = month.replace(month=3 * ((month.month - 1) // 3) + 1)
            return Span(first, months_after(first, 3))
        case Period.YEAR:
            return Span(year, year.replace(year=year.year + 1))
        case Period.LAST_YEAR:
            return Span(year.replace(year=year.year - 1), year)


class Area(Struct, frozen=True):
    """Of which part of the city: a district, what a unit leads, or all of it."""

    district: str = ""
    unit: int | None = None

    def holds(self, district: str, unit: int | None) -> bool:
        """Tell whether a case counts here: by its village's district, or by the unit of its lead."""
        return self.district in ("", district) and self.unit in (None, unit)

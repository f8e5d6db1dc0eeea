"""Of when and where figures are asked for: a report counts on the day in Taipei on which it was made."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from casework.text.dates import months_after, next_month


class Period(StrEnum):
    """A month, a quarter, a year: the one that runs, or the one before."""

    MONTH = "m"
    LAST_MONTH = "lm"
    QUARTER = "q"
    YEAR = "y"
    LAST_YEAR = "ly"


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

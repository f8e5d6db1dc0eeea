"""Working days: what the law counts in, with the days a typhoon closed added by the office."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from casework.text.dates import day_end, local_day

_DAY = timedelta(days=1)
_NEW_YEAR = "春節"
"""What the official calendar calls the first three days of the lunar year."""


class Calendar(Struct, frozen=True):
    """Taiwan's official calendar (package `holidays`) and the *closed* days it cannot know (停班停課)."""

    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works: no weekend but a make-up day, no holiday, no closed day."""
        return day not in self.closed and _planned(day)

    def working_day_from(self, day: date) -> date:
        """Return the day itself when the office works, else the next day on which it does."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def after_working_days(self, moment: datetime, n: int) -> datetime:
        """Return the end of the *n*th working day after the moment's day in Taipei, which does not count."""
        if n < 0:
            msg = "working days are counted forward"
            raise ValueError(msg)
        day = local_day(moment)
        while n:
            day += _DAY
            n -= self.is_working_day(day)
        return day_end(day)

    def working_days_before(self, day: date, n: int) -> date:
        """Return the *n*th working day before the day, which does not count: what must be ready by then."""
        if n < 0:
            msg = "working days before a day are counted backwards from it"
            raise ValueError(msg)
        while n:
            day -= _DAY
            n -= self.is_working_day(day)
        return day

    @staticmethod
    def new_year_holiday(year: int) -> tuple[date, date]:
        """Return the first and last day of the New-Year holiday (春節假期): no working day lies in between.

        It is known long before; a typhoon does not make it longer.
        """
        first = last = min(day for day, name in _year(year, "zh_TW")[0].items() if name == _NEW_YEAR)
        while not _planned(first - _DAY):
            first -= _DAY
        while not _planned(last + _DAY):
            last += _DAY
        return first, last

    def holiday_name(self, day: date, language: str = "zh_TW") -> str | None:
        """Return what is celebrated, also on a weekend (`en_US` for English); None on other days."""
        return _year(day.year, language)[0].get(day)


def _planned(day: date) -> bool:
    """Tell whether it is a working day of the official calendar, whatever a typhoon may do."""
    holidays, makeup_days = _year(day.year, "zh_TW")
    return day in makeup_days or (day.weekday() < 5 and day not in holidays)


@lru_cache(maxsize=64)
def _year(year: int, language: str) -> tuple[Mapping[date, str], frozenset[date]]:
    """Return a year's holidays and worked Saturdays; one value a year, so that no thread sees half of it."""
    from holidays import country_holidays  # noqa: PLC0415 -- 50 ms that a start does not need

    official = country_holidays("TW", years=year, language=language, expand=False)
    return dict(official.items()), frozenset(official.weekend_workdays)

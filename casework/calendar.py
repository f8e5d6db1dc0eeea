"""Working days: what the law counts in, with the days a typhoon closed added by the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from casework.dates import day_end, local_day


@dataclass(frozen=True)
class Calendar:
    """Taiwan's official calendar (package `holidays`) and the *closed* days it cannot know (停班停課)."""

    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works: no weekend but a make-up day, no holiday, no closed day."""
        holidays, makeup_days = _year(day.year, "zh_TW")
        if day in self.closed:
            return False
        return day in makeup_days or (day.weekday() < 5 and day not in holidays)

    def after_working_days(self, moment: datetime, n: int) -> datetime:
        """Return the end of the *n*th working day after the moment's day in Taipei, which does not count."""
        if n < 0:
            msg = "working days are counted forward"
            raise ValueError(msg)
        day = local_day(moment)
        while n:
            day += timedelta(days=1)
            n -= self.is_working_day(day)
        return day_end(day)

    def holiday_name(self, day: date, language: str = "zh_TW") -> str | None:
        """Return what is celebrated, also on a weekend (`en_US` for English); None on other days."""
        return _year(day.year, language)[0].get(day)


@lru_cache(maxsize=64)
def _year(year: int, language: str) -> tuple[Mapping[date, str], frozenset[date]]:
    """Return a year's holidays and worked Saturdays; one value a year, so that no thread sees half of it."""
    from holidays import country_holidays  # noqa: PLC0415 -- 50 ms that a start does not need

    official = country_holidays("TW", years=year, language=language, expand=False)
    return dict(official.items()), frozenset(official.weekend_workdays)

"""Working days: what the law counts in, with the days a typhoon closed added by the office."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from casework.policy import official
from casework.text.dates import day_end, local_day

_DAY = timedelta(days=1)
_OURS = "zh_TW"
_NEW_YEAR = "春節"
"""What the official calendar calls the first three days of the lunar year."""


class Calendar(Struct, frozen=True):
    """Taiwan's official calendar (`official.py`) and the *closed* days it cannot know (停班停課)."""

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

    @staticmethod
    def new_year_holiday(year: int) -> tuple[date, date]:
        """Return the first and last day of the New-Year holiday (春節假期): no working day lies in between.

        It is known long before; a typhoon does not make it longer.
        """
        first = last = min(
            day for day, name in official.year(year, _OURS).holidays.items() if name == _NEW_YEAR
        )
        while not _planned(first - _DAY):
            first -= _DAY
        while not _planned(last + _DAY):
            last += _DAY
        return first, last

    def holiday_name(self, day: date, language: str = _OURS) -> str | None:
        """Return what is celebrated, also on a weekend (`en_US` for English); None on other days."""
        return official.year(day.year, language).holidays.get(day)


def _planned(day: date) -> bool:
    """Tell whether it is a working day of the official calendar, whatever a typhoon may do."""
    year = official.year(day.year, _OURS)
    return day in year.worked or (day.weekday() < 5 and day not in year.holidays)

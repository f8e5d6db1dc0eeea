"""The New-Year holiday and its window: from two weeks before it to a week after it [003] 肆."""

from datetime import date, timedelta

from msgspec import Struct

from casework.cases.case import Case
from casework.policy.calendar import Calendar
from casework.policy.owed import Rules
from casework.policy.policy import NewYearFigures as Care
from casework.text.dates import roc_year


class NewYear(Struct, frozen=True):
    """The holiday of one year: its first and last day off."""

    first: date
    last: date

    @property
    def period(self) -> str:
        """The year it begins: a holiday from 30 January 2027 is of 2027."""
        return str(self.first.year)

    def window(self, care: Care) -> tuple[date, date]:
        """From two weeks before the holiday to one week after it [003] 肆."""
        return self.first - timedelta(days=care.before_days), self.last + timedelta(days=care.after_days)


def sign_of(year: int) -> str:
    """Return what a push calls the care of a year: 春節 116."""
    return f"春節 {roc_year(date(year, 1, 1))}"


def new_year(year: int, calendar: Calendar) -> NewYear:
    """Return the holiday of a year; `ValueError` for a year of which no lunar calendar is known."""
    return NewYear(*calendar.new_year_holiday(year))


def coming(today: date, rules: Rules) -> NewYear:
    """Return the holiday whose window has not ended."""
    this = new_year(today.year, rules.calendar)
    _, last = this.window(rules.policy.new_year)
    return this if today <= last else new_year(today.year + 1, rules.calendar)


def with_child(case: Case) -> bool:
    """Tell whether the children's project is about a case: open, with a child [003] 伍、二(一)1."""
    return case.open and case.child is True


def in_scope(case: Case, today: date, rules: Rules) -> bool:
    """Tell whether the children's rule speaks of a case now [003] 肆, 伍、二(一)1.

    Of open cases with a child or a youth, from two weeks before the holiday to one week after it; of homes
    without one, and of the rest of the year, it says nothing.
    """
    if not with_child(case):
        return False
    first, last = new_year(today.year, rules.calendar).window(rules.policy.new_year)
    return first <= today <= last

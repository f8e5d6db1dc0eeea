"""New-Year care (春節加強關懷): who is visited before the holiday, what is gathered after it [003] 肆–陸."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.cases.case import Case, Risk
from casework.cases.criteria import Finding, to_be_visited
from casework.forms import Answers
from casework.policy.calendar import Calendar
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty
from casework.policy.policy import NewYearFigures as Care
from casework.service.visits import counts
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import day_end, day_start


@dataclass(frozen=True)
class NewYear:
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


def new_year(year: int, calendar: Calendar) -> NewYear:
    """Return the holiday of a year; `ValueError` for a year of which no lunar calendar is known."""
    return NewYear(*calendar.new_year_holiday(year))


def in_scope(case: Case, today: date, rules: Rules) -> bool:
    """Tell whether the children's rule speaks of a case now [003] 肆, 伍、二(一)1.

    Of open cases with a child or a youth, from two weeks before the holiday to one week after it; of homes
    without one, and of the rest of the year, it says nothing.
    """
    if not case.open or case.child is not True:
        return False
    first, last = new_year(today.year, rules.calendar).window(rules.policy.new_year)
    return first <= today <= last


@dataclass(frozen=True)
class CareVisit:
    """A visit that any unit made, with the answers of the visit's form."""

    on: date
    unit: int
    answers: Answers


@dataclass(frozen=True)
class CareHousehold:
    """A household of the children-and-families project [003] 伍、二."""

    id: int
    unit: Unit
    """Whose it is to see that somebody visits."""
    worker: int | None = None
    """The primary worker, where one serves it."""
    found: tuple[Finding, ...] = ()
    on_list: bool = False
    """To be visited whatever the indicators say: adult protection with TIPVDA above 8 and a small child
    [003] 伍、二(一)2, and the lists of health, education and police (二)1."""
    risk: Risk | None = None
    visits: tuple[CareVisit, ...] = ()


@dataclass(frozen=True)
class CareResults:
    """What a unit sends up: visits in person and by telephone, referrals [003] 陸、二(二)3."""

    unit: Unit
    sent_on: date | None = None


def visit_owed(household: CareHousehold, holiday: NewYear, rules: Rules) -> Iterator[Owed]:
    """Visit before the holiday begins [003] 陸、二(二)1(1)."""
    first, _ = holiday.window(rules.policy.new_year)
    if not on_the_list(household) or cared_for(household, holiday, rules):
        return
    bearer = Bearer.PERSON if household.worker is not None else answers_for(household.unit)
    yield Owed(
        Duty.NEW_YEAR_VISIT,
        f"{holiday.period}:{household.id}",
        day_start(first),
        day_end(holiday.first - timedelta(days=1)),
        bearer,
        household.worker,
    )


def on_the_list(household: CareHousehold) -> bool:
    """Tell whether it is to be visited: by its indicators or by a list [003] 伍、二."""
    return household.on_list or to_be_visited(household.found)


def cared_for(household: CareHousehold, holiday: NewYear, rules: Rules) -> bool:
    """Tell whether a visit in the window counts, whoever made it: nobody goes twice [003] 陸、二(二)1(3)."""
    first, last = holiday.window(rules.policy.new_year)
    return any(
        first <= visit.on <= last and counts(visit.answers, household.risk) for visit in household.visits
    )


def results_owed(results: CareResults, holiday: NewYear, rules: Rules) -> Iterator[Owed]:
    """Send up the results after the holiday [003] 陸、二(二)3."""
    if results.sent_on is not None:
        return
    _, last = holiday.window(rules.policy.new_year)
    since = day_start(holiday.last + timedelta(days=1))
    yield Owed(Duty.NEW_YEAR_RESULTS, holiday.period, since, day_end(last), answers_for(results.unit))

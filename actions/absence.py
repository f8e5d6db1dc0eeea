"""Who hears that somebody is away, who stands in, and that nobody does any more."""

from collections.abc import Iterable, Iterator

from casework.reminders.hearing import supervisors
from casework.staffing.leave import OPEN_END, AwayTold
from casework.staffing.people import LEADING
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.staffing import leaves, people
from storage.staffing.directory import Directory
from storage.staffing.leaves import Leave


def absence(db: Transaction, leave: Leave) -> AwayTold:
    """Say who is away, and who stands in."""
    name, deputy = (people.get(db, one).name for one in (leave.person, leave.deputy))
    return AwayTold(leave.id, name, deputy, leave.first, leave.last)


def tell(db: Transaction, leave: Leave, verb: str, to_leaders: str, *, by: int = 0) -> None:
    """Tell the deputy, and who leads the unit; *by* whom it was done knows."""
    db.news.append(OfficeNews(verb, leave.deputy, absence(db, leave)))
    tell_leaders(db, leave, to_leaders, by=by)


def tell_leaders(db: Transaction, leave: Leave, verb: str, *, by: int = 0) -> None:
    """Who leads the unit hears who is away: neither of the two themselves."""
    unit = people.get(db, leave.person).unit
    for one in people.in_unit(db, unit, LEADING):
        if one.id not in (leave.person, leave.deputy, by):
            db.news.append(OfficeNews(verb, one.id, absence(db, leave)))


def no_longer(before: Iterable[Leave], now: int) -> Iterator[OfficeNews]:
    """Let who stood in, or was to, hear that somebody else does the work *now*."""
    for one in dict.fromkeys(leave.deputy for leave in before if leave.deputy != now):
        yield OfficeNews("person.stands_in_no_longer", one)


def without_deputy(db: Transaction, these: Iterable[Leave]) -> Iterator[OfficeNews]:
    """Let who is to be away hear that nobody stands in any more."""
    for one in these:
        if local_day(db.now) <= one.last < OPEN_END:
            yield OfficeNews("person.deputy_declined", one.person, absence(db, one))


def tell_of_successor(db: Transaction, before: Iterable[Leave]) -> None:
    """Tell of leaves whose deputy has handed over who stands in now, or that nobody does."""
    for leave in before:
        now = leaves.get(db, leave.id)
        if now is None and people.get(db, leave.person).suspended:
            db.news += _nobody_stands_in(db, leave)
        elif now is None:
            db.news += without_deputy(db, [leave])
        elif now.last == OPEN_END:
            db.news.append(OfficeNews("person.stand_in", now.deputy))
        elif now.last >= local_day(db.now):
            tell(db, now, "person.away", "person.away_too")
            db.news.append(OfficeNews("person.deputy_changed", now.person, absence(db, now)))


def _nobody_stands_in(db: Transaction, leave: Leave) -> Iterator[OfficeNews]:
    """Let the supervisors of who is suspended name somebody."""
    for one in supervisors(people.get(db, leave.person).unit, Directory(db)):
        yield OfficeNews("person.suspended", one.id)

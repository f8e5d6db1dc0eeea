"""What is said of a unit's year (獎懲): its objection, and what the bureau proposes [001] 肆."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions import audience, dossiers
from casework.errors import NotThere, WrongState
from casework.forms import Answers
from casework.meetings.merit import Merit, may_object, object_to, objected_by
from casework.meetings.merit_year import SEND, MeritYear
from casework.meetings.rights import speaks_for
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import merit
from storage.staffing import people

SHOWN = "merit_shown"
"""A fact: the last year whose rows were shown to the units."""


class MeritShown(Struct, frozen=True):
    """What a push names: of which year, whose row, and by when the unit may object."""

    year: int
    unit: int
    by: date


def show(db: Transaction) -> None:
    """Once a year tell the units that they see their rows now; from then on the bureau owes the table."""
    today = local_day(db.now)
    year = today.year - 1
    if facts.get(db, SHOWN) == str(year) or not may_object(year, today, db.rules):
        return
    facts.put(db, SHOWN, str(year))
    units, keeper = merit.concerned(db, year), merit.bureau(db)
    staffed = people.staffed(db, [one.id for one in units])
    if not units or keeper is None:
        return
    merit.begin(db, year, keeper)
    by = objected_by(year, db.rules)
    for unit in units:
        if unit.id in staffed and unit.id != keeper.id:
            _tell(db, "merit.shown", MeritShown(year, unit.id, by))
    _tell(db, "merit.to_judge", MeritShown(year, keeper.id, by))


def _tell(db: Transaction, verb: str, about: MeritShown) -> None:
    for person in audience.of_unit(db, people.unit(db, about.unit)):
        db.news.append(OfficeNews(verb, person, about, f"merit:{about.year}:{about.unit}:{person}"))


def to_send(db: Transaction, year: int) -> MeritYear | None:
    """Return a year's table if the speaker can send it now."""
    one = merit.of(db, year)
    return one if one is not None and dossiers.offered(db, one, SEND) else None


def send(db: Transaction, row: int, given: Answers) -> MeritYear:
    """Send it: nothing of it changes any more."""
    return dossiers.do(db, merit.MERIT_YEARS, row, SEND, given=given)


def own_unit(db: Transaction) -> int | None:
    """Return the unit for which the speaker acts."""
    if db.unit is None or not speaks_for_unit(db, db.unit.id):
        return None
    return db.unit.id


def speaks_for_unit(db: Transaction, unit: int) -> bool:
    """Tell whether the speaker acts for a unit."""
    bearer = answers_for(people.unit(db, unit))
    return any(speaks_for(one, unit, bearer) for one in db.acting)


def oversees(db: Transaction) -> bool:
    """The bureau keeps the table [001] 肆三."""
    return db.speaker is not None and db.speaker.role is Role.BUREAU


def object_for(db: Transaction, year: int, unit: int, why: str, letter: str) -> Merit:
    """Object for the own unit (申復)."""
    if not speaks_for_unit(db, unit):
        raise NotThere
    before = merit.to_change(db, year, unit)
    today = local_day(db.now)
    after = object_to(before, why, letter, today, db.rules)
    journal.write(db, "office.merit_objected", year=year, unit=unit)
    return merit.save(db, after)


def advise(db: Transaction, year: int, unit: int, advice: str, ground: str) -> Merit:
    """Keep what the bureau proposes, typed by a person."""
    if not oversees(db):
        raise NotThere
    kept = merit.of(db, year)
    if kept is not None and not kept.open:
        raise WrongState
    before = merit.to_change(db, year, unit)
    journal.write(db, "office.merit_advised", year=year, unit=unit)
    return merit.save(db, replace(before, advice=advice, ground=ground))

"""What is said of a unit's year (獎懲): its objection, and what the bureau proposes [001] 肆."""

from dataclasses import replace

from casework.errors import NotThere
from casework.meetings.merit import Merit, object_to
from casework.meetings.rights import speaks_for
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.core import journal
from storage.core.database import Transaction
from storage.meetings import merit
from storage.staffing import people


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
    before = merit.to_change(db, year, unit)
    journal.write(db, "office.merit_advised", year=year, unit=unit)
    return merit.save(db, replace(before, advice=advice, ground=ground))

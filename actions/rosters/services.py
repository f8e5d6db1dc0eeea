"""Each bureau hands in what it serves, every month, for the match [001] 三(六)2(5)."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from casework.errors import NotThere, WrongState
from casework.rosters.services import ServiceList, gives
from casework.staffing.units import Unit
from casework.text.dates import next_month
from storage.core.database import Transaction
from storage.rosters import services
from storage.staffing import people


def theirs(db: Transaction) -> list[Unit]:
    """List the bureaus whose list is the speaker's to hand in, their own first."""
    found = [unit for unit in services.bureaus(db) if any(gives(one, unit) for one in db.acting)]
    own = {one.unit for one in db.acting}
    return sorted(found, key=lambda unit: unit.id not in own)


def own(db: Transaction) -> list[Unit]:
    """List the bureaus of those the speaker acts for whose list is theirs to hand in."""
    found = people.these_units(db, (one.unit for one in db.acting))
    units = [found[unit] for unit in dict.fromkeys(one.unit for one in db.acting)]
    return [unit for unit in units if not unit.ended and any(gives(one, unit) for one in db.acting)]


def none(db: Transaction, unit: int, month: date) -> ServiceList:
    """Say that a bureau serves nobody this month, while its list is awaited: none that is there goes."""
    if any(one.unit.id == unit and one.given_at is not None for one in services.of_month(db, month)):
        raise WrongState
    return give(db, unit, month, ())


def give(db: Transaction, unit: int, month: date, rows: Sequence[Mapping[str, str]]) -> ServiceList:
    """Hand in a month's list of a bureau; it replaces what was handed in for that month.

    From the first that is handed in on, one is awaited of every bureau, each month.
    """
    mine = next((one for one in theirs(db) if one.id == unit), None)
    if mine is None or db.speaker is None:
        raise NotThere
    for each in services.bureaus(db):
        services.await_one(db, each, month)
    one = services.await_one(db, mine, month)
    verb = "roster.given" if rows else "roster.none"
    kept = services.keep(db, replace(one, given_at=db.now, by=db.speaker.id), rows, verb)
    services.await_one(db, mine, next_month(month))
    return kept

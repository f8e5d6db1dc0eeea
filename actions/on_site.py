"""On-site service: set up by the unit, booked by the centre, counted after each sitting (`screens.md` §8)."""

from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from actions import audience
from casework.cases.access import Action
from casework.errors import NotThere
from casework.forms import Answers
from casework.on_site import EVERY, Sitting
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.dossiers import answers
from storage.on_site import SITTINGS
from storage.staffing import people


class SittingNews(Struct, frozen=True):
    """What a push of a sitting names: which unit, and the day."""

    sitting: int
    unit: str
    day: date


def sends(db: Transaction) -> Unit | None:
    """Return the unit that the speaker answers for, if it can sit at a centre."""
    units = (people.unit(db, one.unit) for one in db.acting)
    return next((one for one in units if one.kind is not UnitKind.CENTRE and answers(db, one)), None)


def theirs(db: Transaction) -> list[Sitting]:
    """List the sittings of the speaker's unit, and those at their centre."""
    found = SITTINGS.of_units(db, {one.unit for one in db.acting}, db.now)
    return [one for one in found if one.open and SITTINGS.may(db, one, Action.VIEW)]


def set_up(db: Transaction, centre: int, given: Answers) -> Sitting:
    """Sit at a centre from today on."""
    unit, today = sends(db), local_day(db.now)
    if unit is None or people.unit(db, centre).kind is not UnitKind.CENTRE:
        raise NotThere
    one = Sitting(
        unit=unit,
        by=centre,
        sign=SITTINGS.number(db, unit, "駐點"),
        weekday=int(str(given["weekday"])),
        week=0 if given["week"] == EVERY else int(str(given["week"])),
        hours=str(given["hours"]),
        booked_only=given["booked_only"] == "yes",
        since=today,
        counted_to=today - timedelta(days=1),
    )
    return SITTINGS.add(db, one, "sitting.set_up", unit=centre)


def end(db: Transaction, row: int) -> Sitting:
    """Sit there no more; who booked for a day to come hears."""
    before = SITTINGS.held(db, row, Action.SERVE)
    before.changeable()
    after = SITTINGS.keep(db, before, replace(before, ended_at=db.now), "sitting.ended")
    calendar = db.rules.calendar
    for day in sorted({each.day for each in before.bookings if each.day >= local_day(db.now)}):
        if before.falls_on(day, calendar) and not (before.absent(day) or after.falls_on(day, calendar)):
            _tell(db, "sitting.ended", after, day, _who_booked(db, after, day))
    return after


def book(db: Transaction, row: int, day: date, topic: str) -> Sitting:
    """Book for a day; the unit hears. Whose it is, and what for, the unit alone reads."""
    before = SITTINGS.held(db, row)
    after = before.book(day, _me(db), topic, db.now, db.rules.calendar)
    after = SITTINGS.keep(db, before, after, "sitting.booked", day=day.isoformat())
    _tell(db, "sitting.booked", after, day, audience.of_unit(db, after.unit))
    return after


def stay_away(db: Transaction, row: int, day: date, why: str) -> Sitting:
    """Nobody comes on a day: who booked hears; the second time in a row, who leads there and here."""
    before = SITTINGS.held(db, row, Action.SERVE)
    after = before.stay_away(day, why, db.now, db.rules.calendar)
    after = SITTINGS.keep(db, before, after, "sitting.cancelled", day=day.isoformat())
    _tell(db, "sitting.cancelled", after, day, _who_booked(db, after, day))
    if after.away_twice(day, db.rules.calendar):
        leading = {*audience.leading(db, after.by or 0), *audience.leading(db, after.unit.id)}
        _tell(db, "sitting.cancelled_again", after, day, leading)
    return after


def count(db: Transaction, row: int, day: date, numbers: tuple[int, ...]) -> Sitting:
    """Say how many came."""
    before = SITTINGS.held(db, row, Action.SERVE)
    after = before.say(day, numbers, db.now, db.rules.calendar)
    return SITTINGS.keep(db, before, after, "sitting.counted", day=day.isoformat())


def turn(db: Transaction, row: int) -> None:
    """A sitting is over: its count is owed from now on."""
    one = SITTINGS.read(db, row)
    SITTINGS.keep(db, one, one.looked_at(db.now))


def _who_booked(db: Transaction, one: Sitting, day: date) -> set[int]:
    return {who.id for each in one.booked(day) for who in audience.hearers(db, each.person)}


def _tell(db: Transaction, verb: str, one: Sitting, day: date, hear: set[int]) -> None:
    about = SittingNews(one.id, one.unit.name, day)
    for person in sorted(hear - {_me(db)}):
        db.news.append(OfficeNews(verb, person, about))


def _me(db: Transaction) -> int:
    return db.speaker.id if db.speaker else 0

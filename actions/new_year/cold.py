"""Cold alerts (低溫): published for an area, asked after each day, taken back; beds counted [003] 柒、三."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct

from actions import audience
from casework.cases.access import Action
from casework.errors import NotThere, Stale, WrongState
from casework.new_year.care import CareGroup, CareHousehold
from casework.new_year.cold import (
    AT_HOME,
    IN_THE_STREET,
    BedKind,
    ColdAlert,
    ColdContact,
    ColdList,
    InTheCold,
    Shelter,
    brings_in,
    in_the_street,
)
from casework.policy.policy import Hearer
from casework.reminders.hearing import Owing, listeners
from casework.staffing.bearers import answers_for
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.new_year import cold
from storage.reminders import obligations
from storage.staffing import people
from storage.staffing.directory import Directory

PUBLISHING = (Role.BUREAU, Role.ADMIN)
BEDS = (Role.BUREAU, Role.LIAISON, Role.HEAD)


class ColdNews(Struct, frozen=True):
    """What a push of a cold alert names: how cold, until when, how many; never who."""

    list: int
    degree: int
    until: date
    households: int = 0


class Foreseen(Struct, frozen=True):
    """Who would get what, before it is published."""

    lists: int
    households: int
    street: int
    precincts: int = 0
    """They bring people in from the street, too, at 5 °C."""


def _publishes(db: Transaction) -> None:
    if db.speaker is None or db.speaker.role not in PUBLISHING:
        raise NotThere


def foresee(db: Transaction, degree: int, areas: Collection[str], until: date) -> Foreseen:
    """Say whom an alert would reach."""
    _publishes(db)
    one = ColdAlert(0, degree, tuple(areas), db.now, until, local_day(db.now))
    found, precincts = cold.whom(db, one), _precincts(db, one)
    leads = {(each.unit.id, each.person) for each in found}
    return Foreseen(len(leads), len(found), len(in_the_street(found)), len(precincts))


def publish(db: Transaction, degree: int, areas: Collection[str], until: date) -> ColdAlert:
    """Publish an alert: every lead hears whom to ask after, today and each day while it lasts."""
    _publishes(db)
    one = cold.begin(db, degree, areas, until)
    journal.write(db, "cold.published", degree=degree, until=until.isoformat())
    _tell(db, "cold.published", _made(db, one))
    return one


def _made(db: Transaction, one: ColdAlert) -> list[ColdList]:
    lists = cold.make_lists(db, one, _precincts(db, one))
    cold.settle(db, lists)
    return lists


def _precincts(db: Transaction, one: ColdAlert) -> Mapping[int, Collection[CareHousehold]]:
    """At 5 °C the precincts bring people in from the street with the others [003] 柒、三."""
    if not brings_in(one):
        return {}
    street = in_the_street(cold.whom(db, one))
    found: dict[int, Collection[CareHousehold]] = {}
    for unit in people.standing_units(db):
        if unit.kind is UnitKind.POLICE and unit.district:
            theirs = [each for each in street if each.village.startswith(unit.district)]
            if theirs:
                found[unit.id] = theirs
    return found


def _tell(db: Transaction, verb: str, lists: Collection[ColdList]) -> None:
    for one in lists:
        if verb == "cold.published" and not one.waiting:
            continue
        about = ColdNews(one.id, one.alert.degree, one.alert.until, one.waiting)
        if one.person is not None:
            hear = audience.hearers(db, one.person)
        else:
            owing = Owing(answers_for(one.unit), unit=one.unit.id)
            hear = listeners(owing, Hearer.OWNER, Directory(db))
        for who in hear if one.asked else ():
            db.news.append(OfficeNews(verb, who.id, about))


def end(db: Transaction, number: int) -> ColdAlert:
    """Take an alert back (解除): nobody is asked after any more."""
    _publishes(db)
    one = cold.alert(db, number)
    if not cold.end(db, one):
        raise WrongState
    journal.write(db, "cold.ended", alert=one.id)
    after = cold.of_alert(db, one)
    cold.settle(db, after)
    _tell(db, "cold.ended", after)
    return cold.alert(db, number)


def turn_day(db: Transaction) -> None:
    """Begin the day of each alert: who was reached yesterday is asked after anew; what is over ends.

    In the day the lists follow what changed: who was listed, has another lead, is back from hospital.
    """
    today, lasting = local_day(db.now), cold.going_on(db)
    changed = cold.changed(db) if lasting else {}
    for one in lasting:
        if today > one.until:
            if cold.end(db, one):
                journal.write(db, "cold.ended", alert=one.id)
                cold.settle(db, cold.of_alert(db, one))
        elif one.today < today:
            if cold.counted(db, one, today):
                _tell(db, "cold.published", _made(db, cold.alert(db, one.id)))
        elif changed:
            _follow(db, one, {care for care, new in changed.items() if new})


def _follow(db: Transaction, one: ColdAlert, new: Collection[int]) -> None:
    """Make an alert's lists anew; whose it is hears of *new* households, and where nothing was owed."""
    lists = cold.make_lists(db, one, _precincts(db, one))
    owed = obligations.of_each(db, [each.id for each in lists])
    cold.settle(db, lists)
    waiting = {each.id: {asked.care.id for asked in each.asked if not asked.reached} for each in lists}
    told = [each for each in lists if not owed[each.id] or not waiting[each.id].isdisjoint(new)]
    _tell(db, "cold.published", told)


def asked_of(db: Transaction, number: int, care: int) -> tuple[ColdList, InTheCold]:
    """Get somebody of a list that is the speaker's to do, while the alert lasts."""
    one = cold.read(db, number)
    found = next((each for each in one.asked if each.care.id == care), None)
    if found is None or not cold.may(db, one, Action.SERVE):
        raise NotThere
    if not one.alert.on:
        raise WrongState
    return one, found


def as_shown(db: Transaction, number: int, care: int, made: int) -> tuple[ColdList, InTheCold]:
    """Get somebody as they were shown; raises `Stale` where they were asked after since."""
    one, found = asked_of(db, number, care)
    if len(found.contacts) != made:
        raise Stale
    return one, found


def ways(asked: InTheCold) -> Sequence[ColdContact]:
    """List what can come of it, by where they live."""
    return IN_THE_STREET if asked.care.cold is CareGroup.STREET else AT_HOME


def ask_after(
    db: Transaction, number: int, care: int, how: ColdContact, checked: Sequence[str] = ()
) -> ColdList:
    """Keep what came of asking after somebody."""
    one, asked = asked_of(db, number, care)
    if how not in ways(asked):
        raise WrongState
    cold.add_contact(db, one, care, how, checked)
    return cold.read(db, number)


# Beds


def tells_beds(db: Transaction) -> bool:
    """Tell whether the speaker says how many beds there are."""
    return any(who.role in BEDS for who in db.acting)


def tell_beds(db: Transaction, name: str, beds: Mapping[BedKind, int]) -> None:
    """Say how many beds a shelter has [003] 陸、一(一)2(1)H."""
    if not tells_beds(db):
        raise NotThere
    cold.tell_beds(db, name, beds)


def shelter(db: Transaction, number: int, care: int, place: int, kind: BedKind) -> Shelter:
    """Bring somebody to a shelter: a bed fewer is free there."""
    asked_of(db, number, care)
    given = cold.give_bed(db, place, kind, care)
    ask_after(db, number, care, ColdContact.SHELTERED)
    return given

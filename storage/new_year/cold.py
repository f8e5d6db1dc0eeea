"""Cold alerts as they are kept: lists of whom to ask after, what came of it, beds."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from casework.cases.access import Action
from casework.errors import NotThere
from casework.new_year.care import CareHousehold
from casework.new_year.cold import (
    COLD_LIST,
    GROUPS,
    BedKind,
    ColdAlert,
    ColdContact,
    ColdList,
    InTheCold,
    Shelter,
    asked_for,
    concerned,
    in_the_street,
    older_lists,
)
from casework.new_year.parts import speaks
from casework.staffing.people import SERVING
from casework.staffing.units import Unit
from casework.text.dates import local_day
from storage.core import facts, journal, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.locks import hold_subjects, needed
from storage.core.tables import beds_given, cold_alerts, cold_contacts, cold_lists, shelters
from storage.core.upsert import Upsert
from storage.new_year import campaigns, care
from storage.reminders import obligations
from storage.staffing import people

_ALERTS = select(cold_alerts).order_by(cold_alerts.c.id.desc())
_ALERT = _ALERTS.where(cold_alerts.c.id == bindparam("row"))
_OPEN = _ALERTS.where(cold_alerts.c.ended_at.is_(None))
_BEGIN = insert(cold_alerts).returning(cold_alerts.c.id)
_END = (
    update(cold_alerts)
    .where(cold_alerts.c.id == bindparam("row"), cold_alerts.c.ended_at.is_(None))
    .values(ended_at=bindparam("now", type_=cold_alerts.c.ended_at.type))
)
_COUNTED = (
    update(cold_alerts)
    .where(cold_alerts.c.id == bindparam("row"), cold_alerts.c.counted_on < bindparam("day_"))
    .values(counted_on=bindparam("day_"))
)
_LISTS = select(cold_lists).order_by(cold_lists.c.id)
_OF_ALERT = _LISTS.where(cold_lists.c.alert == bindparam("of"))
_THESE = _LISTS.where(cold_lists.c.id.in_(bindparam("these", expanding=True)))
_OWING = _LISTS.join(cold_alerts, cold_alerts.c.id == cold_lists.c.alert).where(
    cold_alerts.c.ended_at.is_(None)
)
_ADD = insert(cold_lists)
_CONTACTS = (
    select(cold_contacts.c.care, cold_contacts.c.how, cold_contacts.c.alert, cold_alerts.c.degree)
    .join(cold_alerts, cold_alerts.c.id == cold_contacts.c.alert)
    .where(cold_alerts.c.until >= bindparam("on"), cold_contacts.c.day == bindparam("on"))
    .order_by(cold_contacts.c.id)
)
_ADD_CONTACT = insert(cold_contacts)
_SHELTERS = select(shelters).order_by(shelters.c.name)
_GIVEN = (
    select(beds_given.c.shelter, beds_given.c.kind, func.count().label("n"))
    .join(shelters, shelters.c.id == beds_given.c.shelter)
    .where(beds_given.c.at >= shelters.c.told_at)
    .group_by(beds_given.c.shelter, beds_given.c.kind)
)
_TELL = Upsert(
    shelters,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[shelters.c.name],
        set_={"beds": insert.excluded.beds, "told_at": insert.excluded.told_at, "by": insert.excluded.by},
    ),
)
_HOLD_SHELTER = select(shelters.c.id).where(shelters.c.id == bindparam("row")).with_for_update()
_GIVE = insert(beds_given)


# Alerts


def alert(db: Transaction, number: int) -> ColdAlert:
    """Read one; raises `NotThere`."""
    row = db.connection.execute(_ALERT, {"row": number}).one_or_none()
    if row is None:
        raise NotThere
    return _alert(row)


def going_on(db: Transaction) -> list[ColdAlert]:
    """List those that nobody ended, the newest first."""
    return [_alert(row) for row in db.connection.execute(_OPEN).all()]


def changed(db: Transaction) -> Mapping[int, bool]:
    """Take up which households changed while an alert lasts, and whether they are on a list of another's.

    What changes meanwhile is left for the next time.
    """
    found = facts.beginning(db, care.CHANGED)
    taken = ((number, facts.remove(db, f"{care.CHANGED}{number}")) for number in found)
    return {int(number): value == care.NEW for number, value in taken if value is not None}


def begin(db: Transaction, degree: int, areas: Collection[str], until: date) -> ColdAlert:
    """Keep a new one."""
    by = db.speaker.id if db.speaker else None
    values = {"degree": degree, "areas": list(areas), "begun_at": db.now, "until": until, "by": by}
    today = local_day(db.now)
    row = db.connection.execute(_BEGIN, {**values, "ended_at": None, "counted_on": today}).scalar_one()
    return alert(db, row)


def end(db: Transaction, one: ColdAlert) -> bool:
    """End one; False when somebody did."""
    return bool(db.connection.execute(_END, {"row": one.id, "now": db.now}).rowcount)


def counted(db: Transaction, one: ColdAlert, today: date) -> bool:
    """Its lists are of today; False when another bell made them."""
    return bool(db.connection.execute(_COUNTED, {"row": one.id, "day_": today}).rowcount)


def _alert(row: Any) -> ColdAlert:
    areas = tuple(row.areas)
    return ColdAlert(row.id, row.degree, areas, row.begun_at, row.until, row.counted_on, row.ended_at)


# Lists


def whom(db: Transaction, one: ColdAlert) -> list[CareHousehold]:
    """List the elders living alone and the people in the street of the area: of the newest lists.

    While those may not be there yet also of the winter before, of whom no new list has.
    """
    years = campaigns.latest_years(db, 2)
    if years and not older_lists(years[0], one, db.rules):
        years = years[:1]
    return [each for each in care.of_groups(db, years, GROUPS, one.about) if concerned(each, one, db.rules)]


def make_lists(
    db: Transaction, one: ColdAlert, precincts: Mapping[int, Collection[CareHousehold]]
) -> list[ColdList]:
    """Give every lead a list, and at 5 °C each precinct; those that are there stay."""
    there = {
        (row.unit, row.person, row.street) for row in db.connection.execute(_OF_ALERT, {"of": one.id}).all()
    }
    leads = {(each.unit.id, each.person, False) for each in whom(db, one)}
    wanted = [*sorted(leads, key=str), *((unit, None, True) for unit in precincts)]
    for unit, person, street in wanted:
        if (unit, person, street) not in there:
            sign = ColdList(0, one, people.unit(db, unit)).sign
            row = subjects.add(db, COLD_LIST.name, sign)
            values = {"id": row, "alert": one.id, "unit": unit, "person": person, "street": street}
            db.connection.execute(_ADD, values)
    return of_alert(db, one)


def of_alert(db: Transaction, one: ColdAlert) -> list[ColdList]:
    """List the lists of an alert, each with whom it asks after."""
    return _lists(db, db.connection.execute(_OF_ALERT, {"of": one.id}).all())


def read(db: Transaction, number: int) -> ColdList:
    """Read one without judging; raises `NotThere`."""
    found = _these(db, [number])
    if not found:
        raise NotThere
    return found[0]


def mine(db: Transaction, one: ColdAlert) -> list[ColdList]:
    """List those of an alert that are the speaker's to do."""
    return [each for each in of_alert(db, one) if may(db, each, Action.SERVE)]


def owing(db: Transaction) -> Sequence[ColdList]:
    """List those of alerts that go on."""
    return _lists(db, db.connection.execute(_OWING).all())


def _these(db: Transaction, these: Sequence[int]) -> list[ColdList]:
    return _lists(db, db.connection.execute(_THESE, {"these": list(these)}).all())


def _lists(db: Transaction, rows: Sequence[Any]) -> list[ColdList]:
    alerts = {number: alert(db, number) for number in {row.alert for row in rows}}
    everybody = {number: asked(db, one) for number, one in alerts.items()}
    found = []
    for row in rows:
        theirs = everybody[row.alert]
        if row.street:
            district = people.unit(db, row.unit).district
            street = {one.id for one in in_the_street([each.care for each in theirs])}
            theirs = [
                one for one in theirs if one.care.id in street and one.care.village.startswith(district)
            ]
        else:
            theirs = [one for one in theirs if (one.care.unit.id, one.care.person) == (row.unit, row.person)]
        unit: Unit = people.unit(db, row.unit)
        found.append(ColdList(row.id, alerts[row.alert], unit, row.person, row.street, tuple(theirs)))
    return found


def settle(db: Transaction, lists: Collection[ColdList]) -> None:
    """Settle what is owed for each; who was asked after meanwhile is not asked after again."""
    if needed(db):
        these = [one.id for one in lists]
        hold_subjects(db, these)
        lists = _these(db, these)
    for one in lists:
        obligations.settle(db, COLD_LIST.subject(one), COLD_LIST.owed(one, db.rules))


def may(db: Transaction, one: ColdList, action: Action) -> bool:
    """Tell whether the speaker may: whose list it is; the bureau sees how far each is."""
    seen = (Action.VIEW, Action.HISTORY)
    if action not in (*seen, Action.SERVE):
        return False
    for who in db.acting:
        own = who.id == one.person or (who.unit == one.unit.id and who.role in SERVING and one.person is None)
        if own or speaks(who, one.unit):
            return True
    return False


# What came of it


def asked(db: Transaction, one: ColdAlert) -> list[InTheCold]:
    """List everybody who is to be asked after today, with what came of it."""
    found = whom(db, one)
    made = contacts(db, one, found)
    return [InTheCold(each, made.get(each.id, ())) for each in found]


def contacts(
    db: Transaction, one: ColdAlert, households: Collection[CareHousehold]
) -> Mapping[int, tuple[ColdContact, ...]]:
    """Say of each household what came of asking on the day of the alert, also by a list of another."""
    found, of = defaultdict[int, list[ColdContact]](list), {each.id: each for each in households}
    for row in db.connection.execute(_CONTACTS, {"on": one.today}).all():
        if row.care in of and (row.alert == one.id or asked_for(of[row.care], one, row.degree)):
            found[row.care].append(ColdContact(row.how))
    return {number: tuple(each) for number, each in found.items()}


def add_contact(
    db: Transaction, one: ColdList, number: int, how: ColdContact, checked: Sequence[str]
) -> None:
    """Keep what came of asking after somebody; every list that has them is settled."""
    who = db.speaker
    if who is None:
        raise NotThere
    values = {"alert": one.alert.id, "care": number, "day": one.alert.today, "how": how}
    rest = {"unit": who.unit, "person": who.id, "at": db.now, "checked": list(checked)}
    db.connection.execute(_ADD_CONTACT, {**values, **rest})
    journal.write(db, "cold.asked_after", subject=one.id, care=number, how=how)
    settle(db, [each for each in owing(db) if number in {a.care.id for a in each.asked}])


# Beds


def all_shelters(db: Transaction) -> list[Shelter]:
    """List the shelters with their beds, and how many were given since these were told."""
    given: dict[int, Counter[BedKind]] = defaultdict(Counter)
    for row in db.connection.execute(_GIVEN).all():
        given[row.shelter][BedKind(row.kind)] += row.n
    return [
        Shelter(row.id, row.name, {BedKind(kind): n for kind, n in row.beds.items()}, dict(given[row.id]))
        for row in db.connection.execute(_SHELTERS).all()
    ]


def tell_beds(db: Transaction, name: str, beds: Mapping[BedKind, int]) -> None:
    """Keep how many beds a shelter has; what was given before is counted no more."""
    by = db.speaker.id if db.speaker else None
    _TELL.run(db, {"name": name, "beds": dict(beds), "told_at": db.now, "by": by})
    journal.write(db, "beds.told", beds=sum(beds.values()))


def give_bed(db: Transaction, shelter: int, kind: BedKind, number: int | None) -> Shelter:
    """Give a bed; raises `NotThere` when none is free."""
    if db.connection.dialect.name != "sqlite":
        db.connection.execute(_HOLD_SHELTER, {"row": shelter}).all()
    one = next((each for each in all_shelters(db) if each.id == shelter), None)
    if one is None or not one.left(kind):
        raise NotThere
    by = db.speaker.id if db.speaker else None
    db.connection.execute(_GIVE, {"shelter": shelter, "kind": kind, "care": number, "at": db.now, "by": by})
    journal.write(db, "beds.given", shelter=shelter, kind=kind)
    return next(each for each in all_shelters(db) if each.id == shelter)


COLD_LISTS: SubjectKind[ColdList] = SubjectKind(
    COLD_LIST, read, may, owing, partial(obligations.count_anew, COLD_LIST, _these)
)

"""Households of New-Year care: each once, with the lists it is on and the visits that were made."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, MutableSet, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from casework.cases.access import Action
from casework.cases.household import Household
from casework.errors import NotThere, Overtaken
from casework.forms import Answers
from casework.new_year.care import CARE, CareEntry, CareGroup, CareHousehold, CareVisit, as_care, lead_of
from casework.new_year.cold import GROUPS
from casework.new_year.holiday import sign_of
from casework.new_year.merging import Key, as_told_last, keys, listed_again
from casework.policy.policy import CareSource, Duty
from casework.staffing.people import Role
from casework.staffing.units import Unit
from casework.text.addresses import clean_address
from storage.cases import cases, households, service
from storage.core import facts, journal, recusals, subjects
from storage.core.database import Passing, SubjectKind, Transaction
from storage.core.tables import campaigns as campaign_rows
from storage.core.tables import care_entries, care_households, care_visits, cold_alerts, cold_contacts, tokens
from storage.core.tables import households as household_rows
from storage.core.tables import obligations as obligation_rows
from storage.new_year import campaigns, relief
from storage.reminders import obligations
from storage.staffing import people

_GOING_ON = select(campaign_rows.c.year).where(campaign_rows.c.closed_at.is_(None))
_CARE = select(care_households).order_by(care_households.c.id)
_STANDING = _CARE.where(care_households.c.into.is_(None))
_THESE = _CARE.where(care_households.c.id.in_(bindparam("these", expanding=True)))
_OF_YEAR = _STANDING.where(care_households.c.year == bindparam("of"))
_NOBODYS = _OF_YEAR.where(
    care_households.c.person.is_(None),
    care_households.c.village.in_(bindparam("villages", expanding=True)),
)
_OF_LEAD = _OF_YEAR.where(care_households.c.unit == bindparam("unit_"))
_OWING = _STANDING.where(care_households.c.year.in_(_GOING_ON))
_NEWEST_CLOSED = (
    select(func.max(campaign_rows.c.year)).where(campaign_rows.c.closed_at.isnot(None)).scalar_subquery()
)
_HELD = _STANDING.where(
    care_households.c.id.in_(
        select(care_entries.c.care).where(care_entries.c.person == bindparam("person_"))
    ),
    or_(
        care_households.c.year.in_(_GOING_ON),
        and_(
            care_households.c.year == _NEWEST_CLOSED,
            care_households.c.grouped.in_(GROUPS),
        ),
    ),
)
"""On somebody's list, whoever leads; of who is asked after in the cold also when the campaign is over."""
_COLD_NOW = select(func.count()).where(cold_alerts.c.ended_at.is_(None))
_THEIRS = _OF_YEAR.where(
    care_households.c.id.in_(
        select(care_entries.c.care).where(
            or_(
                care_entries.c.unit.in_(bindparam("units", expanding=True)),
                care_entries.c.person.in_(bindparam("people", expanding=True)),
            )
        )
    )
)
_LAST = select(func.max(care_households.c.number)).where(care_households.c.year == bindparam("of"))
_ADD = insert(care_households)
_SAVE = (
    update(care_households)
    .where(care_households.c.id == bindparam("row"), care_households.c.version == bindparam("was"))
    .values(
        unit=bindparam("unit_"),
        person=bindparam("person_"),
        village=bindparam("village_"),
        grouped=bindparam("group_"),
        high=bindparam("high_"),
        listed_at=bindparam("listed", type_=care_households.c.listed_at.type),
        into=bindparam("into_"),
        version=bindparam("becomes"),
    )
)
_ENTRIES = (
    select(
        care_entries,
        household_rows.c.wrapped.label("household_wrapped"),
        household_rows.c.sealed.label("household_sealed"),
        household_rows.c.version.label("household_version"),
    )
    .join(household_rows, household_rows.c.id == care_entries.c.household_id)
    .where(care_entries.c.care.in_(bindparam("these", expanding=True)))
    .order_by(care_entries.c.id)
)
_ADD_ENTRY = insert(care_entries).returning(care_entries.c.id)
_SEAL_ENTRY = (
    update(care_entries).where(care_entries.c.id == bindparam("row")).values(sealed=bindparam("sealed_"))
)
_MOVE_ENTRY = (
    update(care_entries)
    .where(care_entries.c.id == bindparam("row"))
    .values(unit=bindparam("unit_"), person=bindparam("person_"))
)
_MOVE_ENTRIES = (
    update(care_entries).where(care_entries.c.care == bindparam("was")).values(care=bindparam("becomes"))
)
_OF_CASE = (
    select(care_entries.c.care, care_entries.c.id, care_entries.c.unit, care_entries.c.person)
    .join(care_households, care_households.c.id == care_entries.c.care)
    .where(care_entries.c.case_id == bindparam("case_"), care_households.c.year.in_(_GOING_ON))
)
_SHARING = (
    select(care_entries.c.care)
    .join(care_households, care_households.c.id == care_entries.c.care)
    .join(tokens, tokens.c.household_id == care_entries.c.household_id)
    .where(
        care_households.c.year == bindparam("of"),
        tokens.c.token.in_(bindparam("hashes", expanding=True)),
    )
    .distinct()
)
_NAMED = (
    select(care_entries.c.care)
    .join(care_households, care_households.c.id == care_entries.c.care)
    .join(tokens, tokens.c.household_id == care_entries.c.household_id)
    .where(
        care_households.c.year == bindparam("of"),
        tokens.c.field == "name",
        tokens.c.token.in_(bindparam("hashes", expanding=True)),
    )
    .group_by(care_entries.c.care, care_entries.c.household_id)
    .having(func.count(tokens.c.token.distinct()) == bindparam("all"))
)
_HOUSEHOLDS = select(func.count()).where(
    care_households.c.into.is_(None), care_households.c.year == bindparam("of")
)
_ALL_WAITING = (
    select(func.count())
    .select_from(care_households)
    .join(obligation_rows, obligation_rows.c.subject == care_households.c.id)
    .where(
        obligation_rows.c.duty == Duty.NEW_YEAR_VISIT,
        obligation_rows.c.ended_at.is_(None),
        care_households.c.year == bindparam("of"),
    )
)
_WAITING = select(func.count()).where(
    obligation_rows.c.duty == Duty.NEW_YEAR_VISIT,
    obligation_rows.c.ended_at.is_(None),
    or_(
        obligation_rows.c.person.in_(bindparam("people", expanding=True)),
        and_(
            obligation_rows.c.person.is_(None),
            obligation_rows.c.unit.in_(bindparam("units", expanding=True)),
        ),
    ),
)
_VISITS = (
    select(care_visits)
    .where(care_visits.c.care.in_(bindparam("these", expanding=True)))
    .order_by(care_visits.c.visited_on, care_visits.c.id)
)
_ADD_VISIT = insert(care_visits).returning(care_visits.c.id)
_SEAL_VISIT = (
    update(care_visits).where(care_visits.c.id == bindparam("row")).values(sealed=bindparam("sealed_"))
)
_MOVE_VISITS = (
    update(care_visits).where(care_visits.c.care == bindparam("was")).values(care=bindparam("becomes"))
)

_MOVE_CONTACTS = (
    update(cold_contacts).where(cold_contacts.c.care == bindparam("was")).values(care=bindparam("becomes"))
)
CHANGED = "cold_care:"
"""Facts: which households of whom is asked after changed while a cold alert lasts; how, in a word."""
NEW = "new"


class KeptEntry(Struct, frozen=True):
    """A household on a list, with what that list says of it."""

    entry: CareEntry
    care: int
    household: Household
    why: str = ""
    """In a word, what a chief says of it."""


class Enlisted(Struct, frozen=True):
    """What is to be put on a list."""

    unit: Unit
    source: CareSource
    household: Household
    village: str
    group: CareGroup
    person: int | None = None
    case: int | None = None
    high: bool = False
    why: str = ""


# Reading


def read(db: Transaction, care: int) -> CareHousehold:
    """Read one without judging; raises `NotThere`."""
    found = _these(db, [care])
    if not found:
        raise NotThere
    return found[0]


def standing_for(db: Transaction, care: int) -> CareHousehold:
    """Return one, or the household that it turned out to be."""
    found = read(db, care)
    while found.into is not None:
        found = read(db, found.into)
    return found


def all_standing_for(db: Transaction, these: Iterable[int]) -> list[CareHousehold]:
    """The same of several, each once."""
    found = _these(db, sorted(set(these)))
    moved = {one.id: standing_for(db, one.id) for one in found if one.into is not None}
    return list({one.id: one for one in (moved.get(each.id, each) for each in found)}.values())


def entries_of(db: Transaction, care: int) -> list[KeptEntry]:
    """List the lists that a household is on: to be judged by whoever shows them."""
    return _entries(db, [care])[care]


def own_entry(db: Transaction, care: int) -> KeptEntry | None:
    """Return the entry by which the speaker has a household: what another unit's list says stays there."""
    return None if recusals.keeps_out(db, care) else _own(db, entries_of(db, care))


def _own(db: Transaction, lists: Sequence[KeptEntry]) -> KeptEntry | None:
    """Kin of the family have it by none of them, whatever else they are."""
    kin = {person for one in lists for person in one.entry.recused}
    if db.speaker is None or db.speaker.id in kin:
        return None
    return next((one for one in lists if _has(db, one.entry)), None)


def lead_entry(db: Transaction, care: int) -> CareEntry:
    """Return the entry by which a household has its lead."""
    return lead_of([one.entry for one in entries_of(db, care)], db.rules.policy.new_year.order)


def of_year(db: Transaction, year: int) -> list[CareHousehold]:
    """List the households of a campaign."""
    return _all(db, db.connection.execute(_OF_YEAR, {"of": year}).all())


def of_groups(
    db: Transaction,
    years: Sequence[int],
    groups: Collection[CareGroup],
    about: Callable[[str], bool],
) -> list[CareHousehold]:
    """List the households of some groups, in villages of which something holds.

    Of several years those of the first, and of each other one whom no list of the years before it has.
    """
    known, found = frozenset[Key](), list[Any]()
    for year in years:
        rows = db.connection.execute(_OF_YEAR, {"of": year}).all()
        rows = [row for row in rows if row.grouped in groups and about(row.village)]
        if len(years) > 1:
            lists = _entries(db, [row.id for row in rows])
            of = {
                row.id: frozenset[Key]().union(*(keys(one.household, row.village) for one in lists[row.id]))
                for row in rows
            }
            rows = [row for row in rows if known.isdisjoint(of[row.id])]
            known = known.union(*of.values())
        found += rows
    return _all(db, found)


def of_lead(db: Transaction, year: int, unit: int) -> list[CareHousehold]:
    """List the households that a unit leads."""
    return _all(db, db.connection.execute(_OF_LEAD, {"of": year, "unit_": unit}).all())


def mine(db: Transaction, year: int) -> list[CareHousehold]:
    """List the households that are on a list of the speaker's, but of cases from which they keep out."""
    asked = {
        "of": year,
        "units": [one.unit for one in db.acting if one.role is not Role.CHIEF],
        "people": [one.id for one in db.acting],
    }
    rows = db.connection.execute(_THEIRS, asked).all()
    lists = _entries(db, [row.id for row in rows])
    theirs = (row for row in rows if not recusals.keeps_out(db, row.id))
    return _all(db, [row for row in theirs if _own(db, lists[row.id]) is not None])


def waiting(db: Transaction) -> int:
    """Count what the speaker, or their unit, is to visit: along an index, no household is opened."""
    asked = {
        "people": [one.id for one in db.acting],
        "units": [one.unit for one in db.acting if one.role is not Role.CHIEF],
    }
    counted = _WAITING.where(recusals.theirs(db, obligation_rows.c.subject))
    return int(db.connection.execute(counted, asked).scalar_one())


def all_waiting(db: Transaction, year: int) -> tuple[int, int]:
    """Count the households of a campaign, and those still to be visited: no household is opened."""
    households = int(db.connection.execute(_HOUSEHOLDS, {"of": year}).scalar_one())
    return households, int(db.connection.execute(_ALL_WAITING, {"of": year}).scalar_one())


def owing(db: Transaction) -> Sequence[CareHousehold]:
    """List those of the campaign that goes on."""
    return _all(db, db.connection.execute(_OWING).all())


def _these(db: Transaction, these: Sequence[int]) -> list[CareHousehold]:
    return _all(db, db.connection.execute(_THESE, {"these": list(these)}).all())


def _all(db: Transaction, rows: Sequence[Any]) -> list[CareHousehold]:
    these = [row.id for row in rows]
    entries, visits, paid = _entries(db, these), _visits(db, these), relief.of_these(db, these)
    open_years = set(db.connection.execute(_GOING_ON).scalars().all())
    units = people.these_units(db, (row.unit for row in rows))
    found = (_care(db, row, units[row.unit], entries[row.id], visits[row.id]) for row in rows)
    return [
        replace(one, reliefs=tuple(each.amount for each in paid[one.id]), over=one.year not in open_years)
        for one in found
    ]


def _entries(db: Transaction, these: Sequence[int]) -> Mapping[int, list[KeptEntry]]:
    found = defaultdict[int, list[KeptEntry]](list)
    lists = db.connection.execute(_ENTRIES, {"these": list(these)}).all()
    units = people.these_units(db, (row.unit for row in lists))
    for row in lists:
        found[row.care].append(_entry(db, row, units[row.unit]))
    return found


def _entry(db: Transaction, row: Any, unit: Unit) -> KeptEntry:
    said = json.loads(db.vault.open("care entry", row.id, row.sealed))
    entry = CareEntry(
        row.id,
        unit,
        CareSource(said["source"]),
        row.person,
        row.case_id,
        CareGroup(said["group"]),
        tuple(said.get("recused", ())),
    )
    return KeptEntry(entry, row.care, households.of_row(db, row), said["why"])


def _visits(db: Transaction, these: Sequence[int]) -> Mapping[int, list[CareVisit]]:
    found = defaultdict[int, list[CareVisit]](list)
    for row in db.connection.execute(_VISITS, {"these": list(these)}).all():
        answers = db.vault.open_data("care visit", row.id, row.sealed)
        found[row.care].append(CareVisit(row.visited_on, row.unit, answers))
    return found


def _care(
    db: Transaction, row: Any, unit: Unit, entries: Sequence[KeptEntry], visits: Sequence[CareVisit]
) -> CareHousehold:
    told = frozenset(one.entry.group for one in entries)
    of_cases = [visit for one in entries if one.entry.case for visit in _of_case(db, one.entry)]
    return CareHousehold(
        row.id,
        row.year,
        row.number,
        row.village,
        unit,
        row.listed_at,
        row.person,
        CareGroup.CHILD if CareGroup.CHILD in told else CareGroup(row.grouped),
        row.high,
        tuple(sorted((*visits, *of_cases), key=lambda one: one.on)),
        row.into,
        tuple(dict.fromkeys(name for one in entries for name in one.household.names)),
        version=row.version,
        told=told,
    )


def _of_case(db: Transaction, entry: CareEntry) -> list[CareVisit]:
    """Return what was visited for the case: whoever serves it goes once, not twice."""
    case = cases.read(db, entry.case or 0)
    return [
        CareVisit(one.on, case.seat(one.seat).unit or entry.unit.id, as_care(one.answers))
        for one in service.visits_of(db, case)
    ]


# Lists


def enlist(db: Transaction, year: int, given: Enlisted, news: MutableSet[int] | None = None) -> CareHousehold:
    """Put a household on a list; whatever it turns out to be one with becomes one, with one lead.

    Whom the unit's list has already is there once: what it says now is what is known of them. Of which it is
    *news* to who leads is put there.
    """
    alike = _alike(db, year, given.household, given.village)
    one = alike[0] if alike else _begin(db, year, given)
    for other in alike[1:]:
        _merge(db, other, one)
    if earlier := _earlier(db, one.id, given):
        _tell_anew(db, one, earlier, given)
        if lead_entry(db, one.id).id == earlier.entry.id and _elsewhere(one, earlier, given):
            one = replace(one, village=given.village, listed_at=db.now)
    else:
        _add_entry(db, one.id, given)
    high = one.high or given.high or any(each.high for each in alike)
    after = _lead_again(db, replace(one, high=high))
    if news is not None:
        knew = {(each.unit.id, each.person) for each in alike if each.id not in news}
        if (after.unit.id, after.person) not in knew:
            news.add(after.id)
    return after


def _earlier(db: Transaction, care: int, given: Enlisted) -> KeptEntry | None:
    """Find who is put on a list among those whom the same list of the same unit, or chief, has."""
    mine = given.person if given.why else None
    for one in entries_of(db, care) if given.case is None else ():
        entry, by = one.entry, one.entry.person if one.why else None
        same_list = (entry.unit.id, entry.source, entry.case, by) == (given.unit.id, given.source, None, mine)
        if same_list and listed_again(one.household, given.household):
            return one
    return None


def _elsewhere(one: CareHousehold, earlier: KeptEntry, given: Enlisted) -> bool:
    """Tell whether a list says another door than before."""
    before, now = (clean_address(each.address) for each in (earlier.household, given.household))
    return one.village != given.village or (bool(now) and before != now)


def _tell_anew(db: Transaction, one: CareHousehold, earlier: KeptEntry, given: Enlisted) -> None:
    """Write down what a list says now of who is on it; who was named to visit stays so in the village."""
    entry, theirs = earlier.entry, given.person
    households.change(db, as_told_last(earlier.household, given.household))
    _seal(db, entry.id, source=given.source, group=given.group, why=given.why, recused=entry.recused)
    stays = entry.person is not None and one.village == given.village
    if theirs is not None and theirs not in entry.recused and not stays:
        moved = {"row": entry.id, "unit_": entry.unit.id, "person_": theirs}
        db.connection.execute(_MOVE_ENTRY, moved)


def _alike(db: Transaction, year: int, household: Household, village: str) -> list[CareHousehold]:
    """Find the households of a campaign that are one with this: by keyed hashes first, then by the rule."""
    known = households.tokens_of(db, household)
    hashes = [token for field, token in known if field in ("id", "address")]
    found = (
        set(db.connection.execute(_SHARING, {"of": year, "hashes": hashes}).scalars().all())
        if hashes
        else set()
    )
    for name in (one.name for one in household.members if one.name and one.born):
        of_name = [token for field, token in households.name_tokens(db, name) if field == "name"]
        asked = {"of": year, "hashes": of_name, "all": len(of_name)}
        found.update(db.connection.execute(_NAMED, asked).scalars().all())
    perhaps = _entries(db, sorted(found))
    rows, mine = db.connection.execute(_THESE, {"these": sorted(found)}).all(), keys(household, village)
    return _all(
        db,
        [
            row
            for row in rows
            if any(not mine.isdisjoint(keys(one.household, row.village)) for one in perhaps[row.id])
        ],
    )


def _begin(db: Transaction, year: int, given: Enlisted) -> CareHousehold:
    number = (db.connection.execute(_LAST, {"of": year}).scalar() or 0) + 1
    one = CareHousehold(
        subjects.add(db, CARE.name, f"{sign_of(year)}-{number}"),
        year,
        number,
        given.village,
        given.unit,
        db.now,
        given.person,
        given.group,
        given.high,
    )
    values = {"id": one.id, "year": year, "number": number, "village": one.village, "unit": one.unit.id}
    rest = {"person": one.person, "grouped": one.group, "high": one.high, "listed_at": db.now}
    db.connection.execute(_ADD, {**values, **rest, "into": None, "version": 1})
    return one


def _add_entry(db: Transaction, care: int, given: Enlisted) -> None:
    household = given.household if given.household.id else households.add(db, given.household)
    values = {"care": care, "unit": given.unit.id, "person": given.person, "listed_at": db.now}
    of = {"household_id": household.id, "case_id": given.case}
    row = db.connection.execute(_ADD_ENTRY, {**values, **of, "sealed": b""}).scalar_one()
    _seal(db, row, source=given.source, group=given.group, why=given.why, recused=())


def _seal(db: Transaction, row: int, **said: object) -> None:
    sealed = db.vault.seal("care entry", row, json.dumps(said, ensure_ascii=False))
    db.connection.execute(_SEAL_ENTRY, {"row": row, "sealed_": sealed})


def _merge(db: Transaction, other: CareHousehold, one: CareHousehold) -> None:
    moved = {"was": other.id, "becomes": one.id}
    db.connection.execute(_MOVE_ENTRIES, moved)
    db.connection.execute(_MOVE_VISITS, moved)
    db.connection.execute(_MOVE_CONTACTS, moved)
    relief.move(db, other.id, one.id)
    keep(db, other, replace(other, into=one.id))


def _lead_again(db: Transaction, one: CareHousehold) -> CareHousehold:
    """Choose the lead of all its lists anew."""
    lists = [each.entry for each in entries_of(db, one.id)]
    lead = lead_of(lists, db.rules.policy.new_year.order)
    told = frozenset(each.group for each in lists)
    group = CareGroup.CHILD if CareGroup.CHILD in told else lead.group
    after = replace(one, unit=lead.unit, person=lead.person, group=group, told=told)
    return keep(db, one, after)


def assign(db: Transaction, one: CareHousehold, person: int) -> CareHousehold:
    """Let somebody of the lead's unit visit."""
    moved = {"row": lead_entry(db, one.id).id, "unit_": one.unit.id, "person_": person}
    db.connection.execute(_MOVE_ENTRY, moved)
    journal.write(db, "care.assigned", subject=one.id, person=person)
    return _lead_again(db, one)


def give_to_chiefs(db: Transaction, year: int, chiefs: Mapping[str, int]) -> list[CareHousehold]:
    """Give what villages' lists name, and nobody is named for, to their chiefs; return what they lead."""
    found = db.connection.execute(_NOBODYS, {"of": year, "villages": sorted(chiefs)}).all()
    lists, led = _entries(db, [row.id for row in found]), []
    for row in found:
        chief = chiefs[row.village]
        theirs = [
            one.entry
            for one in lists[row.id]
            if one.entry.source is CareSource.VILLAGE and one.entry.person is None
        ]
        theirs = [one for one in theirs if chief not in one.recused]
        for entry in theirs:
            moved = {"row": entry.id, "unit_": entry.unit.id, "person_": chief}
            db.connection.execute(_MOVE_ENTRY, moved)
        if theirs:
            journal.write(db, "care.assigned", subject=row.id, person=chief)
            after = _lead_again(db, read(db, row.id))
            led += [after] if after.person == chief else []
    return led


def recuse(db: Transaction, one: CareHousehold, person: int) -> CareHousehold:
    """Let kin of the family have it by no list any more; somebody else leads."""
    for kept in entries_of(db, one.id):
        entry = kept.entry
        recused = (*entry.recused, person)
        _seal(db, entry.id, source=entry.source, group=entry.group, why=kept.why, recused=recused)
        if entry.person == person:
            moved = {"row": entry.id, "unit_": entry.unit.id, "person_": None}
            db.connection.execute(_MOVE_ENTRY, moved)
    journal.write(db, "care.recused", subject=one.id)
    return _lead_again(db, one)


def keep(db: Transaction, before: CareHousehold, after: CareHousehold) -> CareHousehold:
    """Keep what changed of one, and settle what is owed; `Overtaken` when somebody was quicker."""
    values = {
        "row": before.id,
        "was": before.version,
        "becomes": before.version + 1,
        "unit_": after.unit.id,
        "person_": after.person,
        "village_": after.village,
        "group_": after.cold or after.group,  # whom the cold is asked about is found by it
        "high_": after.high,
        "listed": after.listed_at,
        "into_": after.into,
    }
    if not db.connection.execute(_SAVE, values).rowcount:
        raise Overtaken
    kept = read(db, before.id)
    settle(db, kept)
    _in_the_cold(db, before, kept)
    if not kept.over:
        campaigns.reopen(db, kept.year, [before.unit, kept.unit])
    return kept


def settle(db: Transaction, one: CareHousehold) -> None:
    """Settle whether a visit is owed."""
    obligations.settle(db, CARE.subject(one), CARE.owed(one, db.rules))


def settle_all(db: Transaction, these: Collection[CareHousehold]) -> None:
    """Settle several."""
    for one in these:
        settle(db, one)


def of_case(db: Transaction, case: int) -> int | None:
    """Find the household of a case in the campaign that goes on."""
    row = db.connection.execute(_OF_CASE, {"case_": case}).first()
    return int(row.care) if row else None


def follow_case(db: Transaction, case: int, unit: Unit, person: int | None, *, high: bool) -> None:
    """Let the case's worker of now lead; who judged the risk to be high keeps it so."""
    row = db.connection.execute(_OF_CASE, {"case_": case}).first()
    if row is None:
        return
    one = read(db, row.care)
    if (row.unit, row.person) != (unit.id, person):
        db.connection.execute(_MOVE_ENTRY, {"row": row.id, "unit_": unit.id, "person_": person})
    elif one.high or not high:
        return
    _lead_again(db, replace(one, high=one.high or high))


def case_visited(db: Transaction, case: int) -> None:
    """A case was visited: the household need not be visited once more."""
    care = of_case(db, case)
    if care is not None:
        _went(db, standing_for(db, care))


# Visits


def add_visit(db: Transaction, one: CareHousehold, on: date, answers: Answers) -> CareHousehold:
    """Keep a visit of the speaker's, and settle what is owed."""
    who = db.speaker
    if who is None:
        raise NotThere
    values = {"care": one.id, "unit": who.unit, "person": who.id, "visited_on": on, "at": db.now}
    row = db.connection.execute(_ADD_VISIT, {**values, "sealed": b""}).scalar_one()
    sealed = db.vault.seal_data("care visit", row, dict(answers))
    db.connection.execute(_SEAL_VISIT, {"row": row, "sealed_": sealed})
    journal.write(db, "care.visited", subject=one.id, on=on.isoformat())
    after = read(db, one.id)
    _went(db, after)
    return after


def _went(db: Transaction, one: CareHousehold) -> None:
    """Somebody was there: the visit may be owed no more, and results that were confirmed are others."""
    settle(db, one)
    _in_the_cold(db, one, one)
    campaigns.reopen(db, one.year, [one.unit])


def _in_the_cold(db: Transaction, before: CareHousehold, after: CareHousehold) -> None:
    """Leave a mark while a cold alert lasts: the lists of whom to ask after may be others."""
    if (before.cold or after.cold) is None or not db.connection.execute(_COLD_NOW).scalar_one():
        return
    was, is_now = ((one.unit.id, one.person, one.cold, one.village) for one in (before, after))
    new = before.version == 1 or was != is_now
    facts.put(db, f"{CHANGED}{after.id}", NEW if new else "")


# Who may


def _has(db: Transaction, entry: CareEntry) -> bool:
    """Tell whether the speaker has a household by a list: by a case, who may serve or oversees it."""
    if any(entry.theirs(one) for one in db.acting):
        return True
    return entry.case is not None and cases.may(db, cases.read(db, entry.case), Action.SERVE)


def may(db: Transaction, one: CareHousehold, action: Action) -> bool:
    """Tell whether the speaker may: whose list it is on, all; the bureau sees it, masked."""
    if recusals.keeps_out(db, one.id):
        return False
    seen = (Action.VIEW, Action.HISTORY)
    if action in seen and any(who.role is Role.BUREAU for who in db.acting):
        return True
    done = action in (*seen, Action.SERVE, Action.REVEAL)
    return done and own_entry(db, one.id) is not None


# Hands


def _held_by(db: Transaction, person: int) -> Sequence[CareHousehold]:
    return _all(db, db.connection.execute(_HELD, {"person_": person}).all())


def _hand_over(db: Transaction, one: CareHousehold, to: Passing) -> None:
    """Give one to another; it is theirs by the same list."""
    for kept in entries_of(db, one.id):
        if kept.entry.person == to.giver:
            moved = {"row": kept.entry.id, "unit_": to.unit, "person_": to.receiver}
            db.connection.execute(_MOVE_ENTRY, moved)
    journal.write(db, "care.handed_over", subject=one.id, person=to.receiver, handover=to.handover)
    _lead_again(db, one)


CARE_HOUSEHOLDS: SubjectKind[CareHousehold] = SubjectKind(
    CARE, read, may, owing, partial(obligations.count_anew, CARE, _these), _held_by, _hand_over
)

"""Households of New-Year care on both databases: merged like the rule says, sealed, owed one visit."""

import random
from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions.new_year import relief as relief_acts
from actions.new_year import results
from casework.cases.access import Action
from casework.cases.case import State
from casework.cases.household import Household, Member, as_told
from casework.errors import NotThere, Stale
from casework.new_year.care import CareGroup, CareHousehold, CareStanding, WhyNot, figures, lead_of, settled
from casework.new_year.cold import GROUPS, WHOLE, BedKind, ColdAlert, ColdContact
from casework.new_year.holiday import new_year
from casework.new_year.relief import Needs, asked_of
from casework.policy.policy import CareSource, Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import facts, journal
from storage.core.database import Passing, Transaction
from storage.core.tables import care_entries, care_households, obligations
from storage.new_year import campaigns, care, cold, relief
from storage.new_year.care import Enlisted
from storage.staffing import people, units
from tests.casework.new_year.merged import merged
from tests.storage.conftest import RULES, Store
from tests.support.cases import made_case
from tests.support.certain import certain

VILLAGE = "平鎮區新街里"
NAMES = ("王測試", "王小測", "李示範")
IDS = ("", "", "A123456789", "F131104093")
PHONES = ("", "0912345678")
DOORS = ("中正路1號", "中正路3號", "復旦路二段10號")
YEARS = range(2027, 2033)
ANSWERS = (
    {"mode": "home", "children": "all", "care": "good"},
    {"mode": "phone", "care": "good"},
    {"mode": "home", "children": "none", "care": "help"},
    *({"mode": "not_met", "why": one} for one in WhyNot),
)


def drawn(by: random.Random) -> Household:
    return as_told(by.choice(NAMES), by.choice(IDS), by.choice(PHONES), by.choice(DOORS))


def listed(
    db: Transaction,
    year: int,
    household: Household,
    source: CareSource,
    group: CareGroup = CareGroup.ALONE,
    **more,
) -> int:
    assert db.unit is not None
    given = Enlisted(db.unit, source, household, VILLAGE, group, **more)
    return care.enlist(db, year, given).id


def gathered(db: Transaction, year: int, rows: list[tuple[Household, CareSource]], by: random.Random) -> int:
    """Hand in the rows, and visit in between; say what came of them, against the rule. Count the visits."""
    campaigns.begin(db, year)
    first, last = new_year(year, db.rules.calendar).window(db.rules.policy.new_year)
    made = 0
    for one, source in rows:
        listed(db, year, one, source, high=by.random() < 0.3)
        while by.random() < 0.4:
            on = first + timedelta(days=by.randrange(-2, (last - first).days + 3))
            care.add_visit(db, by.choice(care.of_year(db, year)), on, dict(by.choice(ANSWERS)))
            made += 1
    found = care.of_year(db, year)
    kept = {one.id: [each.entry for each in care.entries_of(db, one.id)] for one in found}
    entries = sorted(each.id for lists in kept.values() for each in lists)
    groups = {frozenset(entries.index(each.id) for each in lists) for lists in kept.values()}
    assert groups == set(merged([(household, VILLAGE) for household, _ in rows]))
    order = db.rules.policy.new_year.order
    for lists in kept.values():
        sources = [rows[entries.index(each.id)][1] for each in lists]
        assert lead_of(lists, order).source is min(sources, key=order.index)
    counted = figures(found, db.rules)
    assert counted["households"] == sum(counted[each] for each in CareStanding) == len(found)
    assert sum(len(one.visits) for one in found) == made, "a visit goes with its household"
    owed, every = _owed(db), select(care_households.c.id).where(care_households.c.year == year)
    waiting = {one.id for one in found if not settled(one, db.rules)}
    for number in db.connection.execute(every).scalars():
        assert owed[number] == ([Duty.NEW_YEAR_VISIT] if number in waiting else [])
    return len(found) - len(waiting)


async def test_lists_in_any_order_with_visits_in_between_become_the_households_that_the_rule_says(
    store: Store,
) -> None:
    """domain.md §7: one lead each, at most one visit owed each; figures add up to the households."""
    met = done = 0
    for year in YEARS:
        by = random.Random(year)
        sources = by.sample(list(CareSource), 9)  # nobody is on one list twice
        rows = [(drawn(by), source) for source in sources]
        met += len(merged([(one, VILLAGE) for one, _ in rows])) < len(rows)
        done += await store.by(Role.CHIEF)(partial(gathered, year=year, rows=rows, by=by))
    assert met, "no list had a household of another"
    assert done, "nobody was visited"


def _owed(db: Transaction) -> dict[int, list[str]]:
    found = defaultdict(list)
    for row in db.connection.execute(select(obligations).where(obligations.c.ended_at.is_(None))):
        found[row.subject].append(row.duty)
    return found


async def test_whoever_leads_a_household_in_the_end_has_a_part_in_the_results(store: Store) -> None:
    """A case goes to a worker of another unit: its household is counted there, and nowhere else."""
    await store(lambda db: campaigns.begin(db, 2027))
    household = as_told("王測試", "A123456789", "", DOORS[0])
    worker = store.staff[Role.WORKER]

    def served(db: Transaction) -> tuple[int, int]:
        made = made_case(0, "", State.IN_SERVICE, VILLAGE, urgent=False, reported_at=db.now)
        case = cases.open_case(db, made, "A").id
        campaigns.part_of(db, 2027, people.unit(db, worker.unit))
        return case, listed(db, 2027, household, CareSource.IN_SERVICE, person=worker.id, case=case)

    case, number = await store(served)
    other = await store(lambda db: units.add(db, UnitKind.CENTRE, "八德中心", "八德區", "B"))
    await store(lambda db: care.follow_case(db, case, other, None, high=False))
    assert (await store(lambda db: care.read(db, number))).unit.id == other.id
    counted = {part.unit.id: n["households"] for part, n in await store(lambda db: results.of_all(db, 2027))}
    assert (counted[other.id], sum(counted.values())) == (1, 1)


async def test_why_it_is_on_a_list_is_sealed_and_who_is_of_another_unit_finds_nothing(store: Store) -> None:
    await store(lambda db: campaigns.begin(db, 2027))
    chief, worker = store.staff[Role.CHIEF], store.staff[Role.WORKER]
    household = as_told("王測試", "A123456789", "", DOORS[0])
    number = await store(
        lambda db: listed(db, 2027, household, CareSource.DRUGS, person=worker.id, why="alone")
    )
    sealed = await store(lambda db: db.connection.execute(select(care_entries)).one())
    assert not any(word in str(tuple(sealed)) for word in ("drugs", "alone", "王測試"))
    assert b"drugs" not in bytes(sealed.sealed)
    assert await store(lambda db: care.own_entry(db, number)) is not None
    assert [one.id for one in await store(lambda db: care.mine(db, 2027))] == [number]
    assert await store(care.waiting) == 1
    assert await store.by(Role.CHIEF)(care.waiting) == 0
    assert await store.by(Role.CHIEF)(lambda db: care.own_entry(db, number)) is None
    assert await store.by(Role.CHIEF)(lambda db: care.mine(db, 2027)) == []
    same = await store.by(Role.CHIEF)(
        lambda db: listed(db, 2027, household, CareSource.VILLAGE, person=chief.id)
    )
    assert same == number
    assert (await store(lambda db: care.read(db, number))).person == worker.id, "drugs lead before villages"


async def test_a_cold_day_beds_relief_and_needs_are_kept(store: Store) -> None:
    await store(lambda db: campaigns.begin(db, 2027))
    one, other = as_told("王測試", "", "", DOORS[0]), as_told("李示範", "A123456789", "", DOORS[1])
    number = await store(lambda db: listed(db, 2027, one, CareSource.CHARITY))
    alert = await store(lambda db: cold.begin(db, 5, [WHOLE], date(2026, 6, 2)))

    def made(db: Transaction):
        lists = cold.make_lists(db, alert, {})
        cold.settle(db, lists)
        return lists

    [kept] = await store(made)
    assert [one.id for one in await store(made)] == [kept.id], "made once"
    assert (await store(_owed))[kept.id] == [Duty.COLD_CARE]
    await store(lambda db: cold.add_contact(db, kept, number, ColdContact.VISITED, ["warm"]))
    assert not (await store(_owed))[kept.id]
    store.forward(days=1)
    assert [one.today for one in await store(cold.going_on)] == [date(2026, 6, 1)]
    await store(lambda db: cold.counted(db, alert, date(2026, 6, 2)))
    assert (await store(lambda db: cold.read(db, kept.id))).waiting == 1, "each day anew"
    assert await store(lambda db: cold.end(db, alert))
    assert not await store(lambda db: cold.end(db, alert))

    await store(lambda db: cold.tell_beds(db, "示範旅舍", {BedKind.MEN: 1}))
    [shelter] = await store(cold.all_shelters)
    assert (await store(lambda db: cold.give_bed(db, shelter.id, BedKind.MEN, number))).free == 0
    with pytest.raises(NotThere):
        await store(lambda db: cold.give_bed(db, shelter.id, BedKind.MEN, number))
    store.forward(minutes=1)
    await store(lambda db: cold.tell_beds(db, "示範旅舍", {BedKind.MEN: 3}))
    assert (await store(cold.all_shelters))[0].free == 3, "told anew, counted anew"

    unit = store.unit
    assert unit is not None
    await store(lambda db: relief.tell_fund(db, unit.id, 10_000))
    await store(lambda db: relief.pay(db, number, 4_000, {"why": "no_work"}))
    await store(lambda db: relief.say_needs(db, Needs(number, ("meals",), ("0", "1"))))
    fund = await store(lambda db: relief.fund(db, unit.id))
    assert fund is not None
    assert fund.left == 6_000
    assert (await store(lambda db: relief_acts.gaps(db, 2027))) == {"0": 1, "1": 1}

    # another list knows both: they are one household, which was paid once
    later = await store(lambda db: listed(db, 2027, other, CareSource.FIRE))
    assert later != number
    link = as_told("王測試", "A123456789", "", DOORS[0])
    assert await store(lambda db: listed(db, 2027, link, CareSource.FIRE)) == number
    [left] = await store(lambda db: care.of_year(db, 2027))
    assert (left.id, left.reliefs) == (number, (4_000,))
    assert (await store(lambda db: care.standing_for(db, later))).id == number


async def test_in_the_second_winter_who_was_listed_before_is_asked_after_until_the_new_lists_are_there(
    store: Store,
) -> None:
    """domain.md §7: it is cold all winter; whom a new list has is not asked after twice."""
    chief, worker = store.staff[Role.CHIEF], store.staff[Role.WORKER]
    before = [
        as_told("王測試", "A123456789", "", DOORS[0]),
        as_told("李示範", "", "0912345678", DOORS[1]),
        as_told("陳範例", "", "", DOORS[2]),
    ]
    again = [as_told("王小測", "A123456789", "", "環南路8號"), as_told("林測試", "", "0912345678", DOORS[1])]

    async def asked(day: date) -> list[tuple[int, int]]:
        alert = ColdAlert(1, 10, (WHOLE,), store.now, day, day)
        return [(one.year, one.number) for one in await store(lambda db: cold.whom(db, alert))]

    async def begins(year: int, households: list[Household]) -> list[int]:
        await store(lambda db: campaigns.begin(db, year))
        return [
            await store(partial(listed, year=year, household=one, source=CareSource.VILLAGE, person=chief.id))
            for one in households
        ]

    *_, left = await begins(2027, before)
    await store(lambda db: campaigns.close(db, 2027))
    assert await asked(date(2027, 12, 1)) == [(2027, 1), (2027, 2), (2027, 3)]
    await begins(2028, again)
    window, _ = new_year(2028, RULES.calendar).window(RULES.policy.new_year)
    assert await asked(window - timedelta(days=1)) == [(2028, 1), (2028, 2), (2027, 3)]
    assert await asked(window) == [(2028, 1), (2028, 2)]

    # whoever leaves passes on the old ones, too; nothing of the winter before is owed, or opened anew
    held = await store(lambda db: db.kinds["care"].held_by(db, chief.id))
    assert [(one.year, one.number) for one in held] == [(2027, 1), (2027, 2), (2027, 3), (2028, 1), (2028, 2)]
    assert store.unit is not None
    to = Passing(chief.id, worker.id, store.unit.id, store.unit.kind, 1)
    await store(lambda db: db.kinds["care"].hand_over(db, care.read(db, left), to))
    assert (await store(lambda db: care.read(db, left))).person == worker.id
    assert left not in await store(_owed)


async def test_who_leaves_passes_on_this_winters_households_and_of_the_last_who_is_asked_after_in_the_cold(
    store: Store,
) -> None:
    chief = store.staff[Role.CHIEF]
    groups = (CareGroup.ALONE, CareGroup.STREET, CareGroup.CHILD)

    async def winter(year: int) -> None:
        await store(lambda db: campaigns.begin(db, year))
        for number, group in enumerate(groups):
            household = as_told(f"王測試{number}", "", "", f"中正路{number}號")
            listing = partial(listed, year=year, household=household, source=CareSource.VILLAGE)
            await store(partial(listing, group=group, person=chief.id))

    for year in (2026, 2027, 2028):
        await winter(year)
        if year < 2028:
            await store(partial(campaigns.close, year=year))
    held = await store(lambda db: db.kinds["care"].held_by(db, chief.id))
    assert [(one.year, one.group) for one in held] == [
        *((2027, group) for group in groups[:2]),
        *((2028, group) for group in groups),
    ]
    assert await store(lambda db: db.kinds["care"].held_by(db, store.staff[Role.WORKER].id)) == []


async def test_who_leaves_passes_on_what_others_lead_too(store: Store) -> None:
    """A chief of the village after them has all of its households; they who left see none of them."""
    before, unit = store.staff[Role.CHIEF], certain(store.unit)
    after = store.staff[Role.SUPERVISOR]
    await store(lambda db: campaigns.begin(db, 2027))
    on_both = partial(listed, year=2027, household=as_told("王測試", "", "", DOORS[0]))
    one = await store(partial(on_both, source=CareSource.VILLAGE, person=before.id))
    assert await store(partial(on_both, source=CareSource.DRUGS)) == one
    assert [each.person for each in await store(lambda db: care.of_year(db, 2027))] == [None]
    [held] = await store(lambda db: db.kinds["care"].held_by(db, before.id))
    to = Passing(before.id, after.id, unit.id, unit.kind, 1)
    await store(lambda db: db.kinds["care"].hand_over(db, held, to))
    assert [each.entry.person for each in await store(lambda db: care.entries_of(db, one))] == [
        after.id,
        None,
    ]
    assert await store.by(Role.CHIEF)(partial(care.mine, year=2027)) == []


async def test_what_is_on_the_units_list_is_everybodys_there_but_a_chiefs(store: Store) -> None:
    household = as_told("王測試", "A123456789", "", DOORS[0])
    for year in (2026, 2027):
        await store(partial(campaigns.begin, year=year))
        on_it = partial(listed, year=year, household=household, source=CareSource.DRUGS)
        number = await store(on_it)
        if year == 2026:
            await store(partial(campaigns.close, year=year))
            await store(lambda db: care.settle_all(db, care.of_year(db, 2026)))
    allowed = {Action.VIEW, Action.HISTORY, Action.SERVE, Action.REVEAL}
    for role, seen in ((Role.WORKER, [number]), (Role.SUPERVISOR, [number]), (Role.CHIEF, [])):
        may = await store.by(role)(
            lambda db: {one for one in Action if care.may(db, care.read(db, number), one)}
        )
        assert may == (allowed if seen else set())
        assert [one.id for one in await store.by(role)(partial(care.mine, year=2027))] == seen
        assert await store.by(role)(care.waiting) == len(seen)


@pytest.mark.parametrize(
    ("told_of", "kept"), [(("was",), "was"), (("becomes",), "becomes"), (("was", "becomes"), "becomes")]
)
async def test_what_two_that_are_one_need_is_what_is_known_of_who_stays(
    store: Store, told_of: tuple[str, ...], kept: str
) -> None:
    def act(db: Transaction) -> None:
        campaigns.begin(db, 2027)
        cares = {
            name: listed(db, 2027, as_told(name, "", "", "中正路1號"), CareSource.VILLAGE)
            for name in ("was", "becomes")
        }
        for name in told_of:
            relief.say_needs(db, Needs(cares[name], (name,), ()))
        relief.move(db, cares["was"], cares["becomes"])
        found = relief.needs(db, cares["becomes"])
        assert found is not None
        assert found.needs == (kept,)

    await store(act)


async def two(store: Store, **more: Any) -> tuple[int, int]:
    """Two households of a campaign that are on one list."""
    await store(lambda db: campaigns.begin(db, 2027))
    first, second = [
        await store(partial(listed, year=2027, household=one, source=CareSource.DRUGS, **more))
        for one in (as_told("王測試", "", "", DOORS[0]), as_told("李示範", "", "", DOORS[1]))
    ]
    return first, second


async def test_who_is_named_kin_or_was_there_is_so_for_one_household_alone(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    first, second = await two(store)
    beside = await store(lambda db: care.read(db, second))
    assigned = await store(lambda db: care.assign(db, care.read(db, first), worker.id))
    assert (assigned.person, (await store(lambda db: care.read(db, first))).person) == (worker.id, worker.id)
    assert await store(lambda db: care.read(db, second)) == beside
    assert await store.by(Role.SUPERVISOR)(care.waiting) == 1, "what nobody is named for"
    recused = await store(lambda db: care.recuse(db, care.read(db, first), worker.id))
    assert recused.person is None
    assert await store(lambda db: care.own_entry(db, first)) is None
    assert [one.id for one in await store(lambda db: care.mine(db, 2027))] == [second]
    entry = await store.by(Role.SUPERVISOR)(lambda db: care.own_entry(db, first))
    assert entry
    assert entry.entry.recused == (worker.id,)
    day = date(2027, 1, 28)
    after = await store(lambda db: care.add_visit(db, care.read(db, first), day, ANSWERS[0]))
    assert [(one.on, one.unit) for one in after.visits] == [(day, lead.unit)]
    assert (await store(lambda db: care.read(db, second))).visits == ()
    assert await store(lambda db: care.all_waiting(db, 2027)) == (2, 1)
    assert await store(lambda db: care.all_waiting(db, 2026)) == (0, 0)


async def test_two_of_one_name_and_birth_are_one_household_of_their_year(store: Store) -> None:
    """By keyed hashes of the name, whatever door each list knows."""

    def born(door: str, on: date, name: str = "王測試") -> Household:
        return Household((Member(name, born=on),), door)

    async def enlisted(household: Household, year: int = 2027) -> int:
        return await store(
            partial(listed, year=year, household=household, source=CareSource.VILLAGE, group=CareGroup.CHILD)
        )

    day = date(1950, 1, 1)
    for year in (2026, 2027):
        await store(partial(campaigns.begin, year=year))
    earlier = await enlisted(born(DOORS[0], day), 2026)
    one = await enlisted(born(DOORS[0], day))
    assert one != earlier
    assert await enlisted(born(DOORS[1], day)) == one
    others = [
        await enlisted(born(DOORS[2], day.replace(year=1951))),
        await enlisted(born("環南路8號", day, "李示範")),
    ]
    found = await store(lambda db: care.of_year(db, 2027))
    assert [each.id for each in found] == [one, *others]


async def test_who_is_on_a_corrected_list_is_on_it_once_as_it_says_now(store: Store) -> None:
    """A list that is sent once more, with another door, does not lead to the door before."""
    chief = store.staff[Role.CHIEF].id

    def of_two(db: Transaction) -> tuple[CareHousehold, list[care.KeptEntry]]:
        campaigns.begin(db, 2027)
        first = as_told("王測試", "A123456789", "0912345678", DOORS[0])
        kin = as_told("王小測", "", "", DOORS[0])
        one = listed(db, 2027, first, CareSource.DRUGS, person=chief)
        assert listed(db, 2027, kin, CareSource.DRUGS) == one
        assert listed(db, 2027, first, CareSource.VILLAGE) == one
        moved = Enlisted(
            certain(db.unit),
            CareSource.DRUGS,
            as_told("王測試", "A123456789", "", "復旦路5號"),
            "桃園區中正里",
            CareGroup.DISABLED,
        )
        assert care.enlist(db, 2027, moved).id == one
        return care.read(db, one), care.entries_of(db, one)

    one, lists = await store(of_two)
    assert [each.household.first.name for each in lists] == ["王測試", "王小測", "王測試"]
    known = lists[0].household
    assert (known.address, known.first.phone) == ("復旦路5號", "0912345678")
    assert (one.village, one.person, lists[0].entry.group) == ("桃園區中正里", chief, CareGroup.DISABLED)
    later = store.now + timedelta(days=2)
    store.now = later
    same_door = Enlisted(certain(store.unit), CareSource.DRUGS, known, one.village, CareGroup.DISABLED)
    given = replace(same_door, household=replace(known, id=0, version=1))
    assert (await store(lambda db: care.enlist(db, 2027, given))).listed_at == one.listed_at
    moved = replace(given, household=replace(known, id=0, version=1, address="復旦路7號"))
    assert (await store(lambda db: care.enlist(db, 2027, moved))).listed_at == later


async def test_a_door_of_another_district_is_another_household_in_every_winter(store: Store) -> None:
    """Two of one surname live at 中正路1號, each of its district: nobody is left out for the other."""

    def of_both(db: Transaction) -> tuple[int, int]:
        unit = certain(db.unit)
        for year, here in ((2026, VILLAGE), (2027, "桃園區中正里")):
            campaigns.begin(db, year)
            old = as_told("王測試", "", "", DOORS[0])
            care.enlist(db, year, Enlisted(unit, CareSource.VILLAGE, old, here, CareGroup.ALONE))
        young = as_told("王小測", "", "", DOORS[0])
        care.enlist(db, 2027, Enlisted(unit, CareSource.FIRE, young, VILLAGE, CareGroup.CHILD))
        asked = care.of_groups(db, (2027, 2026), (CareGroup.ALONE,), lambda _: True)
        return len(care.of_year(db, 2027)), len(asked)

    assert await store(of_both) == (2, 2)


async def test_what_was_done_for_a_household_stands_in_the_journal(store: Store) -> None:
    first, _ = await two(store)
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    assert store.unit is not None
    to = Passing(worker.id, lead.id, store.unit.id, store.unit.kind, 1)

    def done(db: Transaction) -> list[str]:
        care.add_visit(db, care.read(db, first), date(2027, 1, 28), ANSWERS[0])
        care.assign(db, care.read(db, first), worker.id)
        db.kinds["care"].hand_over(db, care.read(db, first), to)
        care.recuse(db, care.read(db, first), worker.id)
        return [one.verb for one in journal.of_subject(db, first)]

    assert await store(done) == ["care.visited", "care.assigned", "care.handed_over", "care.recused"]


async def test_who_stands_in_has_the_households_of_who_is_away(store: Store) -> None:
    chief = store.staff[Role.CHIEF]
    first, second = await two(store, person=chief.id)

    def seen(db: Transaction) -> list[int]:
        db.absent = [store.staff[Role.WORKER], chief]
        return [one.id for one in care.mine(db, 2027)]

    assert await store.by(Role.SCREENER)(seen) == [first, second]


async def test_who_was_slower_does_not_write_over_a_household_of_care(store: Store) -> None:
    first, second = await two(store)
    seen = await store(lambda db: care.read(db, first))
    kept = await store(lambda db: care.keep(db, seen, replace(seen, high=True)))
    assert kept.high
    assert not (await store(lambda db: care.read(db, second))).high
    with pytest.raises(Stale):
        await store(lambda db: care.keep(db, seen, replace(seen, high=False)))
    with pytest.raises(NotThere):
        await store(lambda db: care.read(db, 999))


async def test_who_is_on_a_list_again_keeps_the_higher_risk_and_a_child_counts_first(store: Store) -> None:
    first, second = await two(store, high=True)
    again = partial(listed, year=2027, household=as_told("王測試", "", "", DOORS[0]))
    assert await store(partial(again, source=CareSource.VILLAGE)) == first
    one = await store(lambda db: care.read(db, first))
    assert (one.high, one.group) == (True, CareGroup.ALONE)
    await store(partial(again, source=CareSource.CHARITY, group=CareGroup.CHILD))
    assert (await store(lambda db: care.read(db, first))).group is CareGroup.CHILD
    assert (await store(lambda db: care.read(db, second))).group is CareGroup.ALONE
    assert len(await store(lambda db: care.entries_of(db, first))) == 3
    assert len(await store(lambda db: care.entries_of(db, second))) == 1
    assert (await store(lambda db: care.lead_entry(db, first))).source is CareSource.DRUGS


@pytest.mark.parametrize("other", [CareGroup.CHILD, CareGroup.DISABLED])
async def test_an_elder_living_alone_is_asked_after_in_the_cold_whatever_other_lists_say(
    store: Store, other: CareGroup
) -> None:
    """[003] 陸、一(一)2(1)E: a list of smoke alarms says 兒少 unless told."""

    def of_two_lists(db: Transaction) -> tuple[CareHousehold, list[CareHousehold]]:
        campaigns.begin(db, 2027)
        home = as_told("王測試", "", "", DOORS[0])
        listed(db, 2027, home, CareSource.VILLAGE)
        one = listed(db, 2027, home, CareSource.MENTAL, other)
        return care.read(db, one), care.of_groups(db, (2027,), GROUPS, lambda _: True)

    one, asked = await store(of_two_lists)
    assert asked == [one]
    assert one.cold is CareGroup.ALONE
    assert asked_of(one), "what they need in the holiday, too"
    assert (one.group is CareGroup.CHILD) is (other is CareGroup.CHILD)


async def test_a_cases_household_follows_its_worker_its_risk_and_its_visits(store: Store) -> None:
    first, second = await two(store)
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]

    def served(db: Transaction) -> tuple[int, int]:
        made = made_case(0, "", State.IN_SERVICE, VILLAGE, urgent=False, reported_at=db.now)
        case = cases.open_case(db, made, "A").id
        household = as_told("陳範例", "", "", DOORS[2])
        return case, listed(
            db, 2027, household, CareSource.IN_SERVICE, person=worker.id, case=case, group=CareGroup.CHILD
        )

    case, number = await store(served)
    before = [await store(partial(care.read, care=one)) for one in (first, second)]
    assert await store(lambda db: care.of_case(db, case)) == number
    assert await store(lambda db: care.of_case(db, 999)) is None
    assert store.unit is not None
    unit = store.unit
    await store(lambda db: care.follow_case(db, case, unit, worker.id, high=True))
    assert (await store(lambda db: care.read(db, number))).high
    await store(lambda db: care.follow_case(db, case, unit, lead.id, high=False))
    now = await store(lambda db: care.read(db, number))
    assert (now.person, now.high) == (lead.id, True), "who judged it to be high keeps it so"
    await store(lambda db: care.follow_case(db, case, unit, lead.id, high=False))
    assert await store(lambda db: care.read(db, number)) == now, "nothing is new"
    await store(lambda db: care.follow_case(db, 999, unit, worker.id, high=True))
    assert [await store(partial(care.read, care=one)) for one in (first, second)] == before
    await store(lambda db: campaigns.close(db, 2027))
    assert await store(lambda db: care.of_case(db, case)) is None, "the campaign is over"


async def test_in_the_cold_it_is_marked_whose_list_changed_and_how(store: Store) -> None:
    first, _ = await two(store)

    async def marked() -> dict[str, str]:
        found = await store(lambda db: facts.beginning(db, care.CHANGED))
        for name in found:
            await store(partial(facts.remove, name=f"{care.CHANGED}{name}"))
        return found

    worker = store.staff[Role.WORKER].id
    await store(lambda db: care.assign(db, care.read(db, first), worker))
    assert await marked() == {}, "it is not cold"
    await store(lambda db: cold.begin(db, 5, [WHOLE], date(2027, 1, 20)))
    await store(lambda db: care.assign(db, care.read(db, first), store.staff[Role.SUPERVISOR].id))
    assert await marked() == {str(first): care.NEW}
    await store(lambda db: care.add_visit(db, care.read(db, first), date(2027, 1, 28), ANSWERS[0]))
    assert await marked() == {str(first): ""}
    again = partial(listed, year=2027, household=as_told("王測試", "", "", DOORS[0]), group=CareGroup.CHILD)
    assert await store(partial(again, source=CareSource.CHARITY)) == first
    assert await marked() == {str(first): ""}, "it is asked after as before"
    family = partial(again, household=as_told("李示範", "", "", DOORS[2]), source=CareSource.DRUGS)
    family_ = await store(family)
    await store(lambda db: care.add_visit(db, care.read(db, family_), date(2027, 1, 28), ANSWERS[0]))
    assert await marked() == {}


async def test_what_is_handed_over_of_one_is_handed_over_of_no_other(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    first, second = await two(store, person=worker.id)
    assert store.unit is not None
    to = Passing(worker.id, lead.id, store.unit.id, store.unit.kind, 1)
    await store(lambda db: db.kinds["care"].hand_over(db, care.read(db, first), to))
    assert [(await store(partial(care.read, care=one))).person for one in (first, second)] == [
        lead.id,
        worker.id,
    ]
    led = await store(lambda db: care.of_lead(db, 2027, certain(store.unit).id))
    assert [one.id for one in led] == [first, second]
    assert await store(lambda db: care.of_lead(db, 2026, certain(store.unit).id)) == []
    assert await store(lambda db: care.of_lead(db, 2027, 999)) == []

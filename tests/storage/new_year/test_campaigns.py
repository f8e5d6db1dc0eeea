"""Campaigns of New-Year care and the units' parts in them: which goes on, who may, what is confirmed anew."""

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.access import Action
from casework.cases.household import as_told
from casework.errors import NotThere, Stale
from casework.new_year.care import CareGroup
from casework.new_year.cold import WHOLE, BedKind
from casework.new_year.parts import CarePart
from casework.policy.policy import CareSource
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.core import journal
from storage.core import tables as t
from storage.core.database import Transaction
from storage.new_year import campaigns, care, cold, relief
from storage.new_year.care import Enlisted
from storage.reminders import obligations
from storage.staffing import leaves, people, units
from tests.storage.conftest import MONDAY, Store
from tests.support import addressed


async def added(store: Store, kind: UnitKind, name: str) -> Unit:
    return await store(lambda db: units.add(db, kind, name, "", "A"))


async def part_of(store: Store, year: int, unit: Unit) -> CarePart:
    return await store(partial(campaigns.part_of, year=year, unit=unit))


async def confirmed(store: Store, part: CarePart) -> CarePart:
    done = replace(part, results_at=store.now, figures={"households": 3}, reason="已訪視")
    return await store(partial(campaigns.keep, one=done, verb="care.results"))


async def test_one_campaign_goes_on_and_the_newest_is_the_latest(store: Store) -> None:
    assert await store(campaigns.latest) is None
    for year in (2026, 2027):
        await store(partial(campaigns.begin, year=year))
    await store(lambda db: campaigns.close(db, 2026))
    latest, going_on = await store(campaigns.latest), await store(campaigns.going_on)
    assert latest is not None
    assert going_on is not None
    assert (latest.year, latest.closed_at, going_on.year) == (2027, None, 2027)
    assert await store(lambda db: campaigns.latest_years(db, 1)) == [2027]
    await store(lambda db: campaigns.close(db, 2027))
    assert await store(campaigns.going_on) is None
    latest = await store(campaigns.latest)
    assert latest is not None
    assert latest.closed_at == MONDAY
    store.forward(days=1)
    assert not await store(lambda db: campaigns.close(db, 2027)), "it had ended"
    assert await store(campaigns.latest) == latest


async def test_who_said_that_there_is_no_list_has_none_until_they_hand_one_in(store: Store) -> None:
    assert store.unit is not None
    await store(partial(campaigns.begin, year=2027))
    other = await added(store, UnitKind.HEALTH, "平鎮衛生所")
    mine, theirs = await part_of(store, 2027, store.unit), await part_of(store, 2027, other)

    async def says(part: CarePart, verb: str, **facts: object) -> CarePart:
        kept = replace(part, **facts)
        return await store(partial(campaigns.keep, one=kept, verb=verb))

    async def none() -> list[bool]:
        return [one.none for one in await store(partial(campaigns.parts, year=2027))]

    assert await none() == [False, False]
    theirs = await says(theirs, campaigns.LISTED, listed_at=store.now)
    mine = await says(mine, campaigns.NONE, listed_at=store.now)
    mine = await says(mine, "care.results", results_at=store.now)
    assert await none() == [True, False]
    store.forward(hours=1)
    await store(lambda db: journal.write(db, campaigns.LISTED, subject=mine.id, rows=1))
    assert await none() == [True, False], "a chief put one more household on it"
    await says(mine, campaigns.LISTED, listed_at=store.now)
    await says(theirs, campaigns.NONE, listed_at=store.now)
    assert await none() == [False, True]


@pytest.mark.parametrize("spoken", [True, False], ids=["somebody", "the command line"])
async def test_who_began_told_and_gave_is_kept(store: Store, spoken: bool) -> None:
    if not spoken:
        store.speaker = None

    def does(db: Transaction) -> set[int | None]:
        campaigns.begin(db, 2027)
        relief.pay_out(db, 2027, "elders", paid=True)
        relief.begin_event(db, "示範社區火警")
        cold.begin(db, 10, [WHOLE], local_day(db.now))
        cold.tell_beds(db, "示範旅舍", {BedKind.MEN: 1})
        [shelter] = cold.all_shelters(db)
        cold.give_bed(db, shelter.id, BedKind.MEN, None)
        rows = (t.campaigns, t.allowances, t.major_events, t.cold_alerts, t.shelters, t.beds_given)
        return {db.connection.execute(select(one.c.by)).scalar_one() for one in rows}

    assert await store(does) == {store.speaker.id if store.speaker else None}


async def test_results_that_were_confirmed_are_confirmed_anew_once_somebody_went_or_was_listed(
    store: Store,
) -> None:
    assert store.unit is not None
    unit = store.unit
    await store(partial(campaigns.begin, year=2027))

    def listed(db: Transaction, name: str) -> int:
        household = as_told(name, "", "", f"{name}路1號")
        given = Enlisted(unit, CareSource.DRUGS, household, "平鎮區新街里", CareGroup.ALONE)
        return care.enlist(db, 2027, given).id

    def goes(db: Transaction) -> None:
        care.add_visit(db, care.read(db, number), local_day(db.now), {"mode": "home", "care": "good"})

    number = await store(partial(listed, name="王測試"))
    for act in (goes, partial(listed, name="李示範")):
        await confirmed(store, await part_of(store, 2027, unit))
        await store(act)
        assert (await part_of(store, 2027, unit)).results_at is None


async def test_a_unit_has_one_part_in_a_campaign_and_it_knows_when_that_is_over(store: Store) -> None:
    assert store.unit is not None
    other = await added(store, UnitKind.HEALTH, "平鎮衛生所")
    for year in (2026, 2027):
        await store(partial(campaigns.begin, year=year))
    before, mine = await part_of(store, 2026, store.unit), await part_of(store, 2027, store.unit)
    theirs = await part_of(store, 2027, other)
    assert await part_of(store, 2027, store.unit) == mine
    assert [one.id for one in await store(partial(campaigns.parts, year=2027))] == [mine.id, theirs.id]
    assert await store(lambda db: campaigns.existing(db, 2026, other.id)) is None
    await store(lambda db: campaigns.close(db, 2026))
    await store(lambda db: relief.pay_out(db, 2027, "elders", paid=True))
    was, now = await store(partial(campaigns.read, part=before.id)), await part_of(store, 2027, other)
    assert (was.over, {*was.paid}, now.over, {*now.paid}) == (True, set(), False, {"elders"})
    with pytest.raises(NotThere):
        await store(lambda db: campaigns.read(db, 999))


async def test_what_was_handed_in_is_kept_owed_no_more_and_not_written_over(store: Store) -> None:
    assert store.unit is not None
    await store(partial(campaigns.begin, year=2027))
    part = await part_of(store, 2027, store.unit)
    assert await store(lambda db: obligations.of_subject(db, part.id))
    done = await confirmed(store, replace(part, listed_at=store.now))
    assert await store(lambda db: campaigns.read(db, part.id)) == done
    assert not await store(lambda db: obligations.of_subject(db, part.id))
    assert await store(campaigns.owing) == []
    with pytest.raises(Stale):
        await confirmed(store, part)


async def test_results_are_confirmed_anew_until_the_bureau_sent_them_up(store: Store) -> None:
    assert store.unit is not None
    await store(partial(campaigns.begin, year=2027))
    other = await added(store, UnitKind.HEALTH, "平鎮衛生所")
    new = await added(store, UnitKind.POLICE, "平鎮分局")
    mine, theirs = await part_of(store, 2027, store.unit), await part_of(store, 2027, other)
    mine, theirs = await confirmed(store, mine), await confirmed(store, theirs)
    await store(partial(campaigns.reopen, year=2027, units=[store.unit, new]))

    async def results() -> dict[int, tuple[bool, object]]:
        return {
            one.unit.id: (one.results_at is not None, one.figures)
            for one in await store(partial(campaigns.parts, year=2027))
        }

    sent = (True, {"households": 3})
    assert await results() == {store.unit.id: (False, {}), other.id: sent, new.id: (False, {})}
    assert (await part_of(store, 2027, store.unit)).reason == ""
    bureau = await added(store, UnitKind.BUREAU, "社會局")
    await confirmed(store, await part_of(store, 2027, bureau))
    await store(lambda db: campaigns.reopen(db, 2027, [other]))
    assert (await results())[other.id] == sent


ROLES = {
    Role.SUPERVISOR: {Action.VIEW, Action.HISTORY, Action.SERVE},
    Role.BUREAU: {Action.VIEW, Action.HISTORY, Action.SERVE},
    Role.ADMIN: {Action.VIEW, Action.HISTORY},
    Role.WORKER: set(),
    Role.CHIEF: set(),
}


@pytest.mark.parametrize("role", ROLES)
async def test_who_may_do_what_with_a_units_part(store: Store, role: Role) -> None:
    assert store.unit is not None
    await store(partial(campaigns.begin, year=2027))
    part = await part_of(store, 2027, store.unit)

    def asked(db: Transaction) -> set[Action]:
        assert store.unit is not None
        person = Person(0, role, store.unit.id, "李預設", "0912000001", "")
        db.speaker = addressed.add(db, person, 7_900)
        return {one for one in Action if campaigns.may(db, part, one)}

    assert await store(asked) == ROLES[role]


async def test_who_stands_in_may_what_the_other_may(store: Store) -> None:
    assert store.unit is not None
    worker, lead, today = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR], local_day(store.now)
    await store(partial(campaigns.begin, year=2027))
    part = await part_of(store, 2027, store.unit)
    await store(lambda db: leaves.add(db, lead.id, worker.id, today, today))

    def may(db: Transaction) -> list[bool]:
        alone = campaigns.may(db, part, Action.SERVE)
        db.absent = people.absent(db, worker.id)
        return [alone, campaigns.may(db, part, Action.SERVE)]

    assert await store(may) == [False, True]

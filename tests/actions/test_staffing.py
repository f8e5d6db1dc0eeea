"""Who leads people changes them, lets somebody stand in, and ends a unit that has nothing left."""

from functools import partial

import pytest
from sqlalchemy import insert, select

from actions import on_call
from actions.staffing import people, units
from casework.errors import NotThere, Stale, UnitInUse
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from storage import on_call as shifts
from storage.core import tables as t
from storage.core.database import Transaction
from storage.staffing import leaves
from storage.staffing import people as kept
from storage.staffing import units as kept_units
from tests.actions.test_rights import on_duty
from tests.storage.conftest import Store
from tests.support import addressed


@pytest.fixture
async def colleague(store: Store) -> Person:
    joins = Person(0, Role.WORKER, store.staff[Role.WORKER].unit, "鄭同仁", "0912000001", "")
    return await store(lambda db: addressed.add(db, joins, 7_100))


@pytest.fixture
async def administrator(store: Store) -> Store:
    joins = Person(0, Role.ADMIN, store.staff[Role.WORKER].unit, "李預設", "0912000002", "")
    store.staff[Role.ADMIN] = await store(lambda db: addressed.add(db, joins, 7_200))
    return store.by(Role.ADMIN)


async def test_who_is_changed_is_so_in_the_journal_too(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    await store.by(Role.SUPERVISOR)(lambda db: people.change(db, worker, phone="0987654321"))
    of = select(t.journal.c.detail).where(t.journal.c.verb == "person.changed")
    [detail] = await store(lambda db: db.connection.execute(of).scalars().all())
    assert detail == {"person": worker, "role": "worker"}


async def test_somebody_stands_in_for_who_is_suspended_and_for_nobody_else(
    store: Store, colleague: Person
) -> None:
    worker, lead = store.staff[Role.WORKER], store.by(Role.SUPERVISOR)
    with pytest.raises(Stale):
        await lead(lambda db: people.stand_in(db, worker.id, colleague.id))
    await store(lambda db: kept.suspend(db, worker))
    for other in (store.staff[Role.CHIEF].id, worker.id):
        with pytest.raises(NotThere):
            await lead(partial(people.stand_in, person=worker.id, deputy=other))
    first = await lead(lambda db: people.stand_in(db, worker.id, colleague.id))
    again = await lead(lambda db: people.stand_in(db, worker.id, colleague.id))
    assert await store(lambda db: leaves.of_person(db, worker.id)) == [again], "in place of the one before"
    assert (first.deputy, again.deputy) == (colleague.id, colleague.id)


async def test_that_a_telephone_is_on_is_said_by_who_answers_it_or_keeps_the_list(store: Store) -> None:
    rota = await store(on_duty)
    [shift] = (await store(lambda db: shifts.read(db, rota))).shifts
    for role in (Role.CHIEF, Role.SCREENER):
        with pytest.raises(NotThere):
            await store.by(role)(lambda db: on_call.phone_on(db, rota, shift.id))
    with pytest.raises(NotThere):
        await store(lambda db: on_call.phone_on(db, rota, shift.id + 1))
    on = await store(lambda db: on_call.phone_on(db, rota, shift.id))
    assert [one.phone_on_at for one in on.shifts] == [store.now]
    store.forward(hours=1)
    assert await store.by(Role.SUPERVISOR)(lambda db: on_call.phone_on(db, rota, shift.id)) == on, "once"


async def test_lists_of_who_is_on_call_are_counted_by_today_some_at_each_look(store: Store) -> None:
    await store(on_duty)
    store.forward(days=1)
    assert await store(lambda db: on_call.look(db, 1)), "there may be more"
    assert not await store(lambda db: on_call.look(db, 1))
    store.forward(days=1)
    assert not await store(lambda db: on_call.look(db, 2))


async def test_a_unit_ends_once_it_has_nobody_owes_nothing_and_its_villages_are_passed_on(
    store: Store, administrator: Store
) -> None:
    def found(db: Transaction) -> list[Unit]:
        return [kept_units.add(db, UnitKind.CENTRE, f"示範{n}中心", "平鎮區", "C") for n in (1, 2, 3)]

    empty, busy, heir = await store(found)
    ended = await administrator(lambda db: units.end(db, empty.id, None))
    assert ended.id == empty.id
    with pytest.raises(UnitInUse):
        await administrator(lambda db: units.end(db, store.staff[Role.WORKER].unit, heir.id))
    area = insert(t.areas).values(village="平鎮區新街里", unit=busy.id)
    await store(lambda db: db.connection.execute(area))
    with pytest.raises(UnitInUse):
        await administrator(lambda db: units.end(db, busy.id, None))
    with pytest.raises(NotThere):
        await administrator(lambda db: units.end(db, busy.id, busy.id))
    await administrator(lambda db: units.end(db, busy.id, heir.id))
    assert (await store(lambda db: kept.area(db, "平鎮區新街里")))[0] == heir.id
    standing = {one.id for one in await store(kept.standing_units)}
    assert standing & {empty.id, busy.id, heir.id} == {heir.id}

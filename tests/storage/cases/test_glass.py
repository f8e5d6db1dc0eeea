"""Broken glass as it is kept: who reads which case in an emergency, until when, and who ends it."""

from datetime import timedelta
from functools import partial

from casework.staffing.people import Role
from storage.cases import cases, glass
from tests.storage.conftest import MONDAY, Store, a_case

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


async def test_somebody_reads_a_case_for_some_hours_and_no_other(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
    one, other = [await store(lambda db: cases.open_case(db, a_case(), "B")) for _ in range(2)]
    await store(lambda db: glass.add(db, one.id, worker, 3))
    store.forward(hours=1)
    await store(lambda db: glass.add(db, other.id, lead, 3))
    await store(lambda db: glass.add(db, other.id, worker, 3))

    async def reads(person: int, case: int) -> bool:
        return await store(partial(glass.broken, case=case, person=person))

    assert await reads(worker, one.id)
    assert not await reads(lead, one.id)
    assert await store(lambda db: glass.ends(db, worker)) == MONDAY + 3 * HOUR
    assert await store(lambda db: glass.ends(db, lead)) == MONDAY + 4 * HOUR
    assert [(row.person, row.number) for row in await store(lambda db: glass.of_case(db, one.id))] == [
        (worker, one.number)
    ]
    store.now = MONDAY + 3 * HOUR - SECOND
    assert await reads(worker, one.id)
    store.now = MONDAY + 3 * HOUR
    assert not await reads(worker, one.id)
    assert await store(lambda db: glass.of_case(db, one.id)) == []
    assert await store(lambda db: glass.ends(db, worker)) == MONDAY + 4 * HOUR
    opened = partial(glass.since, moment=MONDAY + HOUR)
    assert [(row.person, row.number) for row in await store(opened)] == [
        (worker, other.number),
        (lead, other.number),
    ]


async def test_what_is_read_is_ended_case_by_case_or_all_of_it_and_of_that_person_alone(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
    of = [await store(lambda db: cases.open_case(db, a_case(), "B")) for _ in range(3)]
    for case in of:
        for person in (worker, lead):
            await store(partial(glass.add, case=case.id, person=person, hours=3))

    async def read(person: int) -> list[int]:
        return [one.id for one in of if await store(partial(glass.broken, case=one.id, person=person))]

    store.forward(hours=1)
    assert await store(lambda db: glass.end(db, worker, of[0].id))
    assert not await store(lambda db: glass.end(db, worker, of[0].id))
    assert await read(worker) == [one.id for one in of[1:]]
    assert await store(lambda db: glass.end(db, worker))
    assert not await store(lambda db: glass.end(db, worker))
    assert (await read(worker), await read(lead)) == ([], [one.id for one in of])
    store.forward(hours=3)
    assert not await store(lambda db: glass.end(db, lead)), "they end by themselves"

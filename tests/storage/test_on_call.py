"""On call: whose shift it is, who was called, and what a handover moves."""

import asyncio
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest

from casework.errors import NotThere
from casework.on_call import Call, Officer, Rota, Shift
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from storage import on_call
from storage.cases import cases
from storage.core.database import Passing, Transaction
from storage.reminders import obligations
from storage.staffing import units
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support.beside import agrees, meanwhile
from tests.support.certain import certain

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)


def officer(person: Person) -> Officer:
    return Officer(person.name, person.phone, person.id)


def shift(day: date, person: Person, backup: Person | None = None, begins: int = 9, ends: int = 17) -> Shift:
    return Shift(0, day, time(begins), time(ends, 30), officer(person), officer(backup) if backup else None)


async def put(store: Store, *named: Shift) -> Rota:
    assert store.unit is not None
    rota = await store(partial(on_call.rota_of, unit=store.unit.id))
    return await store(lambda db: on_call.put(db, rota, named))


async def read(store: Store, rota: Rota) -> list[tuple[date, time]]:
    return [(one.day, one.begins) for one in (await store(lambda db: on_call.read(db, rota.id))).shifts]


async def test_a_shift_comes_back_as_it_was_put(store: Store) -> None:
    worker, other = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    rota = await put(store, shift(TODAY, worker, other), shift(TODAY + DAY, other, begins=22, ends=6))
    first, second = rota.shifts
    assert (first.officer, first.backup) == (
        officer(worker),
        officer(other),
    )
    assert (second.begins, second.ends, second.backup, second.phone_on_at) == (
        time(22),
        time(6, 30),
        None,
        None,
    )
    on = await store(lambda db: on_call.phone_on(db, rota, second))
    assert [one.phone_on_at for one in on.shifts] == [None, MONDAY]
    assert await store(lambda db: on_call.rota_of(db, rota.unit.id)) == on
    assert await store(lambda db: on_call.of_unit(db, 99)) is None
    with pytest.raises(NotThere):
        await store(lambda db: on_call.read(db, 99))


async def test_a_new_shift_stands_instead_of_those_it_meets_and_days_are_cleared_alone(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    of = partial(shift, person=worker)
    rota = await put(store, of(TODAY), of(TODAY, begins=18, ends=22), of(TODAY + DAY), of(TODAY + 2 * DAY))
    await put(store, of(TODAY, begins=17, ends=20))
    assert await read(store, rota) == [
        (TODAY, time(17)),
        (TODAY + DAY, time(9)),
        (TODAY + 2 * DAY, time(9)),
    ]
    await store(lambda db: on_call.clear_days(db, rota, [TODAY, TODAY + DAY]))
    assert await read(store, rota) == [(TODAY + 2 * DAY, time(9))]


async def test_shifts_are_read_from_yesterdays_on_since_that_may_last_until_this_morning(
    store: Store,
) -> None:
    worker = store.staff[Role.WORKER]
    rota = await put(store, *(shift(TODAY + n * DAY, worker) for n in (-2, -1, 0, 1)))
    assert [day for day, _ in await read(store, rota)] == [TODAY - DAY, TODAY, TODAY + DAY]
    [on] = await store(on_call.on_call)
    assert [one.day for one in on.shifts] == [TODAY - DAY, TODAY]
    store.forward(days=3)
    assert await store(on_call.on_call) == []


async def test_a_rota_is_counted_anew_each_day_once(store: Store) -> None:
    rota = await put(store, shift(TODAY, store.staff[Role.WORKER]))
    assert await store(partial(on_call.behind, most=5)) == []
    store.forward(days=1)
    assert await store(partial(on_call.behind, most=5)) == [rota.id]
    await store(lambda db: on_call.turn_day(db, rota.id))
    assert await store(partial(on_call.behind, most=5)) == []


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_who_is_named_while_the_bell_counts_a_rota_is_not_asked_for_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.unit is not None
    eve = date(2027, 2, 1)
    store.now = datetime(2027, 2, 1, 9, tzinfo=TAIPEI)
    rota = await store(partial(on_call.rota_of, unit=store.unit.id))
    await store(lambda db: on_call.settle(db, rota))
    worker, read = store.staff[Role.WORKER], on_call.read
    named = [shift(eve + n * DAY, worker) for n in range(21)]
    act, begun = meanwhile(partial(store, lambda db: on_call.put(db, rota, named)))

    def stands_still(db: Transaction, row: int) -> Rota:
        found = read(db, row)
        act()
        return found

    monkeypatch.setattr(on_call, "read", stands_still)
    await store(lambda db: on_call.turn_day(db, rota.id))
    await asyncio.wrap_future(begun[0])
    await agrees(store, rota.id)
    assert Duty.NAME_ON_CALL not in [
        one.duty for one in await store(lambda db: obligations.of_subject(db, rota.id))
    ]


async def test_who_takes_over_answers_in_the_shifts_to_come_of_who_leaves(store: Store) -> None:
    giver, receiver, third = (store.staff[one] for one in (Role.WORKER, Role.SUPERVISOR, Role.SCREENER))
    days = [TODAY + n * DAY for n in (-1, 0, 1, 2)]
    rota = await put(
        store,
        *(shift(days[0], giver), shift(days[1], giver, third)),
        *(shift(days[2], third, giver), shift(days[3], third)),
    )
    assert [one.id for one in await store(lambda db: on_call.held_by(db, giver.id))] == [rota.id]
    to = Passing(giver.id, receiver.id, rota.unit.id, rota.unit.kind, 1)
    await store(lambda db: on_call.hand_over(db, on_call.read(db, rota.id), to))
    after = await store(lambda db: on_call.read(db, rota.id))
    assert [(one.officer.person, one.backup and one.backup.person) for one in after.shifts] == [
        (giver.id, None),
        (receiver.id, third.id),
        (third.id, receiver.id),
        (third.id, None),
    ]
    assert after.shifts[1].officer == officer(receiver)
    assert await store(lambda db: on_call.held_by(db, giver.id)) == [], "yesterday's is over"


async def test_a_call_waits_until_it_is_late_and_is_answered_once(store: Store) -> None:
    worker, other = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    case, beside = [(await store(lambda db: cases.open_case(db, a_case(), "B"))).id for _ in range(2)]
    due = MONDAY + timedelta(minutes=15)
    police = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    await store(partial(on_call.call, case=case, unit=worker.unit, asked=worker.id, due=due))
    await store(partial(on_call.call, case=beside, unit=worker.unit, asked=None, due=due - DAY))

    async def of(case: int) -> Call:
        return certain(await store(lambda db: on_call.of_case(db, case)))

    one = await of(case)
    assert (one.asked, one.called_at, one.due) == (worker.id, MONDAY, due)
    assert [each.case for each in await store(partial(on_call.late, most=9))] == [beside]
    store.now = due
    assert [each.case for each in await store(partial(on_call.late, most=9))] == [beside, case]
    await store(lambda db: on_call.wait_until(db, one, due + DAY))
    assert [each.case for each in await store(partial(on_call.late, most=9))] == [beside]
    assert await store(lambda db: on_call.end(db, one))
    assert not await store(lambda db: on_call.end(db, one))
    assert await store(lambda db: on_call.of_case(db, case)) is None
    assert (await of(beside)).case == beside

    await store(partial(on_call.call, case=case, unit=police.id, asked=other.id, due=due))
    quarter = timedelta(minutes=15)
    assert await store(lambda db: on_call.called_before(db, one, quarter)) == {worker.id}
    assert await store(lambda db: on_call.called_before(db, one, quarter - timedelta(seconds=1))) == set()

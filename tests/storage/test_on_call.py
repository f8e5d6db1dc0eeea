"""On call: whose shift it is, who was called, and what a handover moves."""

import asyncio
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from casework.cases.access import Action
from casework.errors import NotThere
from casework.on_call import Call, Officer, Rota, Shift
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import TAIPEI
from storage import on_call
from storage.cases import cases
from storage.core import journal
from storage.core.database import Passing, Transaction
from storage.reminders import obligations
from storage.staffing import units
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed
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
    early = replace(shift(TODAY, worker, other), begins=time(8, 45))
    rota = await put(store, early, shift(TODAY + DAY, other, begins=22, ends=6))
    first, second = rota.shifts
    assert (first.begins, rota.staffed) == (time(8, 45), True)
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
    empty = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    await store(lambda db: on_call.rota_of(db, empty.id))
    assert not certain(await store(lambda db: on_call.of_unit(db, empty.id))).staffed, "nobody joined yet"


async def test_a_new_shift_stands_instead_of_those_it_meets_and_days_are_cleared_alone(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    of = partial(shift, person=worker)
    rota = await put(store, of(TODAY), of(TODAY, begins=18, ends=22), of(TODAY + DAY), of(TODAY + 2 * DAY))
    await put(store, of(TODAY, begins=17, ends=20), of(TODAY + DAY, begins=8, ends=10))
    assert await read(store, rota) == [
        (TODAY, time(17)),
        (TODAY + DAY, time(8)),
        (TODAY + 2 * DAY, time(9)),
    ]
    police = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    theirs = await store(lambda db: on_call.put(db, on_call.rota_of(db, police.id), [of(TODAY)]))
    await store(lambda db: on_call.clear_days(db, rota, [TODAY, TODAY + DAY]))
    assert await read(store, rota) == [(TODAY + 2 * DAY, time(9))]
    assert await read(store, theirs) == [(TODAY, time(9))], "another unit's"


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


@pytest.mark.parametrize(("day", "on"), [(-2, False), (-1, True), (0, True), (1, False)])
async def test_somebody_is_on_call_today_or_since_yesterday(store: Store, day: int, on: bool) -> None:
    await put(store, shift(TODAY + day * DAY, store.staff[Role.WORKER]))
    assert [len(one.shifts) for one in await store(on_call.on_call)] == [1] * on


@pytest.mark.parametrize("second", [True, False], ids=["as the second", "as the first"])
@pytest.mark.parametrize(("day", "held"), [(-1, False), (0, True)])
async def test_from_today_on_a_shift_is_to_be_handed_over(
    store: Store, second: bool, day: int, held: bool
) -> None:
    who, other = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    rota = await put(store, shift(TODAY + day * DAY, *((other, who) if second else (who,))))
    found = await store(lambda db: on_call.held_by(db, who.id))
    assert [one.id for one in found] == [rota.id] * held


@pytest.mark.parametrize(
    ("role", "elsewhere", "may"),
    [
        (Role.WORKER, False, {Action.VIEW}),
        (Role.SUPERVISOR, False, {Action.VIEW, Action.SERVE}),
        (Role.SUPERVISOR, True, set()),
        (Role.BUREAU, True, {Action.VIEW, Action.SERVE}),
    ],
)
@pytest.mark.parametrize("deputy", [False, True], ids=["", "by who stands in"])
async def test_whoever_belongs_to_a_unit_sees_who_is_on_call_and_who_keeps_the_list_changes_it(
    store: Store, role: Role, elsewhere: bool, may: set[Action], deputy: bool
) -> None:
    rota = await put(store)

    def asked(db: Transaction) -> set[Action]:
        other = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
        there = other.id if elsewhere else rota.unit.id
        who = addressed.add(db, Person(0, role, there, "李預設", "0912000001", ""), 7_900)
        beside = addressed.add(db, Person(0, Role.CHIEF, other.id, "李預設", "0912000001", ""), 7_901)
        db.speaker, db.absent = (beside, [who]) if deputy else (who, [])
        return {one for one in Action if on_call.may(db, rota, one)}

    assert await store(asked) == may


async def test_each_morning_before_the_holiday_it_is_counted_who_is_still_to_be_named(store: Store) -> None:
    eve = date(2027, 2, 1)
    store.now = datetime(2027, 2, 1, 9, tzinfo=TAIPEI)
    rota = await put(store)

    async def owed() -> list[Duty]:
        return [one.duty for one in await store(lambda db: obligations.of_subject(db, rota.id))]

    assert await owed() == [Duty.NAME_ON_CALL]
    await put(store, *(shift(eve + n * DAY, store.staff[Role.WORKER]) for n in range(21)))
    assert Duty.NAME_ON_CALL not in await owed()
    await store(lambda db: on_call.clear_days(db, rota, [eve + n * DAY for n in range(21)]))
    await store(lambda db: on_call.turn_day(db, rota.id))
    assert await owed() == [Duty.NAME_ON_CALL]


async def test_a_rota_is_counted_anew_each_day_once(store: Store) -> None:
    rota = await put(store, shift(TODAY, store.staff[Role.WORKER]))
    assert await store(partial(on_call.behind, most=5)) == []
    store.forward(days=1)
    assert await store(partial(on_call.behind, most=5)) == [rota.id]
    await store(lambda db: on_call.turn_day(db, rota.id))
    assert await store(partial(on_call.behind, most=5)) == []


async def test_a_list_is_called_as_its_unit_is_called_now(store: Store) -> None:
    store.now = datetime(2027, 2, 1, 9, tzinfo=TAIPEI)
    rota = await put(store)
    await store(lambda db: units.change(db, rota.unit.id, name="新名中心"))
    await store(lambda db: on_call.turn_day(db, rota.id))
    assert [one.sign for one in await store(lambda db: obligations.of_subject(db, rota.id))] == [
        "值班 新名中心"
    ]


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
    acts = await store(lambda db: journal.of_subject(db, rota.id))
    assert [(one.verb, one.detail["person"]) for one in acts] == [("rota.handed_over", receiver.id)]


async def test_a_call_waits_until_it_is_late_and_is_answered_once(store: Store) -> None:
    worker, other = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    case, beside = [(await store(lambda db: cases.open_case(db, a_case(), "B"))).id for _ in range(2)]
    due = MONDAY + timedelta(minutes=15)
    police = await store(lambda db: units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A"))
    await store(partial(on_call.call, case=case, unit=worker.unit, asked=worker.id, due=due))
    await store(partial(on_call.call, case=beside, unit=worker.unit, asked=other.id, due=due - DAY))

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
    await store(partial(on_call.call, case=case, unit=worker.unit, asked=None, due=due))
    quarter = timedelta(minutes=15)
    assert await store(lambda db: on_call.called_before(db, one, quarter)) == {worker.id}
    assert await store(lambda db: on_call.called_before(db, one, quarter - timedelta(seconds=1))) == set()

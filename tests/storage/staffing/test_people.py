from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.errors import NotThere, Overtaken, Stale
from casework.staffing.people import Person, Role
from casework.staffing.pin import Lock
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.core.tables import leaves as leave_rows
from storage.core.tables import people as rows
from storage.staffing import addresses, leaves, people, pins, units
from tests.storage.conftest import Store
from tests.support import addressed


async def test_who_changed_is_read_as_they_are_now_once_the_block_ends(store: Store) -> None:
    worker = store.staff[Role.WORKER].id

    def languages(db: Transaction) -> list[str]:
        with people.remembered(db):
            first = people.get(db, worker).language
            people.change(db, worker, language="en")
            within = people.get(db, worker).language
        return [first, within, people.get(db, worker).language]

    assert await store(languages) == ["", "", "en"]


async def test_what_one_transaction_remembered_the_next_reads_anew(store: Store) -> None:
    worker = store.staff[Role.WORKER].id

    def language(db: Transaction) -> str:
        with people.remembered(db):
            return people.get(db, worker).language

    assert await store(language) == ""
    await store(lambda db: people.change(db, worker, language="en"))
    assert await store(language) == "en"


async def test_who_joined_anew_meanwhile_is_not_let_go_as_they_were(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def join_anew(db: Transaction) -> Person:
        [at] = addresses.every(db, worker.id)
        return people.add(db, replace(worker, role=Role.SUPERVISOR), at)

    again = await store(join_anew)
    assert (again.id, again.version) == (worker.id, worker.version + 1)
    with pytest.raises(Stale):
        await store(lambda db: people.let_go(db, worker, into=None))
    assert await store(lambda db: people.get(db, worker.id)) == again
    await store(lambda db: people.let_go(db, again, into=None))
    assert not (await store(lambda db: people.get(db, worker.id))).active


async def test_a_language_chosen_meanwhile_keeps_nobody_from_being_let_go(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    await store(lambda db: people.change(db, worker.id, language="en"))
    await store(lambda db: people.let_go(db, worker, into=store.staff[Role.SCREENER].unit))
    moved = await store(lambda db: people.get(db, worker.id))
    assert (moved.unit, moved.language) == (store.staff[Role.SCREENER].unit, "en")


@pytest.fixture
async def circle(store: Store) -> dict[str, Person]:
    """Workers of a centre: one is there, one left, two are suspended, and somebody stands in for one."""
    unit = store.staff[Role.WORKER].unit

    def join(db: Transaction) -> dict[str, Person]:
        made = {
            name: addressed.add(db, Person(0, Role.WORKER, unit, f"示範{name}", "0912", ""), 7_600 + number)
            for number, name in enumerate(("在職", "離職", "停權", "有代理"))
        }
        there, left, *suspended = made.values()
        people.let_go(db, left, into=None)
        for one in suspended:
            people.suspend(db, one)
        leaves.add(db, suspended[1].id, there.id, *(local_day(db.now),) * 2)
        return made

    made = await store(join)
    return made | {"王測試": store.staff[Role.WORKER]}


async def test_who_is_at_work_who_belongs_to_a_unit_and_who_answers_there(
    store: Store, circle: dict[str, Person]
) -> None:
    unit, names = store.staff[Role.WORKER].unit, {one.id: name for name, one in circle.items()}

    async def found(work: Callable[[Transaction], list[Person]]) -> list[str]:
        return [names[one.id] for one in await store(work) if one.id in names]

    worker = (Role.WORKER,)
    assert await found(lambda db: people.in_unit(db, unit, worker)) == ["王測試", "在職"]
    assert await found(lambda db: people.in_unit(db, unit, [Role.CHIEF])) == []
    assert await found(lambda db: people.of_role(db, Role.WORKER)) == ["王測試", "在職"]
    assert await found(lambda db: people.of_role(db, Role.CHIEF)) == []
    assert await found(lambda db: people.members(db, unit)) == ["王測試", "在職", "停權", "有代理"]
    for answering in (
        lambda db: people.answering_in(db, unit, worker),
        lambda db: people.answering(db, Role.WORKER),
    ):
        assert await found(answering) == ["王測試", "在職", "有代理"]
    assert await found(lambda db: people.answering_in(db, unit, [Role.CHIEF])) == []
    assert await found(lambda db: people.members(db, unit + 1)) == []
    assert await found(lambda db: people.in_unit(db, unit + 1, worker)) == []
    assert await found(lambda db: people.answering_in(db, unit + 1, worker)) == []
    assert len(await store(people.everybody)) == 8


async def test_somebody_at_work_is_found_by_a_part_of_their_name_and_nobody_by_none(
    store: Store, circle: dict[str, Person]
) -> None:
    unit, there = store.staff[Role.WORKER].unit, circle["在職"].id
    named = partial(people.named, roles=[Role.WORKER])
    assert await store(partial(named, part="示範", within=None)) == sorted(
        one.id for one in (store.staff[Role.WORKER], circle["在職"]) if "示範" in one.name
    )
    assert await store(partial(named, part="在職", within=None)) == [there]
    assert await store(partial(named, part="在職", within=[unit])) == [there]
    assert await store(partial(named, part="在職", within=[unit + 1])) == []
    assert await store(partial(named, part="離職", within=None)) == []
    assert await store(partial(named, part=" ", within=None)) == []
    assert await store(partial(people.named, part="在職", roles=[Role.CHIEF], within=None)) == []


async def test_a_unit_to_which_somebody_belongs_and_one_that_receives(
    store: Store, circle: dict[str, Person]
) -> None:
    mine = store.staff[Role.WORKER].unit

    def found(db: Transaction) -> tuple[set[int], list[int]]:
        names = ("甲分局", "乙分局", "丙分局")
        others = [units.add(db, UnitKind.POLICE, name, "", "A").id for name in names]
        one = addressed.add(db, Person(0, Role.LIAISON, others[0], "鄭舉例", "0912", ""), 7_700)
        people.suspend(db, one)
        gone = addressed.add(db, Person(0, Role.LIAISON, others[1], "謝練習", "0912", ""), 7_701)
        people.let_go(db, gone, into=None)
        addressed.add(db, Person(0, Role.HEAD, others[2], "韓示意", "0912", ""), 7_702)
        belongs = people.staffed(db, others[:2])
        return belongs, [unit.id - others[0] for unit in people.receiving_units(db)]

    belongs, receiving = await store(found)
    assert len(belongs) == 1, "who is suspended belongs there still, who left does not"
    assert receiving == [mine - min(belongs)], "nobody else takes on cases"


async def test_to_a_unit_that_ended_nobody_goes_any_more_and_its_letter_is_still_read(store: Store) -> None:
    mine = store.staff[Role.WORKER].unit
    other = await store(lambda db: units.add(db, UnitKind.CENTRE, "八德區家庭服務中心", "八德區", "C"))
    await store(lambda db: units.change(db, mine, ended_at=db.now))
    assert await store(people.standing_units) == [other]
    assert await store(people.receiving_units) == []
    assert [one.id for one in await store(people.all_units)] == [mine, other.id]
    assert await store(people.letters) == ["B", "C"]


async def test_nobody_and_no_unit_is_found_by_a_number_that_none_has(store: Store) -> None:
    with pytest.raises(NotThere):
        await store(lambda db: people.get(db, 999))
    with pytest.raises(NotThere):
        await store(lambda db: people.unit(db, 999))


DAY = timedelta(days=1)


async def test_who_is_away_has_a_deputy_on_just_these_days(store: Store) -> None:
    worker, deputy, third = (store.staff[one] for one in (Role.WORKER, Role.SUPERVISOR, Role.SCREENER))
    today = local_day(store.now)
    leave = await store(lambda db: leaves.add(db, worker.id, deputy.id, today + DAY, today + 2 * DAY))

    async def known() -> tuple[int | None, int | None, list[int]]:
        def look(db: Transaction) -> tuple[int | None, int | None, list[int]]:
            absent = [one.id for one in people.absent(db, deputy.id)]
            assert people.absent(db, third.id) == []
            return people.get(db, worker.id).deputy, people.get(db, third.id).deputy, absent

        return await store(look)

    nobody: tuple[int | None, int | None, list[int]] = (None, None, [])
    away = (deputy.id, None, [worker.id])
    for expected in (nobody, away, away, nobody):
        assert await known() == expected
        store.forward(days=1)
    store.forward(days=-3)
    assert await known() == away
    assert await store(lambda db: leaves.end(db, leave))
    assert await known() == nobody, "it is over"


async def test_who_stands_in_for_somebody_stands_in_for_whom_these_do_and_never_for_themselves(
    store: Store,
) -> None:
    first, second, third = (store.staff[one].id for one in (Role.WORKER, Role.SUPERVISOR, Role.SCREENER))
    today = local_day(store.now)

    def circle(db: Transaction) -> None:
        for person, deputy in ((first, second), (second, third), (third, first)):
            row = {"person": person, "deputy": deputy, "first": today, "last": today}
            row |= {"back_at": db.now, "asked_at": db.now}
            db.connection.execute(leave_rows.insert().values(row))

    await store(circle)
    assert {one.id for one in await store(lambda db: people.absent(db, third))} == {first, second}


async def test_who_left_is_stood_in_for_by_nobody(store: Store) -> None:
    worker, deputy = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    today = local_day(store.now)
    await store(lambda db: leaves.add(db, worker.id, deputy.id, today, today))
    await store(lambda db: people.suspend(db, worker))
    assert [one.id for one in await store(lambda db: people.absent(db, deputy.id))] == [worker.id]
    suspended = await store(lambda db: people.get(db, worker.id))
    assert (suspended.active, suspended.suspended) == (False, True)
    await store(lambda db: people.let_go(db, suspended, into=None))
    assert await store(lambda db: people.absent(db, deputy.id)) == []


async def test_who_is_suspended_loses_their_pin_and_is_let_back_in_as_what_they_were(store: Store) -> None:
    worker, other = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]

    def pin(db: Transaction, person: int) -> str | None:
        return db.connection.execute(select(rows.c.pin).where(rows.c.id == person)).scalar()

    for one in (worker, other):
        await store(partial(people.change, person=one.id, pin="x", pin_wrong=2))
    await store(lambda db: people.suspend(db, worker))
    assert await store(pins.lock) == Lock()
    assert await store(partial(pin, person=worker.id)) is None
    assert await store(partial(pin, person=other.id)) == "x"
    suspended = await store(lambda db: people.get(db, worker.id))
    await store(lambda db: people.readmit(db, suspended))
    back = await store(lambda db: people.get(db, worker.id))
    assert back == replace(worker, version=back.version)
    assert back.version == worker.version + 2


async def test_whose_access_sleeps_is_to_be_confirmed_and_others_stay_awake(store: Store) -> None:
    worker, awake = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    gone = store.staff[Role.CHIEF]
    await store(lambda db: people.let_go(db, gone, into=None))
    assert await store(lambda db: people.fall_asleep(db, [awake.id])) == 2, "who left sleeps not"
    assert {one.id for one in await store(people.asleep)} == {worker.id, store.staff[Role.SCREENER].id}

    def sleeping(db: Transaction) -> list[bool]:
        return [people.sleeps(db, addressed.token(db, 7_000 + number)) for number in range(4)]

    assert await store(sleeping) == [False, True, False, True]
    asleep = await store(lambda db: people.get(db, worker.id))
    assert (asleep.active, asleep.asleep, asleep.suspended) == (False, True, True)
    await store(lambda db: people.readmit(db, asleep))
    [still] = await store(people.asleep)
    assert still.id == store.staff[Role.SCREENER].id
    await store(lambda db: people.let_go(db, still, into=None))
    assert await store(people.asleep) == [], "who left is not to be confirmed"


async def test_what_somebody_is_called_and_is_here_for_is_kept_unless_they_changed_meanwhile(
    store: Store,
) -> None:
    worker = store.staff[Role.WORKER]
    now = replace(worker, name="林演示", phone="0912000009", role=Role.CHIEF, villages=("平鎮區新街里",))
    await store(lambda db: people.describe(db, now))
    assert await store(lambda db: people.get(db, worker.id)) == replace(now, version=worker.version + 1)
    with pytest.raises(Overtaken):
        await store(lambda db: people.describe(db, worker))


async def test_a_village_has_its_own_centre_and_worker(store: Store) -> None:
    worker = store.staff[Role.WORKER]

    def given(db: Transaction) -> None:
        units.assign(db, ["平鎮區新街里", "平鎮區新勢里"], people.unit(db, worker.unit))
        units.entrust(db, ["平鎮區新街里"], worker.unit, worker.id)

    await store(given)
    for village, known in (
        ("平鎮區新街里", (worker.unit, worker.id)),
        ("平鎮區新勢里", (worker.unit, None)),
        ("平鎮區新富里", (None, None)),
    ):
        assert await store(partial(people.area, village=village)) == known

from collections.abc import Callable
from functools import partial

import pytest
from msgspec.structs import replace

from casework.errors import Stale
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.staffing import addresses, leaves, people, units
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
        others = [units.add(db, UnitKind.POLICE, name, "", "A").id for name in ("甲分局", "乙分局")]
        one = addressed.add(db, Person(0, Role.LIAISON, others[0], "鄭舉例", "0912", ""), 7_700)
        people.suspend(db, one)
        gone = addressed.add(db, Person(0, Role.LIAISON, others[1], "謝練習", "0912", ""), 7_701)
        people.let_go(db, gone, into=None)
        belongs = people.staffed(db, [mine, *others])
        return belongs - {mine}, [unit.id - others[0] for unit in people.receiving_units(db)]

    belongs, receiving = await store(found)
    assert len(belongs) == 1, "who is suspended belongs there still, who left does not"
    assert receiving == [mine - min(belongs)]

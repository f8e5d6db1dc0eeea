"""Who lives there is written down, and two households that turn out to be one are judged so."""

from dataclasses import replace
from typing import Any

import pytest

from actions import screening
from actions.cases import households as acts
from casework.cases.case import Case, State
from casework.cases.household import AgeBand, Member, as_told
from casework.errors import NotThere, Stale, WrongState
from casework.staffing.people import Role
from storage.cases import cases, households
from storage.core import journal
from storage.core.database import Transaction
from tests.storage.conftest import Store, a_case
from tests.support.cases import save

CHILD = Member("王小測", age=AgeBand.UNDER_6)


@pytest.fixture
async def served(store: Store) -> Case:
    me = store.staff[Role.WORKER]
    known: dict[str, Any] = {"state": State.IN_SERVICE, "unit": me.unit, "worker": me.id}
    return await store(lambda db: cases.open_case(db, a_case(**known), "B"))


async def two(store: Store) -> tuple[Case, Case]:
    def opened(db: Transaction) -> tuple[Case, Case]:
        return cases.open_case(db, a_case(), "B"), cases.open_case(db, a_case(), "B")

    return await store(opened)


async def verbs(store: Store, case: Case) -> list[str]:
    acts = await store(lambda db: journal.of_subject(db, case.id))
    return [one.verb for one in acts]


async def one_household(store: Store, one: Case, other: Case) -> bool:
    return await store(lambda db: households.same(db, one.household, other.household))


async def test_what_is_not_corrected_of_a_household_stays(store: Store, served: Case) -> None:
    corrected = await store(lambda db: acts.identify(db, served.id, as_told(name="王測試")))
    assert corrected.household.members == (replace(served.household.first, name="王測試"),)
    assert corrected.household.address == served.household.address


async def test_a_closed_case_is_not_corrected(store: Store, served: Case) -> None:
    await store(lambda db: save(db, replace(served, state=State.CLOSED), "case.closed"))
    with pytest.raises(WrongState):
        await store(lambda db: acts.identify(db, served.id, as_told(name="王測試")))


async def test_a_child_who_lives_there_is_a_child_of_the_case(store: Store, served: Case) -> None:
    assert served.child is None
    added = await store(lambda db: acts.add_member(db, served.id, CHILD))
    assert (added.child, added.household.members[1]) == (True, CHILD)
    grown = await store(
        lambda db: acts.correct_member(db, served.id, 1, replace(CHILD, age=AgeBand.UNDER_18), version=2)
    )
    assert grown.household.members[1].age is AgeBand.UNDER_18
    assert (await verbs(store, served))[-2:] == ["case.identified", "case.identified"]
    with pytest.raises(Stale):
        await store(lambda db: acts.correct_member(db, served.id, 1, CHILD, version=2))


async def test_who_does_not_screen_joins_and_parts_nothing(store: Store) -> None:
    one, other = await two(store)
    for role in (Role.CHIEF, Role.WORKER, Role.SUPERVISOR):
        with pytest.raises(NotThere):
            await store.by(role)(lambda db: acts.join_households(db, one.id, other=other.id))
        with pytest.raises(NotThere):
            await store.by(role)(lambda db: acts.part_households(db, one.id, other=other.id))


async def test_who_screens_joins_and_parts_and_both_histories_say_so(store: Store) -> None:
    one, other = await two(store)
    screener = store.by(Role.SCREENER)
    await screener(lambda db: acts.join_households(db, one.id, other=other.id))
    assert await one_household(store, one, other)
    await screener(lambda db: acts.part_households(db, other.id, other=one.id))
    assert not await one_household(store, one, other)
    for case in (one, other):
        assert await verbs(store, case) == ["household.joined", "household.parted"]
    assert await store(lambda db: cases.read(db, one.id)) == one


async def test_joining_a_case_joins_the_households_and_undoing_it_parts_them(store: Store) -> None:
    one, other = await two(store)
    await store.by(Role.SCREENER)(lambda db: screening.join(db, one.id, into=other.id))
    assert await one_household(store, one, other)
    await undone(store, one)
    assert not await one_household(store, one, other)


async def test_what_was_one_household_before_its_cases_were_joined_stays_so(store: Store) -> None:
    one, other = await two(store)
    await store.by(Role.SCREENER)(lambda db: acts.join_households(db, one.id, other=other.id))
    store.forward(minutes=1)
    await store.by(Role.SCREENER)(lambda db: screening.join(db, one.id, into=other.id))
    await undone(store, one)
    assert await one_household(store, one, other)


async def undone(store: Store, case: Case) -> None:
    def undo(db: Transaction) -> None:
        before = cases.read(db, case.id)
        screening._part_again(db, before)

    await store(undo)

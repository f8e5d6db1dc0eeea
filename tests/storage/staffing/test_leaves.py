"""Leaves: who is away, who stands in, and when it is over."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.access import Action
from casework.cases.case import State
from casework.errors import NotThere
from casework.staffing.people import Person, Role
from storage.cases import cases
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import leaves as table
from storage.staffing import leaves, people
from storage.staffing.leaves import Leave
from tests.storage.conftest import MONDAY, Store, a_case, served_by
from tests.support import addressed
from tests.support.cases import save
from tests.support.certain import certain


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.fixture
async def colleagues(store: Store) -> list[Person]:
    """Three workers of one centre."""
    first = store.staff[Role.WORKER]

    async def another(number: int) -> Person:
        person = Person(0, Role.WORKER, first.unit, "鄭同仁", "0912000000", "")
        return await store(lambda db: addressed.add(db, person, number))

    return [first, await another(8_001), await another(8_002)]


async def away(store: Store, person: Person, deputy: Person, first: int = 1, last: int = 3) -> None:
    await store(lambda db: leaves.add(db, person.id, deputy.id, june(first), june(last)))


async def deputy_of(store: Store, person: Person) -> int | None:
    return (await store(lambda db: people.get(db, person.id))).deputy


async def absent(store: Store, deputy: Person) -> list[int]:
    return [one.id for one in await store(lambda db: people.absent(db, deputy.id))]


async def test_somebody_stands_in_from_the_first_day_to_the_end_of_the_last(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, _ = colleagues
    await away(store, person, deputy, 2, 3)
    assert await deputy_of(store, person) is None
    store.forward(hours=15)  # Tuesday 0:00
    assert await deputy_of(store, person) == deputy.id
    assert await absent(store, deputy) == [person.id]
    store.forward(hours=47)
    assert await deputy_of(store, person) == deputy.id
    store.forward(hours=1)
    assert await deputy_of(store, person) is None
    assert await absent(store, deputy) == []


async def test_who_speaks_stands_in_on_just_these_days_and_while_they_do_the_same_work(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, _ = colleagues
    await away(store, person, deputy, 2, 3)

    async def stood_in_for() -> list[int]:
        speaks = certain(await store(lambda db: people.speaker(db, addressed.token(db, 8_001))))
        assert (speaks.person.id, speaks.person.blocked, speaks.unit.id) == (deputy.id, False, deputy.unit)
        return [one.id for one in speaks.absent]

    for expected in ([], [person.id], [person.id], []):
        assert await stood_in_for() == expected
        store.forward(days=1)
    store.forward(days=-2)
    await store(lambda db: people.describe(db, replace(deputy, role=Role.SUPERVISOR)))
    assert await stood_in_for() == []


async def test_whoever_stands_in_for_a_deputy_stands_in_for_both(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, third = colleagues
    await away(store, person, deputy)
    await away(store, deputy, third)
    assert sorted(await absent(store, third)) == sorted([person.id, deputy.id])


async def test_two_who_stand_in_for_each_other_end_nobody_up_in_a_circle(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, _ = colleagues
    await away(store, person, deputy)
    await away(store, deputy, person)
    assert await absent(store, person) == [deputy.id]


@pytest.mark.parametrize(
    ("first", "last", "clashes"),
    [(1, 1, False), (1, 2, True), (3, 3, True), (4, 9, True), (5, 9, False), (1, 9, True)],
)
async def test_days_clash_when_one_of_them_is_in_both(
    store: Store, colleagues: list[Person], first: int, last: int, clashes: bool
) -> None:
    person, deputy, third = colleagues
    await away(store, person, deputy, 2, 4)
    since, until = june(first), june(last)
    for who, by in ((person, third), (third, person)):
        found = await store(partial(leaves.clashing, person=who.id, deputy=by.id, first=since, last=until))
        assert found is clashes
    assert not await store(lambda db: leaves.clashing(db, deputy.id, third.id, since, until))


async def test_a_leave_that_is_over_clashes_with_nothing_and_is_not_there(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, third = colleagues
    await away(store, person, deputy)
    [leave] = await store(lambda db: leaves.of_person(db, person.id))
    await store(lambda db: leaves.end(db, leave))
    assert await store(lambda db: leaves.get(db, leave.id)) is None
    assert await store(lambda db: leaves.of_person(db, person.id)) == []
    assert not await store(lambda db: leaves.stands_in(db, deputy.id))
    assert not await store(lambda db: leaves.clashing(db, person.id, third.id, june(1), june(3)))
    assert await deputy_of(store, person) is None


async def test_who_is_back_is_listed_from_the_next_mornings_digest_on(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, _ = colleagues
    await away(store, person, deputy, 1, 1)

    async def back() -> list[Leave]:
        return await store(lambda db: leaves.back(db, 10))

    store.forward(hours=23, minutes=29)
    assert await back() == []
    store.forward(minutes=1)
    [leave] = await back()
    assert (leave.person, leave.deputy, leave.first, leave.last) == (person.id, deputy.id, june(1), june(1))


async def test_the_deputy_has_the_rights_while_it_lasts(store: Store, colleagues: list[Person]) -> None:
    person, deputy, _ = colleagues
    case = await store(lambda db: cases.open_case(db, served_by(person), "B"))
    await away(store, person, deputy)
    store.speaker = deputy

    def serve(db: Transaction) -> int:
        db.absent = people.absent(db, deputy.id)
        return cases.get(db, case.id, Action.SERVE).id

    assert await store(serve) == case.id
    store.forward(days=3)
    with pytest.raises(NotThere):
        await store(serve)


async def test_who_takes_over_stands_in_for_whom_the_leaver_stood_in(
    store: Store, colleagues: list[Person]
) -> None:
    person, leaver, receiver = colleagues
    await away(store, person, leaver)
    await away(store, leaver, receiver, 8, 9)
    await store(lambda db: leaves.pass_on(db, leaver.id, receiver.id))
    assert await deputy_of(store, person) == receiver.id
    assert await store(lambda db: leaves.of_person(db, leaver.id)) == []


async def test_a_leave_that_was_over_before_is_over_since_then(
    store: Store, colleagues: list[Person]
) -> None:
    person, leaver, receiver = colleagues
    await away(store, leaver, person, 1, 1)
    await away(store, person, leaver, 3, 4)
    [first] = await store(lambda db: leaves.of_person(db, leaver.id))
    assert await store(lambda db: leaves.end(db, first))
    store.forward(days=1)
    await store(lambda db: leaves.pass_on(db, leaver.id, receiver.id))
    told = select(table.c.told_at).order_by(table.c.id)
    assert await store(lambda db: db.connection.execute(told).scalars().all()) == [MONDAY, None]
    assert not await store(lambda db: leaves.end(db, first))


@pytest.mark.parametrize("verb", ["case.declined", "case.offer_lapsed"])
async def test_an_offer_that_went_back_is_told_to_whom_it_was_made_and_nobody_else(
    store: Store, colleagues: list[Person], verb: str
) -> None:
    person, deputy, third = colleagues
    store.speaker = deputy

    def goes_back(db: Transaction) -> None:
        facts: dict[str, Any] = {
            "state": State.DISPATCHED,
            "offered": person.id,
            "unit": person.unit,
            "offered_at": MONDAY,
        }
        case = cases.open_case(db, a_case(**facts), "B")
        save(db, case.lapse(at=db.now), verb, person=person.id)

    async def told(who: Person) -> list[str]:
        return [one.verb for one in await store(lambda db: journal.about_cases_of(db, who.id, since=MONDAY))]

    await store(goes_back)
    assert [await told(one) for one in (person, deputy, third)] == [[verb], [], []]


async def test_each_leave_is_ended_told_later_and_passed_on_for_itself(
    store: Store, colleagues: list[Person]
) -> None:
    person, deputy, third = colleagues
    await away(store, person, deputy, 1, 1)
    await away(store, third, deputy, 1, 1)
    assert await store(lambda db: leaves.stands_in(db, deputy.id))
    assert not await store(lambda db: leaves.stands_in(db, person.id))
    store.forward(hours=24)
    first, second = await store(lambda db: leaves.back(db, 10))
    assert [one.person for one in await store(lambda db: leaves.back(db, 1))] == [person.id]
    await store(lambda db: leaves.tell_later(db, first))
    assert await store(lambda db: leaves.back(db, 10)) == [second]
    store.forward(hours=1)
    assert await store(lambda db: leaves.back(db, 10)) == [second, first]
    await store(lambda db: leaves.end(db, second))
    assert await store(lambda db: leaves.back(db, 10)) == [first]
    assert await store(lambda db: leaves.get(db, first.id)) == first


async def test_who_takes_over_does_not_stand_in_for_themselves(
    store: Store, colleagues: list[Person]
) -> None:
    person, leaver, receiver = colleagues
    await away(store, receiver, leaver, 1, 2)
    await away(store, person, receiver, 8, 9)
    await store(lambda db: leaves.pass_on(db, leaver.id, receiver.id))
    assert await store(lambda db: leaves.of_person(db, receiver.id)) == [], "nobody stands in for them"
    assert len(await store(lambda db: leaves.of_person(db, person.id))) == 1

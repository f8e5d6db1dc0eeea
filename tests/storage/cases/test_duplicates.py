"""Possible duplicates are found on sealed data, and a household's reports are counted."""

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, State
from casework.cases.duplicates import Reason
from casework.cases.household import as_told
from casework.errors import NotThere
from casework.staffing.people import Role
from storage.cases import cases, decoys, duplicates, reports
from storage.cases.reports import Report
from storage.core.database import Transaction
from tests.storage.conftest import Store, a_case
from tests.support.cases import save
from tests.support.certain import certain

REPORT = Report("no", "隔壁小孩一直哭", "", (), call=False)


async def known(store: Store, **facts: object) -> Case:
    """A case with a report of the chief."""

    def add(db: Transaction) -> Case:
        case = cases.open_case(db, a_case(store.now, **facts), "B")
        reports.keep(db, case, REPORT)
        return case

    return await store.by(Role.CHIEF)(add)


async def join(store: Store, case: Case, into: Case) -> None:
    await store(lambda db: save(db, case.join(into, at=db.now), "case.joined"))


async def alike(store: Store, case: Case) -> dict[int, set[Reason]]:
    found = await store(lambda db: duplicates.possible(db, case))
    return {one.case.id: set(one.reasons) for one in found}


async def count(store: Store, case: Case) -> int:
    return await store(lambda db: duplicates.reports_in_a_year(db, case, duplicates.possible(db, case)))


async def test_a_household_is_found_by_each_thing_it_shares(store: Store) -> None:
    first = await known(store)
    case = await known(store)
    assert await alike(store, case) == {first.id: {Reason.ID, Reason.PHONE, Reason.ADDRESS, Reason.NAME}}


async def test_a_similar_name_is_found_in_the_village_only(store: Store) -> None:
    near = await known(store, household=as_told(name="林智明"))
    await known(store, household=as_told(name="林智明"), village="平鎮區新勢里")
    await known(store, household=as_told(name="王大同"))
    case = await known(store, household=as_told(name="林志明"))
    assert await alike(store, case) == {near.id: {Reason.NAME}}


@pytest.mark.parametrize(("old", "new"), [("青埔里", "青航里"), ("青航里", "青埔里")])
async def test_a_household_is_found_under_the_name_its_village_had_before_a_split_or_has_since(
    store: Store, old: str, new: str
) -> None:
    """青航里 was split from 青埔里 in 2026."""
    named = await known(store, household=as_told(name="林智明"), village=f"中壢區{old}")
    numbered = await known(store, household=as_told(address=f"{old}3鄰12號"), village=f"中壢區{old}")
    await known(store, household=as_told(name="林智明", address="12號"), village="中壢區過嶺里")
    case = await known(
        store, household=as_told(name="林志明", address=f"中壢區{new}3鄰12號"), village=f"中壢區{new}"
    )
    assert await alike(store, case) == {named.id: {Reason.NAME}, numbered.id: {Reason.ADDRESS}}


async def test_nothing_known_finds_nothing(store: Store) -> None:
    await known(store, household=as_told())
    case = await known(store, household=as_told())
    assert await alike(store, case) == {}


async def test_a_joined_case_stands_for_the_one_it_went_to(store: Store) -> None:
    main = await known(store, household=as_told(phone="0922333444"))
    went = await known(store, household=as_told(national_id="A123456789"))
    await join(store, went, main)
    case = await known(store, household=as_told(national_id="A123456789", phone="0922333444"))
    assert await alike(store, case) == {main.id: {Reason.ID, Reason.PHONE}}
    assert await count(store, case) == 3


async def test_reports_within_a_year_count_over_what_is_surely_the_same(store: Store) -> None:
    await known(store)
    store.forward(days=200)
    await known(store)
    store.forward(days=200)
    await known(store, household=as_told(name="陳範例"))  # a name alone is not sure
    case = await known(store)
    assert await count(store, case) == 2


async def test_who_reported_hears_through_a_chain_of_joins(store: Store) -> None:
    first, second, third = await known(store), await known(store), await known(store)
    await join(store, first, second)
    await join(store, second, third)
    heard = await store(lambda db: reports.to_hear(db, third.id))
    assert {number for _, number in heard} == {first.number, second.number, third.number}


async def test_a_case_that_came_back_to_screening_is_no_duplicate_of_itself(store: Store) -> None:
    main = await known(store)
    await join(store, await known(store), main)
    assert main.state is State.SCREENING
    assert await alike(store, replace(main)) == {}
    assert await count(store, main) == 2


async def test_an_invented_case_is_nobodys_duplicate(store: Store) -> None:
    first = await known(store)
    invented = await store(lambda db: decoys.add(db, a_case(store.now), "B"))
    assert await alike(store, first) == {}
    case = await known(store)
    assert set(await alike(store, case)) == {first.id}
    assert await store(lambda db: decoys.maker(db, invented.id)) == certain(store.speaker).id
    assert await store(lambda db: decoys.maker(db, case.id)) is None
    assert [one.id for one in await store(decoys.all_of_them)] == [invented.id]


async def test_what_is_invented_is_known_at_once_and_is_somebodys(store: Store) -> None:
    def invented(db: Transaction) -> tuple[int | None, int | None]:
        before = decoys.all_of_them(db)
        one = decoys.add(db, a_case(store.now), "B")
        return len(before), decoys.maker(db, one.id)

    assert await store(invented) == (0, store.staff[Role.WORKER].id)
    store.speaker = None
    with pytest.raises(NotThere):
        await store(lambda db: decoys.add(db, a_case(store.now), "B"))

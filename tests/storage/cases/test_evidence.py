"""Evidence is fetched by one process at a time, kept whole or not at all, and sealed with its case's key."""

from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, func, select, update

from casework.cases.case import Case
from storage.cases import cases, evidence, reports
from storage.cases.cases import key_of
from storage.cases.evidence import LEASE, PAUSES, UP_TO, Evidence
from storage.cases.reports import Report
from storage.core import facts
from storage.core.database import ASIDE
from storage.core.tables import case_keys, evidence_parts
from storage.core.tables import evidence as table
from tests.storage.conftest import Store, a_case

SENT = Report("no", "隔壁小孩一直哭", "", (), call=False, evidence=("photo:AgAC-1", "voice:AwAC-2"))


@pytest.fixture
async def reported(store: Store, case: Case) -> Case:
    await store(lambda db: reports.keep(db, case, SENT))
    return case


async def claimed(store: Store) -> Evidence:
    one = await store(evidence.claim)
    assert one is not None
    return one


async def test_what_came_with_a_report_is_fetched_one_after_the_other_and_read_again(
    store: Store, reported: Case
) -> None:
    first, second = await claimed(store), await claimed(store)
    assert [first.reference, second.reference] == list(SENT.evidence)
    assert await store(evidence.claim) is None
    assert await store(lambda db: evidence.add_part(db, first, 0, b"one"))
    assert await store(lambda db: evidence.content(db, first.id)) is None, "not all of it is here"
    assert await store(lambda db: evidence.add_part(db, first, 1, b"two"))
    await store(lambda db: evidence.complete(db, first, 2))
    assert await store(lambda db: evidence.content(db, first.id)) == b"onetwo"
    found = await store(lambda db: evidence.of_case(db, reported.id))
    assert [(one.kept, one.waits) for one in found.values()] == [(True, False), (False, True)]


async def test_what_was_sent_twice_is_here_when_one_of_the_two_is(
    store: Store, case: Case, reported: Case
) -> None:
    first, _ = await claimed(store), await claimed(store)
    await store(lambda db: evidence.add_part(db, first, 0, b"one"))
    await store(lambda db: evidence.complete(db, first, 1))
    await store(lambda db: reports.keep(db, case, SENT))
    again = await claimed(store)
    await store(lambda db: evidence.leave(db, again, for_good=True))
    found = await store(lambda db: evidence.of_case(db, reported.id))
    assert (found[first.reference].id, found[first.reference].kept) == (first.id, True)


async def test_a_row_that_is_damaged_keeps_nothing_else_from_being_fetched(
    store: Store, reported: Case
) -> None:
    damaged = update(table).where(table.c.id == select(func.min(table.c.id)).scalar_subquery())
    await store(lambda db: db.connection.execute(damaged.values(sealed=b"?" * 40)))
    assert (await claimed(store)).reference == "voice:AwAC-2"
    assert await store(evidence.claim) is None, "it is looked at again after a while"
    store.now += ASIDE
    assert await store(evidence.due)


async def test_what_the_office_itself_could_not_keep_was_not_tried(store: Store, reported: Case) -> None:
    first, _ = await claimed(store), await claimed(store)
    await store(lambda db: evidence.put_back(db, first))
    assert not await store(evidence.due)
    store.now += PAUSES[0]
    assert await claimed(store) == first


async def test_who_dies_over_it_is_followed_by_another_who_begins_anew(store: Store, reported: Case) -> None:
    dead, _ = await claimed(store), await claimed(store)
    await store(lambda db: evidence.add_part(db, dead, 0, b"half"))
    store.now += LEASE
    assert await store(evidence.due)
    again = await claimed(store)
    assert (again.id, again.attempts) == (dead.id, dead.attempts + 1)
    assert not await store(lambda db: evidence.add_part(db, dead, 1, b"late")), (
        "what the dead one says is void"
    )
    assert await store(lambda db: evidence.add_part(db, again, 0, b"whole"))
    await store(lambda db: evidence.complete(db, dead, 2))
    await store(lambda db: evidence.complete(db, again, 1))
    assert await store(lambda db: evidence.content(db, again.id)) == b"whole"


async def test_it_is_tried_for_days_and_then_said_to_be_lost(store: Store, reported: Case) -> None:
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == 2)))
    for minutes in (1, 5, 15, 60, 6 * 60, *[24 * 60] * 3):
        one = await claimed(store)
        await store(partial(evidence.leave, one=one))
        store.forward(minutes=minutes - 1, seconds=59)
        assert await store(evidence.claim) is None
        store.forward(seconds=1)
    one = await claimed(store)
    await store(lambda db: evidence.leave(db, one))
    store.now += LEASE * 1000
    assert await store(evidence.claim) is None
    [found] = (await store(lambda db: evidence.of_case(db, reported.id))).values()
    assert found.lost


async def test_what_kills_whoever_fetches_it_is_not_fetched_for_ever(store: Store, reported: Case) -> None:
    await store(lambda db: db.connection.execute(delete(table).where(table.c.id == 2)))
    for _ in range(len(PAUSES) + 1):
        await claimed(store)
        store.now += LEASE
    assert await store(evidence.claim) is None
    [found] = (await store(lambda db: evidence.of_case(db, reported.id))).values()
    assert found.lost


async def test_without_the_cases_key_nothing_is_left_of_it(store: Store, reported: Case) -> None:
    one = await claimed(store)
    await store(lambda db: evidence.add_part(db, one, 0, b"\xff\xd8 a window across the street"))
    await store(lambda db: evidence.complete(db, one, 1))
    [sealed] = await store(lambda db: db.connection.execute(select(evidence_parts.c.sealed)).scalars().all())
    assert b"window" not in sealed
    key = await store(lambda db: key_of(db, reported))
    assert store.vault.open_bytes(evidence.CONTENT, f"{one.id}:0", sealed, key).startswith(b"\xff\xd8")
    await store(lambda db: db.connection.execute(delete(case_keys).where(case_keys.c.case_id == reported.id)))
    assert await store(lambda db: evidence.content(db, one.id)) is None


async def test_what_came_before_is_fetched_too_the_latest_first(store: Store, reported: Case) -> None:
    for story in ("第二次", "第三次"):
        told = replace(SENT, story=story, evidence=(f"photo:{story}",))
        await store(partial(reports.keep, case=reported, report=told))
    await store(lambda db: db.connection.execute(delete(table)))
    await store(lambda db: facts.put(db, UP_TO, "3"))
    assert await store(lambda db: evidence.catch_up(db, 2))
    assert sorted(await store(lambda db: evidence.of_case(db, reported.id))) == [
        "photo:第三次",
        "photo:第二次",
    ]
    assert not await store(lambda db: evidence.catch_up(db, 2))
    assert not await store(lambda db: evidence.catch_up(db, 2))
    assert len(await store(lambda db: evidence.of_case(db, reported.id))) == 4


async def test_what_becomes_of_one_becomes_of_no_other(store: Store, reported: Case) -> None:
    other = await store(lambda db: cases.open_case(db, a_case(), "B"))
    await store(lambda db: reports.keep(db, other, replace(SENT, evidence=("photo:third",))))
    first, second, third = [await claimed(store) for _ in range(3)]
    for one in (first, second):
        assert await store(partial(evidence.add_part, one=one, number=0, content=one.reference.encode()))
    await store(lambda db: evidence.complete(db, first, 1))
    await store(lambda db: evidence.leave(db, third, for_good=True))
    assert await store(lambda db: evidence.content(db, first.id)) == first.reference.encode()
    assert await store(lambda db: evidence.content(db, second.id)) is None
    assert await store(lambda db: evidence.content(db, 999)) is None
    found = await store(lambda db: evidence.of_case(db, reported.id))
    assert [(one.id, one.kept, one.lost) for one in found.values()] == [
        (first.id, True, False),
        (second.id, False, False),
    ]
    [alone] = (await store(lambda db: evidence.of_case(db, other.id))).values()
    assert (alone.reference, alone.kept, alone.lost) == ("photo:third", False, True)
    store.now += LEASE
    again = await claimed(store)
    assert (again.id, again.attempts) == (second.id, 2)
    assert await store(lambda db: evidence.content(db, first.id)) == first.reference.encode()
    assert not await store(evidence.due), "what is here, or lost, is not fetched"

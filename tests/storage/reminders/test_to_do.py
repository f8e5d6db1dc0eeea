"""What somebody is to do now: theirs, their group's, their unit's, the nearest deadline first."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.reminders.hearing import Remit
from casework.reminders.obligations import soon
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.core import subjects
from storage.core.database import Transaction
from storage.core.tables import people as people_rows
from storage.reminders import obligations, to_do
from storage.staffing import leaves, units
from tests.storage.conftest import MONDAY, RULES, Store
from tests.support import addressed

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SOON = soon(MONDAY, RULES.policy.nudges)


async def owes(
    store: Store, unit: int | None, bearer: Bearer, due: datetime, person: int | None = None,
    duty: Duty = Duty.VISIT,
) -> int:  # fmt: skip
    """Let something of a unit owe one thing; return its number."""

    def settle(db: Transaction) -> int:
        one = Subject(subjects.add(db, "care", "春節"), "care", "春節", unit)
        since = min(MONDAY, due)
        obligations.settle(db, one, [Owed(duty, "", since, due, bearer, person)])
        [kept] = obligations.of_subject(db, one.id)
        return kept.id

    return await store(settle)


async def found(store: Store, *theirs: Remit) -> list[int]:
    """Read all pages, and hold that as many are counted."""
    pages = [await store(partial(to_do.page, theirs=theirs, number=n)) for n in range(3)]
    listed = [one.id for page in pages for one in page.rows]
    assert await store(partial(to_do.count, theirs=theirs)) == len(listed)
    return listed


async def opened(store: Store, *theirs: Remit) -> int:
    return await store(partial(to_do.count_open, theirs=theirs))


@pytest.fixture
async def other(store: Store) -> Unit:
    return await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))


async def test_a_remit_is_of_a_person_a_group_or_a_unit_and_of_nobody_else(store: Store, other: Unit) -> None:
    mine = store.staff[Role.WORKER].unit
    worker, chief = (store.staff[one].id for one in (Role.WORKER, Role.CHIEF))
    of_worker = await owes(store, mine, Bearer.PERSON, MONDAY, worker)
    of_chief = await owes(store, mine, Bearer.PERSON, MONDAY, chief)
    here = await owes(store, mine, Bearer.SUPERVISORS, MONDAY)
    there = await owes(store, other.id, Bearer.SUPERVISORS, MONDAY)
    liaisons = await owes(store, other.id, Bearer.LIAISONS, MONDAY)
    screeners = await owes(store, None, Bearer.SCREENERS, MONDAY)
    for remits, expected in (
        ([Remit(Bearer.PERSON, person=worker)], [of_worker]),
        ([Remit(Bearer.SUPERVISORS, unit=mine)], [here]),
        ([Remit(Bearer.SUPERVISORS)], [here, there]),
        ([Remit(Bearer.SCREENERS)], [screeners]),
        ([Remit(None, unit=other.id)], [there, liaisons]),
        ([Remit(None)], [of_worker, of_chief, here, there, liaisons, screeners]),
        ([Remit(Bearer.PERSON, person=worker), Remit(Bearer.SUPERVISORS, unit=mine)], [of_worker, here]),
        ([], []),
    ):
        assert await found(store, *remits) == expected
        assert await opened(store, *remits) == len(expected)


async def test_the_units_that_nobody_leads_are_the_bureaus(store: Store, other: Unit) -> None:
    lead, deputy = store.staff[Role.SUPERVISOR], store.staff[Role.WORKER]
    led = await owes(store, lead.unit, Bearer.SUPERVISORS, MONDAY)
    unled = await owes(store, other.id, Bearer.SUPERVISORS, MONDAY)
    of_none = await owes(store, None, Bearer.SUPERVISORS, MONDAY)
    await owes(store, other.id, Bearer.LIAISONS, MONDAY)
    await owes(store, None, Bearer.SCREENERS, MONDAY)
    remit = Remit(Bearer.SUPERVISORS, unsupervised=True)
    assert sorted(await found(store, remit)) == sorted([unled, of_none])
    liaison = Person(0, Role.LIAISON, other.id, "李預設", "0912000001", "")
    await store(lambda db: addressed.add(db, liaison, 7_900))
    assert led not in await found(store, remit)
    assert unled in await found(store, remit), "a liaison leads nobody"

    async def suspended(one: int, *, active: bool = False) -> None:
        values = {"active": active, "suspended_at": MONDAY}
        await store(
            lambda db: db.connection.execute(
                update(people_rows).where(people_rows.c.id == one).values(**values)
            )
        )

    await suspended(lead.id)
    assert led in await found(store, remit)
    for first, stands_in in ((local_day(MONDAY) + DAY, False), (local_day(MONDAY), True)):
        await store(partial(leaves.add, person=lead.id, deputy=deputy.id, first=first, last=first))
        assert (led not in await found(store, remit)) is stands_in
    head = Person(0, Role.HEAD, other.id, "陳示例", "0912000002", "")
    await store(lambda db: addressed.add(db, head, 7_901))
    assert await found(store, remit) == [of_none]


async def test_what_is_late_due_or_soon_is_listed_and_what_is_awaited_before_it_is_due(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    due = (MONDAY - DAY, MONDAY - SECOND, MONDAY, MONDAY + DAY, SOON, SOON + SECOND)
    listed = [await owes(store, worker.unit, Bearer.PERSON, one, worker.id) for one in due]
    [awaited] = [await owes(store, worker.unit, Bearer.PERSON, SOON + DAY, worker.id, Duty.JUDGE_CLOSING)]
    mine, late = Remit(Bearer.PERSON, person=worker.id), Remit(Bearer.PERSON, person=worker.id, late=True)
    assert await found(store, mine) == [*listed[:5], awaited]
    assert await found(store, late) == listed[:2]
    assert await found(store, mine, late) == [*listed[:5], awaited], "each once"
    assert await opened(store, mine) == 7


async def test_a_page_has_five_and_says_whether_there_are_more(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    remit = Remit(Bearer.PERSON, person=worker.id)
    listed = [await owes(store, worker.unit, Bearer.PERSON, MONDAY - n * DAY, worker.id) for n in range(6)]

    async def pages() -> list[tuple[Iterable[int], bool]]:
        read = [await store(partial(to_do.page, theirs=[remit], number=n)) for n in (0, 1)]
        return [([one.id for one in page.rows], page.more) for page in read]

    assert await pages() == [(listed[:0:-1], True), ([listed[0]], False)]

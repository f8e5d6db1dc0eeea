"""Nudges that are put off, and those that a jump of the clock would let loose."""

from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions import reminders
from casework.cases.case import Case
from casework.errors import NotThere
from casework.staffing.people import Person, Role
from storage.cases import cases
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.reminders import obligations
from tests.storage.conftest import Store, served_by
from tests.support import addressed


@pytest.fixture
async def served(store: Store) -> Case:
    me = store.staff[Role.WORKER]
    return await store(lambda db: cases.open_case(db, served_by(me), "B"))


async def test_a_duty_is_put_off_by_who_owes_it_and_a_second_tap_changes_nothing(
    store: Store, served: Case
) -> None:
    def act(db: Transaction) -> None:
        [first, *_] = obligations.of_subject(db, served.id)
        assert reminders.put_off(db, first) == reminders.put_off(db, first) > db.now

    await store(act)
    with pytest.raises(NotThere):
        await store.by(Role.SCREENER)(
            lambda db: reminders.put_off(db, obligations.of_subject(db, served.id)[0])
        )


async def test_a_jump_that_lets_a_flood_loose_is_held_until_an_administrator_looked(
    store: Store, served: Case
) -> None:
    joins = Person(0, Role.ADMIN, served.unit or 0, "王測試", "0912000002", "")
    admin = await store(lambda db: addressed.add(db, joins, 7_200))
    store.now += timedelta(days=400)

    def act(db: Transaction) -> None:
        nudges = db.rules.policy.nudges.model_copy(update={"flood": 0})
        policy = db.rules.policy.model_copy(update={"nudges": nudges})
        db.rules = replace(db.rules, policy=policy)
        reminders.watch(db, timedelta(minutes=5))
        assert not reminders.holding(db)
        reminders.watch(db, timedelta(days=400))
        assert reminders.holding(db)
        assert [(one.verb, one.person) for one in db.news] == [("office.held", admin.id)]
        assert all(isinstance(one, OfficeNews) and one.key for one in db.news)
        reminders.release(db)
        assert not reminders.holding(db)

    await store(act)


def few(db: Transaction, flood: int = 0) -> None:
    """Let so few nudges be a flood."""
    nudging = db.rules.policy.nudges.model_copy(update={"flood": flood})
    db.rules = replace(db.rules, policy=db.rules.policy.model_copy(update={"nudges": nudging}))


async def verbs(store: Store) -> list[str]:
    acts = await store(lambda db: db.connection.execute(select(t.journal).order_by(t.journal.c.id)).all())
    return [one.verb for one in acts if one.verb.startswith(("office.", "duty."))]


async def test_an_hour_is_a_jump_and_what_it_held_goes_by_itself_when_the_clock_is_right_again(
    store: Store, served: Case
) -> None:
    monday = store.now
    store.now += timedelta(days=400)

    def watched(db: Transaction, jumped: timedelta, flood: int = 0) -> bool:
        few(db, flood)
        reminders.watch(db, jumped)
        return reminders.holding(db)

    hour = timedelta(hours=1)
    assert not await store(partial(watched, jumped=hour - timedelta(seconds=1)))
    assert not await store(partial(watched, jumped=hour, flood=99)), "not many wait"
    assert await store(partial(watched, jumped=hour))
    assert await store(partial(watched, jumped=timedelta())), "an administrator has not looked"
    store.now = monday
    assert not await store(partial(watched, jumped=timedelta()))
    await store(reminders.release)
    assert await verbs(store) == ["office.held"], "nothing waits that could be released"


async def test_what_a_restore_holds_is_asked_about_from_the_next_day_and_goes_by_no_clock(
    store: Store, served: Case
) -> None:
    joins = Person(0, Role.ADMIN, served.unit or 0, "王測試", "0912000002", "")
    await store(lambda db: addressed.add(db, joins, 7_200))
    await store(reminders.hold_restored)

    def asked(db: Transaction) -> list[str]:
        reminders.watch(db, timedelta())
        return [one.verb for one in db.news if isinstance(one, OfficeNews)]

    assert await store(asked) == []
    store.forward(hours=15)  # the next day
    assert await store(asked) == ["office.still_held"]
    assert await store(reminders.holding)
    await store(reminders.release)
    assert not await store(reminders.holding)
    assert await verbs(store) == ["office.released"]


async def test_who_leads_reminds_whoever_owes_it_once_a_day(store: Store, served: Case) -> None:
    worker = store.staff[Role.WORKER]

    def remind(db: Transaction) -> tuple[list[int], bool]:
        found, new = reminders.remind(db, obligations.of_subject(db, served.id)[0])
        return [one.id for one in found], new

    lead = store.by(Role.SUPERVISOR)
    assert [await lead(remind), await lead(remind)] == [([worker.id], True), ([worker.id], False)]
    lead.forward(days=1)
    assert await lead(remind) == ([worker.id], True)
    assert await verbs(store) == ["duty.reminded"] * 2
    for role in (Role.WORKER, Role.SCREENER):
        with pytest.raises(NotThere):
            await store.by(role)(remind)

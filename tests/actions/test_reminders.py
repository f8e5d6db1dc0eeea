"""Nudges that are put off, and those that a jump of the clock would let loose."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from actions import reminders
from casework.cases.case import Case, State
from casework.errors import NotThere
from casework.staffing.people import Person, Role
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.reminders import obligations
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed


@pytest.fixture
async def served(store: Store) -> Case:
    me = store.staff[Role.WORKER]
    known: dict[str, Any] = {
        "state": State.IN_SERVICE,
        "unit": me.unit,
        "worker": me.id,
        "accepted_at": MONDAY,
    }
    return await store(lambda db: cases.open_case(db, a_case(**known), "B"))


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

"""What anybody who sees a case may do to it or see of it."""

from typing import Any

import pytest

from actions.cases import reading as acts
from actions.staffing import pins
from actions.staffing.pins import Entered
from casework.cases.case import Case, State
from casework.errors import NotThere
from casework.staffing.people import Role
from storage.cases import cases
from storage.core import journal
from storage.core.database import Transaction
from storage.staffing import pins as kept
from tests.storage.conftest import Store, a_case

PIN = "482913"


@pytest.fixture
async def served(store: Store) -> Case:
    me = store.staff[Role.WORKER]
    known: dict[str, Any] = {"state": State.IN_SERVICE, "unit": me.unit, "worker": me.id}
    return await store(lambda db: cases.open_case(db, a_case(**known), "B"))


async def test_full_data_is_for_who_typed_their_pin(store: Store, served: Case) -> None:
    with pytest.raises(NotThere):
        await store(lambda db: acts.reveal(db, served.id))


async def test_a_pin_is_typed_twice_and_opens_full_data_which_the_journal_knows(
    store: Store, served: Case
) -> None:
    def act(db: Transaction) -> None:
        assert pins.enter(db, PIN, served.id) is Entered.NONE
        kept.may_choose(db)
        assert pins.enter(db, PIN, served.id) is Entered.CHOSEN
        assert pins.enter(db, PIN, served.id) is Entered.OPEN
        assert acts.reveal(db, served.id).case == served
        assert journal.of_subject(db, served.id)[-1].verb == "case.revealed"

    await store(act)


async def test_a_pin_that_is_wrong_too_often_is_locked(store: Store, served: Case) -> None:
    def act(db: Transaction) -> None:
        kept.may_choose(db)
        pins.enter(db, PIN, served.id)
        pins.enter(db, PIN, served.id)
        tried = [pins.enter(db, "111222", served.id) for _ in range(db.rules.policy.pin.tries)]
        assert set(tried[:-1]) == {Entered.WRONG}
        assert tried[-1] is Entered.LOCKED
        assert pins.enter(db, PIN, served.id) is Entered.LOCKED

    await store(act)

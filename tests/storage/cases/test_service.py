"""What was done for a household is kept sealed and comes back in order; so does the lock before full data."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.errors import NotThere
from casework.forms import Value
from casework.staffing.people import Role
from casework.staffing.pin import Lock
from storage.cases import cases, service
from storage.core.database import Transaction
from storage.core.tables import case_keys, follow_ups, visits
from storage.staffing import pins
from tests.storage.conftest import MONDAY, Store, a_case

NOTE: dict[str, Value] = {"mode": "home", "note": "媽媽說想搬家"}
PLAN: dict[str, Value] = {"contact": "phone", "needs": ["money", "care"], "plan": "陪同就醫"}


async def test_visits_come_back_by_their_day(store: Store, case: Case) -> None:
    for day in (9, 4):
        await store(partial(service.log_visit, case=case, on=date(2026, 6, day), answers=NOTE))
    found = await store(lambda db: service.visits_of(db, case))
    assert [one.on.day for one in found] == [4, 9]
    assert (found[0].by, found[0].at, found[0].answers) == (store.staff[Role.WORKER].id, MONDAY, NOTE)


async def test_follow_ups_come_back_by_their_month_and_a_month_is_kept_once(store: Store, case: Case) -> None:
    for month in (7, 6):
        await store(partial(service.file_follow_up, case=case, month=date(2026, month, 1), answers=PLAN))
    found = await store(lambda db: service.follow_ups_of(db, case))
    assert [one.month.month for one in found] == [6, 7]
    assert found[0].answers == PLAN
    with pytest.raises(IntegrityError):
        await store(lambda db: service.file_follow_up(db, case, date(2026, 7, 1), PLAN))


async def test_what_was_noted_can_not_be_read_without_the_key_of_the_case(store: Store, case: Case) -> None:
    await store(lambda db: service.log_visit(db, case, date(2026, 6, 4), NOTE))
    await store(lambda db: service.file_follow_up(db, case, date(2026, 6, 1), PLAN))
    for table, word in ((visits, "搬家"), (follow_ups, "就醫")):
        kept = select(table.c.sealed)
        sealed = await store(partial(_one, statement=kept))
        assert word.encode() not in sealed
    await store(lambda db: db.connection.execute(delete(case_keys)))
    with pytest.raises(Exception, match="row"):
        await store(lambda db: service.visits_of(db, case))


async def test_a_pin_is_told_from_another_and_is_no_use_to_somebody_else(store: Store) -> None:
    await store(lambda db: pins.choose(db, "405162"))
    lock = await store(pins.lock)
    assert await store(lambda db: pins.matches(db, lock, "405162"))
    assert not await store(lambda db: pins.matches(db, lock, "405163"))
    assert not await store.by(Role.SUPERVISOR)(lambda db: pins.matches(db, lock, "405162"))
    assert await store.by(Role.SUPERVISOR)(pins.lock) == Lock()


async def test_a_lock_comes_back_as_it_was_kept(store: Store) -> None:
    lock = Lock("hashed", MONDAY + timedelta(minutes=15), 2, MONDAY + timedelta(minutes=30))
    await store(lambda db: pins.keep(db, lock))
    assert await store(pins.lock) == lock


async def test_what_was_done_for_one_case_and_seat_is_of_no_other(store: Store, case: Case) -> None:
    other, beside = [await store(lambda db: cases.open_case(db, a_case(), "B")) for _ in range(2)]
    seat = beside.id
    day = date(2026, 6, 1)

    def done(db: Transaction, of: Case, plan: dict[str, Value], at: int) -> None:
        service.log_visit(db, of, day, plan, seat=at)
        service.file_follow_up(db, of, day, plan, seat=at)
        service.file_paper(db, of, "assess", plan, seat=at)

    await store(lambda db: done(db, case, NOTE, LEAD))
    await store(lambda db: done(db, case, PLAN, seat))
    await store(lambda db: done(db, other, PLAN, LEAD))
    for found in (service.visits_of, service.follow_ups_of, service.papers_of):
        read: Any = found
        for of, said in ((case, [(NOTE, LEAD), (PLAN, seat)]), (other, [(PLAN, LEAD)])):
            kept = await store(partial(read, case=of))
            assert [(one.answers, one.seat) for one in kept] == said
    [paper, _] = await store(lambda db: service.papers_of(db, case))
    assert paper.kind == "assess"


async def test_what_nobody_did_is_not_kept(store: Store, case: Case) -> None:
    store.speaker = None
    with pytest.raises(NotThere):
        await store(lambda db: service.log_visit(db, case, date(2026, 6, 1), NOTE))


def _one(db: Transaction, statement: Any) -> bytes:
    return bytes(db.connection.execute(statement).scalar_one())

"""Closed days are kept once, taken back, and stand in the journal."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.case import State
from casework.staffing.people import Role
from storage.cases import cases
from storage.core import journal
from storage.core.tables import closed_days as table
from storage.core.tables import journal as acts
from storage.policy import closed_days
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support.cases import save

TUESDAY, WEDNESDAY, NEXT_WEEK = date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 9)


async def written(store: Store) -> list[tuple[str, object]]:
    rows = await store(lambda db: db.connection.execute(select(acts).order_by(acts.c.id)).all())
    return [(row.verb, row.detail) for row in rows]


async def test_a_closed_day_is_known_once(store: Store) -> None:
    assert await store(closed_days.known) == frozenset()
    assert await store(lambda db: closed_days.close(db, TUESDAY))
    assert not await store(lambda db: closed_days.close(db, TUESDAY))
    assert await store(closed_days.known) == {TUESDAY}
    assert await written(store) == [("office.closed", {"day": "2026-06-02"})]
    row = await store(lambda db: db.connection.execute(select(table)).one())
    assert (row.by, row.at) == (store.staff[Role.WORKER].id, MONDAY)


async def test_a_day_is_taken_back_once(store: Store) -> None:
    await store(lambda db: closed_days.close(db, TUESDAY))
    assert await store(lambda db: closed_days.reopen(db, TUESDAY))
    assert not await store(lambda db: closed_days.reopen(db, TUESDAY))
    assert await store(closed_days.known) == frozenset()
    assert [verb for verb, _ in await written(store)] == ["office.closed", "office.reopened"]
    assert await store(journal.first_break) is None


async def test_duties_are_counted_whose_working_days_hold_the_closed_day(store: Store) -> None:
    offered: dict[str, Any] = {
        "state": State.DISPATCHED,
        "offered": store.staff[Role.WORKER].id,
        "offered_at": MONDAY,
    }
    await store(lambda db: cases.open_case(db, a_case(), "B"))
    await store(lambda db: cases.open_case(db, a_case(**offered), "B"))
    proposed: dict[str, Any] = {"state": State.IN_SERVICE, "accepted_at": MONDAY, "closing_at": MONDAY}
    await store(lambda db: cases.open_case(db, a_case(**proposed), "B"))
    counts = [
        await store(partial(closed_days.moved_by, days={day}))
        for day in (MONDAY.date(), TUESDAY, WEDNESDAY, NEXT_WEEK)
    ]
    assert counts == [0, 2, 1, 0]
    assert await store(lambda db: closed_days.moved_by(db, {TUESDAY, TUESDAY + timedelta(days=1)})) == 2
    at_night = {**offered, "offered_at": MONDAY + timedelta(hours=14)}
    await store(lambda db: cases.open_case(db, replace(a_case(**at_night), urgent=True), "B"))
    sent = await store(lambda db: cases.open_case(db, a_case(**offered), "B"))
    worker = store.staff[Role.WORKER].id
    await store(lambda db: save(db, sent.accept(by=worker, at=db.now), "case.accepted"))
    assert await store(lambda db: closed_days.moved_by(db, {TUESDAY})) == 2, "nor what is done"

"""Closed days are kept once, taken back, and stand in the journal."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.case import State
from casework.policy.calendar import Calendar
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.cases import cases
from storage.core import journal, subjects
from storage.core.database import Transaction
from storage.core.tables import closed_days as table
from storage.core.tables import journal as acts
from storage.core.tables import obligations
from storage.policy import closed_days
from tests.storage.conftest import MONDAY, Store, a_case, served_by
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


async def test_a_visit_is_counted_on_whose_day_the_office_closes_and_when_it_works_after_all(
    store: Store,
) -> None:
    visit = select(obligations.c.due).where(
        obligations.c.duty == Duty.VISIT, obligations.c.ended_at.is_(None)
    )
    await store(lambda db: cases.open_case(db, served_by(store.staff[Role.WORKER], child=False), "B"))
    day = local_day(await store(lambda db: db.connection.execute(visit).scalar_one()))
    assert await store(partial(closed_days.moved_by, days={day})) == 1
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        assert await store(partial(closed_days.moved_by, days={other})) == 0

    def closed(db: Transaction) -> int:
        db.rules = replace(db.rules, calendar=Calendar(frozenset({day})))
        subjects.count_anew(db, subjects.after(db, 0, 10))
        assert local_day(db.connection.execute(visit).scalar_one()) > day
        return closed_days.moved_by(db, {day})

    assert await store(closed) == 1

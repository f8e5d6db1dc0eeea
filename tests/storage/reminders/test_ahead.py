"""When a ring of the bell finds something: by it the clock of the practice room knows how far to go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Column, select, update

from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import at_taipei, local_day
from storage.cases import cases
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.reminders import ahead, nudges, obligations
from storage.staffing import addresses, leaves
from tests.storage.conftest import MONDAY, Store, a_case, served_by
from tests.support.certain import certain

NIGHT = timedelta(hours=14)  # 23:00
MORNING = timedelta(hours=23, minutes=30)  # 8:30, when the quiet hours end
SETTLED: Mapping[Column[Any], Mapping[str, object]] = {
    t.obligations.c.next_nudge: {"ended_at": MONDAY},
    t.nudges.c.at: {"told_at": MONDAY},
    t.seats.c.lapses_at: {"lapses_at": None},
    t.leaves.c.back_at: {"told_at": MONDAY},
    t.outbox.c.vanishes_at: {"message_id": None},
}
"""What the bell waits for, and how it looks when there is nothing to do about it any more."""


async def next_moment(store: Store, **until: float) -> datetime | None:
    return await store(partial(ahead.next_moment, until=store.now + timedelta(**until)))


async def test_what_waits_at_night_is_found_when_the_quiet_hours_end(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    case = await store(
        lambda db: cases.open_case(
            db,
            served_by(worker),
            "B",
        )
    )
    store.now = MONDAY + NIGHT
    assert await next_moment(store, hours=10) is None
    [duty] = [
        one
        for one in await store(lambda db: obligations.of_subject(db, case.id))
        if one.duty is Duty.FIRST_VISIT
    ]
    await store(lambda db: nudges.add(db, duty.id, "-3d", worker.id, store.now))
    assert await next_moment(store, hours=10) == MONDAY + MORNING
    assert await next_moment(store, hours=7) is None


async def set_up(store: Store, moment: Column[Any], *hours: float, urgent: bool = False) -> None:
    """Let there be two of all the bell waits for; only this kind has moments, so many hours from Monday."""
    worker, deputy = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]

    def two_of_each(db: Transaction) -> None:
        at = certain(addresses.of(db, worker.id))
        for day in (1, 2):
            case = cases.open_case(db, a_case(worker=worker.id, unit=worker.unit), "B")
            duty = obligations.of_subject(db, case.id)[0]
            nudges.add(db, duty.id, "-3d", worker.id, MONDAY)
            leaves.add(db, worker.id, deputy.id, *(local_day(MONDAY) + timedelta(days=day),) * 2)
            outbox.write(db, at, LetterKind.MESSAGE, {"text": "?"}, priority=Priority.PUSH)
        db.connection.execute(update(t.obligations).values(next_nudge=None, due=MONDAY, urgent=urgent))
        db.connection.execute(update(t.nudges).values(told_at=MONDAY))
        db.connection.execute(update(t.leaves).values(told_at=MONDAY))
        table, key = moment.table, moment.table.c.id
        open_ = {column: None for column in ("told_at", "ended_at") if column in table.c}
        placed = {"message_id": 12} if table is t.outbox else {}
        rows = db.connection.execute(select(key).order_by(key).limit(2)).scalars().all()
        for row, after in zip(rows, hours, strict=False):
            values = {moment.name: MONDAY + timedelta(hours=after), **open_, **placed}
            db.connection.execute(update(table).where(key == row).values(values))

    await store(two_of_each)


@pytest.mark.parametrize(
    ("moment", "urgent"), [*((one, False) for one in SETTLED), (t.obligations.c.next_nudge, True)], ids=str
)
async def test_what_is_now_hides_nothing_that_is_to_come(
    store: Store, moment: Column[Any], urgent: bool
) -> None:
    await set_up(store, moment, 0, 2, urgent=urgent)
    assert await next_moment(store, hours=10) == MONDAY + timedelta(hours=2)
    assert await next_moment(store, hours=2) == MONDAY + timedelta(hours=2)
    assert await next_moment(store, hours=1) is None


@pytest.mark.parametrize("moment", SETTLED, ids=str)
async def test_for_what_is_settled_nothing_rings(store: Store, moment: Column[Any]) -> None:
    await set_up(store, moment, -1, 2)
    await store(lambda db: db.connection.execute(update(moment.table).values(SETTLED[moment])))
    assert await next_moment(store, hours=10) is None
    store.now = MONDAY + NIGHT
    assert await next_moment(store, hours=10) is None, "nor when the quiet hours end"


@pytest.mark.parametrize("moment", [t.obligations.c.next_nudge, t.nudges.c.at], ids=str)
async def test_what_is_to_be_told_in_the_night_waits_for_the_morning_and_no_other_does(
    store: Store, moment: Column[Any]
) -> None:
    await set_up(store, moment, 14)
    store.now = MONDAY + NIGHT
    assert await next_moment(store, hours=24) == MONDAY + MORNING
    await set_up(store, moment, 25)
    assert await next_moment(store, hours=24) == MONDAY + timedelta(hours=25), "it waits for nothing"


async def test_a_matter_of_24_hours_does_not_wait_for_the_morning(store: Store) -> None:
    await set_up(store, t.obligations.c.next_nudge, 13, urgent=True)
    store.now = MONDAY + NIGHT
    assert await next_moment(store, hours=10) is None


async def test_of_several_moments_the_bell_rings_at_the_first(store: Store) -> None:
    await set_up(store, t.leaves.c.back_at, 3)
    late = MONDAY + timedelta(hours=5)
    await store(lambda db: db.connection.execute(update(t.seats).values(lapses_at=late)))
    assert await next_moment(store, hours=10) == MONDAY + timedelta(hours=3)


async def test_the_bell_rings_when_a_month_begins_while_follow_ups_are_owed(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    await store(lambda db: cases.open_case(db, served_by(worker, visited_on=local_day(MONDAY)), "B"))
    store.now = at_taipei(local_day(MONDAY).replace(day=30), MONDAY.time()) + timedelta(hours=14)
    month = at_taipei(local_day(MONDAY).replace(month=7), datetime.min.time())
    assert await next_moment(store, hours=9) == month
    follow_ups = update(t.obligations).where(t.obligations.c.duty == Duty.FOLLOW_UP)
    await store(lambda db: db.connection.execute(follow_ups.values(ended_at=MONDAY)))
    await store(lambda db: cases.open_case(db, a_case(), "B"))
    await store(lambda db: db.connection.execute(update(t.obligations).values(next_nudge=None)))
    assert await next_moment(store, hours=9) is None


async def test_the_next_deadline_is_of_what_is_open_and_not_over(store: Store) -> None:
    for _ in range(3):
        await store(lambda db: cases.open_case(db, a_case(), "B"))
    ids = t.obligations.c.id
    assert await store(ahead.next_deadline) is not None

    def moved(db: Transaction) -> None:
        rows = db.connection.execute(select(ids).order_by(ids)).scalars().all()
        for row, hours, ended in zip(rows, (0, 1, 2, 3), (None, MONDAY, None, None), strict=False):
            values = {"due": MONDAY + timedelta(hours=hours), "ended_at": ended}
            db.connection.execute(update(t.obligations).where(ids == row).values(values))
        if len(rows) > 3:
            db.connection.execute(update(t.obligations).where(ids > rows[2]).values(ended_at=MONDAY))

    await store(moved)
    assert await store(ahead.next_deadline) == MONDAY + timedelta(hours=2)

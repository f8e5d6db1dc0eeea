"""When a ring of the bell finds something: by it the clock of the practice room knows how far to go."""

from datetime import datetime, timedelta
from functools import partial

from casework.cases.case import State
from casework.policy.policy import Duty
from casework.staffing.people import Role
from storage.cases import cases
from storage.reminders import ahead, nudges, obligations
from tests.storage.conftest import MONDAY, Store, a_case

NIGHT = timedelta(hours=14)  # 23:00
MORNING = timedelta(hours=23, minutes=30)  # 8:30, when the quiet hours end


async def next_moment(store: Store, **until: float) -> datetime | None:
    return await store(partial(ahead.next_moment, until=store.now + timedelta(**until)))


async def test_what_waits_at_night_is_found_when_the_quiet_hours_end(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    case = await store(
        lambda db: cases.open_case(
            db,
            a_case(state=State.IN_SERVICE, worker=worker.id, unit=worker.unit, accepted_at=MONDAY),
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

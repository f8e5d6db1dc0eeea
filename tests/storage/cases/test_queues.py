"""What waits for somebody, nearest deadline first."""

from sqlalchemy import update

from casework.cases.case import Case, State
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.staffing.people import Role
from storage.cases import cases, queues
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import obligations
from tests.storage.conftest import Store, a_case
from tests.support.cases import save


async def reported(store: Store, **facts: object) -> Case:
    return await store(lambda db: cases.open_case(db, a_case(store.now, **facts), "B"))


async def offered(store: Store, case: Case) -> None:
    worker = store.staff[Role.WORKER]
    sent = case.dispatch(unit=worker.unit, to=worker.id, at=store.now)
    await store(lambda db: save(db, sent, "case.dispatched"))


async def test_reports_wait_by_their_deadline(store: Store) -> None:
    calm = await reported(store)
    urgent = await reported(store, urgent=True)
    found = await store(lambda db: queues.to_screen(db, 0).rows)
    assert [one.number for one in found] == [urgent.number, calm.number]
    assert [one.urgent for one in found] == [True, False]


async def test_a_page_holds_five_and_the_count_is_of_all(store: Store) -> None:
    for _ in range(6):
        await reported(store)
    assert len(await store(lambda db: queues.to_screen(db, 0).rows)) == 5
    assert len(await store(lambda db: queues.to_screen(db, 1).rows)) == 1
    assert await store(queues.count_to_screen) == 6


async def test_what_was_dispatched_waits_for_its_worker(store: Store) -> None:
    case = await reported(store)
    await offered(store, case)
    worker, chief = store.staff[Role.WORKER].id, store.staff[Role.CHIEF].id
    assert await store(queues.count_to_screen) == 0
    assert [one.case for one in await store(lambda db: queues.offered(db, [worker], 0).rows)] == [case.id]
    assert await store(lambda db: queues.count_offered(db, [worker])) == 1
    assert await store(lambda db: queues.count_offered(db, [chief])) == 0


async def test_each_queue_holds_its_own_duties_and_of_the_units_that_are_asked_for(store: Store) -> None:
    """A report to screen, an offer, and a closing that two others decide beside each other."""
    worker = store.staff[Role.WORKER]
    await reported(store)
    await offered(store, await reported(store))
    facts = {"unit": worker.unit, "worker": worker.id, "accepted_at": store.now, "closing_at": store.now}
    closing = await reported(store, state=State.IN_SERVICE, **facts)
    found = await store(lambda db: queues.closings(db, [worker.unit], 0).rows)
    assert [(one.case, one.duty) for one in found] == [(closing.id, Duty.JUDGE_CLOSING)]
    assert await store(lambda db: queues.count_closings(db, [worker.unit])) == 1
    assert await store(lambda db: queues.count_closings(db, [999])) == 0
    assert await store(queues.count_to_screen) == 1
    assert await store(lambda db: queues.count_offered(db, [worker.id])) == 1
    assert await store(queues.count_of_bureau) == 0


async def test_before_the_first_page_is_the_first(store: Store) -> None:
    case = await reported(store)
    assert [one.case for one in await store(lambda db: queues.to_screen(db, -1).rows)] == [case.id]


async def test_what_supervisors_owe_beside_closings_is_not_in_the_queue_of_closings(store: Store) -> None:
    case, unit = await reported(store), store.staff[Role.SUPERVISOR].unit
    theirs = update(obligations).where(obligations.c.subject == case.id)
    await store(lambda db: db.connection.execute(theirs.values(bearer=Bearer.SUPERVISORS, unit=unit)))
    assert await store(lambda db: queues.closings(db, [unit], 0).rows) == []
    assert await store(lambda db: queues.count_closings(db, [unit])) == 0


async def test_what_the_bureau_owes_together_is_its_queue_and_what_one_of_it_owes_is_not(
    store: Store,
) -> None:
    of_all, of_one, done = [await reported(store) for _ in range(3)]
    worker = store.staff[Role.WORKER].id

    def owed(db: Transaction) -> None:
        for case, who, ended in ((of_all, None, None), (of_one, worker, None), (done, None, store.now)):
            db.connection.execute(
                update(obligations)
                .where(obligations.c.subject == case.id)
                .values(bearer=Bearer.BUREAU, person=who, ended_at=ended)
            )

    await store(owed)
    assert [one.case for one in await store(lambda db: queues.of_bureau(db, 0).rows)] == [of_all.id]
    assert await store(queues.count_of_bureau) == 1


async def test_in_a_queue_nobody_finds_or_counts_what_they_keep_out_of(store: Store) -> None:
    one, other = await reported(store), await reported(store)
    await store(lambda db: recusals.add(db, one.id, store.staff[Role.SCREENER].id))
    screener = store.by(Role.SCREENER)
    assert [each.case for each in await screener(lambda db: queues.to_screen(db, 0).rows)] == [other.id]
    assert (await screener(queues.count_to_screen), await store(queues.count_to_screen)) == (1, 2)

"""Who is behind: by person and by unit, what waits for a decision, and of each its own."""

from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from storage.cases import cases, loads
from storage.cases.loads import Load
from storage.core import subjects
from storage.core.database import Transaction
from storage.reminders import obligations
from storage.staffing import people, units
from tests.storage.conftest import MONDAY, Store, served_by

DAY = timedelta(days=1)


async def owes(
    store: Store, unit: int, bearer: Bearer, due: datetime, person: int | None = None,
    duty: Duty = Duty.VISIT,
) -> Subject:  # fmt: skip
    """Let something of a unit owe one thing."""

    def settle(db: Transaction) -> Subject:
        one = Subject(subjects.add(db, "care", "春節"), "care", "春節", unit)
        obligations.settle(db, one, [Owed(duty, "", min(due, MONDAY), due, bearer, person)])
        return one

    return await store(settle)


async def test_in_a_unit_who_is_latest_comes_first_and_what_is_done_or_not_due_is_not_late(
    store: Store,
) -> None:
    worker, lead, chief = (store.staff[one] for one in (Role.WORKER, Role.SUPERVISOR, Role.CHIEF))
    for person, name in ((worker, "王測試"), (lead, "張樣本"), (chief, "林示範")):
        await store(partial(people.describe, person=replace(person, name=name)))
    here = worker.unit
    there = (await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))).id
    await store(lambda db: cases.open_case(db, served_by(worker), "B"))
    late = MONDAY - 3 * DAY
    await owes(store, here, Bearer.PERSON, late, worker.id, Duty.FOLLOW_UP)
    await owes(store, here, Bearer.PERSON, MONDAY - DAY, worker.id)
    await owes(store, here, Bearer.PERSON, MONDAY, worker.id)
    done = await owes(store, here, Bearer.PERSON, late, worker.id)
    await store(lambda db: obligations.settle(db, done, ()))
    await owes(store, there, Bearer.PERSON, late, worker.id)
    await owes(store, here, Bearer.PERSON, late, chief.id)
    await owes(store, here, Bearer.CLERKS, late)
    await owes(store, here, Bearer.LIAISONS, MONDAY - 2 * DAY)
    await owes(store, there, Bearer.LIAISONS, late)
    await owes(store, here, Bearer.SUPERVISORS, late)
    assert await store(lambda db: loads.of_unit(db, here)) == [
        Load("王測試", 1, 2, 1, 3),
        Load("平鎮區家庭服務中心", 0, 2, 0, 3, together=True),
        Load("林示範", 0, 1, 0, 3),
    ]
    assert await store(lambda db: loads.of_unit(db, there)) == [
        Load("王測試", 1, 1, 0, 3),
        Load("平鎮衛生所", 0, 1, 0, 3, together=True),
    ]
    units_ = {one.name: (one.cases, one.late, one.unfiled, one.days) for one in await store(loads.of_units)}
    assert units_ == {"平鎮區家庭服務中心": (1, 6, 1, 3), "平鎮衛生所": (0, 2, 0, 3)}


async def test_what_waits_for_a_decision_is_counted_by_what_it_is(store: Store) -> None:
    here = store.staff[Role.WORKER].unit
    there = (await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))).id
    for duty in (Duty.JUDGE_CLOSING, Duty.JUDGE_CLOSING, Duty.ACKNOWLEDGE):
        await owes(store, here, Bearer.SUPERVISORS, MONDAY + DAY, duty=duty)
    await owes(store, there, Bearer.SUPERVISORS, MONDAY, duty=Duty.JUDGE_CLOSING)
    await owes(store, here, Bearer.SCREENERS, MONDAY, duty=Duty.SCREEN)
    done = await owes(store, here, Bearer.SUPERVISORS, MONDAY, duty=Duty.JUDGE_CLOSING)
    await store(lambda db: obligations.settle(db, done, ()))
    assert await store(lambda db: loads.to_decide(db, here)) == {Duty.JUDGE_CLOSING: 2, Duty.ACKNOWLEDGE: 1}

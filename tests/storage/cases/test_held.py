"""What somebody has in hand: what they lead or are offered, and the joint seats in what others lead."""

from functools import partial

import pytest

from casework.cases.case import Case, State
from casework.cases.seats import LEAD
from casework.errors import NotThere
from casework.reminders.seats import JointSeat
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from storage.cases import cases, held, seats
from storage.staffing import units as staffing
from tests.storage.conftest import Store, a_case, served_by
from tests.support.cases import save


@pytest.fixture
async def health(store: Store) -> Unit:
    return await store(lambda db: staffing.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))


async def led(store: Store, role: Role) -> Case:
    return await store(lambda db: cases.open_case(db, served_by(store.staff[role]), "B"))


async def closed(store: Store, role: Role) -> None:
    """A case that somebody led until it was closed."""
    one = store.staff[role]
    over = a_case(state=State.CLOSED, unit=one.unit, worker=one.id)
    await store(lambda db: cases.open_case(db, over, "B"))


async def beside(store: Store, case: Case, unit: Unit, role: Role) -> Case:
    """Offer somebody a joint seat in a case."""
    asked = case.ask(unit=unit.id, kind=unit.kind, to=store.staff[role].id, at=store.now)
    return await store(lambda db: save(db, asked, "seat.asked"))


async def taken(store: Store, case: Case, role: Role) -> Case:
    """Let somebody take on the joint seat that they are offered."""
    after = case.accept(by=store.staff[role].id, at=store.now, seat=case.joint[0].id)
    return await store(lambda db: save(db, after, "seat.accepted"))


async def test_somebody_has_what_they_serve_or_are_offered_and_nothing_that_is_over(
    store: Store, health: Unit
) -> None:
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    served = await led(store, Role.WORKER)
    offered = await store(
        lambda db: cases.open_case(
            db, a_case(state=State.DISPATCHED, unit=worker.unit, offered=worker.id, offered_at=db.now), "B"
        )
    )
    await closed(store, Role.WORKER)
    await store(lambda db: cases.open_case(db, a_case(offered=worker.id), "B"))  # it went back to screening
    theirs = await beside(store, await led(store, Role.SUPERVISOR), health, Role.WORKER)

    async def of(person: int) -> tuple[list[int], list[JointSeat]]:
        mine = await store(lambda db: held.held_by(db, person))
        return [one.id for one in mine], list(await store(lambda db: seats.held_by(db, person)))

    seat = JointSeat(theirs, theirs.joint[0].id)
    assert await of(worker.id) == ([served.id, offered.id], [seat])
    assert await of(lead.id) == ([theirs.id], [])
    theirs = await taken(store, theirs, Role.WORKER)
    assert await of(worker.id) == ([served.id, offered.id], [JointSeat(theirs, seat.seat.id)])
    over = theirs.end_seat(seat.seat.id, at=store.now)
    await store(lambda db: save(db, over, "seat.ended"))
    assert await of(worker.id) == ([served.id, offered.id], [])


async def test_a_caseload_is_of_what_is_open_and_served_from_whichever_seat(
    store: Store, health: Unit
) -> None:
    worker, lead, chief = (store.staff[one] for one in (Role.WORKER, Role.SUPERVISOR, Role.CHIEF))
    await led(store, Role.WORKER)
    await closed(store, Role.WORKER)
    theirs = await beside(store, await led(store, Role.SUPERVISOR), health, Role.WORKER)

    async def loads() -> tuple[dict[int, int], dict[int, int]]:
        people = (worker.id, lead.id, chief.id)
        return await store(partial(held.caseloads, of=people)), await store(held.caseloads_of_units)

    units = {worker.unit: 2, health.id: 1}
    assert await loads() == ({worker.id: 1, lead.id: 1}, units), "what is offered is not served"
    theirs = await taken(store, theirs, Role.WORKER)
    assert await loads() == ({worker.id: 2, lead.id: 1}, units)
    assert await store(lambda db: held.caseloads(db, [lead.id])) == {lead.id: 1}
    over = theirs.end_seat(theirs.joint[0].id, at=store.now)
    await store(lambda db: save(db, over, "seat.ended"))
    assert await loads() == ({worker.id: 1, lead.id: 1}, {worker.unit: 2})


async def test_a_joint_seat_is_found_by_its_number_and_the_leads_is_the_case_itself(
    store: Store, health: Unit
) -> None:
    case = await beside(store, await led(store, Role.SUPERVISOR), health, Role.WORKER)
    number = case.joint[0].id
    assert await store(lambda db: seats.read(db, number)) == JointSeat(case, number)
    assert [await store(partial(seats.case_of, subject=one)) for one in (number, case.id)] == [case.id] * 2
    for unknown in (case.id, 999):
        with pytest.raises(NotThere):
            await store(partial(seats.read, seat=unknown))
    with pytest.raises(NotThere):
        await store(lambda db: seats.case_of(db, 999))
    assert case.lead.id == LEAD
    assert await store(seats.owing) == [JointSeat(case, number)]
    over = case.ask_no_more(number, at=store.now)
    await store(lambda db: save(db, over, "seat.withdrawn"))
    assert await store(seats.owing) == []

"""What is owed, as it is kept: of each subject and person its own, whatever happens to the one beside it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.staffing.people import Role
from storage.cases import cases
from storage.core import recusals, subjects
from storage.core.database import ASIDE, Transaction
from storage.core.tables import nudges as nudge_rows
from storage.core.tables import obligations as rows
from storage.core.tables import subjects as subject_rows
from storage.reminders import nudges, obligations
from storage.reminders.obligations import Obligation
from tests.storage.conftest import MONDAY, RULES, Store, served_by
from tests.support.owing import owed_by

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VISIT = Duty.FIRST_VISIT


def owed(
    person: int | None, days: float = 10, period: str = "", duty: Duty = VISIT, *, urgent: bool = False
) -> Owed:
    bearer = Bearer.SCREENERS if person is None else Bearer.PERSON
    return Owed(duty, period, MONDAY, MONDAY + days * DAY, bearer, person, urgent)


async def subject(store: Store, kind: str = "care") -> Subject:
    """Something of a unit that can owe something."""
    row = await store(lambda db: subjects.add(db, kind, f"{kind}-1"))
    return Subject(row, kind, f"{kind}-1", store.staff[Role.WORKER].unit)


async def settle(store: Store, one: Subject, *duties: Owed) -> list[Obligation]:
    await store(partial(obligations.settle, subject=one, owed=duties))
    return await store(lambda db: obligations.of_subject(db, one.id))


async def reminded(store: Store) -> list[tuple[int, int, bool]]:
    """List the reminders: of which duty, for whom, and whether they were told."""
    found = await store(lambda db: db.connection.execute(select(nudge_rows)).all())
    return sorted((row.obligation, row.person, row.told_at is not None) for row in found)


async def test_what_is_owed_no_more_ends_and_nobody_is_reminded_of_it_any_more(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
    one, other = await subject(store), await subject(store)
    [first, second] = await settle(store, one, owed(worker, 1, "1"), owed(worker, 2, "2"))
    [beside] = await settle(store, other, owed(worker, 1, "1"))
    for duty in (first, second, beside):
        for person in (worker, lead):
            await store(partial(nudges.add, obligation=duty.id, rung="-3d", person=person, at=MONDAY))
    these = await store(lambda db: nudges.untold(db, lead, quiet=False))
    await store(lambda db: nudges.written(db, nudges.claim(db, these), 7))
    assert [each.period for each in await settle(store, one, owed(worker, 2, "2"))] == ["2"]
    assert [
        (each.id, each.ended) for each in await store(lambda db: obligations.of_subject(db, other.id))
    ] == [(beside.id, False)]
    assert await reminded(store) == sorted(
        [
            (first.id, lead, True),
            *((duty.id, person, person == lead) for duty in (second, beside) for person in (worker, lead)),
        ]
    )
    gone = await store(lambda db: obligations.get(db, first.id))
    assert gone is not None
    assert gone.ended
    assert await store(lambda db: obligations.get(db, 999)) is None


async def test_what_stays_stays_as_it_is_and_another_deadline_is_another_duty(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    one = await subject(store)
    [before] = await settle(store, one, owed(worker))
    await store(lambda db: obligations.climb(db, {before: 1}))
    store.forward(hours=1)
    [same] = await settle(store, one, owed(worker))
    assert (same.id, same.climbed, same.known) == (before.id, 1, MONDAY)
    [moved] = await settle(store, one, owed(worker, 11))
    assert moved.id != before.id
    assert (moved.climbed, moved.known, moved.due) == (0, MONDAY + HOUR, MONDAY + 11 * DAY)


async def test_what_changes_hands_is_known_since_then_and_the_one_before_hears_no_more_of_it(
    store: Store,
) -> None:
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
    one = await subject(store)
    [before] = await settle(store, one, owed(worker))
    await store(lambda db: obligations.climb(db, {before: 2}))
    for person in (worker, lead):
        await store(partial(nudges.add, obligation=before.id, rung="-3d", person=person, at=MONDAY))
    store.forward(days=1)
    [after] = await settle(store, one, owed(lead))
    assert (after.id, after.person, after.climbed, after.known) == (before.id, lead, 0, MONDAY + DAY)
    assert await reminded(store) == [(before.id, lead, False)]
    other_unit = replace(one, unit=None)
    [moved] = await settle(store, other_unit, owed(lead))
    assert (moved.id, moved.unit) == (before.id, None)


async def test_what_is_marked_is_its_subject_alone(store: Store) -> None:
    one, other = await subject(store), await subject(store)
    for each in (one, other):
        await settle(store, each, owed(None))
    await settle(store, replace(one, alarm=True), owed(None))
    found = await store(lambda db: db.connection.execute(select(subject_rows)).all())
    marked = {row.id: row.alarm for row in found}
    assert (marked[one.id], marked[other.id]) == (True, False)
    owing = await store(lambda db: obligations.of_each(db, [one.id, other.id, 999]))
    assert {key: [duty.alarm for duty in known] for key, known in owing.items()} == {
        one.id: [True], other.id: [False], 999: [],
    }  # fmt: skip


async def at(store: Store, moments: Mapping[Obligation, datetime]) -> None:
    """Let the next rung of each come then."""

    def put(db: Transaction) -> None:
        for duty, moment in moments.items():
            db.connection.execute(update(rows).where(rows.c.id == duty.id).values(next_nudge=moment))

    await store(put)


async def test_whose_rung_has_come_is_to_be_nudged_24_hour_matters_apart(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    one = await subject(store)
    [now, later, over] = await settle(store, one, *(owed(worker, n, str(n)) for n in (4, 5, 6)))
    [urgent] = await settle(store, await subject(store), owed(None, 1, urgent=True))
    past = MONDAY - HOUR
    await at(store, {now: MONDAY, later: MONDAY + timedelta(seconds=1), over: past, urgent: past})
    await store(
        lambda db: db.connection.execute(update(rows).where(rows.c.id == over.id).values(ended_at=MONDAY))
    )

    async def due(most: int = 9, *, urgent: bool = False) -> list[int]:
        found = partial(obligations.to_nudge, most=most, urgent=urgent)
        return [each.id for each in await store(found)]

    assert (await due(), await due(urgent=True)) == ([now.id], [urgent.id])
    assert await store(lambda db: obligations.count_to_nudge(db, 9)) == 1
    await at(store, {later: past})
    assert (await due(), await due(1)) == ([later.id, now.id], [later.id])
    assert await store(lambda db: obligations.count_to_nudge(db, 9)) == 2
    assert await store(lambda db: obligations.count_to_nudge(db, 1)) == 1


async def test_a_ladder_is_climbed_once_and_alone_and_what_can_not_be_nudged_waits(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    [one, other] = await settle(store, await subject(store), owed(worker, 9, "1"), owed(worker, 9, "2"))
    for _ in range(2):  # the second bell is too slow
        await store(lambda db: obligations.climb(db, {one: 1}))
    await store(lambda db: obligations.climb(db, {}))
    found = {each.id: each for each in await store(lambda db: owed_by(db, worker))}
    assert (found[one.id].climbed, found[other.id].climbed) == (1, 0)
    await store(lambda db: obligations.try_later(db, found[one.id]))
    nexts = dict(
        map(tuple, await store(lambda db: db.connection.execute(select(rows.c.id, rows.c.next_nudge)).all()))
    )
    assert nexts[one.id] == MONDAY + ASIDE
    assert nexts[other.id] == other.ladder.rung(0, RULES)[1]


async def test_an_offer_that_goes_to_another_names_the_answer_of_its_seat_after_them(store: Store) -> None:
    worker = store.staff[Role.WORKER].id
    asked, visit = owed(worker, 1, "7", Duty.ACKNOWLEDGE), owed(worker, 2, "7")
    one, other = await subject(store), await subject(store)
    for each in (one, other):
        await settle(store, each, asked, visit)
    await settle(store, one, visit, owed(worker, 3, "7", Duty.ACKNOWLEDGE))
    await store(lambda db: obligations.ask_another(db, one.id, 8))
    found = await store(lambda db: db.connection.execute(select(rows)).all())
    named = {(row.subject, row.duty, row.ended_at is None): row.period for row in found}
    assert named == {
        (one.id, Duty.ACKNOWLEDGE, True): "8",
        (one.id, Duty.ACKNOWLEDGE, False): "7",
        (one.id, VISIT, True): "7",
        (other.id, Duty.ACKNOWLEDGE, True): "7",
        (other.id, VISIT, True): "7",
    }


async def test_in_what_somebody_owes_the_nearest_comes_first_each_subject_once(store: Store) -> None:
    worker, lead, third = (store.staff[one].id for one in (Role.WORKER, Role.SUPERVISOR, Role.SCREENER))
    far, near, tied, others = [await subject(store) for _ in range(4)]
    rota = await subject(store, "rota")
    await settle(store, far, owed(worker, 5, "1"), owed(worker, 9, "2"), owed(third, 1, "3"))
    await settle(store, near, owed(worker, 2, "1"), owed(lead, 3, "2"), owed(None, 1, "3"))
    await settle(store, tied, owed(worker, 5, "1"), owed(worker, 5, "2"))
    await settle(store, others, owed(third, 1))
    await settle(store, rota, owed(worker, 1))
    of = [near.id, far.id, tied.id]

    async def found(*owing: int, kinds: tuple[str, ...] = ("care",), most: int = 9, days: float = 99):
        look = partial(obligations.subjects_of_people, owing=owing, kinds=kinds, most=most)
        return await store(partial(look, by=MONDAY + days * DAY))

    assert await found(worker) == of
    assert await found(worker, lead) == of, "each once"
    assert await found(lead) == [near.id]
    assert await found(worker, kinds=("care", "rota")) == [rota.id, *of]
    assert await found(worker, most=2) == of[:2]
    assert await found(worker, days=5) == of
    assert await found(worker, days=4.9) == [near.id]
    assert await found(worker, days=1.9) == []
    await settle(store, far, owed(worker, 9, "2"))
    assert await found(worker) == [near.id, tied.id, far.id], "what is done is not the nearest"


async def test_of_what_somebody_owes_what_they_or_the_asker_keep_out_of_is_not_listed(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    of = [await store(lambda db: cases.open_case(db, served_by(worker), "B")) for _ in range(3)]
    await store(lambda db: recusals.add(db, of[0].id, worker.id))
    await store(lambda db: recusals.add(db, of[1].id, lead.id))

    async def found(asker: Role) -> list[int]:
        look = partial(obligations.subjects_of_people, owing=[worker.id], kinds=["case"], most=9)
        return await store.by(asker)(look)

    assert await found(Role.WORKER) == [of[1].id, of[2].id]
    assert await found(Role.SUPERVISOR) == [of[2].id]


@pytest.mark.parametrize("urgent", [True, False])
async def test_what_is_kept_is_what_was_owed(store: Store, urgent: bool) -> None:
    worker = store.staff[Role.WORKER]
    one = replace(await subject(store), alarm=urgent)
    [kept] = await settle(store, one, owed(worker.id, 3, "2026-06", urgent=urgent))
    assert kept == Obligation(
        kept.id, one.id, "care", "care-1", urgent, VISIT, "2026-06", MONDAY, MONDAY + 3 * DAY, Bearer.PERSON,
        worker.id, worker.unit, urgent, MONDAY, 0, False,
    )  # fmt: skip

"""A nudge is one row by duty, rung and person; what a letter tells is judged again before each try."""

from datetime import timedelta
from functools import partial

import pytest

from casework.cases.case import Case, Risk
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import local_day
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.messages import outbox
from storage.reminders import nudges, obligations
from storage.reminders.nudges import Nudge
from storage.reminders.obligations import Obligation
from storage.staffing import addresses
from tests.storage.conftest import MONDAY, Store, a_case, served_by
from tests.support.cases import save, with_facts
from tests.support.certain import certain

NEXT = timedelta(days=1)


@pytest.fixture
async def served(store: Store) -> Case:
    worker = store.staff[Role.WORKER]
    return await store(lambda db: cases.open_case(db, served_by(worker), "B"))


@pytest.fixture
async def duty(store: Store, served: Case) -> Obligation:
    found = await store(lambda db: obligations.of_subject(db, served.id))
    return next(one for one in found if one.duty is Duty.FIRST_VISIT)


async def add(store: Store, duty: Obligation, rung: str = "-3d", role: Role = Role.WORKER) -> bool:
    person = store.staff[role].id
    return await store(lambda db: nudges.add(db, duty.id, rung, person, store.now))


async def untold(store: Store, *, quiet: bool = False, role: Role = Role.WORKER) -> list[Nudge]:
    return await store(lambda db: nudges.untold(db, store.staff[role].id, quiet=quiet))


async def tell(store: Store, letter: int | None = 7) -> None:
    these = await untold(store)
    await store(lambda db: nudges.written(db, nudges.claim(db, these), letter))


async def visit(store: Store, case: Case) -> None:
    await store(lambda db: save(db, case.visit(on=MONDAY.date(), risk=Risk.LOW), "case.visited"))


async def test_a_rung_is_written_once_for_each_person(store: Store, duty: Obligation) -> None:
    assert await add(store, duty)
    assert not await add(store, duty)
    assert await add(store, duty, "-1d")
    assert await add(store, duty, role=Role.SUPERVISOR)
    assert [one.rung for one in await untold(store)] == ["-3d", "-1d"]


async def test_what_is_told_is_not_told_again(store: Store, duty: Obligation) -> None:
    await add(store, duty)
    await tell(store)
    assert await untold(store) == []
    assert await store(lambda db: nudges.listeners(db, 10, quiet=False)) == []
    [one] = await store(lambda db: nudges.of_letter(db, 7))
    assert (one.rung, one.obligation.id) == ("-3d", duty.id)


async def test_in_quiet_hours_24_hour_matters_alone_are_to_be_told(store: Store, duty: Obligation) -> None:
    urgent = await store(lambda db: cases.open_case(db, a_case(urgent=True), "B"))
    [screening] = await store(lambda db: obligations.of_subject(db, urgent.id))
    await add(store, duty)
    await add(store, screening, role=Role.SCREENER)
    everybody = {store.staff[role].id for role in (Role.WORKER, Role.SCREENER)}
    assert set(await store(lambda db: nudges.listeners(db, 10, quiet=False))) == everybody
    assert await store(lambda db: nudges.listeners(db, 10, quiet=True)) == [store.staff[Role.SCREENER].id]
    assert await untold(store, quiet=True) == []


async def test_what_one_bell_told_no_other_claims(store: Store, duty: Obligation) -> None:
    await add(store, duty)
    these = await untold(store)
    assert await store(lambda db: nudges.claim(db, these)) == these
    assert await store(lambda db: nudges.claim(db, these)) == []


async def test_what_two_put_off_comes_to_each_on_their_own_day(store: Store, duty: Obligation) -> None:
    days = {Role.WORKER: store.now + timedelta(days=1), Role.SUPERVISOR: store.now + timedelta(days=2)}
    for role, day in days.items():
        person = store.staff[role].id
        await store(partial(nudges.put_off, obligation=duty.id, person=person, times=0, at=day))
    await add(store, duty, "-3d")
    for role, day in days.items():
        person = store.staff[role].id
        assert await store(partial(nudges.put_off_to, obligation=duty.id, person=person)) == day
        assert await store(partial(nudges.times_put_off, obligation=duty.id, person=person)) == 1


async def test_what_goes_out_later_waits(store: Store, duty: Obligation) -> None:
    person = store.staff[Role.WORKER].id
    later = store.now + timedelta(days=1)
    await store(lambda db: nudges.put_off(db, duty.id, person, 0, later))
    assert await untold(store) == []
    assert await store(lambda db: nudges.put_off_to(db, duty.id, person)) == later
    store.forward(days=1)
    [one] = await untold(store)
    assert one.put_off
    await tell(store)
    assert await store(lambda db: nudges.put_off_to(db, duty.id, person)) is None
    assert await store(lambda db: nudges.times_put_off(db, duty.id, person)) == 1


async def test_a_letter_holds_while_everything_in_it_is_owed(store: Store, duty: Obligation) -> None:
    await add(store, duty)
    await tell(store)
    assert await store(lambda db: nudges.judge_again(db, 7))


async def test_what_is_left_of_a_letter_waits_to_be_told_anew(
    store: Store, served: Case, duty: Obligation
) -> None:
    follow_up = next(
        one
        for one in await store(lambda db: obligations.of_subject(db, served.id))
        if one.duty is Duty.FOLLOW_UP
    )
    await add(store, duty)
    await add(store, follow_up)
    await tell(store)
    await visit(store, served)
    assert not await store(lambda db: nudges.judge_again(db, 7))
    assert [one.obligation.duty for one in await untold(store)] == [Duty.FOLLOW_UP]


async def test_a_letter_that_was_held_up_into_the_night_waits_for_its_end(
    store: Store, duty: Obligation
) -> None:
    await add(store, duty)
    await tell(store)
    store.forward(hours=12)  # 21:00
    assert not await store(lambda db: nudges.judge_again(db, 7))
    assert len(await untold(store)) == 1


async def test_a_letter_of_24_hour_matters_alone_goes_out_at_night(store: Store, duty: Obligation) -> None:
    urgent = await store(lambda db: cases.open_case(db, a_case(urgent=True), "B"))
    [screening] = await store(lambda db: obligations.of_subject(db, urgent.id))
    await add(store, screening)
    await tell(store, 7)
    await add(store, screening, "-1d")
    await add(store, duty)
    await tell(store, 8)
    store.forward(hours=12)  # 21:00
    assert await store(lambda db: nudges.judge_again(db, 7))
    assert not await store(lambda db: nudges.judge_again(db, 8)), "something of it can wait"


async def test_what_reached_nobody_waits_an_hour_and_is_told_anew_and_nothing_beside_it(
    store: Store, duty: Obligation
) -> None:
    for rung in ("-3d", "-1d"):
        await add(store, duty, rung)
    first, _ = await untold(store)
    await tell(store, 7)
    await store(lambda db: nudges.unheard(db, [first]))
    assert await untold(store) == []
    assert [one.rung for one in await store(lambda db: nudges.of_letter(db, 7))] == ["-1d"]
    store.forward(minutes=59)
    assert await untold(store) == []
    store.forward(minutes=1)
    assert [one.rung for one in await untold(store)] == ["-3d"]


async def test_an_untold_nudge_goes_with_its_duty(store: Store, served: Case, duty: Obligation) -> None:
    await add(store, duty)
    await visit(store, served)
    assert await untold(store) == []


async def test_an_untold_nudge_does_not_follow_who_owes_it_no_more(
    store: Store, served: Case, duty: Obligation
) -> None:
    await add(store, duty)
    await add(store, duty, role=Role.SUPERVISOR)
    other = store.staff[Role.SCREENER].id
    await store(lambda db: save(db, with_facts(served, worker=other), "case.handed_over", person=other))
    assert await untold(store) == []
    assert len(await untold(store, role=Role.SUPERVISOR)) == 1


async def test_the_latest_come_first_and_each_duty_once(store: Store, served: Case, duty: Obligation) -> None:
    follow_up = next(
        one
        for one in await store(lambda db: obligations.of_subject(db, served.id))
        if one.duty is Duty.FOLLOW_UP
    )
    await add(store, duty)
    await tell(store, 7)
    store.forward(hours=1)
    await add(store, duty, "-1d")
    await add(store, follow_up)
    await tell(store, 8)
    found = await store(lambda db: nudges.latest(db, store.staff[Role.WORKER].id, 5))
    assert [one.obligation.duty for one in found] == [Duty.FIRST_VISIT, Duty.FOLLOW_UP]
    [last] = await store(lambda db: nudges.latest(db, store.staff[Role.WORKER].id, 1))
    assert last == found[0]
    await visit(store, served)
    found = await store(lambda db: nudges.latest(db, store.staff[Role.WORKER].id, 5))
    assert [one.obligation.duty for one in found] == [Duty.FOLLOW_UP]


async def test_two_bells_climb_a_rung_once(store: Store, duty: Obligation) -> None:
    for _ in range(2):
        await store(lambda db: obligations.climb(db, {duty: 1}))
    again = await store(lambda db: obligations.get(db, duty.id))
    assert again is not None
    assert again.climbed == 1


async def test_other_rules_move_the_ladder_of_what_stays_and_nothing_is_climbed_anew(
    store: Store, duty: Obligation
) -> None:
    store.forward(days=9.5)  # two rungs before the deadline of the tenth day
    await store(lambda db: obligations.climb(db, {duty: 2}))
    await store(lambda db: cases.count_anew(db, [duty.subject]))
    again = await store(lambda db: obligations.get(db, duty.id))
    assert again is not None
    assert (again.climbed, again.known) == (2, duty.known)


async def test_of_a_supervisor_who_reminds_somebody_hears_once_a_day(store: Store, duty: Obligation) -> None:
    worker, other = store.staff[Role.WORKER].id, store.staff[Role.SCREENER].id

    async def remind(person: int, days: int = 0) -> bool:
        day = local_day(MONDAY) + timedelta(days=days)
        return await store(lambda db: nudges.remind(db, duty.id, person, day))

    assert [await remind(worker), await remind(worker), await remind(worker, 1), await remind(other)] == [
        *(True, False, True, True)
    ]
    found = await untold(store)
    assert [one.asked for one in found] == [True, True]
    assert not any(one.put_off for one in found)


async def test_what_is_set_aside_dropped_or_told_is_one_and_no_other(store: Store, duty: Obligation) -> None:
    for rung in ("-3d", "-1d", "0d"):
        await add(store, duty, rung)
    first, second, third = await untold(store)
    await store(lambda db: nudges.tell_later(db, [first]))
    await store(lambda db: nudges.drop(db, [second]))
    await store(lambda db: nudges.drop(db, []))
    assert await untold(store) == [third]
    assert await store(lambda db: nudges.claim(db, [third])) == [third]
    await store(lambda db: nudges.written(db, [third], 7))
    assert await untold(store) == []
    store.forward(hours=1)
    assert [one.rung for one in await untold(store)] == ["-3d"], "an hour later"
    assert [one.rung for one in await store(lambda db: nudges.of_letter(db, 7))] == ["0d"]
    assert await store(lambda db: nudges.of_letter(db, 8)) == []
    await store(lambda db: nudges.tell_anew(db, 8))
    assert len(await untold(store)) == 1
    await store(lambda db: nudges.tell_anew(db, 7))
    assert [one.rung for one in await untold(store)] == ["-3d", "0d"]


async def test_who_waits_longest_is_told_first_and_no_more_than_are_asked_for(
    store: Store, duty: Obligation
) -> None:
    await add(store, duty, role=Role.SCREENER)
    store.forward(minutes=1)
    await add(store, duty, role=Role.WORKER)
    await add(store, duty, "-1d", role=Role.SCREENER)
    await store(lambda db: nudges.add(db, duty.id, "0d", store.staff[Role.CHIEF].id, store.now + NEXT))
    order = [store.staff[role].id for role in (Role.SCREENER, Role.WORKER)]
    assert await store(lambda db: nudges.listeners(db, 9, quiet=False)) == order
    assert await store(lambda db: nudges.listeners(db, 1, quiet=False)) == order[:1]
    assert [one.rung for one in await untold(store, role=Role.SCREENER)] == ["-3d", "-1d"]
    assert await untold(store, role=Role.CHIEF) == []


async def test_what_a_message_told_is_found_by_it_in_its_own_chat(store: Store, duty: Obligation) -> None:
    worker, other = store.staff[Role.WORKER].id, store.staff[Role.SCREENER].id

    def letters(db: Transaction) -> list[int]:
        to = certain(addresses.of(db, worker))
        rows = [
            certain(outbox.write(db, to, LetterKind.NUDGE, {"text": "N"}, priority=Priority.NUDGE))
            for _ in range(2)
        ]
        for letter, message in zip(db.written, (51, 52), strict=True):
            outbox.placed(db, letter, message)
        return rows

    first, second = await store(letters)
    await add(store, duty)
    await tell(store, first)
    await add(store, duty, "-1d")
    await tell(store, second)
    assert [one.rung for one in await store(lambda db: nudges.by_message(db, worker, 51))] == ["-3d"]
    assert [one.rung for one in await store(lambda db: nudges.by_message(db, worker, 52))] == ["-1d"]
    assert await store(lambda db: nudges.by_message(db, worker, 53)) == []
    assert await store(lambda db: nudges.by_message(db, other, 51)) == []


async def test_each_time_it_is_put_off_is_counted_for_who_puts_it_off(store: Store, duty: Obligation) -> None:
    worker, other = store.staff[Role.WORKER].id, store.staff[Role.SCREENER].id
    await store(lambda db: nudges.put_off(db, duty.id, worker, 0, store.now + NEXT))
    await store(lambda db: nudges.put_off(db, duty.id, worker, 1, store.now + 2 * NEXT))
    assert await store(lambda db: nudges.times_put_off(db, duty.id, worker)) == 2
    assert await store(lambda db: nudges.times_put_off(db, duty.id, other)) == 0
    assert await store(lambda db: nudges.times_put_off(db, duty.id + 1, worker)) == 0
    assert await store(lambda db: nudges.put_off_to(db, duty.id + 1, worker)) is None

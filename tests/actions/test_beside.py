"""Acts beside each other on PostgreSQL: one is first, the other hears what was done, and nothing is lost."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from psycopg.errors import DeadlockDetected
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from actions import handover, screening, service
from actions.cases import households
from actions.intake import report
from actions.staffing import leave
from actions.staffing import people as staff
from actions.staffing import units as network
from casework.cases.case import Case, Risk, State
from casework.errors import AwayAlready, Refusal, Stale, WrongState
from casework.service.visits import unchanged
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from casework.transitions import Measure, MeasureKind, lapses_at
from handlers.reminders import digest
from handlers.ui.apart import apart
from storage.cases import cases
from storage.cases import households as kept
from storage.cases.reports import Report
from storage.core import facts, journal, subjects
from storage.core.database import Transaction
from storage.core.tables import cases as case_rows
from storage.core.tables import subjects as subject_rows
from storage.handover import handovers, holdings
from storage.reminders import obligations
from storage.reminders.obligations import Obligation
from storage.staffing import leaves, people, units
from storage.transitions import TRANSITIONS
from tests.storage.conftest import MONDAY, RULES, Store, a_case
from tests.support import addressed
from tests.support.beside import agrees, meanwhile
from tests.support.cases import save

Act = Callable[[Transaction], Any]
LONG = 0.4
"""Seconds that the first act stays open, so that the second surely begins beside it."""


@pytest.fixture(params=["postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def colleague(store: Store) -> Person:
    joins = Person(0, Role.WORKER, store.staff[Role.WORKER].unit, "王測試", "0912000001", "")
    return await store(lambda db: addressed.add(db, joins, 7_100))


async def beside(first: tuple[Store, Act], second: tuple[Store, Act]) -> Sequence[Any]:
    """Let the second begin while the first is under way; returns what came of each."""

    acted, loop = asyncio.Event(), asyncio.get_running_loop()

    def slowly(db: Transaction) -> Any:
        try:
            done = first[1](db)
        finally:
            loop.call_soon_threadsafe(acted.set)
        db.connection.execute(text(f"SELECT pg_sleep({LONG})"))
        return done

    async def later() -> Any:
        await acted.wait()
        return await second[0](second[1])

    return await asyncio.gather(first[0](slowly), later(), return_exceptions=True)


async def opened(store: Store, **known: Any) -> Case:
    return await store(lambda db: cases.open_case(db, a_case(**known), "B"))


async def served(store: Store, **known: Any) -> Case:
    me = store.staff[Role.WORKER]
    return await opened(
        store, state=State.IN_SERVICE, unit=me.unit, worker=me.id, accepted_at=MONDAY, **known
    )


async def offered(store: Store) -> Case:
    me = store.staff[Role.WORKER]
    return await opened(store, state=State.DISPATCHED, unit=me.unit, offered=me.id, offered_at=MONDAY)


def gives_all(store: Store, receiver: Person) -> Act:
    """Hand over what the worker has, as it is when it begins."""

    def act(db: Transaction) -> Any:
        giver = store.staff[Role.WORKER].id
        plan = handover.plan(db, giver, receiver.id, None)
        return handover.hand_over(db, plan, "", holdings.count(db, giver, receiver))

    return act


async def holds(store: Store) -> bool:
    return await store(journal.first_break) is None


async def test_of_two_who_dispatch_a_case_the_second_hears_that_it_was_done(
    store: Store, colleague: Person
) -> None:
    case, screener = await opened(store), store.by(Role.SCREENER)
    to = store.staff[Role.WORKER]
    one = partial(screening.dispatch, case=case.id, person=to.id, version=case.version)
    other = partial(screening.dispatch, case=case.id, person=colleague.id, version=case.version)
    first, second = await beside((screener, one), (screener, other))
    assert isinstance(first, Case)
    assert isinstance(second, WrongState)
    assert (await store(lambda db: cases.read(db, case.id))).offered == to.id
    assert await holds(store)


async def test_whoever_leaves_while_a_case_is_dispatched_to_them_has_it_to_hand_over(store: Store) -> None:
    case, to = await opened(store), store.staff[Role.WORKER]
    dispatched = partial(screening.dispatch, case=case.id, person=to.id)
    leaves = partial(handovers.go, person=to.id)
    first, second = await beside((store.by(Role.SCREENER), dispatched), (store.by(Role.SUPERVISOR), leaves))
    assert isinstance(first, Case)
    assert isinstance(second, Refusal)
    assert (await store(lambda db: people.get(db, to.id))).active


async def test_nothing_is_dispatched_to_who_is_leaving(store: Store) -> None:
    case, to = await opened(store), store.staff[Role.WORKER]
    dispatched = partial(screening.dispatch, case=case.id, person=to.id)
    leaves = partial(handovers.go, person=to.id)
    first, second = await beside((store.by(Role.SUPERVISOR), leaves), (store.by(Role.SCREENER), dispatched))
    assert first is None
    assert isinstance(second, Stale)
    assert (await store(lambda db: cases.read(db, case.id))).state is State.SCREENING
    assert await holds(store)


@pytest.mark.parametrize("accepted_first", [True, False], ids=["accepted first", "handed over first"])
async def test_an_offer_is_accepted_or_handed_over(
    store: Store, colleague: Person, accepted_first: bool
) -> None:
    case = await offered(store)
    acts: list[tuple[Store, Act]] = [
        (store.by(Role.WORKER), partial(service.accept, case=case.id)),
        (store.by(Role.SUPERVISOR), gives_all(store, colleague)),
    ]
    first, second = await beside(*(acts if accepted_first else acts[::-1]))
    assert not isinstance(first, Exception)
    assert isinstance(second, Refusal)
    after = await store(lambda db: cases.read(db, case.id))
    expected = (store.staff[Role.WORKER].id, None) if accepted_first else (None, colleague.id)
    assert (after.worker, after.offered) == expected
    assert await holds(store)


async def test_an_offer_that_is_accepted_while_it_is_made_to_another_stays_with_who_has_it(
    store: Store, colleague: Person
) -> None:
    case = await offered(store)
    again = partial(service.offer_again, case=case.id, person=colleague.id)
    first, second = await beside(
        (store.by(Role.SUPERVISOR), again), (store.by(Role.WORKER), partial(service.accept, case=case.id))
    )
    assert isinstance(first, Case)
    assert isinstance(second, Refusal)
    assert (await store(lambda db: cases.read(db, case.id))).offered == colleague.id


async def test_an_offer_that_is_accepted_at_the_last_moment_does_not_lapse(store: Store) -> None:
    case = await offered(store)
    store.forward(days=14)

    def accepts(db: Transaction) -> None:
        save(db, case.accept(by=store.staff[Role.WORKER].id, at=db.now), "case.accepted")

    def lapses(db: Transaction) -> list[Any]:
        return cases.lapsed(db, 10)

    clock = Store(store.database, store.vault, store.now)
    assert len(await clock(lapses)) == 1
    _, listed = await beside((store.by(Role.WORKER), accepts), (clock, lapses))
    assert listed == []


async def test_who_hands_over_and_who_acts_in_the_same_case_do_not_wait_for_each_other(
    store: Store, colleague: Person
) -> None:
    case = await served(store)
    answers = unchanged(Risk.LOW, local_day(store.now))
    acted = partial(service.visit, case=case.id, answers=answers)
    first, second = await beside(
        (store.by(Role.SUPERVISOR), gives_all(store, colleague)), (store.by(Role.WORKER), acted)
    )
    assert not isinstance(first, Exception)
    assert isinstance(second, Refusal)
    assert (await store(lambda db: cases.read(db, case.id))).worker == colleague.id
    assert await holds(store)


async def test_two_who_judge_households_to_be_one_make_no_circle(store: Store) -> None:
    screener = store.by(Role.SCREENER)
    one, other = await opened(store), await opened(store)
    joins = partial(households.join_households, case=one.id, other=other.id)
    back = partial(households.join_households, case=other.id, other=one.id)
    first, second = await beside((screener, joins), (screener, back))
    assert isinstance(first, Case)
    assert isinstance(second, Refusal)
    assert await store(lambda db: kept.same(db, one.household, other.household))


async def test_many_who_report_at_once_each_have_a_case_and_no_unit_queues_on_another(store: Store) -> None:
    chief, said = store.by(Role.CHIEF), Report("no", "隔壁小孩一直哭", "", (), call=True)
    made = await asyncio.gather(
        *(chief(lambda db: report(db, said, village="平鎮區新街里")) for _ in range(24))
    )
    assert len({one.number for one in made}) == 24
    assert await holds(store)


async def test_who_acts_in_one_unit_does_not_wait_for_who_acts_in_another(store: Store) -> None:
    def acts(of: int, db: Transaction) -> None:
        db.speaker = replace(store.staff[Role.WORKER], unit=of)
        journal.write(db, "person.away", person=of)

    async def other() -> float:
        began = asyncio.get_running_loop().time()
        await store(partial(acts, 2))
        return asyncio.get_running_loop().time() - began

    await asyncio.gather(store(partial(acts, 1)), store(partial(acts, 2)))

    async def long() -> None:
        def slowly(db: Transaction) -> None:
            acts(1, db)
            db.connection.execute(text("SELECT pg_sleep(1)"))

        await store(slowly)

    _, seconds = await asyncio.gather(long(), other())
    assert seconds < 0.8


async def test_a_circle_is_broken_and_both_are_done(store: Store) -> None:
    one, other = await opened(store), await opened(store)
    tries: list[int] = []

    def both(these: tuple[Case, Case], db: Transaction) -> None:
        tries.append(1)
        for case in these:
            cases.hold_cases(db, case.id)
            db.connection.execute(text(f"SELECT pg_sleep({LONG / 2})"))
        journal.write(db, "person.away")

    await asyncio.gather(store(partial(both, (one, other))), store(partial(both, (other, one))))
    assert len(tries) > 2  # on a slow machine whoever is tried again may meet the other once more
    assert await holds(store)


async def test_a_fact_that_two_write_at_once_is_that_of_the_second(store: Store) -> None:
    first, second = await beside(
        (store, partial(facts.put, name="bell", value="1")),
        (store, partial(facts.put, name="bell", value="2")),
    )
    assert (first, second) == (None, None)
    assert await store(partial(facts.get, name="bell")) == "2"


async def test_a_batch_of_which_one_was_in_others_way_begins_anew_as_a_whole(store: Store) -> None:
    tries: list[int] = []

    def beaten() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise DBAPIError("", {}, DeadlockDetected())

    def batch(db: Transaction) -> None:
        apart(db, partial(facts.put, db, "first", "done"), lambda: None)
        apart(db, beaten, lambda: facts.put(db, "aside", "yes"))

    await store(batch)
    found = await store(lambda db: [facts.get(db, one) for one in ("first", "aside")])
    assert (found, len(tries)) == (["done", None], 2)


def counted(db: Transaction, subject: int) -> None:
    """Do as the bell does where the rules changed."""
    subjects.count_anew(db, [(subject, subjects.kind_of(db, subject).rules.name)])


@pytest.fixture
def at_the_count(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act, Store], list[Future[Any]]]:
    """Let somebody act once the bell has read what it counts, and has not kept it yet."""
    settle = obligations.settle_anew

    def put(act: Act, by: Store) -> list[Future[Any]]:
        acts, begun = meanwhile(partial(by, act))

        def counts(db: Transaction, these: Any) -> None:
            acts()
            settle(db, these)

        monkeypatch.setattr(obligations, "settle_anew", counts)
        return begun

    return put


AtTheCount = Callable[[Act, Store], list[Future[Any]]]


async def test_a_case_that_is_accepted_while_deadlines_are_counted_anew_owes_what_an_accepted_one_does(
    store: Store, at_the_count: AtTheCount
) -> None:
    case, me = await offered(store), store.staff[Role.WORKER]
    begun = at_the_count(partial(service.accept, case=case.id), store.by(Role.WORKER))
    await store(partial(counted, subject=case.id))
    await asyncio.wrap_future(begun[0])
    assert (await store(lambda db: cases.read(db, case.id))).worker == me.id
    await agrees(store, case.id)


async def test_a_seat_that_is_accepted_while_deadlines_are_counted_anew_owes_what_an_accepted_one_does(
    store: Store, colleague: Person, at_the_count: AtTheCount
) -> None:
    case = await served(store)
    other = await store(lambda db: units.add(db, UnitKind.CENTRE, "中壢區家庭服務中心", "中壢區", "C"))
    joins = Person(0, Role.WORKER, other.id, "周測試", "0912000002", "")
    beside_me = await store(lambda db: addressed.add(db, joins, 7_101))
    asked = case.ask(unit=other.id, kind=other.kind, to=beside_me.id, at=MONDAY)
    case = await store(lambda db: cases.save(db, case, asked, "seat.offered"))
    [seat] = case.joint
    by = replace(store, speaker=beside_me, unit=other)
    begun = at_the_count(partial(service.accept, case=case.id), by)
    await store(partial(counted, subject=seat.id))
    await asyncio.wrap_future(begun[0])
    assert (await store(lambda db: cases.read(db, case.id))).seat(seat.id).worker == beside_me.id
    await agrees(store, seat.id)


async def test_a_dossier_that_moves_while_deadlines_are_counted_anew_is_looked_at_when_it_is_due_now(
    store: Store, at_the_count: AtTheCount
) -> None:
    school = await store(lambda db: units.add(db, UnitKind.SCHOOL, "示範國小", "", "A"))
    today = local_day(MONDAY)
    new = Measure(
        unit=school,
        sign="轉銜",
        measure=MeasureKind.PROTECTIVE,
        known_on=today,
        ends_on=today + timedelta(days=60),
    )
    was = await store(partial(TRANSITIONS.add, one=new, verb="transition.known"))
    sooner = replace(was, ends_on=today + timedelta(days=50))
    begun = at_the_count(partial(TRANSITIONS.keep, before=was, after=sooner, verb="transition.known"), store)
    await store(partial(counted, subject=was.id))
    await asyncio.wrap_future(begun[0])
    await agrees(store, was.id)
    now = lapses_at(sooner, RULES)
    assert now is not None
    store.now = now
    assert await store(partial(TRANSITIONS.waking, most=9)) == [was.id]


async def test_of_what_is_counted_the_cases_are_held_first_and_all_that_nobody_else_may_count(
    store: Store,
) -> None:
    """Also of a kind that says nothing of holding: it is done in one place."""
    case = await served(store)
    held: list[int] = []

    def tries(db: Transaction) -> None:
        for of in (subject_rows, case_rows):
            asked = select(of.c.id).where(of.c.id == case.id)
            asked = asked.with_for_update(skip_locked=True, key_share=True)
            held.append(len(db.connection.execute(asked).all()))

    first, _ = await beside((store, partial(counted, subject=case.id)), (store, tries))
    assert first is None
    assert held == [0, 0]


async def test_ladders_that_were_in_others_way_are_climbed_anew_and_not_set_aside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, climb, tries = await served(store), digest._climb, list[int]()
    store.forward(days=60)

    def beaten(db: Transaction, due: list[Obligation]) -> None:
        tries.append(len(due))
        if len(tries) == 1:
            raise DBAPIError("", {}, DeadlockDetected())
        climb(db, due)

    monkeypatch.setattr(digest, "_climb", beaten)
    await store(digest.climb)
    assert tries == [tries[0]] * 2
    climbed = [one.climbed for one in await store(lambda db: obligations.of_subject(db, case.id))]
    assert any(climbed)


async def test_two_who_name_each_other_to_stand_in_are_not_both_away(store: Store, colleague: Person) -> None:
    """Each was away with the other as the deputy, and neither's nudges reached one of the two."""
    me, today = store.staff[Role.WORKER], local_day(store.now)
    their_unit = await store(lambda db: people.unit(db, me.unit))
    mine, theirs = (replace(store, speaker=one, unit=their_unit) for one in (me, colleague))
    [done, refused] = await beside(
        (mine, lambda db: leave.go_away(db, colleague.id, today, today)),
        (theirs, lambda db: leave.go_away(db, me.id, today, today)),
    )
    assert (done.person, type(refused)) == (me.id, AwayAlready)


async def test_who_is_suspended_has_one_deputy_whoever_names_one(store: Store, colleague: Person) -> None:
    """Two rows of one leave made two of whoever was away, and then nobody could speak for them."""
    me = store.staff[Role.WORKER]
    joins = Person(0, Role.WORKER, me.unit, "周測試", "0912000002", "")
    other = await store(lambda db: addressed.add(db, joins, 7_101))
    await store(lambda db: people.suspend(db, me))
    lead = store.by(Role.SUPERVISOR)
    await beside(
        (lead, lambda db: staff.stand_in(db, me.id, colleague.id)),
        (lead, lambda db: staff.stand_in(db, me.id, other.id)),
    )
    assert [one.deputy for one in await store(lambda db: leaves.of_person(db, me.id))] == [other.id]


async def test_of_two_units_that_are_put_under_each_other_one_stands_above(store: Store) -> None:
    """A circle of units has no end for who goes down it."""
    joins = Person(0, Role.ADMIN, store.staff[Role.WORKER].unit, "李預設", "0912000009", "")
    admin = replace(store, speaker=await store(lambda db: addressed.add(db, joins, 7_200)))
    one, other = [
        (await store(partial(units.add, kind=UnitKind.CENTRE, name=name, district="桃園區", letter="C"))).id
        for name in ("甲中心", "乙中心")
    ]
    [_, refused] = await beside(
        (admin, lambda db: network.move(db, one, parent=other, district="桃園區")),
        (admin, lambda db: network.move(db, other, parent=one, district="桃園區")),
    )
    assert isinstance(refused, Stale)
    assert (await store(lambda db: people.unit(db, other))).parent is None

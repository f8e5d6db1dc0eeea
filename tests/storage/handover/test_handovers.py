"""Somebody leaves or moves on: all they have open goes to somebody else at once, or nothing does."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import delete, func, select

from casework.cases.case import OPEN, Case, State
from casework.errors import HandOverFirst, NotThere, Stale, StillOpen
from casework.forms import Draft
from casework.handover import HANDOVER, Moved, Plan
from casework.new_year.lists import LONG_LIST
from casework.policy.closed_days import CLOSED_DAYS
from casework.staffing.leave import LEAVE
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.cases import cases
from storage.cases.held import HANDED_OVER
from storage.core import journal
from storage.core.database import Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import areas, case_keys, nudges, seats
from storage.core.tables import cases as case_rows
from storage.core.tables import drafts as draft_rows
from storage.core.tables import handovers as handover_rows
from storage.core.tables import journal as journal_rows
from storage.core.tables import obligations as obligation_rows
from storage.core.tables import people as people_rows
from storage.core.vault import Vault
from storage.forms import drafts
from storage.handover import handovers, holdings
from storage.messages import outbox, vanishing
from storage.reminders import obligations
from storage.staffing import addresses, leaves, people, units
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.certain import certain

NOTE = "夐家的孩子週三要陪同就醫"
VILLAGES = ("平鎮區新街里", "平鎮區新勢里")


class Office:
    """A supervisor's unit with two workers, and another unit with one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.worker, self.supervisor = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
        self.colleague = self.elsewhere = self.worker
        self.other: Unit = store.unit  # type: ignore[assignment]  # given below

    def found(self, db: Transaction) -> None:
        self.other = units.add(db, UnitKind.CENTRE, "桃園區家庭服務中心", "桃園區", "B")
        self.colleague, self.elsewhere = joined(db, self.worker.unit), joined(db, self.other.id)

    def served(self, db: Transaction, **facts: Any) -> Case:
        """Open a case that the worker serves."""
        known: dict[str, Any] = {
            "state": State.IN_SERVICE,
            "worker": self.worker.id,
            "accepted_at": MONDAY,
            **facts,
        }
        return cases.open_case(db, a_case(unit=self.worker.unit, **known), "B")

    def offered(self, db: Transaction, **facts: Any) -> Case:
        """Open a case that is offered to the worker."""
        known: dict[str, Any] = {
            "state": State.DISPATCHED,
            "offered": self.worker.id,
            "offered_at": MONDAY,
            **facts,
        }
        return cases.open_case(db, a_case(unit=self.worker.unit, **known), "B")

    def draft(self, db: Transaction, form: str = "visit", case: int | None = None) -> Draft:
        """Let the worker begin a form."""
        db.speaker, db.at = self.worker, addresses.of(db, self.worker.id)
        begun = drafts.begin(db, form, case, {"note": "寫到一半"})
        db.speaker, db.at = self.supervisor, addresses.of(db, self.supervisor.id)
        return begun

    def plan(self, receiver: Person | None = None, into: int | None = None) -> Plan:
        return Plan(self.worker, receiver or self.colleague, into)

    def hand_over(self, db: Transaction, plan: Plan | None = None) -> Moved:
        plan = plan or self.plan()
        seen = holdings.count(db, plan.person.id, plan.receiver)
        return handovers.hand_over(db, plan, NOTE, seen).moved


_chats = iter(range(8_000, 10**6))


def joined(db: Transaction, unit: int, role: Role = Role.WORKER, **facts: Any) -> Person:
    return addressed.add(db, Person(0, role, unit, "王測試", "0912000000", "", **facts), next(_chats))


@pytest.fixture
async def office(store: Store) -> Office:
    made = Office(store)
    await store(made.found)
    store.speaker = made.supervisor
    return made


def nudge(db: Transaction, case: Case, person: int, rung: str = "0d") -> None:
    """Let a nudge wait for somebody."""
    [first, *_] = obligations.of_subject(db, case.id)
    values = {"obligation": first.id, "rung": rung, "person": person, "at": db.now, "told_at": None}
    db.connection.execute(nudges.insert().values(values))


def everything(db: Transaction, office: Office) -> list[Case]:
    """Cases in every open state, an offer, two villages, a draft and a nudge."""
    units.entrust(db, VILLAGES, office.worker.unit, office.worker.id)
    found = [
        office.served(db),
        office.served(db, state=State.DISPUTED, disputed_at=MONDAY),
        office.served(db, closing_at=MONDAY),
        office.served(db, state=State.DISPATCHED, offered=office.colleague.id, offered_at=MONDAY),
        office.offered(db),
    ]
    office.draft(db, case=found[0].id)
    nudge(db, found[0], office.worker.id)
    return found


async def test_what_was_counted_before_is_what_the_receiver_gained(office: Office) -> None:
    def act(db: Transaction) -> tuple[Moved, Moved, Moved]:
        everything(db, office)
        before = holdings.count(db, office.worker.id, office.colleague)
        had = holdings.held(db, office.colleague.id, office.worker.unit)
        assert office.hand_over(db) == before
        return before, had, holdings.held(db, office.colleague.id, office.worker.unit)

    before, had, after = await office.store(act)
    assert (before.cases, before.offers, before.areas, before.drafts, before.nudges) == (4, 1, 2, 1, 1)
    assert before.obligations > 5
    assert after == had.and_then(before)


async def test_states_and_deadlines_stay_and_the_rows_are_the_same(office: Office) -> None:
    def owed(db: Transaction) -> set[tuple[Any, ...]]:
        found = db.connection.execute(select(obligation_rows).where(obligation_rows.c.ended_at.is_(None)))
        return {(row.id, row.subject, row.duty, row.due) for row in found}

    def act(db: Transaction) -> None:
        before, due = everything(db, office), owed(db)
        lapses = db.connection.execute(select(seats.c.id, seats.c.lapses_at)).all()
        office.hand_over(db)
        after = [cases.read(db, one.id) for one in before]
        assert [one.state for one in after] == [one.state for one in before]
        assert [one.closing.proposed_at for one in after] == [one.closing.proposed_at for one in before]
        assert owed(db) == due
        assert db.connection.execute(select(seats.c.id, seats.c.lapses_at)).all() == lapses

    await office.store(act)


async def test_the_time_to_answer_an_offer_runs_on(office: Office) -> None:
    case = await office.store(office.offered)
    office.store.forward(hours=5)
    await office.store(office.hand_over)
    again = await office.store(lambda db: cases.read(db, case.id))
    assert (again.offered, again.lead.offered_at, again.worker) == (office.colleague.id, MONDAY, None)
    office.store.speaker = office.colleague
    taken = await office.store(lambda db: save(db, again.accept(by=office.colleague.id, at=db.now), "x"))
    assert taken.worker == office.colleague.id


async def test_somebody_elses_cases_and_what_is_closed_stay_where_they_are(office: Office) -> None:
    def act(db: Transaction) -> None:
        closed = office.served(db, state=State.CLOSED, closed_at=MONDAY)
        theirs = office.served(db, worker=office.elsewhere.id)
        office.hand_over(db)
        assert cases.read(db, closed.id).worker == office.worker.id
        assert cases.read(db, theirs.id) == theirs

    await office.store(act)


async def test_in_another_unit_the_case_is_that_units_and_the_villages_wait(office: Office) -> None:
    administrator = await office.store(lambda db: joined(db, office.other.id, Role.ADMIN))
    office.store.speaker = administrator

    def act(db: Transaction) -> None:
        units.entrust(db, VILLAGES, office.worker.unit, office.worker.id)
        case = office.served(db)
        plan = office.plan(office.elsewhere)
        assert office.hand_over(db, plan) == Moved(cases=1, obligations=3, vacant=2)
        assert cases.read(db, case.id).unit == office.other.id
        assert {one.unit for one in obligations.of_subject(db, case.id)} == {office.other.id}
        assert people.area(db, VILLAGES[0]) == (office.worker.unit, None)

    await office.store(act)


async def test_who_has_nothing_open_goes_to_another_unit_without_a_successor(office: Office) -> None:
    who = office.colleague.id

    def go(db: Transaction) -> Person:
        handovers.go(db, who, office.other.id)
        return people.get(db, who)

    moved = await office.store(go)
    assert (moved.active, moved.unit, moved.role) == (True, office.other.id, Role.WORKER)
    assert moved.version > office.colleague.version


async def test_who_has_something_open_goes_nowhere_without_a_successor(office: Office) -> None:
    await office.store(office.served)
    for into in (office.other.id, None):
        with pytest.raises(HandOverFirst):
            await office.store(partial(handovers.go, person=office.worker.id, into=into))
    left = await office.store(lambda db: people.get(db, office.worker.id))
    assert (left.active, left.unit) == (True, office.worker.unit)


async def test_whoever_leaves_is_a_stranger_and_whoever_moves_on_is_not(office: Office) -> None:
    await office.store(lambda db: office.hand_over(db, office.plan(into=office.other.id)))
    moved = await office.store(lambda db: people.get(db, office.worker.id))
    chat = await office.store(lambda db: addressed.chat(db, moved.id))
    assert (moved.active, moved.unit, moved.role) == (True, office.other.id, Role.WORKER)
    administrator = await office.store(lambda db: joined(db, office.other.id, Role.ADMIN))
    office.store.speaker = administrator
    await office.store(lambda db: office.hand_over(db, Plan(moved, office.elsewhere, None)))
    assert await office.store(lambda db: addressed.speaker(db, chat)) is None


async def test_an_open_question_is_dropped_and_the_form_on_the_screen_goes_to_its_drawer(
    office: Office,
) -> None:
    def act(db: Transaction) -> None:
        for form in (drafts.QUESTION, "pin", HANDOVER.name, LEAVE.name, CLOSED_DAYS.name):
            office.draft(db, form)
        case = office.served(db)
        kept = office.draft(db, case=case.id)
        assert addressed.asking(db, office.worker.id) == kept.id
        moved = office.hand_over(db)
        assert (moved.drafts, moved.dropped) == (1, 0)
        assert db.connection.execute(select(draft_rows.c.id, draft_rows.c.person)).all() == [
            (kept.id, office.colleague.id)
        ]
        assert addressed.asking(db, office.worker.id) is None
        db.speaker = office.colleague
        assert drafts.get(db, kept.id).answers == kept.answers

    await office.store(act)


async def test_a_receiver_who_had_begun_a_form_about_what_comes_to_them_keeps_it(office: Office) -> None:
    """They stood in, say."""

    def act(db: Transaction) -> None:
        case = office.served(db)
        theirs = office.draft(db, case=case.id)
        db.speaker, db.at = office.colleague, addresses.of(db, office.colleague.id)
        own = drafts.begin(db, "visit", case.id, {"note": "代理時寫的"})
        db.speaker, db.at = office.supervisor, addresses.of(db, office.supervisor.id)
        office.hand_over(db)
        left = db.connection.execute(select(draft_rows.c.id, draft_rows.c.person)).all()
        assert sorted(left) == [(one.id, office.colleague.id) for one in (theirs, own)]

    await office.store(act)


OWN = ("report", "more", "rest", "withdrawal")


@pytest.mark.parametrize("leaves", [True, False], ids=["leaves", "goes to another unit"])
async def test_who_was_about_to_report_whom_is_for_no_successor(office: Office, leaves: bool) -> None:
    def act(db: Transaction) -> None:
        mine, theirs = office.served(db), office.served(db, worker=office.supervisor.id)
        goes = office.draft(db, case=mine.id)
        office.draft(db, case=theirs.id)
        own = [office.draft(db, form, case) for form in OWN for case in (None, mine.id)]
        moved = office.hand_over(db, office.plan(into=None if leaves else office.other.id))
        assert (moved.drafts, moved.dropped) == (1, 1 + len(own))
        left = db.connection.execute(select(draft_rows.c.id, draft_rows.c.person)).all()
        stays = [] if leaves else [(one.id, office.worker.id) for one in own]
        assert sorted(left) == sorted([(goes.id, office.colleague.id), *stays])

    await office.store(act)


@pytest.mark.parametrize("has", ["served", "offered", "village"])
async def test_who_has_something_open_becomes_nothing_else(office: Office, has: str) -> None:
    def act(db: Transaction) -> None:
        MAKES[has](office, db)
        handovers.become(db, office.worker)

    with pytest.raises(StillOpen):
        await office.store(act)


async def test_what_somebody_was_about_to_report_is_theirs_whatever_they_become(office: Office) -> None:
    def act(db: Transaction) -> None:
        report, _ = office.draft(db, "report"), office.draft(db, "visit")
        handovers.become(db, office.worker)
        assert db.connection.execute(select(draft_rows.c.id)).scalars().all() == [report.id]

    await office.store(act)


async def test_who_would_hear_the_same_nudge_anyway_hears_it_once(office: Office) -> None:
    def act(db: Transaction) -> None:
        case = office.served(db)
        for person in (office.worker.id, office.colleague.id):
            nudge(db, case, person)
        nudge(db, case, office.worker.id, "1d")
        theirs = office.served(db, worker=office.colleague.id)
        nudge(db, theirs, office.colleague.id, "1d")
        nudge(db, theirs, office.supervisor.id, "2d")
        assert office.hand_over(db).nudges == 1
        waiting = db.connection.execute(select(nudges.c.rung, nudges.c.person).order_by(nudges.c.rung)).all()
        hears = office.colleague.id
        assert waiting == [("0d", hears), ("1d", hears), ("1d", hears), ("2d", office.supervisor.id)]

    await office.store(act)


async def test_the_note_is_sealed_and_whoever_took_over_alone_reads_it(office: Office) -> None:
    def act(db: Transaction) -> int:
        case = office.served(db)
        office.hand_over(db)
        return case.id

    case = await office.store(act)
    row = await office.store(lambda db: db.connection.execute(select(handover_rows)).one())
    assert NOTE.encode() not in row.sealed
    assert row.by == office.supervisor.id
    with pytest.raises(NotThere):
        await office.store(lambda db: handovers.taken_over(db, row.id))
    assert await office.store(lambda db: handovers.latest_of(db, case)) is None
    office.store.speaker = office.colleague
    found = await office.store(lambda db: handovers.latest_of(db, case))
    assert found is not None
    assert (found.note, found.which, found.moved.cases, found.person) == (NOTE, (case,), 1, office.worker.id)
    with pytest.raises(Exception, match="sealed"):
        await office.store(
            lambda db: Vault(db.vault.master).open("handover", row.id + 1, row.sealed),
        )


async def test_a_case_is_with_the_note_of_its_last_handover_and_without_one_where_there_was_none(
    office: Office,
) -> None:
    def act(db: Transaction) -> None:
        case, other = office.served(db), office.served(db, worker=office.supervisor.id)
        office.hand_over(db)
        colleague = people.get(db, office.colleague.id)
        third = joined(db, office.worker.unit)
        plan = Plan(colleague, third, None)
        handovers.hand_over(db, plan, "再交接", holdings.count(db, colleague.id, third))
        db.speaker = third
        found = handovers.latest_of(db, case.id)
        assert found
        assert (found.note, found.giver) == ("再交接", colleague.name)
        assert handovers.latest_of(db, other.id) is None
        db.speaker = colleague
        assert handovers.latest_of(db, case.id) is None, "it went on to another"
        db.speaker = None
        assert handovers.latest_of(db, case.id) is None
        with pytest.raises(NotThere):
            handovers.hand_over(db, office.plan(), NOTE, Moved())

    await office.store(act)


@pytest.mark.parametrize("alone", [True, False], ids=["with nothing open", "with a handover"])
async def test_of_who_leaves_no_form_no_leave_and_no_full_data_stays_behind(
    office: Office, alone: bool
) -> None:
    days = local_day(MONDAY), local_day(MONDAY)
    worker = office.worker.id

    def act(db: Transaction) -> None:
        units.entrust(db, VILLAGES[:1], office.worker.unit, office.supervisor.id)
        leaves.add(db, worker, office.colleague.id, *days)
        if not alone:
            leaves.add(db, office.elsewhere.id, worker, *days)
        office.draft(db, LONG_LIST)
        office.draft(db, drafts.QUESTION)
        at = certain(addresses.of(db, worker))
        given: dict[str, Any] = {"priority": Priority.REPLY, "vanishes_at": db.now + timedelta(hours=24)}
        outbox.write(db, at, LetterKind.MESSAGE, {"text": "X"}, **given)
        outbox.sent(db, [(one, 41) for one in outbox.take(db, 9, [at.channel])])
        assert vanishing.vanish(db) == 0
        if alone:
            handovers.go(db, worker)
        else:
            office.hand_over(db)
        assert vanishing.vanish(db) == 1
        assert leaves.of_person(db, worker) == []
        stood_in = [one.deputy for one in leaves.of_person(db, office.elsewhere.id)]
        assert stood_in == ([] if alone else [office.colleague.id])
        assert db.connection.execute(select(draft_rows.c.form)).scalars().all() == [LONG_LIST]
        assert addressed.asking(db, worker) is None
        assert people.area(db, VILLAGES[0]) == (office.worker.unit, office.supervisor.id), "another's"

    await office.store(act)


async def test_who_stands_in_for_another_has_something_to_hand_over(office: Office) -> None:
    today = local_day(MONDAY)
    await office.store(lambda db: leaves.add(db, office.colleague.id, office.worker.id, today, today))
    with pytest.raises(HandOverFirst):
        await office.store(lambda db: handovers.go(db, office.worker.id))
    with pytest.raises(StillOpen):
        await office.store(lambda db: handovers.become(db, office.worker))


async def test_into_a_unit_that_ended_nobody_goes(office: Office) -> None:
    await office.store(lambda db: units.change(db, office.other.id, ended_at=db.now))
    with pytest.raises(Stale):
        await office.store(lambda db: handovers.go(db, office.worker.id, office.other.id))
    with pytest.raises(Stale):
        await office.store(lambda db: office.hand_over(db, office.plan(into=office.other.id)))
    assert (await office.store(lambda db: people.get(db, office.worker.id))).unit == office.worker.unit


async def test_every_case_says_in_its_history_from_whom_to_whom(office: Office) -> None:
    case = await office.store(office.served)
    await office.store(office.hand_over)
    [act] = await office.store(lambda db: journal.of_subject(db, case.id))
    assert (act.verb, act.actor) == (HANDED_OVER, office.supervisor.id)
    assert (act.detail["giver"], act.detail["person"]) == (office.worker.id, office.colleague.id)
    assert await office.store(journal.first_break) is None


async def test_what_changed_since_it_was_seen_is_stale_and_nothing_moves(office: Office) -> None:
    seen = await office.store(lambda db: holdings.count(db, office.worker.id, office.colleague))
    case = await office.store(office.served)
    with pytest.raises(Stale):
        await office.store(lambda db: handovers.hand_over(db, office.plan(), NOTE, seen))
    assert await office.store(lambda db: cases.read(db, case.id)) == case
    assert (await office.store(lambda db: people.get(db, office.worker.id))).active


async def test_the_second_of_two_supervisors_is_stale(office: Office) -> None:
    seen = await office.store(lambda db: holdings.count(db, office.worker.id, office.colleague))
    await office.store(lambda db: handovers.hand_over(db, office.plan(), NOTE, seen))
    with pytest.raises(Stale):
        await office.store(lambda db: handovers.hand_over(db, office.plan(), NOTE, seen))


async def test_a_handover_that_fails_half_way_leaves_nothing_moved(office: Office) -> None:
    def broken(db: Transaction) -> Case:
        everything(db, office)
        last = office.served(db)
        db.connection.execute(delete(case_keys).where(case_keys.c.case_id == last.id))
        return last

    await office.store(broken)
    before = await office.store(lambda db: holdings.count(db, office.worker.id, office.colleague))
    with pytest.raises(handovers.Uneven):
        await office.store(office.hand_over)
    assert await office.store(lambda db: holdings.count(db, office.worker.id, office.colleague)) == before
    assert (await office.store(lambda db: people.get(db, office.worker.id))).active
    kept = await office.store(
        lambda db: db.connection.execute(select(func.count(handover_rows.c.id))).scalar()
    )
    assert kept == 0


@pytest.mark.parametrize("change", [{"active": False}, {"blocked": True}, {"role": Role.CLERK}], ids=str)
async def test_who_can_not_take_over_any_more_gets_nothing(office: Office, change: dict[str, Any]) -> None:
    def changed(db: Transaction) -> None:
        if "blocked" in change:
            [at] = addresses.every(db, office.colleague.id)
            addresses.change(db, at.id, blocked_at=MONDAY)
        else:
            people.change(db, office.colleague.id, **change)

    await office.store(changed)
    with pytest.raises(Stale):
        await office.store(office.hand_over)


async def test_sixty_cases_move_with_few_statements_each(office: Office) -> None:
    from sqlalchemy import event

    def act(db: Transaction) -> int:
        for _ in range(60):
            office.served(db)
        said: list[str] = []

        def listen(*args: Any) -> None:
            said.append(args[2])

        event.listen(db.connection, "before_cursor_execute", listen)
        office.hand_over(db)
        return len(said)

    assert await office.store(act) < 60 * 17, "on a server one of them holds what is owed"


def nudged_twice(office: Office, db: Transaction) -> None:
    case = office.served(db)
    for one in (office.worker.id, office.colleague.id):
        nudge(db, case, one)


Make = Callable[[Office, Transaction], Any]
MAKES: dict[str, Make] = {
    "served": lambda office, db: office.served(db),
    "disputed": lambda office, db: office.served(db, state=State.DISPUTED, disputed_at=MONDAY),
    "closing": lambda office, db: office.served(db, closing_at=MONDAY),
    "closed": lambda office, db: office.served(db, state=State.CLOSED, closed_at=MONDAY),
    "offered": lambda office, db: office.offered(db),
    "served by the receiver": lambda office, db: office.offered(db, worker=office.colleague.id),
    "offered to the receiver": lambda office, db: office.offered(
        db, worker=office.worker.id, offered=office.colleague.id
    ),
    "offered elsewhere": lambda office, db: office.offered(
        db, worker=office.worker.id, offered=office.supervisor.id
    ),
    "offered to themselves": lambda office, db: office.offered(db, worker=office.worker.id),
    "draft": lambda office, db: office.draft(db),
    "question": lambda office, db: office.draft(db, drafts.QUESTION),
    "nudged": lambda office, db: nudge(db, office.served(db), office.worker.id),
    "nudged twice": nudged_twice,
    "nudged for an offer": lambda office, db: nudge(db, office.offered(db), office.worker.id),
    "village": lambda office, db: units.entrust(db, VILLAGES[:1], office.worker.unit, office.worker.id),
    "village elsewhere": lambda office, db: units.entrust(
        db, ["桃園區文化里"], office.other.id, office.worker.id
    ),
}


def left_with_nobody(db: Transaction) -> dict[str, int]:
    """Count what is with somebody who is not there any more."""
    gone = select(people_rows.c.id).where(~people_rows.c.active)
    seated = seats.join(case_rows, case_rows.c.id == seats.c.case_id)
    still = case_rows.c.state.in_([str(one) for one in OPEN])
    wanted = {
        "served": (seated, seats.c.worker.in_(gone) & still),
        "offered": (seated, seats.c.offered.in_(gone) & still),
        "owed": (obligation_rows, obligation_rows.c.person.in_(gone) & obligation_rows.c.ended_at.is_(None)),
        "villages": (areas, areas.c.worker.in_(gone)),
        "drafts": (draft_rows, draft_rows.c.person.in_(gone)),
        "nudges": (nudges, nudges.c.person.in_(gone) & nudges.c.told_at.is_(None)),
    }
    return {
        name: number
        for name, (table, condition) in wanted.items()
        if (
            number := db.connection.execute(select(func.count()).select_from(table).where(condition)).scalar()
        )
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(st.sampled_from(sorted(MAKES)), max_size=8), away=st.booleans(), leaves=st.booleans())
async def test_whatever_somebody_had_open_nothing_is_left_with_nobody(
    office: Office, made: list[str], away: bool, leaves: bool
) -> None:
    def act(db: Transaction) -> None:
        office.worker = joined(db, office.store.staff[Role.WORKER].unit)
        office.colleague = joined(db, office.other.id if away else office.worker.unit)
        db.speaker = administrator = joined(db, office.other.id, Role.ADMIN)
        for one in made:
            MAKES[one](office, db)
        db.speaker = administrator
        had = holdings.held(db, office.colleague.id, office.colleague.unit)
        moved = office.hand_over(db, office.plan(into=None if leaves else office.other.id))
        now = holdings.held(db, office.colleague.id, office.colleague.unit)
        assert now == had.and_then(moved.arriving)
        assert holdings.held(db, office.worker.id, office.colleague.unit).arriving == Moved()
        assert left_with_nobody(db) == {}
        for row in db.connection.execute(select(case_rows.c.id).where(case_rows.c.state != State.CLOSED)):
            cases.settle(db, cases.read(db, row.id))
        assert holdings.held(db, office.colleague.id, office.colleague.unit) == now, "settled as it stood"

    await office.store(act)


@pytest.mark.parametrize("leaves", [True, False], ids=["leaves", "goes to another unit"])
@pytest.mark.parametrize("to_somebody", [True, False], ids=["with a handover", "with nothing open"])
async def test_the_journal_says_who_left_and_who_went_where(
    office: Office, leaves: bool, to_somebody: bool
) -> None:
    into = None if leaves else office.other.id

    def act(db: Transaction) -> dict[str, Any]:
        if to_somebody:
            office.hand_over(db, office.plan(into=into))
        else:
            handovers.go(db, office.worker.id, into)
        ours = journal_rows.c.verb.in_(["person.left", "person.transferred"])
        [told] = db.connection.execute(select(journal_rows.c.verb, journal_rows.c.detail).where(ours)).all()
        assert told.verb == ("person.left" if leaves else "person.transferred")
        return {name: told.detail.get(name) for name in ("person", "unit", "receiver")}

    receiver = office.colleague.id if to_somebody else None
    assert await office.store(act) == {"person": office.worker.id, "unit": into, "receiver": receiver}


async def test_what_was_told_stays_with_whom_it_was_told(office: Office) -> None:
    def act(db: Transaction) -> None:
        case = office.served(db)
        nudge(db, case, office.worker.id)
        nudge(db, case, office.worker.id, "1d")
        nudge(db, case, office.colleague.id, "1d")
        db.connection.execute(nudges.update().where(nudges.c.rung == "0d").values(told_at=db.now))
        db.connection.execute(
            nudges.update()
            .where(nudges.c.rung == "1d", nudges.c.person == office.worker.id)
            .values(told_at=db.now)
        )
        assert office.hand_over(db).nudges == 0
        found = db.connection.execute(select(nudges.c.rung, nudges.c.person).order_by(nudges.c.id)).all()
        assert found == [("0d", office.worker.id), ("1d", office.worker.id), ("1d", office.colleague.id)]

    await office.store(act)


async def test_what_a_case_was_handed_over_with_is_found_whatever_was_done_since(office: Office) -> None:
    def act(db: Transaction) -> None:
        case = office.served(db)
        office.hand_over(db)
        db.speaker = office.colleague
        now = cases.read(db, case.id)
        save(db, replace(now, urgent=not now.urgent), "case.urgency_set")
        found = handovers.latest_of(db, case.id)
        assert found
        assert found.note == NOTE

    await office.store(act)


async def test_what_ends_before_the_rest_moves_ends_first_and_is_counted_nowhere(office: Office) -> None:
    def act(db: Transaction) -> None:
        ends, goes = office.served(db), office.served(db)

        def first(plan: Plan) -> None:
            assert cases.read(db, goes.id).worker == plan.person.id
            now = cases.read(db, ends.id)
            save(db, with_facts(now, state=State.CLOSED, closed_at=db.now), "case.closed")

        seen = holdings.count(db, office.worker.id, office.colleague)
        moved = handovers.hand_over(db, office.plan(), NOTE, seen, first)
        assert (seen.cases, moved.moved.cases, moved.which) == (2, 1, (goes.id,))

    await office.store(act)

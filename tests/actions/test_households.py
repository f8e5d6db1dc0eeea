"""Who lives there is written down, and two households that turn out to be one are judged so."""

import random
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions import screening
from actions.cases import households as acts
from actions.cases.households import MemberAt
from actions.record import record
from casework.cases.case import Case, State
from casework.cases.criteria import CaseKind
from casework.cases.household import AgeBand, Left, Member, as_told
from casework.errors import NotThere, PerhapsMissing, Stale, WrongState
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.text.dates import local_day
from storage.cases import cases, households
from storage.core import journal, tables
from storage.core.database import Transaction
from storage.reminders import obligations
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support import addressed
from tests.support.cases import save, with_facts
from tests.support.certain import certain

CHILD = Member("王小測", age=AgeBand.UNDER_6)


@pytest.fixture
async def served(store: Store) -> Case:
    me = store.staff[Role.WORKER]
    known: dict[str, Any] = {"state": State.IN_SERVICE, "unit": me.unit, "worker": me.id}
    return await store(lambda db: cases.open_case(db, a_case(**known), "B"))


async def two(store: Store) -> tuple[Case, Case]:
    def opened(db: Transaction) -> tuple[Case, Case]:
        return cases.open_case(db, a_case(), "B"), cases.open_case(db, a_case(), "B")

    return await store(opened)


async def verbs(store: Store, case: Case) -> list[str]:
    acts = await store(lambda db: journal.of_subject(db, case.id))
    return [one.verb for one in acts]


async def one_household(store: Store, one: Case, other: Case) -> bool:
    return await store(lambda db: households.same(db, one.household, other.household))


async def test_what_is_not_corrected_of_a_household_stays(store: Store, served: Case) -> None:
    corrected = await store(lambda db: acts.identify(db, served.id, as_told(name="王測試")))
    assert corrected.household.members == (replace(served.household.first, name="王測試"),)
    assert corrected.household.address == served.household.address


async def test_a_closed_case_is_not_corrected(store: Store, served: Case) -> None:
    await store(lambda db: save(db, with_facts(served, state=State.CLOSED, closed_at=db.now), "case.closed"))
    with pytest.raises(WrongState):
        await store(lambda db: acts.identify(db, served.id, as_told(name="王測試")))


async def test_a_child_who_lives_there_is_a_child_of_the_case(store: Store, served: Case) -> None:
    assert served.child is None
    added = await store(lambda db: acts.add_member(db, served.id, CHILD))
    assert (added.child, added.household.members[1]) == (True, CHILD)
    at = MemberAt(served.id, served.household.id, 1)
    grown = await store(
        lambda db: acts.correct_member(db, at, replace(CHILD, age=AgeBand.UNDER_18), version=2)
    )
    assert grown.household.members[1].age is AgeBand.UNDER_18
    assert (await verbs(store, served))[-2:] == ["case.identified", "case.identified"]
    with pytest.raises(Stale):
        await store(lambda db: acts.correct_member(db, at, CHILD, version=2))


async def test_who_does_not_screen_joins_and_parts_nothing(store: Store) -> None:
    one, other = await two(store)
    for role in (Role.CHIEF, Role.WORKER, Role.SUPERVISOR):
        with pytest.raises(NotThere):
            await store.by(role)(lambda db: acts.join_households(db, one.id, other=other.id))
        with pytest.raises(NotThere):
            await store.by(role)(lambda db: acts.part_households(db, one.id, other=other.id))


async def test_who_screens_joins_and_parts_and_both_histories_say_so(store: Store) -> None:
    one, other = await two(store)
    screener = store.by(Role.SCREENER)
    await screener(lambda db: acts.join_households(db, one.id, other=other.id))
    assert await one_household(store, one, other)
    await screener(lambda db: acts.part_households(db, other.id, other=one.id))
    assert not await one_household(store, one, other)
    for case in (one, other):
        assert await verbs(store, case) == ["household.joined", "household.parted"]
    assert await store(lambda db: cases.read(db, one.id)) == one


async def test_joining_a_case_joins_the_households_and_undoing_it_parts_them(store: Store) -> None:
    one, other = await two(store)
    await store.by(Role.SCREENER)(lambda db: screening.join(db, one.id, into=other.id))
    assert await one_household(store, one, other)
    await undone(store, one, other)
    assert not await one_household(store, one, other)


async def test_what_was_one_household_before_its_cases_were_joined_stays_so(store: Store) -> None:
    one, other = await two(store)
    await store.by(Role.SCREENER)(lambda db: acts.join_households(db, one.id, other=other.id))
    store.forward(minutes=1)
    await store.by(Role.SCREENER)(lambda db: screening.join(db, one.id, into=other.id))
    await undone(store, one, other)
    assert await one_household(store, one, other)


async def undone(store: Store, case: Case, into: Case) -> None:
    def undo(db: Transaction) -> None:
        screening._part_again(db, cases.read(db, case.id), cases.read(db, into.id))

    await store(undo)


# Who is taken out, and where members are corrected

GRANDMOTHER = Member("林示例", "B123456780", age=AgeBand.ELDER)


async def with_another(store: Store, served: Case, **facts: Any) -> Case:
    """Join a case with a household of two; returns it."""
    theirs = as_told("陳示意").with_member(GRANDMOTHER)

    def joined(db: Transaction) -> Case:
        other = cases.open_case(db, a_case(household=theirs, **facts), "B")
        acts.record_join(db, served, other)
        return cases.read(db, other.id)

    return await store(joined)


async def found_by(store: Store, national_id: str) -> set[int]:
    """The households that are found by an ID."""

    def look(db: Transaction) -> set[int]:
        rows = db.connection.execute(
            select(tables.tokens.c.household_id).where(
                tables.tokens.c.field == "id", tables.tokens.c.token == db.vault.index("id", national_id)
            )
        )
        return set(rows.scalars())

    return await store(look)


async def test_who_is_taken_out_is_found_no_more_and_comes_back_as_they_were(
    store: Store, served: Case
) -> None:
    added = await store(lambda db: acts.add_member(db, served.id, GRANDMOTHER))
    at = MemberAt(served.id, served.household.id, 1)
    assert await found_by(store, "B123456780") == {served.household.id}
    with pytest.raises(Stale):
        await store(lambda db: acts.take_out(db, at, Left.MOVED, version=1))
    without = await store(lambda db: acts.take_out(db, at, Left.MOVED, version=2))
    assert without.household.members == served.household.members
    assert [(one.member, one.why) for one in without.household.former] == [(GRANDMOTHER, Left.MOVED)]
    assert await found_by(store, "B123456780") == set()
    back = await store(lambda db: acts.put_back(db, at))
    assert (back.household.members, back.household.former) == (added.household.members, ())
    assert await found_by(store, "B123456780") == {served.household.id}
    assert (await verbs(store, served))[-2:] == ["household.member_left", "household.member_back"]


async def test_a_member_of_what_is_one_with_it_is_corrected_and_taken_out_where_they_live(
    store: Store, served: Case
) -> None:
    other = await with_another(store, served, state=State.CLOSED)
    at = MemberAt(served.id, other.household.id, 1)
    right = replace(GRANDMOTHER, name="林示意")
    mine = await store(lambda db: acts.correct_member(db, at, right, version=1))
    assert mine.household == served.household
    theirs = await store(lambda db: cases.read(db, other.id))
    assert theirs.household.members[1] == right
    await store(lambda db: acts.take_out(db, at, Left.DIED, version=2))
    assert await found_by(store, "B123456780") == set()
    for case in (served, other):
        assert (await verbs(store, case))[-2:] == ["case.identified", "household.member_left"]
    await store(lambda db: acts.put_back(db, at))
    await store.by(Role.SCREENER)(lambda db: acts.part_households(db, served.id, other=other.id))
    theirs = await store(lambda db: cases.read(db, other.id))
    assert theirs.household.members == (other.household.first, right)
    with pytest.raises(Stale):
        await store(lambda db: acts.take_out(db, at, Left.DIED, version=4))


async def test_who_has_no_right_to_a_case_takes_nobody_out_of_its_family(store: Store, served: Case) -> None:
    other = await with_another(store, served)
    for by_way_of in (served, other):
        at = MemberAt(by_way_of.id, other.household.id, 1)
        for role in (Role.CHIEF, Role.SUPERVISOR):
            with pytest.raises(NotThere):
                await store.by(role)(partial(acts.take_out, at=at, why=Left.MOVED, version=1))
            with pytest.raises(NotThere):
                await store.by(role)(partial(acts.put_back, at=at))


async def test_a_missing_child_is_taken_out_of_no_household_that_is_one_with_it(
    store: Store, served: Case
) -> None:
    other = await with_another(store, served, kinds=(CaseKind.CHILD_MISSING,))
    await store(lambda db: acts.add_member(db, served.id, CHILD))
    at = MemberAt(served.id, served.household.id, 1)
    with pytest.raises(PerhapsMissing):
        await store(lambda db: acts.take_out(db, at, Left.DIED, version=2))
    at = MemberAt(served.id, other.household.id, 1)
    await store(lambda db: acts.take_out(db, at, Left.DIED, version=1))  # the grandmother


# A child that is known in one is known in all

OF_A_CHILD = {Duty.FIRST_VISIT, Duty.ASSESS}


async def owed(store: Store, case: Case) -> set[Duty]:
    """Which duties of a household with a child are owed."""
    found = await store(lambda db: obligations.of_subject(db, case.id))
    return {one.duty for one in found} & OF_A_CHILD


@pytest.fixture
async def childless(store: Store) -> Case:
    """A case whose worker said that there is no child."""
    me = store.staff[Role.WORKER]
    known: dict[str, Any] = {"unit": me.unit, "worker": me.id, "accepted_at": MONDAY}
    return await store(
        lambda db: cases.open_case(db, a_case(state=State.IN_SERVICE, child=False, **known), "B")
    )


async def test_joining_passes_on_that_there_is_a_child_and_parting_takes_it_back(
    store: Store, childless: Case
) -> None:
    assert await owed(store, childless) == set()
    other = await with_another(store, childless, child=True)
    assert await owed(store, childless) == OF_A_CHILD
    assert (await verbs(store, childless))[-1] == "household.child_heard"
    await store.by(Role.SCREENER)(lambda db: acts.part_households(db, childless.id, other=other.id))
    assert await owed(store, childless) == set()
    assert (await store(lambda db: cases.read(db, childless.id))).child is False


async def test_a_member_who_is_a_child_is_a_child_of_all_that_is_one_household(
    store: Store, childless: Case
) -> None:
    other = await with_another(store, childless)
    beyond = await with_another(store, other)
    assert await owed(store, childless) == set()
    at = MemberAt(childless.id, beyond.household.id, 1)
    await store(lambda db: acts.correct_member(db, at, CHILD, version=1))
    assert await owed(store, childless) == OF_A_CHILD
    for one in (other, beyond):
        assert (await store(partial(cases.read, case=one.id))).child is True
    await store(lambda db: acts.take_out(db, at, Left.NOT_OF_IT, version=2))
    assert await owed(store, childless) == set()
    await store(lambda db: acts.put_back(db, at))
    assert await owed(store, childless) == OF_A_CHILD
    await store.by(Role.SCREENER)(lambda db: acts.part_households(db, childless.id, other=other.id))
    assert await owed(store, childless) == set()


async def test_what_is_told_at_a_visit_is_heard_by_all_that_is_one_household(
    store: Store, childless: Case
) -> None:
    other = await with_another(store, childless, child=True)

    def tell(db: Transaction, case: Case, child: bool) -> None:
        before = cases.read(db, case.id)
        record(db, before, before.tell_child(child), "case.visited")

    await store(lambda db: tell(db, childless, child=False))
    assert await owed(store, childless) == set()  # who serves was there
    await store(lambda db: tell(db, other, child=False))
    await store(lambda db: tell(db, other, child=True))
    assert await owed(store, childless) == OF_A_CHILD


async def test_undoing_what_joined_a_case_takes_back_what_it_told_of_a_child(
    store: Store, childless: Case
) -> None:
    double = await store(lambda db: cases.open_case(db, a_case(child=True), "B"))
    await store.by(Role.SCREENER)(lambda db: screening.join(db, double.id, into=childless.id))
    assert await owed(store, childless) == OF_A_CHILD
    unit = certain(store.unit).id
    admin = Person(0, Role.ADMIN, unit, "吳示例", "", "")
    store.staff[Role.ADMIN] = await store(lambda db: addressed.add(db, admin, 7_100))
    await store.by(Role.ADMIN)(lambda db: screening.undo(db, double.id, "另一戶"))
    assert await owed(store, childless) == set()


async def test_whatever_is_joined_and_parted_everybody_knows_of_a_child_what_is_known_in_their_family(
    store: Store,
) -> None:
    """Nobody denies a child here: each case knows of one if and only if somebody of its family does."""
    dice = random.Random(115)
    members = [GRANDMOTHER, CHILD, replace(CHILD, name="王么測"), Member("林某")]

    def opened(db: Transaction) -> list[int]:
        made = [a_case(household=as_told(f"陳{n}"), child=dice.choice([None, None, True])) for n in range(5)]
        return [cases.open_case(db, one, "B").id for one in made]

    ids = await store(opened)

    def step(db: Transaction) -> None:
        one, other = (cases.read(db, row) for row in dice.sample(ids, 2))
        home = other if households.same(db, one.household, other.household) else one
        at = MemberAt(one.id, home.household.id, dice.randrange(1, 4))
        version = home.household.version
        what = dice.choice(["join", "part", "add", "correct", "out", "back"])
        try:
            with db.connection.begin_nested():
                if what == "join":
                    acts.record_join(db, one, other)
                elif what == "part":
                    acts.record_part(db, one, other)
                elif what == "add" and len(home.household.places) < 5:
                    acts.add_member(db, home.id, dice.choice(members))
                elif what == "correct":
                    acts.correct_member(db, at, dice.choice(members), version=version)
                elif what == "out":
                    acts.take_out(db, at, Left.MOVED, version=version)
                else:
                    acts.put_back(db, at)
        except WrongState:
            pass
        now = {row: cases.read(db, row) for row in ids}
        for case in now.values():
            family = [now[each.id] for each in cases.family(db, case)]
            assert (case.child is True) == any(each.says_child(local_day(db.now)) for each in family)
            kept = db.connection.execute(
                select(tables.tokens).where(tables.tokens.c.household_id == case.household.id)
            )
            known = households.tokens_of(db, case.household)
            assert {(row.field, bytes(row.token)) for row in kept} == known

    for _ in range(150):
        await store.by(Role.SCREENER)(step)

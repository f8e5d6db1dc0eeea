"""Who must hear of a handover does, once; not who did it."""

from datetime import timedelta

import pytest

from actions import handover
from casework.errors import NotThere, Stale
from casework.handover import Moved
from casework.staffing.leave import OPEN_END
from casework.staffing.people import Person, Role
from casework.text.dates import local_day
from storage import on_call
from storage.cases import cases
from storage.core.database import Transaction
from storage.handover import holdings
from storage.staffing import invitations, leaves, people
from tests.storage.conftest import Store, served_by
from tests.support import addressed


@pytest.fixture
async def colleague(store: Store) -> Person:
    """Another worker, and another supervisor beside the one who hands over."""
    unit = store.staff[Role.WORKER].unit
    store.speaker = store.staff[Role.SUPERVISOR]
    second = Person(0, Role.SUPERVISOR, unit, "鄭樣張", "0912000003", "")
    store.staff[Role.ADMIN] = await store(lambda db: addressed.add(db, second, 7_101))
    joins = Person(0, Role.WORKER, unit, "王測試", "0912000001", "")
    return await store(lambda db: addressed.add(db, joins, 7_100))


async def test_who_takes_over_who_goes_and_the_other_supervisors_hear(
    store: Store, colleague: Person
) -> None:
    leaver = store.staff[Role.WORKER]

    def act(db: Transaction) -> None:
        cases.open_case(db, served_by(leaver), "B")
        plan = handover.plan(db, leaver.id, colleague.id, None)
        done = handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        assert {(one.verb, one.person) for one in db.news} == {
            ("handover.received", colleague.id),
            ("handover.left", leaver.id),
            ("handover.watched", store.staff[Role.ADMIN].id),
        }
        assert all(getattr(one, "about", None) == done for one in db.news)

    await store(act)


async def test_by_the_invitations_of_who_leaves_nobody_joins_any_more(
    store: Store, colleague: Person
) -> None:
    """By a handover they stayed open, and let somebody in afterwards of whom nobody heard."""
    leaver = store.staff[Role.WORKER]
    await store.by(Role.WORKER)(lambda db: invitations.invite(db, Role.WORKER, leaver.unit, (), "吳後來"))
    await store(lambda db: cases.open_case(db, served_by(leaver), "B"))

    def act(db: Transaction) -> None:
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))

    await store(act)
    assert await store(invitations.every) == []


async def test_the_list_of_who_is_on_call_is_counted_once_more_when_somebody_leaves(
    store: Store, colleague: Person
) -> None:
    """A unit that nobody is of any more names nobody: until midnight its supervisors heard that it does."""
    leaver = store.staff[Role.WORKER]

    def act(db: Transaction) -> None:
        rota = on_call.rota_of(db, leaver.unit)
        assert on_call.behind(db, 9) == []
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        assert on_call.behind(db, 9) == [rota.id]

    await store(act)


async def test_who_stands_in_for_a_supervisor_hears_in_their_place(store: Store, colleague: Person) -> None:
    leaver, second = store.staff[Role.WORKER], store.staff[Role.ADMIN]
    other = Person(0, Role.SUPERVISOR, leaver.unit, "周督導", "0912000004", "")
    deputy = await store(lambda db: addressed.add(db, other, 7_102))

    def act(db: Transaction) -> None:
        people.suspend(db, second)
        leaves.add(db, second.id, deputy.id, local_day(db.now), OPEN_END)
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        assert [one.person for one in db.news if one.verb == "handover.watched"] == [deputy.id]

    await store(act)


@pytest.mark.parametrize(
    ("away", "hear"),
    [
        ("third", {("person.away", "receiver"), ("person.deputy_changed", "third")}),
        ("receiver", {("person.deputy_declined", "receiver")}),
        ("suspended", {("person.stand_in", "receiver")}),
        ("of other work", {("person.deputy_declined", "of other work")}),
    ],
)
async def test_when_a_deputy_leaves_who_is_away_and_who_stands_in_now_hear(
    store: Store, colleague: Person, away: str, hear: set[tuple[str, str]]
) -> None:
    leaver = store.staff[Role.WORKER]
    role = Role.SUPERVISOR if away == "of other work" else Role.WORKER
    other = Person(0, role, leaver.unit, "周同仁", "0912000004", "")
    third = await store(lambda db: addressed.add(db, other, 7_102))
    names = {colleague.id: "receiver", third.id: away}

    def act(db: Transaction) -> None:
        person = colleague if away == "receiver" else third
        if away == "suspended":
            people.suspend(db, third)
        day = local_day(db.now) + timedelta(days=7)
        leaves.add(db, person.id, leaver.id, day, day)
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        told = {(one.verb, names.get(one.person, "")) for one in db.news if one.verb.startswith("person.")}
        assert told == hear
        stays = [one.deputy for one in leaves.of_person(db, person.id)]
        assert stays == ([colleague.id] if away in ("third", "suspended") else [])

    await store(act)


async def test_when_nobody_stands_in_any_more_for_who_is_suspended_the_supervisors_hear(
    store: Store, colleague: Person
) -> None:
    leaver = store.staff[Role.WORKER]
    other = Person(0, Role.SUPERVISOR, leaver.unit, "周督導", "0912000004", "")
    third = await store(lambda db: addressed.add(db, other, 7_102))

    def act(db: Transaction) -> None:
        people.suspend(db, third)
        leaves.add(db, third.id, leaver.id, local_day(db.now), OPEN_END)
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        told = {one.person for one in db.news if one.verb == "person.suspended"}
        assert told == {store.staff[Role.SUPERVISOR].id, store.staff[Role.ADMIN].id}

    await store(act)


async def test_what_is_no_longer_as_it_was_seen_is_not_moved_and_nobody_hears(
    store: Store, colleague: Person
) -> None:
    def act(db: Transaction) -> None:
        plan = handover.plan(db, store.staff[Role.WORKER].id, colleague.id, None)
        with pytest.raises(Stale):
            handover.hand_over(db, plan, "", Moved(cases=7))
        assert db.news == []

    await store(act)


async def test_nobody_plans_a_handover_that_is_not_theirs(store: Store, colleague: Person) -> None:
    with pytest.raises(NotThere):
        await store.by(Role.SCREENER)(
            lambda db: handover.plan(db, store.staff[Role.WORKER].id, colleague.id, None)
        )

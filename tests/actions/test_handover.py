"""Who must hear of a handover does, once; not who did it."""

from datetime import date, timedelta

import pytest

from actions import handover
from actions.absence import absence
from casework.errors import NotThere, Stale
from casework.handover import Moved
from casework.on_call import MIDNIGHT, Officer, Shift
from casework.staffing.leave import OPEN_END
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day
from storage import on_call
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.handover import holdings
from storage.staffing import invitations, leaves, people, units
from tests.storage.conftest import Store, served_by
from tests.support import addressed
from tests.support.certain import certain


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


async def test_for_whom_the_leaver_stood_in_and_who_does_now_hear_of_each_other(
    store: Store, colleague: Person
) -> None:
    """Who took over had a colleague's work unasked, and who is away knew only of the one who has left."""
    leaver = store.staff[Role.WORKER]
    joins = Person(0, Role.WORKER, leaver.unit, "周請假", "0912000005", "")
    absent = await store(lambda db: addressed.add(db, joins, 7_103))

    def act(db: Transaction) -> None:
        today = local_day(db.now)
        leave = leaves.add(db, absent.id, leaver.id, today, today + timedelta(days=3))
        over = leaves.add(db, colleague.id, leaver.id, today - timedelta(days=2), today - timedelta(days=1))
        own = leaves.add(db, colleague.id, leaver.id, today + timedelta(days=8), today + timedelta(days=9))
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        told = [(one.verb, one.person, one.about) for one in db.news if isinstance(one, OfficeNews)]
        changed = certain(leaves.get(db, leave.id))
        assert changed.deputy == colleague.id
        assert ("person.away", colleague.id, absence(db, changed)) in told
        assert ("person.deputy_changed", absent.id, absence(db, changed)) in told
        assert ("person.away_too", store.staff[Role.ADMIN].id, absence(db, changed)) in told
        assert ("person.deputy_declined", colleague.id, absence(db, own)) in told
        assert [about for *_, about in told if about == absence(db, over)] == []

    await store(act)


async def test_who_takes_over_but_does_other_work_does_not_stand_in(store: Store, colleague: Person) -> None:
    """The nudges of who was away went to somebody who could do nothing about them."""
    leaver = store.staff[Role.WORKER]

    def act(db: Transaction) -> None:
        police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區")
        liaison = addressed.add(db, Person(0, Role.LIAISON, police.id, "周窗口", "", ""), 7_104)
        admin = addressed.add(db, Person(0, Role.ADMIN, police.id, "李預設", "", ""), 7_105)
        db.speaker = admin
        leave = leaves.add(db, colleague.id, leaver.id, local_day(db.now), local_day(db.now))
        plan = handover.plan(db, leaver.id, liaison.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, liaison))
        assert leaves.get(db, leave.id) is None
        told = [(one.verb, one.person) for one in db.news if isinstance(one, OfficeNews)]
        assert ("person.deputy_declined", colleague.id) in told
        assert ("person.away", liaison.id) not in told

    await store(act)


async def test_who_takes_the_work_of_who_is_suspended_from_a_deputy_who_leaves_hears_so(
    store: Store, colleague: Person
) -> None:
    leaver = store.staff[Role.WORKER]
    joins = Person(0, Role.WORKER, leaver.unit, "周停權", "0912000005", "")
    stopped = await store(lambda db: addressed.add(db, joins, 7_103))

    def act(db: Transaction) -> None:
        people.suspend(db, stopped)
        leaves.add(db, stopped.id, leaver.id, local_day(db.now), OPEN_END)
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        told = [(one.verb, one.person) for one in db.news if isinstance(one, OfficeNews)]
        assert ("person.stand_in", colleague.id) in told
        assert stopped.id not in {person for _, person in told}

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


async def test_two_who_are_on_call_in_one_list_hand_over_to_each_other(
    store: Store, colleague: Person
) -> None:
    """What both had a part in was expected twice of who took over, and nothing was handed over."""
    leaver = store.staff[Role.WORKER]

    def act(db: Transaction) -> None:
        days = (date(2026, 6, 2), date(2026, 6, 3))
        rota = on_call.put(db, on_call.rota_of(db, leaver.unit), map(on_shift, days, (leaver, colleague)))
        plan = handover.plan(db, leaver.id, colleague.id, None)
        handover.hand_over(db, plan, "", holdings.count(db, leaver.id, colleague))
        now = on_call.read(db, rota.id)
        assert [one.officer.person for one in now.shifts] == [colleague.id, colleague.id]

    await store(act)


def on_shift(day: date, who: Person) -> Shift:
    return Shift(0, day, MIDNIGHT, MIDNIGHT, Officer(who.name, who.phone, who.id))


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

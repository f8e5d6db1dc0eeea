"""Somebody is away and comes back, and who stands in for them hears of it."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from actions.staffing import leave as staffing
from casework.errors import AwayAlready, NotThere
from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.staffing.leave import Meanwhile
from casework.staffing.people import Person, Role
from storage.cases import cases
from storage.core import subjects
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.reminders import obligations
from storage.staffing import leaves, people
from tests.storage.conftest import Store, a_case
from tests.support import addressed
from tests.support.cases import save, with_facts

TODAY, FRIDAY = date(2026, 6, 1), date(2026, 6, 5)


@pytest.fixture
async def colleague(store: Store) -> Person:
    unit = store.staff[Role.WORKER].unit
    store.unit = await store(lambda db: people.unit(db, unit))
    joins = Person(0, Role.WORKER, unit, "王測試", "0912000001", "")
    return await store(lambda db: addressed.add(db, joins, 7_100))


async def test_who_stands_in_hears_of_it(store: Store, colleague: Person) -> None:
    def act(db: Transaction) -> None:
        leave = staffing.go_away(db, colleague.id, TODAY, FRIDAY)
        assert db.news[0] == OfficeNews("person.away", colleague.id, staffing.absence(db, leave))
        assert [leave] == leaves.of_person(db, store.staff[Role.WORKER].id)

    await store(act)


async def test_who_can_not_do_the_work_does_not_stand_in(store: Store, colleague: Person) -> None:
    with pytest.raises(NotThere):
        await store(lambda db: staffing.go_away(db, store.staff[Role.SCREENER].id, TODAY, FRIDAY))


async def test_nobody_is_away_twice_on_a_day(store: Store, colleague: Person) -> None:
    await store(lambda db: staffing.go_away(db, colleague.id, TODAY, FRIDAY))
    with pytest.raises(AwayAlready):
        await store(lambda db: staffing.go_away(db, colleague.id, FRIDAY, FRIDAY))


async def test_a_leave_that_has_not_begun_is_taken_back(store: Store, colleague: Person) -> None:
    leave = await store(lambda db: staffing.go_away(db, colleague.id, FRIDAY, FRIDAY))

    def act(db: Transaction) -> None:
        assert not staffing.come_back(db, leave.id)
        assert db.news[0] == OfficeNews("person.stayed", colleague.id, staffing.absence(db, leave))

    await store(act)


async def test_who_comes_back_hears_what_was_done_but_not_who_looked(store: Store, colleague: Person) -> None:
    me = store.staff[Role.WORKER]
    leave = await store(lambda db: staffing.go_away(db, colleague.id, TODAY, FRIDAY))

    def meanwhile(db: Transaction) -> str:
        found = cases.open_case(db, a_case(unit=me.unit), "B")
        found = save(db, with_facts(found, worker=me.id), "case.dispatched")
        save(db, found, "case.revealed")
        return found.number

    number = await replace(store, speaker=colleague)(meanwhile)
    store.now += timedelta(days=1)

    def act(db: Transaction) -> None:
        assert staffing.come_back(db, leave.id)
        [welcomed, over] = db.news
        assert isinstance(welcomed, OfficeNews)
        assert isinstance(welcomed.about, Meanwhile)
        assert welcomed.about.acts == ((number, "case.dispatched"),)
        assert over == OfficeNews("person.back", colleague.id, me.name)

    await store(act)


@pytest.mark.parametrize(
    ("role", "bearer"), [(Role.SUPERVISOR, Bearer.SUPERVISORS), (Role.CLERK, Bearer.CLERKS)]
)
async def test_who_comes_back_hears_how_much_of_any_kind_is_their_units_to_do(
    store: Store, role: Role, bearer: Bearer
) -> None:
    """Of a subject that is no case, and not due for long."""

    def act(db: Transaction) -> None:
        unit = store.staff[Role.WORKER].unit
        away = addressed.add(db, Person(0, role, unit, "張樣本", "0912000002", ""), 7_200)
        deputy = addressed.add(db, Person(0, role, unit, "吳示例", "0912000003", ""), 7_201)
        of = Subject(subjects.add(db, "round_table", "圓桌-115-1"), "round_table", "圓桌-115-1", unit)
        due = db.now + timedelta(days=60)
        obligations.settle(db, of, [Owed(Duty.HOLD_MEETING, "", db.now, due, bearer)])
        staffing.end_leave(db, leaves.add(db, away.id, deputy.id, TODAY, FRIDAY))
        welcomed = db.news[0]
        assert isinstance(welcomed, OfficeNews)
        assert isinstance(welcomed.about, Meanwhile)
        assert welcomed.about.owed == 1

    await store(act)


async def test_a_leave_is_over_once(store: Store, colleague: Person) -> None:
    leave = await store(lambda db: staffing.go_away(db, colleague.id, TODAY, FRIDAY))

    def act(db: Transaction) -> None:
        staffing.end_leave(db, leave)
        told = len(db.news)
        staffing.end_leave(db, leave)
        assert len(db.news) == told

    await store(act)

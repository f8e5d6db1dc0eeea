"""Somebody is away and comes back, and who stands in for them hears of it."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from actions.absence import absence
from actions.staffing import leave as staffing
from casework.errors import AwayAlready, LongLeave, NotThere
from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.staffing.leave import Meanwhile
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import recusals, subjects
from storage.core import tables as t
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.reminders import obligations
from storage.staffing import leaves, people, units
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
        assert db.news[0] == OfficeNews("person.away", colleague.id, absence(db, leave))
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
        assert db.news[0] == OfficeNews("person.stayed", colleague.id, absence(db, leave))

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


async def test_who_leads_hears_who_is_away_and_that_nobody_stands_in(store: Store, colleague: Person) -> None:
    me, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR].id
    told: list[tuple[str, int]] = []

    def act(db: Transaction) -> None:
        leave = staffing.go_away(db, colleague.id, TODAY, FRIDAY)
        db.speaker = colleague
        with pytest.raises(NotThere):
            staffing.decline(replace(db, speaker=me), leave.id)
        staffing.decline(db, leave.id)
        with pytest.raises(NotThere):
            staffing.decline(db, leave.id)
        told.extend((one.verb, one.person) for one in db.news)

    await store(act)
    assert told == [
        ("person.away", colleague.id),
        ("person.away_too", lead),
        ("person.deputy_declined", me.id),
        ("person.deputy_declined_too", lead),
    ]

    def led(db: Transaction) -> list[tuple[str, int]]:
        head = addressed.add(db, Person(0, Role.HEAD, me.unit, "丁主管", "0912000005", ""), 7_201)
        second = addressed.add(db, Person(0, Role.SUPERVISOR, me.unit, "戊督導", "0912000006", ""), 7_202)
        db.speaker = store.staff[Role.SUPERVISOR]
        leave = staffing.go_away(db, second.id, FRIDAY, FRIDAY)
        assert not staffing.come_back(db, leave.id)
        assert leaves.of_person(db, lead) == []
        leading = [one for one in db.news if one.verb.endswith("_too")]
        return [(one.verb, one.person) for one in leading if one.person != head.id]

    assert await store(led) == [], "neither of the two is told as who leads"
    assert await verbs(store) == ["person.away", "person.deputy_declined", "person.away", "person.stayed"]


async def verbs(store: Store) -> list[str]:
    acts = select(t.journal.c.verb).where(t.journal.c.verb.like("person.%")).order_by(t.journal.c.id)
    return list(await store(lambda db: db.connection.execute(acts).scalars().all()))


async def test_a_leave_that_begins_today_has_begun_and_a_long_one_is_none(
    store: Store, colleague: Person
) -> None:
    most = await store(lambda db: db.rules.policy.leave.days)
    with pytest.raises(LongLeave):
        await store(lambda db: staffing.go_away(db, colleague.id, TODAY, TODAY + timedelta(days=most + 1)))
    leave = await store(lambda db: staffing.go_away(db, colleague.id, TODAY, FRIDAY))
    assert await store(lambda db: staffing.come_back(db, leave.id))
    for gone in (leave.id, 999):
        with pytest.raises(NotThere):
            await store(lambda db: staffing.come_back(db, gone))  # noqa: B023 - at once
    assert await verbs(store) == ["person.away", "person.back"]


async def test_who_stands_in_is_of_the_own_unit_else_of_another_of_its_kind(
    store: Store, colleague: Person
) -> None:
    worker = store.staff[Role.WORKER]

    def elsewhere(db: Transaction) -> int:
        there = units.add(db, UnitKind.CENTRE, "桃園中心", "桃園區", "C").id
        other = units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區").id
        addressed.add(db, Person(0, Role.LIAISON, other, "簡虛構", "0912000007", ""), 7_302)
        return addressed.add(db, Person(0, Role.WORKER, there, "鄰社工", "0912000008", ""), 7_301).id

    far = await store(elsewhere)
    near = await store(lambda db: [one.id for one in staffing.deputies_of(db, worker)])
    assert near == [colleague.id]
    await store(lambda db: people.let_go(db, people.get(db, colleague.id), into=None))
    assert await store(lambda db: [one.id for one in staffing.deputies_of(db, worker)]) == [far]


async def test_of_much_that_was_done_the_latest_is_listed_and_how_much_more_there_was(
    store: Store, colleague: Person
) -> None:
    me = store.staff[Role.WORKER]
    leave = await store(lambda db: staffing.go_away(db, colleague.id, TODAY, FRIDAY))

    def meanwhile(db: Transaction) -> tuple[int, str]:
        lines = db.rules.policy.nudges.lines
        one, hidden = (cases.open_case(db, a_case(unit=me.unit), "B") for _ in range(2))
        for case in (one, hidden):
            after = save(db, with_facts(case, worker=me.id), "case.dispatched")
            for _ in range(lines + 1):
                after = save(db, after, "case.visited")
        recusals.add(db, hidden.id, me.id)
        return lines, one.number

    lines, number = await replace(store, speaker=colleague)(meanwhile)

    def act(db: Transaction) -> Meanwhile:
        staffing.end_leave(db, leave)
        told = db.news[0]
        assert isinstance(told, OfficeNews)
        assert isinstance(told.about, Meanwhile)
        return told.about

    found = await store(act)
    assert found.acts == ((number, "case.visited"),) * lines
    assert (found.more, found.serves) == (2, True), "nothing of a case from which they keep out"

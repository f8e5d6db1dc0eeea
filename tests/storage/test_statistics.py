"""What is counted of reports and cases, as they lie in either database."""

from datetime import date, timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from casework.cases.case import Case, Risk, State
from casework.cases.household import Household, Member, Sex
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.statistics.asked import Area, Period, span
from casework.statistics.figures import Facts, Metric, Timeliness, behind
from casework.statistics.register import Register
from casework.text.dates import day_start, local_day
from storage import statistics
from storage.cases import cases, reports, service
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.core.tables import journal
from storage.staffing import units
from storage.statistics import Workload
from tests.storage.conftest import Store, a_case
from tests.support.cases import save, with_facts

KNOWN = Household((Member("陳範例", sex=Sex.FEMALE),), "示範路1號")


async def reported(store: Store, **facts: object) -> Case:
    def keep(db: Transaction) -> Case:
        case = cases.open_case(db, a_case(store.now, **facts), "B")
        reports.keep(db, case, Report("no", "孩子一個人在家", "", (), call=False))
        return case

    return await store.by(Role.CHIEF)(keep)


async def counted(store: Store, period: Period = Period.MONTH, area: Area | None = None) -> Facts:
    days = span(period, local_day(store.now))
    return await store.by(Role.SUPERVISOR)(lambda db: statistics.facts(db, days, area or Area(), sexes=True))


def numbers(facts: Facts) -> dict[Metric, int]:
    return {metric: len(found) for metric, found in behind(facts).items() if found}


async def test_reports_households_and_what_became_of_them(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    served = await reported(store, household=KNOWN, kinds=("child_high_risk",))
    again = await reported(store)
    wrong = await reported(store)
    await reported(store, village="桃園區中路里")
    sent = served.dispatch(unit=worker.unit, to=worker.id, at=store.now)
    served = await store(lambda db: save(db, sent, "case.dispatched"))
    served = await store(lambda db: save(db, served.accept(by=worker.id, at=store.now), "case.accepted"))

    def decide(db: Transaction) -> None:
        cases.join_households(db, again, served)
        save(db, again.join(served, at=store.now), "case.joined")
        save(db, wrong.redirect(at=store.now), "case.redirected")

    await store(decide)
    facts = await counted(store)
    assert numbers(facts) == {
        Metric.REPORTS: 4,
        Metric.HOUSEHOLDS: 3,
        Metric.REPEATED: 1,
        Metric.OPENED: 1,
        Metric.REDIRECTED: 1,
        Metric.TO_SCREEN: 1,
        Metric.IN_HAND: 2,
    }
    assert [one.case.sex for one in facts.told] == ["female", "", "", ""]
    assert [one.case.unit for one in facts.told][:2] == [worker.unit, worker.unit]
    assert {one.case.id for one in facts.told if one.case.listed} == {served.id}, "of the supervisor's unit"
    assert numbers(await counted(store, area=Area("桃園區"))) == {
        Metric.REPORTS: 1,
        Metric.HOUSEHOLDS: 1,
        Metric.TO_SCREEN: 1,
        Metric.IN_HAND: 1,
    }
    assert numbers(await counted(store, area=Area(unit=worker.unit)))[Metric.REPORTS] == 2
    assert numbers(await counted(store, Period.LAST_MONTH)) == {}


async def test_what_happens_at_midnight_is_of_the_day_that_begins(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    served = {"state": State.IN_SERVICE, "unit": worker.unit, "worker": worker.id, "accepted_at": store.now}
    old = await reported(store, **served)
    midnight = day_start(date(2026, 7, 1))
    store.now = midnight
    new = await reported(store)

    def end(db: Transaction) -> None:
        proposed = save(db, old.propose_closing(db.now), "case.closing_proposed")
        save(db, proposed.close(db.now), "case.closed")
        taken = new.dispatch(unit=worker.unit, to=worker.id, at=db.now).accept(by=worker.id, at=db.now)
        save(db, taken, "case.accepted")

    await store(end)
    june, july = await counted(store, Period.LAST_MONTH), await counted(store)
    told = {Metric.REPORTS, Metric.CLOSED, Metric.IN_HAND}
    assert {one: n for one, n in numbers(june).items() if one in told} == {
        Metric.REPORTS: 1,
        Metric.IN_HAND: 1,
    }
    assert {one: n for one, n in numbers(july).items() if one in told} == dict.fromkeys(told, 1)
    assert [[one.id for one in month.in_hand] for month in (june, july)] == [[old.id], [new.id]]
    for period, opened, closed in ((Period.LAST_MONTH, 1, 0), (Period.MONTH, 1, 1)):
        days = span(period, local_day(store.now))
        loads = await store(partial(statistics.workloads, span=days, area=Area(unit=worker.unit)))
        assert [(one.new, one.closed, one.in_hand) for one in loads] == [(opened, closed, 1)]


async def test_what_is_late_and_what_was_in_time(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    late = await reported(store)
    quick = await reported(store)
    sent = quick.dispatch(unit=worker.unit, to=worker.id, at=store.now)
    quick = await store(lambda db: save(db, sent, "case.dispatched"))
    await store(lambda db: save(db, quick.accept(by=worker.id, at=store.now), "case.accepted"))
    store.forward(days=15)
    facts = await counted(store)
    screened = facts.timely[Duty.SCREEN]
    assert [one.id for one in screened.on_time] == [quick.id]
    assert [one.id for one in screened.late] == [late.id]
    assert [one.id for one in facts.timely[Duty.FIRST_VISIT].late] == [quick.id]
    assert {one.id for one in facts.overdue} == {late.id, quick.id}
    assert facts.loads == [1]
    days = span(Period.MONTH, local_day(store.now))
    [load] = await store(lambda db: statistics.workloads(db, days, Area(unit=worker.unit)))
    assert load == Workload(worker.id, worker.unit, in_hand=1, overdue=load.overdue, new=1)
    assert (load.high, load.medium, load.low, load.closed) == (0, 0, 0, 0)
    assert load.overdue


async def test_a_household_that_comes_again_after_its_case_was_closed(store: Store) -> None:
    worker = store.staff[Role.WORKER]
    facts = {
        "unit": worker.unit,
        "worker": worker.id,
        "accepted_at": store.now,
        "visited_on": local_day(store.now),
    }
    first = await reported(store, state=State.IN_SERVICE, risk=Risk.LOW, **facts)
    proposed = await store(lambda db: save(db, first.propose_closing(store.now), "case.closing_proposed"))
    closed = await store(lambda db: save(db, proposed.close(store.now), "case.closed"))
    assert numbers(await counted(store))[Metric.CLOSED] == 1
    store.forward(days=40)
    second = await reported(store)
    await store(lambda db: cases.join_households(db, second, closed))
    assert numbers(await counted(store))[Metric.AGAIN] == 1
    store.forward(days=400)
    third = await reported(store)
    await store(lambda db: cases.join_households(db, third, closed))
    assert Metric.AGAIN not in numbers(await counted(store))
    assert timedelta(days=365) < store.now - closed.reported_at


async def test_a_register_takes_the_place_of_the_one_before(store: Store) -> None:
    assert await store(statistics.register) is None
    before = Register(date(2026, 4, 30), {"平鎮區新勢里": 400, "復興區": 4000})
    after = Register(date(2026, 5, 31), {"平鎮區新勢里": 410, "平鎮區北勢里": 300})
    for given in (before, after):
        await store(partial(statistics.keep_register, given=given))
        assert await store(statistics.register) == given
    acts = select(journal.c.verb, journal.c.detail).order_by(journal.c.id)
    assert [tuple(one) for one in await store(lambda db: db.connection.execute(acts).all())] == [
        ("register.given", {"day": one.day.isoformat(), "rows": 2}) for one in (before, after)
    ]


async def test_a_visit_is_in_time_or_late_and_a_seat_that_ended_without_one_is_neither(
    store: Store,
) -> None:
    worker = store.staff[Role.WORKER]

    async def served() -> Case:
        case = await reported(store)
        sent = case.dispatch(unit=worker.unit, to=worker.id, at=store.now)
        case = await store(lambda db: save(db, sent, "case.dispatched"))
        return await store(lambda db: save(db, case.accept(by=worker.id, at=store.now), "case.accepted"))

    in_time, late, closed = await served(), await served(), await served()

    async def visit(case: Case) -> None:
        seen = case.visit(on=local_day(store.now), risk=Risk.LOW)
        await store(lambda db: save(db, seen, "case.visited"))

    store.forward(days=2)
    await visit(in_time)
    over = closed.propose_closing(at=store.now).close(at=store.now)
    await store(lambda db: save(db, over, "case.closed"))
    store.forward(days=13)
    await visit(late)
    found = (await counted(store)).timely[Duty.FIRST_VISIT]
    assert [one.id for one in found.on_time] == [in_time.id]
    assert [one.id for one in found.late] == [late.id]


async def test_what_nobody_serves_is_nobodys_load(store: Store) -> None:
    unit = store.staff[Role.WORKER].unit
    await reported(store, state=State.IN_SERVICE, unit=unit, accepted_at=store.now)
    await reported(store, state=State.CLOSED, unit=unit, accepted_at=store.now, closed_at=store.now)
    await reported(store)
    store.forward(days=20)
    days = span(Period.MONTH, local_day(store.now))
    assert await store(partial(statistics.workloads, span=days, area=Area())) == []
    facts = await counted(store)
    assert facts.loads == []
    assert facts.overdue
    assert numbers(facts)[Metric.CLOSED] == 1


async def served_since(store: Store, **facts: object) -> Case:
    """A case that the worker has in hand since now."""
    worker = store.staff[Role.WORKER]
    known = {"unit": worker.unit, "worker": worker.id, "accepted_at": store.now, **facts}
    return await reported(store, state=State.IN_SERVICE, **known)


async def test_a_months_follow_up_is_in_time_until_the_month_ends_and_one_that_is_missing_is_late(
    store: Store,
) -> None:
    """[001] 三(六)3(5)."""
    june = date(2026, 6, 1)
    in_time, late, missing = [await served_since(store) for _ in range(3)]
    due = day_start(date(2026, 7, 1)) - timedelta(seconds=1)

    async def file(case: Case) -> None:
        filed = case.follow_up(month=june, risk=None)
        await store(lambda db: service.file_follow_up(db, case, june, {}))
        await store(lambda db: save(db, filed, "case.followed_up"))

    store.now = due
    await file(in_time)
    assert Duty.FOLLOW_UP not in {
        duty for duty, found in (await counted(store)).timely.items() if found.late
    }, "nothing is missing before it is late"
    store.now = due + timedelta(seconds=1)
    await file(late)
    store.forward(days=1)
    found = (await counted(store, Period.LAST_MONTH)).timely[Duty.FOLLOW_UP]
    assert [one.id for one in found.on_time] == [in_time.id]
    assert sorted(one.id for one in found.late) == sorted([late.id, missing.id])
    assert (await counted(store)).timely[Duty.FOLLOW_UP] == Timeliness([], []), "July's is not due"


async def test_a_deadline_that_moved_is_counted_once_by_the_later(store: Store) -> None:
    case = await reported(store)
    urgent = case.verify(urgent=True, kinds=(), child=None)
    case = await store(lambda db: save(db, urgent, "case.verified"))
    worker = store.staff[Role.WORKER]
    store.forward(hours=30)
    sent = case.dispatch(unit=worker.unit, to=worker.id, at=store.now)
    await store(lambda db: save(db, sent, "case.dispatched"))
    store.forward(days=9)
    screened = (await counted(store)).timely[Duty.SCREEN]
    assert ([one.id for one in screened.late], screened.on_time) == ([case.id], [])


async def test_a_screening_that_was_late_stays_so_when_the_case_is_screened_again(store: Store) -> None:
    """A dispute that was right, months later, took it out of the month in which it was late."""
    worker = store.staff[Role.WORKER]
    case = await reported(store)
    store.forward(days=9)

    async def sent(one: Case) -> Case:
        gone = one.dispatch(unit=worker.unit, to=worker.id, at=store.now)
        return await store(lambda db: save(db, gone, "case.dispatched"))

    case = await sent(case)
    case = await store(lambda db: save(db, case.accept(by=worker.id, at=db.now), "case.accepted"))
    met = with_facts(case, contacted_on=local_day(store.now))
    disputed = await store(lambda db: save(db, met.raise_dispute(db.now), "case.disputed"))
    store.forward(days=30)
    again = await store(lambda db: save(db, disputed.screen_again(at=db.now), "case.screened_again"))
    await sent(again)
    both = Period.LAST_MONTH, Period.MONTH
    months = [(await counted(store, period)).timely[Duty.SCREEN] for period in both]
    assert [([one.id for one in month.on_time], [one.id for one in month.late]) for month in months] == [
        ([], [case.id]),
        ([case.id], []),
    ]


@pytest.mark.parametrize(
    ("after", "again"),
    [
        (timedelta(), False),
        (timedelta(microseconds=1), True),
        (timedelta(days=365), True),
        (timedelta(days=365, microseconds=1), False),
    ],
    ids=["as it was closed", "just after", "a year after", "longer after"],
)
async def test_a_household_comes_again_within_a_year_of_the_end_of_its_case(
    store: Store, after: timedelta, again: bool
) -> None:
    first = await served_since(store)
    closed = first.propose_closing(store.now).close(store.now)
    await store(lambda db: save(db, closed, "case.closed"))
    store.now += after
    second = await reported(store)
    await store(lambda db: cases.join_households(db, second, cases.read(db, first.id)))
    facts = await counted(store)
    assert [one.again for one in facts.told if one.case.id == second.id] == [again]


async def test_what_each_carries_is_told_by_risk_and_unit_who_has_most_first(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER], store.staff[Role.SUPERVISOR]
    other = await store(lambda db: units.add(db, UnitKind.HEALTH, "平鎮衛生所", "平鎮區", "A"))
    for risk in (Risk.HIGH, Risk.HIGH, Risk.MEDIUM, Risk.LOW, None):
        await served_since(store, risk=risk)
    await served_since(store, worker=lead.id)
    await served_since(store, unit=other.id, village="桃園區中路里")
    days = span(Period.MONTH, local_day(store.now))

    async def loads(area: Area) -> list[Workload]:
        return await store(lambda db: statistics.workloads(db, days, area))

    mine = Workload(worker.id, worker.unit, in_hand=5, high=2, medium=1, low=1, new=5)
    theirs = Workload(lead.id, worker.unit, in_hand=1, new=1)
    there = Workload(worker.id, other.id, in_hand=1, new=1)
    assert await loads(Area()) == [mine, theirs, there]
    assert await loads(Area(unit=other.id)) == await loads(Area("桃園區")) == [there]
    assert (await counted(store)).loads == [1, 6]
    assert (await counted(store, area=Area("桃園區"))).loads == [1]


async def test_what_was_taken_on_and_closed_in_one_month_is_of_it_both_ways(store: Store) -> None:
    """It was closed and never new: of who closes soon, more went than ever came."""
    worker = store.staff[Role.WORKER]
    one = await served_since(store)

    def end(db: Transaction) -> None:
        proposed = save(db, cases.read(db, one.id).propose_closing(db.now), "case.closing_proposed")
        save(db, proposed.close(db.now), "case.closed")

    await store(end)
    days = span(Period.MONTH, local_day(store.now))
    found = await store(lambda db: statistics.workloads(db, days, Area()))
    assert found == [Workload(worker.id, worker.unit, new=1, closed=1)]


async def test_what_was_joined_to_what_was_joined_is_counted_where_that_went(store: Store) -> None:
    last = await served_since(store)
    middle, first = await reported(store), await reported(store)

    def join(db: Transaction) -> None:
        into = save(db, cases.read(db, middle.id).join(cases.read(db, last.id), at=db.now), "case.joined")
        before = cases.read(db, first.id)
        after = replace(before, state=into.state, joined_to=into.id)
        save(db, after, "case.joined")

    await store(join)
    facts = await counted(store)
    assert {one.case.unit for one in facts.told} == {last.unit}
    assert len({one.case.became for one in facts.told}) == 1

"""What is counted of reports and cases, as they lie in either database."""

from datetime import date, timedelta
from functools import partial

from casework.cases.case import Case, Risk, State
from casework.cases.household import Household, Member, Sex
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.statistics.asked import Area, Period, span
from casework.statistics.figures import Facts, Metric, behind
from casework.statistics.register import Register
from casework.text.dates import day_start, local_day
from storage import statistics
from storage.cases import cases, reports
from storage.cases.reports import Report
from storage.core.database import Transaction
from storage.statistics import Workload
from tests.storage.conftest import Store, a_case
from tests.support.cases import save

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
    for period, opened, closed in ((Period.LAST_MONTH, 0, 0), (Period.MONTH, 1, 1)):
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

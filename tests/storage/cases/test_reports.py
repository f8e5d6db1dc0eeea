"""Reports as they are kept: whose they are, what was added, and who hears of which."""

from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from casework.cases.case import Case, State
from casework.errors import NotThere
from casework.staffing.people import Role
from storage.cases import cases, reports
from storage.cases.reports import Adds, Report
from storage.core import journal
from tests.storage.conftest import MONDAY, Store, a_case
from tests.support.cases import save

DAY = timedelta(days=1)
CRYING = Report("no", "隔壁小孩一直哭", "", ("small_child",), call=False)
AGAIN = replace(CRYING, story="又哭了", call=True)


async def reported(store: Store, report: Report = CRYING, role: Role = Role.CHIEF) -> Case:
    case = await store(lambda db: cases.open_case(db, a_case(store.now), "B"))
    await keep(store, case, report, role)
    return case


async def keep(
    store: Store, case: Case, report: Report, role: Role = Role.CHIEF, adds_to: int | None = None
) -> None:
    await store.by(role)(partial(reports.keep, case=case, report=report, adds_to=adds_to))


async def join(store: Store, case: Case, into: Case) -> None:
    def done(db):
        before = cases.read(db, case.id)
        return save(db, before.join(cases.read(db, into.id), at=db.now), "case.joined")

    await store(done)


async def stories(store: Store, case: Case) -> list[str]:
    return [one.story for _, one in await store(lambda db: reports.of_case(db, case))]


async def test_a_case_rests_on_its_reports_and_those_of_what_was_joined_to_it(store: Store) -> None:
    first, second, other = [await reported(store, replace(CRYING, story=one)) for one in ("甲", "乙", "丙")]
    assert await stories(store, first) == ["甲"]
    await join(store, second, first)
    assert (await stories(store, first), await stories(store, second)) == (["甲", "乙"], ["乙"])
    assert await stories(store, other) == ["丙"]
    await store(lambda db: reports.note(db, first, replace(CRYING, story="比對")))
    assert await stories(store, first) == ["甲", "乙", "比對"]
    with pytest.raises(NotThere):
        await replace(store, speaker=None)(lambda db: reports.keep(db, first, CRYING))


async def test_what_was_reported_comes_back_word_for_word(store: Store) -> None:
    told = Report("yes", "爸爸打媽媽", "王測試", ("hurt", "violence"), call=True)
    case = await reported(store, told)
    assert await store(lambda db: reports.of_case(db, case)) == [(MONDAY, told)]
    await store(lambda db: reports.write_down(db, case, "錄音：有人喊救命"))
    [_, (_, heard)] = await store(lambda db: reports.of_case(db, case))
    assert (heard.story, heard.adds, heard.call) == ("錄音：有人喊救命", Adds.HEARD, False)


async def test_somebodys_reports_are_their_own_the_latest_first_with_what_they_added(store: Store) -> None:
    first, second = await reported(store), await reported(store)
    await reported(store, role=Role.WORKER)
    chief, worker = store.staff[Role.CHIEF].id, store.staff[Role.WORKER].id
    mine = await store(lambda db: reports.mine(db, chief))
    assert [(one.number, one.state) for one in mine] == [
        (one.number, State.SCREENING) for one in (second, first)
    ]
    more = replace(CRYING, story="門也被砸了", adds=Adds.MORE)
    await keep(store, first, more, adds_to=mine[1].report)
    assert len(await store(lambda db: reports.mine(db, chief))) == 2, "it is no report of its own"

    async def own(person: int, report: int) -> list[str]:
        found = await store(partial(reports.own, person=person, report=report))
        return [one.story for _, one in found]

    assert await own(chief, mine[1].report) == [CRYING.story, more.story]
    assert await own(chief, mine[0].report) == [CRYING.story]
    assert await own(worker, mine[0].report) == [], "another's is not there"


async def test_of_what_was_joined_its_reporter_hears_with_the_next_act_of_who_serves(store: Store) -> None:
    """[002]: never that the family has a case."""
    main, went = await reported(store, role=Role.WORKER), await reported(store)
    chief, worker = store.staff[Role.CHIEF].id, store.staff[Role.WORKER]

    async def act(verb: str) -> None:
        await store(partial(journal.write, verb=verb, subject=main.id))

    async def state() -> str:
        [one] = await store(lambda db: reports.mine(db, chief))
        return one.state

    async def hear() -> set[tuple[int, str]]:
        return await store(lambda db: reports.to_hear_of_joined(db, main.id))

    def serve(db) -> None:
        offered = cases.read(db, main.id).dispatch(unit=worker.unit, to=worker.id, at=db.now)
        kept = save(db, offered, "case.dispatched")
        save(db, kept.accept(by=worker.id, at=db.now), "case.accepted")

    await store(serve)
    await join(store, went, main)
    assert (await state(), await hear()) == (State.DISPATCHED, set())
    await act("case.handed_over")
    assert (await state(), await hear()) == (State.DISPATCHED, set()), "nobody was there"
    await act("case.visited")
    assert (await state(), await hear()) == (State.IN_SERVICE, {(chief, went.number)})
    await act("case.visited")
    assert (await state(), await hear()) == (State.IN_SERVICE, set()), "they heard"
    heard = await store(lambda db: reports.to_hear(db, main.id))
    assert heard == {(worker.id, main.number), (chief, went.number)}


async def test_who_may_be_called_said_so_and_when_they_did_first(store: Store) -> None:
    case, other = await reported(store), await reported(store, AGAIN)
    assert await store(lambda db: reports.to_call(db, case)) == []
    for role in (Role.CHIEF, Role.WORKER, Role.CHIEF):
        store.forward(days=1)
        await keep(store, case, AGAIN, role)
    chief, worker = store.staff[Role.CHIEF].id, store.staff[Role.WORKER].id
    assert await store(lambda db: reports.to_call(db, case)) == [
        (MONDAY + DAY, chief),
        (MONDAY + 2 * DAY, worker),
    ]
    assert await store(lambda db: reports.to_call(db, other)) == [(MONDAY, chief)]


async def test_what_was_reported_a_year_ago_to_the_day_is_counted_and_what_was_added_is_not(
    store: Store,
) -> None:
    """[003] 伍、二(一)1(1)A."""
    case, other = await reported(store), await reported(store)
    [_, mine] = await store(lambda db: reports.mine(db, store.staff[Role.CHIEF].id))
    await keep(store, case, replace(AGAIN, adds=Adds.MORE), adds_to=mine.report)

    async def count(*of: Case) -> int:
        return await store(partial(reports.count_within_a_year, case_ids={one.id for one in of}))

    store.forward(days=365)
    assert (await count(case), await count(case, other)) == (1, 2)
    store.forward(seconds=1)
    assert await count(case, other) == 0

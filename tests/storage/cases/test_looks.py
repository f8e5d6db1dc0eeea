"""Looks at full data as the journal has them: whose they are, and at whose cases."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace

from casework.cases.case import Case, State
from casework.cases.looks import MISSED
from casework.staffing.people import Role
from storage.cases import cases, looks
from storage.core import journal
from storage.staffing import people
from tests.storage.conftest import MONDAY, Store, a_case

HOUR = timedelta(hours=1)


async def served(store: Store, role: Role | None) -> Case:
    """A case that somebody serves, or nobody."""
    worker = store.staff[role].id if role else None
    known = a_case(state=State.IN_SERVICE, unit=store.staff[Role.WORKER].unit, worker=worker)
    return await store(lambda db: cases.open_case(db, known, "B"))


async def look(
    store: Store, case: Case | None, role: Role, verb: str = "case.revealed", **detail: Any
) -> None:
    by = replace(store, speaker=store.staff[role])
    await by(partial(journal.write, verb=verb, subject=case.id if case else None, **detail))


async def test_of_somebody_their_own_looks_are_listed_since_a_moment(store: Store) -> None:
    case, other = await served(store, Role.WORKER), await served(store, Role.WORKER)
    await look(store, case, Role.SUPERVISOR)
    store.forward(hours=1)
    await look(store, other, Role.SUPERVISOR, "case.reports_shown", own=1)
    await look(store, other, Role.SCREENER)
    await look(store, other, Role.SUPERVISOR, "case.visited")
    await look(store, None, Role.SUPERVISOR)
    lead = store.staff[Role.SUPERVISOR].id

    async def of(since: datetime) -> list[tuple[int, bool]]:
        found = await store(lambda db: looks.of_person(db, lead, since))
        return [(one.subject, one.own) for one in found]

    assert await of(MONDAY) == [(case.id, False), (other.id, True)]
    assert await of(MONDAY + HOUR) == [(other.id, True)]
    assert await of(MONDAY + HOUR + timedelta(seconds=1)) == []


async def test_what_somebody_looked_up_and_was_nowhere_is_counted(store: Store) -> None:
    for role, verb, number in (
        (Role.WORKER, MISSED, 2),
        (Role.WORKER, MISSED, 1),
        (Role.WORKER, "search.found", 4),
        (Role.SUPERVISOR, MISSED, 8),
    ):
        await look(store, None, role, verb, number=number)
        store.forward(hours=1)
    worker = store.staff[Role.WORKER].id
    counted = [await store(partial(looks.missed, person=worker, since=MONDAY + n * HOUR)) for n in (0, 1, 2)]
    assert counted == [3, 1, 0]


async def test_who_serves_a_case_hears_who_else_looked_at_it(store: Store) -> None:
    mine, theirs, nobodys = [await served(store, one) for one in (Role.WORKER, Role.CHIEF, None)]
    for case in (mine, theirs, nobodys):
        for role in (Role.WORKER, Role.SUPERVISOR):
            await look(store, case, role)
    await look(store, mine, Role.SUPERVISOR, "case.visited")
    worker, chief, lead = (store.staff[one].id for one in (Role.WORKER, Role.CHIEF, Role.SUPERVISOR))

    async def at(since: datetime = MONDAY) -> list[tuple[int, int, str]]:
        found = await store(partial(looks.at_cases, since=since))
        return [(one.worker, one.by, one.number) for one in found]

    every = [
        (chief, lead, theirs.number),
        (chief, worker, theirs.number),
        (worker, lead, mine.number),
    ]
    assert sorted(await at()) == sorted(every)
    found = await store(lambda db: looks.at_cases_of(db, [worker], MONDAY))
    assert [(one.worker, one.by, one.number) for one in found] == [every[2]]
    assert await at(MONDAY + timedelta(seconds=1)) == []
    ended = replace(mine, lead=replace(mine.lead, worker=None), state=State.SCREENING)
    await store(
        lambda db: cases.save(db, cases.read(db, mine.id), replace(ended, id=mine.id), "case.returned")
    )
    assert await store(lambda db: looks.at_cases_of(db, [worker], MONDAY)) == [], "nobody serves it"


async def test_when_somebody_was_let_read_on_is_kept_of_them_alone(store: Store) -> None:
    worker, lead = store.staff[Role.WORKER].id, store.staff[Role.SUPERVISOR].id
    await store(lambda db: people.change(db, worker, looks_from=MONDAY + HOUR))
    assert await store(lambda db: looks.allowed_at(db, worker)) == MONDAY + HOUR
    assert await store(lambda db: looks.allowed_at(db, lead)) is None

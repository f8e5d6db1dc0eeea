"""A visit with the police as a row: who acts for whom in it, and which are near."""

from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from casework.cases.access import Action
from casework.errors import NotThere, Stale
from casework.escorts import Escort, EscortAnswer
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from storage.cases import cases
from storage.core import journal, recusals
from storage.core.database import Transaction
from storage.escorts import escorts
from storage.reminders import obligations
from storage.staffing import people, units
from tests.storage.conftest import MONDAY, Store, served_by
from tests.support import addressed

HOUR = timedelta(hours=1)


@pytest.fixture
async def asked(store: Store) -> Escort:
    """The worker asks a precinct to come along tomorrow; it has a liaison."""
    worker = store.staff[Role.WORKER]

    def ask(db: Transaction) -> Escort:
        police = units.add(db, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
        liaison = Person(0, Role.LIAISON, police.id, "鄭舉例", "0912000001", "")
        store.staff[Role.LIAISON] = addressed.add(db, liaison, 7_800)
        case = cases.open_case(db, served_by(worker), "B")
        one = Escort(0, case.id, case.number, police, db.now, db.now + 24 * HOUR, why="有刀")
        return escorts.add(db, one)

    return await store(ask)


@pytest.mark.parametrize(
    ("role", "own", "precinct"),
    [(Role.LIAISON, False, True), (Role.LIAISON, True, True), (Role.WORKER, False, False)],
)
async def test_the_precinct_acts_for_itself_and_who_serves_for_the_case(
    store: Store, asked: Escort, role: Role, own: bool, precinct: bool
) -> None:
    assert await store.by(role)(lambda db: escorts.judge(db, asked, own=own)) is precinct


@pytest.mark.parametrize(("role", "own"), [(Role.WORKER, True), (Role.CHIEF, False), (Role.SCREENER, True)])
async def test_nobody_else_acts_in_it(store: Store, asked: Escort, role: Role, own: bool) -> None:
    with pytest.raises(NotThere):
        await store.by(role)(lambda db: escorts.judge(db, asked, own=own))


async def test_it_is_seen_by_the_precinct_and_who_sees_the_case(store: Store, asked: Escort) -> None:
    seen = {}
    for role in (Role.LIAISON, Role.WORKER, Role.CHIEF):
        speaking = store.by(role)
        speaking.unit = await store(partial(people.unit, unit_id=store.staff[role].unit))
        listed = await speaking(lambda db: escorts.seen(db, 5))
        of_year = await speaking(lambda db: escorts.of_year(db, MONDAY))
        assert listed == of_year
        seen[role] = [one.id for one in listed]
        may = await speaking(lambda db: {one for one in Action if escorts.may(db, asked, one)})
        assert may == ({Action.VIEW, Action.HISTORY} if listed else set())
    assert seen == {Role.LIAISON: [asked.id], Role.WORKER: [asked.id], Role.CHIEF: []}
    later = asked.visit_at + timedelta(seconds=1)
    assert await store.by(Role.LIAISON)(lambda db: escorts.of_year(db, later)) == []


async def test_it_comes_back_as_it_was_kept_and_is_written_over_by_nobody_who_was_slower(
    store: Store, asked: Escort
) -> None:
    assert await store(lambda db: escorts.read(db, asked.id)) == asked
    said = replace(asked, answer=EscortAnswer.CANT, answered_at=MONDAY, said="警力不足")
    kept = await store(lambda db: escorts.save(db, asked, said, "escort.answered"))
    assert await store(lambda db: escorts.read(db, asked.id)) == kept
    with pytest.raises(Stale):
        await store(lambda db: escorts.keep(db, asked, said))
    with pytest.raises(NotThere):
        await store(lambda db: escorts.read(db, asked.id + 1))


async def test_it_is_near_until_all_that_is_to_be_heard_was(store: Store, asked: Escort) -> None:
    async def near(since: timedelta) -> list[int]:
        return [one.id for one in await store(lambda db: escorts.near(db, MONDAY + since))]

    assert await near(24 * HOUR) == [asked.id]
    assert await near(25 * HOUR) == []
    assert await store(lambda db: obligations.of_subject(db, asked.id))
    heard = replace(asked, answer=EscortAnswer.COMES, told_at=MONDAY, reminded_at=MONDAY)
    for missing in ("answer", "told_at", "reminded_at"):
        before = await store(lambda db: escorts.read(db, asked.id))
        partly = replace(heard, **{missing: None}, version=before.version)
        await store(partial(escorts.keep, before=before, after=partly))
        assert await near(24 * HOUR) == [asked.id], missing
    before = await store(lambda db: escorts.read(db, asked.id))
    await store(lambda db: escorts.keep(db, before, heard))
    assert await near(24 * HOUR) == []
    case = await store(lambda db: cases.read(db, asked.case))
    assert [one.id for one in await store(lambda db: escorts.of_case(db, case))] == [asked.id]
    before = await store(lambda db: escorts.read(db, asked.id))
    await store(lambda db: escorts.keep(db, before, replace(before, ended_at=MONDAY)))
    assert await store(lambda db: escorts.of_case(db, case)) == []
    assert await store(escorts.owing) == []
    assert not await store(lambda db: obligations.of_subject(db, asked.id))


async def test_of_two_visits_the_nearer_comes_first_and_what_is_said_of_one_leaves_the_other(
    store: Store, asked: Escort
) -> None:
    case = await store(lambda db: cases.read(db, asked.case))

    def again(db: Transaction) -> Escort:
        soon = replace(asked, id=0, visit_at=asked.visit_at - HOUR, version=0)
        return escorts.add(db, soon)

    sooner = await store(again)
    assert [one.id for one in await store(lambda db: escorts.near(db, MONDAY))] == [sooner.id, asked.id]
    assert [one.id for one in await store(escorts.owing)] == [asked.id, sooner.id]
    said = replace(asked, answer=EscortAnswer.COMES, answered_at=MONDAY)
    await store(lambda db: escorts.keep(db, asked, said))
    assert await store(lambda db: escorts.read(db, sooner.id)) == sooner
    owed = [len(await store(partial(obligations.of_subject, subject=one.id))) for one in (asked, sooner)]
    assert owed == [0, 1]
    assert [one.id for one in await store(lambda db: escorts.of_case(db, case))] == [asked.id, sooner.id]
    precinct = store.by(Role.LIAISON)
    precinct.unit = asked.unit
    assert [one.id for one in await precinct(lambda db: escorts.of_year(db, MONDAY))] == [asked.id, sooner.id]
    assert await precinct(lambda db: escorts.answers(db, sooner))
    assert not await store(lambda db: escorts.answers(db, sooner))
    with pytest.raises(NotThere):
        await store.by(Role.CHIEF)(lambda db: escorts.held(db, asked.id))


@pytest.mark.parametrize("role", [Role.WORKER, Role.LIAISON])
async def test_who_keeps_out_of_the_case_sees_no_visit_to_it(store: Store, asked: Escort, role: Role) -> None:
    who = store.staff[role].id
    assert await store.by(role)(lambda db: escorts.may(db, asked, Action.VIEW))
    await store.by(Role.SUPERVISOR)(lambda db: recusals.add(db, asked.case, who))
    assert not await store.by(role)(lambda db: escorts.may(db, asked, Action.VIEW))


async def test_who_stands_in_for_a_liaison_answers_for_the_precinct(store: Store, asked: Escort) -> None:
    def answers(db: Transaction) -> bool:
        db.absent = [store.staff[Role.LIAISON]]
        return escorts.answers(db, asked)

    assert await store(answers)


async def test_what_was_asked_and_answered_stands_in_the_journal(store: Store, asked: Escort) -> None:
    said = replace(asked, answer=EscortAnswer.COMES, answered_at=MONDAY)
    await store.by(Role.LIAISON)(lambda db: escorts.save(db, asked, said, "escort.answered"))
    acts = await store(lambda db: journal.of_subject(db, asked.id))
    assert [(one.verb, one.actor) for one in acts] == [
        ("escort.asked", store.staff[Role.WORKER].id),
        ("escort.answered", store.staff[Role.LIAISON].id),
    ]

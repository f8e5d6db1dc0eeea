from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from actions.staffing import units as network_units
from bot.app import DemoTrouble, open_office
from bot.practice import demo
from casework.cases.case import State
from casework.policy.policy import Duty
from casework.staffing import network
from casework.staffing.people import Role
from casework.staffing.pin import PinStage
from casework.staffing.units import UnitKind
from casework.text.places import load_places
from handlers.ui.office import Office
from sandbox import Phone, serve
from storage.cases import cases, queues
from storage.core import facts, journal
from storage.core.database import Database, Transaction
from storage.core.journal import JournalEntry
from storage.core.letters import LetterKind
from storage.core.tables import areas, outbox
from storage.core.tables import cases as table
from storage.core.vault import Vault
from storage.reminders import obligations
from storage.staffing import people, pins, units
from tests.storage.databases import KINDS, migrated
from tests.support import addressed
from tests.support.certain import certain
from tests.support.owing import owed_by

PLACES = load_places()
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


async def an_office(directory: Path, now: datetime = NOW, kind: str = "sqlite") -> Office:
    return open_office(Database(migrated(kind, directory)), Vault(bytes(32)), clock=lambda: now)


@pytest.fixture(params=KINDS)
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    office = await an_office(tmp_path, kind=request.param)
    await office.transact(partial(demo.seed, office))
    yield office
    await office.database.close()


def test_every_village_has_a_centre() -> None:
    found = list(network.centres(PLACES))
    assert len(found) == 15
    assert Counter(one.key for _, villages in found for one in villages) == Counter(
        one.key for one in PLACES.villages
    )


def test_nobody_has_two_names_and_no_two_have_one() -> None:
    names = [demo.name_of(number) for number in range(len(demo.members(PLACES)))]
    assert len(set(names)) == len(names)


def test_there_is_somebody_for_each_role_and_in_each_centre() -> None:
    members = demo.members(PLACES)
    assert {one.role for one in members} == set(Role)
    for name, _ in network.centres(PLACES):
        there = Counter(one.role for one in members if one.unit == name)
        assert there[Role.SUPERVISOR] == 1
        assert there[Role.WORKER] in (2, 3)


@pytest.mark.parametrize(("villages", "shares"), [(40, [20, 20]), (41, [14, 14, 13])])
def test_the_workers_of_a_centre_share_its_villages_evenly_and_of_many_there_are_three(
    villages: int, shares: list[int]
) -> None:
    some = PLACES.villages[:villages]
    leads, *workers = demo._centre("示範中心", some)
    assert (leads.role, [len(one.villages) for one in workers]) == (Role.SUPERVISOR, shares)
    assert [key for one in workers for key in one.villages] == [one.key for one in some]


def test_the_people_of_the_story_come_first_and_nobody_twice() -> None:
    chief, screener, worker, supervisor, admin, bureau, english, *others = demo.members(PLACES)
    story = (chief, screener, worker, supervisor, admin, bureau, english)
    roles = (Role.CHIEF, Role.SCREENER, Role.WORKER, Role.SUPERVISOR, Role.ADMIN, Role.BUREAU, Role.CHIEF)
    assert tuple(one.role for one in story) == roles
    assert chief.villages == (demo.HOME,)
    assert demo.HOME in worker.villages
    assert supervisor.unit == worker.unit
    assert english.language == "en"
    staff = [one for one in (*story, *others) if one.role in (Role.WORKER, Role.SUPERVISOR)]
    assert len(set(staff)) == len(staff)
    chiefs = [one.villages for one in (*story, *others) if one.role is Role.CHIEF]
    assert sorted(chiefs) == sorted([*((one,) for one in demo.CHIEFS), english.villages])


def test_only_in_the_district_of_the_story_two_liaisons_of_a_precinct_answer_to_a_head() -> None:
    found = Counter((one.unit, one.role) for one in demo._in_the_districts(PLACES))
    assert found["平鎮分局", Role.LIAISON] == 2
    assert {(unit, many) for (unit, role), many in found.items() if role is Role.HEAD} == {
        ("平鎮分局", 1),
        ("平鎮區衛生所", 1),
    }
    assert found["八德分局", Role.LIAISON] == 1


async def test_whoever_moves_in_has_a_menu_and_chooses_a_pin_when_it_is_asked_for(office: Office) -> None:
    count = select(func.count()).where(outbox.c.kind == LetterKind.COMMANDS)

    def look(db: Transaction) -> None:
        many = len(demo.members(PLACES))
        assert db.connection.execute(count).scalar_one() == many
        person, _ = certain(addressed.speaker(db, demo.FIRST_CHAT))
        assert pins.stage(replace(db, speaker=person)) is PinStage.CHOOSE

    await office.transact(look)


async def test_only_who_changes_their_language_hears_of_it_and_a_stranger_is_nobody(office: Office) -> None:
    count = select(func.count()).where(outbox.c.kind == LetterKind.COMMANDS)

    def look(db: Transaction) -> None:
        before = db.connection.execute(count).scalar_one()
        languages = {person.id: person.language for person in people.everybody(db)}
        demo.speak(office, db, {999: "en", demo.FIRST_CHAT: "zh_Hant_TW", demo.FIRST_CHAT + 1: "en"})
        screener, _ = certain(addressed.speaker(db, demo.FIRST_CHAT + 1))
        changed = {one.id for one in people.everybody(db) if one.language != languages[one.id]}
        assert changed == {screener.id}
        assert db.connection.execute(count).scalar_one() == before + 1

    await office.transact(look)


async def test_nobody_moves_into_a_unit_that_is_not_there(tmp_path: Path) -> None:
    office = await an_office(tmp_path)
    with pytest.raises(DemoTrouble, match="the unit 示範局 is missing"):
        await office.transact(partial(demo.join, office, cast={0: demo.Player(Role.BUREAU, "示範局")}))
    await office.database.close()


async def test_what_was_to_be_nudged_until_now_was_nudged(office: Office) -> None:
    """The town begins in the middle of its life."""

    def look(db: Transaction) -> None:
        for urgent in (True, False):
            due = obligations.to_nudge(db, most=1_000, urgent=urgent)
            assert [one.duty for one in due if one.ladder.passed(one.climbed, db.rules, db.now)] == []

    await office.transact(look)


async def test_one_primary_worker_answers_for_each_village(office: Office) -> None:
    def workers(db: Transaction) -> list[tuple[int, int]]:
        return list(db.connection.execute(areas.select().with_only_columns(areas.c.unit, areas.c.worker)))

    found = await office.transact(workers)
    assert len(found) == 529
    for unit, worker in set(found):
        person = await office.transact(partial(people.get, person=worker))
        assert (person.role, person.unit) == (Role.WORKER, unit)


async def test_there_is_something_to_do_for_each_role(office: Office) -> None:
    def of(db: Transaction, role: Role, unit: str = "") -> int:
        found = [one for one in people.of_role(db, role) if unit in people.unit(db, one.unit).name]
        return min(one.id for one in found)

    def look(db: Transaction) -> None:
        worker = of(db, Role.WORKER, "平鎮區")
        assert queues.count_to_screen(db) == 3, "two reports, one of them urgent, and a dispute"
        assert queues.count_offered(db, [worker]) == 1
        owed = owed_by(db, worker)
        late = {one.duty for one in owed if one.due < db.now}
        assert late >= {Duty.FIRST_VISIT, Duty.FOLLOW_UP}

    await office.transact(look)


async def test_the_cases_are_in_many_states(office: Office) -> None:
    def states(db: Transaction) -> Counter[State]:
        rows = db.connection.execute(table.select().with_only_columns(table.c.id)).scalars().all()
        return Counter(cases.read(db, row).state for row in rows)

    found = await office.transact(states)
    assert found[State.SCREENING] == 2
    assert set(found) >= {State.DISPATCHED, State.IN_SERVICE, State.DISPUTED, State.CLOSED, State.REDIRECTED}
    assert sum(found[state] for state in (State.SCREENING, State.DISPATCHED, State.IN_SERVICE)) >= 11


async def test_the_journal_tells_it_in_its_order(office: Office) -> None:
    def told(db: Transaction) -> list[JournalEntry]:
        assert journal.first_break(db) is None
        rows = db.connection.execute(table.select().with_only_columns(table.c.id)).scalars().all()
        return [entry for row in rows for entry in journal.of_subject(db, row)]

    entries = await office.transact(told)
    assert all(entry.at <= NOW for entry in entries)
    assert all(entry.actor or entry.verb in journal.NAMELESS for entry in entries)


async def test_a_second_start_changes_nothing(office: Office) -> None:
    def count(db: Transaction) -> tuple[int, int]:
        return len(people.of_role(db, Role.WORKER)), len(db.connection.execute(table.select()).all())

    before = await office.transact(count)
    await office.transact(partial(demo.seed, office))
    assert await office.transact(count) == before


async def test_the_demo_city_does_not_move_in_with_real_people(tmp_path: Path) -> None:
    office = await an_office(tmp_path)

    def real(db: Transaction) -> None:
        network_units.found(db, office.places)
        unit = units.named(db, "社會局")
        addressed.add(db, demo._person(0, demo.Player(Role.ADMIN, "社會局"), certain(unit)), 1)

    await office.transact(real)
    with pytest.raises(DemoTrouble):
        await office.transact(partial(demo.seed, office))
    assert await office.transact(partial(facts.get, name="demo")) is None
    await office.database.close()


@pytest.mark.parametrize("day", [0, 27, 58, 89, 120, 240, 320], ids=lambda day: f"day {day}")
async def test_the_demo_city_can_begin_on_any_day(tmp_path: Path, day: int) -> None:
    now = NOW + timedelta(days=day)
    office = await an_office(tmp_path, now)
    await office.transact(partial(demo.seed, office))
    await office.database.close()


async def test_everybody_has_a_phone_that_the_bot_may_write_to(office: Office, tmp_path: Path) -> None:
    async with serve(tmp_path / "sandbox.db") as served:
        for about in demo.phones(office, demo.everybody(PLACES)):
            await Phone.of(served.address, **about)
        users = served.app.state.telegram.db.execute("SELECT id, started FROM users").fetchall()
        assert len(users) == len(demo.members(PLACES))
        assert all(user["started"] for user in users)
        phone = await Phone.of(served.address, first_name="新使用者")
    speaker = await office.transact(partial(addressed.speaker, chat=demo.FIRST_CHAT))
    assert speaker is not None
    assert speaker[0].villages == (demo.HOME,)
    assert speaker[1].kind is UnitKind.DISTRICT
    assert phone.id not in {user["id"] for user in users}

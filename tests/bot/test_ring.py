"""A ring of the bell: what is done when, what is forgotten in its time, and what is counted anew."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions import escorts, reminders
from actions.meetings import calling, merit
from actions.new_year import campaign, cold
from actions.reminders import HELD
from bot import ring
from bot.app import open_office
from casework.errors import Overtaken
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.ui.office import Office
from storage.cases import cases, evidence
from storage.core import facts, subjects
from storage.core.database import ASIDE, Database, Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import journal, obligations
from storage.core.tables import outbox as outbox_rows
from storage.core.vault import Vault
from storage.dossiers import Dossiers
from storage.errands import errands
from storage.forms import drafts
from storage.messages import inbox, outbox
from storage.on_site import SITTINGS
from storage.referrals import REFERRALS
from storage.staffing import units
from storage.transitions import TRANSITIONS
from tests.storage.conftest import a_case
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.town import Clock

SOON = timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def office(tmp_path: Path, clock: Clock) -> AsyncIterator[Office]:
    database = Database(migrated("sqlite", tmp_path))
    yield open_office(database, Vault(b"k" * 32), clock=clock)
    await database.close()


async def forgotten(office: Office, clock: Clock, later: timedelta) -> set[str]:
    """Say of what something is forgotten so much later, if the bell swept then."""
    now, clock.now = clock.now, clock.now + later
    swept: list[dict[str, int]] = []

    def sweep(db: Transaction) -> None:
        swept.append(ring.sweep(db))
        raise InterruptedError  # and nothing is

    with pytest.raises(InterruptedError):
        await office.transact(sweep)
    clock.now = now
    return {name for name, count in swept[0].items() if count}


async def test_each_thing_is_forgotten_in_its_time_and_nothing_by_a_wrong_clock(
    office: Office, clock: Clock
) -> None:
    def happened(db: Transaction) -> None:
        unit = units.add(db, UnitKind.CENTRE, "平鎮中心", "平鎮區")
        db.speaker = addressed.add(db, Person(0, Role.WORKER, unit.id, "王測試", "0912000000", ""), 7)
        drafts.begin(db, "report", None, {})
        [done, _] = addressed.keep(db, [{"update_id": n, "message": {"chat": {"id": 7}}} for n in (1, 2)])
        inbox.claim(db, done)
        for chat, priority in ((7, Priority.REPLY), (8, Priority.STRANGER)):
            to = addressed.address(db, chat)
            outbox.write(db, to, LetterKind.MESSAGE, {"text": "?"}, priority=priority)
        letters = outbox.take(db, 9, ["telegram"])
        outbox.sent(db, [(one, 5) for one in letters])

    await office.transact(happened)
    hour, days = timedelta(hours=1), timedelta(days=1)
    assert await forgotten(office, clock, hour) <= {"strangers"}
    assert "outbox" in await forgotten(office, clock, hour + SOON), "what a stranger was told"
    assert "inbox" not in await forgotten(office, clock, 3 * days)
    assert "inbox" in await forgotten(office, clock, 3 * days + SOON)
    assert "drafts" not in await forgotten(office, clock, 30 * days)
    assert "drafts" in await forgotten(office, clock, 30 * days + SOON)
    priorities = outbox_rows.c.priority
    await office.transact(lambda db: db.connection.execute(update(outbox_rows).values({priorities: 1})))
    assert "outbox" not in await forgotten(office, clock, 30 * days)
    assert "outbox" in await forgotten(office, clock, 30 * days + SOON)
    await office.transact(lambda db: facts.put(db, HELD, "jump"))
    assert await forgotten(office, clock, 90 * days) == set()


async def test_all_is_counted_anew_once_when_the_rules_change_some_at_each_look(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "BATCH", 2)
    far = update(obligations).values(due=a_case().reported_at + timedelta(days=999))

    def opened(db: Transaction) -> None:
        units.add(db, UnitKind.CENTRE, "平鎮中心", "平鎮區")
        for _ in range(3):
            cases.open_case(db, a_case(db.now), "A")
        db.connection.execute(far)

    await office.transact(opened)
    wrong = select(func.count()).where(obligations.c.duty == Duty.SCREEN, obligations.c.ended_at.is_(None))
    moved = wrong.where(obligations.c.due < a_case().reported_at + timedelta(days=900))
    changes = select(func.count()).where(journal.c.verb == "office.rules_changed")

    async def look() -> tuple[bool, int, int]:
        def at_once(db: Transaction) -> tuple[bool, int, int]:
            more = ring.settle_anew(office, db)
            late, noted = (int(db.connection.execute(one).scalar_one()) for one in (moved, changes))
            return more, late, noted

        return await office.transact(at_once)

    assert [await look() for _ in range(4)] == [(True, 2, 1), (True, 3, 1), (False, 3, 1), (False, 3, 1)]
    await office.transact(lambda db: db.connection.execute(far))
    assert await look() == (False, 0, 1), "by the same rules nothing is"
    signature = await office.transact(lambda db: db.rules.signature)
    await office.transact(lambda db: facts.put(db, ring.RULES, f"{signature}@2020-01"))
    assert await look() == (True, 2, 1), "another month is no other rule"


async def test_rules_that_change_back_before_all_is_counted_are_counted_by_once_more(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "BATCH", 1)

    def opened(db: Transaction) -> None:
        units.add(db, UnitKind.CENTRE, "平鎮中心", "平鎮區")
        for _ in range(2):
            cases.open_case(db, a_case(db.now), "A")

    async def look() -> bool:
        return await office.transact(lambda db: ring.settle_anew(office, db))

    await office.transact(opened)
    assert [await look() for _ in range(3)] == [True, True, False]
    june, clock.now = clock.now, clock.now + timedelta(days=31)
    assert await look(), "one is counted by July"
    clock.now = june
    assert [await look() for _ in range(3)] == [True, True, False]


async def test_when_not_all_can_be_counted_each_is_counted_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def count(db: Transaction, found: Collection[tuple[int, str]]) -> None:
        if (2, "case") in found:
            raise ZeroDivisionError
        counted.extend(one for one, _ in found)

    monkeypatch.setattr(subjects, "count_anew", count)
    await office.transact(lambda db: ring._settle(db, [(1, "case"), (2, "case"), (3, "case")]))
    assert counted == [1, 3]


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Say whether nudges wait, and whether it is night or a day off."""
    now = SimpleNamespace(held=False, hushed=False)
    monkeypatch.setattr(reminders, "holding", lambda db: now.held)
    for name in ("quiet", "resting"):
        monkeypatch.setattr(ring, name, lambda *_: now.hushed)
    return now


@pytest.mark.parametrize("held", [False, True], ids=["", "while nudges wait"])
@pytest.mark.parametrize("hushed", [False, True], ids=["by day", "at night"])
@pytest.mark.parametrize(
    ("step", "room", "act", "at_night"),
    [
        (ring.show_merit, merit, "show", False),
        (ring.list_silent, calling, "tell_silent", False),
        (ring.list_silent, calling, "ask_after", False),
        (ring.turn_cold_day, cold, "turn_day", False),
        (ring.remind_of_escorts, escorts, "ring", True),
    ],
    ids=["merit", "who did not answer", "a day that is over", "cold", "escorts"],
)
async def test_nothing_is_told_while_nudges_wait_and_at_night_only_what_can_not(
    office: Office,
    moment: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    step: ring.Step,
    room: Any,
    act: str,
    at_night: bool,
    hushed: bool,
    held: bool,
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(room, act, lambda db: told.append(True))
    moment.held, moment.hushed = held, hushed
    assert await office.transact(lambda db: step(office, db)) is False
    assert bool(told) is (not held and (at_night or not hushed))


@pytest.mark.parametrize(
    ("held", "hushed", "urgent_wait"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
async def test_urgent_offers_do_not_lapse_at_night_nor_while_nudges_wait(
    office: Office,
    moment: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    held: bool,
    hushed: bool,
    urgent_wait: bool,
) -> None:
    asked: list[bool] = []

    def lapsed(db: Transaction, most: int, *, hushed: bool) -> list[Any]:
        asked.append(hushed)
        return []

    monkeypatch.setattr(cases, "lapsed", lapsed)
    moment.held, moment.hushed = held, hushed
    assert await office.transact(lambda db: ring.lapse_offers(office, db)) is False
    assert asked == [urgent_wait]


@pytest.mark.parametrize(
    ("held", "hushed", "woken"),
    [
        (False, False, [REFERRALS, SITTINGS, TRANSITIONS]),
        (False, True, [SITTINGS, TRANSITIONS]),
        (True, False, []),
    ],
    ids=["by day", "at night", "while nudges wait"],
)
async def test_at_night_only_those_dossiers_are_looked_at_of_which_nobody_hears_at_once(
    office: Office,
    moment: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    held: bool,
    hushed: bool,
    woken: list[Dossiers[Any]],
) -> None:
    looked: list[Dossiers[Any]] = []

    def waking(kind: Dossiers[Any], db: Transaction, most: int) -> list[int]:
        looked.append(kind)
        return []

    monkeypatch.setattr(Dossiers, "waking", waking)
    moment.held, moment.hushed = held, hushed
    assert await office.transact(lambda db: ring.wake_dossiers(office, db)) is False
    assert looked == woken


async def test_a_dossier_that_can_not_be_woken_sleeps_for_a_while_and_more_are_looked_for(
    office: Office, clock: Clock, moment: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[tuple[int, datetime]] = []

    def fails(db: Transaction, one: int) -> None:
        raise ZeroDivisionError

    def sleep(kind: Dossiers[Any], db: Transaction, one: int, until: datetime) -> None:
        slept.append((one, until))

    monkeypatch.setattr(ring, "BATCH", 1)
    monkeypatch.setattr(ring, "WAKING", ((REFERRALS, fails, True),))
    monkeypatch.setattr(Dossiers, "waking", lambda kind, db, most: [4])
    monkeypatch.setattr(Dossiers, "sleep", sleep)
    assert await office.transact(lambda db: ring.wake_dossiers(office, db)) is True
    assert slept == [(4, clock.now + ASIDE)]


@pytest.mark.parametrize("error", [ZeroDivisionError, Overtaken])
async def test_of_a_long_list_what_can_not_be_put_on_it_waits_behind_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """A file has one writer: there nothing is overtaken that would not be so once more."""
    aside: list[bool] = []

    def fails(db: Transaction) -> bool:
        raise error

    monkeypatch.setattr(campaign, "go_on", fails)
    monkeypatch.setattr(campaign, "set_aside", lambda db: aside.append(True))
    assert await office.transact(lambda db: ring.list_on(office, db)) is False
    assert aside == [True]
    monkeypatch.setattr(campaign, "go_on", lambda db: True)
    assert await office.transact(lambda db: ring.list_on(office, db)) is True


@pytest.mark.parametrize("due", [False, True])
@pytest.mark.parametrize(
    ("step", "room", "wakes"),
    [(ring.take_up_errands, errands, "asked"), (ring.fetch_evidence, evidence, "to_fetch")],
    ids=["errands", "evidence"],
)
async def test_whoever_takes_up_what_waits_is_woken_when_something_is_due(
    office: Office, monkeypatch: pytest.MonkeyPatch, step: ring.Step, room: Any, wakes: str, due: bool
) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(room, "due", lambda db: due)
    setattr(office.memory, wakes, lambda: woken.append(True))
    assert await office.transact(lambda db: step(office, db)) is False
    assert bool(woken) is due

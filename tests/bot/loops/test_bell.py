"""The bell: how it rings, when it sweeps, and by what a machine tells that it is well."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest
from msgspec.structs import force_setattr
from sqlalchemy.exc import OperationalError

from actions import reminders
from bot import ring
from bot.app import machine_seconds, open_office, real_clock
from bot.loops import bell as loop
from bot.loops.bell import DEAF, TOO_LONG, Bell
from handlers.ui.office import Office
from storage.core import facts, journal
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from tests.storage.databases import migrated
from tests.support.town import Clock

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@dataclass
class Tower:
    """A bell whose clocks are moved by hand: the office's, and the machine's own."""

    office: Office
    clock: Clock
    bell: Bell
    seconds: float = 0.0
    silent: float = 0.0
    """For how many seconds nothing was heard."""
    swept: list[Any] = field(default_factory=list)
    jumps: list[timedelta] = field(default_factory=list)

    async def later(self, by: timedelta, *, jumped: timedelta = timedelta()) -> int:
        """Let time pass and the office's clock jump beside it; returns how often it swept since."""
        before = len(self.swept)
        self.clock.now += by + jumped
        self.seconds += by.total_seconds()
        await self.bell.ring()
        return len(self.swept) - before

    @property
    def alive(self) -> Path:
        assert self.office.alive is not None
        return self.office.alive

    @property
    def marks(self) -> set[str]:
        return {one.name for one in (self.alive, self.alive.with_name(DEAF)) if one.exists()}


@pytest.fixture
async def tower(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tower]:
    clock, database = Clock(), Database(migrated("sqlite", tmp_path))
    office = open_office(database, Vault(b"k" * 32), clock=clock, alive=tmp_path / "alive")
    made: Tower = Tower(office, clock, Bell(office, lambda: made.seconds, lambda: made.silent))

    def sweep(db: Transaction) -> dict[str, int]:
        made.swept.append(db.now)
        return {}

    monkeypatch.setattr(ring, "STEPS", ())
    monkeypatch.setattr(ring, "sweep", sweep)
    monkeypatch.setattr(reminders, "watch", lambda db, jumped: made.jumps.append(jumped))
    yield made
    await database.close()


async def test_it_sweeps_at_the_first_ring_and_each_hour(tower: Tower) -> None:
    waits = (timedelta(), HOUR - SECOND, SECOND, HOUR - SECOND, SECOND)
    assert [await tower.later(one) for one in waits] == [1, 0, 1, 0, 1]
    assert await tower.office.transact(lambda db: facts.get(db, "bell")) == tower.clock.now.isoformat()


async def test_after_a_jump_of_the_clock_nothing_is_swept_for_a_day(tower: Tower) -> None:
    """By a wrong clock everything is old."""
    await tower.later(timedelta())
    assert await tower.later(SECOND, jumped=reminders.JUMP) == 0
    assert await tower.later(25 * HOUR - SECOND) == 0
    assert await tower.later(SECOND) == 1
    assert tower.jumps == [timedelta(), reminders.JUMP, timedelta(), timedelta()]


async def test_a_clock_that_is_put_right_delays_no_sweep(tower: Tower) -> None:
    await tower.later(timedelta(), jumped=8 * HOUR)
    assert await tower.later(HOUR - SECOND, jumped=-8 * HOUR) == 0
    assert await tower.later(SECOND) == 1
    await tower.later(SECOND, jumped=30 * HOUR)
    assert await tower.later(25 * HOUR - SECOND, jumped=-30 * HOUR) == 0
    assert await tower.later(SECOND) == 1, "a day and an hour after the jump"


async def test_while_it_is_not_known_whether_the_clock_jumped_nothing_rings(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(db: Transaction, jumped: timedelta) -> None:
        raise OperationalError("SELECT", None, Exception("unable to open database file"))

    rung: list[bool] = []
    monkeypatch.setattr(ring, "STEPS", (lambda office, db: rung.append(True),))
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "watch", away)
        await tower.later(timedelta())
    assert (rung, tower.marks) == ([], set())
    await tower.later(SECOND)
    assert (rung, tower.marks) == ([True], {"alive"})


async def test_a_step_is_done_until_nothing_is_left_and_one_that_fails_keeps_no_other_from_its_work(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [True, True, False]

    def faulty(office: Office, db: Transaction) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(ring, "STEPS", (faulty, lambda office, db: left.pop(0)))
    await tower.later(timedelta())
    assert left == []


@pytest.mark.parametrize(
    ("silent", "marks"), [(TOO_LONG - 1, {"alive"}), (TOO_LONG, {DEAF})], ids=["a while", "too long"]
)
async def test_a_bot_that_hears_nothing_for_three_minutes_is_not_well(
    tower: Tower, silent: float, marks: set[str]
) -> None:
    tower.silent = silent
    await tower.later(timedelta())
    assert tower.marks == marks
    tower.silent = 0.0
    await tower.later(SECOND)
    assert tower.marks == {"alive"}


@pytest.mark.parametrize("kept", [True, False], ids=["with a file that shows it", "without"])
async def test_it_rings_from_its_start_to_its_end_late_rather_than_never_and_one_at_a_time(
    tower: Tower, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    did: list[Any] = []

    class Scheduler:
        def __init__(self, **given: Any) -> None:
            did.append(given)

        def add_job(self, *given: Any, **more: Any) -> None:
            did.append((*given, more))

        def start(self) -> None:
            did.append("starts")

        def shutdown(self, **given: Any) -> None:
            did.append(given)

    monkeypatch.setattr(loop, "_scheduler", lambda: Scheduler)
    tower.alive.with_name(DEAF).touch()
    if not kept:
        force_setattr(tower.office, "alive", None)
    tower.bell.stop()
    assert not tower.bell.rings
    await tower.bell.start()
    assert tower.bell.rings
    for _ in range(2):
        tower.bell.stop()
    assert not tower.bell.rings
    how = {"seconds": loop.EVERY, "misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    assert did == [
        {"timezone": "UTC"},
        (tower.bell.ring, "interval", how),
        "starts",
        {"wait": False},
    ]
    if kept:
        assert tower.marks == set(), "whoever rings next says how it is"
        await tower.bell.start()
        tower.bell.stop()


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """Say for how long nothing was heard, each time that something may be lost."""
    found: list[timedelta] = []

    def write(db: Transaction, verb: str, *, since: str, until: str) -> None:
        assert verb == "office.outage"
        found.append(datetime.fromisoformat(until) - datetime.fromisoformat(since))

    monkeypatch.setattr(journal, "write", write)
    return found


async def test_what_may_be_lost_is_told_once_the_messenger_is_heard_again(
    tower: Tower, lost: list[timedelta]
) -> None:
    await tower.later(timedelta())
    for hours in (23, 25):
        tower.silent = TOO_LONG
        await tower.later(hours * HOUR)
        assert lost == [], "it is not known yet until when"
        tower.silent = 0.0
        await tower.later(SECOND)
    assert lost == [25 * HOUR + SECOND]
    await tower.later(SECOND)
    assert len(lost) == 1


async def test_a_bot_that_begins_to_ring_before_it_hears_anything_waits_until_it_does(
    tower: Tower, lost: list[timedelta]
) -> None:
    await tower.office.transact(lambda db: facts.put(db, "bell", (db.now - 20 * HOUR).isoformat()))
    await tower.bell.start()
    tower.silent = 30.0
    await tower.later(20 * SECOND)
    tower.silent = TOO_LONG
    await tower.later(5 * HOUR)
    assert lost == []
    tower.silent = 0.0
    await tower.later(SECOND)
    tower.bell.stop()
    assert lost == [25 * HOUR + 21 * SECOND]


@pytest.mark.parametrize("jumped", [30 * HOUR, -30 * HOUR], ids=["ahead", "back"])
@pytest.mark.parametrize("away", [23, 25])
async def test_a_clock_that_is_set_makes_no_silence_longer_or_shorter(
    tower: Tower, lost: list[timedelta], jumped: timedelta, away: int
) -> None:
    await tower.later(timedelta())
    tower.silent = TOO_LONG
    await tower.later(away * HOUR, jumped=jumped)
    tower.silent = 0.0
    await tower.later(timedelta())
    assert lost == [timedelta(hours=away)][: away > 24]


async def test_a_clock_that_is_set_while_the_bell_rings_is_no_silence(
    tower: Tower, lost: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a weekend goes by in the practice room."""

    def set_ahead(office: Office, db: Transaction) -> bool:
        tower.clock.now += 60 * HOUR
        monkeypatch.setattr(ring, "STEPS", ())
        return False

    await tower.later(SECOND)
    monkeypatch.setattr(ring, "STEPS", (set_ahead,))
    await tower.later(SECOND)
    await tower.later(SECOND)
    assert lost == []


class Set(datetime):
    """The machine's clock, as APScheduler reads it, set ahead or back."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        found = real_clock() + cls.ahead
        return cls.fromtimestamp(found.timestamp(), tz)


async def test_a_clock_that_is_set_back_silences_the_bell_for_no_longer_than_a_moment(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it waits until the clock shows again what it showed."""
    rung = asyncio.Event()
    monkeypatch.setattr(loop, "EVERY", 0.05)
    tell = asyncio.get_running_loop().call_soon_threadsafe
    monkeypatch.setattr(ring, "STEPS", (lambda office, db: tell(rung.set) and False,))
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Set)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", Set)
    monkeypatch.setattr(Set, "ahead", 8 * HOUR)
    bell = Bell(tower.office, machine_seconds)
    await bell.start()
    await asyncio.wait_for(rung.wait(), 10)
    monkeypatch.setattr(Set, "ahead", timedelta())
    await asyncio.sleep(0.2)  # what was planned for the very next moment is over
    for _ in range(3):
        rung.clear()
        await asyncio.wait_for(rung.wait(), 10)
    bell.stop()

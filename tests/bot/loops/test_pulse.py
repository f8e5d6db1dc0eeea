"""Who lives, who is dead and who speaks, look by look (decision 32); with a server in `test_replicas.py`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from msgspec.structs import force_setattr

from bot import ring
from bot.app import open_office
from bot.loops.replicas import BEAT, LOOKS, Replicas
from handlers.ui.office import Office
from storage.core.database import Database
from storage.core.vault import Vault
from storage.messages import replicas as rows
from tests.storage.databases import migrated


class Process:
    """A process that serves the office, and what it began and ended."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.did: list[str] = []
        self.faults: list[Exception] = []
        self.replicas = Replicas(office, self._speak, self._hush)

        self.free = asyncio.Event()
        """Nothing holds it up to begin or to end."""
        self.free.set()

    async def _speak(self) -> None:
        if self.faults:
            raise self.faults.pop()
        await self.free.wait()
        self.did.append("speaks")

    async def _hush(self) -> None:
        await self.free.wait()
        self.did.append("is silent")

    async def looks(self, times: int = 1) -> None:
        for _ in range(times):
            async with asyncio.timeout(5):
                await self.replicas.look()
            if self.free.is_set():
                await self.replicas.settled()

    @property
    def knows(self) -> tuple[bool, bool]:
        """Whether it is alone, and whether it speaks."""
        return self.office.memory.alone, self.office.memory.speaks

    async def there(self) -> dict[int, rows.Replica]:
        return {one.id: one for one in await self.office.transact(rows.look)}


@pytest.fixture
async def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], Process]]:
    monkeypatch.setattr("storage.core.wakes.say", lambda db, speaks: None)  # a server's way to wake others
    monkeypatch.setattr(ring, "look_at_calendar", lambda office, db: None)
    database = Database(migrated("sqlite", tmp_path))
    there: list[Process] = []

    def begun() -> Process:
        there.append(Process(open_office(database, Vault(b"k" * 32))))
        return there[-1]

    yield begun
    for one in there:
        one.free.set()
    await database.close()


async def test_who_comes_first_speaks_and_begins_it_once(process: Callable[[], Process]) -> None:
    first = process()
    await first.looks(2)
    assert (first.knows, first.did) == ((True, True), ["speaks"])
    [row] = (await first.there()).values()
    assert (row.id, row.beat, row.speaks) == (first.office.memory.replica, 2, True)


async def test_who_comes_second_is_silent_until_the_first_leaves(process: Callable[[], Process]) -> None:
    first, second = process(), process()
    await first.looks()
    await second.looks()
    await first.looks()
    assert (first.knows, second.knows) == ((False, True), (False, False))
    await second.replicas.leave()
    await second.looks()
    await first.replicas.leave()
    await second.looks()
    assert (second.knows, first.did, second.did) == ((True, True), ["speaks"], ["speaks"])
    assert list(await second.there()) == [second.office.memory.replica]


async def test_a_third_is_silent_though_not_all_others_speak(process: Callable[[], Process]) -> None:
    first, second, third = process(), process(), process()
    for one in (first, second, third):
        await one.looks()
    assert third.knows == (False, False)


async def test_whose_number_stands_still_over_four_looks_is_dead_at_the_next(
    process: Callable[[], Process],
) -> None:
    first, second = process(), process()
    await first.looks()
    await second.looks(LOOKS - 1)
    await first.looks()
    await second.looks()
    assert second.did == [], "it beat once more"
    await second.looks(LOOKS)
    assert (second.knows, second.did) == ((False, False), [])
    await second.looks()
    assert (second.knows, second.did) == ((True, True), ["speaks"])
    assert list(await second.there()) == [second.office.memory.replica]


async def test_who_beats_at_the_last_moment_is_not_dead(process: Callable[[], Process]) -> None:
    first, second = process(), process()
    await first.looks()
    await second.looks(LOOKS)
    await first.looks()
    await second.looks()
    assert second.knows == (False, False)


async def test_who_was_taken_for_dead_is_another_from_then_on_and_silent_while_somebody_speaks(
    process: Callable[[], Process],
) -> None:
    first, second = process(), process()
    await first.looks()
    buried = first.office.memory.replica
    await second.looks(LOOKS + 1)
    await first.looks()
    assert first.office.memory.replica != buried
    assert (first.knows, first.did) == ((False, False), ["speaks", "is silent"])
    await first.looks()
    assert first.did == ["speaks", "is silent"], "once"


async def test_who_can_not_begin_to_speak_is_silent_and_tries_again_at_the_next_look(
    process: Callable[[], Process],
) -> None:
    first = process()
    first.faults = [OSError("the database went away")]
    await first.looks()
    assert (first.did, str(first.replicas.failed)) == (["is silent"], "the database went away")
    await first.looks()
    assert (first.did, first.replicas.failed) == (["is silent", "speaks"], None)


async def test_who_waits_for_a_lock_as_it_begins_to_speak_shows_all_the_while_that_it_lives(
    process: Callable[[], Process],
) -> None:
    first, second = process(), process()
    first.free.clear()
    for _ in range(LOOKS + 2):
        await first.looks()
        await second.looks()
    assert (second.did, second.knows) == ([], (False, False))
    assert (first.did, first.knows) == ([], (False, True))
    first.free.set()
    await first.looks()
    assert first.did == ["speaks"], "once"


async def test_who_waits_for_a_lock_as_it_falls_silent_lives_and_speaks_again_only_after_it(
    process: Callable[[], Process],
) -> None:
    first, second = process(), process()
    await first.looks()
    await second.looks(LOOKS + 1)
    first.free.clear()
    for _ in range(LOOKS + 2):
        await first.looks()
        await second.looks()
    assert (first.did, second.knows) == (["speaks"], (False, True))
    await second.replicas.leave()
    await first.looks(2)
    assert first.did == ["speaks"]
    first.free.set()
    await first.looks()
    await first.looks()
    assert first.did == ["speaks", "is silent", "speaks"]


async def test_who_is_buried_as_it_begins_to_speak_never_speaks(process: Callable[[], Process]) -> None:
    first, second = process(), process()
    first.free.clear()
    await first.looks()
    await asyncio.sleep(0)
    await second.looks(LOOKS + 1)
    await first.looks(2)
    first.free.set()
    await first.replicas.settled()
    assert (first.did, first.knows, second.did) == (["is silent"], (False, False), ["speaks"])
    await first.looks()
    assert first.did == ["is silent"], "once"


async def test_who_stops_waits_for_what_it_began(process: Callable[[], Process]) -> None:
    first = process()
    first.free.clear()
    await first.looks()
    await asyncio.sleep(0)
    stopping = asyncio.create_task(first.replicas.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    first.free.set()
    await stopping
    assert first.did == ["is silent"]


async def test_what_becomes_of_falling_silent_ends_no_look(
    process: Callable[[], Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise OSError

    first, second = process(), process()
    await first.looks()
    await second.looks(LOOKS + 1)
    monkeypatch.setattr(first.replicas, "hush", fails)
    await first.looks()
    await second.replicas.leave()
    await first.looks()
    assert first.did == ["speaks", "speaks"]


async def test_only_who_is_silent_looks_at_the_calendar_here_and_shows_that_it_is_well(
    process: Callable[[], Process], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who speaks does both by the bell."""
    looked: list[Office] = []
    monkeypatch.setattr(ring, "look_at_calendar", lambda office, db: looked.append(office))
    first, second = process(), process()
    for one, name in ((first, "first"), (second, "second")):
        force_setattr(one.office, "alive", tmp_path / name)  # in life it is given at the start
        await one.looks()
    assert looked == [second.office]
    assert [(tmp_path / name).exists() for name in ("first", "second")] == [False, True]


async def test_who_never_served_has_nothing_to_leave(process: Callable[[], Process]) -> None:
    first, second = process(), process()
    await first.looks()
    await second.replicas.leave()
    assert len(await first.there()) == 1


async def test_it_looks_every_beat_whatever_becomes_of_a_look(
    process: Callable[[], Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, slept, looks = process(), list[float](), list[int]()

    async def look() -> None:
        looks.append(len(slept))
        raise OSError

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(first.replicas, "look", look)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await first.replicas.run()
    assert (looks, slept) == ([0, 1, 2], [BEAT] * 3)

"""Errands as the bot has them in hand: how many, how long, how often; what is fetched, shown and told."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.app import CONVERSATIONS, open_office, put_together
from bot.loops import errands as loop
from bot.loops import working
from bot.loops.errands import Errands
from bot.loops.working import Brief, WorkerDied, WorkFailed
from bot.messenger import MessengerTrouble
from bot.telegram.channel import TELEGRAM
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.errands import progress
from handlers.ui.errands import Document, Outcome
from storage.core.database import Database, Transaction
from storage.core.letters import LetterKind
from storage.core.tables import errands as table
from storage.core.tables import file_parts, outbox
from storage.core.vault import Vault
from storage.errands import errands, files
from storage.errands.errands import ErrandState
from storage.staffing import people, units
from tests.handlers.errands import toys
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.small_channel import Small
from tests.support.town import Clock

Works = Callable[[int, Callable[[float], None]], Awaitable[Outcome]]
FULL = OperationalError("UPDATE", None, Exception("database or disk is full"))


async def done(errand: int, said: Callable[[float], None]) -> Outcome:
    """Do it at once."""
    return Outcome({"steps": 1}, keeps_file=True)


async def never(errand: int, said: Callable[[float], None]) -> Outcome:
    """Do it for ever."""
    return await asyncio.Future[Outcome]()


async def dies(errand: int, said: Callable[[float], None]) -> Outcome:
    """Let its process die."""
    raise WorkerDied


@dataclass
class Counter:
    """An office where somebody asks for errands; the work is what the test says."""

    loop: Errands
    small: Small
    clock: Clock
    person: Person
    chat: int = 7
    works: Works = done
    worked: list[int] = field(default_factory=list)

    async def work(self, given: Brief, said: Callable[[float], None]) -> Outcome:
        self.worked.append(given.errand)
        return await self.works(given.errand, said)

    async def looks(self, work: Callable[[Transaction], Any]) -> Any:
        return await self.loop._office.transact(work)

    async def asks(self, *, file: bool = False) -> int:
        def ask(db: Transaction) -> int:
            db.speaker, db.at = self.person, addressed.address(db, self.chat)
            sent = files.add(db, self.person.id, "玩具.xlsx", "f") if file else None
            return errands.ask(db, "slow", {"steps": 1}, file=sent).id

        return int(await self.looks(ask))

    async def rests(self) -> None:
        """Wait until nothing is in hand, and a moment more."""
        async with asyncio.timeout(10):
            while self.loop.busy:
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.01)

    async def runs(self) -> None:
        """Let it take up what is due, until nothing is in hand."""
        running = asyncio.create_task(self.loop.run())
        await asyncio.sleep(0)
        await self.rests()
        running.cancel()

    async def rows(self) -> list[Any]:
        return list(
            await self.looks(lambda db: db.connection.execute(select(table).order_by(table.c.id)).all())
        )

    async def states(self) -> list[str]:
        return [one.state for one in await self.rows()]

    async def told(self) -> int:
        said = select(outbox).where(outbox.c.kind == LetterKind.MESSAGE)
        return len(await self.looks(lambda db: db.connection.execute(said).all()))

    async def stops(self, errand: int) -> None:
        """Let whoever asked for an errand want it no more."""
        await self.looks(lambda db: errands.stop(db, errands.get(db, errand)))

    async def leaves(self, errand: int) -> None:
        """Let whoever asked for an errand be gone."""
        await self.looks(lambda db: people.let_go(db, people.get(db, self.person.id), into=None))


@pytest.fixture
async def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counter]:
    clock, database, small = Clock(), Database(migrated("sqlite", tmp_path)), Small()
    office = open_office(database, Vault(b"k" * 32), clock=clock)
    app = put_together((toys.register, *CONVERSATIONS))

    def join(db: Transaction) -> Person:
        unit = units.add(db, UnitKind.BUREAU, "社會局")
        return addressed.add(db, Person(0, Role.ADMIN, unit.id, "李預設", "0912000000", ""), 7)

    person = await office.transact(join)
    counter = Counter(Errands(app, {TELEGRAM.name: small}, office, ()), small, clock, person)
    monkeypatch.setattr(working, "work", counter.work)
    monkeypatch.setattr(loop, "BEAT", 1000.0)
    yield counter
    await counter.loop.stop()
    await database.close()


async def test_a_start_takes_up_what_waits_and_looks_again_only_when_something_ends(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, busy = counter.loop._take, list[bool]()

    async def counted() -> None:
        busy.append(counter.loop.busy)
        await take()

    async def at_last(errand: int, said: Any) -> Outcome:
        await asyncio.sleep(0.05)
        busy.append(counter.loop.busy)
        return await done(errand, said)

    monkeypatch.setattr(counter.loop, "_take", counted)
    counter.works = at_last
    await counter.asks()
    assert not counter.loop.busy, "it does not run yet"
    await counter.runs()
    assert await counter.states() == [ErrandState.DONE]
    assert busy == [True, True, True], "while it looks, while it works, and when it looks once more"
    counter.loop._office.memory.asked()
    assert counter.loop.busy


async def test_two_are_done_at_once_and_the_third_when_one_of_them_ends(counter: Counter) -> None:
    first_ends = asyncio.Event()

    async def waits(errand: int, said: Any) -> Outcome:
        await (first_ends.wait() if errand == first else asyncio.Future())
        return await done(errand, said)

    counter.works = waits
    first, second, third = [await counter.asks() for _ in range(3)]
    running = asyncio.create_task(counter.loop.run())
    await asyncio.sleep(0.05)
    assert counter.worked == [first, second]
    first_ends.set()
    async with asyncio.timeout(5):
        while third not in counter.worked:
            await asyncio.sleep(0.005)
    running.cancel()


@pytest.mark.parametrize(
    ("begun", "state"), [(19, ErrandState.DONE), (20, ErrandState.FAILED)], ids=["the 20th time", "the 21st"]
)
async def test_what_takes_the_whole_bot_with_it_is_begun_twenty_times(
    counter: Counter, begun: int, state: ErrandState
) -> None:
    errand = await counter.asks()
    await counter.looks(lambda db: db.connection.execute(update(table).values(attempts=begun)))
    await counter.runs()
    assert await counter.states() == [state]
    assert counter.worked == ([errand] if state is ErrandState.DONE else [])


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 5), (2, 20), (3, 60), (4, 300), (5, None)])
async def test_whose_process_dies_is_tried_again_after_longer_pauses_four_times(
    counter: Counter, attempt: int, seconds: int | None
) -> None:
    counter.works = dies
    await counter.asks()
    await counter.looks(lambda db: db.connection.execute(update(table).values(attempts=attempt - 1)))
    await counter.runs()
    [row] = await counter.rows()
    if seconds is None:
        assert row.state == ErrandState.FAILED
    else:
        assert (row.state, row.due_at) == (
            ErrandState.WAITING,
            counter.clock.now + timedelta(seconds=seconds),
        )


async def test_who_stops_waits_for_no_work_and_it_is_there_for_the_next_start(counter: Counter) -> None:
    counter.works = never
    await counter.asks()
    await counter.loop._take()
    [held] = counter.loop._running.values()
    await counter.loop.stop()
    assert held.task.cancelled()
    [row] = await counter.rows()
    assert (row.state, row.due_at) == (ErrandState.WAITING, counter.clock.now)


@pytest.mark.parametrize("fails", [False, True], ids=["it is done", "it fails"])
@pytest.mark.parametrize(
    ("befalls", "state"), [(Counter.stops, ErrandState.STOPPED), (Counter.leaves, None), (None, None)]
)
async def test_what_came_of_it_is_told_but_for_who_stopped_it_or_left(
    counter: Counter, befalls: Any, state: ErrandState | None, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[ErrandState] = []
    monkeypatch.setattr(progress, "close", lambda turn, errand, ended: closed.append(ended))

    async def befallen(errand: int, said: Any) -> Outcome:
        if befalls is not None:
            await befalls(counter, errand)
        if fails:
            raise ZeroDivisionError
        return await done(errand, said)

    counter.works = befallen
    await counter.asks()
    await counter.runs()
    done_or_not = ErrandState.FAILED if fails else ErrandState.DONE
    assert await counter.states() == [state or done_or_not]
    assert closed == ([done_or_not] if befalls is None else [])
    assert await counter.told() == (1 if befalls is None else 0)


@pytest.mark.parametrize(
    ("fault", "logged"),
    [(WorkFailed("ValueError at toys.py:58"), "ValueError at toys.py:58"), (ValueError("王測試"), "")],
    ids=["where it was done", "here"],
)
async def test_of_a_fault_its_place_is_logged_and_never_what_it_says(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, fault: Exception, logged: str
) -> None:
    async def fails(errand: int, said: Any) -> Outcome:
        raise fault

    found: list[str] = []
    told = SimpleNamespace(error=lambda event, **facts: found.append(facts["fault"]))
    monkeypatch.setattr(loop, "log", told)
    counter.works = fails
    await counter.asks()
    await counter.runs()
    assert found == [logged]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Say which percents were shown."""
    found: list[int] = []
    monkeypatch.setattr(progress, "show", lambda turn, errand, percent: found.append(percent))
    return found


async def test_how_far_it_is_is_shown_when_it_went_on_though_a_beat_could_not_be_kept(
    counter: Counter, shown: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "BEAT", 0.001)
    hold, beats, faults = errands.hold, list[int](), [FULL]

    def held(db: Transaction, errand: Any, percent: int) -> bool:
        beats.append(percent)
        if percent and faults:
            raise faults.pop()
        return hold(db, errand, percent)

    async def beaten(times: int) -> None:
        beats.clear()
        while len(beats) < times:
            await asyncio.sleep(0.001)

    async def slowly(errand: int, said: Callable[[float], None]) -> Outcome:
        for part in (0.0, 0.5, 1.0):
            said(part)
            await beaten(3)
        return await done(errand, said)

    monkeypatch.setattr(errands, "hold", held)
    counter.works = slowly
    await counter.asks()
    await counter.runs()
    assert (shown, await counter.states()) == ([50, 100], [ErrandState.DONE])
    beats.clear()
    await asyncio.sleep(0.02)
    assert beats == [], "nothing is in hand"


async def test_between_two_beats_nothing_is_shown(counter: Counter, shown: list[int]) -> None:
    async def half(errand: int, said: Callable[[float], None]) -> Outcome:
        said(0.5)
        await asyncio.sleep(0.03)
        return await done(errand, said)

    counter.works = half
    await counter.asks()
    await counter.runs()
    assert shown == []
    assert not any("Errands._beat" in repr(one) for one in asyncio.all_tasks()), "and none will come"


async def test_what_another_does_or_nobody_wants_is_let_go_at_the_next_beat(
    counter: Counter, shown: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "BEAT", 0.001)

    async def taken_over(errand: int, said: Callable[[float], None]) -> Outcome:
        await counter.stops(errand)
        said(0.5)
        return await never(errand, said)

    counter.works = taken_over
    await counter.asks()
    await counter.runs()
    assert (shown, await counter.states()) == ([], [ErrandState.STOPPED])


async def kept(counter: Counter) -> list[int]:
    """List the numbers of the pieces that are kept."""
    numbers = select(file_parts.c.number).order_by(file_parts.c.number)
    return list(await counter.looks(lambda db: db.connection.execute(numbers).scalars()))


async def test_a_file_is_kept_in_pieces_and_from_its_beginning_when_it_broke_off(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks = [True]

    async def fetch(reference: str, most: int) -> AsyncIterator[bytes]:
        for piece in (b"ab", b"cd", b"efg"):
            yield piece
            if breaks and piece == b"cd":
                breaks.clear()
                raise MessengerTrouble("the network")

    monkeypatch.setattr(files, "PART", 4)
    monkeypatch.setattr(counter.small, "fetch", fetch)
    await counter.asks(file=True)
    await counter.runs()
    assert (await counter.states(), await kept(counter)) == ([ErrandState.WAITING], [0])
    counter.clock.now += timedelta(seconds=5)
    await counter.runs()
    [row] = await counter.rows()
    assert (row.state, row.progress, await kept(counter)) == (ErrandState.DONE, 0, [0, 1])
    assert await counter.looks(lambda db: files.content(db, row.file)) == b"abcdefg"
    known_by = hashlib.sha256(b"abcdefg").hexdigest()
    assert row.digest == await counter.looks(lambda db: db.vault.index(errands.DIGEST, known_by))


async def test_a_file_of_which_a_document_was_made_is_read_anew_when_it_comes_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(reference: str, most: int) -> AsyncIterator[bytes]:
        yield b"ab"

    async def draws(errand: int, said: Callable[[float], None]) -> Outcome:
        return Outcome({"steps": 1}, Document("圖樣.txt", b"o-o"))

    monkeypatch.setattr(counter.small, "fetch", fetch)
    counter.works = draws
    for _ in range(2):
        await counter.asks(file=True)
        await counter.runs()
    assert counter.worked == [one.id for one in await counter.rows()], "a document is not kept"


async def test_of_a_file_that_nobody_wants_any_more_nothing_is_kept(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(reference: str, most: int) -> AsyncIterator[bytes]:
        await counter.stops(errand)
        yield b"ab"

    monkeypatch.setattr(counter.small, "fetch", fetch)
    errand = await counter.asks(file=True)
    await counter.runs()
    assert (await kept(counter), counter.worked, await counter.told()) == ([], [], 0)


async def test_a_file_of_a_messenger_that_is_not_here_waits_for_it(counter: Counter) -> None:
    counter.loop._messengers = {}
    await counter.asks(file=True)
    await counter.runs()
    assert await counter.states() == [ErrandState.WAITING]

"""The worker: how often it tries, what it keeps and when, whom it tells, and what it leaves to others."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnection

from actions import fallback
from bot.app import CHANNELS, open_office, put_together
from bot.faults import of_storage, place
from bot.loops import work
from bot.loops.trouble import Trouble
from bot.loops.work import Worker
from handlers.ui.heard import Heard
from handlers.ui.office import Office
from storage.core.database import Database
from storage.core.tables import inbox as table
from storage.core.vault import Vault
from storage.messages import inbox
from storage.messages.inbox import AlreadyDone, Arrived, Came, NotNext
from tests.storage.databases import migrated
from tests.support.small_channel import SMALL, Small

FULL = OperationalError("INSERT", None, Exception("database or disk is full"))
FAULT = ZeroDivisionError()


@dataclass
class Counter:
    """A worker whose turns end as they are bidden."""

    office: Office
    small: Small
    worker: Worker
    faults: list[Exception | None] = field(default_factory=list)
    """What the next turns meet."""
    taken: list[str] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    """How much lay in the inbox at each turn."""
    told: list[int] = field(default_factory=list)
    """How often anybody had been told to call, at each turn."""
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    """Turns that wait."""
    slept: list[float] = field(default_factory=list)

    async def take(self, app: Any, office: Office, heard: Heard | None, arrived: Arrived) -> None:
        self.taken.append(arrived.number)
        self.kept.append(len(await self.waiting()))
        self.told.append(sum(map(len, self.small.told.values())))
        if arrived.number in self.slow:
            await self.slow[arrived.number].wait()
        if self.faults and (fault := self.faults.pop(0)):
            raise fault
        await office.transact(lambda db: inbox.claim(db, arrived))

    def came(self, number: str, address: str = "a", **more: Any) -> Came:
        return self.small.came({"event": number, "from": address, "words": "?", **more})

    async def hears(self, *numbers: str, address: str = "a") -> None:
        """Hear something, and work until all is done."""
        await self.worker.hear([self.came(one, address) for one in numbers])
        await self.rests()

    async def rests(self) -> None:
        while self.worker.busy:
            await asyncio.sleep(0.005)

    async def waiting(self) -> list[str]:
        return [one.number for one in await self.office.transact(inbox.waiting)]

    async def holders(self) -> list[int | None]:
        held = select(table.c.holder).order_by(table.c.id)
        return await self.office.transact(lambda db: list(db.connection.execute(held).scalars()))

    async def keeps(self, *came: Came, holder: int | None = None) -> None:
        """Let something lie in the inbox."""
        rows = [inbox.arrived(self.office.vault, one) for one in came]
        await self.office.transact(lambda db: inbox.keep(db, rows, holder=holder))


@pytest.fixture
async def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counter]:
    database = Database(migrated("sqlite", tmp_path))
    office = open_office(database, Vault(b"k" * 32), channels=(*CHANNELS, SMALL))
    small = Small()
    channels = {SMALL.name: small}
    worker = Worker(put_together(), channels, office, Trouble(channels, office))
    counter, sleep = Counter(office, small, worker), asyncio.sleep

    async def at_once(seconds: float) -> None:
        if seconds >= 1:
            counter.slept.append(seconds)
        await sleep(min(seconds, 0.005))

    monkeypatch.setattr(asyncio, "sleep", at_once)
    monkeypatch.setattr(work, "take", counter.take)
    yield counter
    for one in counter.slow.values():
        one.set()
    await worker.stop()
    await database.close()


@pytest.fixture
def full_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be kept, once."""
    keep, faults = inbox.keep, [FULL]

    def keeps(db: Any, updates: Any, **of: Any) -> Any:
        if faults:
            raise faults.pop()
        return keep(db, updates, **of)

    monkeypatch.setattr(inbox, "keep", keeps)


async def test_what_fails_is_kept_before_it_is_tried_again_and_set_aside_after_three_tries(
    counter: Counter,
) -> None:
    counter.faults = [FAULT] * 9
    await counter.hears("1")
    assert (counter.taken, counter.kept, counter.slept) == (["1"] * 3, [0, 1, 1], [])
    aside = select(func.count()).where(table.c.set_aside_at.isnot(None))
    assert await counter.office.transact(lambda db: db.connection.execute(aside).scalar_one()) == 1


async def test_what_was_done_before_is_not_tried_again(counter: Counter) -> None:
    counter.faults = [AlreadyDone()]
    await counter.hears("1")
    assert (counter.taken, await counter.waiting()) == (["1"], [])


async def test_what_stands_behind_anothers_is_left_to_whoever_is_free(counter: Counter) -> None:
    counter.office.memory.replica = 5
    counter.faults = [NotNext()]
    await counter.hears("1")
    assert (counter.taken, await counter.holders()) == (["1"], [None])


async def test_what_stands_behind_what_was_left_to_another_is_left_to_it_too(counter: Counter) -> None:
    counter.office.memory.replica = 5
    await counter.keeps(counter.came("1"), holder=7)
    await counter.hears("2", "3", "4")
    assert await counter.waiting() == ["1", "2", "3", "4"], "nothing is done before what came before it"
    assert await counter.holders() == [7, None, None, None]


async def test_what_was_kept_for_this_process_and_came_again_is_in_hand_and_in_its_order(
    counter: Counter,
) -> None:
    """As where the answer to a commit was lost, so that the messenger hands it over once more."""
    counter.office.memory.replica = 5
    await counter.hears("1")
    await counter.keeps(counter.came("2"), holder=5)
    await counter.hears("1", "2", "3")
    assert (counter.taken[1:], await counter.waiting()) == (["1", "2", "3"], [])


async def test_what_fails_before_its_turn_is_left_until_what_came_before_it_is_done(counter: Counter) -> None:
    counter.office.memory.replica = 5
    await counter.keeps(counter.came("1"), holder=5)
    counter.faults = [FAULT] * 3
    await counter.hears("2")
    assert (await counter.waiting(), await counter.holders(), counter.small.told) == (
        ["1", "2"],
        [5, None],
        {},
    )


async def test_what_just_came_waits_for_what_its_own_process_took_meanwhile(counter: Counter) -> None:
    counter.office.memory.replica = 5
    await counter.keeps(counter.came("1"), holder=5)  # taken, and not yet in hand
    await counter.hears("2")
    assert (await counter.waiting(), await counter.holders()) == (["1", "2"], [5, None])


async def test_what_is_kept_and_no_messenger_understands_any_more_keeps_nothing_behind_it_waiting(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.office.memory.replica = 5
    await counter.keeps(counter.came("1"), counter.came("2"))
    understands = counter.small.came

    def came(update: Any) -> Came:
        if update["event"] == "1":
            raise KeyError
        return understands(update)

    monkeypatch.setattr(counter.small, "came", came)
    set_aside, faults = fallback.set_aside, [FULL]

    def sets_aside(db: Any, arrived: Arrived) -> None:
        if faults:
            raise faults.pop()
        set_aside(db, arrived)

    monkeypatch.setattr(fallback, "set_aside", sets_aside)
    assert await counter.worker._take(9) == 2
    await counter.rests()
    assert (counter.taken, await counter.waiting()) == (["2"], [])
    aside = select(func.count()).where(table.c.set_aside_at.isnot(None))
    assert await counter.office.transact(lambda db: db.connection.execute(aside).scalar_one()) == 1


@pytest.mark.parametrize("shared", [False, True], ids=["a file", "a server"])
async def test_one_lost_connection_of_a_server_keeps_nothing_from_being_kept_and_alarms_nobody(
    counter: Counter, full_once: None, monkeypatch: pytest.MonkeyPatch, shared: bool
) -> None:
    monkeypatch.setattr(Database, "shared", property(lambda _: shared))
    monkeypatch.setattr("storage.core.wakes.say", lambda db, speaks: None)  # a server's way to wake others
    memory = counter.office.memory
    memory.others, memory.replica = 1, 5
    counter.worker._queues = {bytes([n]): deque() for n in range(work.HANDS)}
    hearing = counter.hears("1")
    if shared:
        await hearing
    else:
        with pytest.raises(OperationalError):
            await hearing
    told = {"a"} if not shared else set()
    assert (await counter.waiting(), {*counter.small.told}) == (["1"] if shared else [], told)


@pytest.mark.parametrize(
    ("shared", "told"), [(False, [0, 1, 1]), (True, [0, 0, 1])], ids=["a file", "a server"]
)
async def test_an_outage_is_told_once_and_the_next_anew_and_one_lost_connection_of_a_server_is_none(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, shared: bool, told: list[int]
) -> None:
    monkeypatch.setattr(Database, "shared", property(lambda _: shared))
    counter.faults = [FULL, FULL]
    await counter.hears("1")
    assert (counter.told, counter.slept) == (told, [work.PAUSE] * 2)
    counter.faults = [FULL, FULL]
    await counter.hears("2")
    assert len(counter.small.told["a"]) == 2


async def test_an_outage_is_over_for_who_sent_what_was_set_aside(counter: Counter) -> None:
    counter.faults = [FULL, FAULT, FAULT, FAULT]
    await counter.hears("1")
    counter.faults = [FULL]
    await counter.hears("2")
    assert len(counter.small.told["a"]) == 2


async def test_only_whose_words_were_lost_are_told_to_call_and_those_come_again(
    counter: Counter, full_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SLOW", 0.5)
    counter.slow["3"] = asyncio.Event()
    counter.faults = [None, FULL]
    came = [counter.came("1", "done"), counter.came("2", "lost"), counter.came("3", "late")]
    with pytest.raises(OperationalError):
        await counter.worker.hear(came)
    assert set(counter.small.told) == {"lost", "late"}
    counter.slow["3"].set()
    await counter.rests()
    assert counter.taken == ["1", "2", "3"], "nobody acts on what will come again"
    await counter.worker.hear(came)
    await counter.rests()
    assert counter.taken[3:] == ["1", "2", "3"]


async def test_what_could_not_be_kept_by_who_acts_on_it_comes_again_though_another_could(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its turn failed, and both wanted to keep it in the same moment."""
    keep, begun = counter.worker._keep, list[int]()

    async def keeps(updates: Any, **how: Any) -> None:
        begun.append(1)
        if len(begun) == 1:
            await asyncio.sleep(0.1)
            raise FULL
        await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)
        await keep(updates, **how)

    monkeypatch.setattr(counter.worker, "_keep", keeps)
    monkeypatch.setattr(work, "SLOW", 0.001)
    counter.faults = [FAULT]
    with pytest.raises(OperationalError):
        await counter.hears("1")
    monkeypatch.undo()
    await counter.worker.hear([counter.came("1")])
    await counter.rests()
    assert await counter.waiting() == []


async def test_what_no_messenger_understands_is_not_confirmed(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = counter.came("1")
    monkeypatch.setattr(counter.small, "came", lambda update: update["no such member"])
    with pytest.raises(KeyError):
        await counter.worker.hear([came])


@pytest.mark.parametrize("kept", ["before", "while it was slow"])
async def test_what_is_kept_is_tried_until_it_is_done_though_nothing_more_can_be_kept(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setattr(work, "SLOW", 0.01)
    counter.slow["1"] = asyncio.Event()
    if kept == "before":
        await counter.keeps(counter.came("1"))
        await counter.worker.resume()
    else:
        await counter.worker.hear([counter.came("1")])
    assert await counter.waiting() == ["1"]

    def full(*_: Any, **__: Any) -> None:
        raise FULL

    monkeypatch.setattr(inbox, "keep", full)
    counter.faults = [FULL]
    counter.slow["1"].set()
    await counter.rests()
    assert (counter.taken, await counter.waiting()) == (["1", "1"], [])


async def test_who_stops_waits_for_no_turn_and_what_is_not_done_waits_for_the_next_start(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SLOW", 0.01)
    counter.slow["1"] = asyncio.Event()
    await counter.worker.hear([counter.came("1")])
    tasks = set(counter.worker._tasks)
    await counter.worker.stop()
    assert {one.cancelled() for one in tasks} == {True}
    assert await counter.waiting() == ["1"]


async def test_a_start_takes_up_what_was_kept_by_whomever_and_leaves_what_nobody_here_understands(
    counter: Counter,
) -> None:
    """An office that moved to a file may have been served by several."""
    await counter.keeps(counter.came("1"), Came("elsewhere", "2", "a", {}), holder=3)
    await counter.worker.resume()
    await counter.rests()
    assert (counter.taken, await counter.waiting()) == (["1"], ["2"])


async def test_only_a_press_is_acknowledged_and_what_was_said_nowhere_is_done_all_the_same(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledged: list[str] = []
    hear = counter.small.hear

    async def acknowledge(heard: Heard) -> None:
        acknowledged.append(heard.pressed)

    monkeypatch.setattr(counter.small, "acknowledge", acknowledge)
    monkeypatch.setattr(counter.small, "hear", lambda update: hear(update) if "on" in update else None)
    await counter.worker.hear(
        [
            counter.came("1", "a", on=1),
            counter.came("2", "b", pressed="go:1", on=1),
            counter.came("3", "c"),
        ]
    )
    await counter.rests()
    assert acknowledged == ["go:1"]
    assert (sorted(counter.taken), await counter.waiting()) == (["1", "2", "3"], [])


@pytest.mark.parametrize(
    ("others", "speaks", "in_hand", "full"),
    [
        (0, True, 9, False),
        (1, True, 2, False),
        (1, True, 3, True),
        (2, True, 1, False),
        (2, True, 2, True),
        (3, True, 0, False),
        (3, True, 1, True),
        (9, True, 0, False),
        (1, False, 7, False),
        (1, False, 8, True),
        (3, False, 7, False),
    ],
)
async def test_who_serves_beside_others_leaves_them_what_it_has_no_hand_for_and_more_when_it_speaks(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, others: int, speaks: bool, in_hand: int, full: bool
) -> None:
    monkeypatch.setattr("storage.core.wakes.say", lambda db, speaks: None)  # a server's way to wake others
    memory = counter.office.memory
    memory.others, memory.speaks, memory.replica = others, speaks, 5
    counter.worker._queues = {bytes([n]): deque() for n in range(in_hand)}
    await counter.hears("1")
    assert counter.taken == ([] if full else ["1"])
    assert (await counter.waiting(), await counter.holders()) == (["1"] if full else [], [None])


async def test_who_is_free_takes_so_many_addresses_and_they_are_its_own(counter: Counter) -> None:
    counter.office.memory.replica = 5
    counter.slow = {number: asyncio.Event() for number in "123"}
    await counter.keeps(*(counter.came(number, number) for number in "123"))
    assert [await counter.worker._take(most) for most in (0, 1, 1)] == [0, 1, 1]
    assert await counter.holders() == [5, 5, None]


@pytest.fixture
def takes(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Say how much was asked for at each look for what waits, and what each is to find."""
    found = SimpleNamespace(most=[], finds=[])

    async def take(most: int) -> int:
        found.most.append(most)
        if not found.finds:
            return 0
        one = found.finds.pop(0)
        if isinstance(one, Exception):
            raise one
        return int(one)

    monkeypatch.setattr(counter.worker, "_take", take)
    monkeypatch.setattr(work, "LOOK", 1000.0)
    monkeypatch.setattr(work, "ALONE", 1000.0)
    return found


async def until(found: list[int], many: int) -> list[int]:
    """Wait until it was looked so often, and a moment more."""
    async with asyncio.timeout(5):
        while len(found) < many:
            await asyncio.sleep(0.005)
    for _ in range(4):
        await asyncio.sleep(0.005)
    return found


@pytest.mark.parametrize("others", [0, 1])
async def test_what_waits_for_whoever_is_free_is_found_without_a_wake_and_sooner_beside_others(
    counter: Counter, takes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    monkeypatch.setattr(work, "LOOK" if others else "ALONE", 0.001)
    memory = counter.office.memory
    memory.others, memory.speaks = others, not others
    counter.worker._queues = {b"a": deque(), b"b": deque()}
    sharing = asyncio.create_task(counter.worker.share())
    assert {*await until(takes.most, 3)} == {(work.HANDS if others else work.AT_ONCE) - 2}
    sharing.cancel()


async def test_while_as_much_is_found_as_there_are_hands_it_is_looked_at_once_and_then_when_woken(
    counter: Counter, takes: SimpleNamespace
) -> None:
    takes.finds = [work.AT_ONCE, work.AT_ONCE - 1]
    sharing = asyncio.create_task(counter.worker.share())
    assert len(await until(takes.most, 2)) == 2
    counter.worker.woken.set()
    assert len(await until(takes.most, 3)) == 3
    sharing.cancel()


async def test_who_has_more_than_half_its_hands_full_looks_when_an_address_has_nothing_more(
    counter: Counter, takes: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SLOW", 0.01)
    counter.slow["1"] = asyncio.Event()
    await counter.worker.hear([counter.came("1")])
    counter.worker._queues |= {bytes([n]): deque() for n in range(work.AT_ONCE // 2)}
    counter.worker._ended.set()  # by another, before
    sharing = asyncio.create_task(counter.worker.share())
    assert await until(takes.most, 0) == []
    counter.slow["1"].set()
    assert await until(takes.most, 1) == [work.AT_ONCE // 2]
    sharing.cancel()


async def test_when_the_database_is_away_it_is_looked_again_after_a_pause(
    counter: Counter, takes: SimpleNamespace
) -> None:
    takes.finds = [FULL]
    sharing = asyncio.create_task(counter.worker.share())
    assert len(await until(takes.most, 2)) == 2
    assert counter.slept == [work.PAUSE]
    sharing.cancel()


@pytest.mark.parametrize(
    ("error", "is_trouble"),
    [
        (FULL, True),
        (OSError(28, "no space left on device"), True),
        (NoConnection(), True),
        (IntegrityError("INSERT", None, Exception("UNIQUE")), False),
        (ProgrammingError("SELECT", None, Exception("no such column")), False),
        (DataError("INSERT", None, Exception("too long")), False),
        (DBAPIError("INSERT", None, type("", (Exception,), {"sqlstate": "22021"})()), False),
        (ValueError(), False),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else "",
)
def test_what_the_tables_refuse_is_no_trouble_of_the_storage(error: Exception, is_trouble: bool) -> None:
    assert of_storage(error) is is_trouble


def test_the_place_of_a_fault_is_where_it_was_raised() -> None:
    def raises() -> None:
        raise KeyError

    with pytest.raises(KeyError) as raised:
        raises()
    assert place(raised.value) == f"test_work.py:{raises.__code__.co_firstlineno + 1}"
    assert place(ValueError()) == "?"

"""The whole bot: what a start takes up, what a stop lets go, and what ends it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from actions import fallback
from actions.staffing import restoring
from bot.app import CHANNELS, open_office
from bot.bot import Bot
from bot.loops import work
from bot.loops.bell import TOO_LONG
from bot.messenger import Keep, TokenRefused
from handlers.ui.office import Office
from storage.core import facts, wakes
from storage.core.database import Database, Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.schema import SchemaTrouble
from storage.core.vault import Vault
from storage.messages import inbox, outbox, replicas
from storage.policy import closed_days
from storage.staffing import addresses
from tests.storage.databases import migrated
from tests.support.small_channel import SMALL, Small

SLOW = replace(SMALL, name="slow", waits=timedelta(hours=48))


@dataclass
class Other(Small):
    """Another messenger, which keeps what nobody fetched for longer."""

    channel = SLOW
    name = "slow"
    stopped: bool = False

    async def stop(self) -> None:
        self.stopped = True


class Refusing(Small):
    """A messenger that does not know the bot."""

    async def listen(self, keep: Keep) -> None:
        raise TokenRefused("401")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    database = Database(migrated("sqlite", tmp_path))
    yield open_office(database, Vault(b"k" * 32), channels=(*CHANNELS, SMALL, SLOW))
    await database.close()


async def settled(bot: Bot) -> None:
    """Wait until nothing is in hand."""
    async with asyncio.timeout(20):
        while bot.worker.busy or bot.sender.busy or bot.fetching.busy or bot.errands.busy:
            await asyncio.sleep(0.005)


async def comes(office: Office, small: Small, words: str) -> None:
    """Let something lie in the inbox for whoever is free."""
    came = small.came({"event": words, "from": "a", "words": words})
    await office.transact(lambda db: inbox.keep(db, [inbox.arrived(office.vault, came)]))


def waits_to_be_told(db: Transaction) -> None:
    content = {"text": "untold", "again": "（重送）"}
    to = addresses.at(db, SMALL.name, "b")
    outbox.write(db, to, LetterKind.MESSAGE, content, priority=Priority.PUSH)


async def test_a_start_takes_up_what_was_left_and_a_stop_leaves_nothing_running(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_for: list[timedelta] = []

    def noticed(db: Transaction, *, kept: timedelta) -> None:
        kept_for.append(kept)

    monkeypatch.setattr(fallback, "hear", noticed)
    monkeypatch.setattr(restoring, "epoch", lambda db: "k7")
    monkeypatch.setattr(closed_days, "known", lambda db: frozenset({date(2026, 7, 1)}))
    small, other = Small(), Other()
    await comes(office, small, "您好")
    await office.transact(waits_to_be_told)
    bot, before = Bot(office, (small, other)), asyncio.all_tasks()
    await bot.start()
    await settled(bot)
    assert (office.memory.bot_name, office.memory.epoch) == ("small", "k7")
    assert office.memory.calendar.closed == {date(2026, 7, 1)}
    assert kept_for == [timedelta(hours=24)], "what the first of them drops may be lost"
    assert {address: len(told) for address, told in small.told.items()} == {"a": 1, "b": 1}
    assert bot.bell.rings
    await small.comes("c", words="您好")
    await settled(bot)
    assert "c" in small.told, "it hears"
    await bot.stop()
    assert (bot.bell.rings, other.stopped, asyncio.all_tasks()) == (False, True, before)


async def test_who_begins_to_speak_and_heard_nothing_lately_leaves_it_to_the_bell_to_say_what_is_lost(
    office: Office,
) -> None:
    """As who takes over from another while the network is away."""
    small = Small()
    small.last_heard = time.monotonic() - TOO_LONG
    long_ago = (office.clock() - timedelta(hours=30)).isoformat()
    await office.transact(lambda db: facts.put(db, facts.HEARD, long_ago))
    bot = Bot(office, (small,))
    await bot.start()
    await bot.bell.ring()
    assert await office.transact(lambda db: facts.get(db, facts.HEARD)) == long_ago
    small.last_heard = float("inf")
    await bot.bell.ring()
    assert await office.transact(lambda db: facts.get(db, facts.HEARD)) != long_ago
    await bot.stop()


async def test_an_office_is_served_by_no_other_bot_than_before(office: Office) -> None:
    """By a token that was mistaken everybody would count as who blocks the bot."""
    small = Small()
    await office.transact(lambda db: facts.put(db, facts.BOT, "another"))
    await office.transact(waits_to_be_told)
    bot = Bot(office, (small,))
    with pytest.raises(SchemaTrouble, match="@another"):
        await bot.start()
    await bot.stop()
    assert small.told == {}
    await office.transact(lambda db: facts.remove(db, facts.BOT))
    bot = Bot(office, (small,))
    await bot.start()
    await settled(bot)
    assert list(small.told) == ["b"]
    await bot.stop()


async def test_what_ends_one_loop_for_good_ends_the_bot(office: Office) -> None:
    faults: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, about: faults.append(about))
    bot = Bot(office, (Refusing(), Refusing()))
    await bot.start()
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(bot.ended(), 5)
    await asyncio.sleep(0.01)
    await bot.stop()
    assert faults == []


async def test_who_is_stopped_was_not_ended(office: Office) -> None:
    bot = Bot(office, (Small(),))
    await bot.start()
    await bot.stop()
    assert not bot._failed.done()


@pytest.mark.parametrize(
    ("heard", "failing", "deaf"), [((5.0, 90.0), 0.0, 90.0), ((5.0, 1.0), 70.0, 70.0)], ids=["deaf", "dumb"]
)
async def test_a_bot_is_as_deaf_as_the_worst_of_its_messengers(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    heard: Sequence[float],
    failing: float,
    deaf: float,
) -> None:
    messengers = (Small(), Other())
    for one, seconds in zip(messengers, heard, strict=True):
        one.last_heard = 1000.0 - seconds
    bot = Bot(office, messengers)
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)
    monkeypatch.setattr(type(bot.sender), "failing", property(lambda _: failing))
    assert bot._deaf() == deaf


async def test_one_of_several_takes_up_what_waits_for_whoever_is_free_and_says_when_it_goes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server; here nobody else is there."""
    monkeypatch.setattr(Database, "shared", property(lambda _: True))
    monkeypatch.setattr(Database, "woken", woken)
    monkeypatch.setattr(wakes, "say", lambda db, speaks: None)
    monkeypatch.setattr(work, "ALONE", 0.01)
    monkeypatch.setattr(Database, "close", lambda _: asyncio.sleep(0))
    small = Small()
    bot = Bot(office, (small,))
    await bot.start()
    [row] = await office.transact(replicas.look)
    assert (row.id, row.speaks, bot.bell.rings) == (office.memory.replica, True, True)
    await comes(office, small, "您好")
    async with asyncio.timeout(5):
        while not small.told:
            await asyncio.sleep(0.005)
    await settled(bot)
    await bot.stop()
    assert await office.transact(replicas.look) == []


async def woken(database: Database, word: str) -> AsyncIterator[str]:
    """Say once that something was left, of each kind."""
    for what in (wakes.INBOX, wakes.OUTBOX):
        yield what
    await asyncio.Future[None]()


@pytest.mark.parametrize("what", [wakes.INBOX, wakes.OUTBOX])
async def test_who_is_woken_looks_for_what_was_left(
    office: Office, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    async def said(database: Database, word: str) -> AsyncIterator[str]:
        yield what

    monkeypatch.setattr(Database, "woken", said)
    bot = Bot(office, (Small(),))
    await bot._wake()
    looks: dict[str, Callable[[], bool]] = {
        wakes.INBOX: bot.worker.woken.is_set,
        wakes.OUTBOX: bot.sender.woken.is_set,
    }
    assert {name: is_set() for name, is_set in looks.items()} == {name: name == what for name in looks}

"""What the sender holds, in which order it goes, and what becomes of it at each answer of the messenger."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.app import open_office
from bot.loops import send
from bot.loops.send import Sender
from bot.messenger import MessengerTrouble, Refused, Unreachable, Wait
from bot.telegram.channel import TELEGRAM
from handlers.ui.office import Office
from storage.core.database import Database, Transaction
from storage.core.letters import Address, Letter, LetterKind, Priority
from storage.core.vault import Vault
from storage.messages import outbox
from tests.storage.databases import migrated
from tests.support import addressed
from tests.support.small_channel import Small


@dataclass
class Post(Small):
    """A messenger that says what it was told, and answers as it is bidden."""

    channel = TELEGRAM
    letters: list[Letter] = field(default_factory=list)
    answers: list[MessengerTrouble] = field(default_factory=list)

    async def tell(self, letter: Letter) -> int | None:
        self.letters.append(letter)
        if self.answers:
            raise self.answers.pop(0)
        return len(self.letters)

    @property
    def texts(self) -> list[str]:
        return [one.content["text"] for one in self.letters]


@dataclass
class Room:
    """An office with one messenger, and a sender that the test lets run."""

    office: Office
    post: Post
    sender: Sender

    async def writes(self, *texts: str, chat: int = 7, priority: Priority = Priority.REPLY) -> None:
        def write(db: Transaction) -> None:
            to = addressed.address(db, chat)
            for text in texts:
                content = {"text": text, "again": "（重送）"}
                outbox.write(db, to, LetterKind.MESSAGE, content, priority=priority)

        await self.office.transact(write)

    async def runs(self) -> None:
        """Let it take what waits, and send until all is told and kept account of."""
        await self.sender.take()
        running = asyncio.create_task(self.sender.run())
        while self.sender.busy:
            await asyncio.sleep(0.005)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await self.sender.stop()


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    monkeypatch.setattr(send, "PATIENCE", (0.01, 0.02))
    database = Database(migrated("sqlite", tmp_path))
    office = open_office(database, Vault(b"k" * 32))
    post = Post()
    yield Room(office, post, Sender({TELEGRAM.name: post}, office))
    await database.close()


def letter(**facts: Any) -> Letter:
    to = Address(7, TELEGRAM.name, "7")
    return replace(Letter(1, to, LetterKind.MESSAGE, Priority.PUSH, {"text": "?"}, None, 0), **facts)


async def test_the_pressing_goes_first_and_to_each_address_in_its_order(room: Room) -> None:
    await room.writes("push", priority=Priority.PUSH)
    await room.writes("first", "second")
    await room.writes("crisis", chat=8, priority=Priority.CRISIS)
    await room.runs()
    assert room.post.texts == ["crisis", "first", "second", "push"]
    assert not room.sender.busy


async def test_what_was_told_is_not_taken_again(room: Room) -> None:
    await room.writes("once")
    await room.runs()
    await room.runs()
    assert room.post.texts == ["once"]


async def test_what_could_not_be_told_is_told_again_and_marked_only_where_it_may_have_arrived(
    room: Room,
) -> None:
    room.post.answers = [
        Unreachable("reset", arrived=False),
        Wait(0.01),
        Unreachable("timeout", arrived=True),
    ]
    await room.writes("A", "B")
    await room.runs()
    assert room.post.texts == ["A", "A", "A", "A", "B"]
    assert [one.arrived for one in room.post.letters] == [False, False, False, True, False]
    assert [one.attempts for one in room.post.letters] == [1, 2, 3, 4, 1]


async def test_a_pause_at_one_address_is_no_pause_of_all_and_at_two_it_is(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    halted: list[float] = []
    monkeypatch.setattr(room.post.limits, "halt", halted.append)
    await room.writes("A", chat=7)
    await room.writes("B", chat=8)
    room.post.answers = [Wait(0.01)]
    await room.runs()
    assert halted == []
    await room.writes("C", chat=7)
    await room.writes("D", chat=8)
    room.post.answers = [Wait(0.01), Wait(0.02)]
    await room.runs()
    assert halted == [0.02]


async def test_what_is_refused_is_said_plainly_then_that_it_can_not_be_shown_and_then_given_up(
    room: Room,
) -> None:
    await room.writes("<b>A</b>")
    room.post.answers = [Refused("400")] * 3
    await room.runs()
    first, plain, instead = (one.content for one in room.post.letters)
    assert (plain["text"], plain["plain"]) == ("A", True)
    assert instead["unshown"]
    assert (instead["again"], "A" in instead["text"], first["text"]) == ("（重送）", False, "<b>A</b>")
    await room.runs()
    assert len(room.post.letters) == 3, "given up"


async def test_what_was_withdrawn_is_not_told(room: Room) -> None:
    await room.writes("A", "B")
    await room.sender.take()
    [first, _] = room.sender._rows
    room.office.memory.withdrawn.add(first)
    await room.runs()
    assert room.post.texts == ["B"]
    assert not room.office.memory.withdrawn


async def test_only_who_speaks_alone_posts_what_it_writes_and_what_is_not_pressing_takes_its_turn(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, memory = room.sender, room.office.memory

    def posted() -> list[bool]:
        return [sender.sends(one) for one in (Priority.CRISIS, Priority.REPLY, Priority.PUSH)]

    memory.alone = True
    assert posted() == [False] * 3, "it does not run yet"
    sender._running = True
    assert posted() == [True] * 3
    monkeypatch.setattr(send, "MOST", 2)
    await room.writes("A", "B", "C")
    await sender.take()
    assert posted() == [True, True, False], "something waits that could not be held"
    memory.alone = False
    assert posted() == [False] * 3
    sender._rows.clear()
    sender._behind = False
    memory.alone = True
    assert posted() == [True] * 3


async def test_nothing_arrives_since_the_first_that_failed_while_something_is_held(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    [lane] = room.sender._lanes.values()
    assert room.sender.failing == 0
    await room.writes("A")
    await room.sender.take()
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    lane.failing = 90.0
    assert room.sender.failing == 10
    room.sender._rows.clear()
    assert room.sender.failing == 0, "nothing is to be told"


def test_what_counts_at_an_address_and_how_many_calls_it_takes() -> None:
    changes, deletes = letter(edits=5), letter(kind=LetterKind.DELETE)
    assert [send._counted(one) for one in (letter(), changes, deletes)] == [7, None, None]
    strips = letter(content={"text": "?", "strip": 4})
    full = letter(content={"text": "?", "right": "reveal"})
    calls = [send._calls(one) for one in (letter(), strips, full, replace(full, edits=5))]
    assert calls == [1, 2, 2, 1]


def test_each_key_bears_since_which_restore_it_is_shown() -> None:
    rows = [[{"text": "a", "data": "go:1"}, {"text": "b", "url": "https://example.org"}]]
    keyed = letter(content={"text": "?", "rows": rows})
    assert send._stamped(keyed, "") == keyed
    assert send._stamped(letter(), "k7") == letter()
    [[first, second]] = send._stamped(keyed, "k7").content["rows"]
    assert first["data"] != "go:1"
    assert "k7" in first["data"]
    assert second == rows[0][1]


def test_said_plainly_it_has_neither_formatting_nor_colours() -> None:
    fancy = letter(content={"text": "<b>A</b>", "rows": [[{"text": "a", "style": "danger"}]]})
    assert send._plain(fancy).content == {
        "plain": True,
        "text": "A",
        "rows": [[{"text": "a", "style": ""}]],
    }

"""What the sender holds, in which order it goes, and what becomes of it at each answer of the messenger."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from bot.app import open_office
from bot.event_loop import complete
from bot.limits import Limits
from bot.loops import send
from bot.loops.send import Lane, Sender
from bot.messenger import Gone, MessengerTrouble, Refused, Unreachable, Wait
from bot.telegram.channel import TELEGRAM
from storage.core.database import Database
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.vault import Vault
from tests.bot.loops.post import Post, Room, letter
from tests.storage.databases import migrated


async def test_the_pressing_goes_first_and_to_each_address_in_its_order(room: Room) -> None:
    await room.writes("push", priority=Priority.PUSH)
    await room.writes("first", "second")
    await room.writes("crisis", chat=8, priority=Priority.CRISIS)
    await room.runs()
    assert room.post.texts == ["crisis", "first", "second", "push"]
    assert not room.sender.busy


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
    await room.writes("A")
    room.post.answers = [Wait(0.01), Wait(0.01)]
    await room.runs()
    assert halted == [], "it is the same address"
    await room.writes("B", chat=8)
    room.post.answers = [Wait(0.01)]
    await room.runs()
    assert halted == [], "the first has been told since"
    await room.writes("C", chat=7)
    await room.writes("D", chat=8)
    room.post.answers = [Wait(0.01), Wait(0.02)]
    await room.runs()
    assert halted == [0.02]


async def test_an_address_has_its_pause_and_others_go_meanwhile(room: Room) -> None:
    room.post.limits = Limits(time.monotonic, 10_000, 0.05, 1)
    await room.writes("A", "B")
    await room.writes("C", chat=8, priority=Priority.PUSH)
    begun = time.monotonic()
    await room.runs()
    assert room.post.texts == ["A", "C", "B"]
    assert room.post.at[-1] - begun >= 0.05


@pytest.mark.parametrize(
    ("limits", "chats"), [((30, 0.0, 3), 20), ((10_000, 0.0333, 1), 1)], ids=["of all", "of an address"]
)
def test_who_waits_for_a_place_sleeps_until_there_is_one(
    tmp_path: Path, limits: tuple[int, float, int], chats: int
) -> None:
    looked, url = list[float](), migrated("sqlite", tmp_path)

    def clock() -> float:
        looked.append(time.monotonic())
        return looked[-1]

    async def lives() -> None:
        database = Database(url)
        office = open_office(database, Vault(b"k" * 32))
        post = Post()
        post.limits = Limits(clock, *limits)
        room = Room(office, post, Sender({TELEGRAM.name: post}, office))
        for number in range(20):
            await room.writes("A", chat=7 + number % chats)
        await room.runs()
        await database.close()

    complete(lives())  # on the loop that the bot runs on
    assert len(looked) <= 20 * 8, "each looks twice, is taken, and is over"


async def test_while_all_wait_what_is_more_pressing_goes_first(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = asyncio.Event()
    monkeypatch.setattr(room.post.limits, "wait", lambda calls: 0.0 if written.is_set() else 0.001)
    await room.writes("push", priority=Priority.PUSH)
    async with room.running():
        await room.writes("crisis", chat=8, priority=Priority.CRISIS)
        written.set()
    assert room.post.texts == ["crisis", "push"]


async def test_each_call_takes_its_place_until_it_is_answered(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell, places = room.post.tell, list[int]()

    async def counted(letter: Letter) -> int | None:
        places.append(room.post.limits._under_way)
        return await tell(letter)

    monkeypatch.setattr(room.post, "tell", counted)
    await room.writes("A")
    await room.writes("B", kind=LetterKind.CARD, strip=4)
    await room.runs()
    assert places == [1, 2], "a card takes the keys off the one before"
    assert room.post.limits._under_way == 0


async def test_what_is_refused_is_said_plainly_then_that_it_can_not_be_shown_and_then_given_up(
    room: Room,
) -> None:
    await room.writes("<b>A</b>")
    room.post.answers = [Refused("400")] * 3
    await room.runs()
    first, plain, instead = (one.content for one in room.post.letters)
    assert (plain["text"], plain["plain"]) == ("A", True)
    assert (instead["plain"], instead["unshown"]) == (True, True)
    assert (instead["again"], "A" in instead["text"], first["text"]) == ("（重送）", False, "<b>A</b>")
    await room.runs()
    assert len(room.post.letters) == 3, "given up"


@pytest.mark.parametrize("kind", [LetterKind.DOCUMENT, LetterKind.PICTURE, LetterKind.VOICE, LetterKind.FILE])
@pytest.mark.parametrize("trouble", [Refused("400"), ZeroDivisionError()], ids=repr)
async def test_of_what_is_not_words_and_can_not_be_told_it_is_said_that_it_can_not_be_shown(
    room: Room, kind: LetterKind, trouble: Exception
) -> None:
    await room.writes("A", kind=kind)
    room.post.answers = [trouble]
    await room.runs()
    await room.runs()
    first, instead = room.post.letters
    assert (first.kind, instead.kind) == (kind, LetterKind.MESSAGE)
    assert instead.content["unshown"]


@pytest.mark.parametrize("kind", [LetterKind.COMMANDS, LetterKind.LEAVE])
async def test_of_what_nobody_waits_for_nothing_is_said(room: Room, kind: LetterKind) -> None:
    await room.writes("A", kind=kind)
    room.post.answers = [Refused("400")]
    await room.runs()
    await room.runs()
    assert len(room.post.letters) == 1


async def test_a_fault_in_telling_ends_that_letter_in_words_and_holds_up_none_behind_it(room: Room) -> None:
    await room.writes("A", "B")
    room.post.answers = [ZeroDivisionError()] * 3
    await room.runs()
    await room.runs()
    first, plain, instead, behind = room.post.letters
    assert (first.content["text"], plain.content["text"], behind.content["text"]) == ("A", "A", "B")
    assert instead.content["unshown"]


async def test_what_was_withdrawn_is_not_told_and_takes_no_place(room: Room) -> None:
    await room.writes("A", "B")
    await room.sender.take()
    [first, _] = room.sender._rows
    room.office.memory.withdrawn |= {first, 999}
    await room.sender.take()
    assert room.office.memory.withdrawn == {first}, "the other is not here"
    await room.runs()
    assert room.post.texts == ["B"]
    assert not room.office.memory.withdrawn
    assert (room.post.limits._under_way, len(room.post.limits._counted)) == (0, 1)


async def test_nothing_arrives_since_the_first_that_failed_while_something_is_held(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room.sender.failing == 0
    await room.writes("A")
    await room.sender.take()
    assert room.sender.failing == 0, "nothing failed"
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    room.lane.failing = 90.0
    room.sender._lanes["other"] = Lane(Post(), failing=95.0)
    assert room.sender.failing == 10
    room.sender._rows.clear()
    assert room.sender.failing == 0, "nothing is to be told"


@pytest.mark.parametrize("answer", [Wait(7.0), Gone("blocked"), Refused("400")], ids=repr)
async def test_a_messenger_that_answers_is_there_whatever_it_says(
    room: Room, monkeypatch: pytest.MonkeyPatch, answer: MessengerTrouble
) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(send, "time", SimpleNamespace(monotonic=lambda: clock.now))
    for clock.now in (100.0, 130.0):
        await room.sender._not_told(room.lane, letter(attempts=1), Unreachable("502", arrived=False))
        assert room.lane.failing == 100.0, "since the first"
    await room.sender._not_told(room.lane, letter(attempts=1), answer)
    assert room.lane.failing is None


async def test_who_does_not_answer_is_tried_again_later_each_time_and_at_last_each_minute(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[tuple[float, bool]] = []
    monkeypatch.setattr(send, "PATIENCE", (1.0, 2.0, 60.0))
    monkeypatch.setattr(room.sender, "_again", lambda one, seconds: again.append((seconds, one.arrived)))
    for attempts in (1, 2, 3, 9):
        await room.sender._not_told(room.lane, letter(attempts=attempts), MessengerTrouble("no such channel"))
    assert again == [(1.0, False), (2.0, False), (60.0, False), (60.0, False)]


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

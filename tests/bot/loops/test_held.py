"""What the sender takes up, judges once more, keeps account of, and lets go."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import force_setattr
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.loops import send
from handlers.reminders import digest
from storage.core.database import Transaction
from storage.core.letters import Address, Letter, LetterKind, Priority
from storage.core.tables import outbox as outbox_rows
from storage.messages import outbox, replicas, witness
from tests.bot.loops.post import Room, letter

FULL = {"text": "?", "right": "reveal"}
ELSEWHERE = Address(8, "elsewhere", "8")


async def test_what_was_told_is_not_taken_again_and_nothing_of_it_is_held(room: Room) -> None:
    await room.writes("once")
    await room.runs()
    assert not room.sender._rows
    assert not room.sender._tasks
    assert not room.sender.woken.is_set()
    await room.runs()
    assert room.post.texts == ["once"]


async def test_only_who_speaks_alone_posts_what_it_writes_and_what_is_not_pressing_takes_its_turn(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, memory = room.sender, room.office.memory

    def posted() -> list[bool]:
        return [sender.sends(one) for one in (Priority.CRISIS, Priority.REPLY, Priority.PUSH)]

    assert posted() == [False] * 3, "it does not run yet"
    sender._running = True
    assert posted() == [True] * 3
    memory.others = 1
    assert posted() == [False] * 3
    await room.writes("A", "B", "C")
    memory.others = 0
    monkeypatch.setattr(send, "MOST", 2)
    await sender.take()
    assert (len(sender._rows), sender._behind) == (2, True)
    assert posted() == [True, True, False], "something waits that could not be held"
    sender._behind = False
    assert posted() == [True, True, False], "there is no room for more"
    sender._rows.clear()
    sender._behind = False
    assert posted() == [True] * 3


async def test_what_there_was_no_room_for_is_told_once_there_is(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "MOST", 2)
    monkeypatch.setattr(send, "LOOK", 1000.0)
    await room.writes("A", "B", "C", "D", "E")
    async with room.running(), asyncio.timeout(10):
        while len(room.post.letters) < 5:
            await asyncio.sleep(0.005)
    assert room.post.texts == ["A", "B", "C", "D", "E"]
    await room.sender.take()
    assert not room.sender._behind


async def test_when_all_places_are_taken_even_a_crisis_is_not_taken_up(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "MOST", 2)
    await room.writes("A", "B")
    await room.sender.take()
    await room.writes("C", chat=8, priority=Priority.CRISIS)
    await room.sender.take()
    assert (len(room.sender._rows), room.sender._behind) == (2, True)


async def test_only_what_was_said_to_be_sent_here_is_taken_up_and_once(room: Room) -> None:
    told_here = letter(attempts=1)
    room.sender.post([told_here, letter(row=2), letter(row=3, attempts=1, to=ELSEWHERE), told_here])
    assert [one.row for *_, one in room.lane.ready] == list(room.sender._rows) == [1]


@pytest.mark.parametrize(
    ("others", "taken", "wakes"),
    [(0, False, False), (0, True, False), (1, True, False), (1, False, True)],
)
async def test_while_others_serve_what_was_not_taken_up_is_looked_for_at_once(
    room: Room, others: int, taken: bool, wakes: bool
) -> None:
    room.office.memory.others = others
    room.sender.post([letter(attempts=int(taken))])
    assert room.sender.woken.is_set() is wakes


@pytest.fixture
def looks(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Count how often the sender looks into the outbox; by itself it does so never."""
    found: list[bool] = []

    async def take() -> None:
        found.append(True)

    monkeypatch.setattr(room.sender, "take", take)
    monkeypatch.setattr(send, "TOGETHER", 0.0)
    monkeypatch.setattr(send, "LOOK", 1000.0)
    monkeypatch.setattr(send, "SOON", 1000.0)
    return found


@pytest.mark.parametrize("others", [0, 1])
async def test_nobody_need_wake_it_and_it_looks_sooner_while_others_write(
    room: Room, looks: list[bool], monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    monkeypatch.setattr(send, "SOON" if others else "LOOK", 0.001)
    room.office.memory.others = others
    looking = asyncio.create_task(room.sender._look_again())
    async with asyncio.timeout(5):
        while not looks:
            await asyncio.sleep(0.005)
    looking.cancel()


async def test_whoever_wakes_it_lets_it_look_once(room: Room, looks: list[bool]) -> None:
    looking = asyncio.create_task(room.sender._look_again())
    await asyncio.sleep(0.02)
    assert not looks
    room.sender.woken.set()
    async with asyncio.timeout(5):
        while not looks:
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.02)
    assert len(looks) == 1
    looking.cancel()


async def test_who_lets_go_waits_for_no_answer_and_only_what_was_not_told_is_told_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "GATHER", 1000.0)
    tell, under_way = room.post.tell, asyncio.Event()

    async def silent(letter: Letter) -> int | None:
        if letter.content["text"] != "B":
            return await tell(letter)
        under_way.set()
        return await asyncio.Future[int]()

    await room.writes("A")
    await room.writes("B", "C", chat=8)
    await room.sender.take()
    await room.sender.stop()
    with monkeypatch.context() as unanswered:
        unanswered.setattr(room.post, "tell", silent)
        await room.sender.take()
        running = asyncio.create_task(room.sender.run())
        await under_way.wait()
        assert room.sender.sends(Priority.REPLY)
        await room.ends(running)
    assert not room.sender.sends(Priority.REPLY)
    assert room.post.limits._under_way == 0
    await room.runs()
    assert room.post.texts == ["A", "B", "C"]


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how much is kept account of, each time."""
    found, sent = [], outbox.sent

    def counted(db: Transaction, arrived: list[tuple[Letter, int | None]]) -> None:
        found.append(len(arrived))
        sent(db, arrived)

    monkeypatch.setattr(outbox, "sent", counted)
    monkeypatch.setattr(send, "GATHER", 1000.0)
    return found


@pytest.mark.parametrize(
    ("second", "pauses"),
    [(7, ()), (8, ()), (8, (0.0, 0.02))],
    ids=["behind it", "beside it", "while all have a pause"],
)
async def test_while_more_is_on_its_way_what_was_told_waits_to_be_kept_account_of(
    room: Room,
    accounts: list[int],
    monkeypatch: pytest.MonkeyPatch,
    second: int,
    pauses: Sequence[float],
) -> None:
    tell, first_told, to_wait = room.post.tell, asyncio.Event(), iter(pauses)

    async def slow(letter: Letter) -> int | None:
        if letter.content["text"] == "C":
            await first_told.wait()
            await asyncio.sleep(0.02)
        first_told.set()
        return await tell(letter)

    await room.writes("A")
    await room.runs()
    monkeypatch.setattr(room.post, "tell", slow)
    monkeypatch.setattr(room.post.limits, "wait", lambda calls: next(to_wait, 0.0))
    await room.writes("B")
    await room.writes("C", chat=second)
    await room.runs()
    assert accounts == [1, 2]


async def test_what_can_not_be_kept_account_of_is_tried_again_after_a_second_and_told_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, sleep, slept = outbox.sent, asyncio.sleep, list[float]()
    faults = [OperationalError("UPDATE", None, Exception("database or disk is full"))]

    def full(db: Transaction, arrived: Any) -> None:
        if faults:
            raise faults.pop()
        sent(db, arrived)

    async def at_once(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(outbox, "sent", full)
    monkeypatch.setattr(asyncio, "sleep", at_once)
    await room.writes("A")
    await room.runs()
    assert slept.count(1.0) == 1
    await room.runs()
    assert room.post.texts == ["A"]


async def test_where_a_card_stands_is_known_until_the_database_knows_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, key = room.office.memory, {"text": "a", "data": "go:1"}
    card = letter(kind=LetterKind.CARD, content={"text": "?", "rows": [[key]]})
    where = card.to.where

    async def without_a_number(letter: Letter) -> None:
        """Tell what becomes no message."""

    with monkeypatch.context() as none:
        none.setattr(room.post, "tell", without_a_number)
        await room.sender._send(room.lane, card, [])
    await room.sender._send(room.lane, letter(), [])
    assert memory.cards == {}
    await room.sender._send(room.lane, card, [])
    assert (memory.cards, memory.keys) == ({where: 2}, {where: (2, [key])})
    goes_on = letter(kind=LetterKind.CARD, content={"text": "?", "in_place": True})
    assert (await room.sender._in_place(goes_on)).edits == 2
    memory.cards[where] = 9
    room.sender._told.append((letter(to=ELSEWHERE), None))
    await room.sender._account()
    assert memory.cards == {where: 9}, "a newer one"
    room.sender._told.append((card, 9))
    await room.sender._account()
    assert memory.cards == {}


@pytest.mark.parametrize(
    ("said", "judged"),
    [
        (letter(attempts=1), False),
        (letter(attempts=2), True),
        (letter(attempts=1, kind=LetterKind.NUDGE), True),
        (letter(attempts=1, content=FULL), True),
    ],
    ids=["at once", "tried anew", "a nudge", "full data"],
)
@pytest.mark.parametrize(("others", "held_for"), [(0, 9.0), (1, 0.5), (1, 0.6)])
async def test_what_waited_is_judged_once_more_and_sooner_while_others_serve(
    room: Room, monkeypatch: pytest.MonkeyPatch, said: Letter, judged: bool, others: int, held_for: float
) -> None:
    rows: list[int] = []

    def pointless(db: Transaction, letter: Letter) -> bool:
        rows.append(letter.row)
        return False

    monkeypatch.setattr(digest, "holds", pointless)
    monkeypatch.setattr(send, "time", SimpleNamespace(monotonic=lambda: 100.0 + held_for))
    room.office.memory.replica = await room.office.transact(_speaking) if others else None
    room.sender._rows[said.row] = 100.0
    judged = judged or (others > 0 and held_for > 0.5)
    assert await room.sender._still_to_tell(said) is not judged
    assert rows == [1] * judged


def _speaking(db: Transaction) -> int:
    me = replicas.enter(db)
    replicas.speak(db, me)
    return me


async def test_who_was_buried_tells_nothing_that_waited(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "holds", lambda db, letter: True)
    me = room.office.memory.replica = await room.office.transact(_speaking)
    assert await room.sender._holds(letter())
    await room.office.transact(lambda db: replicas.leave(db, [me]))
    assert not await room.sender._holds(letter())


async def test_who_was_buried_takes_up_nothing_that_waits(room: Room) -> None:
    """Who speaks by now would mark it as told again, though nobody told it."""
    me = room.office.memory.replica = await room.office.transact(_speaking)
    await room.writes("x")
    await room.office.transact(lambda db: replicas.leave(db, [me]))
    await room.sender.take()
    assert not room.sender.busy
    tried = await room.office.transact(lambda db: db.connection.execute(select(outbox_rows.c.attempts)).all())
    assert tried == [(0,)]
    room.office.memory.replica = await room.office.transact(_speaking)
    await room.sender.take()
    assert room.sender.busy


async def test_what_can_not_be_judged_is_told_but_for_full_data(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(db: Transaction, letter: Letter) -> bool:
        raise OperationalError("SELECT", None, Exception("unable to open database file"))

    monkeypatch.setattr(digest, "holds", away)
    assert await room.sender._holds(letter())
    assert not await room.sender._holds(letter(content=FULL))


@pytest.mark.parametrize(
    ("placed", "message", "facts", "noted"),
    [
        (4, 5, {"content": FULL}, [4]),
        (None, 5, {"content": FULL}, [5]),
        (None, None, {"content": FULL}, []),
        (None, 5, {"content": FULL, "edits": 4}, []),
        (None, 5, {}, []),
    ],
    ids=["in its place", "where no place can be put", "not told", "told anew", "no full data"],
)
async def test_where_full_data_stands_is_written_down_beside_the_database(
    room: Room,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    placed: int | None,
    message: int | None,
    facts: dict[str, Any],
    noted: list[int],
) -> None:
    async def place(letter: Letter) -> int | None:
        return placed

    async def tell(letter: Letter) -> int | None:
        return message

    monkeypatch.setattr(digest, "holds", lambda db, letter: True)
    monkeypatch.setattr(room.post, "place", place)
    monkeypatch.setattr(room.post, "tell", tell)
    force_setattr(room.office, "alive", tmp_path / "alive")  # in life it is given at the start
    await room.shows()
    await room.sender._send(room.lane, letter(**facts), [])
    found = witness.listed(tmp_path / witness.NAME, room.office.vault)
    assert [one.message for one in found] == noted


@pytest.mark.parametrize(
    "fault", [OperationalError("SELECT", None, Exception("locked")), OSError(28, "full")]
)
async def test_what_our_own_disk_holds_up_is_tried_again_in_its_order_and_a_fault_is_said_plainly(
    room: Room, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    filled, faults = room.sender._filled, [fault]

    async def fails(said: Letter) -> Letter:
        if faults:
            raise faults.pop()
        return await filled(said)

    monkeypatch.setattr(send, "PATIENCE", (0.0,))
    monkeypatch.setattr(room.sender, "_filled", fails)
    await room.writes("A", "B")
    await room.runs()
    assert (room.post.texts, faults) == (["A", "B"], [])
    faults.append(KeyError("kept"))
    await room.writes("C", "D")
    await room.runs()
    assert room.post.texts == ["A", "B", "C", "D"]
    assert ["plain" in one.content for one in room.post.letters] == [False, False, True, False]


async def test_who_speaks_no_more_knows_no_screen_any_more(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a word would press a key of a card that others have replaced since."""
    memory, where = room.office.memory, letter().to.where

    def full(db: Transaction, arrived: Any) -> None:
        raise OperationalError("UPDATE", None, Exception("database or disk is full"))

    for fault in (None, full):
        memory.shown(where, 5, [[{"text": "接案", "data": "accept:1"}]])
        memory.cards[where] = 5
        room.sender._rows[9] = 0.0
        if fault is None:
            await room.sender.stop()
        else:
            monkeypatch.setattr(outbox, "sent", fault)
            room.sender._told.append((letter(), None))
            with pytest.raises(OperationalError):
                await room.sender.stop()
        assert (memory.keys, memory.cards) == ({}, {})
        assert not room.sender.busy, "what it had is taken anew, should it speak again"


async def test_a_card_takes_the_keys_off_the_one_before_it_though_that_one_waited_too(room: Room) -> None:
    for text in "ABC":
        await room.writes(text, kind=LetterKind.CARD, strip=90)
        await room.sender.take()
    await room.writes("D", kind=LetterKind.CARD)
    await room.runs()
    assert [one.content.get("strip") for one in room.post.letters] == [90, 1, 2, None]


@pytest.mark.parametrize("by", ["told by another", "placed by another", "withdrawn"])
async def test_full_data_that_another_was_quicker_with_is_told_no_more_where_it_was_to_stand(
    room: Room, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Who stands still while it puts a place may be buried meanwhile, and another tells the letter."""
    placing: list[Letter] = []

    tell = room.post.tell

    async def told_there(said: Letter) -> int | None:
        await tell(said)
        return said.edits

    async def place(said: Letter) -> int | None:
        placing.append(said)
        if by == "withdrawn":
            await room.office.transact(lambda db: outbox.drop(db, said.row, "withdrawn"))
        elif len(placing) == 1:
            await room.office.transact(lambda db: outbox.placed(db, said, 62))
        if by == "told by another":
            await room.office.transact(lambda db: outbox.sent(db, [(said, 62)]))
        return 61

    monkeypatch.setattr(digest, "holds", lambda db, letter: True)
    monkeypatch.setattr(room.post, "place", place)
    monkeypatch.setattr(room.post, "tell", told_there)
    await room.shows()
    await room.runs()
    await room.runs()
    told = [(one.kind, one.content.get("message"), one.edits) for one in room.post.letters]
    back = (LetterKind.DELETE, 61, None)
    assert len(placing) == 1
    if by == "placed by another":
        assert sorted(told) == [back, (LetterKind.MESSAGE, None, 62)], "told in its one place"
    else:
        assert told == [back]


async def test_what_was_told_is_told_whatever_becomes_of_the_note_beside_the_database(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(said: Letter, message: int) -> None:
        raise OSError(28, "no space left")

    async def nowhere(said: Letter) -> None:
        """A voice has no place before it is told."""

    monkeypatch.setattr(digest, "holds", lambda db, letter: True)
    monkeypatch.setattr(room.post, "place", nowhere)
    monkeypatch.setattr(room.sender, "_witness", full)
    voice = letter(kind=LetterKind.VOICE, content=FULL)
    await room.sender._send(room.lane, voice, [])
    assert room.sender._told == [(voice, 1)], "its number is kept: it is taken back when its time is over"

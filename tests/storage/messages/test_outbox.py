from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from bot.telegram.channel import TELEGRAM
from casework.cases.case import Case
from casework.staffing.people import Role
from storage.cases import cases
from storage.core.database import Transaction
from storage.core.letters import Letter, LetterKind, Priority
from storage.core.tables import outbox as table
from storage.messages import outbox, vanishing
from storage.reminders import nudges, obligations
from storage.staffing import people
from tests.storage.conftest import Store, a_case
from tests.support import addressed
from tests.support.cases import save

CHAT = 7_001


def told(db: Transaction, text: str = "A", **options: Any) -> None:
    given: dict[str, Any] = {"priority": Priority.PUSH, **options}
    outbox.write(db, addressed.address(db, CHAT), LetterKind.MESSAGE, {"text": text}, **given)


def nudged(db: Transaction, *these: Case) -> None:
    """Write one nudge for the first duty of each case to the screener."""
    [screener] = people.of_role(db, Role.SCREENER)
    for case in these:
        [duty] = obligations.of_subject(db, case.id)
        nudges.add(db, duty.id, "-1h", screener.id, db.now)
    letter = outbox.write(
        db, addressed.address(db, CHAT), LetterKind.NUDGE, {"text": "N"}, priority=Priority.NUDGE
    )
    nudges.written(db, nudges.claim(db, nudges.untold(db, screener.id, quiet=False)), letter)


async def due(store: Store) -> list[str]:
    return [
        letter.content["text"] for letter in await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    ]


async def test_what_has_a_key_is_told_once_ever(store: Store) -> None:
    await store(lambda db: told(db, key="case.accepted:1:2:3"))
    await store(lambda db: told(db, key="case.accepted:1:2:3"))
    assert await due(store) == ["A"]


async def test_what_the_sender_took_up_is_not_taken_again(store: Store) -> None:
    await store(told)
    [letter] = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    assert not letter.arrived, "nobody had it before"
    again = partial(outbox.take, most=100, channels=[TELEGRAM.name])
    assert await store(partial(again, held=[letter.row])) == []
    [after_a_crash] = await store(again)
    assert after_a_crash.arrived, "who had it may have died after sending"


async def test_what_another_took_or_told_a_moment_ago_is_taken_as_it_is_now(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stood still between taking it and the end of that goes on while this one waits for the rows."""
    for text in "ABCD":
        await store(partial(told, text=text))
    found = outbox._found

    def meanwhile(db: Transaction, *given: Any) -> list[Any]:
        rows = found(db, *given)
        happened: list[dict[str, Any]] = [{"attempts": 1, "edits": 41}, {"sent_at": db.now}, {"dropped": "x"}]
        for row, done in zip(rows[:3], happened, strict=True):
            db.connection.execute(update(table).where(table.c.id == row.id).values(**done))
        return rows

    with monkeypatch.context() as beside:
        beside.setattr(outbox, "_found", meanwhile)
        taken = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    facts = [(one.content["text"], one.attempts, one.arrived, one.edits) for one in taken]
    assert facts == [("A", 2, True, 41), ("D", 1, False, None)]


async def test_what_was_told_while_one_waited_for_it_hides_nothing_that_is_to_be_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store(partial(told, text="A"))
    await store(partial(told, text="B"))
    found, told_by_another = outbox._found, list[int]()

    def meanwhile(db: Transaction, *given: Any) -> list[Any]:
        [row] = found(db, *given)
        if not told_by_another:
            told_by_another.append(row.id)
            db.connection.execute(update(table).where(table.c.id == row.id).values(sent_at=db.now))
        return [row]

    monkeypatch.setattr(outbox, "_found", meanwhile)
    [letter] = await store(lambda db: outbox.take(db, 1, [TELEGRAM.name]))
    assert letter.content["text"] == "B"


async def shows(store: Store, **options: Any) -> Letter:
    """Write full data, and take it up."""

    def write(db: Transaction) -> None:
        to, at = addressed.address(db, CHAT), db.now + timedelta(hours=24)
        content = {"text": "X", "right": "reveal"}
        given: dict[str, Any] = {"priority": Priority.REPLY, "vanishes_at": at, **options}
        outbox.write(db, to, LetterKind.VOICE, content, **given)

    await store(write)
    [letter] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    return letter


async def elsewhere(store: Store, message: int) -> None:
    """Show full data in another chat, in a message of the same number: each chat has its own."""

    def show(db: Transaction) -> None:
        to, at = addressed.address(db, CHAT + 1), db.now + timedelta(hours=24)
        given: dict[str, Any] = {"priority": Priority.REPLY, "vanishes_at": at}
        row = outbox.write(db, to, LetterKind.MESSAGE, {"text": "X"}, **given)
        [letter] = [one for one in outbox.take(db, 9, [TELEGRAM.name]) if one.row == row]
        outbox.sent(db, [(letter, message)])

    await store(show)


async def stands(store: Store, row: int) -> tuple[int | None, bool]:
    """Return in which message a letter stands, and whether it will go."""
    asked = select(table.c.message_id, table.c.vanishes_at.isnot(None)).where(table.c.id == row)
    message, goes = await store(lambda db: db.connection.execute(asked).one())
    return message, bool(goes)


async def test_full_data_has_one_place_and_another_that_was_put_for_it_is_taken_back(store: Store) -> None:
    letter = await shows(store)
    assert await store(lambda db: outbox.placed(db, letter, 41))
    assert await store(lambda db: outbox.placed(db, letter, 41)), "its own place, kept once more"
    assert not await store(lambda db: outbox.placed(db, letter, 42))
    assert await stands(store, letter.row) == (41, True)
    [again, back] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    assert (again.edits, back.kind, back.content, back.to.text) == (
        41,
        LetterKind.DELETE,
        {"message": 42},
        letter.to.text,
    )


@pytest.mark.parametrize("told_by_another", [True, False], ids=["told", "dropped"])
async def test_what_another_told_or_dropped_gets_no_place_any_more(
    store: Store, told_by_another: bool
) -> None:
    letter = await shows(store)
    if told_by_another:
        await store(lambda db: outbox.placed(db, letter, 42))
        await store(lambda db: outbox.sent(db, [(letter, 42)]))
    else:
        await store(lambda db: outbox.drop(db, letter.row, "withdrawn"))
    before = await stands(store, letter.row)
    assert not await store(lambda db: outbox.placed(db, letter, 41))
    assert await stands(store, letter.row) == before
    assert await gone(store) == [41]


async def test_full_data_that_two_told_stands_once_and_goes_in_its_time(store: Store) -> None:
    """A voice has no place before it is told."""
    letter = await shows(store)
    await elsewhere(store, 42)
    for message in (41, 42):
        await store(partial(outbox.sent, arrived=[(letter, message)]))
    assert await stands(store, letter.row) == (41, True)
    assert await gone(store) == [42]
    store.forward(hours=25)
    assert await store(vanishing.vanish) == 2
    assert sorted(await gone(store)) == [41, 42]


async def test_full_data_that_was_withdrawn_on_its_way_is_taken_back_as_soon_as_it_was_told(
    store: Store,
) -> None:
    letter = await shows(store)
    await store(lambda db: outbox.withdraw(db, store.staff[Role.WORKER].id))
    await store(lambda db: outbox.sent(db, [(letter, None)]))
    assert await gone(store) == [], "it became no message"
    await store(lambda db: outbox.sent(db, [(letter, 41)]))
    assert await gone(store) == [41]


async def test_what_holds_nothing_of_that_kind_stays_though_two_told_it(store: Store) -> None:
    await store(told)
    [letter] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    for message in (41, 42):
        await store(partial(outbox.sent, arrived=[(letter, message)]))
    assert await store(lambda db: outbox.message_of(db, letter.row)) == 41
    assert await due(store) == []


@pytest.mark.parametrize("told_anew", [True, False], ids=["told anew", "left out for the newer one"])
async def test_who_keeps_account_late_brings_back_no_older_card(store: Store, told_anew: bool) -> None:
    def card(db: Transaction) -> None:
        to = addressed.address(db, CHAT)
        outbox.write(db, to, LetterKind.CARD, {"text": "C"}, priority=Priority.REPLY)

    async def take() -> list[Letter]:
        return await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))

    await store(card)
    [late] = await take()
    if told_anew:
        [again] = await take()
        await store(lambda db: outbox.sent(db, [(again, 52)]))
    await store(card)
    [newer] = await take()
    await store(lambda db: outbox.sent(db, [(newer, 53)]))
    await elsewhere(store, 51)
    await store(lambda db: outbox.sent(db, [(late, 51)]))
    assert await store(lambda db: outbox.card_at(db, late.to.id)) == 53


async def test_what_is_pointless_hides_nothing_that_is_to_be_told(store: Store) -> None:
    await store(lambda db: told(db, "first"))
    worker = store.staff[Role.WORKER]
    other = await store(lambda db: addressed.address(db, CHAT + 1))
    await store(lambda db: outbox.write(db, other, LetterKind.MESSAGE, {"text": "B"}, priority=Priority.PUSH))
    await store(lambda db: people.change(db, worker.id, active=False))
    [letter] = await store(lambda db: outbox.take(db, 1, [TELEGRAM.name]))
    assert letter.content["text"] == "B"


async def test_the_pressing_goes_first(store: Store) -> None:
    await store(lambda db: told(db, "nudge", priority=Priority.NUDGE))
    await store(lambda db: told(db, "reply", priority=Priority.REPLY))
    await store(lambda db: told(db, "crisis", priority=Priority.CRISIS))
    assert await due(store) == ["crisis", "reply", "nudge"]


async def test_what_was_told_is_never_told_again(store: Store) -> None:
    await store(told)
    letters = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(letters[0], 55)]))
    assert await due(store) == []


async def test_a_nudge_is_dropped_when_the_duty_was_done_meanwhile(store: Store, case: Case) -> None:
    await store(lambda db: nudged(db, case))
    await store(lambda db: save(db, case.not_take(at=db.now), "case.not_taken"))
    assert await due(store) == []


async def test_what_is_still_owed_in_a_digest_is_told_anew_when_another_part_of_it_was_done(
    store: Store, case: Case
) -> None:
    other = await store(lambda db: cases.open_case(db, a_case(), "A"))
    await store(lambda db: nudged(db, case, other))
    await store(lambda db: save(db, case.not_take(at=db.now), "case.not_taken"))
    assert await due(store) == []
    person = store.staff[Role.SCREENER].id
    [again] = await store(lambda db: nudges.untold(db, person, quiet=False))
    assert again.obligation.subject == other.id


async def test_who_left_hears_nothing_more(store: Store) -> None:
    await store(told)
    worker = store.staff[Role.WORKER]
    await store(lambda db: people.change(db, worker.id, active=False))
    assert await due(store) == []


async def test_a_new_card_is_remembered_as_the_chats_screen(store: Store) -> None:
    await store(
        lambda db: outbox.write(
            db, addressed.address(db, CHAT), LetterKind.CARD, {"text": "A"}, priority=Priority.REPLY
        )
    )
    letters = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(letters[0], 77)]))
    assert (await store(lambda db: addressed.address(db, CHAT))).card == 77


async def test_a_newer_card_overtakes_those_of_its_own_chat_alone(store: Store) -> None:
    def write(db: Transaction, chat: int, kind: LetterKind, text: str) -> None:
        outbox.write(db, addressed.address(db, chat), kind, {"text": text}, priority=Priority.REPLY)

    await store(lambda db: write(db, CHAT, LetterKind.MESSAGE, "before"))
    for chat, text in ((CHAT, "old"), (CHAT + 1, "theirs"), (CHAT, "new")):
        await store(partial(write, chat=chat, kind=LetterKind.CARD, text=text))
    await store(lambda db: write(db, CHAT, LetterKind.MESSAGE, "beside"))
    letters = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    assert [one.content["text"] for one in letters] == ["before", "theirs", "new", "beside"]
    told = [(one, 70 + number) for number, one in enumerate(letters)]
    await store(lambda db: outbox.sent(db, told))
    cards = [(await store(partial(addressed.address, chat=chat))).card for chat in (CHAT, CHAT + 1)]
    assert cards == [72, 71], "a message beside it is no card"


async def test_a_card_that_was_told_leaves_out_the_older_ones_of_its_chat_that_are_on_their_way(
    store: Store,
) -> None:
    written = dict[str, Letter]()
    for chat, kind, text in (
        (CHAT, LetterKind.CARD, "older"),
        (CHAT, LetterKind.MESSAGE, "message"),
        (CHAT + 1, LetterKind.CARD, "theirs"),
        (CHAT, LetterKind.CARD, "told"),
        (CHAT, LetterKind.CARD, "newer"),
    ):
        to = await store(partial(addressed.address, chat=chat))
        given: dict[str, Any] = {"content": {"text": text}, "priority": Priority.REPLY}
        await store(partial(outbox.write, to=to, kind=kind, **given))
        for one in await store(lambda db: outbox.take(db, 9, [TELEGRAM.name])):
            written[one.content["text"]] = one
    await store(lambda db: outbox.sent(db, [(written["told"], 51)]))
    left = [
        text for text, one in written.items() if await store(partial(outbox.still_to_tell, letter=one.row))
    ]
    assert left == ["message", "theirs", "newer"]


async def test_what_was_told_is_forgotten_in_its_time_but_not_before_it_vanished(store: Store) -> None:
    def write(db: Transaction, text: str, vanishes: bool) -> None:
        at = db.now + timedelta(hours=24) if vanishes else None
        to = addressed.address(db, CHAT)
        outbox.write(db, to, LetterKind.MESSAGE, {"text": text}, priority=Priority.REPLY, vanishes_at=at)

    for text, vanishes in (("shown", True), ("told", False)):
        await store(partial(write, text=text, vanishes=vanishes))
    letters = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(one, 70 + n) for n, one in enumerate(letters)]))
    await store(lambda db: told(db, "waits"))
    later = store.now + timedelta(days=31)
    assert await store(lambda db: outbox.forget(db, store.now, store.now)) == 0, "not before its time"
    assert await store(lambda db: outbox.forget(db, later, later)) == 1
    assert await due(store) == ["waits"], "what was not told is kept"


async def test_of_what_was_dropped_before_it_had_a_place_it_is_not_kept_for_whom_it_was(
    store: Store,
) -> None:
    placed = await shows(store)
    await store(lambda db: outbox.placed(db, placed, 41))
    await store(lambda db: outbox.drop(db, placed.row, "asked"))
    letter = await shows(store)
    await store(lambda db: outbox.drop(db, letter.row, "asked"))
    whose = select(table.c.address).order_by(table.c.id)
    rows = await store(lambda db: db.connection.execute(whose).scalars().all())
    assert rows == [placed.to.id, None], "the empty message is still to be taken back"
    later = store.now + timedelta(days=31)
    assert await store(lambda db: outbox.forget(db, later, later)) == 1


async def test_full_data_leaves_the_chat_again(store: Store) -> None:
    await store(lambda db: told(db, vanishes_at=db.now))
    letters = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(letters[0], 88)]))
    assert await store(vanishing.vanish) == 1
    assert await store(vanishing.vanish) == 0
    [deletion] = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    assert (deletion.kind, deletion.content) == (LetterKind.DELETE, {"message": 88})


async def shown(store: Store, *whom: int, hours: float = 24, subject: int | None = None) -> None:
    """Show full data in these chats; each stands in the message of the chat's number."""

    def show(db: Transaction, chat: int) -> None:
        to, at = addressed.address(db, chat), db.now + timedelta(hours=hours)
        options: dict[str, Any] = {"vanishes_at": at, "subject": subject}
        outbox.write(db, to, LetterKind.MESSAGE, {"text": "X"}, priority=Priority.REPLY, **options)
        for letter in outbox.take(db, 9, [TELEGRAM.name]):
            outbox.sent(db, [(letter, chat)])

    for chat in whom:
        await store(partial(show, chat=chat))


async def gone(store: Store) -> list[int]:
    """List what is deleted now, and let it be told."""

    def told_(db: Transaction) -> list[int]:
        letters = outbox.take(db, 9, [TELEGRAM.name])
        outbox.sent(db, [(one, None) for one in letters])
        return [one.content["message"] for one in letters]

    return await store(told_)


async def test_full_data_stands_its_time_and_goes_at_once_with_who_leaves(store: Store, case: Case) -> None:
    worker = store.staff[Role.WORKER]
    await shown(store, CHAT, CHAT + 1, hours=2)
    await shown(store, CHAT, hours=2, subject=case.id)
    await store(lambda db: vanishing.take_back_of(db, worker.id, case.id))
    assert await gone(store) == [CHAT], "of this matter alone"
    await store(lambda db: vanishing.hasten(db, worker.id))
    assert await gone(store) == [], "at the next ring"
    assert await store(vanishing.vanish) == 1
    assert await gone(store) == [CHAT]
    await store(lambda db: vanishing.take_back(db, worker.id))
    assert await gone(store) == []
    await shown(store, CHAT, hours=2)
    await store(lambda db: vanishing.take_back(db, worker.id))
    assert await gone(store) == [CHAT], "with this very transaction"
    store.forward(hours=2)
    assert await store(vanishing.vanish) == 1
    assert await gone(store) == [CHAT + 1]


async def test_what_waits_for_somebody_is_withdrawn_but_for_what_leaves_their_screen(
    store: Store, case: Case
) -> None:
    await shown(store, CHAT, hours=0)
    await store(vanishing.vanish)
    await store(told)
    await store(lambda db: nudged(db, case))
    other = await store(lambda db: addressed.address(db, CHAT + 1))
    await store(lambda db: outbox.write(db, other, LetterKind.MESSAGE, {"text": "B"}, priority=Priority.PUSH))
    await store(lambda db: outbox.withdraw(db, store.staff[Role.WORKER].id))
    kinds = [one.kind for one in await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))]
    assert kinds == [LetterKind.DELETE, LetterKind.MESSAGE]
    screener = store.staff[Role.SCREENER].id
    assert len(await store(lambda db: nudges.untold(db, screener, quiet=False))) == 1, "to be told anew"


async def test_whose_access_sleeps_hears_that_and_what_was_shown_leaves_their_screen(store: Store) -> None:
    await shown(store, CHAT, hours=0)
    await store(vanishing.vanish)
    await store(told)
    to = await store(lambda db: addressed.address(db, CHAT))
    await store(lambda db: outbox.write(db, to, LetterKind.CARD, {"text": "C"}, priority=Priority.PUSH))
    await store(lambda db: people.fall_asleep(db, []))
    kinds = [one.kind for one in await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))]
    assert kinds == [LetterKind.DELETE, LetterKind.MESSAGE]


async def test_who_comes_back_hears_the_latest_of_what_was_held_in_its_order(store: Store) -> None:
    for text in "ABC":
        await store(partial(told, text=text))
    letters = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    for one in letters:
        await store(partial(outbox.hold, row=one.row))
    assert await due(store) == []
    to = await store(lambda db: addressed.address(db, CHAT))
    other = await store(lambda db: addressed.address(db, CHAT + 1))
    await store(partial(told, text="waits"))
    assert await store(lambda db: outbox.write_again(db, other, 2)) == 0
    assert await store(lambda db: outbox.write_again(db, to, 2)) == 3
    assert await due(store) == ["waits", "B", "C"]
    assert await store(lambda db: outbox.write_again(db, to, 2)) == 0, "once"


async def test_only_what_was_not_told_yet_is_left_out(store: Store) -> None:
    await store(lambda db: told(db, "A"))
    await store(lambda db: told(db, "B"))
    first, second = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(first, 55)]))
    left_out = [await store(partial(outbox.forgo, row=one.row, why="asked")) for one in (first, second)]
    assert left_out == [False, True]
    assert await due(store) == []
    assert await store(lambda db: outbox.message_of(db, first.row)) == 55
    await store(lambda db: told(db, "C"))
    [third] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    assert [await store(partial(outbox.still_to_tell, letter=one.row)) for one in (first, second, third)] == [
        False, False, True
    ]  # fmt: skip


async def test_what_strangers_were_told_is_forgotten_sooner(store: Store) -> None:
    for priority in (Priority.STRANGER, Priority.REPLY):
        await store(partial(told, priority=priority))
    letters = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(one, 5) for one in letters]))
    later = store.now + timedelta(seconds=1)
    assert await store(lambda db: outbox.forget(db, store.now, later)) == 1
    assert await store(lambda db: outbox.forget(db, later, later)) == 1


async def test_a_letter_that_went_back_is_counted(store: Store) -> None:
    await store(told)
    [letter] = await store(lambda db: outbox.take(db, 100, [TELEGRAM.name]))
    assert letter.attempts == 1
    assert replace(letter, attempts=2) != letter


async def test_what_becomes_of_one_letter_becomes_of_no_other(store: Store, case: Case) -> None:
    await store(lambda db: told(db, "A", subject=case.id))
    await store(lambda db: told(db, "B", edits=7))
    first, second = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    assert (first.edits, second.edits) == (None, 7)
    await store(lambda db: outbox.placed(db, first, 41))
    assert [await store(partial(outbox.message_of, row=one.row)) for one in (first, second)] == [41, None]
    assert [await store(partial(outbox.subject_of, row=one.row)) for one in (first, second)] == [
        case.id,
        None,
    ]
    [again, _] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    assert (again.edits, again.attempts) == (41, 2)
    await store(lambda db: outbox.hold(db, first.row))
    assert await due(store) == ["B"]
    await store(lambda db: outbox.drop(db, second.row, "asked"))
    assert await due(store) == []
    assert await store(lambda db: outbox.message_of(db, 999)) is None


async def test_no_more_is_taken_than_asked_for_and_only_on_these_channels(store: Store) -> None:
    for text in "ABC":
        await store(partial(told, text=text))
    assert await store(lambda db: outbox.take(db, 9, ["small"])) == []
    first = await store(lambda db: outbox.take(db, 2, [TELEGRAM.name]))
    assert [one.content["text"] for one in first] == ["A", "B"]
    held = [one.row for one in first]
    [third] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name], held))
    assert (third.content["text"], third.arrived) == ("C", False), "nobody tried it"


async def test_in_a_copy_of_the_office_nothing_waits_but_what_leaves_screens(
    store: Store, case: Case
) -> None:
    await store(lambda db: nudged(db, case))
    letters = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(one, 5) for one in letters]))
    await shown(store, CHAT, hours=0)
    await store(vanishing.vanish)
    await store(told)
    await store(outbox.withdraw_all)
    screener = store.staff[Role.SCREENER].id
    assert await store(lambda db: nudges.untold(db, screener, quiet=False)) == [], "it was told"
    kinds = [one.kind for one in await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))]
    assert kinds == [LetterKind.DELETE]


async def test_a_card_that_is_redrawn_in_its_place_overtakes_none(store: Store) -> None:
    """A new message is the one screen of its chat; one that is edited was so before."""

    def card(db: Transaction, text: str) -> None:
        outbox.write(
            db, addressed.address(db, CHAT), LetterKind.CARD, {"text": text}, priority=Priority.REPLY
        )

    async def arrives(message: int) -> None:
        [letter] = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
        await store(lambda db: outbox.sent(db, [(letter, message)]))

    address = (await store(lambda db: addressed.address(db, CHAT))).id
    other = (await store(lambda db: addressed.address(db, CHAT + 1))).id
    assert await store(lambda db: outbox.card_at(db, address)) is None
    await store(lambda db: card(db, "A"))
    await arrives(51)
    await store(lambda db: card(db, "B"))
    await arrives(51)
    assert await store(lambda db: outbox.card_at(db, address)) == 51
    assert await store(lambda db: outbox.card_at(db, other)) is None


async def test_what_waits_for_who_moves_on_and_holds_no_full_data_stays_in_their_chat(store: Store) -> None:
    await store(told)
    await store(lambda db: vanishing.hasten(db, store.staff[Role.WORKER].id))
    letters = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))
    await store(lambda db: outbox.sent(db, [(one, 5) for one in letters]))
    assert await store(vanishing.vanish) == 0


async def test_the_sender_hears_of_what_was_dropped_while_it_had_it(store: Store) -> None:
    await store(lambda db: told(db, "A"))
    await store(lambda db: told(db, "B"))
    first, second = await store(lambda db: outbox.take(db, 9, [TELEGRAM.name]))

    def dropped(db: Transaction) -> list[int]:
        outbox.forgo(db, first.row, "asked")
        outbox.forgo(db, first.row, "asked")
        outbox.withdraw(db, store.staff[Role.WORKER].id)
        return db.withdrawn

    assert await store(dropped) == [first.row, second.row]


async def test_of_a_matter_what_somebody_else_was_shown_stays(store: Store, case: Case) -> None:
    worker = store.staff[Role.WORKER]
    await shown(store, CHAT, CHAT + 1, hours=2, subject=case.id)
    await store(lambda db: vanishing.take_back_of(db, worker.id, case.id))
    assert await gone(store) == [CHAT]


async def test_full_data_that_was_shown_by_a_clock_that_was_ahead_goes_once_it_is_put_right(
    store: Store,
) -> None:
    """No later than it could have been shown, though it was to stand for days by the clock of now."""
    longest = await store(lambda db: db.rules.policy.keeping.shown / timedelta(hours=1))
    await shown(store, CHAT, hours=longest)
    assert await store(vanishing.vanish) == 0
    await shown(store, CHAT + 1, hours=longest + 8)
    assert await store(vanishing.vanish) == 1
    assert await gone(store) == [CHAT + 1]

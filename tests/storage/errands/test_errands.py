"""Errands are claimed for a while and ended once; files lie sealed, and whole or not at all."""

import asyncio
import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from actions import errands as acts
from casework.errors import NotThere, TooMuchAtOnce
from casework.staffing.people import Role
from storage.core.database import Database, Transaction
from storage.core.letters import LetterKind, Priority
from storage.core.tables import errands as table
from storage.core.tables import file_parts, journal
from storage.core.tables import files as file_table
from storage.errands import errands, files
from storage.errands.errands import LEASE, Errand, ErrandState
from storage.messages import outbox
from tests.storage.conftest import Store
from tests.support.certain import certain

SECRET = "鸕鶿夜夜都在哭"


async def asked(store: Store, **given: object) -> Errand:
    return await store(lambda db: errands.ask(db, "toy", given))


async def claimed(store: Store, *held: int) -> list[Errand]:
    return await store(lambda db: errands.claim(db, 10, held))


async def test_what_is_asked_is_kept_sealed(store: Store) -> None:
    errand = await asked(store, words=SECRET)
    assert await store(lambda db: errands.get(db, errand.id)) == errand
    assert (errand.given, errand.progress, errand.ended) == ({"words": SECRET}, 0, False)
    [row] = await store(lambda db: db.connection.execute(select(table)).all())
    assert SECRET.encode() not in row.sealed


async def test_an_errand_is_claimed_by_one_process_the_oldest_first(store: Store) -> None:
    first, second = await asked(store), await asked(store)
    assert [one.id for one in await store(lambda db: errands.claim(db, 1))] == [first.id]
    assert [one.id for one in await claimed(store)] == [second.id]
    assert await claimed(store) == []


async def test_who_dies_is_followed_by_another_once_the_claim_is_over(store: Store) -> None:
    await asked(store)
    [dead] = await claimed(store)
    store.now += LEASE - timedelta(microseconds=1)
    assert await claimed(store) == []
    store.now += timedelta(microseconds=1)
    assert await store(errands.due)
    [next_one] = await claimed(store)
    assert next_one.attempt == dead.attempt + 1


async def test_what_a_process_holds_itself_it_does_not_take_again(store: Store) -> None:
    errand = await asked(store)
    await claimed(store)
    store.forward(days=30)
    assert await claimed(store, errand.id) == []


async def test_who_says_that_it_is_still_done_keeps_it(store: Store) -> None:
    await asked(store)
    [errand] = await claimed(store)
    for percent in (10, 40):
        store.now += LEASE / 2
        assert await store(partial(errands.hold, errand=errand, progress=percent))
    assert await claimed(store) == []
    assert (await store(lambda db: errands.get(db, errand.id))).progress == 40


async def test_who_was_thought_dead_is_not_heard_any_more(store: Store) -> None:
    await asked(store)
    [late] = await claimed(store)
    store.forward(minutes=5)
    [other] = await claimed(store)
    assert not await store(lambda db: errands.hold(db, late, 50))
    assert not await store(lambda db: errands.end(db, late, ErrandState.DONE, {"by": "late"}))
    await store(lambda db: errands.leave(db, late))
    assert await store(lambda db: errands.end(db, other, ErrandState.DONE, {"by": "other"}))
    assert (await store(lambda db: errands.get(db, late.id))).found == {"by": "other"}


async def test_it_ends_once(store: Store) -> None:
    await asked(store)
    [errand] = await claimed(store)
    ends = [await store(lambda db: errands.end(db, errand, ErrandState.DONE, {})) for _ in range(2)]
    assert ends == [True, False]
    assert not await store(lambda db: errands.stop(db, errand))
    store.forward(days=1)
    assert await claimed(store) == []


async def test_what_was_stopped_can_not_end_in_another_way(store: Store) -> None:
    await asked(store)
    [errand] = await claimed(store)
    await store(lambda db: acts.stop(db, errand.id))
    assert not await store(lambda db: errands.hold(db, errand, 50))
    assert not await store(lambda db: acts.end(db, errand, ErrandState.DONE, {}))
    assert (await store(lambda db: errands.get(db, errand.id))).state is ErrandState.STOPPED


async def test_what_is_left_is_taken_up_at_once_or_after_its_pause(store: Store) -> None:
    await asked(store)
    [errand] = await claimed(store)
    await store(lambda db: errands.leave(db, errand))
    [errand] = await claimed(store)
    until = store.now + timedelta(minutes=1)
    await store(lambda db: errands.leave(db, errand, until))
    assert await claimed(store) == []
    store.forward(minutes=2)
    assert [one.id for one in await claimed(store)] == [errand.id]


async def test_who_is_nobody_or_at_no_screen_asks_for_nothing(store: Store) -> None:
    def nowhere(db: Transaction) -> None:
        db.at = None
        errands.ask(db, "toy", {})

    def nobody(db: Transaction) -> None:
        db.speaker = None
        errands.ask(db, "toy", {})

    for work in (nowhere, nobody):
        with pytest.raises(NotThere):
            await store(work)


async def test_anothers_errand_is_not_there(store: Store) -> None:
    errand = await asked(store)
    with pytest.raises(NotThere):
        await store.by(Role.CHIEF)(lambda db: acts.stop(db, errand.id))
    with pytest.raises(NotThere):
        await store(lambda db: acts.stop(db, errand.id + 1))


async def test_nobody_asks_for_more_than_is_done_in_a_while(store: Store) -> None:
    for _ in range(acts.MOST):
        errand = await store(lambda db: acts.ask(db, "toy", {}))
    with pytest.raises(TooMuchAtOnce):
        await store(lambda db: acts.ask(db, "toy", {}))
    await store.by(Role.CHIEF)(lambda db: acts.ask(db, "toy", {}))
    await store(lambda db: acts.stop(db, errand.id))
    await store(lambda db: acts.ask(db, "toy", {}))


async def test_what_becomes_of_an_errand_stands_in_the_journal_without_what_was_asked(store: Store) -> None:
    errand = await store(lambda db: acts.ask(db, "toy", {"words": SECRET}))
    await claimed(store)
    [errand] = [await store(lambda db: errands.get(db, errand.id))]
    await store(lambda db: acts.end(db, errand, ErrandState.DONE, {"words": SECRET}))
    entries = await store(lambda db: db.connection.execute(select(journal)).all())
    verbs = [one.verb for one in entries]
    assert verbs == ["errand.asked", "errand.done"]
    assert SECRET not in str(entries)


async def of_the_same_file(store: Store) -> tuple[Errand, Errand]:
    """Two errands about a file of which the first is known to be."""
    first, second = await asked(store), await asked(store)
    await store(lambda db: errands.mark(db, first.id, "digest"))
    return first, second


async def test_the_same_file_is_found_while_it_is_read_and_when_it_was(store: Store) -> None:
    first, second = await of_the_same_file(store)
    assert await store(lambda db: errands.same(db, second, "digest")) == first
    await claimed(store)
    first = await store(lambda db: errands.get(db, first.id))
    await store(lambda db: errands.end(db, first, ErrandState.DONE, {"rows": 3}))
    found = await store(lambda db: errands.same(db, second, "digest"))
    assert found is not None
    assert found.found == {"rows": 3}
    assert await store(lambda db: errands.same(db, second, "another")) is None


@pytest.mark.parametrize("state", [ErrandState.STOPPED, ErrandState.FAILED])
async def test_a_file_that_was_not_read_to_the_end_is_read(store: Store, state: ErrandState) -> None:
    first, second = await of_the_same_file(store)
    await claimed(store)
    first = await store(lambda db: errands.get(db, first.id))
    await store(lambda db: errands.end(db, first, state, {}))
    assert await store(lambda db: errands.same(db, second, "digest")) is None


async def test_of_two_that_are_read_no_one_waits_for_the_later(store: Store) -> None:
    first, second = await of_the_same_file(store)
    await store(lambda db: errands.mark(db, second.id, "digest"))
    assert await store(lambda db: errands.same(db, first, "digest")) is None


async def test_a_file_is_known_by_a_keyed_hash_to_who_sent_it_alone(store: Store) -> None:
    first, _ = await of_the_same_file(store)
    theirs = await store.by(Role.CHIEF)(lambda db: errands.ask(db, "toy", {}))
    assert await store(lambda db: errands.same(db, theirs, "digest")) is None
    digest = select(table.c.digest).where(table.c.id == first.id)
    kept = await store(lambda db: db.connection.execute(digest).scalar_one())
    assert len(kept) == 16
    assert b"digest" not in kept


async def test_what_is_to_be_done_anew_is_not_found(store: Store) -> None:
    first, second = await of_the_same_file(store)
    await store(lambda db: errands.mark(db, first.id, None))
    assert await store(lambda db: errands.same(db, second, "digest")) is None


PIECES = [b"\0" * files.PART, b"\xff" * files.PART, b"end"]


async def sent(store: Store, pieces: list[bytes]) -> int:
    def keep(db: Transaction) -> int:
        assert db.speaker is not None
        file = files.add(db, db.speaker.id, "王測試.xlsx", "reference")
        for number, piece in enumerate(pieces):
            files.add_part(db, file, number, piece)
        return file

    return await store(keep)


async def test_a_file_comes_in_pieces_and_is_read_as_a_whole(store: Store) -> None:
    file = await sent(store, PIECES)
    assert not (await store(lambda db: files.get(db, file))).whole
    await store(lambda db: files.complete(db, file, 3))
    assert (await store(lambda db: files.get(db, file))).whole
    assert await store(lambda db: files.content(db, file)) == b"".join(PIECES)


async def test_of_a_file_nothing_lies_open(store: Store) -> None:
    file = await sent(store, [SECRET.encode()])

    def look(db: Transaction) -> bytes:
        rows = [*db.connection.execute(select(file_table.c.sealed)).scalars()]
        return b"".join([*rows, *db.connection.execute(select(file_parts.c.sealed)).scalars()])

    found = await store(look)
    assert found
    assert all(word.encode() not in found for word in (SECRET, "王測試", "reference"))
    assert file


async def test_a_file_of_which_a_piece_is_missing_is_none(store: Store) -> None:
    file = await sent(store, PIECES[:2])
    await store(lambda db: files.complete(db, file, 3))
    with pytest.raises(ValueError, match="missing"):
        await store(lambda db: files.content(db, file))


async def test_a_file_that_comes_anew_begins_anew(store: Store) -> None:
    file = await sent(store, PIECES)
    await store(lambda db: files.begin(db, file))
    await store(lambda db: files.add_part(db, file, 0, b"all"))
    await store(lambda db: files.complete(db, file, 1))
    assert await store(lambda db: files.content(db, file)) == b"all"


async def test_files_and_errands_are_forgotten_after_their_days(store: Store) -> None:
    file = await sent(store, PIECES)
    errand = await store(lambda db: errands.ask(db, "file", {}, file=file))
    unfinished = await asked(store)
    await claimed(store)
    await store(lambda db: errands.stop(db, errand))
    store.forward(days=29)
    assert await store(lambda db: (errands.forget(db), files.forget(db))) == (0, 0)
    store.forward(days=1)
    assert await store(lambda db: (errands.forget(db), files.forget(db))) == (1, 1)
    assert await store(lambda db: errands.get(db, unfinished.id))
    assert await store(lambda db: db.connection.execute(select(file_parts)).all()) == []


async def test_a_file_of_an_errand_that_ended_in_nothing_is_erased_at_once(store: Store) -> None:
    errand = await store(lambda db: acts.ask_about(db, "file", "王測試.xlsx", "reference"))
    await store(lambda db: acts.stop(db, errand.id))
    assert await store(lambda db: db.connection.execute(select(file_table)).all()) == []
    assert (await store(lambda db: errands.get(db, errand.id))).file is None


async def test_a_snapshot_stays_as_it_was_and_holds_up_nobody(store: Store, url: str) -> None:
    """While somebody reads, others write; what they write is not seen, and what is read can't be changed."""
    looked, may_go_on, count = threading.Event(), threading.Event(), select(table.c.id)

    def look(connection: Connection) -> None:
        assert connection.execute(count).all() == []
        looked.set()
        assert may_go_on.wait(10)
        assert connection.execute(count).all() == []
        with pytest.raises(Exception, match=r"read-only|readonly"):
            connection.execute(table.delete())

    async def read() -> None:
        reader = Database(url)
        try:
            await reader.read(look)
        finally:
            await reader.close()

    reading = asyncio.create_task(asyncio.to_thread(asyncio.run, read()))
    await asyncio.to_thread(looked.wait, 10)
    await asked(store)
    may_go_on.set()
    await reading


async def test_what_becomes_of_one_errand_becomes_of_no_other(store: Store) -> None:
    first, second = await asked(store), await asked(store)
    await claimed(store)
    mine, other = [await store(partial(errands.get, errand=one.id)) for one in (first, second)]
    await store(lambda db: errands.hold(db, mine, 40))
    told: dict[str, Any] = {"content": {"text": "40 %"}, "priority": Priority.REPLY}
    to = certain(await store(lambda db: db.at))
    letter = await store(lambda db: outbox.write(db, to, LetterKind.MESSAGE, **told))
    await store(lambda db: errands.shown_by(db, mine.id, letter))
    assert (await store(lambda db: errands.get(db, mine.id))).letter == letter
    assert await store(lambda db: errands.get(db, other.id)) == other
    assert await store(lambda db: errands.open_of(db, mine.person)) == 2
    assert await store(lambda db: errands.end(db, mine, ErrandState.DONE, {"rows": 3}))
    assert await store(lambda db: errands.get(db, other.id)) == other
    assert await store(lambda db: errands.open_of(db, mine.person)) == 1
    assert await store(lambda db: errands.open_of(db, store.staff[Role.CHIEF].id)) == 0
    await store(lambda db: errands.leave(db, other))
    assert [one.id for one in await claimed(store)] == [other.id]
    assert await store(lambda db: errands.stop(db, other))
    assert (await store(lambda db: errands.get(db, mine.id))).found == {"rows": 3}
    assert (await store(lambda db: errands.get(db, mine.id))).ended


async def test_a_file_is_kept_begun_anew_and_erased_beside_another(store: Store) -> None:
    first, second = await sent(store, [b"one"]), await sent(store, [b"two", b"three"])
    await store(lambda db: files.complete(db, first, 1))
    assert not (await store(lambda db: files.get(db, second))).whole
    await store(lambda db: files.complete(db, second, 2))
    await store(lambda db: files.begin(db, first))
    assert await store(lambda db: files.content(db, second)) == b"twothree"
    errand = await store(lambda db: errands.ask(db, "file", {}, file=second))
    await store(lambda db: files.drop(db, [first]))
    assert (await store(lambda db: errands.get(db, errand.id))).file == second
    assert await store(lambda db: files.content(db, second)) == b"twothree"
    assert await store(lambda db: db.connection.execute(select(file_table.c.id)).scalars().all()) == [second]

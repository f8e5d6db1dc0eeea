"""The desk: many pieces in one commit, each for itself, and nobody hears of an end before it."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.core.desk import AT_ONCE, LINGER, LONG, READS, Desk
from tests.storage.databases import migrated

Work = Callable[[Connection], None]
KEPT = text("SELECT name FROM facts WHERE value = 'yes'")


class Refused(Exception):  # noqa: N818 - says what it is
    """As a rule refuses."""


class Watched(Desk):
    """Counts its commits."""

    def __init__(self, file: Path) -> None:
        self.url = make_url(migrated("sqlite", file))
        super().__init__(self.url)
        self.commits = 0
        event.listen(self.engine, "commit", self._count)

    def _count(self, _: Connection) -> None:
        self.commits += 1


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Watched]:
    desk = Watched(tmp_path)
    await desk.hand_in(lambda connection: None)  # opened
    desk.commits = 0
    yield desk
    await desk.close()


def keeps(name: str) -> Work:
    def keep(connection: Connection) -> None:
        connection.execute(text("INSERT INTO facts VALUES (:name, 'yes')"), {"name": name})

    return keep


async def kept(desk: Desk) -> set[str]:
    return await desk.hand_in(
        lambda connection: set(
            connection.execute(text("SELECT name FROM facts WHERE value = 'yes'")).scalars()
        )
    )


async def test_what_is_handed_in_together_shares_a_commit(
    desk: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.core.desk.LONG", 60)  # however busy the machine
    await asyncio.gather(*(desk.hand_in(keeps(f"{n}")) for n in range(AT_ONCE)))
    assert desk.commits == 1
    assert await kept(desk) == {f"{n}" for n in range(AT_ONCE)}


async def test_one_that_is_refused_takes_back_only_itself(desk: Watched) -> None:
    def refuses(connection: Connection) -> None:
        keeps("half")(connection)
        raise Refused

    ends = await asyncio.gather(
        desk.hand_in(keeps("before")),
        desk.hand_in(refuses),
        desk.hand_in(keeps("before")),  # the table refuses it
        desk.hand_in(keeps("after")),
        return_exceptions=True,
    )
    assert [type(one).__name__ for one in ends] == ["NoneType", "Refused", "IntegrityError", "NoneType"]
    assert await kept(desk) == {"before", "after"}
    assert desk.commits == 2, "theirs, and the look"


async def test_what_shares_a_commit_that_fails_fails_with_it_and_is_told_after_it(
    desk: Watched,
) -> None:
    file = str(desk.url.database)
    told: list[str] = []

    @event.listens_for(desk.engine, "commit")
    def full(_: Connection) -> None:
        assert not told, "nobody heard of an end before the commit"
        raise OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full"))

    async def one(name: str) -> None:
        try:
            await desk.hand_in(keeps(name))
        finally:
            told.append(name)

    ends = await asyncio.gather(one("a"), one("b"), return_exceptions=True)
    assert all(isinstance(end, DBAPIError) for end in ends)
    event.remove(desk.engine, "commit", full)
    assert sqlite3.connect(file).execute("SELECT count(*) FROM facts WHERE value = 'yes'").fetchone() == (0,)
    await desk.hand_in(keeps("c"))
    assert await kept(desk) == {"c"}


@pytest.mark.parametrize("notices", [True, False])
async def test_when_sqlite_takes_back_all_of_it_nobody_is_told_it_was_kept(
    desk: Watched, notices: bool
) -> None:
    def rolls_back(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")  # as a full disk or a broken one makes it do by itself
        if notices:
            raise OSError("the disk")

    ends = await asyncio.gather(
        desk.hand_in(keeps("a")), desk.hand_in(rolls_back), desk.hand_in(keeps("b")), return_exceptions=True
    )
    assert [isinstance(end, OSError) for end in ends[:2]] == [True, True]
    assert await kept(desk) == ({"b"} if ends[2] is None else set()), "who was not begun goes on"


async def test_what_is_long_is_alone_and_nobody_else_s_commit_waits_for_it(desk: Watched) -> None:
    order: list[str] = []

    async def one(name: str, work: Work, *, alone: bool = False) -> None:
        await desk.hand_in(work, alone=alone)
        order.append(name)

    def long(_: Connection) -> None:
        time.sleep(0.05)
        assert order == ["before"], "it was told before the long one had ended"

    await asyncio.gather(
        one("before", keeps("before")), one("long", long, alone=True), one("after", keeps("after"))
    )
    assert (order, desk.commits) == (["before", "long", "after"], 3)


async def test_a_commit_that_has_taken_long_takes_up_nothing_more(desk: Watched) -> None:
    await asyncio.gather(*(desk.hand_in(lambda connection: time.sleep(LONG)) for _ in range(3)))
    assert desk.commits == 3


async def test_what_nobody_waits_for_goes_with_what_comes_next(
    desk: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.core.desk.LINGER", LINGER)  # here it does wait
    patient = asyncio.create_task(desk.hand_in(keeps("patient"), patient=True))
    await asyncio.sleep(0)
    assert not patient.done()
    await desk.hand_in(keeps("next"))
    await patient
    assert desk.commits == 1
    await asyncio.wait_for(desk.hand_in(keeps("alone"), patient=True), 20 * LINGER)
    assert await kept(desk) == {"patient", "next", "alone"}


async def test_closing_ends_what_was_handed_in(desk: Watched) -> None:
    patient = asyncio.create_task(desk.hand_in(keeps("patient"), patient=True))
    await asyncio.sleep(0)
    await desk.close()
    assert patient.done()


async def test_a_file_that_another_holds_fails_all_who_wait_in_words(
    desk: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.hand_in(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 50") and None)
    other = sqlite3.connect(str(desk.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ends = await asyncio.gather(desk.hand_in(keeps("a")), desk.hand_in(keeps("b")), return_exceptions=True)
    assert all(isinstance(end, OperationalError) and "locked" in str(end) for end in ends)
    other.execute("ROLLBACK")
    await desk.hand_in(keeps("c"))
    assert await kept(desk) == {"c"}


async def test_who_only_reads_stops_nobody_and_changes_nothing(desk: Watched) -> None:
    reader = Desk(desk.url, READS)
    seen: list[set[str]] = []
    written = threading.Event()

    def look(connection: Connection) -> None:
        for wait in (False, True):
            assert not wait or written.wait(10)
            seen.append(set(connection.execute(text("SELECT name FROM facts WHERE value = 'yes'")).scalars()))
        with pytest.raises(OperationalError, match="readonly"):
            keeps("reader")(connection)

    looking = asyncio.create_task(reader.hand_in(look))
    while not seen:
        await asyncio.sleep(0.001)
    await desk.hand_in(keeps("writer"))
    assert not looking.done()
    written.set()
    await looking
    assert seen == [set(), set()]
    assert await kept(desk) == {"writer"}
    await reader.close()

"""A piece on PostgreSQL runs whole on a thread, and again where others were in its way."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.faults import of_storage
from casework.errors import Overtaken, Refusal, Stale, WrongState
from storage.core import conflicts, server
from storage.core.database import Database
from tests.storage.databases import migrated

AGAIN = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{}'; END $$"
"""Says what PostgreSQL says where somebody else was in the way."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return migrated("postgresql", tmp_path)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.close()


def put(connection: Connection, value: str = "yes") -> None:
    connection.execute(text("INSERT INTO facts VALUES ('kept', :value)"), {"value": value})


def pid(connection: Connection) -> int:
    """Say which process of the server answers: with one connection it answers the next time, too."""
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def kept(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT value FROM facts WHERE name = 'kept'")).scalars())


async def test_what_was_to_be_kept_stands_in_no_error(database: Database) -> None:
    """Errors may be logged."""
    await database.transact(put)
    with pytest.raises(IntegrityError) as failed:
        await database.transact(partial(put, value="王小明"))
    assert "王小明" not in str(failed.value)


@pytest.mark.parametrize("state", sorted({*conflicts.BEATEN, conflicts.TWICE}))
async def test_a_piece_that_others_were_in_the_way_of_begins_anew(database: Database, state: str) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> str:
        tries.append(1)
        put(connection, str(len(tries)))
        if len(tries) < 3:
            connection.execute(text(AGAIN.format(state)))
        return "done"

    assert await database.transact(work) == "done"
    assert await database.transact(kept) == ["3"]


async def test_what_somebody_was_quicker_in_begins_anew(database: Database) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> str:
        tries.append(1)
        put(connection, str(len(tries)))
        if len(tries) < 3:
            raise Overtaken
        return "done"

    assert await database.transact(work) == "done"
    assert await database.transact(kept) == ["3"]


@pytest.mark.parametrize(("refusal", "times"), [(Overtaken, server.TRIES), (Stale, 1), (WrongState, 1)])
async def test_what_the_rules_have_against_it_is_said_at_once(
    database: Database, refusal: type[Refusal], times: int
) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        raise refusal

    with pytest.raises(refusal):
        await database.transact(work)
    assert len(tries) == times


async def test_it_does_not_begin_anew_for_ever(database: Database) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text(AGAIN.format("40P01")))

    with pytest.raises(DBAPIError):
        await database.transact(work)
    assert len(tries) == server.TRIES


async def test_what_can_not_be_is_raised_as_what_it_is(database: Database) -> None:
    await database.transact(put)
    with pytest.raises(IntegrityError):
        await database.transact(put)
    with pytest.raises(DBAPIError):
        await database.transact(lambda connection: connection.execute(text("SELECT 1 / 0")))


async def test_whoever_is_stopped_waits_for_the_end(database: Database) -> None:
    def slow(connection: Connection) -> None:
        put(connection)
        time.sleep(0.2)

    one = asyncio.create_task(database.transact(slow))
    await asyncio.sleep(0.05)
    one.cancel()
    with pytest.raises(asyncio.CancelledError):
        await one
    assert await database.transact(kept) == ["yes"]


async def test_pieces_run_beside_each_other(database: Database) -> None:
    def slow(connection: Connection) -> None:
        connection.execute(text("SELECT pg_sleep(0.5)"))

    await database.transact(kept)
    began = time.monotonic()
    await asyncio.gather(*(database.transact(slow) for _ in range(4)))
    assert time.monotonic() - began < 1.5


async def test_a_setting_of_an_earlier_edition_goes_on_working(url: str) -> None:
    earlier = make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
    database = Database(earlier)
    await database.transact(put)
    assert await database.read(kept) == ["yes"]
    await database.close()


async def test_a_server_that_vanished_without_a_word_is_noticed_within_a_minute(url: str) -> None:
    """Its machine lost its power, say: nothing comes, and by the system's own figures for two hours."""

    def asked(connection: Connection) -> dict[str, str]:
        driver: Any = connection.connection.dbapi_connection  # psycopg's own, which SQLAlchemy does not name
        parameters: dict[str, str] = driver.info.get_parameters()
        return parameters

    database = Database(url)
    given = await database.transact(asked)
    await database.close()
    idle, interval, count = (int(given[f"keepalives_{one}"]) for one in ("idle", "interval", "count"))
    assert idle + interval * count <= 60
    assert int(given["tcp_user_timeout"]) <= 60_000
    assert int(given["connect_timeout"]) <= 60


async def test_a_server_that_stands_still_with_its_sockets_open_is_noticed(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its machine is paused, or its disk hangs: the network goes on answering for it."""
    monkeypatch.setattr(server, "SILENT", 0.5)
    database = Database(url)
    stopped = await database.transact(pid)
    os.kill(stopped, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(DBAPIError) as silent:
            await database.transact(put)
        assert of_storage(silent.value)
        assert time.monotonic() - began < 5
        await database.transact(put)  # by a connection of its own
    finally:
        os.kill(stopped, signal.SIGCONT)
    assert await database.read(kept) == ["yes"]
    await database.close()


async def test_a_server_that_takes_its_time_and_speaks_meanwhile_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SILENT", 0.5)
    slowly = text("SELECT repeat('x', 9000), pg_sleep(0.2) FROM generate_series(1, 6)")
    assert len(await database.read(lambda connection: connection.execute(slowly).all())) == 6


async def test_who_asks_for_other_patience_with_a_server_has_it(url: str) -> None:
    database = Database(make_url(url).update_query_dict({"connect_timeout": "77"}).render_as_string(False))
    assert database.engine.url.query["connect_timeout"] == "77"
    assert "tcp_user_timeout" in database.engine.url.query
    await database.close()


@pytest.mark.parametrize(("ssl", "mode"), [("true", "require"), ("verify-full", "verify-full")])
def test_how_an_earlier_edition_asked_for_ssl_is_understood(ssl: str, mode: str) -> None:
    url = make_url(f"postgresql+asyncpg://shouwang@localhost/shouwang?ssl={ssl}&host=db")
    assert dict(server._by_psycopg(url).query) == {"sslmode": mode, "host": "db"}

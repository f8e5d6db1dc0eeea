"""An office goes from one database to another, and has there what it had here."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, inspect, make_url, text

from storage import move
from storage.core import journal, migrate, subjects
from storage.core.database import Database, Transaction
from storage.core.tables import journal as journal_rows
from storage.core.vault import KeyFile, Vault
from storage.move import MoveTrouble
from tests.storage.conftest import MONDAY, RULES, Store
from tests.storage.core.test_migrations import looked_at
from tests.storage.databases import KINDS, OFFICES, copied, copied_key, empty, filled, migrated
from tests.storage.known import known
from tests.storage.offices.beyond import PIN
from tests.storage.shown import shown

ROOT = Path(__file__).parents[2]
REVISION = "0002"
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import Engine, event
from tests.storage.test_move import moved

@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *_):
    if statement.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(moved(sys.argv[1], sys.argv[2]))
"""
"""Moves an office, and dies before the first statement that begins as it is told."""


async def moved(source: str, target: str) -> int:
    one, other = Database(source), Database(target)
    try:
        return await move.move(one, other, lambda here: Transaction(here, MONDAY, Vault(bytes(32)), RULES))
    finally:
        await one.close()
        await other.close()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_key(OFFICES / f"{REVISION}.key.json", tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="module")
def offices(key: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A month of the demo city, as an earlier edition left it, at this edition: on both databases."""
    made = {}
    for kind in KINDS:
        made[kind] = filled(kind, REVISION, tmp_path_factory.mktemp(kind))
        asyncio.run(migrate.upgrade(made[kind], vault=KeyFile(key).read()))
    return made


@pytest.fixture
def office(kind: str, offices: dict[str, str], tmp_path: Path) -> str:
    _settled(offices[kind])
    return copied(kind, offices[kind], tmp_path)


def _settled(url: str) -> None:
    """Put what an SQLite file has beside it into it: it is copied alone."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rows(url: str) -> dict[str, list[str]]:
    """Read all of an SQLite file, as it lies there."""
    with closing(sqlite3.connect(str(make_url(url).database))) as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {one: sorted(map(repr, file.execute(f"SELECT * FROM {one}"))) for one in tables}


async def test_there_and_back_every_row_is_as_it_was(offices: dict[str, str], tmp_path: Path) -> None:
    there, back = empty("postgresql", tmp_path), empty("sqlite", tmp_path)
    assert await moved(offices["sqlite"], there) == await moved(there, back) > 1_000
    before, after = rows(offices["sqlite"]), rows(back)
    counted = set(after.pop("sqlite_sequence"))
    assert set(before.pop("sqlite_sequence")) <= counted, "a table that was built anew may have none yet"
    assert after == before


async def test_the_office_knows_there_what_it_knew_here(
    kind: str, office: str, key: Path, tmp_path: Path
) -> None:
    then = json.loads((OFFICES / f"{REVISION}.json").read_text())
    at, vault = datetime.fromisoformat(then["at"]), KeyFile(key).read()
    there = empty(OTHER[kind], tmp_path)
    await moved(office, there)
    facts = {"at": then["at"], **await known(there, vault, at, PIN), "cards": await shown(there, vault, at)}
    assert json.loads(json.dumps(facts)) == then


async def test_numbers_go_on_after_the_last_that_was_given(
    kind: str, store: Store, url: str, tmp_path: Path
) -> None:
    def gone(db: Transaction) -> int:
        last = subjects.add(db, "case", "L-115-1")
        db.connection.execute(text("DELETE FROM subjects"))
        return last

    last = await store(gone)
    there = migrated(OTHER[kind], tmp_path)
    await moved(url, there)

    def adds(connection: Connection) -> int:
        return subjects.add(Transaction(connection, MONDAY, store.vault, RULES), "case", "L-115-2")

    assert await looked_at(there, adds) == last + 1


async def test_what_holds_something_is_refused_and_stays_as_it_was(
    kind: str, store: Store, url: str, tmp_path: Path
) -> None:
    other = migrated(OTHER[kind], tmp_path)
    await looked_at(other, lambda one: one.execute(text("INSERT INTO facts VALUES ('demo', 'yes')")) and None)
    with pytest.raises(MoveTrouble, match="holds something already"):
        await moved(url, other)
    assert await looked_at(
        other, lambda one: one.execute(text("SELECT name FROM facts")).scalars().all()
    ) == ["demo"]


async def test_what_is_of_another_program_is_refused(
    kind: str, store: Store, url: str, tmp_path: Path
) -> None:
    other = empty(OTHER[kind], tmp_path)
    await looked_at(other, lambda one: one.execute(text("CREATE TABLE theirs (id INTEGER)")) and None)
    with pytest.raises(MoveTrouble, match="holds something already"):
        await moved(url, other)


async def test_a_journal_that_is_broken_is_not_moved(
    kind: str, store: Store, url: str, tmp_path: Path
) -> None:
    for _ in range(2):
        await store(lambda db: journal.write(db, "person.away"))
    await store(lambda db: db.connection.execute(delete(journal_rows).where(journal_rows.c.id == 2)))
    other = empty(OTHER[kind], tmp_path)
    with pytest.raises(MoveTrouble, match="the journal is broken"):
        await moved(url, other)
    assert await looked_at(other, lambda one: inspect(one).get_table_names()) == []


@pytest.mark.parametrize("before", ["CREATE TABLE cases", "INSERT INTO nudges", "INSERT INTO journal "])
async def test_who_is_killed_in_the_midst_of_it_leaves_nothing_there_and_all_of_it_here(
    kind: str, office: str, before: str, tmp_path: Path
) -> None:
    there = empty(OTHER[kind], tmp_path)
    words = [sys.executable, "-c", KILLED, office, there, f"\n{before}" if "CREATE" in before else before]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    died = await asyncio.to_thread(subprocess.run, words, check=False, env=environment)
    assert died.returncode == -signal.SIGKILL
    assert await looked_at(there, lambda one: inspect(one).get_table_names()) == []
    assert await moved(office, there) > 1_000

import asyncio
import importlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.core import journal, migrate, schema
from storage.core.database import Database
from tests.storage.conftest import Store

REVISIONS = [one.revision for one in ScriptDirectory.from_config(migrate.config()).walk_revisions()][::-1]


async def looked_at(url: str, look):
    database = Database(url)
    try:
        return await database.transact(look)
    finally:
        await database.close()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_every_migration_goes_up_down_and_up_again(empty_url: str) -> None:
    for revision in REVISIONS:
        await migrate.upgrade(empty_url, revision)
        after_up = await looked_at(empty_url, tables)
        await migrate.downgrade(empty_url, "-1")
        assert await looked_at(empty_url, schema.revision_of) != revision
        await migrate.upgrade(empty_url, revision)
        assert await looked_at(empty_url, tables) == after_up, revision


class Killed(BaseException):
    """Ends whatever is under way."""


async def test_all_the_way_down_leaves_no_table(url: str) -> None:
    await migrate.downgrade(url)
    assert await looked_at(url, tables) == set()


async def test_a_second_upgrade_changes_nothing(store: Store, url: str) -> None:
    await store(lambda db: journal.write(db, "person.invited"))
    await migrate.upgrade(url)
    assert await store(journal.first_break) is None
    assert await store(lambda db: schema.revision_of(db.connection)) == schema.newest()


async def test_an_upgrade_that_fails_half_way_leaves_the_old_schema(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(connection: Connection, work) -> None:
        work(connection)
        assert tables(connection)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "guarded", killed)
        with pytest.raises(Killed):
            await migrate.upgrade(empty_url)
    assert await looked_at(empty_url, tables) == set()
    await migrate.upgrade(empty_url)
    assert await looked_at(empty_url, schema.revision_of) == schema.newest()


async def test_a_database_of_a_later_edition_is_refused_in_words(url: str) -> None:
    def age(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    await looked_at(url, age)
    with pytest.raises(schema.SchemaTrouble, match="9999"):
        await migrate.upgrade(url)


async def test_a_new_database_begins_the_journal_with_zeros(database: Database) -> None:
    def head(connection: Connection) -> list[tuple[int, bytes]]:
        rows = connection.execute(text("SELECT id, hash FROM journal_head")).all()
        return [(row.id, bytes(row.hash)) for row in rows]

    assert await database.transact(head) == [(journal.CLOCK, bytes(32))]


def test_migrations_need_nothing_but_the_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (schema.MIGRATIONS / "script.py.mako").exists()
    assert schema.newest() == REVISIONS[-1]


def test_what_make_migration_writes_is_taken_by_make_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = importlib.import_module("storage.migrations.__main__")
    copy = tmp_path / "storage" / "migrations"
    shutil.copy(schema.MIGRATIONS.parents[1] / "pyproject.toml", tmp_path)
    shutil.copytree(
        schema.MIGRATIONS, copy, ignore=shutil.ignore_patterns("000[2-9]*", "00[1-9]*", "__pycache__")
    )
    monkeypatch.setattr(migrate, "MIGRATIONS", copy)
    monkeypatch.setattr(writer, "MIGRATIONS", copy)
    asyncio.run(writer.write("all since the first"))
    written = copy / "versions" / "0002_all_since_the_first.py"
    assert "closed_days" in written.read_text(encoding="utf-8")
    for words in (("format", "--check"), ("check",)):
        ruff = [sys.executable, "-m", "ruff", *words, "--no-cache", str(written)]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_sqlite_can_say_all_of_it_in_one_transaction() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35), "RETURNING and DROP COLUMN"

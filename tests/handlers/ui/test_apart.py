"""What is done apart from the rest of a batch: all of it or nothing, and the rest all the same."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert

from handlers.ui.apart import apart
from storage.core import facts
from storage.core.database import Database, Transaction
from storage.core.tables import facts as table
from storage.core.vault import KeyFile
from tests.storage.conftest import Store
from tests.storage.databases import migrated


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    database = Database(migrated("sqlite", tmp_path))
    yield Store(database, KeyFile(tmp_path / "key.json").make())
    await database.close()


async def test_what_fails_is_set_aside_and_leaves_nothing(store: Store) -> None:
    def batch(db: Transaction) -> None:
        def fails() -> None:
            facts.put(db, "half", "yes")
            raise LookupError

        apart(db, fails, lambda: facts.put(db, "aside", "yes"))
        apart(db, lambda: facts.put(db, "done", "yes"), fails)

    await store(batch)
    kept = [await store(partial(facts.get, name=name)) for name in ("half", "aside", "done")]
    assert kept == [None, "yes", "yes"]


async def test_what_another_bell_wrote_a_moment_ago_is_seen_and_nothing_set_aside(tmp_path: Path) -> None:
    """Two bells ring while a process that was buried does not know it yet."""
    url = migrated("postgresql", tmp_path)
    database, another = Database(url), create_engine(url)
    store, aside = Store(database, KeyFile(tmp_path / "key.json").make()), list[Any]()

    def told(connection: Connection) -> None:
        connection.execute(insert(table), {"name": "told", "value": "yes"})

    def batch(db: Transaction) -> None:
        def tells() -> None:
            if facts.get(db, "told") is None:
                with another.begin() as beside:
                    told(beside)
                told(db.connection)

        apart(db, tells, lambda: aside.append(1))
        facts.put(db, "rest", "done")

    await store(batch)
    assert (await store(lambda db: facts.get(db, "rest")), aside) == ("done", [])
    another.dispose()
    await database.close()


async def test_nothing_goes_on_where_the_file_took_back_the_whole_batch(store: Store) -> None:
    """As SQLite does by itself where no room is left."""
    aside: list[Any] = []

    def batch(db: Transaction) -> None:
        def full() -> None:
            db.connection.exec_driver_sql("ROLLBACK")
            raise OSError(28, "no space left on device")

        facts.put(db, "before", "yes")
        apart(db, full, lambda: aside.append(1))

    with pytest.raises(Exception, match=r"savepoint|space"):
        await store(batch)
    assert (await store(lambda db: facts.get(db, "before")), aside) == (None, [])

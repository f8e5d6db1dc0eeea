"""A transaction runs to its end, whoever is stopped meanwhile."""

import asyncio
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage.core.database import Database
from tests.storage.databases import migrated


def slow(connection: Connection) -> None:
    connection.execute(text("INSERT INTO facts VALUES ('kept', 'yes')"))
    time.sleep(0.05)


async def test_whoever_is_stopped_waits_for_the_end_and_nobody_finds_the_file_locked(tmp_path: Path) -> None:
    database = Database(migrated("sqlite", tmp_path))
    for _ in range(5):
        one = asyncio.create_task(database.transact(slow))
        await asyncio.sleep(0.01)
        one.cancel()
        with pytest.raises(asyncio.CancelledError):
            await one
        kept = await database.transact(
            lambda connection: connection.execute(text("DELETE FROM facts WHERE name = 'kept'")).rowcount
        )
        assert kept == 1, "it was begun, so it is kept"
    await database.close()

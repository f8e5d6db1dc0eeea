"""Make an office for the tests of upgrades: the demo city, a month of life, and what a month leaves out.

python -m tests.storage.offices.make
"""

import asyncio
import json
import lzma
import os
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from structlog.testing import capture_logs

from casework.text.dates import local_day
from storage.core import schema
from storage.core.database import Database
from storage.core.keys import open_vault
from storage.core.vault import KeyFile
from tests.simulation.checks.watch import Watch
from tests.simulation.days import Life
from tests.simulation.room import opened
from tests.simulation.run import right
from tests.simulation.year import START, Year
from tests.storage.databases import copied_key
from tests.storage.known import known
from tests.storage.offices.beyond import PIN, go_beyond
from tests.storage.offices.complete import complete
from tests.storage.offices.postgres import dumped
from tests.storage.shown import shown

os.environ.setdefault("PTB_TIMEDELTA", "true")

SEED, DAYS = 115, 31


async def live(folder: Path) -> datetime:
    """Live the month and what is beyond it, until the bot dies; returns the moment."""
    with capture_logs() as errors:
        async with opened(folder, START.astimezone(UTC)) as room:
            watch = Watch(room, errors)
            life = Life(room, watch, Year(SEED, local_day(START), DAYS), Random(f"life {SEED}"))
            await room.practice.ring()
            for number in range(DAYS):
                day = local_day(START) + timedelta(days=number)
                await life.day(day)
                right(watch, SEED, day)
                print(day, flush=True)
            if life.back is not None:
                await life.until(life.back)
            await room.to(START + timedelta(days=DAYS, hours=1))
            watch.look_back()
            right(watch, SEED, day)
            await go_beyond(room)
            right(watch, SEED, day)
            return room.now


async def sealed(file: Path, key: Path) -> None:
    """Write down with which key it is sealed, as the bot's first start does."""
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.transact(lambda connection: open_vault(connection, key))
    await database.close()


def packed(file: Path) -> None:
    """Leave one file, as small as it goes."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()


async def kept(folder: Path, to: Path) -> None:
    """Keep the office on both databases, and what it knows."""
    at = await live(folder)
    file = folder / "office.db"
    revision = schema.newest()
    key = copied_key(to / f"{revision}.key.json", folder)
    await sealed(file, key)
    packed(file)
    url, vault = f"sqlite+aiosqlite:///{file}", KeyFile(key).read()
    facts = {"at": at.isoformat(), **await known(url, vault, at, PIN), "cards": await shown(url, vault, at)}
    complete(facts)
    packed(file)
    (to / f"{revision}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    (to / f"{revision}.db.xz").write_bytes(lzma.compress(file.read_bytes(), preset=9))
    (to / f"{revision}.sql.xz").write_bytes(lzma.compress(dumped(file, folder).encode(), preset=9))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(kept(Path(folder), Path(__file__).parent))

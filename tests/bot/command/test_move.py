"""`shouwang move`: the demo city goes to PostgreSQL and back, and its bot answers there."""

import asyncio
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from bot.app import open_office, real_clock
from bot.command import moving
from bot.command.doctor import ALIVE
from bot.command.settings import Settings
from bot.practice.demo import FIRST_CHAT
from sandbox import Phone
from storage.core import facts
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from storage.move import MoveTrouble
from tests.bot.command.test_cli import (
    _a_directory_of_its_own,
    address,
    heard,
    refused,
    ring_the_bell,
    running,
    shouwang,
)
from tests.storage.core.test_migrations import looked_at
from tests.storage.databases import OFFICES, copied_key, empty, filled, migrated
from tests.support.town import Clock

__all__ = ["_a_directory_of_its_own"]
LONG_AGO = ALIVE + timedelta(minutes=1)


def stopped(url: str) -> None:
    """Let the last ring of a bell be long ago."""
    ring_the_bell(LONG_AGO)
    asyncio.run(
        looked_at(url, lambda one: one.execute(text("DELETE FROM facts WHERE name = 'bell'")) and None)
    )


def own(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'data/demo/shouwang.db'}"


async def test_the_demo_city_goes_to_postgresql_and_back_and_answers_there(tmp_path: Path) -> None:
    there, back = empty("postgresql", tmp_path), f"sqlite:///{tmp_path / 'back.db'}"
    async with running("run") as line:
        chief = Phone(address(line), {"id": FIRST_CHAT})
        await chief.say("/start")
        await chief.hears("平鎮區新勢里")
    await asyncio.to_thread(stopped, own(tmp_path))
    said, complaint = await heard("move", "--to", there)
    assert "rows were copied" in said, complaint
    async with running("run", database_url=there) as line:
        again = Phone(address(line), {"id": FIRST_CHAT})
        assert "平鎮區新勢里" in await again.transcript()
        await again.say("/help")
        await again.wait(lambda chat: len(chat["messages"]) >= 4)
    await asyncio.to_thread(stopped, there)
    said, complaint = await heard("move", "--to", back, database_url=there)
    assert "rows were copied" in said, complaint
    said, _ = await heard("doctor", "--all", database_url=back.replace("sqlite", "sqlite+aiosqlite"))
    for well in ("key: fits the database", "journal: the chain holds in every entry"):
        assert f"ok   {well}" in said


@pytest.mark.parametrize("how", ["by the file", "by the database"])
def test_an_office_in_which_a_bot_is_at_work_is_not_moved(how: str, tmp_path: Path) -> None:
    shouwang("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心")
    if how == "by the file":
        ring_the_bell(timedelta(seconds=30))
    else:
        rung = (real_clock() - timedelta(seconds=30)).isoformat()

        def rings(connection: Connection) -> None:
            connection.execute(text("INSERT INTO facts VALUES ('bell', :rung)"), {"rung": rung})

        asyncio.run(looked_at(own(tmp_path), rings))
    other = tmp_path / "other.db"
    assert "a bot is running here" in refused(shouwang("move", "--to", f"sqlite:///{other}"))
    assert not other.exists()


def test_an_office_that_stands_still_is_moved_with_its_key_and_not_without(tmp_path: Path) -> None:
    shouwang("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心")
    words = ("move", "--to", f"sqlite:///{tmp_path / 'other.db'}")
    key = tmp_path / "data/demo/key.json"
    key.rename(tmp_path / "elsewhere.json")
    assert "data/demo/key.json" in refused(shouwang(*words))
    assert not (tmp_path / "other.db").exists()
    (tmp_path / "elsewhere.json").rename(key)
    assert re.match(r"[1-9][\d,]* rows were copied, and the journal holds\.", shouwang(*words).output)


@pytest.mark.parametrize(
    ("rang", "stands"),
    [
        (None, True),
        (-(ALIVE + timedelta(seconds=1)), True),
        (-ALIVE, False),
        (timedelta(minutes=1), False),
    ],
    ids=["never", "long ago", "just now", "by a clock that went ahead"],
)
async def test_only_where_no_bell_rang_just_now_nothing_is_left_behind(
    tmp_path: Path, rang: timedelta | None, stands: bool
) -> None:
    """The bell of another machine touches no file here."""
    settings, clock = Settings.model_validate({"data": tmp_path}), Clock()
    database = Database(migrated("sqlite", tmp_path))
    office = open_office(database, Vault(b"k" * 32), clock=clock)

    def look(db: Transaction) -> None:
        if rang is not None:
            facts.put(db, "bell", (db.now + rang).isoformat())
        moving._stands_still(settings, db)

    if stands:
        await office.transact(look)
    else:
        with pytest.raises(MoveTrouble, match="come again after 2 minutes"):
            await office.transact(look)
    await database.close()


def test_an_office_of_another_edition_is_not_moved(tmp_path: Path) -> None:
    url, key = filled("sqlite", "0002", tmp_path), copied_key(OFFICES / "0002.key.json", tmp_path)
    words = ("move", "--to", f"sqlite:///{tmp_path / 'other.db'}")
    assert "of another edition" in refused(shouwang(*words, database_url=url, key_file=key))


def test_what_is_not_there_is_not_moved(tmp_path: Path) -> None:
    assert "not there" in refused(shouwang("move", "--to", f"sqlite:///{tmp_path / 'other.db'}"))


@pytest.mark.parametrize("to", ["shouwang", "mysql://localhost/shouwang"])
def test_a_database_that_can_not_be_is_said_in_one_line(to: str) -> None:
    shouwang("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心")
    assert "give sqlite:///FILE or postgresql://" in refused(shouwang("move", "--to", to))


def test_an_office_is_not_moved_onto_itself(tmp_path: Path) -> None:
    shouwang("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心")
    assert "where the office is" in refused(shouwang("move", "--to", own(tmp_path)))


def test_a_database_that_holds_an_office_stays_as_it_is(tmp_path: Path) -> None:
    shouwang("invite", "--name", "李示範", "--role", "screener", "--unit", "家防中心")
    other = migrated("sqlite", tmp_path)
    asyncio.run(
        looked_at(other, lambda one: one.execute(text("INSERT INTO facts VALUES ('x', 'y')")) and None)
    )
    size = os.stat(str(make_url(other).database)).st_size
    assert "holds something already" in refused(shouwang("move", "--to", other))
    assert os.stat(str(make_url(other).database)).st_size == size

"""`shouwang move`: the demo city goes to PostgreSQL and back, and its bot answers there."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from bot.app import real_clock
from bot.command.doctor import ALIVE
from bot.practice.demo import FIRST_CHAT
from sandbox import Phone
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

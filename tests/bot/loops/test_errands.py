"""An errand survives the bot, and costs it no memory (issue 9: kill -9 at any point)."""

import asyncio
import random
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.app import open_office
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from handlers.errands.progress import StopErrand
from sandbox import Json, Phone, Served, serve
from storage.core import facts, journal
from storage.core.database import Database, Transaction
from storage.core.keys import open_vault
from storage.core.tables import errands
from storage.core.vault import KeyFile
from storage.errands.errands import ErrandState
from storage.staffing import units
from tests.bot.loops.errand_bot import MOMENTS
from tests.storage.databases import migrated
from tests.support import addressed, lists
from tests.support.keys import press

Result = TypeVar("Result")
AGAIN = "（重送）"
SEED = 20260601
TIMES = 4


class Office:
    """A database with an administrator, whose bot is a process that is killed and started again."""

    def __init__(self, served: Served, url: str, folder: Path) -> None:
        self.served, self.url, self.key = served, url, folder / "key.json"
        self.process: Process | None = None

    async def found(self) -> Phone:
        database = Database(self.url)
        vault = await database.transact(lambda connection: open_vault(connection, path=self.key))
        phone = await Phone.of(self.served.address, first_name="李預設", started=True)

        def join(db: Transaction) -> None:
            unit = units.add(db, UnitKind.BUREAU, "社會局", "", "A")
            addressed.add(db, Person(0, Role.ADMIN, unit.id, "李預設", "", "zh_Hant_TW", ()), phone.id)

        await open_office(database, vault).transact(join)
        await database.close()
        return phone

    async def start(self, moment: str = "") -> None:
        program = [sys.executable, "-m", "tests.bot.loops.errand_bot"]
        self.process = await asyncio.create_subprocess_exec(
            *program, self.served.address, self.url, str(self.key), moment, stdout=PIPE, stderr=DEVNULL
        )
        assert self.process.stdout is not None
        assert b"serves" in await self.process.stdout.readline()

    async def died(self) -> None:
        """Wait until it has killed itself."""
        assert self.process is not None
        await self.process.communicate()
        assert self.process.returncode == -signal.SIGKILL

    async def kill(self) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.communicate()

    def memory(self, which: str) -> int:
        """Return what the process takes, in KB: now (RSS), or at most until now (HWM)."""
        assert self.process is not None
        found = re.search(rf"Vm{which}:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        assert found is not None
        return int(found[1])

    async def states(self) -> list[str]:
        def look(db: Transaction) -> list[str]:
            assert journal.first_break(db) is None
            return list(db.connection.execute(select(errands.c.state)).scalars())

        return await self._look(look)

    async def rang(self) -> None:
        """Wait for the first ring of the bell, which loads what only rings need: the official calendar."""
        async with asyncio.timeout(20):
            while await self._look(partial(facts.get, name="bell")) is None:
                await asyncio.sleep(0.1)

    async def _look(self, look: Callable[[Transaction], Result]) -> Result:
        database = Database(self.url)
        try:
            return await open_office(database, KeyFile(self.key).read()).transact(look)
        finally:
            await database.close()


@asynccontextmanager
async def an_office(folder: Path) -> AsyncIterator[tuple[Office, Phone]]:
    async with serve(None, limits=False) as served:
        office = Office(served, migrated("sqlite", folder), folder)
        phone = await office.found()
        try:
            yield office, phone
        finally:
            await office.kill()


def told(chat: list[Json]) -> list[str]:
    return [one["text"] for one in chat if "All steps" in one["text"] or "Toys" in one["text"]]


@pytest.mark.parametrize("moment", MOMENTS)
async def test_an_errand_whose_bot_is_killed_is_told_once_by_the_next(moment: str, tmp_path: Path) -> None:
    async with an_office(tmp_path) as (office, phone):
        await office.start(moment)
        if moment == "fetched":
            await phone.document("玩具.xlsx", lists.book(["玩具"], ["積木"]))
        else:
            await phone.say("slow 5" if moment != "working" else "slow 25")
        await asyncio.wait_for(office.died(), 20)
        await office.start()
        most = 2 if moment == "sent" else 1  # what was told, and nobody knows of it, is told again
        await phone.wait(lambda chat: len(told(chat["messages"])) == most, timeout=30)
        await asyncio.sleep(1.5)  # another would have come
        said = told(await phone.messages())
        assert len(said) == most
        assert sum(AGAIN not in one for one in said) <= 1, "what may be known already says so"
        for left in [one for one in await phone.messages() if "處理中" in one["text"]]:
            await press(phone, StopErrand)  # the bot that sent it died before it knew of it
            await phone.wait(partial(ended, number=left["id"]))
        await office.kill()
        assert await office.states() == [ErrandState.DONE]


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_errands_of_a_bot_that_is_killed_at_random_are_each_told(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    async with an_office(tmp_path) as (office, phone):
        await office.start()
        for number in range(1, TIMES + 1):
            await phone.say(f"slow {number}")
            await asyncio.sleep(dice.uniform(0.0, 2.5))
            await office.kill()
            await office.start()
            await phone.hears(f"All steps: {number}", timeout=30)
        said = [one["text"] for one in await phone.messages() if "All steps" in one["text"]]
        assert len({re.sub(r"\D", "", one) for one in said}) == TIMES
        once = Counter(one for one in said if AGAIN not in one)
        assert max(once.values()) == 1, "what may be known already says so"
        await office.kill()
        assert await office.states() == [ErrandState.DONE] * TIMES


def ended(chat: Json, number: int) -> bool:
    return any("結果如下" in one["text"] for one in chat["messages"] if one["id"] == number)


TRAPS = {
    "100 MB": (lambda: bytes(100 * lists.MEGABYTE), "檔案太大"),
    "a bomb": (lists.bomb, "解壓縮後會過大"),
    "a far corner": (lists.far_corner, "太大或太複雜"),
    "one text in many cells": (lambda: lists.repeated(19_000, 30_000), "太大或太複雜"),
    "macros": (lists.with_macros, "巨集"),
    "a password": (lists.with_password, "密碼"),
    "an .xls": (lists.old, "舊版 Excel"),
    "a large .csv": (lambda: "玩具,數量\n".encode() * 500_000, "超過 20,000 列"),
}
SECONDS = 30
"""Of a busy machine, too: how soon it is said is tested in `tests/handlers/errands/test_files.py`."""


async def test_what_would_fill_the_machine_does_not_move_the_memory_of_the_bot(tmp_path: Path) -> None:
    async with an_office(tmp_path) as (office, phone):
        await office.start()
        await phone.document("玩具.xlsx", lists.book(["玩具"], ["積木"]))
        await phone.hears("Toys: 1")
        await office.rang()
        now, most = office.memory("RSS"), office.memory("HWM")
        for made, words in TRAPS.values():
            before = (await phone.last())["id"]
            await phone.document("名冊.xlsx", made())
            await phone.hears(words, after=before, timeout=SECONDS)
        assert office.memory("HWM") - most < 16 * 1024
        assert office.memory("RSS") - now < 16 * 1024


async def test_a_list_of_ten_megabytes_is_never_in_the_memory_of_the_bot(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    rows = [["玩具"], *([dice.randbytes(440).hex()] for _ in range(19_000))]
    content = lists.book(*rows)
    assert 9 * lists.MEGABYTE < len(content) < 10 * lists.MEGABYTE
    async with an_office(tmp_path) as (office, phone):
        await office.start()
        await phone.document("玩具.xlsx", lists.book(["玩具"], ["積木"]))
        await phone.hears("Toys: 1,")
        await office.rang()
        most = office.memory("HWM")
        await phone.document("玩具.xlsx", content)
        await phone.hears("Toys: 19000", timeout=30)
        assert office.memory("HWM") - most < 8 * 1024

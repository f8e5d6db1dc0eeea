"""The bot as a process of its own, and chiefs who report to it, for tests of what befalls the machine."""

import asyncio
import atexit
import os
import re
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import open_office
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from sandbox import TOKEN, Phone
from storage.core import journal
from storage.core.database import Database, Transaction
from storage.core.keys import open_vault
from storage.core.tables import cases
from storage.core.vault import KeyFile
from storage.staffing import units
from tests.support import addressed
from tests.support.town import VILLAGE

TAPS = ("通報：沒有立即危險", "不確定", "不確定", "不確定", "可以打電話給我", "送出通報")
NUMBER = re.compile(r"案號：([A-Z]-\d{3}-\d{4,8})")
RUN = ("-m", "bot", "run")


@cache
def _compiled() -> str:
    """Return a folder for what one start compiled and the next need not, once in each process."""
    folder = tempfile.mkdtemp(prefix="shouwang-compiled-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment(address: str, folder: Path, url: str) -> dict[str, str]:
    """Say to a bot where its Telegram is, its database, its files."""
    token = folder / "token"
    token.write_text(TOKEN)
    return {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": _compiled(),
        "PTB_TIMEDELTA": "1",
        "SHOUWANG_TOKEN_FILE": str(token),
        "SHOUWANG_API_URL": address,
        "SHOUWANG_DATA": str(folder),
        "SHOUWANG_DATABASE_URL": url,
        "SHOUWANG_KEY_FILE": str(folder / "key.json"),
        "SHOUWANG_MESSAGES_PER_SECOND": "10000",
    }


class RealBot:
    """The bot, started and killed; *under* another program, or run by other *words*."""

    def __init__(
        self, address: str, folder: Path, url: str, *, under: Sequence[str] = (), words: Sequence[str] = RUN
    ) -> None:
        self.command = (*under, sys.executable, *words)
        self.environment = environment(address, folder, url)
        self.log = folder / "log"
        self.process: Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env=self.environment,
                stdout=PIPE,
                stderr=log,
                start_new_session=True,
            )

    async def ready(self) -> bool:
        """Wait until it says that it serves; tell whether it came so far."""
        assert self.process is not None
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            if b"serves" in line:
                return True
        return False

    @property
    def runs(self) -> bool:
        """It was started and has not ended."""
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):  # it died before
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.communicate()


async def let_in(address: str, folder: Path, url: str, many: int) -> list[Phone]:
    """Let chiefs in without the bot, so that what befalls it can come at once."""
    database = Database(url)
    vault = await database.transact(lambda connection: open_vault(connection, path=folder / "key.json"))
    office = open_office(database, vault)
    phones = [await Phone.of(address, first_name=f"示範{n}", started=True) for n in range(many)]

    def join(db: Transaction) -> None:
        unit = units.add(db, UnitKind.CENTRE, "示範中心", "平鎮區", "A")
        for phone in phones:
            addressed.add(db, Person(0, Role.CHIEF, unit.id, "示範", "", "zh_Hant_TW", (VILLAGE,)), phone.id)

    await office.transact(join)
    await database.close()
    return phones


async def report(phone: Phone, done: int) -> str:
    """Report once, as a patient person does: wait for each answer, however long the bot is away."""
    said = await phone.say("隔壁小孩一直哭")
    pressed: set[str] = set()
    for label in TAPS:
        await press(phone, label, said["id"], pressed)
    chat = await phone.wait(lambda chat: len(numbers(chat)) > done, timeout=100)
    return numbers(chat)[-1]


async def reports(phone: Phone, many: int, *, done: int = 0) -> list[str]:
    """Report one after the other, after those that are done; gives the numbers that the phone holds."""
    return [await report(phone, number) for number in range(done, done + many)]


async def press(phone: Phone, label: str, after: int, pressed: set[str]) -> None:
    """Press a key that was not pressed yet, on the newest answer that has it; receipts may stand below."""

    def key(chat: dict[str, Any]) -> tuple[int, str] | None:
        for message in (one for one in reversed(chat["messages"]) if one["id"] > after):
            for one in (one for row in message["keyboard"] for one in row):
                if one["text"] == label and one["callback_data"] not in pressed:
                    return message["id"], one["callback_data"]
        return None

    chat = await phone.wait(lambda chat: key(chat) is not None, timeout=100)
    found = key(chat)
    assert found is not None
    pressed.add(found[1])
    await phone.press(found[1], found[0], stale=True)


def numbers(chat: dict[str, Any]) -> list[str]:
    """Numbers held, in order, each once: after a crash one receipt may have come twice."""
    found = [number for one in chat["messages"] for number in NUMBER.findall(one["text"])]
    return list(dict.fromkeys(found))


async def kept(url: str, folder: Path) -> list[str]:
    """List the numbers of the cases that there are; the journal's chain is whole."""
    database = Database(url)
    office = open_office(database, KeyFile(folder / "key.json").read())

    def look(db: Transaction) -> list[str]:
        assert journal.first_break(db) is None
        return list(db.connection.execute(select(cases.c.number)).scalars())

    found = await office.transact(look)
    await database.close()
    return found

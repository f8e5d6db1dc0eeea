"""A drill of backup and restore: `docs/operations.md` line by line, and how long each takes.

    .venv/bin/python -m benchmarks.restore_drill
    .venv/bin/python -m benchmarks.restore_drill --size 0.01

An office of so many GiB (sealed pieces of files, and an act in the journal for each 20 KB of them) serves a
local Bot API. It is copied, and goes on from the copy; an administrator's phone hears it.
"""

import argparse
import asyncio
import os
import re
import secrets
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from bot.command.opening import opened
from bot.command.settings import Settings
from bot.event_loop import complete
from handlers.ui.office import Office
from sandbox import TOKEN, Phone, serve
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import file_parts, files
from storage.staffing import people

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
ADMINISTRATOR = "李預設"
PIECE = 1 << 18
ACTS = 13
"""In the journal for each piece: one for 20 KB."""
AT_ONCE = 100
READY = 60
"""Seconds in which the bot serves."""


def lines(page: str) -> Iterator[list[str]]:
    """Read the commands of the page: first how a copy is made, then how the office goes on from it."""
    for title in ("Backups", "Restore"):
        chapter = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        for block in re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL):
            yield from (shlex.split(line, comments=True) for line in block.splitlines())


class Drill:
    """An office in a directory of its own, its bot, and what the page's words stand for here."""

    def __init__(self, folder: Path, api: str) -> None:
        token = folder / "token"
        token.write_text(TOKEN)
        token.chmod(0o400)
        self.folder = folder
        self.settings = Settings.model_validate(
            {"token_file": token, "api_url": api, "data": folder / "data"}
        )
        self._said = {"TOKEN_FILE": str(token), "API_URL": api, "DATA": str(folder / "data")}
        self._bot: asyncio.subprocess.Process | None = None

    async def follow(self, line: list[str]) -> str:
        """Do a line of the page; returns what was said. What it does not expect ends the drill."""
        match line:
            case ["systemctl", "stop", "shouwang"]:
                await self.stop()
                return ""
            case ["systemctl", "start", "shouwang"]:
                return await self.start()
            case ["shouwang", *words]:
                return await self.shouwang(*map(self._meant, words))
        raise ValueError(f"the page says something new: {line}")

    async def start(self) -> str:
        """Start the bot, and wait until it serves."""
        self._bot = await self._begun("run")
        assert self._bot.stdout is not None
        async with asyncio.timeout(READY):
            said = (await self._bot.stdout.readline()).decode().strip()
        if not said:
            raise RuntimeError("the bot does not start")
        return said

    async def stop(self) -> None:
        """Stop it."""
        if self._bot is not None and self._bot.returncode is None:
            self._bot.terminate()
            await self._bot.communicate()

    async def shouwang(self, *words: str) -> str:
        """Run a command to its end; only the doctor may complain, of the bell alone."""
        process = await self._begun(*words)
        said, trouble = (one.decode() for one in await process.communicate())
        bad = [one for one in said.splitlines() if one.startswith("BAD")]
        if process.returncode and not (words[0] == "doctor" and all("bell" in one for one in bad)):
            raise RuntimeError(f"{' '.join(words)}: {said}{trouble}")
        return said.strip()

    def _meant(self, word: str) -> str:
        copies = sorted((self.folder / "backup").glob("*.db"))
        return {"FILE": str(copies[-1]) if copies else "", "NAME": ADMINISTRATOR}.get(word, word)

    async def _begun(self, *words: str) -> asyncio.subprocess.Process:
        said = {f"SHOUWANG_{name}": value for name, value in self._said.items()}
        root = str(PAGE.parents[1])
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self.folder,
            env={**os.environ, **said, "PYTHONPATH": root},
            stdout=pipe,
            stderr=pipe,
        )


async def fill(office: Office, size: float) -> None:
    """Let the office hold so many GiB: pieces as they are sealed, which no compression makes smaller."""

    def some(db: Transaction, first: int, count: int) -> None:
        rows = [
            {"file": file, "number": number, "sealed": secrets.token_bytes(PIECE)}
            for number in range(first, first + count)
        ]
        db.connection.execute(insert(file_parts), rows)
        for _ in range(count * ACTS):
            journal.write(db, "person.changed", person=1)

    def a_file(db: Transaction) -> int:
        whose = people.everybody(db)[0].id
        values = {
            "person": whose,
            "sealed": db.vault.seal_data("file", 0, ""),
            "came_at": db.now,
            "expires_at": db.now + timedelta(days=30),
        }
        return int(db.connection.execute(insert(files).values(values).returning(files.c.id)).scalar_one())

    file = await office.transact(a_file)
    pieces = int(size * (1 << 30) / PIECE)
    for first in range(0, pieces, AT_ONCE):
        count = min(AT_ONCE, pieces - first)
        await office.transact(partial(some, first=first, count=count), alone=True)


async def drill(size: float) -> dict[str, float]:
    """Follow the page; returns the seconds of each line."""
    took: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shouwang-drill-")))
        sandbox = await stack.enter_async_context(serve(None, limits=False))
        here = Drill(folder, sandbox.address)
        stack.push_async_callback(here.stop)
        phone = await _administrator(here, sandbox.address)
        await here.stop()
        async with opened(here.settings, lambda: datetime.now(UTC)) as office:
            await fill(office, size)
        await here.start()
        for line in lines(PAGE.read_text(encoding="utf-8")):
            began = time.perf_counter()
            said = await here.follow(line)
            took[" ".join(line)] = time.perf_counter() - began
            if said:
                print(f"{took[' '.join(line)]:7.2f} s  {' '.join(line)}\n           {said.splitlines()[0]}")
        await phone.hears("系統由備份還原", timeout=READY)
    print(f"{sum(took.values()):7.2f} s  in all")
    return took


async def _administrator(here: Drill, address: str) -> Phone:
    await here.start()
    said = await here.shouwang("invite", "--role", "admin", "--unit", "社會局", "--name", ADMINISTRATOR)
    code = re.findall(r"[\w-]{22}$", said)[0]
    phone = await Phone.of(address, first_name=ADMINISTRATOR, phone="886912000001", language_code="zh-hant")
    await phone.say(f"/start {code}")
    await phone.hears("分享")
    await phone.contact()
    await phone.hears("已加入")
    return phone


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=float, default=1.0, help="GiB")
    complete(drill(asked.parse_args().size))

"""A whole report flow beside a bare python-telegram-bot echo bot, on the same sandbox in the same run.

    make bench
    .venv/bin/python benchmarks/report_flow.py --postgresql

Prints CPU milliseconds per update and updates per second of each bot process, and their ratio. Machines are
noisy: read the ratio.
"""

import argparse
import asyncio
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

VILLAGE = "平鎮區新勢里"
TAPS = ("通報：沒有立即危險", "不確定", "不確定", "不確定", "可以打電話給我", "送出通報")


async def sandbox(file: str) -> None:
    from sandbox import serve

    async with serve(Path(file), limits=False) as served:
        print(served.address, flush=True)
        await asyncio.Event().wait()


async def shouwang(address: str, folder: str, per_second: int = 100_000) -> None:
    from bot import cores
    from bot.app import open_office
    from bot.bot import Bot
    from bot.command import logs
    from bot.event_loop import settle_down
    from bot.telegram.messenger import Telegram
    from sandbox import TOKEN
    from storage.core.database import Database
    from storage.core.vault import KeyFile

    logs.set_up("warning")  # else they stand where "ready" is to stand
    url = (Path(folder) / "url").read_text()
    office = open_office(Database(url), KeyFile(Path(folder) / "key").read())
    bot = Bot(office, (Telegram(TOKEN, office.wordings, address, per_second),))
    await bot.start()
    settle_down()
    await cores.together(_until_told())
    await bot.stop()


def echo(address: str) -> None:
    """The peer: python-telegram-bot as its own example does it, defaults everywhere."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    from sandbox import TOKEN

    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    app = Application.builder().token(TOKEN).base_url(f"{address}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, answer))
    print("ready", flush=True)
    app.run_polling(stop_signals=[signal.SIGTERM])


async def _until_told() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("ready", flush=True)
    await stop.wait()


async def prepare(folder: Path, address: str, chiefs: int, url: str | None = None) -> list[int]:
    """Let people on phones of the sandbox in; returns the chiefs' chats."""
    from sandbox import Phone

    phones = [await Phone.of(address, first_name=f"示範{n}", started=True) for n in range(chiefs + 1)]
    return await join(folder, [phone.id for phone in phones], url)


async def join(folder: Path, chats: Sequence[int], url: str | None = None) -> list[int]:
    """Make the office, its chiefs, and at last a screener who is pushed each report; without the bot."""
    from sqlalchemy import insert

    from bot.app import open_office
    from bot.telegram.channel import TELEGRAM
    from casework.staffing.people import Person, Role
    from storage.core.database import Database
    from storage.core.migrate import upgrade
    from storage.core.tables import units
    from storage.core.vault import KeyFile
    from storage.staffing import addresses, people

    url = url or f"sqlite+aiosqlite:///{folder}/office.db"
    await upgrade(url)
    (folder / "url").write_text(url)
    database = Database(url)
    office = open_office(database, KeyFile(folder / "key").make())

    def let_in(db):
        centre = insert(units).values(kind="centre", name="示範中心", district="", letter="A")
        unit = db.connection.execute(centre.returning(units.c.id)).scalar_one()
        for chat in chats:
            role = Role.SCREENER if chat == chats[-1] else Role.CHIEF
            person = Person(0, role, unit, "示範", "", "zh_Hant_TW", (VILLAGE,))
            people.add(db, person, addresses.at(db, TELEGRAM.name, str(chat)))

    await office.transact(let_in)
    await database.close()
    return list(chats[:-1])


class Driver:
    """Acts as many people at once over one HTTP session."""

    def __init__(self, session, address: str, chat: int) -> None:
        self.session, self.address, self.chat, self.version = session, address, chat, -1

    async def act(self, deed: str, **given) -> None:
        async with self.session.post(f"{self.address}/phone/{self.chat}/{deed}", json=given) as answer:
            assert answer.status < 400, await answer.text()

    async def seen(self, until) -> dict:
        while True:
            url = f"{self.address}/phone/{self.chat}/chat?after={self.version}&wait=20"
            async with self.session.get(url) as answer:
                chat = await answer.json()
            self.version = chat["version"]
            found = until(chat["messages"])
            if found:
                return found

    async def report(self, done: int) -> None:
        async for _ in self.steps(done):
            pass

    async def steps(self, done: int) -> AsyncIterator[str]:
        """Report, step by step, each answered before it is named."""
        await self.act("say", text="隔壁小孩一直哭，爸爸失業在家喝酒")
        found: Any = (0, "")
        said = "words"
        for label in TAPS:
            found = await self.seen(lambda messages, label=label, last=found: _button(messages, label, last))
            yield said
            await self.act("press", message_id=found[0], data=found[1])
            said = label
        await self.seen(lambda messages: sum("案號：" in one["text"] for one in messages) > done)
        yield said

    async def echoed(self, done: int) -> None:
        await self.act("say", text=f"hello {done}")
        await self.seen(
            lambda messages: (
                messages and messages[-1]["from"] == "bot" and messages[-1]["text"] == f"hello {done}"
            )
        )


def _button(messages: list, label: str, last: tuple[int, str]) -> tuple[int, str] | None:
    """Find a key on the newest message; the one pressed *last* may still be shown for a moment."""
    for key in (key for row in messages[-1]["keyboard"] for key in row):
        if key["text"] == label and (messages[-1]["id"], key["callback_data"]) != last:
            return messages[-1]["id"], key["callback_data"]
    return None


async def drive(address: str, chats: list[int], rounds: int, what: str) -> float:
    import aiohttp

    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def person(chat: int) -> None:
            driver = Driver(session, address, chat)
            for done in range(rounds):
                await getattr(driver, what)(done)

        await asyncio.gather(*(person(chat) for chat in chats))
    return time.perf_counter() - began


def start(*arguments: str) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PTB_TIMEDELTA": "1"}
    return subprocess.Popen(
        [sys.executable, __file__, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


async def measure(kind: str, address: str, folder: Path, chats: list[int], rounds: int) -> dict:
    """Run one bot, warm it up, and measure the process between two moments."""
    import psutil

    child = start("--child", kind, address, str(folder))
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    what, updates_each = ("report", 1 + len(TAPS)) if kind == "shouwang" else ("echoed", 1)
    process = psutil.Process(child.pid)
    before = process.cpu_times()
    seconds = await drive(address, chats, rounds, what)
    after = process.cpu_times()
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=20)
    updates = len(chats) * rounds * updates_each
    cpu = after.user + after.system - before.user - before.system
    return {"updates": updates, "cpu_ms": 1000 * cpu / updates, "per_second": updates / seconds}


async def main(chiefs: int, rounds: int, *, postgresql: bool) -> None:
    from tests.storage.databases import empty

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = start("--child", "sandbox", str(folder / f"sandbox-{secrets.token_hex(4)}.db"), "")
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            chats = await prepare(
                folder, address, chiefs, empty("postgresql", folder) if postgresql else None
            )
            echoed = await measure("echo", address, folder, chats, rounds * 7)
            reported = await measure("shouwang", address, folder, chats, rounds)
        finally:
            server.terminate()
    for label, found in (("bare echo bot (PTB defaults)", echoed), ("Shouwang report flow", reported)):
        cost = f"{found['cpu_ms']:6.2f} ms CPU each  {found['per_second']:7.0f}/s"
        print(f"{label:30} {found['updates']:6} updates  {cost}")
    print(f"CPU per update, Shouwang : echo = {reported['cpu_ms'] / echoed['cpu_ms']:.2f}")
    print(f"updates per second, Shouwang : echo = {reported['per_second'] / echoed['per_second']:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--chiefs", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--child", nargs=3, metavar=("KIND", "ADDRESS", "FOLDER"))
    given = parser.parse_args()
    if not given.child:
        asyncio.run(main(given.chiefs, given.rounds, postgresql=given.postgresql))
    elif given.child[0] == "sandbox":
        asyncio.run(sandbox(given.child[1]))
    elif given.child[0] == "echo":
        echo(given.child[1])
    else:
        from bot.event_loop import complete

        at_the_wall = {"per_second": 30} if given.child[0] == "telegram" else {}
        complete(shouwang(given.child[1], given.child[2], **at_the_wall))

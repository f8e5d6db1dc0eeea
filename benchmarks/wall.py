"""Telegram's wall: a morning's digests at the pace that it takes, while people go on asking.

    .venv/bin/python -m benchmarks.wall                     # a minute
    .venv/bin/python -m benchmarks.wall --seconds 600       # ten

As the server counts: prints what came a second (new messages and changes of old ones: the office keeps both
below the wall), how many came as the 31st or later of any second (each would be a 429), what the bot took of
a core, beside a bare aiohttp client that says as much in the same run, and how long people waited for an
answer meanwhile.
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import psutil

from benchmarks.lean import FIRST, Lean
from benchmarks.report_flow import join, start
from bot.event_loop import complete
from bot.telegram.request import JSON
from storage.core.database import Transaction

A_SECOND = 30
ASKING = 5
"""So many people ask something now and then."""
EVERY = 3.0
"""Seconds between two questions of one of them."""
BARE = 20
"""For so many seconds the bare client speaks."""
SAID = "您今天有 2 件事快到期。" * 8
TOLD = {"sendMessage", "editMessageText", "editMessageReplyMarkup"}


class Wall(Lean):
    """Counts what comes, over a road that is now quick, now slow."""

    def __init__(self, asking: int) -> None:
        super().__init__(asking, reports=False)
        self.came: list[float] = []
        self._dice = random.Random(1)

    async def _answer(self, request: Any) -> Any:
        if not request.path.endswith("getUpdates"):
            await asyncio.sleep(0.01 + self._dice.random() * 0.02)  # there
        if request.path.rsplit("/", 1)[1] in TOLD:
            self.came.append(time.perf_counter())
        answer = await super()._answer(request)
        if not request.path.endswith("getUpdates"):
            await asyncio.sleep(0.01 + self._dice.random() * 0.02)  # and back
        return answer

    async def ask(self) -> None:
        """Let people ask for what waits for them, for ever."""
        for number in range(1_000_000):
            person = self.people[FIRST + number % len(self.people)]
            person.asked_at = time.perf_counter()
            self.hand_over(person.chat, {"text": "/start"})
            await asyncio.sleep(EVERY / len(self.people))


def too_many(came: list[float]) -> int:
    """Count what came as the 31st or later of a second."""
    return sum(came[i] - came[i - A_SECOND] < 1.0 for i in range(A_SECOND, len(came)))


def put(chats: range, db: Transaction) -> None:
    from bot.telegram.channel import TELEGRAM
    from storage.core.letters import LetterKind, Priority
    from storage.messages import outbox
    from storage.staffing import addresses

    for chat in chats:
        content = {"text": SAID, "again": "（重送）"}
        to = addresses.at(db, TELEGRAM.name, str(chat))
        outbox.write(db, to, LetterKind.MESSAGE, content, priority=Priority.PUSH)


async def bare(address: str, a_second: float) -> None:
    """Say as much with nothing else to do: what no bot over aiohttp can do without."""
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as saying:

        async def say(chat: int) -> None:
            said = orjson.dumps({"chat_id": chat, "text": SAID})
            async with session.post(f"{address}/bot1/sendMessage", data=said, headers=JSON) as answer:
                await answer.read()

        began = time.perf_counter()
        for number in range(int(BARE * a_second)):
            await asyncio.sleep(began + number / a_second - time.perf_counter())
            saying.create_task(say(FIRST + 1000 + number))


async def beside(wall: Wall, address: str, a_second: float) -> float:
    """Return what the bare client takes of a core."""
    command = ("-m", "benchmarks.wall", "--bare", address, str(a_second))
    child = await asyncio.create_subprocess_exec(sys.executable, *command)
    process = psutil.Process(child.pid)
    await asyncio.sleep(1)  # it has started
    before, began = process.cpu_times(), time.perf_counter()
    await asyncio.sleep(BARE - 2)
    after, took = process.cpu_times(), time.perf_counter() - began
    await child.wait()
    return (after.user + after.system - before.user - before.system) / took


async def main(seconds: int) -> None:
    from bot.app import open_office
    from storage.core.database import Database
    from storage.core.vault import KeyFile

    with tempfile.TemporaryDirectory() as name:
        many = seconds * A_SECOND + 100
        await join(Path(name), range(FIRST, FIRST + ASKING + 1))
        database = Database(f"sqlite+aiosqlite:///{name}/office.db")
        office = open_office(database, KeyFile(Path(name) / "key").read())
        await office.transact(partial(put, range(FIRST + 1000, FIRST + 1000 + many)))
        await database.close()
        wall = Wall(ASKING)
        address = await wall.serve()
        child = start("--child", "telegram", address, name)
        assert child.stdout is not None
        await asyncio.to_thread(child.stdout.readline)
        process = psutil.Process(child.pid)
        await asyncio.sleep(3)
        wall.took.clear()
        asking = asyncio.create_task(wall.ask())
        before, began = process.cpu_times(), time.perf_counter()
        first = len(wall.came)
        await asyncio.sleep(seconds - 5)
        after, took = process.cpu_times(), time.perf_counter() - began
        came = len(wall.came) - first
        asking.cancel()
        child.send_signal(signal.SIGTERM)
        await asyncio.to_thread(child.communicate, timeout=20)
        shown, a_second = wall.came[:], came / took
        peer = await beside(wall, address, a_second)
    cpu = (after.user + after.system - before.user - before.system) / took
    waited = sorted(wall.took)
    print(f"{len(shown)} messages, {a_second:.2f} a second; 31st of a second: {too_many(shown)}")
    print(
        f"the bot took {100 * cpu:.1f} % of a core, a bare client {100 * peer:.1f} %: {cpu / peer:.2f} of it"
    )
    print(
        f"{len(waited)} answers meanwhile: median {1000 * waited[len(waited) // 2]:.0f} ms,"
        f" p99 {1000 * waited[int(len(waited) * 0.99)]:.0f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--bare", nargs=2, metavar=("ADDRESS", "A_SECOND"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    complete(bare(given.bare[0], float(given.bare[1])) if given.bare else main(given.seconds))

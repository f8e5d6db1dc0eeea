"""Telegram's wall: a morning's digests at the pace that it takes, while people go on asking.

    .venv/bin/python -m benchmarks.wall                     # a minute
    .venv/bin/python -m benchmarks.wall --seconds 600       # ten

As the server counts: prints what came a second, how many came as the 31st or later of any second (each
would be a 429), what the bot took of a core, and how long people waited for an answer meanwhile.
"""

import argparse
import asyncio
import random
import signal
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from benchmarks.lean import FIRST, Lean
from benchmarks.report_flow import join, start
from bot.event_loop import complete
from storage.core.database import Transaction

A_SECOND = 30
ASKING = 5
"""So many people ask something now and then."""
EVERY = 3.0
"""Seconds between two questions of one of them."""


class Wall(Lean):
    """Counts what comes, over a road that is now quick, now slow."""

    def __init__(self, asking: int) -> None:
        super().__init__(asking, reports=False)
        self.came: list[float] = []
        self._dice = random.Random(1)

    async def _answer(self, request: Any) -> Any:
        if not request.path.endswith("getUpdates"):
            await asyncio.sleep(0.01 + self._dice.random() * 0.02)  # there
        answer = await super()._answer(request)
        if not request.path.endswith("getUpdates"):
            await asyncio.sleep(0.01 + self._dice.random() * 0.02)  # and back
        return answer

    def _shown(self, given: dict[str, Any]) -> dict[str, Any]:
        self.came.append(time.perf_counter())
        return super()._shown(given)

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
        content = {"text": "您今天有 2 件事快到期。" * 8, "again": "（重送）"}
        to = addresses.at(db, TELEGRAM.name, str(chat))
        outbox.write(db, to, LetterKind.MESSAGE, content, priority=Priority.PUSH)


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
        child = start("--child", "telegram", await wall.serve(), name)
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
    cpu = after.user + after.system - before.user - before.system
    waited = sorted(wall.took)
    print(f"{len(wall.came)} messages, {came / took:.2f} a second; 31st of a second: {too_many(wall.came)}")
    print(f"the bot took {100 * cpu / took:.1f} % of a core")
    print(
        f"{len(waited)} answers meanwhile: median {1000 * waited[len(waited) // 2]:.0f} ms,"
        f" p99 {1000 * waited[int(len(waited) * 0.99)]:.0f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    complete(main(parser.parse_args().seconds))

"""A report flow beside a bare echo bot, on a server that only answers: what is measured is the bot.

    .venv/bin/python -m benchmarks.lean                     # 20 people at once
    .venv/bin/python -m benchmarks.lean --people 1          # one at a time
    .venv/bin/python -m benchmarks.lean --pace 20           # 20 updates a second: how long an answer takes

Both bots run the whole time, each as a process of its own; they are measured in turns, and the medians of
the rounds are printed. Machines are noisy: read the ratios.
"""

import argparse
import asyncio
import json
import signal
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import psutil
from aiohttp import web

from benchmarks.report_flow import TAPS, join, start
from bot.event_loop import complete
from tests.storage.databases import empty

SENTENCE = "隔壁小孩一直哭，爸爸失業在家喝酒"
FIRST = 7_000_000_001
Json = dict[str, Any]


@dataclass
class Person:
    """Somebody with a phone, who answers as soon as the bot has."""

    chat: int
    telegram: "Lean"
    flow: list[str] = field(default_factory=list)
    """The keys still to press."""
    rounds: int = 0
    asked_at: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    pressed: Any = None

    def begin(self, rounds: int) -> None:
        self.rounds, self.over = rounds, asyncio.Event()
        self._next()

    def _next(self) -> None:
        if not self.rounds:
            self.over.set()
            return
        self.rounds -= 1
        self.flow = list(TAPS) if self.telegram.reports else []
        self._act({"text": SENTENCE if self.telegram.reports else f"hello {self.rounds}"})

    def _act(self, said: Json) -> None:
        self.telegram.later(self._done, said)

    def _done(self, said: Json) -> None:
        self.asked_at = time.perf_counter()
        self.telegram.hand_over(self.chat, said)

    def sees(self, message: Json) -> None:
        """React to what the bot says."""
        if not self.telegram.reports:
            self._answered()
            self._next()
            return
        if not self.flow:
            if "案號：" in message["text"]:
                self._answered()
                self._next()
            return
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for key in row:
                pressing = message["message_id"], key.get("callback_data")
                if key["text"] == self.flow[0] and pressing != self.pressed:
                    self._answered()
                    self.flow.pop(0)
                    self.pressed = pressing
                    self._act({"data": key["callback_data"], "message": message})
                    return

    def _answered(self) -> None:
        self.telegram.took.append(time.perf_counter() - self.asked_at)


class Lean:
    """Answers the few methods that a bot calls here, at once and without looking."""

    def __init__(self, people: int, *, reports: bool) -> None:
        self.reports = reports
        self.people = {FIRST + number: Person(FIRST + number, self) for number in range(people)}
        self.took: list[float] = []
        self.updates, self.pace = 0, 0.0
        self._due = 0.0
        self._pending: deque[Json] = deque()
        self._more = asyncio.Event()
        self._number = 1000

    async def serve(self) -> str:
        runner = web.ServerRunner(web.Server(self._answer, access_log=None))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    def later(self, act: Callable[[Json], None], said: Json) -> None:
        """Let somebody act: at once, or at an even pace of all."""
        if not self.pace:
            act(said)
            return
        now = time.perf_counter()
        self._due = max(self._due, now) + 1 / self.pace
        asyncio.get_running_loop().call_later(self._due - now, act, said)

    def hand_over(self, chat: int, said: Json) -> None:
        about = {"id": chat, "is_bot": False, "first_name": "示範", "language_code": "zh-hant"}
        where = {"id": chat, "type": "private", "first_name": "示範"}
        if "data" in said:
            query = {"id": str(self._next()), "from": about, "chat_instance": "1"}
            update = {"callback_query": {**query, "data": said["data"], "message": said["message"]}}
        else:
            message = {"message_id": self._next(), "date": int(time.time()), "chat": where, "from": about}
            update = {"message": {**message, "text": said["text"]}}
        self._pending.append({"update_id": self._next(), **update})
        self.updates += 1
        self._more.set()

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        method, body = request.path.rsplit("/", 1)[1], await request.read()
        given = _read(request.content_type, body)
        if method == "getUpdates":
            return _ok(await self._updates(given))
        if method in {"sendMessage", "editMessageText"}:
            return _ok(self._shown(given))
        if method == "getMe":
            return _ok({"id": 1, "is_bot": True, "first_name": "守望", "username": "lean_bot"})
        return _ok(True)

    async def _updates(self, given: Json) -> list[Json]:
        while self._pending and self._pending[0]["update_id"] < int(given.get("offset", 0)):
            self._pending.popleft()
        if not self._pending and int(given.get("timeout", 0)):
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), int(given["timeout"]))
            except TimeoutError:
                return []
        return list(self._pending)[: int(given.get("limit", 100))]

    def _shown(self, given: Json) -> Json:
        chat = int(given["chat_id"])
        number = int(given.get("message_id") or self._next())
        where = {"id": chat, "type": "private", "first_name": "示範"}
        message: Json = {"message_id": number, "date": int(time.time()), "chat": where, "text": given["text"]}
        if "reply_markup" in given:
            markup = given["reply_markup"]
            message["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
        if person := self.people.get(chat):
            asyncio.get_running_loop().call_soon(person.sees, message)
        return message

    async def live(self, rounds: int) -> None:
        """Let everybody go through so many rounds."""
        for person in self.people.values():
            person.begin(rounds)
        for person in self.people.values():
            await person.over.wait()


def _read(kind: str, body: bytes) -> Json:
    if kind == "application/json":
        return dict(json.loads(body))
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _ok(result: Any) -> web.Response:
    return web.Response(
        body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json"
    )


@dataclass
class Measured:
    """A bot and what it took in each round."""

    telegram: Lean
    process: psutil.Process
    rounds: int
    cpu: list[float] = field(default_factory=list)
    """Milliseconds an update."""
    speed: list[float] = field(default_factory=list)
    """Updates a second."""

    async def round(self) -> None:
        before, began, updates = self.process.cpu_times(), time.perf_counter(), self.telegram.updates
        await self.telegram.live(self.rounds)
        after, many = self.process.cpu_times(), self.telegram.updates - updates
        self.cpu.append(1000 * (after.user + after.system - before.user - before.system) / many)
        self.speed.append(many / (time.perf_counter() - began))


async def main(people: int, rounds: int, turns: int, pace: float, *, postgresql: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        url = empty("postgresql", Path(name)) if postgresql else None
        await join(Path(name), range(FIRST, FIRST + people + 1), url)
        bots: dict[str, Measured] = {}
        children = []
        for kind, each in (("echo", 1 + len(TAPS)), ("shouwang", 1)):
            telegram = Lean(people, reports=kind == "shouwang")
            child = start("--child", kind, await telegram.serve(), name)
            children.append(child)
            assert child.stdout is not None
            await asyncio.to_thread(child.stdout.readline)
            bots[kind] = Measured(telegram, psutil.Process(child.pid), rounds * each)
        try:
            for one in bots.values():
                await one.telegram.live(1)  # warm, and everybody at once
                one.telegram.took.clear()
                one.telegram.pace = pace
            for _ in range(turns):
                for one in bots.values():
                    await one.round()
        finally:
            for child in children:
                child.send_signal(signal.SIGTERM)
                await asyncio.to_thread(child.communicate, timeout=20)
    _print(bots)


def _print(bots: dict[str, Measured]) -> None:
    for kind, one in bots.items():
        took = sorted(one.telegram.took)
        middle, late = (1000 * took[int(len(took) * part)] for part in (0.5, 0.99))
        cost = f"{statistics.median(one.cpu):6.2f} ms CPU each  {statistics.median(one.speed):6.0f}/s"
        print(
            f"{kind:10} {one.telegram.updates:7} updates  {cost}  answered in {middle:.1f} ms, p99 {late:.1f}"
        )
    echo, ours = bots["echo"], bots["shouwang"]
    ratios = [one / other for one, other in zip(ours.cpu, echo.cpu, strict=True)]
    speeds = [one / other for one, other in zip(ours.speed, echo.speed, strict=True)]
    print(
        f"CPU per update, Shouwang : echo = {statistics.median(ratios):.2f}",
        *(f"{one:.2f}" for one in ratios),
    )
    print(f"updates per second, Shouwang : echo = {statistics.median(speeds):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5, help="reports of each in a round")
    parser.add_argument("--turns", type=int, default=5, help="rounds of each bot")
    parser.add_argument("--pace", type=float, default=0.0, help="updates a second; 0: as fast as it goes")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own, its fsync off")
    given = parser.parse_args()
    complete(main(given.people, given.rounds, given.turns, given.pace, postgresql=given.postgresql))

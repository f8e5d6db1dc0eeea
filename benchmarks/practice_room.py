"""The practice room: messages a second through the sandbox while 100 pages look on, and a month in seconds.

    make bench

The bot that talks is a bare loop over the Bot API, the pages are bare event streams in another process,
so what is measured is the sandbox. Machines are noisy: the best of some rounds in turn; read the ratios.
"""

import argparse
import asyncio
import logging
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

CHATS = 20


async def sandbox() -> None:
    from sandbox import serve

    async with serve(None, limits=False) as served:
        print(served.address, flush=True)
        await asyncio.Event().wait()


async def look_on(address: str, pages: int) -> None:
    """Keep pages open, and count what they hear; says so when all are open and when it is asked to end."""
    import aiohttp

    heard = [0] * pages

    async def page(number: int) -> None:
        async with session.get(f"{address}/room/events") as answer:
            opened.append(number)
            if len(opened) == pages:
                all_open.set()
            async for line in answer.content:
                heard[number] += line.startswith(b"event: chat")

    opened: list[int] = []
    all_open = asyncio.Event()
    if not pages:
        all_open.set()
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        looking = [asyncio.create_task(page(number)) for number in range(pages)]
        await all_open.wait()
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for one in looking:
            one.cancel()
    print(min(heard, default=0), flush=True)


async def talk(address: str, messages: int) -> float:
    """Send messages to many chats at once; gives messages a second."""
    import aiohttp

    from sandbox import TOKEN, Phone

    phones = [await Phone.of(address, first_name=f"示範{n}", started=True) for n in range(CHATS)]

    async def chat(phone: Phone) -> None:
        for number in range(messages // CHATS):
            given: dict[str, Any] = {"chat_id": phone.id, "text": f"{number}: 您好"}
            async with session.post(f"{address}/bot{TOKEN}/sendMessage", json=given) as answer:
                assert answer.status == 200, await answer.text()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.perf_counter()
        await asyncio.gather(*(chat(phone) for phone in phones))
        return messages / (time.perf_counter() - began)


async def month(days: int) -> tuple[float, int]:
    """Advance the demo city; returns the seconds and how many messages the bot said."""
    from bot.app import open_office
    from bot.practice import practice
    from sandbox import MovableClock
    from storage.core.database import Database
    from storage.core.keys import open_vault
    from storage.core.migrate import upgrade

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'office.db'}"
        await upgrade(url)
        database = Database(url)
        vault = await database.transact(partial(open_vault, path=folder / "key.json"))
        clock = MovableClock(folder / "sandbox.db")
        office = open_office(database, vault, clock=clock)
        async with practice.room(office, clock, folder / "sandbox.db") as (served, director):
            await director.ring()
            said = served.state.db.execute("SELECT count(*) FROM messages").fetchone()[0]
            began = time.perf_counter()
            await _moved(served.address, days)
            seconds = time.perf_counter() - began
            said = served.state.db.execute("SELECT count(*) FROM messages").fetchone()[0] - said
    return seconds, said


async def _moved(address: str, days: int) -> None:
    import aiohttp

    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{address}/room/clock", json={"days": days}) as answer,
    ):
        assert answer.status == 200, await answer.text()


def start(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, __file__, "--child", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def measure(pages: int, messages: int) -> tuple[float, float]:
    """Measure on a fresh sandbox; gives messages a second and milliseconds of its CPU for each."""
    import psutil

    server = start("sandbox")
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    watchers = start("pages", address, str(pages))
    try:
        assert watchers.stdout is not None
        assert watchers.stdout.readline().strip() == "open"
        asyncio.run(talk(address, CHATS * 10))
        process = psutil.Process(server.pid)
        before = process.cpu_times()
        found = asyncio.run(talk(address, messages))
        after = process.cpu_times()
        heard, _ = watchers.communicate("\n", timeout=30)
        assert int(heard) > 0 or not pages, "every page heard of the chats"
    finally:
        watchers.kill()
        server.kill()
        server.communicate()
    cpu = after.user + after.system - before.user - before.system
    return found, 1000 * cpu / messages


def main(pages: int, messages: int, days: int) -> None:
    logging.disable(logging.INFO)
    rounds = [(measure(0, messages), measure(pages, messages)) for _ in range(3)]
    alone, watched = (max(found) for found in zip(*rounds, strict=True))
    for label, (rate, cpu) in (("no page open", alone), (f"{pages} pages open", watched)):
        print(f"sandbox, {label:16} {messages:6} messages  {cpu:5.2f} ms CPU each  {rate:6.0f}/s")
    print(f"messages a second, watched : not watched = {watched[0] / alone[0]:.2f}")
    print(f"CPU per message, watched : not watched = {watched[1] / alone[1]:.2f}")
    seconds, said = asyncio.run(month(days))
    print(f"{days} days of the demo city: {seconds:.2f} s, {said} messages told, each at its own time")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--child", nargs="+", metavar="WHAT")
    given = parser.parse_args()
    if not given.child:
        main(given.pages, given.messages, given.days)
    elif given.child[0] == "sandbox":
        asyncio.run(sandbox())
    else:
        asyncio.run(look_on(given.child[1], int(given.child[2])))

"""What a turn of the report flow asks of the database, statement by statement.

    .venv/bin/python -m benchmarks.statements
    .venv/bin/python -m benchmarks.statements --words     # the statements themselves

For each step it prints the statements and the commits; the account of what was told is counted with the step.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

import aiohttp
from sqlalchemy import event

from benchmarks.report_flow import Driver, prepare
from bot.app import open_office
from bot.bot import Bot
from bot.telegram.messenger import Telegram
from sandbox import TOKEN, serve
from storage.core.database import Database
from storage.core.vault import KeyFile

QUIET = 0.2
"""Seconds after which nothing more is written."""


async def main(*, words: bool) -> None:
    """Let one chief report twice; the second time nothing is done for the first time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serve(folder / "sandbox.db", limits=False) as served, aiohttp.ClientSession() as session:
            [chief] = await prepare(folder, served.address, 1)
            database = Database(f"sqlite+aiosqlite:///{folder}/office.db")
            asked: list[str] = []
            event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
            event.listen(database.engine, "commit", lambda *_: asked.append("COMMIT"))
            office = open_office(database, KeyFile(folder / "key").read())
            bot = Bot(office, (Telegram(TOKEN, office.wordings, served.address, 100_000),))
            await bot.start()
            driver = Driver(session, served.address, chief)
            await driver.report(0)
            await asyncio.sleep(QUIET)
            asked.clear()
            async for step in driver.steps(1):
                await asyncio.sleep(QUIET)
                show(step, asked, words=words)
                asked.clear()
            await bot.stop()


def show(step: str, asked: list[str], *, words: bool) -> None:
    """Print one step."""
    statements = [one for one in asked if not one.startswith(("BEGIN", "COMMIT"))]
    print(f"{len(statements):3} statements {asked.count('COMMIT')} commits  {step}")
    if words:
        for one in statements:
            print("      ", " ".join(one.split())[:150])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", action="store_true")
    asyncio.run(main(words=parser.parse_args().words))

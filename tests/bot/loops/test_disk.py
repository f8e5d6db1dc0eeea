"""What befalls the disk of the real bot: nobody hears of an end that was not kept (`trust.md` R1, R2)."""

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

from sandbox import Phone, serve
from tests.bot.loops.real_bot import RUN, RealBot, kept, let_in, reports
from tests.storage.databases import migrated

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CHIEFS = 3
SORRY = "無法保存"
LARGE = 4_500_000
"""Bytes: a little more than SQLite's log holds until it goes into the file."""
LOCKED = float(os.environ.get("LOCKED", "4"))
"""Seconds for which another process holds the file; more by `make disk-test`."""
PATIENCE = 1.5 if LOCKED < 35 else 30
"""So long the bot waits for the file: less than it is held."""
IMPATIENT = f"""
from bot.command.cli import main
from bot.loops import bell
from storage.core import desk
desk.PATIENCE, bell.EVERY = {PATIENCE}, 2
main(["run"])
"""
HOLDER = """
import sqlite3, sys, time
file = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
file.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


@dataclass
class Street:
    """A bot, its chiefs and its file."""

    bot: RealBot
    phones: Sequence[Phone]
    file: Path
    url: str
    folder: Path

    @property
    def log(self) -> Path:
        """SQLite's log beside the file."""
        return self.file.with_name(f"{self.file.name}-wal")

    async def told(self) -> list[int]:
        """Count how often each was told that nothing can be kept."""
        return [(await phone.transcript()).count(SORRY) for phone in self.phones]

    async def is_right(self, held: Sequence[Sequence[str]]) -> None:
        """The bot runs, and what the phones hold is what is kept."""
        assert self.bot.runs
        await self.bot.kill()
        numbers = [number for one in held for number in one]
        assert Counter(numbers) == Counter(await kept(self.url, self.folder))


@asynccontextmanager
async def street(
    folder: Path, *, padding: int = 0, under: Sequence[str] = (), words: Sequence[str] = RUN
) -> AsyncIterator[Street]:
    url = migrated("sqlite", folder)
    with sqlite3.connect(str(make_url(url).database)) as file:
        file.execute("CREATE TABLE padding (content BLOB)")
        file.execute("INSERT INTO padding VALUES (zeroblob(?))", (padding,))
    async with serve(None, limits=False) as served:
        phones = await let_in(served.address, folder, url, CHIEFS)
        bot = RealBot(served.address, folder, url, under=under, words=words)
        await bot.start()
        await bot.ready()
        try:
            yield Street(bot, phones, Path(str(make_url(url).database)), url, folder)
        finally:
            if bot.runs:
                await bot.kill()


def _traces() -> bool:
    """Tell whether strace is here and may do its work."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0
    )


@pytest.mark.parametrize(
    ("calls", "error", "when"),
    [("fsync,fdatasync", "EIO", "25..36"), ("pwrite64", "ENOSPC", "450..470")],
    ids=["the disk breaks", "the disk is full"],
)
async def test_a_commit_that_fails_is_told_to_nobody_as_kept(
    tmp_path: Path, calls: str, error: str, when: str
) -> None:
    """The system's own calls fail so often, then no more; strace makes it so."""
    if not _traces():
        pytest.skip("strace is not here, or ptrace is not allowed")
    inject = ("-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={when}")
    under = ("strace", "-f", "-q", "-o", os.devnull, *inject)
    async with street(tmp_path, under=under) as town:
        held = await asyncio.gather(*(reports(phone, 5) for phone in town.phones))
        assert sum(await town.told()), "somebody met it"
        await town.is_right(held)


@pytest.mark.parametrize("what", ["log", "file"])
async def test_when_no_file_can_grow_nothing_is_lost_and_it_ends_by_itself(tmp_path: Path, what: str) -> None:
    """Either SQLite's log is full, or the file itself: then nothing of the log goes into it any more."""
    async with street(tmp_path, padding=LARGE if what == "file" else 0) as town:
        first = await asyncio.gather(*(reports(phone, 1) for phone in town.phones))
        assert town.bot.process is not None
        bot, full = town.bot.process.pid, getattr(town, what).stat().st_size
        _, most = resource.prlimit(bot, resource.RLIMIT_FSIZE)
        resource.prlimit(bot, resource.RLIMIT_FSIZE, (full, most))
        more = asyncio.gather(*(reports(phone, 12, done=1) for phone in town.phones))
        while not sum(await town.told()) and not more.done():
            await asyncio.sleep(0.2)
        assert not more.done(), "somebody met it"
        resource.prlimit(bot, resource.RLIMIT_FSIZE, (most, most))
        await town.is_right([*first, *await more])


async def test_a_lock_that_another_holds_is_waited_for_and_all_is_done_in_order(tmp_path: Path) -> None:
    """Longer than the bot is patient: people are told to call, and it goes on by itself where it was."""
    async with street(tmp_path, words=("-c", IMPATIENT)) as town:
        first = await asyncio.gather(*(reports(phone, 1) for phone in town.phones))
        async with _held(town.file):
            for text in ("隔壁小孩一直哭", "爸爸在喝酒"):
                for phone in town.phones:
                    await phone.say(text)
        assert any(told := await town.told()), "it was held for longer than the bot is patient"
        assert max(told) == 1, "nobody twice in an outage"
        for phone in town.phones:
            await phone.hears("隔壁小孩一直哭 爸爸在喝酒", timeout=60)
        rung = _rung(town.folder)
        while _rung(town.folder) == rung:  # the bell goes on
            await asyncio.sleep(0.1)
        more = await asyncio.gather(*(reports(phone, 1, done=1) for phone in town.phones))
        await town.is_right([*first, *more])


@asynccontextmanager
async def _held(file: Path) -> AsyncIterator[None]:
    """Let another process hold the file, as a backup or a hand at the command line does."""
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, str(file), str(LOCKED)), stdout=PIPE
    )
    assert holder.stdout is not None
    await holder.stdout.readline()
    yield
    await holder.communicate()


def _rung(folder: Path) -> float:
    alive = folder / "alive"
    return alive.stat().st_mtime if alive.exists() else 0.0

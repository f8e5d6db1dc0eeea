"""The room of a simulated year: the practice room with its bot, which comes, goes and dies, and its clock."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar, cast

from aiohttp import ClientSession
from msgspec.structs import replace
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from actions import reminders
from bot.app import CONVERSATIONS, SUBJECTS, open_office
from bot.bot import Bot
from bot.loops import send
from bot.practice import demo
from bot.practice.practice import Practice
from casework.policy.calendar import Calendar
from handlers.ui.office import Office
from sandbox import MovableClock, Served, serve
from sandbox.store import updates
from sandbox.wire.faults import Fault
from storage.core import desk
from storage.core.database import Database, SubjectKind, Transaction
from storage.core.vault import Vault
from storage.policy import closed_days
from tests.storage.databases import copied, in_its_own_loop, migrated
from tests.support import round_tables

Result = TypeVar("Result")
Work = Callable[[Connection], Any]
Ring = Callable[[Bot], Awaitable[None]]
A_YEAR = timedelta(days=366)
PAUSE = 0.05
"""Seconds of the machine's own until a call that failed is tried again: the town's time stands meanwhile."""


class Watched(Practice):
    """A practice room whose bell rings by hand alone, and which is looked at after each ring."""

    def __init__(self, office: Office, clock: MovableClock) -> None:
        conversations = (
            round_tables.TALKED_ABOUT if round_tables.ROUND_TABLE.name in office.kinds else CONVERSATIONS
        )
        super().__init__(office, clock, conversations)
        self.watch: Callable[[], None] = lambda: None
        self.dying: Ring | None = None
        """How the bell rings for the last time, when the bot is about to die of it."""
        self.rests = False
        """Nothing is due until time stops: what is done then, and what was not foreseen, is rung for next."""

    async def open(self, served: Served, scene: str = "demo") -> None:
        """Begin, with a bell that no second of the machine's own rings."""
        await super().open(served, scene)
        await self._by_hand()

    async def start(self) -> None:
        """Let the bot come back."""
        await super().start()
        await self._by_hand()

    async def _by_hand(self) -> None:
        if self.bot is not None:
            self.bot.bell.stop()
            await asyncio.sleep(0)  # its clockwork stops a moment later

    async def next_moment(self, until: datetime) -> datetime | None:
        """Return the next moment at which the bell finds something."""
        at = await super().next_moment(until)
        self.rests = at is None and self.bot is not None
        return at

    async def ring(self) -> None:
        """Do what is due, and look whether it was right."""
        if self.rests:
            self.rests = False
            return
        if self.bot is not None and self.dying is not None:
            await self.dying(self.bot)
        elif self.bot is not None:
            await super().ring()
            self.watch()


class Eyes:
    """Look into an SQLite file by a connection of their own, without a hop to another thread."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(make_url(url).set(drivername="sqlite"))

    def look(self, work: Work) -> Any:
        """Read something as it stands at one moment, whatever the bot does meanwhile."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            return work(connection)

    def close(self) -> None:
        """Close them."""
        self.engine.dispose()


class FarEyes(Eyes):
    """Look into a server's database, in a loop of their own."""

    def __init__(self, url: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.there = create_async_engine(url, isolation_level="REPEATABLE READ")

    def look(self, work: Work) -> Any:
        """Read something, and wait for it."""
        return self._wait(self._look(work))

    def close(self) -> None:
        """Close them."""
        self._wait(self.there.dispose())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _look(self, work: Work) -> Any:
        async with self.there.connect() as connection:
            return await connection.run_sync(work)

    def _wait(self, done: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(done, self.loop).result()


@dataclass
class Place:
    """Where people hold phones: the local Telegram, the office behind it, its clock, eyes for its memory."""

    served: Served
    office: Office
    clock: Callable[[], datetime]
    eyes: Eyes
    wire: ClientSession
    """What all phones speak over."""

    @property
    def now(self) -> datetime:
        """The time there."""
        return self.clock()

    async def settle(self, chat: int | None = None) -> None:
        """Wait until everything that was said is answered, in a chat or in all of them."""
        raise NotImplementedError

    async def act(self, work: Callable[[Transaction], Result]) -> Result:
        """Do something without a phone, by the functions that the phone leads to."""
        raise NotImplementedError

    def look(self, work: Callable[[Transaction], Result]) -> Result:
        """Look into the office's memory, by a connection of one's own."""
        now = self.now

        def look(connection: Connection) -> Result:
            rules = self.office.rules_at(now)
            db = Transaction(connection, now, self.office.vault, rules, kinds=self.office.kinds)
            db.rules = replace(db.rules, calendar=Calendar(closed_days.known(db)))
            return work(db)

        return cast(Result, self.eyes.look(look))


@dataclass(kw_only=True)
class Room(Place):
    """What the simulation holds in its hands."""

    practice: Watched
    downs: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when the bot was away."""
    went: datetime | None = None

    async def to(self, at: datetime) -> None:
        """Let time pass: every moment at which something is due is visited in its order."""
        if at > self.now:
            await self.served.app.state.room.advance(at)

    async def settle(self, chat: int | None = None) -> None:
        """Wait until all is answered, whoever said it; nobody answers while the bot is away."""
        bot = self.practice.bot
        while bot and (
            bot.worker.busy or bot.sender.busy or bot.fetching.busy or updates.count(self.served.state)
        ):
            await asyncio.sleep(0.002)

    async def go(self) -> None:
        """Let the bot leave."""
        self.went = self.now
        await self.practice.stop()

    async def come(self) -> None:
        """Let the bot come back and do what it missed."""
        if self.went is not None:
            self.downs.append((self.went, self.now))
        self.went, self.practice.dying = None, None
        await self.practice.start()
        await self.practice.ring()

    async def act(self, work: Callable[[Transaction], Result]) -> Result:
        """Do something without a phone, by the functions that the phone leads to."""
        assert self.practice.bot is not None
        return await self.practice.bot.office.transact(work)

    def trouble(self, **what: Any) -> None:
        """Let the next call of a method fail the way networks do."""
        self.served.state.faults.append(Fault(**what))


@asynccontextmanager
async def opened(
    folder: Path,
    start: datetime,
    subjects: Iterable[SubjectKind[Any]] = SUBJECTS,
    kind: str = "sqlite",
) -> AsyncIterator[Room]:
    """Open the demo city, with these kinds of subject, on this kind of database.

    Real time stands still, so that only the clock that is moved moves.
    """
    url = copied(kind, _founded(kind, start), folder)
    clock = MovableClock(None, lambda: start)
    database = Database(url)
    eyes = Eyes(url) if kind == "sqlite" else FarEyes(url)
    office = open_office(database, Vault(bytes(32)), clock=clock, subjects=subjects)
    if round_tables.ROUND_TABLE.name in office.kinds:
        await office.transact(lambda db: round_tables.make(db.connection))
    practice = Watched(office, clock)
    patience, send.PATIENCE = send.PATIENCE, (PAUSE,) * 6
    linger, desk.LINGER = desk.LINGER, 0.0  # nobody else writes that it could go with
    jump, reminders.JUMP = reminders.JUMP, A_YEAR  # its clock goes from one due moment to the next
    try:
        async with (
            serve(None, clock=clock, limits=False, director=practice) as served,
            ClientSession() as wire,
        ):
            try:
                await practice.open(served)
                yield Room(served, office, clock, eyes, wire, practice=practice)
            finally:
                await practice.stop()
    finally:
        send.PATIENCE, desk.LINGER, reminders.JUMP = patience, linger, jump
        eyes.close()
        await database.close()


@cache
def _founded(kind: str, start: datetime) -> str:
    """Return the URL of a demo city that was founded at a moment, once in each process."""
    folder = Path(tempfile.mkdtemp(prefix="shouwang-city-"))
    atexit.register(shutil.rmtree, folder)
    url = migrated(kind, folder)
    in_its_own_loop(_found(url, start))
    return url


async def _found(url: str, start: datetime) -> None:
    database = Database(url)
    office = open_office(database, Vault(bytes(32)), clock=lambda: start)
    await office.transact(partial(demo.seed, office))
    await database.close()

"""The one place that opens, begins and commits."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from casework.cases.access import Action
from casework.policy.owed import Rules
from casework.reminders.kinds import Kind
from casework.staffing.people import Person
from casework.staffing.units import Unit, UnitKind
from storage.core.letters import Address, Letter
from storage.core.news import News, OfficeNews
from storage.core.vault import Vault

Result = TypeVar("Result")
T = TypeVar("T")
WRITES = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
ASIDE = timedelta(hours=1)
"""How long what could not be done waits before it is tried again."""


@dataclass
class Transaction:
    """An open transaction, and who speaks in it. Storage functions take it; only `Database` ends it."""

    connection: Connection
    now: datetime
    vault: Vault
    rules: Rules
    speaker: Person | None = None
    unit: Unit | None = None
    """The speaker's."""
    at: Address | None = None
    """Where the speaker speaks."""
    absent: "list[Person]" = field(default_factory=list)
    """For whom the speaker stands in today."""
    written: list[Letter] = field(default_factory=list)
    """What was put into the outbox here, for the sender to take up after the commit."""
    withdrawn: list[int] = field(default_factory=list)
    """Rows of letters that were dropped here, and that the sender may have in its hands."""
    news: list[News | OfficeNews] = field(default_factory=list)
    """Who is to hear of what was done here; it is put into their words before the commit."""
    then: list[Callable[[], None]] = field(default_factory=list)
    """What is done once all of it is kept: the office's own memory changes no sooner."""
    known: "dict[object, list[Person]] | None" = None
    """Who was read here; kept only while `people.remembered`."""
    kinds: "Mapping[str, SubjectKind[Any]]" = field(default_factory=dict)
    """The kinds of subject that there are, by their names."""

    @property
    def acting(self) -> "list[Person]":
        """As whom the speaker acts: themselves, and those for whom they stand in."""
        return [self.speaker, *self.absent] if self.speaker else []


@dataclass(frozen=True)
class SubjectKind(Generic[T]):
    """A kind of subject as its room registers it: only the room knows its table.

    Of these the clock, the digest, postponing, `/why`, deputies, handover and rehearsal are made.
    """

    rules: Kind[T]
    read: Callable[[Transaction, int], T]
    """Reads one without judging; raises `NotThere`."""
    may: Callable[[Transaction, T, Action], bool]
    """Tells whether the speaker may, for themselves or for whom they stand in for."""
    owing: Callable[[Transaction], Sequence[T]]
    """Lists all that still owe something."""
    count_anew: Callable[[Transaction, Sequence[int]], None]
    """Counts the deadlines of these, as far as they owe something, by the rules of now."""
    held_by: Callable[[Transaction, int], Sequence[T]]
    """Lists those that somebody has, without judging who asks."""
    hand_over: Callable[[Transaction, T, "Passing"], None]
    """Gives one to another; its duties change hands with it."""


@dataclass(frozen=True)
class Passing:
    """From whom to whom, into which unit, and by which handover."""

    giver: int
    receiver: int
    unit: int
    kind: UnitKind
    """Of the unit."""
    handover: int


class Database:
    """SQLite (`sqlite+aiosqlite:///file`) or PostgreSQL (`postgresql+asyncpg://…`)."""

    def __init__(self, url: str, *, reads: bool = False) -> None:
        self.engine = open_engine(url, reads=reads)

    async def transact(self, work: Callable[[Connection], Result]) -> Result:
        """Run *work* in one transaction: all of it is kept or nothing is.

        Whoever is stopped meanwhile waits for its end: one that is cut off would lock the file for others.
        """
        running = asyncio.ensure_future(self._transact(work))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.gather(running, return_exceptions=True)
            raise

    async def _transact(self, work: Callable[[Connection], Result]) -> Result:
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Let go of the files and sockets."""
        await self.engine.dispose()


def open_engine(url: str, *, reads: bool = False) -> AsyncEngine:
    """Open an engine that keeps what it acknowledged: SQLite with FULL sync and one writer.

    One that only *reads* changes nothing and holds up nobody: a transaction of it is a snapshot.
    What is bound to a statement never stands in an error, for errors may be logged.
    """
    if not url.startswith("sqlite"):
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if reads else {}
        return create_async_engine(url, pool_size=8, hide_parameters=True, execution_options=snapshot)
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, connect_args={"timeout": 30}, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: object, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # the driver must not begin by itself
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("query_only=ON",) if reads else WRITES:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # without IMMEDIATE two writers lose an update in silence
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine

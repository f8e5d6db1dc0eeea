"""The desk of an SQLite file: what is handed in while it works is done together, in one hop and one commit.

aiosqlite opens the file, has its thread and its queue; the work itself runs there, on SQLAlchemy's plain
connection. Each piece has a savepoint of its own: one that is refused takes back only itself. Nobody hears
of an end before the commit, and what shares a commit that fails fails with it (decision 27).
"""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import aiosqlite
from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

Result = TypeVar("Result")

WRITES: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
READS: Final = ("query_only=ON",)
REBUILDS: Final = (*WRITES, "foreign_keys=OFF")
"""A column is changed by building its table anew: where that is done, references are checked at the end."""
PATIENCE: Final = 30
"""Seconds to wait for who else has the file."""
STATEMENTS: Final = 512
"""So many are kept ready by a connection: to make one ready anew costs more than most take."""
AT_ONCE: Final = 64
"""How many pieces share a commit."""
LONG: Final = 0.02
"""Seconds: a commit that has taken so long takes up nothing more."""
LINGER = 0.05
"""Seconds that what nobody waits for may lie until something else is written."""


@dataclass
class Piece:
    """Something that was handed in, and what came of it."""

    work: Callable[[Connection], Any]
    ended: asyncio.Future[Any]
    alone: bool
    result: Any = None
    error: BaseException | None = None

    def do(self, connection: Connection, driver: sqlite3.Connection) -> None:
        """Do it or leave nothing of it; raises only where SQLite took back the whole transaction."""
        driver.execute("SAVEPOINT piece")
        try:
            self.result = self.work(connection)
        except BaseException as error:
            self.error = error
        if not driver.in_transaction:  # a full disk, say; nothing that came after it is to be kept alone
            raise OSError("another's piece ended the transaction") from self.error
        if self.error is not None:
            driver.execute("ROLLBACK TO piece")
        driver.execute("RELEASE piece")

    def tell(self) -> None:
        """Let who waits for it go on."""
        if self.error is None:
            self.ended.set_result(self.result)
        else:
            self.ended.set_exception(self.error)


class Desk:
    """Does what is handed in, in its order. One that only reads changes nothing and holds up nobody."""

    def __init__(self, url: URL, pragmas: Sequence[str] = WRITES) -> None:
        self._where, self._how = url.get_dialect()().create_connect_args(url)
        self._pragmas = pragmas
        self._begins = "BEGIN" if pragmas is READS else "BEGIN IMMEDIATE"
        """Without IMMEDIATE two writers lose an update in silence."""
        self._file: aiosqlite.Connection | None = None
        self._connection: Connection | None = None
        self._waiting: deque[Piece] = deque()
        self._taken: list[Piece] = []
        self._working: asyncio.Task[None] | None = None
        self.engine: Engine = create_engine(
            "sqlite://", creator=self._driver, poolclass=StaticPool, hide_parameters=True
        )
        """For the thread of the file alone. Nothing listens to it: each statement would look for who does."""

    @property
    def load(self) -> int:
        """How much was handed in and is not done."""
        return len(self._waiting) + len(self._taken)

    async def hand_in(
        self, work: Callable[[Connection], Result], *, alone: bool = False, patient: bool = False
    ) -> Result:
        """Have *work* done and committed. Whoever is stopped meanwhile waits for its end.

        What takes more than a few milliseconds is done *alone*: nobody's commit waits for it. What nobody
        waits for is *patient*: it lies until something else is written, for a moment at the longest.
        """
        loop = asyncio.get_running_loop()
        piece = Piece(work, loop.create_future(), alone)
        self._waiting.append(piece)
        if patient:
            loop.call_later(LINGER, self._begin)
        else:
            self._begin()
        try:
            done: Result = await asyncio.shield(piece.ended)
        except asyncio.CancelledError:
            self._begin()
            await asyncio.gather(piece.ended, return_exceptions=True)
            raise
        return done

    async def close(self) -> None:
        """Let go of the file, once what was handed in is done."""
        self._begin()
        if self._working is not None:
            await self._working
        if self._file is not None:
            await _hop(self._file, self._let_go)
            await self._file.close()
        self._file = None

    def _begin(self) -> None:
        if self._waiting and (self._working is None or self._working.done()):
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            try:
                await _hop(self._file or await self._open(), self._commit)
            except BaseException as error:
                if not self._taken:  # not even begun: the file is locked, or can't be opened
                    self._taken, self._waiting = list(self._waiting), deque()
                for piece in self._taken:
                    piece.error = piece.error or error
            taken, self._taken = self._taken, []
            for piece in taken:
                piece.tell()

    async def _open(self) -> aiosqlite.Connection:
        file = aiosqlite.connect(*self._where, **self._how, timeout=PATIENCE, cached_statements=STATEMENTS)
        file._thread.daemon = True  # a program that fails ends, though the file was not let go
        try:
            self._file = await file
        except sqlite3.Error as error:  # as SQLAlchemy says it
            raise OperationalError(None, None, error) from error
        return self._file

    def _driver(self) -> sqlite3.Connection:
        """Return the file's own connection, made ready. Here and below we are in its thread."""
        assert self._file is not None  # noqa: S101 - opened before
        driver: sqlite3.Connection = self._file._conn  # aiosqlite has no other way to it
        driver.isolation_level = None  # the driver must not begin by itself
        for pragma in self._pragmas:
            driver.execute(f"PRAGMA {pragma}")
        return driver

    def _commit(self) -> None:
        connection = self._connection = self._connection or self.engine.connect()
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - made above
        try:
            with connection.begin():
                connection.exec_driver_sql(self._begins)
                until = time.monotonic() + LONG
                while self._waiting and self._has_room(until):
                    self._taken.append(self._waiting.popleft())
                    self._taken[-1].do(connection, driver)
        finally:
            driver.rollback()  # where the commit failed; else there is nothing left to take back

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self.engine.dispose()

    def _has_room(self, until: float) -> bool:
        """Tell whether the next piece may share the commit."""
        if not self._taken:
            return True
        alone = self._taken[0].alone or self._waiting[0].alone
        return not alone and len(self._taken) < AT_ONCE and time.monotonic() < until


async def _hop(file: aiosqlite.Connection, work: Callable[[], None]) -> None:
    """Do something in the file's own thread: the least of aiosqlite that does; SQLAlchemy reaches deeper."""
    await file._execute(work)  # type: ignore[no-untyped-call]

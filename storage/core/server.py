"""A PostgreSQL server: each piece of work in a transaction of its own, beside others.

A piece runs whole on a thread of a small pool, with a connection of psycopg: one hop, and no more switches
for each of its statements (decision 30).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from psycopg import AsyncConnection, OperationalError
from psycopg import Connection as PsycopgConnection
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from casework.errors import Overtaken
from storage.core.conflicts import beaten, written_twice
from storage.core.tables import meta

Result = TypeVar("Result")
SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
IDLE: Final = "-c idle_in_transaction_session_timeout=60000"
"""Milliseconds after which the server takes back what a process left open that stands still."""
NOTICES: Final = {
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""Seconds, and milliseconds, after which a server that answers nothing any more is gone."""
SILENT = 45.0
"""Seconds after which a server that answers nothing is gone, too, though its network does: paused, say."""
AT_ONCE: Final = 8
"""So many pieces run beside each other, each with a connection of its own."""
TRIES: Final = 5
"""So often a piece begins anew that came to nothing by what was done beside it."""


class Listening(PsycopgConnection[Any]):
    """A connection that waits for no answer for ever: it is closed, and what comes next has another."""

    def wait(self, gen: Generator[Any, Any, Any], *given: Any, **named: Any) -> Any:
        """Wait for an answer."""
        try:
            return super().wait(_heard(gen), *given, **named)
        except SilentServer:
            self.close()
            raise


class SilentServer(OperationalError):  # noqa: N818 - says what it is
    """The server says nothing any more."""


def _heard(answer: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Pass an answer on, for as long as some of it comes."""
    last = time.monotonic()
    try:
        waits = next(answer)
        while True:
            if ready := (yield waits):
                last = time.monotonic()
            elif time.monotonic() - last > SILENT:
                raise SilentServer("the server stands still")
            waits = answer.send(ready)
    except StopIteration as whole:
        return whole.value


class Server:
    """Does what is handed in. What came to nothing by others is done again: a piece can run several times."""

    load = 0
    """Nobody waits for another here."""

    def __init__(self, url: URL, *, rebuilds: bool = False) -> None:
        """Open it; who *rebuilds* may take as long as it needs."""
        _tell_indexes()
        waits = {} if rebuilds else {"options": IDLE}
        # what is bound to a statement never stands in an error, for errors may be logged
        self.engine: Engine = create_engine(
            _noticing(_by_psycopg(url)), pool_size=AT_ONCE, hide_parameters=True, connect_args=waits
        )
        if not rebuilds:
            event.listen(self.engine, "do_connect", _listening)
        self._threads = ThreadPoolExecutor(AT_ONCE, "postgresql")

    def reading(self) -> "Server":
        """Return the same server for who changes nothing: each piece is a snapshot."""
        reader = Server.__new__(Server)
        reader.engine, reader._threads = self.engine.execution_options(**SNAPSHOT), self._threads
        return reader

    async def hand_in(
        self, work: Callable[[Connection], Result], *, alone: bool = False, patient: bool = False
    ) -> Result:
        """Have *work* done and committed. Whoever is stopped meanwhile waits for its end."""
        del alone, patient  # here nobody waits for another's commit
        running = asyncio.get_running_loop().run_in_executor(self._threads, self._transact, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.gather(running, return_exceptions=True)
            raise

    async def woken(self, word: str) -> AsyncIterator[str]:
        """Hear of what other processes leave to this one; `psycopg.Error` when the connection is lost."""
        address = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with await AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(f"LISTEN {word}")
            async for one in connection.notifies():
                yield one.payload

    async def close(self) -> None:
        """Let go of the sockets; the threads end with the server."""
        self.engine.dispose()

    def _transact(self, work: Callable[[Connection], Result]) -> Result:
        for again in range(TRIES - 1, -1, -1):
            try:
                with self.engine.begin() as connection:
                    return work(connection)
            except (DBAPIError, Overtaken) as error:
                if not again or not (beaten(error) or written_twice(error)):
                    raise
        raise AssertionError("the last try ends it")


def _by_psycopg(url: URL) -> URL:
    """Read a URL as an earlier edition took it, for another driver."""
    ssl = url.query.get("ssl")
    if ssl is not None:
        url = url.difference_update_query(["ssl"]).update_query_dict(
            {"sslmode": "require" if ssl == "true" else ssl}
        )
    return url.set(drivername="postgresql+psycopg")


def _noticing(url: URL) -> URL:
    """Notice a server that is gone without a word; by the system's own figures each piece waits for hours."""
    return url.update_query_dict({name: value for name, value in NOTICES.items() if name not in url.query})


def _listening(dialect: Any, record: Any, given: list[Any], named: dict[str, Any]) -> Listening:
    """Connect as SQLAlchemy would have, by a connection that does not wait for ever."""
    return Listening.connect(*given, **named)


def _tell_indexes() -> None:
    """Let each index of some rows be so here, too: said beside SQLite's it would load every driver."""
    for index in (one for table in meta.sorted_tables for one in table.indexes):
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]

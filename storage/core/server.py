"""A PostgreSQL server: each piece of work in a transaction of its own, beside others."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.ext.asyncio import create_async_engine

from storage.core.tables import meta

Result = TypeVar("Result")
SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Server:
    """Does what is handed in."""

    load = 0
    """Nobody waits for another here."""

    def __init__(self, url: URL) -> None:
        _tell_indexes()
        # what is bound to a statement never stands in an error, for errors may be logged
        self._engine = create_async_engine(url, pool_size=8, hide_parameters=True)

    def reading(self) -> "Server":
        """Return the same server for who changes nothing: each piece is a snapshot."""
        reader = Server.__new__(Server)
        reader._engine = self._engine.execution_options(**SNAPSHOT)
        return reader

    @property
    def engine(self) -> Engine:
        """Its plain face, for listening."""
        return self._engine.sync_engine

    async def hand_in(
        self, work: Callable[[Connection], Result], *, alone: bool = False, patient: bool = False
    ) -> Result:
        """Have *work* done and committed. Whoever is stopped meanwhile waits for its end."""
        del alone, patient  # here nobody waits for another's commit
        running = asyncio.ensure_future(self._transact(work))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.gather(running, return_exceptions=True)
            raise

    async def close(self) -> None:
        """Let go of the sockets."""
        await self._engine.dispose()

    async def _transact(self, work: Callable[[Connection], Result]) -> Result:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)


def _tell_indexes() -> None:
    """Let each index of some rows be so here, too: said beside SQLite's it would load every driver."""
    for index in (one for table in meta.sorted_tables for one in table.indexes):
        index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]

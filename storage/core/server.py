"""A PostgreSQL server: each piece of work in a transaction of its own, beside others."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

Result = TypeVar("Result")
SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
TRIES: Final = 5
"""So often a piece begins anew that came to nothing by what was done beside it."""
BEATEN: Final = {"40001", "40P01"}
"""How PostgreSQL says so: it saw what changed since, or waited in a circle."""
TWICE: Final = "23505"
"""The same was written already, perhaps a moment ago: whoever begins anew sees it."""


def beaten(error: BaseException) -> bool:
    """Tell whether a piece came to nothing only by what was done beside it: all of it is to begin anew."""
    return _state(error) in BEATEN


def _state(error: BaseException) -> str | None:
    return getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None


class Server:
    """Does what is handed in. What came to nothing by others is done again: a piece can run several times."""

    load = 0
    """Nobody waits for another here."""

    def __init__(self, url: URL) -> None:
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
        for again in range(TRIES - 1, -1, -1):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(work)
            except DBAPIError as error:
                if not again or not (beaten(error) or _state(error) == TWICE):
                    raise
        raise AssertionError("the last try ends it")

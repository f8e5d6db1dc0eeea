"""Opening the office for a command: on its database, by its clock, with its key."""

import asyncio
import fcntl
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial

from actions.staffing import restoring
from bot.app import open_office, real_clock
from bot.command.settings import Settings
from casework.policy.editions import load_editions
from handlers.ui.office import Clock, Office
from storage.core.database import Database, Transaction
from storage.core.keys import open_vault
from storage.core.schema import SchemaTrouble, never_made, newest, revision_of
from storage.core.vault import KeyFile


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, prepare: "Callable[[Settings], Awaitable[None]] | None" = None
) -> AsyncIterator[Office]:
    """Open the office; what is broken is found before anything is made."""
    load_editions(settings.policy_file)
    await (prepare or migrate)(settings)
    database = Database(settings.database)
    try:
        vault = await database.transact(partial(open_vault, path=settings.key))
        yield open_office(database, vault, policy=settings.policy_file, clock=clock, alive=settings.alive)
    finally:
        await database.close()


@contextmanager
def alone(settings: Settings, database: Database) -> Iterator[None]:
    """Serve an office in a file as its only bot: two would tell everything twice (`trust.md` R9).

    The system lets go of the directory when the process ends, however that is.
    """
    if database.shared:
        yield
        return
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = os.open(settings.home, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system that can't hold it
            _hold(held)
        yield
    finally:
        os.close(held)


def _hold(directory: int) -> None:
    try:
        fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SchemaTrouble("a bot serves this office already: stop it first, or leave it") from None


def not_a_copy(db: Transaction) -> None:
    """Refuse to serve a copy as if nothing were missing."""
    if restoring.is_copy(db):
        raise SchemaTrouble("this database is a copy: say `shouwang restored --admin NAME` before it serves")


async def migrate(settings: Settings) -> None:
    """Bring the database to this edition's schema; where it is there already, one question is all."""
    if not never_made(settings.database) and await _revision(settings) == newest():
        return
    from storage.core.migrate import upgrade  # noqa: PLC0415 -- Alembic, 15 MiB of it, for this alone

    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = KeyFile(settings.key).read() if settings.key.exists() else None
    await upgrade(settings.database, vault=vault)


async def at_this_edition(settings: Settings) -> None:
    """Refuse a database of another edition, and one that is not there; nothing is changed."""
    if never_made(settings.database):
        raise SchemaTrouble("the database is not there: the bot has never run here")
    if await _revision(settings) != newest():
        raise SchemaTrouble("the database is of another edition: run `shouwang migrate` first")


def clock_of(settings: Settings) -> Clock:
    """Return the office's clock: the real one, or in the sandbox the one that can be moved."""
    if settings.token_file:
        return real_clock
    from sandbox import MovableClock  # noqa: PLC0415 -- with a token nothing of the sandbox is loaded

    return MovableClock(settings.sandbox)


def stop_asked() -> asyncio.Event:
    """Return what is set when the machine or Ctrl-C asks the program to stop."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked


async def _revision(settings: Settings) -> str | None:
    database = Database(settings.database)
    try:
        return await database.transact(revision_of)
    finally:
        await database.close()

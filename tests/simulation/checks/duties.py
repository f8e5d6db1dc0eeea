"""The duties that are open, of which only those that changed since the last look are read anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, text

from storage.core.database import Transaction
from storage.core.tables import obligations

_AS_KEPT = text("SELECT * FROM obligations WHERE ended_at IS NULL ORDER BY id")
"""The rows as the file has them: to compare them, no moment is made of a number."""
_THESE = select(obligations).where(obligations.c.id.in_(bindparam("these", expanding=True)))


@dataclass
class Duties:
    """What was read last."""

    rows: Mapping[int, Any] = field(default_factory=dict)
    kept: Mapping[int, Any] = field(default_factory=dict)

    def read(self, db: Transaction) -> Mapping[int, Any]:
        """Return the row of each duty that is open, by its number."""
        kept = {row.id: tuple(row) for row in db.connection.execute(_AS_KEPT)}
        anew = [number for number, row in kept.items() if self.kept.get(number) != row]
        fresh = {row.id: row for row in db.connection.execute(_THESE, {"these": anew})} if anew else {}
        self.rows = {number: fresh[number] if number in fresh else self.rows[number] for number in kept}
        self.kept = kept
        return self.rows

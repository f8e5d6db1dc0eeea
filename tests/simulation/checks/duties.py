"""The duties that are open, of which only those that changed since the last look are read anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import bindparam, text

from storage.core.database import Transaction
from storage.core.tables import obligations
from storage.reminders import obligations as kept
from storage.reminders.obligations import Obligation

_AS_KEPT = text("SELECT * FROM obligations WHERE ended_at IS NULL ORDER BY id")
"""The rows as the file has them: to compare them, no moment is made of a number."""
_THESE = kept._NUMBERED.where(obligations.c.id.in_(bindparam("these", expanding=True)))


@dataclass
class Duties:
    """What was read last."""

    rows: Mapping[int, Any] = field(default_factory=dict)
    """The row of each duty that is open, by its number."""
    _kept: Mapping[int, Any] = field(default_factory=dict)
    moved: frozenset[int] = frozenset()
    """The subjects whose duties changed between the last two looks."""
    by_subject: Mapping[int, list[Any]] = field(default_factory=dict)
    _made: dict[int, tuple[Any, Obligation]] = field(default_factory=dict)

    def of(self, subject: int) -> list[Any]:
        """List those of one subject."""
        return self.by_subject.get(subject, [])

    def obligations(self) -> list[Obligation]:
        """Return them as the office makes them, the nearest first."""
        for number, row in self.rows.items():
            if number not in self._made or self._made[number][0] is not row:
                self._made[number] = row, kept.obligation_of(row)
        return sorted((self._made[one][1] for one in self.rows), key=lambda one: (one.due, one.id))

    def read(self, db: Transaction) -> Self:
        """Look at those that are open now."""
        now = {row.id: tuple(row) for row in db.connection.execute(_AS_KEPT)}
        anew = [number for number, row in now.items() if self._kept.get(number) != row]
        over = self.rows.keys() - now.keys()
        fresh = {row.id: row for row in db.connection.execute(_THESE, {"these": anew})} if anew else {}
        self.moved = frozenset(row.subject for row in (*fresh.values(), *(self.rows[one] for one in over)))
        if self.moved:
            self.rows = {number: fresh[number] if number in fresh else self.rows[number] for number in now}
            found: dict[int, list[Any]] = {}
            for row in self.rows.values():
                found.setdefault(row.subject, []).append(row)
            self._kept, self.by_subject = now, found
        return self

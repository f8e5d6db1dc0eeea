"""What a question is read with: who asks, and what its words name, looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from casework.cases import access
from casework.cases.access import Scope
from storage.core.database import Transaction
from storage.search import words
from storage.search.words import Named
from storage.staffing import people


@dataclass(frozen=True)
class Reader:
    """Who asks, in an open transaction."""

    db: Transaction

    @cached_property
    def seen(self) -> Sequence[Scope]:
        """Whose cases they find: for themselves and for whom they stand in for."""
        scopes = [
            access.seen_by(one, people.unit(self.db, one.unit), self.db.closed_since)
            for one in self.db.acting
        ]
        return [one for one in scopes if one.every][:1] or scopes

    @cached_property
    def own(self) -> Sequence[Scope]:
        """Whose cases they mean by "mine" (我的)."""
        return [access.own(one, self.db.closed_since) for one in self.db.acting]

    @cached_property
    def _known(self) -> dict[str, Named]:
        return {}

    def named(self, text: str) -> Named:
        """Return what free words name."""
        if text not in self._known:
            self._known[text] = words.named(self.db, text)
        return self._known[text]

    def workers(self, name: str) -> tuple[int, ...]:
        """Return the workers whose name has this part."""
        return words.workers(self.db, name)

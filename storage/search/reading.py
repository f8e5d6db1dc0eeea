"""What a question is read with: who asks, and what its words name, looked up once."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select

from casework.cases import access
from casework.cases.access import Scope
from casework.cases.looks import HOUR
from casework.staffing.people import Person
from casework.staffing.pin import PinStage
from storage.cases import looks
from storage.core import recusals
from storage.core.database import Transaction
from storage.search import words
from storage.search.words import Named
from storage.staffing import people, pins

Found = TypeVar("Found")


class Reader(Struct, frozen=True, dict=True):
    """Who asks, in an open transaction."""

    db: Transaction

    @cached_property
    def seen(self) -> Sequence[Scope]:
        """Whose cases they find: for themselves and for whom they stand in for."""
        scopes = [
            self._but(one, access.seen_by(one, people.unit(self.db, one.unit), self.db.closed_since))
            for one in self.db.acting
        ]
        return [one for one in scopes if one.every and not one.out][:1] or scopes

    @cached_property
    def own(self) -> Sequence[Scope]:
        """Whose cases they mean by "mine" (我的)."""
        return [self._but(one, access.own(one, self.db.closed_since)) for one in self.db.acting]

    def _but(self, person: Person, scope: Scope) -> Scope:
        """Leave out that from which they, or who asks, keep out."""
        asker = self.db.speaker.id if self.db.speaker else person.id
        out = recusals.out_of(self.db, person.id) | recusals.out_of(self.db, asker)
        return replace(scope, out=out) if out else scope

    @cached_property
    def exactly(self) -> bool:
        """Households are found by ID, telephone and house: by who reads them in full, or typed their PIN.

        Not after so many that were nowhere: what is masked is not found by asking for all there are.
        """
        since, most = self.db.now - HOUR, self.db.rules.policy.looks.misses
        if self.db.speaker is None or looks.missed(self.db, self.db.speaker.id, since) >= most:
            return False
        reads = (access.reads_in_full(one, people.unit(self.db, one.unit)) for one in self.db.acting)
        return any(reads) or pins.stage(self.db) is PinStage.OPEN

    @cached_property
    def _known(self) -> dict[object, Any]:
        return {}

    def _once(self, asked: object, look: Callable[[], Found]) -> Found:
        """Look something up, and keep it for as long as people are."""
        known: dict[object, Found] = self._known if self.db.known is None else self.db.known
        if asked not in known:
            known[asked] = look()
        return known[asked]

    def named(self, text: str) -> Named:
        """Return what free words name."""
        asked = (text, self.exactly, *(one.id for one in self.db.acting))
        return self._once(asked, lambda: words.named(self.db, text, exactly=self.exactly))

    def each(self, names: Select[Any]) -> Sequence[str]:
        """Return what a column holds."""
        return self._once(names, lambda: self.db.connection.execute(names).scalars().all())

    def workers(self, name: str) -> tuple[int, ...]:
        """Return the workers whose name has this part."""
        return words.workers(self.db, name)

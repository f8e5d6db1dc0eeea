"""What free words name: households by their keyed hashes, units and workers by a part of their name."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, CompoundSelect, and_, false, or_, select, union_all

from casework.cases import access
from casework.cases.household import as_told
from casework.staffing.people import SERVING
from casework.text.names import bigrams
from storage.cases import households
from storage.cases.households import EXACT
from storage.core.database import Transaction
from storage.core.tables import tokens, units
from storage.staffing import people

_SHORTEST = 2
"""One character alone is in too many villages and units: it is a surname, or in a worker's name."""


class Named(Struct, frozen=True):
    """What somebody's words name."""

    signs: frozenset[tuple[str, bytes]]
    """Keyed hashes of which a household that is meant has one."""
    households: tuple[int, ...]
    """Those that were opened: a member has that name."""
    part: str | None
    """What a village's name may hold."""
    units: tuple[int, ...]
    workers: tuple[int, ...]

    @property
    def signed(self) -> ColumnElement[bool]:
        """Say in SQL: a token is one of these signs."""
        return or_(false(), *self.each_sign)

    @property
    def each_sign(self) -> Sequence[ColumnElement[bool]]:
        """Say it of each, to be looked for by itself: of the index alone."""
        return [and_(tokens.c.field == field, tokens.c.token == token) for field, token in sorted(self.signs)]

    def wearing(self) -> CompoundSelect[Any]:
        """Say in SQL: the households that have one of these signs; who has several, several times."""
        return union_all(*(select(tokens.c.household_id).where(one) for one in self.each_sign))


def named(db: Transaction, text: str, *, exactly: bool) -> Named:
    """Look for words in the household's name, ID, telephone and address, in village, unit and worker.

    ID, telephone and address only *exactly*: for who may know them (`Reader.exactly`).
    """
    short = len(text) < _SHORTEST
    whole = {"surname"} if short else EXACT if exactly else frozenset[str]()
    keyed = households.tokens_of(db, as_told(text, text, text, text))
    signs = {sign for sign in keyed if sign[0] in whole}
    opened: tuple[int, ...] = ()
    if len(pairs := bigrams(text)) == 1:
        signs |= {("name", db.vault.index("name", *pairs))}
    else:
        opened = tuple(households.named(db, pairs))
    return Named(
        frozenset(signs),
        opened,
        None if short else text.replace("台", "臺"),
        () if short else _units(db, text),
        () if short and text.isascii() else workers(db, text),
    )


def _units(db: Transaction, text: str) -> tuple[int, ...]:
    like = select(units.c.id).where(units.c.name.icontains(text, autoescape=True))
    return tuple(db.connection.execute(like).scalars().all())


def workers(db: Transaction, name: str) -> tuple[int, ...]:
    """Find workers by a part of their name, of those units that may be seen."""
    units_of = {one.unit: people.unit(db, one.unit) for one in db.acting}
    everywhere = any(access.sees_all(one, units_of[one.unit]) for one in db.acting)
    return tuple(people.named(db, name, SERVING, None if everywhere else units_of))

"""Holding rows: what an act was judged by stays as it is until its transaction ends.

On PostgreSQL acts run beside each other. Each holds what it is about, in one order, so that two of them do
not wait for each other in a circle: cases, then people, then units, each by their numbers, the journal's
chain, and at last what they count the duties of (decision 30). SQLite has one writer, who needs no lock.
"""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Select, Table, bindparam, select

from storage.core.database import Transaction
from storage.core.tables import people, subjects, units


def hold(db: Transaction, table: Table, rows: Iterable[int], *, shared: bool = False) -> None:
    """Wait until nobody else changes these rows, and let nobody do so before this transaction ends.

    *shared*: others may hold them likewise, who only need them as they are.
    """
    if needed(db):
        db.connection.execute(_holding(table, shared=shared), {"rows": sorted(set(rows))}).all()


def needed(db: Transaction) -> bool:
    """Tell whether somebody else could change something meanwhile; who only reads has a snapshot."""
    return db.connection.dialect.name != "sqlite" and db.later is None


def hold_people(db: Transaction, these: Iterable[int]) -> None:
    """Let people neither leave nor move on, nor be suspended: they are to be given something."""
    hold(db, people, these, shared=True)


def hold_subjects(db: Transaction, these: Iterable[int]) -> None:
    """Let nobody else count what these owe: whoever is second does it by the facts that the first left.

    Whoever only refers to one, in a draft or a letter, need not wait.
    """
    if needed(db):
        db.connection.execute(_SUBJECTS, {"rows": sorted(set(these))}).all()


def hold_unit(db: Transaction, unit: int) -> None:
    """Let a unit not end: somebody is to belong to it."""
    hold(db, units, [unit], shared=True)


_SUBJECTS = (
    select(subjects.c.id)
    .where(subjects.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(subjects.c.id)
    .with_for_update(key_share=True)
)


@cache
def _holding(table: Table, *, shared: bool) -> Select[tuple[int]]:
    these = select(table.c.id).where(table.c.id.in_(bindparam("rows", expanding=True)))
    return these.order_by(table.c.id).with_for_update(read=shared)

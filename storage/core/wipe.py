"""Forgetting everything: for a practice town that begins anew, never for an office."""

from sqlalchemy import bindparam, delete

from storage.core import facts
from storage.core.database import Transaction
from storage.core.keys import FINGERPRINT
from storage.core.tables import facts as facts_table
from storage.core.tables import meta

_TABLES = [delete(table) for table in reversed(meta.sorted_tables) if table is not facts_table]
_FACTS = delete(facts_table).where(facts_table.c.name != bindparam("key"))


class NotPractice(Exception):  # noqa: N818 - says what it is
    """This database is not known to hold a practice town."""


def everything(db: Transaction) -> None:
    """Forget everything but which key seals it."""
    if facts.get(db, "demo") is None:
        raise NotPractice
    for table in _TABLES:
        db.connection.execute(table)
    db.connection.execute(_FACTS, {"key": FINGERPRINT})

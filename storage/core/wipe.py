"""Forgetting everything: for a practice town that begins anew, never for an office."""

from sqlalchemy import bindparam, delete, update

from storage.core import facts
from storage.core.database import Transaction
from storage.core.journal import START
from storage.core.keys import FINGERPRINT
from storage.core.tables import facts as facts_table
from storage.core.tables import journal_head, meta

_KEPT = {facts_table.name, journal_head.name}
_TABLES = [delete(table) for table in reversed(meta.sorted_tables) if table.name not in _KEPT]
_FACTS = delete(facts_table).where(facts_table.c.name != bindparam("key"))
_BEGIN = update(journal_head).values(hash=START)


class NotPractice(Exception):  # noqa: N818 - says what it is
    """This database is not known to hold a practice town."""


def everything(db: Transaction) -> None:
    """Forget everything but which key seals it."""
    if facts.get(db, "demo") is None:
        raise NotPractice
    for table in _TABLES:
        db.connection.execute(table)
    db.connection.execute(_FACTS, {"key": FINGERPRINT})
    db.connection.execute(_BEGIN)

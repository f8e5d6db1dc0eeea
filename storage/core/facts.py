"""A few facts about the office itself: the key's fingerprint, the last ring of the bell."""

from sqlalchemy import bindparam, delete, insert, select, update

from storage.core.database import Transaction
from storage.core.tables import facts

_GET = select(facts.c.value).where(facts.c.name == bindparam("name"))
_CHANGE = update(facts).where(facts.c.name == bindparam("which")).values(value=bindparam("value"))
_ADD = insert(facts)
_REMOVE = delete(facts).where(facts.c.name == bindparam("which"))


def get(db: Transaction, name: str) -> str | None:
    """Read a fact."""
    return db.connection.execute(_GET, {"name": name}).scalar()


def remove(db: Transaction, name: str) -> None:
    """Forget a fact."""
    db.connection.execute(_REMOVE, {"which": name})


def put(db: Transaction, name: str, value: str) -> None:
    """Keep a fact, in place of what it was."""
    if not db.connection.execute(_CHANGE, {"which": name, "value": value}).rowcount:
        db.connection.execute(_ADD, {"name": name, "value": value})

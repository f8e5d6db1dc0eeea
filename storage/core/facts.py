"""A few facts about the office itself: the key's fingerprint, the last ring of the bell, its households."""

from sqlalchemy import bindparam, delete, select

from storage.core.database import Transaction
from storage.core.tables import facts
from storage.core.upsert import Upsert

RUNG, HEARD = "bell", "heard"
"""Facts: when the bell rang last, and when every messenger was heard last."""

BOT = "bot"
"""A fact: as which bot the office was served last."""

_GET = select(facts.c.value).where(facts.c.name == bindparam("name"))
_BEGINNING = select(facts).where(facts.c.name.like(bindparam("begins")))
_PUT = Upsert(
    facts,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[facts.c.name], set_={"value": insert.excluded.value}
    ),
)
_REMOVE = delete(facts).where(facts.c.name == bindparam("which")).returning(facts.c.value)


def get(db: Transaction, name: str) -> str | None:
    """Read a fact."""
    return db.connection.execute(_GET, {"name": name}).scalar()


def beginning(db: Transaction, name: str) -> dict[str, str]:
    """Read all facts whose names begin so, without that."""
    rows = db.connection.execute(_BEGINNING, {"begins": f"{name}%"}).all()
    return {row.name.removeprefix(name): row.value for row in rows}


def remove(db: Transaction, name: str) -> str | None:
    """Forget a fact; returns what it was, None when it is forgotten already."""
    return db.connection.execute(_REMOVE, {"which": name}).scalar()


def put(db: Transaction, name: str, value: str) -> None:
    """Keep a fact, in place of what it was."""
    _PUT.run(db, {"name": name, "value": value})

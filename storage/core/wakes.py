"""Waking: what one process of an office leaves to another is heard of as soon as it is kept.

PostgreSQL passes a word on with the commit. Whoever misses it, for its connection was lost, looks by itself
before long.
"""

from typing import Final

from sqlalchemy import bindparam, func, select

from storage.core.database import Transaction

WORD: Final = "shouwang"
"""By which the processes of an office wake each other."""
INBOX: Final = "inbox"
"""Something waits for whoever is free."""
OUTBOX: Final = "outbox"
"""Something is to be sent by who speaks."""
_WAKE = select(func.pg_notify(WORD, bindparam("what")))


def say(db: Transaction) -> None:
    """Tell the others what was left to them here; only on PostgreSQL are there others."""
    for what in sorted(db.wakes):
        db.connection.execute(_WAKE, {"what": what})

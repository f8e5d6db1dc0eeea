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


def say(db: Transaction, *, speaks: bool) -> None:
    """Tell the others what was left to them here; who *speaks* leaves no letter to them.

    Only on PostgreSQL are there others.
    """
    for what in sorted(db.wakes - {OUTBOX} if speaks else db.wakes):
        db.connection.execute(_WAKE, {"what": what})

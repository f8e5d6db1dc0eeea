"""The processes that serve an office: which are alive, and which one of them speaks (decision 32)."""

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from storage.core import wakes
from storage.core.database import Transaction
from storage.core.tables import inbox, replicas

_ENTER = insert(replicas).values(beat=0).returning(replicas.c.id)
_ALL = select(replicas).order_by(replicas.c.id).with_for_update()
_BEAT = update(replicas).where(replicas.c.id == bindparam("me")).values(beat=replicas.c.beat + 1)
_SPEAK = update(replicas).where(replicas.c.id == bindparam("me")).values(speaks=True)
_THESE: BindParameter[list[int]] = bindparam("these", expanding=True)
_SPEAKS = select(replicas.c.id).where(replicas.c.id == bindparam("me"), replicas.c.speaks)
_LEAVE = delete(replicas).where(replicas.c.id.in_(_THESE))
_FREE = (
    update(inbox)
    .where(inbox.c.done_at.is_(None), inbox.c.holder.not_in(select(replicas.c.id)))
    .values(holder=None)
)


class Replica(Struct, frozen=True):
    """A process that serves the office."""

    id: int
    beat: int
    """Rises while it lives."""
    speaks: bool


def enter(db: Transaction) -> int:
    """Let this process serve; returns what it is known by."""
    return int(db.connection.execute(_ENTER).scalar_one())


def look(db: Transaction) -> list[Replica]:
    """List all, and let nobody else look until the end of the transaction."""
    return [Replica(row.id, row.beat, bool(row.speaks)) for row in db.connection.execute(_ALL).all()]


def beat(db: Transaction, me: int) -> None:
    """Show that this process lives."""
    db.connection.execute(_BEAT, {"me": me})


def speak(db: Transaction, me: int) -> None:
    """Let this process speak; nobody else may."""
    db.connection.execute(_SPEAK, {"me": me})


def speaks(db: Transaction, me: int) -> bool:
    """Tell whether this process speaks: it may have been buried while it stood still."""
    return db.connection.execute(_SPEAKS, {"me": me}).first() is not None


def leave(db: Transaction, these: Collection[int]) -> None:
    """Let processes serve no more, of their own accord or because they died: what nobody living has is free.

    Also what somebody took after they were buried, while they stood still.
    """
    if these:
        db.connection.execute(_LEAVE, {"these": list(these)})
    if db.connection.execute(_FREE).rowcount:
        db.wakes.add(wakes.INBOX)

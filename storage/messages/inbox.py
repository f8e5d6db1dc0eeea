"""What messengers handed over: kept before it is confirmed, claimed in the transaction that acts on it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, or_, select, true, update

from storage.core import wakes
from storage.core.database import Transaction
from storage.core.tables import inbox
from storage.core.upsert import Upsert
from storage.core.vault import Vault
from storage.staffing import addresses

KEY = (inbox.c.channel, inbox.c.update_id)
_FRESH = Upsert(
    inbox,
    lambda insert: insert.on_conflict_do_nothing(index_elements=KEY).returning(
        inbox.c.channel, inbox.c.update_id
    ),
)
_UNDONE = inbox.c.done_at.is_(None)
_WAITING = select(inbox).where(_UNDONE).order_by(inbox.c.id)
_FIRST = select(func.min(inbox.c.id)).where(_UNDONE).group_by(inbox.c.token)
_FREE = (
    select(inbox.c.id, inbox.c.token)
    .where(
        inbox.c.id.in_(_FIRST),
        _UNDONE,  # looked at once more when the row is locked
        inbox.c.holder.is_(None),
        inbox.c.channel.in_(bindparam("channels", expanding=True)),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(inbox)
    .where(
        _UNDONE,
        or_(
            inbox.c.id.in_(bindparam("first", expanding=True)),
            inbox.c.token.in_(bindparam("tokens", expanding=True)),
        ),
    )
    .values(holder=bindparam("me"))
    .returning(inbox)
)
_WHICH = (inbox.c.channel == bindparam("which"), inbox.c.update_id == bindparam("number"))
_ITSELF = inbox.alias("itself")
_KEPT = select(_ITSELF.c.id).where(
    _ITSELF.c.channel == bindparam("which"), _ITSELF.c.update_id == bindparam("number")
)
_AHEAD = select(inbox.c.id).where(
    _UNDONE,
    inbox.c.token == bindparam("at"),
    func.coalesce(inbox.c.id < _KEPT.scalar_subquery(), true()),  # what is not kept comes last
)


def _claiming(insert: Any) -> Any:
    """Take a row for good, kept before or not."""
    done = {"done_at": insert.excluded.done_at, "sealed": None, "token": None}
    open_ = inbox.c.done_at.is_(None)
    return insert.on_conflict_do_update(index_elements=KEY, set_=done, where=open_).returning(inbox.c.id)


_CLAIM = Upsert(inbox, _claiming)
_CLAIMED = tuple(
    bindparam(name, type_=inbox.c[name].type)
    for name in ("channel", "update_id", "received_at", "attempts", "done_at")
)
_CLAIM_NEXT = Upsert(
    inbox,
    lambda insert: _claiming(
        insert.from_select([one.key for one in _CLAIMED], select(*_CLAIMED).where(~_AHEAD.exists()))
    ),
)
_IS_DONE = select(inbox.c.id).where(*_WHICH, inbox.c.done_at.isnot(None))
_TRIED = update(inbox).where(*_WHICH).values(attempts=inbox.c.attempts + 1)
_LEAVE = update(inbox).where(*_WHICH, _UNDONE, inbox.c.holder == bindparam("me")).values(holder=None)
_ASIDE = update(inbox).where(*_WHICH).values(set_aside_at=bindparam("now", type_=inbox.c.set_aside_at.type))
_FORGET = delete(inbox).where(
    inbox.c.received_at < bindparam("before", type_=inbox.c.done_at.type),  # by the index
    inbox.c.done_at < bindparam("before", type_=inbox.c.done_at.type),
)


class Came(Struct, frozen=True):
    """One update, as a messenger hands it over."""

    channel: str
    number: str
    """The messenger's own number of it: it may hand it over again, and under no other."""
    address: str | None
    """Where it belongs; its order is kept there. None: nowhere that can be answered."""
    update: Mapping[str, Any]


class Arrived(Struct, frozen=True):
    """One update of one address, to be acted on."""

    channel: str
    number: str
    token: bytes | None
    """Stands for the address, so that what comes from there is acted on in its order."""
    update: Mapping[str, Any]
    attempts: int = 0
    beside: int | None = None
    """This process, where others may have something that came before it."""


class NotNext(Exception):  # noqa: N818 - says where it is
    """Something of the same address waits to be done before it."""


class AlreadyDone(Exception):  # noqa: N818 - somebody was quicker
    """This update was acted on before."""


def arrived(vault: Vault, came: Came, beside: int | None = None) -> Arrived:
    """Say of what came where it stands in the order of its address, and whether there are others *beside*."""
    token = None if came.address is None else addresses.token(vault, came.channel, came.address)
    return Arrived(came.channel, came.number, token, came.update, beside=beside)


def keep(db: Transaction, updates: Iterable[Arrived], holder: int | None = None) -> list[Arrived]:
    """Keep a batch, for one process or whoever is free, and return what is new of it.

    Messengers repeat what was not confirmed.
    """
    batch = {(one.channel, one.number): one for one in updates}
    if not batch:
        return []
    if holder is None:
        db.wakes.add(wakes.INBOX)
    fresh = {tuple(row) for row in _FRESH.run(db, [_row(db, one, holder) for one in batch.values()])}
    return [one for number, one in batch.items() if number in fresh]


def leave(db: Transaction, one: Arrived) -> None:
    """Leave an update to whoever has what came before it, or is free."""
    keep(db, [one])
    db.connection.execute(_LEAVE, {"which": one.channel, "number": one.number, "me": one.beside})


def _row(db: Transaction, one: Arrived, holder: int | None) -> dict[str, Any]:
    sealed = db.vault.seal_data("inbox", _place(one.channel, one.number), one.update)
    kept = {"token": one.token, "sealed": sealed, "received_at": db.now, "attempts": 0, "holder": holder}
    return {**_which(one), **kept}


def _which(one: Arrived) -> dict[str, Any]:
    return {"channel": one.channel, "update_id": one.number}


def _place(channel: str, number: str) -> str:
    return f"{channel} {number}"


def waiting(db: Transaction) -> list[Arrived]:
    """List what was kept and not acted on, oldest first: the work after a restart."""
    return [_arrived(db, row) for row in db.connection.execute(_WAITING).all()]


def take(db: Transaction, me: int, most: int, channels: Iterable[str]) -> list[Arrived]:
    """Take what waits for whoever is free: at most so many addresses whole, each in its order.

    Of what another process has, or acts on at this moment, nothing is taken, nor of what waits behind it.
    """
    free = db.connection.execute(_FREE, {"most": most, "channels": list(channels)}).all()
    if not free:
        return []
    tokens = [row.token for row in free if row.token is not None]
    taken = db.connection.execute(_TAKE, {"me": me, "first": [row.id for row in free], "tokens": tokens})
    return [_arrived(db, row, beside=me) for row in sorted(taken, key=lambda row: row.id)]


def _arrived(db: Transaction, row: Any, beside: int | None = None) -> Arrived:
    update = db.vault.open_data("inbox", _place(row.channel, row.update_id), row.sealed)
    return Arrived(row.channel, row.update_id, row.token, update, row.attempts, beside)


def claim(db: Transaction, one: Arrived) -> int:
    """Take an update for good, kept before or not; returns its row.

    Raises `AlreadyDone`, and `NotNext` while what came before it is not done, by whomever.
    """
    which = {"which": one.channel, "number": one.number}
    done = {**_which(one), "received_at": db.now, "attempts": one.attempts, "done_at": db.now}
    if one.beside is None:
        row = _CLAIM.run(db, done).scalar()
    else:
        row = _CLAIM_NEXT.run(db, {**done, **which, "at": one.token}).scalar()
        if row is None and not db.connection.execute(_IS_DONE, which).first():
            raise NotNext
    if row is None:
        raise AlreadyDone
    return int(row)


def tried(db: Transaction, one: Arrived) -> None:
    """Count a failed attempt."""
    db.connection.execute(_TRIED, {"which": one.channel, "number": one.number})


def set_aside(db: Transaction, one: Arrived) -> int:
    """Give up on an update that fails again and again, so that others go on; returns its row."""
    row = claim(db, one)
    db.connection.execute(_ASIDE, {"which": one.channel, "number": one.number, "now": db.now})
    return row


def forget(db: Transaction, before: datetime) -> int:
    """Drop done rows: Telegram's numbers start anew after a quiet week, so old ones must go."""
    return db.connection.execute(_FORGET, {"before": before}).rowcount

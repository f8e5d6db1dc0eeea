"""What messengers handed over: kept before it is confirmed, claimed in the transaction that acts on it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

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
_CLAIM = Upsert(
    inbox,
    lambda insert: insert.on_conflict_do_update(
        index_elements=KEY,
        set_={"done_at": insert.excluded.done_at, "sealed": None, "token": None},
        where=inbox.c.done_at.is_(None),
    ).returning(inbox.c.id),
)
_WAITING = select(inbox).where(inbox.c.done_at.is_(None)).order_by(inbox.c.id)
_WHICH = (inbox.c.channel == bindparam("which"), inbox.c.update_id == bindparam("number"))
_TRIED = update(inbox).where(*_WHICH).values(attempts=inbox.c.attempts + 1)
_ASIDE = update(inbox).where(*_WHICH).values(set_aside_at=bindparam("now", type_=inbox.c.set_aside_at.type))
_FORGET = delete(inbox).where(
    inbox.c.received_at < bindparam("before", type_=inbox.c.done_at.type),  # by the index
    inbox.c.done_at < bindparam("before", type_=inbox.c.done_at.type),
)


@dataclass(frozen=True)
class Came:
    """One update, as a messenger hands it over."""

    channel: str
    number: str
    """The messenger's own number of it: it may hand it over again, and under no other."""
    address: str | None
    """Where it belongs; its order is kept there. None: nowhere that can be answered."""
    update: Mapping[str, Any]


@dataclass(frozen=True)
class Arrived:
    """One update of one address, to be acted on."""

    channel: str
    number: str
    token: bytes | None
    """Stands for the address, so that what comes from there is acted on in its order."""
    update: Mapping[str, Any]
    attempts: int = 0


class AlreadyDone(Exception):  # noqa: N818 - somebody was quicker
    """This update was acted on before."""


def arrived(vault: Vault, came: Came) -> Arrived:
    """Say of what came where it stands in the order of its address."""
    token = None if came.address is None else addresses.token(vault, came.channel, came.address)
    return Arrived(came.channel, came.number, token, came.update)


def keep(db: Transaction, updates: Iterable[Arrived]) -> list[Arrived]:
    """Keep a batch, and return what is new of it: messengers repeat what was not confirmed."""
    batch = {(one.channel, one.number): one for one in updates}
    if not batch:
        return []
    fresh = {tuple(row) for row in _FRESH.run(db, [_row(db, one) for one in batch.values()])}
    return [one for number, one in batch.items() if number in fresh]


def _row(db: Transaction, one: Arrived) -> dict[str, Any]:
    content = json.dumps(one.update, ensure_ascii=False)
    sealed = db.vault.seal("inbox", _place(one.channel, one.number), content)
    return {**_which(one), "token": one.token, "sealed": sealed, "received_at": db.now, "attempts": 0}


def _which(one: Arrived) -> dict[str, Any]:
    return {"channel": one.channel, "update_id": one.number}


def _place(channel: str, number: str) -> str:
    return f"{channel} {number}"


def waiting(db: Transaction) -> list[Arrived]:
    """List what was kept and not acted on, oldest first: the work after a restart."""
    return [
        Arrived(
            row.channel,
            row.update_id,
            row.token,
            json.loads(db.vault.open("inbox", _place(row.channel, row.update_id), row.sealed)),
            row.attempts,
        )
        for row in db.connection.execute(_WAITING)
    ]


def claim(db: Transaction, one: Arrived) -> int:
    """Take an update for good, kept before or not, or find that it was done (`AlreadyDone`).

    Returns its row.
    """
    done = {"token": None, "sealed": None, "received_at": db.now, "attempts": one.attempts, "done_at": db.now}
    row = _CLAIM.run(db, {**_which(one), **done}).scalar()
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

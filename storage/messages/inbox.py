"""What messengers handed over: kept before it is confirmed, claimed in the transaction that acts on it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from storage.core.database import Transaction
from storage.core.tables import inbox
from storage.staffing import addresses

_KNOWN = select(inbox.c.channel, inbox.c.update_id).where(
    inbox.c.update_id.in_(bindparam("ids", expanding=True))
)
_ADD = insert(inbox).returning(inbox.c.id, sort_by_parameter_order=True)
_WAITING = select(inbox).where(inbox.c.done_at.is_(None)).order_by(inbox.c.id)
_CLAIM = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("now", type_=inbox.c.done_at.type), sealed=None, token=None)
)
_TRIED = update(inbox).where(inbox.c.id == bindparam("row")).values(attempts=inbox.c.attempts + 1)
_ASIDE = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(set_aside_at=bindparam("now", type_=inbox.c.set_aside_at.type))
)
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
    """One update of one address, waiting."""

    row: int
    channel: str
    token: bytes | None
    """Stands for the address, so that what comes from there is acted on in its order."""
    update: Mapping[str, Any]
    attempts: int = 0


class AlreadyDone(Exception):  # noqa: N818 - somebody was quicker
    """This update was acted on before."""


def keep(db: Transaction, came: Iterable[Came]) -> list[Arrived]:
    """Keep a batch, leaving out what is known: messengers repeat what was not confirmed."""
    batch = {(one.channel, one.number): one for one in came}
    asked = {"ids": [number for _, number in batch]}
    known = {tuple(row) for row in db.connection.execute(_KNOWN, asked)}
    fresh = [one for number, one in batch.items() if number not in known]
    if not fresh:
        return []
    rows = [_row(db, one) for one in fresh]
    ids = db.connection.execute(_ADD, rows).scalars()
    return [
        Arrived(row, one.channel, kept["token"], one.update)
        for row, one, kept in zip(ids, fresh, rows, strict=True)
    ]


def _row(db: Transaction, one: Came) -> dict[str, Any]:
    content = json.dumps(one.update, ensure_ascii=False)
    return {
        "channel": one.channel,
        "update_id": one.number,
        "token": None if one.address is None else addresses.token(db.vault, one.channel, one.address),
        "sealed": db.vault.seal("inbox", _place(one.channel, one.number), content),
        "received_at": db.now,
        "attempts": 0,
    }


def _place(channel: str, number: str) -> str:
    return f"{channel} {number}"


def waiting(db: Transaction) -> list[Arrived]:
    """List what was kept and not acted on, oldest first: the work after a restart."""
    return [
        Arrived(
            row.id,
            row.channel,
            row.token,
            json.loads(db.vault.open("inbox", _place(row.channel, row.update_id), row.sealed)),
            row.attempts,
        )
        for row in db.connection.execute(_WAITING)
    ]


def claim(db: Transaction, row: int) -> None:
    """Take an update for good, or find that it was done (`AlreadyDone`)."""
    if db.connection.execute(_CLAIM, {"row": row, "now": db.now}).rowcount != 1:
        raise AlreadyDone


def tried(db: Transaction, row: int) -> None:
    """Count a failed attempt."""
    db.connection.execute(_TRIED, {"row": row})


def set_aside(db: Transaction, row: int) -> None:
    """Give up on an update that fails again and again, so that others go on."""
    claim(db, row)
    db.connection.execute(_ASIDE, {"row": row, "now": db.now})


def forget(db: Transaction, before: datetime) -> int:
    """Drop done rows: Telegram's numbers start anew after a quiet week, so old ones must go."""
    return db.connection.execute(_FORGET, {"before": before}).rowcount

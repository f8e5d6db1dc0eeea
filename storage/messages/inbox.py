"""What Telegram handed over: kept before it is confirmed, claimed in the transaction that acts on it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from storage.core.database import Transaction
from storage.core.tables import inbox

_KNOWN = select(inbox.c.update_id).where(inbox.c.update_id.in_(bindparam("ids", expanding=True)))
_ADD = insert(inbox).returning(inbox.c.id, sort_by_parameter_order=True)
_WAITING = (
    select(inbox.c.id, inbox.c.update_id, inbox.c.chat, inbox.c.sealed, inbox.c.attempts)
    .where(inbox.c.done_at.is_(None))
    .order_by(inbox.c.id)
)
_CLAIM = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.done_at.is_(None))
    .values(done_at=bindparam("now", type_=inbox.c.done_at.type), sealed=None, chat=None)
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

_LARGEST = 2**63


@dataclass(frozen=True)
class Arrived:
    """One update of one chat, waiting."""

    row: int
    chat: int | None
    update: Mapping[str, Any]
    attempts: int = 0


class AlreadyDone(Exception):  # noqa: N818 - somebody was quicker
    """This update was acted on before."""


def keep(db: Transaction, updates: Iterable[Mapping[str, Any]]) -> list[Arrived]:
    """Keep a batch, leaving out what is known: Telegram repeats what was not confirmed."""
    batch = {update["update_id"]: update for update in updates}
    known = set(db.connection.execute(_KNOWN, {"ids": list(batch)}).scalars())
    fresh = [update for update_id, update in batch.items() if update_id not in known]
    if not fresh:
        return []
    rows = [
        {
            "update_id": update["update_id"],
            "chat": chat_of(update),
            "sealed": db.vault.seal("inbox", update["update_id"], json.dumps(update, ensure_ascii=False)),
            "received_at": db.now,
            "attempts": 0,
        }
        for update in fresh
    ]
    ids = db.connection.execute(_ADD, rows).scalars()
    return [Arrived(row, chat_of(update), update) for row, update in zip(ids, fresh, strict=True)]


def waiting(db: Transaction) -> list[Arrived]:
    """List what was kept and not acted on, oldest first: the work after a restart."""
    return [
        Arrived(
            row.id,
            row.chat,
            json.loads(db.vault.open("inbox", row.update_id, row.sealed)),
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
    """Drop done rows: update numbers start anew after a quiet week, so old ones must not be remembered."""
    return db.connection.execute(_FORGET, {"before": before}).rowcount


def chat_of(update: Mapping[str, Any]) -> int | None:
    """Say in which chat an update belongs; its order is kept per chat. None: in none that can be read."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, Mapping):
            continue
        message = content.get("message") or content
        place = message.get("chat") or content.get("from") or {}
        chat = place.get("id")
        if isinstance(chat, int) and abs(chat) < _LARGEST:
            return chat
    return None

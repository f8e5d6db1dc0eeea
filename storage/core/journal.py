"""Who did what: ids and verbs, no content, each entry chained to the one before."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from casework.policy.policy import Duty
from storage.core.database import Transaction
from storage.core.tables import cases, journal, journal_head, obligations

START = bytes(32)
NAMELESS = frozenset({"case.reported"})
"""Acts that are written without who did them: who reported stands in its own table (`trust.md` LR)."""

_HEAD = select(journal_head.c.hash).where(journal_head.c.id == 1).with_for_update()
_MOVE = update(journal_head).where(journal_head.c.id == 1).values(hash=bindparam("hash"))
_WRITE = insert(journal)
_OF_CASE = select(journal).where(journal.c.case_id == bindparam("case")).order_by(journal.c.id)
_OFFERED = select(obligations.c.case_id).where(
    obligations.c.person == bindparam("of"), obligations.c.duty == Duty.ACKNOWLEDGE
)
"""Cases that were offered to somebody: so not all that was ever done is searched for it."""
_WENT_BACK = journal.c.verb.in_(("case.declined", "case.offer_lapsed")) & (
    journal.c.detail["person"].as_integer() == bindparam("of")
)
_BY_OTHERS = (
    select(journal)
    .join(cases, cases.c.id == journal.c.case_id)
    .where(
        journal.c.actor.is_distinct_from(bindparam("of")),
        journal.c.at >= bindparam("since", type_=journal.c.at.type),
        journal.c.case_id.in_(select(cases.c.id).where(cases.c.worker == bindparam("of")).union(_OFFERED)),
        or_(cases.c.worker == bindparam("of"), _WENT_BACK),
    )
    .order_by(journal.c.id)
)
_ALL = select(journal).order_by(journal.c.id)


@dataclass(frozen=True)
class Entry:
    """One act."""

    at: datetime
    actor: int | None
    verb: str
    case: int | None
    detail: dict[str, Any]


def in_order(db: Transaction) -> None:
    """Wait for acts that are under way and keep others waiting: what is read from here on stays true."""
    db.connection.execute(_HEAD)


def write(db: Transaction, verb: str, *, case: int | None = None, **detail: int | str | None) -> None:
    """Add an act by the speaker; *detail* holds ids and codes only."""
    actor = db.speaker.id if db.speaker and verb not in NAMELESS else None
    entry = Entry(db.now, actor, verb, case, detail)
    before = db.connection.execute(_HEAD).scalar_one()
    link = _link(before, entry)
    db.connection.execute(_MOVE, {"hash": link})
    db.connection.execute(
        _WRITE,
        {"at": entry.at, "actor": entry.actor, "verb": verb, "case_id": case, "detail": detail, "hash": link},
    )


def of_case(db: Transaction, case: int) -> list[Entry]:
    """Tell the history of a case, oldest first."""
    return [_entry(row) for row in db.connection.execute(_OF_CASE, {"case": case})]


def about_cases_of(db: Transaction, worker: int, *, since: datetime) -> list[Entry]:
    """Tell what others, or the clock, did in a worker's cases and offers, oldest first."""
    found = db.connection.execute(_BY_OTHERS, {"of": worker, "since": since})
    return [_entry(row) for row in found]


def first_break(db: Transaction) -> int | None:
    """Give the id of the first entry that does not follow from the one before; None when the chain holds."""
    link = START
    for row in db.connection.execute(_ALL):
        link = _link(link, _entry(row))
        if link != row.hash:
            return int(row.id)
    return None if link == db.connection.execute(_HEAD).scalar_one() else 0


def _entry(row: Any) -> Entry:
    return Entry(row.at, row.actor, row.verb, row.case_id, row.detail)


def _link(before: bytes, entry: Entry) -> bytes:
    parts: Sequence[Any] = (entry.at.timestamp(), entry.actor, entry.verb, entry.case, entry.detail)
    return hashlib.sha256(before + json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).digest()

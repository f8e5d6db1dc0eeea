"""Who did what: ids and verbs, no content, each entry chained to the one before."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from casework.policy.policy import Duty
from storage.core.database import Transaction
from storage.core.tables import journal, journal_head, obligations, seats

START = bytes(32)
NAMELESS = frozenset({"case.reported"})
"""Acts that are written without who did them: who reported stands in its own table (`trust.md` LR)."""

_HEAD = select(journal_head.c.hash).where(journal_head.c.id == 1).with_for_update()
_MOVE = update(journal_head).where(journal_head.c.id == 1).values(hash=bindparam("hash"))
_WRITE = insert(journal)
_OF_SUBJECT = select(journal).where(journal.c.subject == bindparam("subject")).order_by(journal.c.id)
_THEIRS = select(seats.c.case_id).where(seats.c.worker == bindparam("of"))
_OFFERED = (
    select(seats.c.case_id)
    .join(obligations, obligations.c.subject == seats.c.id)
    .where(obligations.c.person == bindparam("of"), obligations.c.duty == Duty.ACKNOWLEDGE)
)
"""Cases that were offered to somebody: so not all that was ever done is searched for it."""
_OFFER_BACK = ("case.declined", "case.offer_lapsed", "seat.declined", "seat.lapsed")
_WENT_BACK = journal.c.verb.in_(_OFFER_BACK) & (journal.c.detail["person"].as_integer() == bindparam("of"))
_BY_OTHERS = (
    select(journal)
    .where(
        journal.c.actor.is_distinct_from(bindparam("of")),
        journal.c.at >= bindparam("since", type_=journal.c.at.type),
        journal.c.subject.in_(_THEIRS.union(_OFFERED)),
        or_(journal.c.subject.in_(_THEIRS), _WENT_BACK),
    )
    .order_by(journal.c.id)
)
_AFTER = (
    select(journal)
    .where(journal.c.id > bindparam("after"))
    .order_by(journal.c.id)
    .limit(bindparam("most", type_=journal.c.id.type))
)
_BEFORE_LATEST = (
    select(journal.c.id, journal.c.hash).order_by(journal.c.id.desc()).limit(1).offset(bindparam("latest"))
)
_PAGE = 1000
"""Entries read at once: a journal of years need not fit into memory."""


@dataclass(frozen=True)
class JournalEntry:
    """One act."""

    at: datetime
    actor: int | None
    verb: str
    subject: int | None
    detail: dict[str, Any]


def in_order(db: Transaction) -> None:
    """Wait for acts that are under way and keep others waiting: what is read from here on stays true."""
    db.connection.execute(_HEAD)


def write(db: Transaction, verb: str, *, subject: int | None = None, **detail: int | str | None) -> None:
    """Add an act by the speaker; *detail* holds ids and codes only."""
    actor = db.speaker.id if db.speaker and verb not in NAMELESS else None
    entry = JournalEntry(db.now, actor, verb, subject, detail)
    before = db.connection.execute(_HEAD).scalar_one()
    link = _link(before, entry)
    db.connection.execute(_MOVE, {"hash": link})
    db.connection.execute(
        _WRITE,
        {
            "at": entry.at,
            "actor": entry.actor,
            "verb": verb,
            "subject": subject,
            "detail": detail,
            "hash": link,
        },
    )


def of_subject(db: Transaction, subject: int) -> list[JournalEntry]:
    """Tell the history of a subject, oldest first."""
    return [_entry(row) for row in db.connection.execute(_OF_SUBJECT, {"subject": subject})]


def about_cases_of(db: Transaction, worker: int, *, since: datetime) -> list[JournalEntry]:
    """Tell what others, or the clock, did in a worker's cases and offers, oldest first."""
    found = db.connection.execute(_BY_OTHERS, {"of": worker, "since": since})
    return [_entry(row) for row in found]


def first_break(db: Transaction, *, latest: int | None = None) -> int | None:
    """Return the id of the first entry that does not follow from the one before; None when the chain holds.

    With *latest*, so many entries are read from the end, and what lies before them is taken as it is.
    """
    head = db.connection.execute(_HEAD).scalar_one()  # acts wait, so that nothing is added while we read
    after, link = 0, START
    if latest is not None:
        before = db.connection.execute(_BEFORE_LATEST, {"latest": latest}).one_or_none()
        after, link = before or (after, link)
    for row in _after(db, after):
        link = _link(link, _entry(row))
        if link != row.hash:
            return int(row.id)
    return None if link == head else 0


def _after(db: Transaction, entry: int) -> Iterator[Any]:
    while rows := db.connection.execute(_AFTER, {"after": entry, "most": _PAGE}).all():
        yield from rows
        entry = rows[-1].id


def _entry(row: Any) -> JournalEntry:
    return JournalEntry(row.at, row.actor, row.verb, row.subject, row.detail)


def _link(before: bytes, entry: JournalEntry) -> bytes:
    parts: Sequence[Any] = (entry.at.timestamp(), entry.actor, entry.verb, entry.subject, entry.detail)
    return hashlib.sha256(before + json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).digest()

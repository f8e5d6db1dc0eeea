"""Who did what: ids and verbs, no content, each entry chained to the one before.

There is a chain for each unit, so that its people's acts queue on nobody else's; one for the clock; and some
for what is written without a name, by what it is about: they do not tell where who reported belongs
(`trust.md` LR).
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, insert, or_, select, update

from casework.policy.policy import Duty
from storage.core.database import Transaction
from storage.core.tables import decoys, journal, journal_head, obligations, seats
from storage.core.upsert import Upsert

CLOCK = 0
"""The chain of what nobody does by message; a unit's chain has the unit's number."""
NAMELESS_CHAINS = 16
NAMELESS = frozenset({"case.reported", "case.report_added"})
"""Acts that are written without who did them: who reported stands in its own table (`trust.md` LR)."""

_HEAD = select(journal_head.c.hash).where(journal_head.c.id == bindparam("chain")).with_for_update()
_BEGIN = Upsert(journal_head, lambda insert: insert.on_conflict_do_nothing())
_HEADS = select(journal_head).order_by(journal_head.c.id)
_MOVE = update(journal_head).where(journal_head.c.id == bindparam("of")).values(hash=bindparam("hash"))
_WRITE = insert(journal)
_OF_SUBJECT = select(journal).where(journal.c.subject == bindparam("subject")).order_by(journal.c.id)
_THEIRS = select(seats.c.case_id).where(
    seats.c.worker == bindparam("of"), seats.c.case_id.not_in(select(decoys.c.case_id))
)
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
_BEFORE_LATEST = select(journal.c.id).order_by(journal.c.id.desc()).limit(1).offset(bindparam("latest"))
_UP_TO = (
    select(journal.c.hash)
    .where(journal.c.chain == bindparam("of"), journal.c.id <= bindparam("last"))
    .order_by(journal.c.id.desc())
    .limit(1)
)
_AWAY = (
    select(journal.c.detail)
    .where(
        journal.c.chain == bindparam("of"),
        journal.c.verb.in_(("office.outage", "office.restored")),
        journal.c.at >= bindparam("since", type_=journal.c.at.type),
    )
    .order_by(journal.c.id)
)
"""Both are written by nobody's message: in the clock's chain."""
_PAGE = 1000
"""Entries read at once: a journal of years need not fit into memory."""


class JournalEntry(Struct, frozen=True):
    """One act."""

    at: datetime
    actor: int | None
    verb: str
    subject: int | None
    detail: dict[str, Any]


def write(db: Transaction, verb: str, *, subject: int | None = None, **detail: int | str | None) -> None:
    """Add an act by the speaker; *detail* holds ids and codes only."""
    actor = db.speaker.id if db.speaker and verb not in NAMELESS else None
    entry = JournalEntry(db.now, actor, verb, subject, detail)
    chain = _chain(db, entry)
    link = _link(_head(db, chain), entry)
    db.connection.execute(_MOVE, {"of": chain, "hash": link})
    db.connection.execute(
        _WRITE,
        {
            "at": entry.at,
            "actor": entry.actor,
            "verb": verb,
            "subject": subject,
            "detail": detail,
            "hash": link,
            "chain": chain,
        },
    )


def start(chain: int) -> bytes:
    """Return what the first entry of a chain follows: no chain can be passed off as another."""
    return chain.to_bytes(32, signed=True)


def _chain(db: Transaction, entry: JournalEntry) -> int:
    if entry.verb in NAMELESS:
        return -1 - (entry.subject or 0) % NAMELESS_CHAINS
    return db.speaker.unit if db.speaker else CLOCK


def _head(db: Transaction, chain: int) -> bytes:
    """Return the hash of a chain's latest entry; nobody else adds to it until this transaction ends."""
    head = db.connection.execute(_HEAD, {"chain": chain}).scalar()
    if head is None:
        _BEGIN.run(db, {"id": chain, "hash": start(chain)})
        head = db.connection.execute(_HEAD, {"chain": chain}).scalar_one()
    return bytes(head)


def of_subject(db: Transaction, subject: int) -> list[JournalEntry]:
    """Tell the history of a subject, oldest first."""
    return [_entry(row) for row in db.connection.execute(_OF_SUBJECT, {"subject": subject})]


def about_cases_of(db: Transaction, worker: int, *, since: datetime) -> list[JournalEntry]:
    """Tell what others, or the clock, did in a worker's cases and offers, oldest first."""
    found = db.connection.execute(_BY_OTHERS, {"of": worker, "since": since})
    return [_entry(row) for row in found]


def outages(db: Transaction, *, since: datetime) -> list[tuple[datetime, datetime]]:
    """List from when to when the bot was away for longer than messengers keep things, or knows nothing of."""
    found = db.connection.execute(_AWAY, {"of": CLOCK, "since": since}).scalars()
    return [(datetime.fromisoformat(one["since"]), datetime.fromisoformat(one["until"])) for one in found]


def first_break(db: Transaction, *, latest: int | None = None) -> int | None:
    """Return the id of the first entry that does not follow from the one before in its chain.

    None when every chain holds; 0 when one goes not as far as its head says. With *latest*, so many entries
    are read from the end, and what lies before them is taken as it is. Read on a snapshot (`Database.read`):
    where somebody acts between two statements, what they wrote would seem to be broken.
    """
    heads = {row.id: bytes(row.hash) for row in db.connection.execute(_HEADS)}
    after = 0
    if latest is not None:
        after = db.connection.execute(_BEFORE_LATEST, {"latest": latest}).scalar() or 0
    links = {chain: _up_to(db, chain, after) for chain in heads}
    for row in _after(db, after):
        link = _link(links[row.chain], _entry(row)) if row.chain in links else b""
        if link != row.hash:
            return int(row.id)
        links[row.chain] = link
    return None if links == heads else 0


def _up_to(db: Transaction, chain: int, last: int) -> bytes:
    """Return the hash with which a chain stood when an entry was the last one of all."""
    found = db.connection.execute(_UP_TO, {"of": chain, "last": last}).scalar() if last else None
    return start(chain) if found is None else bytes(found)


def _after(db: Transaction, entry: int) -> Iterator[Any]:
    while rows := db.connection.execute(_AFTER, {"after": entry, "most": _PAGE}).all():
        yield from rows
        entry = rows[-1].id


def _entry(row: Any) -> JournalEntry:
    return JournalEntry(row.at, row.actor, row.verb, row.subject, row.detail)


def _link(before: bytes, entry: JournalEntry) -> bytes:
    parts: Sequence[Any] = (entry.at.timestamp(), entry.actor, entry.verb, entry.subject, entry.detail)
    return hashlib.sha256(before + json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).digest()

"""Evidence (佐證): photos, films and sounds of reports, sealed with their case's key, in pieces.

A messenger's own name of a file is of no use to another bot, and nobody promises how long it keeps one.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from casework.cases.case import Case
from storage.cases.cases import key_of
from storage.cases.joined import WITH_JOINED
from storage.core import facts
from storage.core.database import ASIDE, Transaction
from storage.core.tables import case_keys, cases, evidence, evidence_parts, reports
from storage.core.vault import KeyTrouble

PART = 256 * 1024
"""Bytes of one piece: so little is sealed and kept in one transaction."""
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 6 * 60, 24 * 60, 24 * 60, 24 * 60))
"""Before what could not be fetched is fetched again; after the last it is left where it is."""
LEASE = timedelta(minutes=10)
"""How long what a process began to fetch is left to it."""
REFERENCE, CONTENT = "evidence", "evidence part"
"""What they are sealed for."""
BEFORE = "telegram"
"""The messenger by which all came that came before."""
UP_TO = "evidence_up_to"
"""A fact: reports up to this one came before the office kept what was sent with them."""

_T = evidence.c.due_at.type
_ADD = insert(evidence).returning(evidence.c.id)
_SEAL = update(evidence).where(evidence.c.id == bindparam("row")).values(sealed=bindparam("content"))
_EACH = (
    select(evidence, cases.c.number, case_keys.c.wrapped)
    .join(reports, reports.c.id == evidence.c.report)
    .join(cases, cases.c.id == reports.c.case_id)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
)
_NEXT = (
    select(evidence.c.id, evidence.c.attempts)
    .where(evidence.c.due_at <= bindparam("now", type_=_T))
    .order_by(evidence.c.due_at, evidence.c.id)
    .limit(1)
)
_OF_CASE = _EACH.where(cases.c.id.in_(WITH_JOINED)).order_by(evidence.c.id)
_ONE = _EACH.where(evidence.c.id == bindparam("row"))
_CLAIM = (
    update(evidence)
    .where(evidence.c.id == bindparam("row"), evidence.c.attempts == bindparam("was"))
    .values(attempts=evidence.c.attempts + 1, due_at=bindparam("until", type_=_T))
)
_mine = (evidence.c.id == bindparam("row")) & (evidence.c.attempts == bindparam("attempt"))
_LATER = update(evidence).where(_mine).values(due_at=bindparam("until", type_=_T))
_BACK = _LATER.values(attempts=evidence.c.attempts - 1)
_WHOLE = update(evidence).where(_mine).values(due_at=None, parts=bindparam("many"))
_HELD = select(evidence.c.id).where(_mine, evidence.c.due_at.isnot(None))
_ADD_PART = insert(evidence_parts)
_DROP_PARTS = delete(evidence_parts).where(evidence_parts.c.evidence == bindparam("row"))
_PARTS = (
    select(evidence_parts.c.number, evidence_parts.c.sealed)
    .where(evidence_parts.c.evidence == bindparam("row"))
    .order_by(evidence_parts.c.number)
)
_EARLIER = (
    select(reports.c.id, reports.c.sealed, cases.c.number, case_keys.c.wrapped)
    .join(cases, cases.c.id == reports.c.case_id)
    .join(case_keys, case_keys.c.case_id == cases.c.id)
    .where(reports.c.id <= bindparam("up_to"))
    .order_by(reports.c.id.desc())
    .limit(bindparam("most"))
)


class Evidence(Struct, frozen=True):
    """A photo, film or sound of a report."""

    id: int
    channel: str
    """The messenger by which it came."""
    reference: str
    """Its kind, and where that messenger has it: `photo:…`."""
    attempts: int
    parts: int | None
    waits: bool
    """It is still to be fetched."""

    @property
    def kept(self) -> bool:
        """The office has it."""
        return self.parts is not None

    @property
    def lost(self) -> bool:
        """The office has it not, and will not: it is at the messenger alone, if anywhere."""
        return not self.kept and not self.waits


def add(db: Transaction, report: int, case: Case, references: Sequence[str], channel: str) -> None:
    """Note what was sent with a report, to be fetched after the commit."""
    _add(db, report, references, channel, key_of(db, case))


def _add(db: Transaction, report: int, references: Sequence[str], channel: str, key: bytes) -> None:
    for one in references:
        values = {"report": report, "channel": channel, "attempts": 0, "due_at": db.now, "sealed": b""}
        row = int(db.connection.execute(_ADD, values).scalar_one())
        db.connection.execute(_SEAL, {"row": row, "content": db.vault.seal(REFERENCE, row, one, key)})


def catch_up(db: Transaction, most: int) -> bool:
    """Note what came with so many of the earlier reports, the latest first; True when there are more."""
    up_to = facts.get(db, UP_TO)
    if up_to is None:
        return False
    found = db.connection.execute(_EARLIER, {"up_to": int(up_to), "most": most}).all()
    for row in found:
        key = db.vault.unwrap(row.number, row.wrapped)
        _add(db, row.id, db.vault.open_data("report", row.id, row.sealed, key)["evidence"], BEFORE, key)
    if len(found) < most:
        facts.remove(db, UP_TO)
        return False
    facts.put(db, UP_TO, str(found[-1].id - 1))
    return True


def due(db: Transaction) -> bool:
    """Tell whether something is to be fetched now."""
    return db.connection.execute(_NEXT, {"now": db.now}).first() is not None


def claim(db: Transaction) -> Evidence | None:
    """Take up what is to be fetched next; what came of it before is dropped."""
    row = db.connection.execute(_NEXT, {"now": db.now}).first()
    if row is None:
        return None
    if row.attempts > len(PAUSES):  # whoever took it up last died over it
        db.connection.execute(_LATER, {"row": row.id, "attempt": row.attempts, "until": None})
        return claim(db)
    claimed = {"row": row.id, "was": row.attempts, "until": db.now + LEASE}
    if not db.connection.execute(_CLAIM, claimed).rowcount:  # another process was quicker
        return None
    db.connection.execute(_DROP_PARTS, {"row": row.id})
    try:
        return _evidence(db, db.connection.execute(_ONE, {"row": row.id}).one())
    except KeyTrouble:  # a row that is damaged keeps nothing else from being fetched
        later = {"row": row.id, "attempt": row.attempts + 1, "until": db.now + ASIDE}
        db.connection.execute(_LATER, later)
        return claim(db)


def put_back(db: Transaction, one: Evidence) -> None:
    """Fetch it again after a while, as if nobody had tried: what was in the way is the office's own."""
    db.connection.execute(_BACK, {"row": one.id, "attempt": one.attempts, "until": db.now + PAUSES[0]})


def add_part(db: Transaction, one: Evidence, number: int, content: bytes) -> bool:
    """Keep the next piece; False when another process has taken it up meanwhile."""
    if db.connection.execute(_HELD, {"row": one.id, "attempt": one.attempts}).first() is None:
        return False
    sealed = db.vault.seal_bytes(CONTENT, f"{one.id}:{number}", content, _key(db, one.id))
    db.connection.execute(_ADD_PART, {"evidence": one.id, "number": number, "sealed": sealed})
    return True


def complete(db: Transaction, one: Evidence, parts: int) -> None:
    """Keep that all of it is here."""
    db.connection.execute(_WHOLE, {"row": one.id, "attempt": one.attempts, "many": parts})


def leave(db: Transaction, one: Evidence, *, for_good: bool = False) -> None:
    """Try again after a pause that grows; *for_good*, or in the end: not any more."""
    over = for_good or one.attempts > len(PAUSES)
    until = None if over else db.now + PAUSES[one.attempts - 1]
    db.connection.execute(_LATER, {"row": one.id, "attempt": one.attempts, "until": until})


def of_case(db: Transaction, case: int) -> dict[str, Evidence]:
    """Find what was sent with the reports that a case rests on, those joined to it included, by reference."""
    found: dict[str, Evidence] = {}
    for row in db.connection.execute(_OF_CASE, {"case": case}).all():
        one = _evidence(db, row)
        before = found.get(one.reference)
        if before is None or before.lost or one.kept:  # of one that was sent twice, what is here
            found[one.reference] = one
    return found


def content(db: Transaction, row: int) -> bytes | None:
    """Read what is kept of one; None when it is not here as a whole."""
    found = db.connection.execute(_ONE, {"row": row}).one_or_none()
    if found is None or found.parts is None:
        return None
    key = db.vault.unwrap(found.number, found.wrapped)
    pieces = [
        db.vault.open_bytes(CONTENT, f"{row}:{number}", sealed, key)
        for number, sealed in db.connection.execute(_PARTS, {"row": row})
    ]
    return b"".join(pieces) if len(pieces) == found.parts else None


def _evidence(db: Transaction, row: Any) -> Evidence:
    key = db.vault.unwrap(row.number, row.wrapped)
    reference = db.vault.open(REFERENCE, row.id, row.sealed, key)
    return Evidence(row.id, row.channel, reference, row.attempts, row.parts, row.due_at is not None)


def _key(db: Transaction, evidence: int) -> bytes:
    row = db.connection.execute(_ONE, {"row": evidence}).one()
    return db.vault.unwrap(row.number, row.wrapped)

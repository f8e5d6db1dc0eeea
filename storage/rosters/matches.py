"""Matches as they are kept: what one found, what people decided of two rows, and shared families."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct, convert, to_builtins
from msgspec.json import Decoder, encode
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, update

from casework.errors import NotThere, Overtaken, Stale, WrongState
from casework.rosters.matching import Verdicts
from casework.rosters.services import ServiceList
from casework.rosters.shared import FoundFamily, FoundShared, Served, SharedFamily, known_by
from storage.core import journal
from storage.core.database import Transaction
from storage.core.tables import match_verdicts, matches, shared_families
from storage.rosters import services

PURPOSE, FAMILY, INDEX = "match", "shared family", "match"
_SHARED: Final = Decoder(FoundShared)
_CONTENT: Final = Decoder(tuple[FoundFamily, dict[int, date]])
_m, _v, _f = matches.c, match_verdicts.c, shared_families.c
_DROP = delete(matches).where(_m.month <= bindparam("in", type_=_m.month.type))
_ADD = insert(matches).returning(_m.id)
_SEAL = update(matches).where(_m.id == bindparam("row")).values(sealed=bindparam("content"))
_OF_MONTH = select(matches).where(_m.month == bindparam("in", type_=_m.month.type))
_PUBLISHED = (
    update(matches)
    .where(_m.id == bindparam("row"), _m.published_at.is_(None))
    .values(published_at=bindparam("now", type_=_m.published_at.type))
)
_VERDICTS = select(_v.one, _v.other, _v.same)
_UNSAY = delete(match_verdicts).where(_v.one == bindparam("first"), _v.other == bindparam("second"))
_SAY = insert(match_verdicts)
_ONE = select(shared_families).where(_f.id == bindparam("row"))
_OPEN = select(shared_families).where(_f.ended.is_(None)).order_by(_f.id)
_OF_CASE = _OPEN.where(_f.case_id == bindparam("case"))
_ADD_FAMILY = insert(shared_families).returning(_f.id)
_SAVE = (
    update(shared_families)
    .where(_f.id == bindparam("row"), _f.version == bindparam("was"))
    .values(
        last=bindparam("in", type_=_f.last.type),
        ended=bindparam("out", type_=_f.ended.type),
        case_id=bindparam("case"),
        version=bindparam("becomes"),
        sealed=bindparam("content"),
    )
)


class KeptMatch(Struct, frozen=True):
    """What the match of a month found."""

    id: int
    month: date
    stamp: str
    at: datetime
    published_at: datetime | None
    found: FoundShared


def served(db: Transaction, month: date) -> tuple[str, list[Served]]:
    """Read the rows of all lists that count in a month, and by what these are known."""
    given = services.given(db, month)
    rows = [Served(each.one.unit.id, row, _tokens(db, row)) for each in given for row in each.rows]
    return stamp_of(each.one for each in given), rows


def stamp_of(lists: Iterable[ServiceList]) -> str:
    """Return by what it is known that the lists are still those."""
    return hashlib.sha256(",".join(f"{one.id}:{one.version}" for one in lists).encode()).hexdigest()


def _tokens(db: Transaction, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(db.vault.index(INDEX, one).hex() for one in known_by(values))


def verdicts(db: Transaction) -> Verdicts:
    """Read all that people decided of two rows."""
    return {
        frozenset((bytes(row.one), bytes(row.other))): row.same
        for row in db.connection.execute(_VERDICTS).all()
    }


def said_of(known: Verdicts, one: Served, other: Served) -> bool | None:
    """Say what people decided of two rows; None: nothing yet."""
    pairs = (frozenset(map(bytes.fromhex, (a, b))) for a in one.tokens for b in other.tokens)
    return next((known[pair] for pair in pairs if pair in known), None)


def decide(db: Transaction, ones: Iterable[str], others: Iterable[str], *, same: bool) -> None:
    """Keep what somebody decided, by all that tells these apart; what was decided before goes.

    Raises `WrongState` where nothing does: one ID, one name, one birth.
    """
    first_of, second_of = set(ones), set(others)
    pairs = {(one, other) for one in first_of - second_of for other in second_of - first_of}
    if not pairs:
        raise WrongState
    for pair in pairs:
        first, second = sorted(map(bytes.fromhex, pair))
        db.connection.execute(_UNSAY, {"first": first, "second": second})
        values = {"one": first, "other": second, "same": same, "by": _speaker(db), "at": db.now}
        db.connection.execute(_SAY, values)


def _speaker(db: Transaction) -> int:
    if db.speaker is None:
        raise NotThere
    return db.speaker.id


def keep(db: Transaction, month: date, stamp: str, found: FoundShared) -> KeptMatch:
    """Keep what a match found, in place of the earlier ones."""
    db.connection.execute(_DROP, {"in": month})
    values = {"month": month, "stamp": stamp, "by": _speaker(db), "at": db.now, "published_at": None}
    row = int(db.connection.execute(_ADD, {**values, "sealed": b""}).scalar_one())
    content = db.vault.seal_bytes(PURPOSE, row, encode(found))
    db.connection.execute(_SEAL, {"row": row, "content": content})
    return KeptMatch(row, month, stamp, db.now, None, found)


def of_month(db: Transaction, month: date) -> KeptMatch | None:
    """Read what the match of a month found."""
    row = db.connection.execute(_OF_MONTH, {"in": month}).one_or_none()
    if row is None:
        return None
    found = _SHARED.decode(db.vault.open_bytes(PURPOSE, row.id, row.sealed))
    return KeptMatch(row.id, row.month, row.stamp, row.at, row.published_at, found)


def published(db: Transaction, one: KeptMatch) -> None:
    """Say that it is published, once; `Stale` where somebody was quicker."""
    if not db.connection.execute(_PUBLISHED, {"row": one.id, "now": db.now}).rowcount:
        raise Stale


def as_found(found: FoundShared) -> Any:
    """Write what was found as plain values: an errand hands it over."""
    return to_builtins(found)


def read_found(told: Any) -> FoundShared:
    """Read it again."""
    return convert(told, FoundShared)


# Families


def add(db: Transaction, one: SharedFamily) -> SharedFamily:
    """Keep a family that a match found for the first time."""
    values = {"first": one.first, "last": one.last, "ended": one.ended, "case_id": one.case, "version": 0}
    row = int(db.connection.execute(_ADD_FAMILY, {**values, "sealed": b""}).scalar_one())
    return save(db, replace(one, id=row, version=0), "family.found")


def save(db: Transaction, one: SharedFamily, verb: str) -> SharedFamily:
    """Keep what became of a family; `Overtaken` when somebody was quicker."""
    content = db.vault.seal_bytes(FAMILY, one.id, encode((one.found, one.contacted)))
    values = {"row": one.id, "was": one.version, "becomes": one.version + 1, "content": content}
    values |= {"in": one.last, "out": one.ended, "case": one.case}
    if not db.connection.execute(_SAVE, values).rowcount:
        raise Overtaken
    journal.write(db, verb, family=one.id)
    return replace(one, version=one.version + 1)


def read(db: Transaction, family: int) -> SharedFamily:
    """Read one; who asks is judged by `shared.shown`."""
    row = db.connection.execute(_ONE, {"row": family}).one_or_none()
    if row is None:
        raise NotThere
    return _family(db, row)


def going_on(db: Transaction) -> list[SharedFamily]:
    """List those that have not ended."""
    return [_family(db, row) for row in db.connection.execute(_OPEN).all()]


def of_case(db: Transaction, case: int) -> Sequence[SharedFamily]:
    """List those of a case that have not ended."""
    return [_family(db, row) for row in db.connection.execute(_OF_CASE, {"case": case}).all()]


def _family(db: Transaction, row: Any) -> SharedFamily:
    found, contacted = _CONTENT.decode(db.vault.open_bytes(FAMILY, row.id, row.sealed))
    return SharedFamily(row.id, row.first, row.last, found, row.ended, row.case_id, contacted, row.version)

"""Errands: asked for in a turn, claimed for a while by a process that does them, ended once.

Whoever holds an errand says so again and again; a process that dies says nothing, and another takes it up.
The number of the attempt tells the two apart: what an earlier one still says of it is not heard any more.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from casework.errors import NotThere
from storage.core.database import Transaction
from storage.core.tables import errands

LEASE = timedelta(seconds=20)
"""How long a process that dies keeps others from taking up what it had claimed."""
ASKED, FOUND = "errand", "errand result"
"""What they are sealed for."""
DIGEST = "file digest"
"""What it is hashed for."""


class ErrandState(StrEnum):
    """Where an errand is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


_T = errands.c.due_at.type
_mine = (
    (errands.c.id == bindparam("row"))
    & (errands.c.state == ErrandState.RUNNING)
    & (errands.c.attempts == bindparam("attempt"))
)
_ADD = insert(errands).returning(errands.c.id)
_SEALED = update(errands).where(errands.c.id == bindparam("row")).values(sealed=bindparam("content"))
_GET = select(errands).where(errands.c.id == bindparam("row"))
_DUE = (
    select(errands)
    .where(errands.c.ended_at.is_(None), errands.c.due_at <= bindparam("now", type_=_T))
    .order_by(errands.c.due_at, errands.c.id)
)
_NOT_HELD = _DUE.where(errands.c.id.not_in(bindparam("held", expanding=True)))
_CLAIM = (
    update(errands)
    .where(
        errands.c.id == bindparam("row"), errands.c.ended_at.is_(None), errands.c.attempts == bindparam("was")
    )
    .values(
        state=ErrandState.RUNNING,
        attempts=errands.c.attempts + 1,
        due_at=bindparam("until", type_=_T),
    )
)
_HOLD = (
    update(errands).where(_mine).values(due_at=bindparam("until", type_=_T), progress=bindparam("percent"))
)
_LEAVE = update(errands).where(_mine).values(state=ErrandState.WAITING, due_at=bindparam("until", type_=_T))
_END = (
    update(errands)
    .where(errands.c.id == bindparam("row"), errands.c.ended_at.is_(None))
    .values(
        state=bindparam("becomes"),
        ended_at=bindparam("now", type_=_T),
        result=bindparam("found"),
    )
)
_END_MINE = _END.where(errands.c.attempts == bindparam("attempt"))
_MARK = update(errands).where(errands.c.id == bindparam("row")).values(digest=bindparam("content"))
_SAME = (
    select(errands)
    .where(
        errands.c.person == bindparam("of"),
        errands.c.digest == bindparam("content"),
        or_(
            errands.c.state == ErrandState.DONE,
            errands.c.ended_at.is_(None) & (errands.c.id < bindparam("row")),
        ),
    )
    .order_by(errands.c.id.desc())
    .limit(1)
)
_SHOWN = update(errands).where(errands.c.id == bindparam("row")).values(letter=bindparam("shown_by"))
_OPEN = select(func.count()).where(errands.c.person == bindparam("of"), errands.c.ended_at.is_(None))
_FORGET = delete(errands).where(
    errands.c.expires_at <= bindparam("now", type_=_T), errands.c.ended_at.isnot(None)
)


class Errand(Struct, frozen=True):
    """Something that somebody asked for."""

    id: int
    kind: str
    person: int
    address: int
    file: int | None
    given: Mapping[str, Any]
    """What is asked."""
    state: ErrandState
    progress: int
    letter: int | None
    """The row of the letter whose message shows how far it is."""
    attempt: int
    asked_at: datetime
    found: Mapping[str, Any] | None = None
    """What came of it."""

    @property
    def ended(self) -> bool:
        """Nothing more comes of it."""
        return self.state not in {ErrandState.WAITING, ErrandState.RUNNING}


def ask(db: Transaction, kind: str, given: Mapping[str, Any], *, file: int | None = None) -> Errand:
    """Keep what the speaker asks for, to be done after the commit and told where they speak."""
    if db.speaker is None or db.at is None:
        raise NotThere
    values = {
        "kind": kind,
        "person": db.speaker.id,
        "address": db.at.id,
        "file": file,
        "sealed": b"",
        "state": ErrandState.WAITING,
        "progress": 0,
        "attempts": 0,
        "asked_at": db.now,
        "due_at": db.now,
        "expires_at": db.now + timedelta(days=db.rules.policy.keeping.files_days),
    }
    row = int(db.connection.execute(_ADD, values).scalar_one())
    content = db.vault.seal(ASKED, row, json.dumps(given, ensure_ascii=False))
    db.connection.execute(_SEALED, {"row": row, "content": content})
    return get(db, row)


def shown_by(db: Transaction, errand: int, letter: int | None) -> None:
    """Keep which letter shows how far an errand is."""
    db.connection.execute(_SHOWN, {"row": errand, "shown_by": letter})


def mark(db: Transaction, errand: int, digest: str | None) -> None:
    """Keep by which file an errand is known again; None: by none."""
    content = None if digest is None else db.vault.index(DIGEST, digest)
    db.connection.execute(_MARK, {"row": errand, "content": content})


def same(db: Transaction, errand: Errand, digest: str) -> Errand | None:
    """Find the last errand of the same person in which this very file was read, or is just being read.

    Of two that are being read the earlier one goes on: no two wait for each other.
    """
    values = {"of": errand.person, "row": errand.id, "content": db.vault.index(DIGEST, digest)}
    row = db.connection.execute(_SAME, values).one_or_none()
    return None if row is None else _errand(db, row)


def get(db: Transaction, errand: int) -> Errand:
    """Read an errand."""
    row = db.connection.execute(_GET, {"row": errand}).one_or_none()
    if row is None:
        raise NotThere
    return _errand(db, row)


def open_of(db: Transaction, person: int) -> int:
    """Count what somebody asked for and has not got."""
    return int(db.connection.execute(_OPEN, {"of": person}).scalar_one())


def due(db: Transaction) -> bool:
    """Tell whether an errand may be taken up."""
    return db.connection.execute(_DUE.limit(1), {"now": db.now}).first() is not None


def claim(db: Transaction, most: int, held: Collection[int] = ()) -> list[Errand]:
    """Take up to so many errands that nobody does, the longest waiting first.

    *held* are this process's own: a clock that jumped does not let it do them twice.
    """
    claimed = []
    for row in db.connection.execute(_NOT_HELD.limit(most), {"now": db.now, "held": list(held)}).all():
        taken = {"row": row.id, "was": row.attempts, "until": db.now + LEASE}
        if db.connection.execute(_CLAIM, taken).rowcount:
            claimed.append(get(db, row.id))
    return claimed


def hold(db: Transaction, errand: Errand, progress: int) -> bool:
    """Keep how far an errand is, and that it is still done; False: it was stopped, or another does it."""
    values = {"row": errand.id, "attempt": errand.attempt, "until": db.now + LEASE, "percent": progress}
    return bool(db.connection.execute(_HOLD, values).rowcount)


def leave(db: Transaction, errand: Errand, until: datetime | None = None) -> None:
    """Let another attempt begin, at once or from a moment on."""
    db.connection.execute(_LEAVE, {"row": errand.id, "attempt": errand.attempt, "until": until or db.now})


def end(db: Transaction, errand: Errand, state: ErrandState, found: Mapping[str, Any]) -> bool:
    """End an errand once, with what came of it; False: it has ended, or another does it."""
    return _end(db, _END_MINE, errand, state, found, attempt=errand.attempt)


def stop(db: Transaction, errand: Errand) -> bool:
    """End an errand, whoever does it; False: it had ended."""
    return _end(db, _END, errand, ErrandState.STOPPED, {})


def forget(db: Transaction) -> int:
    """Drop errands that ended and whose days are over."""
    return db.connection.execute(_FORGET, {"now": db.now}).rowcount


def _end(
    db: Transaction, statement: Any, errand: Errand, state: ErrandState, found: Mapping[str, Any], **mine: int
) -> bool:
    sealed = db.vault.seal(FOUND, errand.id, json.dumps(found, ensure_ascii=False))
    values = {"row": errand.id, "becomes": state, "now": db.now, "found": sealed, **mine}
    return bool(db.connection.execute(statement, values).rowcount)


def _errand(db: Transaction, row: Any) -> Errand:
    return Errand(
        row.id,
        row.kind,
        row.person,
        row.address,
        row.file,
        json.loads(db.vault.open(ASKED, row.id, row.sealed)),
        ErrandState(row.state),
        row.progress,
        row.letter,
        row.attempts,
        row.asked_at,
        None if row.result is None else json.loads(db.vault.open(FOUND, row.id, row.result)),
    )

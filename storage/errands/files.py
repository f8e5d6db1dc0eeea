"""Files that people sent: sealed, piece by piece as they come, and erased after some days."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from storage.core.database import Transaction
from storage.core.tables import errands, file_parts, files

PART = 256 * 1024
"""Bytes of one piece: so little is kept in one transaction, and in memory."""
NAME, CONTENT = "file", "file part"
"""What they are sealed for."""

_ADD = insert(files).returning(files.c.id)
_SEALED = update(files).where(files.c.id == bindparam("row")).values(sealed=bindparam("content"))
_GET = select(files).where(files.c.id == bindparam("row"))
_ADD_PART = insert(file_parts)
_PARTS = (
    select(file_parts.c.number, file_parts.c.sealed)
    .where(file_parts.c.file == bindparam("row"))
    .order_by(file_parts.c.number)
)
_DROP_PARTS = delete(file_parts).where(file_parts.c.file == bindparam("row"))
_EXPIRED = select(files.c.id).where(files.c.expires_at <= bindparam("now", type_=files.c.expires_at.type))
_UNTIE = update(errands).where(errands.c.file == bindparam("row")).values(file=None)
_DROP = delete(files).where(files.c.id == bindparam("row"))


class KeptFile(Struct, frozen=True):
    """A file that somebody sent."""

    id: int
    person: int
    name: str
    reference: str
    """The messenger's own name of it, by which it is fetched."""
    came_at: datetime
    parts: int | None = None
    """Of so many pieces; None while it is not here as a whole."""

    @property
    def whole(self) -> bool:
        """All of it is here."""
        return self.parts is not None


def add(db: Transaction, person: int, name: str, reference: str) -> int:
    """Keep that somebody sent a file, which is to be fetched."""
    kept = timedelta(days=db.rules.policy.keeping.files_days)
    values = {"person": person, "sealed": b"", "came_at": db.now, "expires_at": db.now + kept}
    row = int(db.connection.execute(_ADD, values).scalar_one())
    _seal(db, row, name, reference, None)
    return row


def get(db: Transaction, file: int) -> KeptFile:
    """Read what is known of a file, but not what is in it."""
    row = db.connection.execute(_GET, {"row": file}).one()
    name, reference, parts = json.loads(db.vault.open(NAME, file, row.sealed))
    return KeptFile(row.id, row.person, name, reference, row.came_at, parts)


def begin(db: Transaction, file: int) -> None:
    """Let a file come from its beginning; what came of it before is dropped."""
    db.connection.execute(_DROP_PARTS, {"row": file})


def add_part(db: Transaction, file: int, number: int, content: bytes) -> None:
    """Keep the next piece."""
    sealed = db.vault.seal_bytes(CONTENT, f"{file}:{number}", content)
    db.connection.execute(_ADD_PART, {"file": file, "number": number, "sealed": sealed})


def complete(db: Transaction, file: int, parts: int) -> None:
    """Keep that all of it is here."""
    known = get(db, file)
    _seal(db, file, known.name, known.reference, parts)


def content(db: Transaction, file: int) -> bytes:
    """Read a file that is here as a whole; `ValueError` when a piece is missing."""
    found = [
        db.vault.open_bytes(CONTENT, f"{file}:{number}", sealed)
        for number, sealed in db.connection.execute(_PARTS, {"row": file})
    ]
    if len(found) != get(db, file).parts:
        raise ValueError("a piece of the file is missing")
    return b"".join(found)


def drop(db: Transaction, rows: Iterable[int]) -> None:
    """Erase files."""
    for row in rows:
        for statement in (_UNTIE, _DROP_PARTS, _DROP):
            db.connection.execute(statement, {"row": row})


def forget(db: Transaction) -> int:
    """Erase the files whose days are over."""
    rows = list(db.connection.execute(_EXPIRED, {"now": db.now}).scalars())
    drop(db, rows)
    return len(rows)


def _seal(db: Transaction, file: int, name: str, reference: str, parts: int | None) -> None:
    text = json.dumps([name, reference, parts], ensure_ascii=False)
    db.connection.execute(_SEALED, {"row": file, "content": db.vault.seal(NAME, file, text)})

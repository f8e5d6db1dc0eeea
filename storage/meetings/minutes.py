"""Minutes as they were made and sent: every version is kept, sealed."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from casework.meetings.meetings import Meeting
from storage.core.database import Transaction
from storage.core.tables import minutes

_ADD = insert(minutes).returning(minutes.c.id)
_SEAL = update(minutes).where(minutes.c.id == bindparam("row")).values(sealed=bindparam("content"))
_SENT = update(minutes).where(minutes.c.id == bindparam("row")).values(sent_on=bindparam("on"))
_OF = select(minutes).where(minutes.c.meeting == bindparam("meeting_")).order_by(minutes.c.id)


class Minutes(Struct, frozen=True):
    """One version of the minutes of a meeting."""

    id: int
    made_at: datetime
    sent_on: date | None
    content: bytes
    by: int


def add(db: Transaction, meeting: Meeting, content: bytes, by: int) -> int:
    """Keep a version; returns its number."""
    values = {"meeting": meeting.id, "by": by, "made_at": db.now, "sealed": b""}
    row = int(db.connection.execute(_ADD, values).scalar_one())
    sealed = db.vault.seal_bytes("minutes", row, content)
    db.connection.execute(_SEAL, {"row": row, "content": sealed})
    return row


def send(db: Transaction, version: Minutes, on: date) -> None:
    """Say that a version was sent."""
    db.connection.execute(_SENT, {"row": version.id, "on": on})


def of_meeting(db: Transaction, meeting: Meeting) -> list[Minutes]:
    """List the versions, the latest last."""
    return [
        Minutes(row.id, row.made_at, row.sent_on, db.vault.open_bytes("minutes", row.id, row.sealed), row.by)
        for row in db.connection.execute(_OF, {"meeting_": meeting.id}).all()
    ]

"""Who is invited to one point as rows; who an expert is, is sealed."""

import json
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, update

from casework.errors import NotThere, Overtaken
from casework.meetings.attending import Coming
from casework.meetings.guests import Guest
from casework.meetings.meetings import Meeting
from storage.core.database import Transaction
from storage.core.tables import guests
from storage.core.tables import meetings as meeting_rows
from storage.meetings import meetings

_ADD = insert(guests).returning(guests.c.id)
_SAVE = update(guests).where(guests.c.id == bindparam("row"), guests.c.version == bindparam("was"))
_DROP = delete(guests).where(guests.c.id == bindparam("row"))
_GET = select(guests).where(guests.c.id == bindparam("row"))
_OF = select(guests).where(guests.c.meeting == bindparam("meeting_")).order_by(guests.c.id)
_OF_PERSON = (
    select(guests)
    .join(meeting_rows, meeting_rows.c.id == guests.c.meeting)
    .where(guests.c.person == bindparam("person_"))
    .order_by(meeting_rows.c.fixed.desc(), guests.c.id)
    .limit(5)
)


def add(db: Transaction, one: Guest) -> Guest:
    """Keep whom the secretariat asks."""
    values = {"meeting": one.meeting.id, "point": one.point, "person": one.person, "version": 0}
    row = int(db.connection.execute(_ADD, {**values, "sealed": b""}).scalar_one())
    return save(db, replace(one, id=row))


def save(db: Transaction, one: Guest) -> Guest:
    """Keep what changed."""
    after = replace(one, version=one.version + 1)
    said = {"name": one.name, "field": one.field, "institution": one.institution, "pledged": one.pledged}
    values = {
        "meeting": one.meeting.id,
        "answer": one.answer,
        "present": one.present,
        "version": after.version,
        "sealed": db.vault.seal("guest", one.id, json.dumps(said, ensure_ascii=False)),
    }
    if not db.connection.execute(_SAVE.values(values), {"row": one.id, "was": one.version}).rowcount:
        raise Overtaken
    return after


def drop(db: Transaction, one: Guest) -> None:
    """Forget who is not asked any more."""
    db.connection.execute(_DROP, {"row": one.id})


def read(db: Transaction, row: int) -> Guest:
    """Read one without judging; raises `NotThere`."""
    found = db.connection.execute(_GET, {"row": row}).one_or_none()
    if found is None:
        raise NotThere
    return _guest(db, found, meetings.read(db, found.meeting))


def of_meeting(db: Transaction, meeting: Meeting) -> list[Guest]:
    """List who is asked to points of a meeting."""
    return [_guest(db, row, meeting) for row in db.connection.execute(_OF, {"meeting_": meeting.id}).all()]


def of_person(db: Transaction, person: int) -> list[Guest]:
    """List to which points somebody was asked, the latest meeting first."""
    rows = db.connection.execute(_OF_PERSON, {"person_": person}).all()
    met = meetings.by_number(db, (row.meeting for row in rows))
    return [_guest(db, row, met[row.meeting]) for row in rows]


def _guest(db: Transaction, row: Any, meeting: Meeting) -> Guest:
    return Guest(
        row.id,
        meeting,
        row.point,
        row.person,
        **json.loads(db.vault.open("guest", row.id, row.sealed)),
        answer=Coming(row.answer) if row.answer else None,
        present=row.present,
        version=row.version,
    )

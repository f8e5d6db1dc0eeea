"""Work reports and proposals as rows; what they say is sealed."""

import json
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, or_, select, update

from casework.errors import NotThere, Overtaken
from casework.meetings.meetings import Meeting
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.tables import meetings, submitted

_ADD = insert(submitted).returning(submitted.c.id)
_SAVE = update(submitted).where(submitted.c.id == bindparam("row"), submitted.c.version == bindparam("was"))
_DROP = delete(submitted).where(submitted.c.id == bindparam("row"), submitted.c.version == bindparam("was"))
_GET = select(submitted).where(submitted.c.id == bindparam("row"))
_OF = select(submitted).where(submitted.c.meeting == bindparam("meeting_")).order_by(submitted.c.id)
_REPORTS = (
    select(submitted)
    .join(meetings, meetings.c.id == submitted.c.meeting)
    .where(
        meetings.c.kind == bindparam("kind_"),
        meetings.c.unit == bindparam("unit_"),
        meetings.c.topic == bindparam("topic_"),
        submitted.c.unit == bindparam("by"),
        submitted.c.kind == SubmittedKind.REPORT,
        or_(
            meetings.c.month < bindparam("month_"),
            (meetings.c.month == bindparam("month_")) & (meetings.c.extra <= bindparam("extra_")),
        ),
    )
    .order_by(meetings.c.month.desc(), meetings.c.extra.desc())
    .limit(1)
)


def add(db: Transaction, one: Submitted) -> Submitted:
    """Keep what was written."""
    values = {"meeting": one.meeting, "unit": one.unit, "kind": one.kind, **_columns(db, one), "version": 0}
    row = int(db.connection.execute(_ADD, {**values, "sealed": b""}).scalar_one())
    return save(db, replace(one, id=row))


def save(db: Transaction, one: Submitted) -> Submitted:
    """Keep what changed."""
    after = replace(one, version=one.version + 1)
    values = {**_columns(db, after), "version": after.version}
    if not db.connection.execute(_SAVE.values(values), {"row": one.id, "was": one.version}).rowcount:
        raise Overtaken
    return after


def drop(db: Transaction, one: Submitted) -> None:
    """Forget what its unit took back before the meeting."""
    if not db.connection.execute(_DROP, {"row": one.id, "was": one.version}).rowcount:
        raise Overtaken


def read(db: Transaction, row: int) -> Submitted:
    """Read one; raises `NotThere`, also for who keeps out of a case that it names."""
    row_of = db.connection.execute(_GET, {"row": row}).one_or_none()
    if row_of is None or not _told(db, found := _of_row(db, row_of)):
        raise NotThere
    return found


def of_meeting(db: Transaction, meeting: int) -> list[Submitted]:
    """List what was written before a meeting, the earliest first, of what the speaker may be told."""
    found = (_of_row(db, row) for row in db.connection.execute(_OF, {"meeting_": meeting}).all())
    return [one for one in found if _told(db, one)]


def _told(db: Transaction, one: Submitted) -> bool:
    return recusals.may_be_told(db, *one.said.values())


def last_report(db: Transaction, meeting: Meeting, unit: int) -> Submitted | None:
    """Return what a unit reported to a meeting, else to the last one before it in its row."""
    of_row = {"kind_": meeting.kind, "unit_": meeting.unit.id, "topic_": meeting.topic, "by": unit}
    up_to = {"month_": meeting.month, "extra_": meeting.extra}
    row = db.connection.execute(_REPORTS, of_row | up_to).one_or_none()
    return None if row is None or not _told(db, found := _of_row(db, row)) else found


def _columns(db: Transaction, one: Submitted) -> dict[str, Any]:
    said = json.dumps(dict(one.said), ensure_ascii=False)
    return {"on": one.on, "ruling": one.ruling, "sealed": db.vault.seal("submitted", one.id, said)}


def _of_row(db: Transaction, row: Any) -> Submitted:
    return Submitted(
        row.id,
        row.meeting,
        row.unit,
        SubmittedKind(row.kind),
        row.on,
        json.loads(db.vault.open("submitted", row.id, row.sealed)),
        Ruling(row.ruling) if row.ruling else None,
        row.version,
    )

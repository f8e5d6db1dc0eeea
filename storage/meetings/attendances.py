"""The units' parts in meetings as rows."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec.structs import replace
from sqlalchemy import bindparam, case, func, insert, select, update

from casework.cases.access import Action
from casework.errors import NotThere, Overtaken
from casework.meetings.attending import Attendance, Coming
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MeetingRight, speaks_for
from casework.reminders.meetings import ATTENDANCE
from casework.staffing.units import Unit
from storage.core import journal, subjects
from storage.core.database import SubjectKind, Transaction
from storage.core.tables import attendances
from storage.core.tables import meetings as meeting_rows
from storage.meetings import meetings
from storage.reminders import obligations
from storage.staffing import people

_GET = select(attendances).where(attendances.c.id == bindparam("row"))
_OF = select(attendances).where(attendances.c.meeting == bindparam("meeting_")).order_by(attendances.c.id)
_ONE = _OF.where(attendances.c.unit == bindparam("unit_"))
_ADD = insert(attendances)
_SAVE = (
    update(attendances)
    .where(attendances.c.id == bindparam("row"), attendances.c.version == bindparam("was"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=attendances.c[name].type)
            for name in (
                "meeting",
                "asked_on",
                "proposed_on",
                "invited_at",
                "answer",
                "present",
                "reported_on",
                "version",
                "sealed",
            )
        }
    )
)
_BEFORE_IT = (
    select(attendances)
    .join(meeting_rows, meeting_rows.c.id == attendances.c.meeting)
    .where(meeting_rows.c.held_on.is_(None))
    .order_by(attendances.c.id)
)
_THESE = _BEFORE_IT.where(attendances.c.id.in_(bindparam("these", expanding=True)))


_SHARES = (
    select(
        attendances.c.meeting,
        func.count(),
        func.sum(case((attendances.c.present.is_(True), 1), else_=0)),
    )
    .where(
        attendances.c.invited_at.isnot(None),
        attendances.c.meeting.in_(bindparam("these", expanding=True)),
    )
    .group_by(attendances.c.meeting)
)


def shares(db: Transaction, these: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Count of each meeting how many of the invited units were there."""
    found = db.connection.execute(_SHARES, {"these": list(these)}).all()
    return {meeting: (int(there), invited) for meeting, invited, there in found}


def add(db: Transaction, meeting: Meeting, unit: Unit, *, asked_on: date | None = None) -> Attendance:
    """Give a unit a part in a meeting: it is asked for cases, or invited."""
    one = Attendance(subjects.add(db, ATTENDANCE.name, meeting.sign), meeting, unit, asked_on, version=1)
    if asked_on is None:
        one = replace(one, invited_at=db.now)
    db.connection.execute(_ADD, {"id": one.id, "unit": unit.id, **_columns(db, one)})
    _settle(db, one)
    return one


def save(
    db: Transaction, before: Attendance, after: Attendance, verb: str, **detail: int | str | None
) -> Attendance:
    """Keep what changed, write the act into the journal and settle what is owed now."""
    journal.write(db, verb, subject=after.id, **detail)
    return keep(db, before, after)


def keep(db: Transaction, before: Attendance, after: Attendance) -> Attendance:
    """Keep what changed, and settle what is owed now."""
    after = replace(after, version=before.version + 1)
    values = {f"new_{name}": value for name, value in _columns(db, after).items()}
    if not db.connection.execute(_SAVE, {"row": after.id, "was": before.version, **values}).rowcount:
        raise Overtaken
    _settle(db, after)
    return after


def settle_all(db: Transaction, meeting: Meeting) -> None:
    """Settle what each unit owes for a meeting that changed."""
    for one in of_meeting(db, meeting):
        _settle(db, one)


def read(db: Transaction, attendance: int) -> Attendance:
    """Read one without judging; raises `NotThere`."""
    row = db.connection.execute(_GET, {"row": attendance}).one_or_none()
    if row is None:
        raise NotThere
    return _attendance(db, row)


def get(db: Transaction, attendance: int) -> Attendance:
    """Read one of the speaker's own unit; raises `NotThere`."""
    found = read(db, attendance)
    meetings.hold(db, found.meeting.id)
    found = read(db, attendance)
    if not own(db, found):
        raise NotThere
    return found


def own(db: Transaction, one: Attendance) -> bool:
    """Tell whether the speaker acts for its unit."""
    return any(speaks_for(person, one.unit.id, one.bearer) for person in db.acting)


def may(db: Transaction, one: Attendance, action: Action) -> bool:
    """It is seen by its unit, and by who runs or oversees the meeting."""
    if action not in {Action.VIEW, Action.HISTORY}:
        return False
    overseeing = {MeetingRight.RUN, MeetingRight.OVERSEE}
    return own(db, one) or bool(meetings.standing(db, one.meeting) & overseeing)


def of_meeting(db: Transaction, meeting: Meeting) -> list[Attendance]:
    """List the units' parts in a meeting."""
    return _each(db, db.connection.execute(_OF, {"meeting_": meeting.id}).all(), {meeting.id: meeting})


def of_unit(db: Transaction, meeting: Meeting, unit: int) -> Attendance | None:
    """Find a unit's part in a meeting."""
    row = db.connection.execute(_ONE, {"meeting_": meeting.id, "unit_": unit}).one_or_none()
    return None if row is None else _attendance(db, row, meeting)


def owing(db: Transaction) -> Sequence[Attendance]:
    """List the parts in meetings that were not held yet."""
    return _each(db, db.connection.execute(_BEFORE_IT).all())


def _these(db: Transaction, these: Sequence[int]) -> Sequence[Attendance]:
    return _each(db, db.connection.execute(_THESE, {"these": list(these)}).all())


def _settle(db: Transaction, one: Attendance) -> None:
    obligations.settle(db, ATTENDANCE.subject(one), ATTENDANCE.owed(one, db.rules))


def _each(db: Transaction, rows: Sequence[Any], met: dict[int, Meeting] | None = None) -> list[Attendance]:
    """Make parts of their rows, with all their meetings, where they are not read yet, and units at once."""
    met = met or meetings.by_number(db, (row.meeting for row in rows))
    units = people.these_units(db, (row.unit for row in rows))
    return [_attendance(db, row, met[row.meeting], units[row.unit]) for row in rows]


def _attendance(
    db: Transaction, row: Any, meeting: Meeting | None = None, unit: Unit | None = None
) -> Attendance:
    return Attendance(
        row.id,
        meeting or meetings.read(db, row.meeting),
        unit or people.unit(db, row.unit),
        row.asked_on,
        row.proposed_on,
        row.invited_at,
        Coming(row.answer) if row.answer else None,
        db.vault.open("attendance", row.id, row.sealed),
        row.present,
        row.reported_on,
        row.version,
    )


def _columns(db: Transaction, one: Attendance) -> dict[str, Any]:
    return {
        "meeting": one.meeting.id,
        "asked_on": one.asked_on,
        "proposed_on": one.proposed_on,
        "invited_at": one.invited_at,
        "answer": one.answer,
        "present": one.present,
        "reported_on": one.reported_on,
        "version": one.version,
        "sealed": db.vault.seal("attendance", one.id, one.who),
    }


ATTENDANCES: SubjectKind[Attendance] = SubjectKind(
    ATTENDANCE, read, may, owing, partial(obligations.count_anew, ATTENDANCE, _these)
)

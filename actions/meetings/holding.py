"""A meeting was held: who was there, who chaired; its minutes kept, sent, filed [001] 參二(四), 三(四)."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from actions.meetings.calling import gather, hearing
from casework.errors import NotThere, WrongState
from casework.meetings.attending import Attendance
from casework.meetings.meetings import Chair, Meeting
from casework.meetings.rights import MeetingRight
from casework.text.dates import local_day
from storage.core import recusals
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.meetings import attendances, items, meetings, minutes
from storage.meetings.minutes import Minutes


class FiledMinutes(Struct, frozen=True):
    """What the secretariat hears when its minutes are filed: the meeting's sign."""

    meeting: int
    sign: str


def hold(db: Transaction, meeting: int, on: date, chair: Chair, said: Mapping[str, str]) -> Meeting:
    """Say that a meeting was held; one that was held together with it is held with it."""
    before = meetings.get(db, meeting, MeetingRight.RUN)
    if on > local_day(db.now):
        raise WrongState
    after = meetings.save(db, before, before.hold(on, chair, said), "meeting.held", on=on.isoformat())
    for other in meetings.joined_to(db, meeting):
        meetings.save(
            db, other, replace(other, fixed=after.fixed, held_on=on), "meeting.held", on=on.isoformat()
        )
    gather(db, after)
    for part in attendances.of_meeting(db, after):
        if part.invited_at is not None:
            attendances.keep(db, part, replace(part, meeting=after, present=part.expected))
    attendances.settle_all(db, after)
    items.settle_series(db, after)
    return after


def be_there(db: Transaction, attendance: int, *, present: bool) -> Attendance:
    """Correct whether a unit was there, until the minutes are sent."""
    before = attendances.read(db, attendance)
    one = meetings.get(db, before.meeting.id, MeetingRight.RUN)
    if not one.to_minute:
        raise WrongState
    if present is before.expected:
        return before
    return attendances.save(db, before, replace(before, present=present), "attendance.there")


def judge_writing(db: Transaction, one: Meeting) -> None:
    """Refuse to let somebody write on in minutes that name a case from which they keep out."""
    if not recusals.may_be_told(db, *one.said.values()):
        raise NotThere


def write_minutes(db: Transaction, meeting: int, said: Mapping[str, str]) -> Meeting:
    """Keep what somebody wrote for the minutes."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if not one.minuted:
        raise WrongState
    judge_writing(db, one)
    return meetings.keep(db, one, replace(one, said={**one.said, **said}))


def keep_minutes(db: Transaction, meeting: int, content: bytes) -> Meeting:
    """Keep a version of the minutes as it was made."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    if not one.minuted or db.speaker is None:
        raise WrongState
    minutes.add(db, one, content, db.speaker.id)
    return meetings.save(db, one, one, "meeting.minutes_made")


def to_send(db: Transaction, one: Meeting) -> Minutes | None:
    """Return the version that can be sent to the bureau: the latest, unless it has that already."""
    latest = next(reversed(minutes.of_meeting(db, one)), None)
    return latest if latest is not None and latest.sent_on is None else None


def send_minutes(db: Transaction, meeting: int, letter: str) -> Meeting:
    """Say that the latest version was sent to the bureau; without a kept one nothing is sent."""
    one = meetings.get(db, meeting, MeetingRight.RUN)
    latest = to_send(db, one)
    if latest is None:
        raise WrongState
    today = local_day(db.now)
    after = meetings.save(
        db, one, one.send_minutes(today, letter), "meeting.minutes_sent", on=today.isoformat()
    )
    minutes.send(db, latest, today)
    for other in meetings.joined_to(db, meeting):
        meetings.keep(db, other, other.send_minutes(today, letter))
    return after


def file_minutes(db: Transaction, meeting: int) -> Meeting:
    """Let the bureau take note of the minutes (備查); their secretariat hears."""
    one = meetings.get(db, meeting, MeetingRight.OVERSEE)
    after = meetings.save(db, one, one.file(local_day(db.now)), "meeting.filed")
    for person in hearing(db, one.bearer, one.unit.id):
        key = f"filed:{one.id}:{one.filing_asked_on}:{person}"
        db.news.append(OfficeNews("meeting.filed", person, FiledMinutes(one.id, one.sign), key))
    return after

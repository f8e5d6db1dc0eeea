"""Meetings and the units' part in them as subjects of duties."""

from casework.meetings import attending, items, meetings, merit_year
from casework.meetings.attending import Attendance
from casework.meetings.items import ItemUnit
from casework.meetings.meetings import Meeting
from casework.meetings.merit_year import MeritYear
from casework.policy.owed import Subject
from casework.reminders.kinds import Kind


def _meeting(one: Meeting) -> Subject:
    return Subject(one.id, "meeting", one.sign, one.unit.id)


def _attendance(one: Attendance) -> Subject:
    """A unit's part is called by the meeting's sign."""
    return Subject(one.id, "attendance", one.meeting.sign, one.unit.id)


def _item(one: ItemUnit) -> Subject:
    """A unit's part in a tracked item is called by the item's number."""
    return Subject(one.id, "item", one.sign, one.unit.id)


def _merit_year(one: MeritYear) -> Subject:
    return Subject(one.id, "merit", one.sign, one.unit.id)


MEETING: Kind[Meeting] = Kind("meeting", _meeting, meetings.owed)
ATTENDANCE: Kind[Attendance] = Kind("attendance", _attendance, attending.owed)
ITEM: Kind[ItemUnit] = Kind("item", _item, items.owed)
MERIT_YEAR: Kind[MeritYear] = Kind("merit", _merit_year, merit_year.owed)

"""Who may do what with a meeting: its secretariat runs it, who is invited attends it (`screens.md` §0.10)."""

from enum import StrEnum

from casework.meetings.meetings import Meeting
from casework.policy.owed import Bearer
from casework.staffing.people import Person, Role

_SPEAKS = {
    Bearer.SUPERVISORS: (Role.SUPERVISOR, Role.HEAD),
    Bearer.CLERKS: (Role.CLERK, Role.HEAD),
    Bearer.LIAISONS: (Role.LIAISON, Role.HEAD),
    Bearer.BUREAU: (Role.BUREAU,),
}
"""Who acts for a unit, by who answers for it; its head in their place."""
MEETING = (Role.SUPERVISOR, Role.HEAD, Role.LIAISON, Role.CLERK, Role.BUREAU)
"""Whoever may speak for a unit at a meeting."""


class MeetingRight(StrEnum):
    """What somebody may do with a meeting."""

    RUN = "run"  # the secretariat (幕僚單位)
    ATTEND = "attend"  # an invited unit: agenda, own items
    OVERSEE = "oversee"  # the bureau: that it is held, and its minutes


def who_speaks(bearer: Bearer) -> tuple[Role, ...]:
    """Return who acts for a unit that somebody answers for."""
    return _SPEAKS.get(bearer, ())


def speaks_for(person: Person, unit: int, bearer: Bearer) -> bool:
    """Tell whether somebody acts for a unit."""
    return person.unit == unit and person.role in who_speaks(bearer)


def rights(person: Person, meeting: Meeting, *, invited: bool) -> frozenset[MeetingRight]:
    """Say what somebody may; *invited*: their unit is, and they act for it."""
    found = set()
    if speaks_for(person, meeting.unit.id, meeting.bearer):
        found.add(MeetingRight.RUN)
    if invited:
        found.add(MeetingRight.ATTEND)
    if person.role is Role.BUREAU:
        found.add(MeetingRight.OVERSEE)
    return frozenset(found)

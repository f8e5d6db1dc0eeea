"""Work reports and proposals before a meeting, and what it decides of these [001] 參一(六)2–3, 二(六)2, 4."""

from collections.abc import Mapping

from actions.meetings import guests
from casework.errors import NotThere, WrongState
from casework.meetings.attending import Attendance
from casework.meetings.meetings import Meeting
from casework.meetings.rights import MeetingRight
from casework.meetings.submitting import Ruling, Submitted, SubmittedKind, last_said, takes
from casework.policy.policy import Policy
from casework.text.dates import local_day
from storage.core import journal
from storage.core.database import Transaction
from storage.meetings import attendances, meetings, submitted
from storage.meetings import guests as guest_rows

Said = Mapping[str, str]
EVERYBODY = {MeetingRight.RUN, MeetingRight.ATTEND, MeetingRight.OVERSEE}
"""Whoever has to do with a meeting reads what is written for it: it goes into the agenda."""


def own_part(db: Transaction, meeting: Meeting) -> Attendance | None:
    """Return the part of the unit that the speaker acts for, if it is invited."""
    parts = attendances.of_meeting(db, meeting)
    return next((one for one in parts if one.invited_at is not None and attendances.own(db, one)), None)


def report(db: Transaction, meeting: int, said: Said, policy: Policy) -> Submitted:
    """Write the own unit's work report, or write it anew; what is left empty is as the last time (同上次)."""
    one = _ahead(db, meeting)
    part = own_part(db, one)
    if part is None or not takes(SubmittedKind.REPORT, one, policy):
        raise NotThere
    before = submitted.last_report(db, one, part.unit.id)
    said, today = last_said(before.said if before else {}, said), local_day(db.now)
    if before is not None and before.meeting == one.id:
        after = submitted.save(db, before.change(said, today))
    else:
        after = submitted.add(db, Submitted(0, one.id, part.unit.id, SubmittedKind.REPORT, today, said))
    attendances.save(db, part, part.report(today), "attendance.reported")
    return after


def propose(db: Transaction, meeting: int, said: Said, policy: Policy) -> Submitted:
    """Write a proposal for the own unit: who is invited, or the secretariat itself [001] 參二(六)4."""
    one = _ahead(db, meeting)
    unit = proposes_for(db, one)
    if unit is None or not takes(SubmittedKind.PROPOSAL, one, policy):
        raise NotThere
    journal.write(db, "meeting.proposal_written", subject=one.id, unit=unit)
    today = local_day(db.now)
    return submitted.add(db, Submitted(0, one.id, unit, SubmittedKind.PROPOSAL, today, said))


def proposes_for(db: Transaction, meeting: Meeting) -> int | None:
    """Return the unit for which the speaker can write a proposal."""
    part = own_part(db, meeting)
    if part is not None:
        return part.unit.id
    return meeting.unit.id if MeetingRight.RUN in meetings.standing(db, meeting) else None


def change(db: Transaction, row: int, said: Said) -> Submitted:
    """Write a proposal of the own unit anew."""
    one = _own_proposal(db, row)
    return submitted.save(db, one.change(said, local_day(db.now)))


def take_back(db: Transaction, row: int) -> Submitted:
    """Take a proposal of the own unit back before the meeting."""
    one = _own_proposal(db, row)
    journal.write(db, "meeting.proposal_taken_back", subject=one.meeting, unit=one.unit)
    for guest in guest_rows.of_meeting(db, meetings.read(db, one.meeting)):
        if guest.point == one.id:
            guests.let_go(db, guest)
    submitted.drop(db, one)
    return one


def rule(db: Transaction, row: int, ruling: Ruling, decision: str) -> Submitted:
    """Note what the meeting decided of a proposal, until its minutes are sent."""
    one = to_rule(db, row)
    journal.write(db, "meeting.proposal_ruled", subject=one.meeting, ruling=ruling)
    return submitted.save(db, one.rule(ruling, decision))


def to_rule(db: Transaction, row: int) -> Submitted:
    """Get a proposal for the secretariat of a meeting that was held."""
    one = submitted.read(db, row)
    if not meetings.get(db, one.meeting, MeetingRight.RUN).to_minute:
        raise WrongState
    return submitted.read(db, row)


def seen(db: Transaction, row: int) -> tuple[Submitted, Meeting]:
    """Read one, for whoever has to do with its meeting."""
    one = submitted.read(db, row)
    meeting = meetings.read(db, one.meeting)
    if not meetings.standing(db, meeting) & EVERYBODY:
        raise NotThere
    return one, meeting


def changeable(db: Transaction, one: Submitted, meeting: Meeting) -> bool:
    """Tell whether the speaker can write it anew: a proposal of their own, before the meeting."""
    mine = one.kind is SubmittedKind.PROPOSAL and one.unit == proposes_for(db, meeting)
    return mine and meeting.convened and one.ruling is None


def _own_proposal(db: Transaction, row: int) -> Submitted:
    one, meeting = seen(db, row)
    meetings.hold(db, meeting.id)
    one, meeting = seen(db, row)
    if not changeable(db, one, meeting):
        raise WrongState
    return one


def _ahead(db: Transaction, meeting: int) -> Meeting:
    """Get a meeting that is called and to come, and to which the speaker is invited."""
    meetings.hold(db, meeting)
    one = meetings.read(db, meeting)
    if not meetings.standing(db, one) & {MeetingRight.RUN, MeetingRight.ATTEND}:
        raise NotThere
    if not one.convened:
        raise WrongState
    return one

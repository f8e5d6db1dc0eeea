"""The scene of a conference that is a week ahead: called, with a case, and one unit has answered."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from actions.meetings import calling, conference, planning
from bot.practice.stories import Story, supervisor, worker
from casework.cases.case import Case, State
from casework.meetings.attending import Coming
from casework.meetings.meetings import MeetingKind, running
from casework.staffing.people import Person, Role
from casework.text.dates import local_day
from handlers.ui.office import Office
from storage.core.database import Transaction
from storage.meetings import attendances, discussed
from storage.staffing import people

WEEK = timedelta(days=7)


def called(office: Office, db: Transaction, there: list[Person], opened: Mapping[Story, Case]) -> None:
    """Let it be planned, a served case be proposed, the supervisor call it, and one unit answer."""
    case = next(one for one in opened.values() if one.state is State.IN_SERVICE)
    leads, on = supervisor(db, case), office.editions.on
    planned = _by(db, leads, 5)
    days = running(local_day(planned.now), on)
    planning.plan(planned, (one for one in days if one.kind is MeetingKind.CONFERENCE), on)
    meeting = conference.propose(
        _by(db, worker(db, case), 4),
        case.id,
        {
            "reasons": ["A"],
            "tried": ["conferred", "contacted"],
            "units": ["police", "health"],
            "priority": "none",
            "problem": "債務與就醫無人陪同，請各單位協助。（示範）",
        },
    )
    brought = discussed.of_case(db, meeting.id, case.id)
    if brought is not None and brought.awaits is not None:  # a month whose end is near
        conference.accept(_by(db, leads, 3), brought.id)
    day = office.memory.calendar.working_day_from(local_day(db.now + WEEK))
    calling.call(_by(db, leads, 2), meeting.id, day, {"time": "14:00", "place": "區公所三樓會議室"})
    invited = {part.unit.id: part for part in attendances.of_meeting(db, meeting) if part.invited_at}
    speaks = next(one for one in there if one.role is Role.LIAISON and one.unit in invited)
    calling.answer(_by(db, speaks, 1), invited[speaks.unit].id, Coming.COMES)
    db.news.clear()


def _by(db: Transaction, who: Person, weeks: int) -> Transaction:
    """Act as somebody, so many weeks ago."""
    return replace(db, now=db.now - weeks * WEEK, speaker=who, unit=people.unit(db, who.unit), news=db.news)

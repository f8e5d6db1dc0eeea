"""Calling a meeting: a working day ahead, a place, and who is invited [001] 參一–三(三)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from casework.errors import DayOff, PastDate, PastHour
from casework.forms import DAYS, PLACES, TIMES, Form, Question, QuestionKind
from casework.meetings.meetings import HOLDS, Meeting, MeetingKind, setting
from casework.policy.calendar import Calendar
from casework.policy.policy import Policy
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import at_taipei, local_day, month_end, read_time

CHOICES: Final = 3
"""So many days are suggested."""
_WHERE: Final = (
    Question("day", QuestionKind.COMING, suggested=DAYS),
    Question("time", QuestionKind.TIME, limit=20, suggested=TIMES),
    Question("place", QuestionKind.TEXT, limit=100, suggested=PLACES),
)
CALL: Final = Form("call_meeting", _WHERE)
MOVE: Final = Form(
    "move_meeting", (Question("why", QuestionKind.CHOICE, ("typhoon", "chair", "other")), *_WHERE)
)
EXTRA: Final = Form("extra_meeting", (Question("about", QuestionKind.TEXT, limit=200), *_WHERE))
"""A meeting at need (不定期會議) [001] 參一(四), 三(四)."""


def suggested(
    meeting: Meeting, today: date, policy: Policy, calendar: Calendar, taken: Collection[date] = ()
) -> list[date]:
    """Suggest working days, far enough ahead and within its month, else the next ones that are left.

    Days on which the unit meets already are *taken*.
    """
    first = today + timedelta(days=policy.meetings.ahead_days)
    begins = max(first, meeting.month) if not meeting.extra else first
    last = month_end(meeting.month)
    free = [one for one in _free(begins, calendar, taken) if meeting.extra or one <= last or begins > last]
    if len(free) >= CHOICES:  # one in each third of what is left, not three days in a row
        free = [free[0], free[len(free) // 2], free[-1]]
    return free or list(_free(today + timedelta(days=1), calendar, taken))[:CHOICES]


def _free(first: date, calendar: Calendar, taken: Collection[date]) -> Iterator[date]:
    days = (first + timedelta(days=n) for n in range(31))
    return (one for one in days if calendar.is_working_day(one) and one not in taken)


def judge(day: date, said: Mapping[str, str], now: datetime, calendar: Calendar, *, held: bool) -> None:
    """Refuse a day that is over or off, and an hour that is over unless it was *held* then."""
    if day < local_day(now):
        raise PastDate(day)
    if not calendar.is_working_day(day):
        raise DayOff
    if is_over(day, said, now) and not held:
        raise PastHour


def is_over(day: date, said: Mapping[str, str], now: datetime) -> bool:
    """Tell whether the hour at which a meeting is to be is over."""
    at = read_time(said.get("time", ""))
    return at is not None and at_taipei(day, at) < now


def invited(meeting: Meeting, units: Iterable[Unit], policy: Policy) -> list[Unit]:
    """List whom the edition invites: its kinds of unit, of the district, else of the whole city.

    To the city's meeting the bureaus (局處) and all district offices [001] 參一(三).
    """
    if meeting.kind is MeetingKind.TOPIC:
        return []
    there = [one for one in units if not one.ended and one.id != meeting.unit.id]
    kinds = setting(meeting.kind, policy).invites
    return [one for kind in kinds for one in nearest(meeting, kind, there)]


def nearest(meeting: Meeting, kind: UnitKind, there: list[Unit]) -> list[Unit]:
    """List the units of a kind that a meeting turns to: of its district, else of the whole city."""
    of_kind = [one for one in there if one.kind is kind]
    if meeting.kind is MeetingKind.CITY:
        offices = kind is HOLDS[MeetingKind.DISTRICT]
        return [one for one in of_kind if offices or (not one.district and one.bureau is None)] or [
            one for one in of_kind if not one.district
        ]
    near = [one for one in of_kind if one.district == meeting.unit.district]
    return (
        near
        or [one for one in of_kind if not one.district and one.bureau is not None]
        or [one for one in of_kind if not one.district]
    )

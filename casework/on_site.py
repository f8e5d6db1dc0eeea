"""On-site service (準實體駐點): somebody sits at a centre at fixed times [001] 四, [004] 參四(一)4."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.dossiers import Dossier
from casework.errors import BadMoment, WrongState
from casework.forms import Form, Question, QuestionKind
from casework.policy.calendar import Calendar
from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reasons import reason
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.text.dates import at_taipei, local_day
from casework.text.identity import narrow

DAY: Final = timedelta(days=1)
WEEKDAYS: Final = tuple(map(str, range(1, 6)))
"""1 is Monday."""
EVERY: Final = "every"
_HOURS: Final = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*[-~到至]\s*(\d{1,2})(?::?(\d{2}))?")
_FURTHEST: Final = 400
"""Days: so far ahead the next one is looked for."""


def hours(text: str) -> str:
    """Read from when to when: 13:00-17:00, 13-17, 1300~1700."""
    found = _HOURS.fullmatch(narrow(text).strip())
    if found is None:
        raise BadMoment
    try:
        first, last = (time(int(found[n]), int(found[n + 1] or 0)) for n in (1, 3))
    except ValueError:
        raise BadMoment from None
    if last <= first:
        raise BadMoment
    return f"{first:%H:%M}-{last:%H:%M}"


SET_UP: Final = Form(
    "set_up_sitting",
    (
        Question("weekday", QuestionKind.CHOICE, WEEKDAYS),
        Question("week", QuestionKind.CHOICE, (EVERY, "1", "2", "3", "4")),
        Question("hours", QuestionKind.TEXT, limit=20, check=hours),
        Question("booked_only", QuestionKind.CHOICE, ("no", "yes")),
    ),
)
BOOK: Final = Form("book_sitting", (Question("topic", QuestionKind.TEXT, limit=100),))
ABSENT: Final = Form("sitting_absent", (reason(limit=100),))
COUNTED: Final = ("advice", "guidance", "training", "outreach", "missed", "cases")
"""諮詢、輔導、教育訓練、宣導; who booked and did not come (未到); what became a case (轉開案)."""


class Booking(Struct, frozen=True):
    """Somebody of the centre comes with something, or sends somebody."""

    day: date
    person: int
    topic: str


class SittingAbsence(Struct, frozen=True):
    """Nobody comes on a day, and why."""

    day: date
    why: str


class SittingCount(Struct, frozen=True):
    """How many came on a day, in the order of `COUNTED`."""

    day: date
    numbers: tuple[int, ...]


class Sitting(Dossier, frozen=True, kw_only=True):
    """When a unit sits at a centre (`by`): each week, or in one week of the month."""

    weekday: int
    week: int = 0
    """Of the month; 0: each."""
    hours: str
    booked_only: bool = False
    """預約制: nobody comes but for who booked."""
    since: date
    counted_to: date
    """So far its days were looked at: what was not counted is owed."""
    bookings: tuple[Booking, ...] = ()
    absences: tuple[SittingAbsence, ...] = ()
    counts: tuple[SittingCount, ...] = ()

    @property
    def begins(self) -> time:
        """From when."""
        return time.fromisoformat(self.hours.partition("-")[0])

    @property
    def ends(self) -> time:
        """Until when."""
        return time.fromisoformat(self.hours.partition("-")[2])

    def falls_on(self, day: date, calendar: Calendar) -> bool:
        """Tell whether it is of that day: holidays and closed days drop out by themselves."""
        week = self.week in (0, (day.day - 1) // 7 + 1)
        there = day >= self.since and (self.ended_at is None or at_taipei(day, self.begins) < self.ended_at)
        return day.isoweekday() == self.weekday and week and there and calendar.is_working_day(day)

    def days(self, first: date, last: date, calendar: Calendar) -> list[date]:
        """List its days, those on which nobody comes, too."""
        span = (first + DAY * n for n in range((last - first).days + 1))
        return [day for day in span if self.falls_on(day, calendar)]

    def absent(self, day: date) -> SittingAbsence | None:
        """Say why nobody comes on a day."""
        return next((one for one in self.absences if one.day == day), None)

    def count(self, day: date) -> SittingCount | None:
        """Say how many came on a day."""
        return next((one for one in self.counts if one.day == day), None)

    def booked(self, day: date) -> list[Booking]:
        """List who booked for a day."""
        return [one for one in self.bookings if one.day == day]

    def next_days(self, now: datetime, many: int, calendar: Calendar) -> list[date]:
        """List its next days that are not over, on which somebody comes."""
        today = local_day(now)
        found = self.days(today, today + DAY * _FURTHEST, calendar)
        coming = [day for day in found if at_taipei(day, self.ends) > now and not self.absent(day)]
        return coming[:many]

    def book(self, day: date, person: int, topic: str, now: datetime, calendar: Calendar) -> "Sitting":
        """Book for a day."""
        if day not in self.next_days(now, _FURTHEST, calendar):
            raise WrongState
        return replace(self, bookings=(*self.bookings, Booking(day, person, topic)))

    def stay_away(self, day: date, why: str, now: datetime, calendar: Calendar) -> "Sitting":
        """Nobody comes on a day that is not over."""
        if day not in self.next_days(now, _FURTHEST, calendar):
            raise WrongState
        return replace(self, absences=(*self.absences, SittingAbsence(day, why)))

    def away_twice(self, day: date, calendar: Calendar) -> bool:
        """Tell whether nobody comes on a day, nor came on the one before it."""
        before = self.days(max(self.since, day - DAY * _FURTHEST), day, calendar)[-2:]
        return len(before) == 2 and all(self.absent(one) for one in before)

    def say(self, day: date, numbers: tuple[int, ...], now: datetime, calendar: Calendar) -> "Sitting":
        """Say how many came; it can be corrected."""
        begun = at_taipei(day, self.begins) <= now
        if not begun or not self.falls_on(day, calendar) or self.absent(day):
            raise WrongState
        others = tuple(one for one in self.counts if one.day != day)
        return replace(self, counts=(*others, SittingCount(day, numbers)))

    def looked_at(self, now: datetime) -> "Sitting":
        """Owe the count of each day that is over, however many were missed; not today's before its end."""
        today = local_day(now)
        last = today if at_taipei(today, self.ends) <= now else today - DAY
        return replace(self, counted_to=last)

    def uncounted(self, calendar: Calendar) -> list[date]:
        """List the days whose count is owed."""
        found = self.days(self.since, self.counted_to, calendar)
        return [day for day in found if not self.absent(day) and self.count(day) is None]


def owed(one: Sitting, rules: Rules) -> Iterator[Owed]:
    """Say how many came, within working days of each sitting (default) [004] 參四(一)4."""
    for day in one.uncounted(rules.calendar) if one.open else ():
        since = at_taipei(day, one.ends)
        due = rules.calendar.after_working_days(since, rules.policy.on_site.count_working_days)
        yield Owed(Duty.SITTING_COUNT, day.isoformat(), since, due, answers_for(one.unit))


def counts_next(one: Sitting, rules: Rules) -> datetime | None:
    """Say when its next day is over, and its count is owed."""
    if not one.open:
        return None
    first = one.counted_to + DAY
    day = next(iter(one.days(first, first + DAY * _FURTHEST, rules.calendar)), None)
    return at_taipei(day, one.ends) if day else None


def _subject(one: Sitting) -> Subject:
    return Subject(one.id, "sitting", one.sign, one.unit.id)


SITTING: Kind[Sitting] = Kind("sitting", _subject, owed)

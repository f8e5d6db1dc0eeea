"""獎懲 [001] 肆: what each unit did in a year, counted; a person judges, and nothing is counted of persons.

Each figure is the list of the acts behind it, so that number and list can't differ.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import NoObjections
from casework.forms import Form, Question, QuestionKind
from casework.meetings.attending import Attendance, Coming
from casework.meetings.meetings import Meeting
from casework.policy.owed import Rules
from casework.policy.policy import Duty, Policy
from casework.text.dates import day_end, local_day


class MeritFigure(StrEnum):
    """What is counted of a unit, in the order of the table (`screens.md` §7)."""

    HELD = "held"  # 應開會議
    MINUTES = "minutes"  # 紀錄
    ATTENDED = "attended"  # 出席
    PROPOSED = "proposed"  # 提報個案
    TRACKED = "tracked"  # 採列管
    ISSUES = "issues"  # 提報議題
    RAISED = "raised"  # 上提府級
    PROGRESS = "progress"  # 列管事項應回報
    FOLLOW_UPS = "follow_ups"  # 每月回報
    ROSTERS = "rosters"  # 名冊
    SCREENED = "screened"  # 篩派
    NEW_YEAR = "new_year"  # 春節成果


JUST_COUNTED: Final = (MeritFigure.PROPOSED, MeritFigure.TRACKED, MeritFigure.ISSUES, MeritFigure.RAISED)
"""Of these more is more; the others are in time, or not."""
BY_DUTY: Final[Mapping[Duty, MeritFigure]] = {
    Duty.TRACKED_PROGRESS: MeritFigure.PROGRESS,
    Duty.FOLLOW_UP: MeritFigure.FOLLOW_UPS,
    Duty.UPLOAD_ROSTER: MeritFigure.ROSTERS,
    Duty.SCREEN: MeritFigure.SCREENED,
    Duty.NEW_YEAR_RESULTS: MeritFigure.NEW_YEAR,
}
OBJECTION: Final = Form(
    "merit_objection",
    (
        Question("why", QuestionKind.TEXT, limit=1500),
        Question("letter", QuestionKind.TEXT, optional=True, limit=60),
    ),
)
"""Why something was late, or is counted wrongly (申復), with the number of the letter."""
ADVICE: Final = Form(
    "merit_advice",
    (
        Question("advice", QuestionKind.TEXT, limit=200),
        Question("ground", QuestionKind.TEXT, limit=500),
    ),
)
"""What the bureau proposes (建議獎／懲), typed, and its ground (平時獎懲標準表)."""


class MeritAct(Struct, frozen=True):
    """One act behind a figure."""

    figure: MeritFigure
    unit: int
    sign: str
    """What it was done in: a meeting, a case, an item, a roster."""
    on: date
    """By when it was due, or when it was done."""
    days_late: int = 0
    missed: bool = False
    """It was not done at all, or the unit was not there."""
    deputy: bool = False
    taken_off: int = 0
    """So many days too late are not counted: the bot was away."""

    @property
    def in_time(self) -> bool:
        """It was done, and not too late."""
        return not (self.days_late or self.missed)


class UnitMerit(Struct, frozen=True):
    """What a unit did in a year."""

    unit: int
    acts: tuple[MeritAct, ...]

    def of(self, figure: MeritFigure) -> list[MeritAct]:
        """List the acts behind a figure, the latest first where something is late."""
        found = (one for one in self.acts if one.figure is figure)
        return sorted(found, key=lambda one: (-one.days_late, not one.missed, one.on, one.sign))

    def in_time(self, figure: MeritFigure) -> int:
        """Count those in time."""
        return sum(one.in_time for one in self.of(figure))

    def days_late(self, figure: MeritFigure) -> int:
        """Add up the days too late."""
        return sum(one.days_late for one in self.of(figure))

    @property
    def not_in_time(self) -> int:
        """Count all that was late or missed, but for who was not there."""
        return sum(not one.in_time for one in self.acts if one.figure is not MeritFigure.ATTENDED)


class Merit(Struct, frozen=True):
    """What is said of a unit's year: its objection, and what the bureau proposes."""

    year: int
    unit: int
    why: str = ""
    letter: str = ""
    objected_on: date | None = None
    advice: str = ""
    ground: str = ""
    version: int = 0


def by_unit(acts: Iterable[MeritAct]) -> list[UnitMerit]:
    """Put the acts together unit by unit, the one with most that was late first."""
    found: dict[int, list[MeritAct]] = defaultdict(list)
    for one in acts:
        found[one.unit].append(one)
    each = [UnitMerit(unit, tuple(these)) for unit, these in found.items()]
    return sorted(each, key=lambda one: (-one.not_in_time, one.unit))


def of_meeting(one: Meeting, policy: Policy, today: date) -> Iterator[MeritAct]:
    """Say whether a meeting was held and minuted in time [001] 參一–三(四), by its own edition.

    One at need is late for nobody; one whose month is not over yet is not counted before it was held.
    """
    unit = one.unit.id
    if not one.extra and (one.held_on or one.by < today):
        late = one.days_late(today)
        yield MeritAct(MeritFigure.HELD, unit, one.sign, one.by, late, missed=one.held_on is None)
    by = one.minutes_by(policy)
    if by is not None and (one.minutes_sent_on or by < today):
        late, missed = one.minutes_late(policy, today), one.minutes_sent_on is None
        yield MeritAct(MeritFigure.MINUTES, unit, one.sign, by, late, missed=missed)


def of_attendance(part: Attendance) -> Iterator[MeritAct]:
    """Say whether an invited unit was there, itself or by a deputy."""
    held = part.meeting.held_on
    if held is None or part.invited_at is None or part.meeting.joined_to is not None:
        return
    there, deputy = bool(part.present), part.answer is Coming.DEPUTY
    yield MeritAct(
        MeritFigure.ATTENDED, part.unit.id, part.meeting.sign, held, missed=not there, deputy=there and deputy
    )


def of_duty(
    duty: Duty, unit: int, sign: str, due: datetime, ended: datetime | None, *, now: datetime
) -> MeritAct | None:
    """Say whether a duty was done in time; one that is not due yet is not counted before it was done."""
    if ended is None and due >= now:
        return None
    done = ended if ended is not None else now
    days = 0 if done <= due else max((local_day(done) - local_day(due)).days, 1)
    return MeritAct(BY_DUTY[duty], unit, sign, local_day(due), days, missed=ended is None)


def days_away(outages: Iterable[tuple[datetime, datetime]]) -> frozenset[date]:
    """List the days on which the bot was away: some hours of a day are that day, in the unit's favour."""
    spans = [(local_day(since), local_day(until)) for since, until in outages]
    return frozenset(
        first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)
    )


def less_away(one: MeritAct, away: Collection[date]) -> MeritAct:
    """Take the bot's own absence off what was late (`screens.md` §7): each such day gives one more.

    From the deadline's own day on; what was not done at all stays so.
    """
    off = sum(one.on + timedelta(days=n) in away for n in range(one.days_late))
    return replace(one, days_late=one.days_late - off, taken_off=off)


def shown_from(year: int, policy: Policy) -> date:
    """Say from which day a unit sees its own row (default: the 20th of January after the year)."""
    return date(year + 1, 1, policy.merit.shown_day)


def objected_by(year: int, rules: Rules) -> date:
    """Say by which day it may object (申復; default: ten working days)."""
    shown = day_end(shown_from(year, rules.policy) - timedelta(days=1))
    return local_day(rules.calendar.after_working_days(shown, rules.policy.merit.objection_working_days))


def may_object(year: int, today: date, rules: Rules) -> bool:
    """Tell whether a unit may object now."""
    return shown_from(year, rules.policy) <= today <= objected_by(year, rules)


def object_to(one: Merit, why: str, letter: str, today: date, rules: Rules) -> Merit:
    """Say why something was late, or is counted wrongly; until the last day it can be said anew."""
    if not may_object(one.year, today, rules):
        raise NoObjections
    return replace(one, why=why, letter=letter, objected_on=today)

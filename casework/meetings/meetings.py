"""Meetings that come round: held by the end of their months, minuted within a week [001] 參.

A month's end that is no working day stays as it is: the documents say 月底前, not the next working day.
Who owes is the unit of the fact: (unit, duty, period) tells one duty from another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from casework.errors import PastDate, WrongState
from casework.policy import policy as editions
from casework.policy.owed import Bearer, Owed, Rules
from casework.policy.policy import Duty, Policy, Topic
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, month_end, months_after, months_before, roc_year


class MeetingKind(StrEnum):
    """The three levels [001] 參一, 二, 三, and the meetings on one topic [004] 參一(二)."""

    CITY = "city"  # 府級聯繫會議
    DISTRICT = "district"  # 區級聯繫會議
    CONFERENCE = "conference"  # 區級個案研討會議
    TOPIC = "topic"  # 特定議題會議


COMES_ROUND = (MeetingKind.CITY, MeetingKind.DISTRICT, MeetingKind.CONFERENCE)
"""What [001] sets; its figures stand in the edition by these names."""
HOLDS: Mapping[MeetingKind, UnitKind] = {
    MeetingKind.CITY: UnitKind.BUREAU,
    MeetingKind.DISTRICT: UnitKind.DISTRICT,
    MeetingKind.CONFERENCE: UnitKind.CENTRE,
}
"""Each unit of this kind holds one [001] 參一–三(五)."""
TRACKING = (MeetingKind.DISTRICT, MeetingKind.CITY, MeetingKind.TOPIC)
"""Kinds of meeting that track items; a conference tracks cases."""
FILED = (MeetingKind.DISTRICT, MeetingKind.CONFERENCE)
"""Of these the minutes go to the bureau to be filed (函送社會局備查) [001] 參二(四), 三(四)."""
SECRETARIAT = {
    MeetingKind.CITY: Bearer.BUREAU,  # 社會局 [001] 參一(五)
    MeetingKind.DISTRICT: Bearer.CLERKS,  # 區公所主辦 [001] 參二(五)
    MeetingKind.CONFERENCE: Bearer.SUPERVISORS,  # 家庭服務中心 [001] 參三(五)
}
"""Who calls the meeting and writes its minutes."""


def held_by(unit: Unit) -> MeetingKind:
    """Return the kind of meeting that a unit holds; of one that holds none that comes round, on a topic."""
    return next((kind for kind, holds in HOLDS.items() if unit.kind is holds), MeetingKind.TOPIC)


class Planned(Struct, frozen=True):
    """A meeting that the edition asks for, in each unit that holds this kind."""

    kind: MeetingKind
    month: date
    """First day of the month by whose end it is held."""

    topic: Topic | None = None

    @property
    def by(self) -> date:
        """The last day for it."""
        return month_end(self.month)


class Chair(StrEnum):
    """Who chaired, by the edition's line of deputies [001] 參一–三(二)."""

    NAMED = "named"  # whom the edition names
    LINE = "line"  # who stands in for them by its words
    OTHER = "other"


class Meeting(Struct, frozen=True):
    """One meeting of one unit (the bureau, a district office, a centre), as far as it has come."""

    kind: MeetingKind
    unit: Unit
    month: date
    """First day of the month by whose end it is held."""
    before: date | None = None
    """When the meeting before it was held."""
    fixed: date | None = None
    """The day it is called for."""
    held_on: date | None = None
    called_off_on: date | None = None
    """One at need is not held after all."""
    minutes_sent_on: date | None = None
    filing_asked_on: date | None = None
    """Since when the bureau is to take note of its minutes (備查): each version that is sent asks anew."""
    filed_on: date | None = None
    extra: int = 0
    """Its number among the month's at need (不定期會議 [001] 參一(四), 三(四)); 0 is the plan's own."""
    id: int = 0
    topic: str = ""
    number: int = 1
    """第 n 次 of the year, among its unit's of this kind."""
    edition: str = ""
    """By which it was planned: it stays its own when another comes into force."""
    called_at: datetime | None = None
    told_silent: bool = False
    """The secretariat heard who has not answered."""
    chair: Chair | None = None
    joined_to: int | None = None
    """The meeting that it is held together with (合併召開); that one's minutes are its own."""
    said: Mapping[str, str] = field(default_factory=dict)
    """Time, place, who chaired, why it moved, the letter's number, when it ended."""
    version: int = 0

    @property
    def bearer(self) -> Bearer:
        """Who calls it and writes its minutes."""
        return SECRETARIAT.get(self.kind) or answers_for(self.unit)

    @property
    def sign(self) -> str:
        """What a push may call it: 平鎮區-115-2."""
        where = {MeetingKind.CITY: "府級", MeetingKind.TOPIC: self.topic[:24]}.get(self.kind)
        where = where or (self.unit.district if self.kind is MeetingKind.DISTRICT else self.unit.name[:24])
        return f"{where}-{roc_year(self.month)}-{self.number}"

    @property
    def called(self) -> bool:
        """It has a day."""
        return self.fixed is not None

    @property
    def over(self) -> bool:
        """Its minutes are sent."""
        return self.minutes_sent_on is not None

    @property
    def ahead(self) -> bool:
        """It is still to be held, by itself."""
        return self.held_on is None and self.called_off_on is None and self.joined_to is None

    @property
    def to_call(self) -> bool:
        """It is still to be held, and has no day yet."""
        return self.ahead and not self.called

    @property
    def to_minute(self) -> bool:
        """It was held, and its minutes are not sent: what it decided can still be noted."""
        return self.held_on is not None and not self.over

    @property
    def convened(self) -> bool:
        """It is called and still to come: it can be moved, and who is asked can change."""
        return self.called and self.ahead

    @property
    def can_be_called_off(self) -> bool:
        """It is called at need and still to come: what the plan sets is held, on another day [001] 參."""
        return self.convened and self.extra > 0

    @property
    def has_papers(self) -> bool:
        """It was called, by itself: a notice, an agenda and the rest can be made."""
        return self.called and self.joined_to is None

    @property
    def minuted(self) -> bool:
        """It was held by itself: it has minutes of its own."""
        return self.held_on is not None and self.joined_to is None

    def holdable(self, today: date) -> bool:
        """Tell whether it can have been held: its day has come."""
        return self.ahead and self.fixed is not None and self.fixed <= today

    def call(self, day: date, said: Mapping[str, str], at: datetime) -> "Meeting":
        """Fix day, time and place, for the first time or anew; who was invited is asked once more."""
        if not self.ahead:
            raise WrongState
        told = {**self.said, **said}
        return replace(self, fixed=day, called_at=at, told_silent=False, said=told)

    def call_off(self, on: date) -> "Meeting":
        """Say that it is not held after all."""
        if not self.can_be_called_off:
            raise WrongState
        return replace(self, called_off_on=on)

    def hold(self, on: date, chair: Chair, said: Mapping[str, str]) -> "Meeting":
        """Say that it was held, and who chaired."""
        if not (self.ahead and self.fixed):
            raise WrongState
        if on < self.fixed:
            raise PastDate(on)
        return replace(self, held_on=on, chair=chair, said={**self.said, **said})

    def send_minutes(self, on: date, letter: str) -> "Meeting":
        """Say that the minutes were sent; a corrected version may follow [001] 參二(四), 三(四)."""
        if self.held_on is None:
            raise WrongState
        said, asked = {**self.said, "letter": letter}, on if self.kind in FILED else None
        first = self.minutes_sent_on or on
        return replace(self, minutes_sent_on=first, filing_asked_on=asked, filed_on=None, said=said)

    @property
    def to_file(self) -> bool:
        """The bureau has its minutes and has not taken note of them yet."""
        return self.filing_asked_on is not None and self.filed_on is None and self.joined_to is None

    def file(self, on: date) -> "Meeting":
        """The bureau takes note of the minutes (備查) [001] 參二(四), 三(四)."""
        if not self.to_file:
            raise WrongState
        return replace(self, filed_on=on)

    def join(self, other: "Meeting") -> "Meeting":
        """Hold it together with another of its kind and month; one meeting, both units' duties."""
        same = (self.kind, self.month) == (other.kind, other.month)
        if not same or self.id == other.id or not self.to_call or not other.ahead:
            raise WrongState
        return replace(self, joined_to=other.id)

    @property
    def period(self) -> str:
        """Tell it from the others of its unit: `conference:2026-06`."""
        return f"{self.kind}:{self.month:%Y-%m}" + (f"+{self.extra}" if self.extra else "")

    @property
    def by(self) -> date:
        """The last day for it [001] 參一–三(四)."""
        return month_end(self.month)

    @property
    def day(self) -> date:
        """The day it is prepared for: the fixed one, else the last possible."""
        return self.fixed or self.by

    def days_late(self, today: date) -> int:
        """Say how many days it was held too late, or is by now; one at need never is."""
        return 0 if self.extra else max(((self.held_on or today) - self.by).days, 0)

    def minutes_by(self, policy: Policy) -> date | None:
        """The last day for its minutes: within one week [001] 參二(四), 三(四)."""
        return self.held_on and self.held_on + timedelta(days=_minutes_days(self.kind, policy))

    def minutes_late(self, policy: Policy, today: date) -> int:
        """Say how many days they were sent too late, or are by now."""
        by = self.minutes_by(policy)
        return 0 if by is None else max(((self.minutes_sent_on or today) - by).days, 0)

    def since(self, policy: Policy, by: date) -> datetime:
        """From the day after the meeting before; one that was late does not move the next deadline."""
        months = _every(self, policy)
        planned = months_before(self.month, months - 1)
        return day_start(min(self.before + timedelta(days=1) if self.before else planned, by))


def running(day: date, on: Callable[[date], Policy]) -> Iterator[Planned]:
    """List the meetings whose period runs on a day, each by the edition of its own month.

    A period begins with the day after the last month's end, and ends with that of its month.
    """
    months = [months_after(day.replace(day=1), n) for n in range(12)]
    for kind in COMES_ROUND:
        found = next((one for one in months if one.month in setting(kind, on(one)).months), None)
        if found is not None:
            yield Planned(kind, found)
    for topic in on(day).meetings.topics:
        month = next(one for one in months if one.month % (12 // topic.per_year) == 0)
        if topic in on(month).meetings.topics:
            yield Planned(MeetingKind.TOPIC, month, topic)


def begun(last: date, today: date, on: Callable[[date], Policy]) -> list[Planned]:
    """List the meetings whose period began after a day, up to today: none is passed over after an outage."""
    known, found = set(running(last, on)), dict[Planned, None]()
    day = last
    while day < today:
        day = min(months_after(day.replace(day=1), 1), today)
        found |= dict.fromkeys(one for one in running(day, on) if one not in known)
    return list(found)


def next_one(series: Iterable[Meeting]) -> Meeting | None:
    """Return the one that comes next of a series: by its day, else by the last day that it can have.

    It opens with what is tracked [001] 參二(六)1, 三(六)3(1). One that was never held stays the next,
    unless it was called off.
    """
    ahead = (one for one in series if one.held_on is None and one.called_off_on is None)
    return min(ahead, key=lambda one: (one.day, one.extra, one.id), default=None)


def in_time(one: Planned, policy: Policy, today: date) -> bool:
    """Tell whether it can still be called in time: what an office begins with is late for nobody."""
    return today <= one.by - timedelta(days=policy.meetings.call_days)


def chairs(named: str) -> tuple[str, str]:
    """Tell whom an edition's words name as chair, and who stands in: `市長，無法出席時由秘書長`."""
    first, _, line = named.partition("，")
    return first, line


def owed(meeting: Meeting, rules: Rules) -> Iterator[Owed]:
    """List what the secretariat owes for a meeting; one that is held with another leaves it to that one."""
    if meeting.joined_to is not None or meeting.called_off_on is not None:
        return
    if meeting.held_on is None and (not meeting.called or meeting.fixed in rules.calendar.closed):
        yield _calling(meeting, rules.policy)
    if meeting.held_on is None and not meeting.extra:
        yield _holding(meeting, rules.policy)
    if meeting.held_on is not None and meeting.minutes_sent_on is None:
        yield _minutes(meeting, meeting.held_on, rules.policy)
    if meeting.to_file and meeting.filing_asked_on is not None:
        yield _filing(meeting, meeting.filing_asked_on, rules)


def _calling(meeting: Meeting, policy: Policy) -> Owed:
    """Call it in time for who is invited: the city's default; once more where a typhoon closed its day."""
    if meeting.fixed is not None:
        since = day_start(meeting.fixed)
        return Owed(
            Duty.CALL_MEETING, meeting.fixed.isoformat(), since, day_end(meeting.fixed), meeting.bearer
        )
    by = meeting.by - timedelta(days=policy.meetings.call_days)
    return Owed(Duty.CALL_MEETING, meeting.period, meeting.since(policy, by), day_end(by), meeting.bearer)


def _holding(meeting: Meeting, policy: Policy) -> Owed:
    """Hold it by the end of the edition's month [001] 參二(四), 三(四)."""
    since, due = meeting.since(policy, meeting.month), day_end(meeting.by)
    return Owed(Duty.HOLD_MEETING, meeting.period, since, due, meeting.bearer)


def _minutes(meeting: Meeting, held_on: date, policy: Policy) -> Owed:
    """Send the minutes to the bureau (社會局) within one week [001] 參二(四), 三(四)."""
    due = day_end(meeting.minutes_by(policy) or held_on)
    return Owed(Duty.MINUTES, meeting.period, day_end(held_on), due, meeting.bearer)


def _filing(meeting: Meeting, asked_on: date, rules: Rules) -> Owed:
    """The bureau takes note of them (備查) [001] 參二(四), 三(四), within the days that the city sets."""
    sent = day_end(asked_on)
    due = rules.calendar.after_working_days(sent, rules.policy.meetings.file_working_days)
    period = f"{meeting.period}:{asked_on.isoformat()}"
    return Owed(Duty.FILE_MINUTES, period, sent, due, Bearer.BUREAU)


def _every(meeting: Meeting, policy: Policy) -> int:
    """Every how many months it comes round."""
    if meeting.kind is not MeetingKind.TOPIC:
        return setting(meeting.kind, policy).every_months
    topics = (one for one in policy.meetings.topics if one.name == meeting.topic)
    return next((12 // one.per_year for one in topics), 12)


def _minutes_days(kind: MeetingKind, policy: Policy) -> int:
    """Of a meeting on a topic the plan says nothing: as of the city's (default)."""
    return setting(MeetingKind.CITY if kind is MeetingKind.TOPIC else kind, policy).minutes_days


def agenda(kind: MeetingKind, policy: Policy) -> tuple[editions.Point, ...]:
    """List the points of an agenda by the edition [000] 參二6 (107); [001] 參一(六), 二(六), 三(六)3."""
    return policy.meetings.topic_agenda if kind is MeetingKind.TOPIC else setting(kind, policy).agenda


def setting(kind: MeetingKind, policy: Policy) -> editions.MeetingFigures:
    """Return what an edition says of a kind of meeting."""
    return {
        MeetingKind.CITY: policy.meetings.city,
        MeetingKind.DISTRICT: policy.meetings.district,
        MeetingKind.CONFERENCE: policy.meetings.conference,
    }[kind]

"""What an edition sets: hours, days, months and ladders. Data in `policies/`, read by `editions.py`."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from casework.files import MEGABYTE, FileLimits
from casework.staffing.units import UnitKind

Count = Annotated[int, Field(ge=1, le=366, strict=True)]
Month = Annotated[int, Field(ge=1, le=12, strict=True)]


def _on_the_clock(at: time) -> time:
    """Refuse what is no time of day: a number is read as one of another zone."""
    if at.tzinfo is not None:
        raise ValueError("must be a time of day as 07:30")
    return at


TimeOfDay = Annotated[time, AfterValidator(_on_the_clock)]
DEFAULT: Final = "default"
"""Stands where no document sets a figure: the city may change it."""


class Duty(StrEnum):
    """Kinds of obligation."""

    SCREEN = "screen"
    ACKNOWLEDGE = "acknowledge"
    FIRST_VISIT = "first_visit"
    ASSESS = "assess"
    VISIT = "visit"
    FOLLOW_UP = "follow_up"
    JUDGE_CLOSING = "judge_closing"
    JUDGE_DISPUTE = "judge_dispute"
    JOINT_PLAN = "joint_plan"
    AGREE_PLAN = "agree_plan"
    SEARCH_FORM = "search_form"
    SEARCH_RESULT = "search_result"
    APPLY_SEARCH = "apply_search"
    CALL_MEETING = "call_meeting"
    ANSWER_INVITATION = "answer_invitation"
    WORK_REPORT = "work_report"
    PROPOSE_CASES = "propose_cases"
    HOLD_MEETING = "hold_meeting"
    MINUTES = "minutes"
    FILE_MINUTES = "file_minutes"
    TRACKED_PROGRESS = "tracked_progress"
    MERIT_TABLE = "merit_table"
    UPLOAD_ROSTER = "upload_roster"
    DISPATCH_ROSTER = "dispatch_roster"
    NEW_YEAR_LIST = "new_year_list"
    ALLOWANCES = "allowances"
    NEW_YEAR_VISIT = "new_year_visit"
    NEW_YEAR_RESULTS = "new_year_results"
    COLD_CARE = "cold_care"
    NAME_ON_CALL = "name_on_call"
    PHONE_ON = "phone_on"
    STUDENT_REPLY = "student_reply"
    NEEDS_MEETING = "needs_meeting"
    NEEDS_REPORT = "needs_report"
    OUTCOME_MEETING = "outcome_meeting"
    OUTCOME_REPORT = "outcome_report"
    TRANSITION_MEETING = "transition_meeting"
    FIRST_CONTACT = "first_contact"
    YOUTH_PLAN = "youth_plan"
    YOUTH_PROGRESS = "youth_progress"
    ANSWER_ESCORT = "answer_escort"
    ANSWER_REFERRAL = "answer_referral"
    REFERRAL_OUTCOME = "referral_outcome"
    SITTING_COUNT = "sitting_count"


class CareSource(StrEnum):
    """Why a household is on a list of New-Year care [003] 伍、二: seen by who gave the list alone."""

    IN_SERVICE = "in_service"  # 兒少保護、脆弱家庭在案
    TIPVDA = "tipvda"  # 高危機成人保護
    MENTAL = "mental"  # 精神照護
    SUICIDE = "suicide"  # 自殺防治
    DRUGS = "drugs"  # 毒危
    VACCINE = "vaccine"  # 未完成預防接種
    STUDENT = "student"  # 高關懷
    POLICE = "police"  # 毒品治安顧慮人口
    IMMIGRANT = "immigrant"  # 新住民
    FIRE = "fire"  # 住警器、熱水器補助
    VILLAGE = "village"  # 村里
    CHARITY = "charity"  # 民間


class Hearer(StrEnum):
    """Whom a rung tells."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    BUREAU = "bureau"


SuicideBranch = Literal["economic", "economic+relief", "unstated+relief"]
"""When a suicide report is one of 幸扶守護 [001] 參三(六)1(2): its reason is economic; no reason stands in it
(未註明原因); the city's emergency relief was applied for (急難救助)."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Screening(_Part):
    """Screening and dispatch [003] item 4."""

    urgent_hours: Count
    other_days: Count
    reports_for_1a: Count


class DispatchFigures(_Part):
    """Offers to the receiving unit."""

    acknowledge_working_days: Count
    return_working_days: Count
    declines: Count
    """So many in a row, and the supervisors of who declined last find somebody."""
    urgent_acknowledge_hours: Count
    """An urgent case is offered by the hour (`domain.md` §3.3)."""
    urgent_return_hours: Count


class Visits(_Part):
    """Days to the first visit, to the assessment report, and between visits."""

    first_days: Count
    assessment_days: Count
    high_days: Count
    medium_days: Count
    low_days: Count


class Resort(StrEnum):
    """What is done where visits are in vain."""

    SCHOOL = "school"  # 到校查訪, of a household with a child
    ESCORT = "escort"
    CONFERENCE = "conference"


class Unmet(_Part):
    """Visits in vain: what is to be done, and after how many of them."""

    times: Count
    not_met: tuple[Resort, ...]
    """After so many in a row."""
    refused: tuple[Resort, ...]
    """After one refusal."""


class FollowUpFigures(_Part):
    """The monthly follow-up [001] 三(六)3(5)."""

    of: Literal["served", "tracked"]
    """Whose: of every case in service, or of those that a conference tracks."""
    grace_days: int = Field(ge=0, le=27, strict=True)


class Seats(_Part):
    """What the seat of a kind of unit owes beyond answering (`domain.md` §3.3)."""

    first_visit: tuple[UnitKind, ...]
    """Which kinds owe the first visit within `visits.first_days`; the rest visit by risk."""
    assess: tuple[UnitKind, ...]
    """Which kinds owe the assessment report."""
    with_child: bool
    """Both are owed for a household with a child alone."""
    no_visits: tuple[UnitKind, ...]
    """Which kinds owe no visits."""
    no_follow_up: tuple[UnitKind, ...]
    """Which kinds owe no monthly follow-up."""


class Decisions(_Part):
    """What supervisors and screeners answer."""

    closing_working_days: Count
    dispute_working_days: Count


class JointPlan(_Part):
    """One plan for a family that several bureaus serve [001] 三(六)2(5)B."""

    days: Count
    procedure: str
    """What is done where several units serve a family, in the words of the edition [001] 參三(六)2(5)."""


class SearchFigures(_Part):
    """A child whose whereabouts are unknown [001] 三(六)2(4)."""

    form_hours: Count
    look_days: Count
    apply_working_days: Count
    procedure: str
    """How the child is looked for, in the words of the edition [001] 參三(六)2(4)."""


class AgendaPoint(StrEnum):
    """What a point of an agenda is about: what stands below it is put together by the bot."""

    FORMER = "former"  # 前次列管
    REPORTS = "reports"  # 工作報告
    CONFERENCE = "conference"  # 個案研討會議辦理情形
    KINDS = "kinds"  # 四類個案處遇情形
    CASES = "cases"  # 個案報告
    PROPOSALS = "proposals"  # 提案
    WORDS = "words"  # nothing stands below its title


class Point(_Part):
    """A point of an agenda, in the document's words."""

    about: AgendaPoint
    title: str = Field(min_length=1)

    def __str__(self) -> str:
        """Return its words, as a table of figures shows them."""
        return self.title


class MeetingFigures(_Part):
    """A meeting that comes round: held by the end of each of its months."""

    chair: str = Field(min_length=1)
    secretariat: str = Field(min_length=1)
    every_months: Count
    months: tuple[Month, ...] = Field(min_length=1)
    minutes_days: Count
    attendance: str
    """Who comes, in the document's words; empty where it does not say."""
    invites: tuple[UnitKind, ...]
    """The same as kinds of unit: who is invited without being named."""
    agenda: tuple[Point, ...] = Field(min_length=1)
    """Its points in their order [000] 參二6 (107); [001] 參一(六), 二(六), 三(六)3."""

    @model_validator(mode="after")
    def _months_rise(self) -> Self:
        if any(later <= earlier for earlier, later in pairwise(self.months)):
            raise ValueError("months: each stands once, in the order of the year")
        return self


class Conference(MeetingFigures):
    """The case conference of each centre [001] 三."""

    propose_months: Annotated[int, Field(ge=0, le=12, strict=True)]
    """0: nobody is asked to propose cases ahead."""
    kinds: tuple[str, ...] = Field(min_length=1)
    """Kinds of case that are brought to it, in the document's words."""


class Topic(_Part):
    """A meeting on one topic [004]."""

    name: str
    unit: str
    per_year: Annotated[int, Field(ge=1, le=12, strict=True)]


class Meetings(_Part):
    """Who meets when."""

    city: MeetingFigures
    district: MeetingFigures
    conference: Conference
    call_days: Count
    """Before the last day of its month, a meeting is called."""
    ahead_days: Count
    """A meeting is called for a day so far ahead."""
    answer_days: Count
    """Before a meeting, who is invited has answered."""
    silent_days: Count
    """Before a meeting, its secretariat hears once who has not."""
    report_days: Count
    """Before the city's meeting, the bureaus' work reports are written."""
    progress_days: Count
    """Before a meeting, tracked items say how far they are."""
    file_working_days: Count
    """Within so many the bureau takes note of minutes that it got."""
    topics: tuple[Topic, ...]
    topic_agenda: tuple[Point, ...] = Field(min_length=1)
    """Of a meeting on a topic, or of a unit that the plan names no agenda for."""


class MeritRules(_Part):
    """The year's merit table (獎懲) [001] 肆."""

    shown_day: Annotated[int, Field(ge=1, le=28, strict=True)]
    """Of January: from then on a unit sees its own row."""
    objection_working_days: Count
    """So long it may object (申復)."""
    send_working_days: Count
    """Within these after that the bureau sends the table."""


class Kinds(_Part):
    """Whom the conference speaks of (研討對象), in the words of the edition [001] 參三(六)1."""

    general: str
    suicide_hardship: str
    suicide_hardship_when: tuple[SuicideBranch, ...]
    """Each of these is enough by itself: what must be true together, joined by `+`."""
    child_high_risk: str
    child_missing: str
    shared: str
    notice: str
    """By which notice (注意事項) the units serve them [001] 參三(六)2(6)."""


class Rosters(_Part):
    """Lists that units hand in every month [001] 三(六)2(2), (3), (5)."""

    day: Annotated[int, Field(ge=1, le=28, strict=True)]
    dispatch_working_days: Count
    """Within so many of receiving it a centre dispatches its list."""
    beside: tuple[str, ...]
    """Which kind of unit is suggested for which identity or need: `原住民:indigenous`."""

    @model_validator(mode="after")
    def _each_names_a_kind_of_unit(self) -> Self:
        for one in self.beside:
            if one.count(":") != 1 or one.split(":")[1] not in list(UnitKind):
                raise ValueError(f"beside: {one!r} looks like '原住民:indigenous'")
        return self


class NewYearFigures(_Part):
    """New-Year care [003] 肆."""

    before_days: Count
    after_days: Count
    list_days: Count
    """Lists are handed in so long before the holiday."""
    late_working_days: Count
    """What is listed late is visited within so many; a list asked for late is handed in within so many."""
    list_units: tuple[UnitKind, ...]
    """Which kinds hand in a list, or say that they have none."""
    order: tuple[CareSource, ...]
    """Who visits a household that is on several lists: the first of these."""
    high: tuple[CareSource, ...]
    """Lists whose households are at high risk: visited in person, seeing the child."""
    unvisitable: tuple[Literal["refused", "absent", "moved", "hospital", "prison", "abroad", "died"], ...]
    """Where nobody can be met for this reason, nobody need go again."""
    allowances: tuple[str, ...]
    """What is paid out before the holiday."""
    relief_sums: tuple[str, ...]
    """Sums of emergency relief that are offered; others are typed."""
    ministry: str
    """The ministry's institution that answers for the city [003] 附件1."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse an order that leaves a list to nobody."""
        if set(self.order) != set(CareSource):
            raise ValueError("new_year.order names every list once")
        return self


class ColdFigures(_Part):
    """Cold alerts (低溫) [003] 陸、一(一)2(2)D, 柒、三."""

    by: TimeOfDay
    """Everybody is asked after by then each day, Taipei's time."""
    hours: Count
    """What is published in the evening, within so many hours."""


class OnCall(_Part):
    """Who answers by night and on days off (值班) [003] 陸、一(一)2(2)A, 柒、一."""

    units: tuple[UnitKind, ...]
    """Which kinds name somebody for each day of the New-Year holiday."""
    holiday_days: Count
    """So long before the holiday they are asked."""
    phone_on_by: TimeOfDay
    """On the day before, Taipei's time: that the telephone is on."""
    answer_minutes: Count
    """Who is called for a 24-hour matter answers within so many, before the next one is called."""


class Students(_Part):
    """Students of 7 to under 12 with deviant behaviour [004] 參六(四)1."""

    reply_days: Count
    note_months: Count
    """While the school's own guidance goes on, it says so as often."""
    needs_meeting_working_days: Count
    report_days: Count
    watch_months_least: Count
    watch_months_most: Count


class Transition(_Part):
    """Before guardianship or a protective measure ends [004] 參六(三)1."""

    months_before: Count
    contact_days: Count
    """After the end, until the first contact."""
    again_days: Count
    """After who was not found, until the next attempt."""


class YouthFigures(_Part):
    """Youth of 12 to under 18 at the youth committee [004] 五(三)."""

    plan_days: Count
    """After it became known, until there is a plan of their own."""
    note_months: Count
    """So often it is told how it goes."""


class Escorts(_Part):
    """Police escorts for visits (陪同訪視) [004] 參三."""

    answer_hours: Count
    """The precinct answers so soon after it is asked."""
    before_hours: Count
    """And so long before the visit."""
    remind_hours: Count
    """Both sides are reminded so long before the visit."""
    seen_hours: Count
    """The precinct sees where it is until so long after the visit."""


class Referrals(_Part):
    """Referrals to a desk and back (轉介) [004] 參四(一)3, 六(三)2."""

    desks: tuple[UnitKind, ...]
    """Which kinds of unit are referred to."""
    answer_working_days: Count
    outcome_days: Count
    """Until the desk tells what came of it; after it has told that it goes on, once more."""
    late_days: Count
    """So long after either is due, who referred hears that it is late."""


class OnSite(_Part):
    """Units that sit at a centre (準實體駐點) [001] 四, [004] 參四(一)4."""

    count_working_days: Count
    """After a sitting, until it is said how many came."""


class ClosedDaysFigures(_Part):
    """Days on which a typhoon closes the office (停班停課), entered by an administrator."""

    back_days: Count
    """A day that has passed may be entered so late."""
    ahead_days: Count


class LeaveFigures(_Part):
    """Being away with a deputy (請假代理)."""

    days: Count
    """It ends within so many days."""


class Invitations(_Part):
    """One-time invitations."""

    valid_days: Count


class Pin(_Part):
    """The PIN before full data (`trust.md` L2)."""

    minutes: Count
    tries: Count
    locked_minutes: Count
    choosing_minutes: Count
    given_hours: Count


def _between(first: time, until: time, at: time) -> bool:
    """Tell whether a time of day lies between two, which may span midnight."""
    return first <= at < until if first <= until else at >= first or at < until


class Looks(_Part):
    """Full data that somebody reads of cases that are not theirs (`trust.md` L2)."""

    many: Count
    """More households within an hour than so many are told to a second person."""
    hourly: Count
    """More than so many need a colleague's yes."""
    again_times: Annotated[int, Field(ge=2, strict=True)]
    """The same family on so many days, within so many days, is told to a second person."""
    again_days: Count
    misses: Count
    """So many whole IDs, telephones or houses that are nowhere, within an hour, and no more are looked up."""
    night_from: TimeOfDay
    night_until: TimeOfDay
    """Looks in between are told to a second person."""

    decoys: Annotated[int, Field(ge=0, strict=True)]
    """So many invented cases the office keeps at most (誘餌個案); 0: none, and none is there."""

    def night(self, at: time) -> bool:
        """Tell whether it is night at a time of day."""
        return _between(self.night_from, self.night_until, at)

    @model_validator(mode="after")
    def _told_before_it_is_refused(self) -> Self:
        if self.many > self.hourly:
            raise ValueError("many: more than hourly, so that nobody would hear of it")
        return self


class Emergency(StrEnum):
    """Why somebody opens a case that is not theirs."""

    DANGER = "danger"
    FOUND = "found"  # somebody of the household stands before them, or calls
    UNREACHED = "unreached"
    OTHER = "other"


class Glass(_Part):
    """A case that is opened in an emergency (`trust.md`)."""

    hours: Count
    """So long it is read."""
    reasons: Annotated[tuple[Emergency, ...], Field(min_length=1)]
    """What is offered as a reason, in this order."""


class Keeping(_Part):
    """How long things are kept."""

    closed_days: Annotated[int, Field(ge=0, strict=True)]
    """So long who served a case reads it after it was closed; its unit does as long as it is kept."""
    draft_days: Count
    remind_hours: Count
    """After so long somebody hears that what they began was not sent."""
    remind_danger_minutes: Count
    """After so long, where they said that somebody is in danger."""
    remind_danger_again_minutes: Count
    """And after so long once more."""
    together_hours: Count
    """So long what is sent one after the other is about one household."""
    shown_hours: Annotated[int, Field(ge=1, le=47, strict=True)]
    """Telegram lets a bot delete for 48 hours."""
    files_days: Count
    """What somebody sent as a file, and what was found in it."""
    evidence_megabytes: Annotated[int, Field(ge=1, le=20, strict=True)]
    """Of one photo, film or sound of a report; Telegram gives a bot 20 of a file."""
    evidence_files: Annotated[int, Field(ge=1, le=90, strict=True)]
    """So many of them are sent at once; each has a key, of which Telegram shows a hundred."""

    def closed_since(self, now: datetime) -> datetime:
        """Say since when a case is closed that who served it still reads."""
        return now - timedelta(days=self.closed_days)

    @property
    def reminds(self) -> tuple[timedelta, ...]:
        """After how long somebody hears that what they began was not sent."""
        return (timedelta(hours=self.remind_hours),)

    @property
    def reminds_of_danger(self) -> tuple[timedelta, ...]:
        """After how long, where they said that somebody is in danger."""
        minutes = (self.remind_danger_minutes, self.remind_danger_again_minutes)
        return tuple(timedelta(minutes=one) for one in sorted(minutes))

    @property
    def together(self) -> timedelta:
        """How long what is sent belongs to what was sent before, while nobody said that it is a report."""
        return timedelta(hours=self.together_hours)

    @property
    def shown(self) -> timedelta:
        """How long full data stays in a chat."""
        return timedelta(hours=self.shown_hours)


class FileFigures(_Part):
    """Lists that people send as files."""

    megabytes: Annotated[int, Field(ge=1, le=20, strict=True)]
    """Telegram gives a bot no file of more than 20."""
    rows: Annotated[int, Field(ge=1, le=100_000, strict=True)]
    columns: Count

    @property
    def limits(self) -> FileLimits:
        """How large a list may be."""
        return FileLimits(self.megabytes * MEGABYTE, self.rows, self.columns)


class Nudging(_Part):
    """When people are nudged, and how much at once (`ux.md` 20). Times are Taipei's."""

    digest: TimeOfDay
    """The morning's one message goes out."""
    quiet_from: TimeOfDay
    quiet_until: TimeOfDay
    """Nothing goes out in between but 24-hour matters."""
    soon_days: Annotated[int, Field(ge=0, le=30, strict=True)]
    """What is due within so many days is due soon."""
    lines: Annotated[int, Field(ge=1, le=20, strict=True)]
    """A message names so many duties; the rest are counted."""
    postponements: Annotated[int, Field(ge=0, le=30, strict=True)]
    """So often one may ask to be reminded a day later."""
    late_minutes: Count
    """What goes out later than this says that it is late."""
    flood: Annotated[int, Field(ge=1, strict=True)]
    """More than this at once after the clock jumped waits for an administrator (`trust.md` R8)."""

    def quiet(self, at: time) -> bool:
        """Tell whether a time of day lies in the quiet hours, which may span midnight."""
        return _between(self.quiet_from, self.quiet_until, at)

    @model_validator(mode="after")
    def _the_digest_is_not_in_quiet_hours(self) -> Self:
        if self.quiet(self.digest):
            raise ValueError("digest: lies in the quiet hours")
        return self


_RUNG = re.compile(r"(?P<at>0|[+-]\d{1,4})(?P<unit>[dh]?)\s+(?P<to>[a-z]+(?:\+[a-z]+)*)")


class Rung(_Part):
    """One step of a ladder, counted from the deadline: `-3d owner`, `0 owner`, `+2h owner+supervisor`."""

    at: str
    to: tuple[Hearer, ...]

    @model_validator(mode="before")
    @classmethod
    def _read(cls, written: Any) -> Any:
        found = _RUNG.fullmatch(written) if isinstance(written, str) else None
        if found is None:
            raise ValueError("a rung looks like '-3d owner', '0 owner' or '+12h supervisor+bureau'")
        return {"at": found["at"] + (found["unit"] or "d"), "to": tuple(found["to"].split("+"))}

    @classmethod
    def late(cls, days: int, to: tuple[Hearer, ...]) -> "Rung":
        """Return the rung so many days after the deadline."""
        return cls.model_construct(at=f"+{days}d", to=to)

    @property
    def by_day(self) -> bool:
        """Counted in days: goes out with the morning's digest."""
        return self.at.endswith("d")

    @property
    def offset(self) -> timedelta:
        """How far from the deadline."""
        amount = int(self.at[:-1])
        return timedelta(days=amount) if self.by_day else timedelta(hours=amount)

    @property
    def written(self) -> str:
        """Write it as it stands in a file."""
        return f"{'0' if self.at == '0d' else self.at} {'+'.join(self.to)}"


def _rising(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    if not rungs:
        raise ValueError("a duty without nudges")
    offsets = [rung.offset for rung in rungs]
    if offsets != sorted(set(offsets)):
        raise ValueError("the rungs must rise")
    return rungs


Ladder = Annotated[tuple[Rung, ...], AfterValidator(_rising)]


class Overdue(_Part):
    """What stays overdue when its ladder has ended is heard until it is done."""

    weekday: Annotated[int, Field(ge=1, le=7, strict=True)]
    """Each week by who owes it; 1 is Monday."""
    month_day: Annotated[int, Field(ge=1, le=28, strict=True)]
    """Each month by the bureau."""
    urgent_days: Count
    """A 24-hour matter after so many days again, by who owes it and the supervisor."""

    def hearers(self, day: date, ended: date, *, urgent: bool) -> tuple[Hearer, ...]:
        """Say who hears on a day of something whose ladder *ended* on another, if anybody."""
        owing: tuple[Hearer, ...] = ()
        if urgent and (day - ended).days % self.urgent_days == 0:
            owing = (Hearer.OWNER, Hearer.SUPERVISOR)
        elif not urgent and day.isoweekday() == self.weekday:
            owing = (Hearer.OWNER,)
        return (*owing, Hearer.BUREAU) if day.day == self.month_day else owing


class UrgentLadders(_Part):
    """The ladders of what has a slower one where the case is not urgent."""

    acknowledge: Ladder


class StatisticsFigures(_Part):
    """What tables of figures mark (`screens.md` §6)."""

    caseload: Count
    """More open cases than that are marked in the table of workers."""


class Policy(_Part):
    """One edition of the rules, in force from a date."""

    edition: str = Field(min_length=1)
    title: str = Field(min_length=1)
    in_force: date
    screening: Screening
    dispatch: DispatchFigures
    visits: Visits
    unmet: Unmet
    follow_up: FollowUpFigures
    seats: Seats
    decisions: Decisions
    joint_plan: JointPlan
    search: SearchFigures
    meetings: Meetings
    kinds: Kinds
    rosters: Rosters
    new_year: NewYearFigures
    cold: ColdFigures
    on_call: OnCall
    students: Students
    youth: YouthFigures
    transition: Transition
    escorts: Escorts
    referrals: Referrals
    on_site: OnSite
    merit: MeritRules
    statistics: StatisticsFigures
    closed_days: ClosedDaysFigures
    leave: LeaveFigures
    invitations: Invitations
    pin: Pin
    looks: Looks
    glass: Glass
    keeping: Keeping
    files: FileFigures
    nudges: Nudging
    overdue: Overdue
    ladders: dict[Duty, Ladder]
    urgent_ladders: UrgentLadders
    sources: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """Where each figure comes from, by its key (`visits.first_days`); what has none is the city's default."""

    whys: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """Why the edition changed a figure (差異說明), where its document says so."""

    def source(self, key: str) -> str:
        """Return the document that sets a figure, or `DEFAULT`."""
        return self.sources.get(key, DEFAULT)

    def ladder(self, duty: Duty, *, urgent: bool) -> tuple[Rung, ...]:
        """Return the ladder of a duty; of a 24-hour matter its own, where it has one."""
        slower = self.ladders[duty]
        return getattr(self.urgent_ladders, duty, slower) if urgent else slower

    @model_validator(mode="after")
    def _every_duty_has_a_ladder(self) -> Self:
        for duty in Duty:
            if duty not in self.ladders:
                raise ValueError(f"ladders.{duty}: a duty without nudges")
        return self

"""A unit's part in a campaign: its list before the holiday, its results after it [003] 陸."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field

from casework.errors import EmptyAnswer
from casework.forms import Form, Question, QuestionKind
from casework.new_year.care import COUNTED
from casework.new_year.holiday import NewYear, new_year, sign_of
from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reasons import reason
from casework.reminders.kinds import Kind
from casework.staffing.bearers import answers_for
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start
from casework.text.identity import plain

MOST = 99_999


def _number(said: str) -> str:
    """Read how many."""
    told = plain(said).strip()
    if not told.isdecimal() or int(told) > MOST:
        raise EmptyAnswer
    return str(int(told))


CORRECT_RESULTS = Form(
    "care_correct",
    (
        Question("figure", QuestionKind.CHOICE, COUNTED),
        Question("number", QuestionKind.TEXT, limit=6, check=_number),
        reason(limit=200),
    ),
)
"""Another figure than was counted, and why."""
CONFIRM_RESULTS = Form("care_confirm", (reason(limit=200),))
"""Why nobody went to some households: the results say it of them (`screens.md` §5, 未訪原因)."""
SEND_RESULTS = Form("care_send", (Question("letter", QuestionKind.TEXT, limit=60),))
"""Under which number the results were sent up (發文字號)."""


class CarePart(Struct, frozen=True):
    """What a unit hands in of a campaign."""

    id: int
    year: int
    unit: Unit
    asked_at: datetime
    listed_at: datetime | None = None
    """When it handed in its list, or said that it has none."""
    results_at: datetime | None = None
    """When it confirmed its results; the bureau: when it sent up those of all."""
    figures: Mapping[str, int] = field(default_factory=dict)
    """As they were confirmed, or corrected."""
    reason: str = ""
    """Why they were corrected, or nobody went to some; of the bureau, under which number they went up."""
    version: int = 1
    over: bool = False
    """The window is over: no list is awaited any more, the results are."""
    none: bool = False
    """It said that it has no list."""
    paid: frozenset[str] = frozenset()
    """Of the bureau: the allowances that were paid out."""

    def holiday(self, rules: Rules) -> NewYear:
        """Return the holiday it is about."""
        return new_year(self.year, rules.calendar)

    @property
    def sign(self) -> str:
        """Return what a push calls it: 春節 116 平鎮衛生所."""
        return f"{sign_of(self.year)} {self.unit.name}"[:40]


def hands_in(unit: Unit, rules: Rules) -> bool:
    """Tell whether a unit is asked for a list, by its kind."""
    return not unit.ended and unit.kind in rules.policy.new_year.list_units


def list_awaited(part: CarePart, rules: Rules) -> bool:
    """Tell whether a unit's list is still to be handed in."""
    return hands_in(part.unit, rules) and part.listed_at is None and not part.over


def results_due(part: CarePart, rules: Rules) -> bool:
    """Tell whether results can be sent up: the holiday is over."""
    return part.results_at is None and rules.day > part.holiday(rules).last


def owed(part: CarePart, rules: Rules) -> Iterator[Owed]:
    """Hand in the list before the window (default), and the results within a week of the holiday.

    Of the bureau: pay out the allowances before the holiday [003] 陸、一(一)2(1)A.
    """
    holiday, figures = part.holiday(rules), rules.policy.new_year
    _, last = holiday.window(figures)
    bearer = answers_for(part.unit)
    if list_awaited(part, rules):
        late = rules.calendar.after_working_days(part.asked_at, figures.late_working_days)
        due = max(day_end(holiday.first - timedelta(days=figures.list_days)), late)
        yield Owed(Duty.NEW_YEAR_LIST, holiday.period, part.asked_at, due, bearer)
    if part.unit.kind is UnitKind.BUREAU and not part.over and set(figures.allowances) - part.paid:
        due = day_end(holiday.first - timedelta(days=1))
        yield Owed(Duty.ALLOWANCES, holiday.period, part.asked_at, due, bearer)
    if part.results_at is None:
        since = day_start(holiday.last + timedelta(days=1))
        yield Owed(Duty.NEW_YEAR_RESULTS, holiday.period, since, day_end(last), bearer)


def subject_of(part: CarePart) -> Subject:
    """Return it as what its duties belong to."""
    return Subject(part.id, "care_part", part.sign, part.unit.id)


PART: Kind[CarePart] = Kind("care_part", subject_of, owed)


def speaks(person: Person, unit: Unit) -> bool:
    """Tell whether somebody hands in for a unit: clerks, liaisons, who leads it; the bureau for any."""
    own = person.unit == unit.id and person.role in (*LEADING, Role.CLERK, Role.LIAISON)
    return own or person.role is Role.BUREAU

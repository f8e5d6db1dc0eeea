"""Students of 7 to under 12 with deviant behaviour: from the letter to the outcome [004] 參六(四)1."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, repeat

from casework.policy.owed import Owed, Rules
from casework.policy.policy import Duty
from casework.staffing.bearers import answers_for
from casework.staffing.units import Unit
from casework.text.dates import day_end, day_start, months_after


@dataclass(frozen=True)
class Watch:
    """One round of individual measures (個別化輔導教育措施) and of the meeting on what came of them."""

    begun: date | None = None
    """Unknown: counted from the meeting that set them going."""
    met_on: date | None = None
    improved: bool | None = None
    """What the meeting found; False begins another round."""
    reported_on: date | None = None


@dataclass(frozen=True)
class Matter:
    """One student's matter, as far as the school has come."""

    id: int
    unit: Unit
    """The school, or who answers for it at the education bureau."""
    letter_on: date
    serious: bool | None = None
    """Serious, or judged to need intervention (情節重大或評估需要介入性輔導); None: nobody has said."""
    replied_on: date | None = None
    needs_met_on: date | None = None
    needs_reported_on: date | None = None
    watches: tuple[Watch, ...] = ()


def owed(matter: Matter, rules: Rules) -> Iterator[Owed]:
    """List what a school owes for a student."""
    if not matter.serious:
        if matter.replied_on is None:
            yield _reply(matter, rules)
    elif matter.needs_met_on is None:
        yield _needs_meeting(matter, rules)
    else:
        if matter.needs_reported_on is None:
            yield _report(Duty.NEEDS_REPORT, str(matter.id), matter, matter.needs_met_on, rules)
        yield from _watching(matter, matter.needs_met_on, rules)


def _reply(matter: Matter, rules: Rules) -> Owed:
    """Not serious, or nobody has judged: reply within 7 days of the letter [004] 參六(四)1(1)."""
    due = day_end(matter.letter_on + timedelta(days=rules.policy.students.reply_days))
    since = day_end(matter.letter_on)
    return Owed(Duty.STUDENT_REPLY, str(matter.id), since, due, answers_for(matter.unit))


def _needs_meeting(matter: Matter, rules: Rules) -> Owed:
    """Serious: a meeting on the student's needs within 5 working days [004] 參六(四)1(2)①."""
    days = rules.policy.students.needs_meeting_working_days
    since = day_end(matter.letter_on)
    due = rules.calendar.after_working_days(since, days)
    return Owed(Duty.NEEDS_MEETING, str(matter.id), since, due, answers_for(matter.unit))


def _watching(matter: Matter, begun: date, rules: Rules) -> Iterator[Owed]:
    """Watch and meet, round by round, until the matter is better [004] 參六(四)1(2)②, ③."""
    for number, watch in enumerate(chain(matter.watches, repeat(Watch())), 1):
        period = f"{matter.id}:{number}"
        if watch.met_on is None:
            yield _outcome_meeting(period, matter, watch.begun or begun, rules)
            return
        if watch.reported_on is None:
            yield _report(Duty.OUTCOME_REPORT, period, matter, watch.met_on, rules)
        if watch.improved is not False:
            return
        begun = watch.met_on


def _outcome_meeting(period: str, matter: Matter, begun: date, rules: Rules) -> Owed:
    """Between 3 and 6 months of measures [004] 參六(四)1(2)②."""
    students = rules.policy.students
    since = day_start(months_after(begun, students.watch_months_least))
    due = day_end(months_after(begun, students.watch_months_most))
    return Owed(Duty.OUTCOME_MEETING, period, since, due, answers_for(matter.unit))


def _report(duty: Duty, period: str, matter: Matter, met_on: date, rules: Rules) -> Owed:
    """Within 7 days of the meeting [004] 參六(四)1(2)①, ③."""
    due = day_end(met_on + timedelta(days=rules.policy.students.report_days))
    return Owed(duty, period, day_end(met_on), due, answers_for(matter.unit))

"""The catalogue of obligations: for each duty its source, its figures, who owes it and what ends it.

`docs/catalogue.md` and `/why` are written from it; the rules stand in the modules that give `Owed`.
"""

from dataclasses import dataclass
from typing import Any, Final

from casework.policy.owed import Bearer
from casework.policy.policy import Duty, Policy

_B = Bearer
PERSON: Final = (_B.PERSON, _B.SUPERVISORS)
"""Whose it is; where nobody is named, their supervisors."""
OF_THE_UNIT: Final = (_B.LIAISONS, _B.CLERKS, _B.SUPERVISORS, _B.BUREAU)
"""Who speaks for a unit, by its kind (`bearers.py`)."""
SECRETARIATS: Final = (_B.BUREAU, _B.CLERKS, _B.SUPERVISORS)
"""Of the three meetings (`meetings.py`)."""


@dataclass(frozen=True)
class Rule:
    """What the office can say of a duty without looking at a case."""

    source: str
    """Of the rule; its figures have their own."""
    figures: tuple[str, ...]
    """Keys of the policy on which its dates rest."""
    bearers: tuple[Bearer, ...]
    ends: tuple[str, ...]
    """The acts that do its work: verbs of the journal, or the words of those whose screens come later."""
    awaited: bool = False
    """Somebody waits for an answer or a decision: it is work of today, whatever its date."""


def _each_meeting(*figures: str) -> tuple[str, ...]:
    return tuple(
        f"meetings.{kind}.{figure}" for kind in ("city", "district", "conference") for figure in figures
    )


RULES: Final[dict[Duty, Rule]] = {
    Duty.SCREEN: Rule(
        "[003] 追蹤表 4、篩派時限",
        ("screening.urgent_hours", "screening.other_days"),
        (_B.SCREENERS,),
        ("case.dispatched", "case.joined", "case.redirected", "case.not_taken"),
        awaited=True,
    ),
    Duty.ACKNOWLEDGE: Rule(
        "domain.md §3.3",
        ("dispatch.acknowledge_working_days", "dispatch.return_working_days"),
        PERSON,
        (
            "case.accepted",
            "case.declined",
            "case.offer_lapsed",
            "seat.accepted",
            "seat.declined",
            "seat.lapsed",
        ),
        awaited=True,
    ),
    Duty.FIRST_VISIT: Rule(
        "兒少權法 54；脆弱家庭辦法 5",
        ("visits.first_days", "seats.first_visit", "seats.with_child"),
        PERSON,
        ("case.visited",),
    ),
    Duty.ASSESS: Rule(
        "兒少權法 54；脆弱家庭辦法 5",
        ("visits.assessment_days", "seats.assess", "seats.with_child"),
        PERSON,
        ("case.assessed",),
    ),
    Duty.VISIT: Rule(
        "[003] 陸、二(二)1(3)；domain.md §3.4",
        ("visits.high_days", "visits.medium_days", "visits.low_days", "seats.no_visits"),
        PERSON,
        ("case.visited",),
    ),
    Duty.FOLLOW_UP: Rule(
        "[001] 三(六)3(5)",
        ("follow_up.of", "follow_up.grace_days", "seats.no_follow_up"),
        PERSON,
        ("case.followed_up",),
    ),
    Duty.JUDGE_CLOSING: Rule(
        "domain.md §3.7",
        ("decisions.closing_working_days",),
        (_B.SUPERVISORS,),
        ("case.closed", "case.closing_returned"),
        awaited=True,
    ),
    Duty.JUDGE_DISPUTE: Rule(
        "[003] 追蹤表 4、爭議機制",
        ("decisions.dispute_working_days",),
        (_B.SCREENERS,),
        ("case.upheld", "case.screened_again"),
        awaited=True,
    ),
    Duty.JOINT_PLAN: Rule("[001] 三(六)2(5)B", ("joint_plan.days",), PERSON, ("case.planned",)),
    Duty.SEARCH_FORM: Rule(
        "[001] 三(六)2(4)",
        ("search.form_hours",),
        (_B.BUREAU,),
        ("case.form_given", "case.child_found"),
        awaited=True,
    ),
    Duty.SEARCH_RESULT: Rule(
        "[001] 三(六)2(4)",
        ("search.look_days",),
        (_B.PERSON, _B.BUREAU),
        ("case.looked_for", "case.child_found"),
        awaited=True,
    ),
    Duty.APPLY_SEARCH: Rule(
        "[001] 三(六)2(4)",
        ("search.apply_working_days",),
        (_B.PERSON, _B.SUPERVISORS, _B.BUREAU),
        ("case.search_applied", "case.child_found"),
        awaited=True,
    ),
    Duty.PROPOSE_CASES: Rule(
        "[001] 參三(六)2(1)",
        ("meetings.conference.propose_months", "meetings.conference.months"),
        OF_THE_UNIT,
        ("conference.proposed",),
    ),
    Duty.HOLD_MEETING: Rule(
        "[001] 參一–三(四)", _each_meeting("months", "every_months"), SECRETARIATS, ("meeting.held",)
    ),
    Duty.MINUTES: Rule(
        "[001] 參二(四), 三(四)", _each_meeting("minutes_days"), SECRETARIATS, ("meeting.minutes_sent",)
    ),
    Duty.TRACKED_PROGRESS: Rule(
        "[001] 參二(六)1；[002] 柒；[003] 追蹤表",
        ("meetings.progress_days", *_each_meeting("months")),
        OF_THE_UNIT,
        ("item.progress_told", "item.removed"),
    ),
    Duty.UPLOAD_ROSTER: Rule(
        "[001] 三(六)2(2), (3), (5)",
        ("rosters.day", "meetings.conference.kinds"),
        OF_THE_UNIT,
        ("roster.uploaded",),
    ),
    Duty.NEW_YEAR_VISIT: Rule(
        "[003] 伍、二；陸、二(二)1",
        ("new_year.before_days", "new_year.after_days"),
        (_B.PERSON, *OF_THE_UNIT),
        ("case.visited",),
    ),
    Duty.NEW_YEAR_RESULTS: Rule(
        "[003] 陸、二(二)3", ("new_year.after_days",), OF_THE_UNIT, ("care.results_sent",)
    ),
    Duty.STUDENT_REPLY: Rule(
        "[004] 參六(四)1(1)",
        ("students.reply_days",),
        OF_THE_UNIT,
        ("student.replied", "student.judged_serious"),
    ),
    Duty.NEEDS_MEETING: Rule(
        "[004] 參六(四)1(2)①",
        ("students.needs_meeting_working_days",),
        OF_THE_UNIT,
        ("student.needs_met", "student.judged_not_serious"),
    ),
    Duty.NEEDS_REPORT: Rule(
        "[004] 參六(四)1(2)①", ("students.report_days",), OF_THE_UNIT, ("student.needs_reported",)
    ),
    Duty.OUTCOME_MEETING: Rule(
        "[004] 參六(四)1(2)②, ③",
        ("students.watch_months_least", "students.watch_months_most"),
        OF_THE_UNIT,
        ("student.outcome_met",),
    ),
    Duty.OUTCOME_REPORT: Rule(
        "[004] 參六(四)1(2)③", ("students.report_days",), OF_THE_UNIT, ("student.outcome_reported",)
    ),
    Duty.TRANSITION_MEETING: Rule(
        "[004] 參六(三)1", ("transition.months_before",), OF_THE_UNIT, ("transition.met",)
    ),
}

AWAITED: Final = tuple(duty for duty, rule in RULES.items() if rule.awaited)


def sources(duty: Duty, policy: Policy) -> list[str]:
    """Return the source of a rule, then those of its figures, each once; `default` where the city set one."""
    rule = RULES[duty]
    return list(dict.fromkeys((rule.source, *(policy.source(key) for key in rule.figures))))


def figure(policy: Policy, key: str) -> Any:
    """Look a figure up by its key: `visits.first_days`."""
    found: Any = policy
    for part in key.split("."):
        found = getattr(found, part)
    return found

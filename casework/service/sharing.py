"""A family that several units serve (共案): their joint plan."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from casework.cases.access import Action
from casework.cases.acting import Act, Circle
from casework.cases.case import Case
from casework.cases.owing import PERSON, Rule, filed
from casework.forms import Form, Question, QuestionKind
from casework.policy.owed import Bearer, Owed, Rules, somebody
from casework.policy.policy import Duty
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, local_day, month_end, next_month

PLANNING = tuple(
    kind
    for kind in UnitKind
    if kind
    not in (
        UnitKind.WELFARE,
        UnitKind.MENTAL_HEALTH,
        UnitKind.DRUGS,
        UnitKind.SUICIDE,
        UnitKind.COUNSELLING,
        UnitKind.LEGAL,
        UnitKind.SCHOOL,
        UnitKind.CHARITY,
    )
)
"""Who can be named in it: several bureaus make one plan, and the rest count as one of these."""

SHARED = Form("shared", (Question("units", QuestionKind.MANY, PLANNING),))
"""Which units serve the family, too: only where another bureau does is one plan owed [001] 三(六)2(5)B."""
JOINT_PLAN = Form(
    "joint_plan",
    (
        Question("units", QuestionKind.MANY, PLANNING),
        Question("aims", QuestionKind.TEXT, limit=1000),
        Question("shares", QuestionKind.TEXT, limit=2000),
        Question("months", QuestionKind.CHOICE, ("3", "6", "12")),
    ),
)
"""The joint plan (共同服務處遇計畫): who serves, to what end, who does what, how long [001] 三(六)2(5)B."""


def owed(case: Case, rules: Rules) -> Iterator[Owed]:
    """One plan for a family that several bureaus serve [001] 三(六)2(5)B; its days are the city's default.

    Counted from when it was known; who took the case on later has the whole time from then.
    """
    if case.to_plan:
        since = max(filter(None, (case.sharing.shared_at, case.lead.accepted_at)), default=case.reported_at)
        due = day_end(local_day(since) + timedelta(days=rules.policy.joint_plan.days))
        yield Owed(Duty.JOINT_PLAN, "", since, due, *somebody(case.worker))


PLAN: Final = Act(
    "plan",
    Action.LEAD,
    lambda case, at: case.plan(at.now),
    verb="case.planned",
    form=JOINT_PLAN,
    heard_by=(Circle.SUPERVISORS,),
)
"""The conference passes the plan [001] 三(六)2(5)B, so the supervisors hear."""
PASS: Final = Act(
    "agree_plan",
    Action.AGREE_PLAN,
    lambda case, at: case.pass_plan(at.now),
    verb="case.plan_passed",
    heard_by=(Circle.WORKER,),
)
"""The supervisor, who chairs the conference [001] 參三(二), says that it passed the plan."""


def to_pass(case: Case, rules: Rules) -> Iterator[Owed]:
    """The next case conference passes the plan [001] 三(六)2(5)B: by the end of its month [001] 參三(四)."""
    if case.to_pass and (since := case.sharing.planned_at) is not None:
        months, day = rules.policy.meetings.conference.months, local_day(since)
        while day.month not in months:
            day = next_month(day)
        yield Owed(Duty.AGREE_PLAN, "", since, day_end(month_end(day)), Bearer.SUPERVISORS)


TO_PASS: Final = Rule(
    "Let the next case conference, in one of its `months`, pass the joint plan.",
    "[001] 三(六)2(5)B",
    ("meetings.conference.months",),
    (Bearer.SUPERVISORS,),
    (PASS.verb,),
    owed=to_pass,
)
RULE: Final = filed(
    PLAN,
    owed,
    says="Make one plan for a family that several bureaus serve (共案) within `days`.",
    source="[001] 三(六)2(5)B",
    figures=("joint_plan.days",),
    bearers=PERSON,
)

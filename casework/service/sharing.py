"""A family that several units serve (共案): their joint plan."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from casework.cases.access import Action
from casework.cases.acting import Act, Circle
from casework.cases.case import Case
from casework.cases.owing import PERSON, filed
from casework.forms import Form, Question, QuestionKind
from casework.policy.owed import Owed, Rules, somebody
from casework.policy.policy import Duty
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, local_day

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
RULE: Final = filed(
    PLAN,
    owed,
    says="Make one plan for a family that several bureaus serve (共案) within `days`.",
    source="[001] 三(六)2(5)B",
    figures=("joint_plan.days",),
    bearers=PERSON,
)

"""A family that several units serve (共案): their joint plan."""

from casework.forms import Form, Question, QuestionKind
from casework.staffing.units import UnitKind

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

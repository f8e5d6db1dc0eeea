"""The forms of service: visits, the monthly follow-up and the reasons that acts need."""

from collections.abc import Mapping
from datetime import date

from casework.cases.case import Risk
from casework.cases.household import readable_household
from casework.errors import WrongState
from casework.forms import Answers, Form, Question, QuestionKind, Value
from casework.policy.policy import Duty
from casework.staffing.people import UnitKind
from casework.text.dates import next_month

RISKS = tuple(Risk)


def _met(answers: Answers) -> bool:
    return answers.get("met") == "met"


def _in_person(answers: Answers) -> bool:
    return _met(answers) and answers.get("mode") != "phone"


VISIT = Form(
    "visit",
    (
        Question("mode", QuestionKind.CHOICE, ("home", "phone", "office", "school")),
        Question("met", QuestionKind.CHOICE, ("met", "not_met")),
        Question("children", QuestionKind.CHOICE, ("all", "some", "none", "no_children"), asked=_in_person),
        Question("risk", QuestionKind.CHOICE, RISKS, asked=_met),
        Question("day", QuestionKind.DATE, ("today", "yesterday")),
        Question("note", QuestionKind.TEXT, optional=True, limit=2000),
    ),
)
"""A visit, also one where nobody was met."""


def counts(answers: Answers, known: Risk | None) -> bool:
    """Tell whether this is the visit that was due: somebody was met, so that the child's care became known.

    Where the risk is *known* to be high, or nobody judged it before and now it is, the children are seen in
    person; the rest may be by telephone [003] 陸、二(二)1(3).
    """
    if (known or answers.get("risk")) != Risk.HIGH:
        return _met(answers)
    return _in_person(answers) and answers.get("children") != "none"


def unchanged(risk: Risk | None, today: date, *, duty: Duty = Duty.VISIT) -> dict[str, Value]:
    """Return the answers of a visit at home at which everybody was met and nothing had changed.

    A first visit has nothing to compare with, nor has one of a case whose risk nobody judged.
    """
    if duty is not Duty.VISIT or risk is None:
        raise WrongState
    return {
        "mode": "home",
        "met": "met",
        "children": "all",
        "risk": risk,
        "day": today.isoformat(),
        "note": None,
    }


FOLLOW_UP = Form(
    "follow_up",
    (
        Question("contact", QuestionKind.CHOICE, ("home", "phone", "office", "none")),
        Question("children", QuestionKind.CHOICE, ("all", "some", "none", "no_children")),
        Question(
            "needs",
            QuestionKind.MANY,
            ("money", "care", "health", "work", "school", "housing"),
            optional=True,
        ),
        Question(
            "services",
            QuestionKind.MANY,
            ("visit", "aid", "referral", "counselling", "childcare", "joint"),
            optional=True,
        ),
        Question("risk", QuestionKind.CHOICE, RISKS),
        Question("plan", QuestionKind.TEXT, limit=2000),
    ),
)
"""The monthly follow-up (每月回報) [001] 三(六)3(5)."""

ASSESSMENT = Form(
    "assessment",
    (
        Question(
            "members",
            QuestionKind.MANY,
            ("mother", "father", "grandparents", "relatives", "partner", "children"),
        ),
        Question("strengths", QuestionKind.TEXT, optional=True, limit=1000),
        Question(
            "needs",
            QuestionKind.MANY,
            ("money", "care", "health", "work", "school", "housing"),
            optional=True,
        ),
        Question("risk", QuestionKind.CHOICE, RISKS),
        Question("aims", QuestionKind.TEXT, limit=1000),
        Question("plan", QuestionKind.TEXT, limit=2000),
    ),
)
"""The assessment report (評估報告) of a vulnerable family: 脆弱家庭辦法 5."""

JOINT_PLAN = Form(
    "joint_plan",
    (
        Question("units", QuestionKind.MANY, tuple(UnitKind)),
        Question("aims", QuestionKind.TEXT, limit=1000),
        Question("shares", QuestionKind.TEXT, limit=2000),
        Question("months", QuestionKind.CHOICE, ("3", "6", "12")),
    ),
)
"""The joint plan (共同服務處遇計畫): who serves, to what end, who does what, how long [001] 三(六)2(5)B."""

DONE_BY: Mapping[Duty, Form] = {
    Duty.FIRST_VISIT: VISIT,
    Duty.VISIT: VISIT,
    Duty.FOLLOW_UP: FOLLOW_UP,
    Duty.ASSESS: ASSESSMENT,
    Duty.JOINT_PLAN: JOINT_PLAN,
}
"""The form by which a duty is done; the other duties are answered from the card of the case."""

DECLINE = Form("decline", (Question("reason", QuestionKind.TEXT, limit=500),))
DISPUTE = Form("dispute", (Question("reason", QuestionKind.TEXT, limit=1000),))
NOT_TAKEN = Form("not_taken", (Question("reason", QuestionKind.TEXT, limit=500),))
REDIRECT = Form(
    "redirect",
    (
        Question("channel", QuestionKind.CHOICE, ("113", "110", "119", "1957", "1925", "ecare")),
        Question("reason", QuestionKind.TEXT, limit=500),
    ),
)
"""To the legal channel (`domain.md` §9)."""
JOIN = Form("join", (Question("number", QuestionKind.TEXT, limit=40),))
CLOSING = Form("closing", (Question("reason", QuestionKind.TEXT, limit=1000),))
RETURN_CLOSING = Form("return_closing", (Question("reason", QuestionKind.TEXT, limit=500),))
UPHOLD = Form("uphold", (Question("reason", QuestionKind.TEXT, limit=500),))
SCREEN_AGAIN = Form("screen_again", (Question("reason", QuestionKind.TEXT, limit=500),))
IDENTIFY = Form("identify", (Question("household", QuestionKind.TEXT, limit=200, check=readable_household),))
"""Corrects who the household is."""
UNDO = Form("undo", (Question("reason", QuestionKind.TEXT, limit=500),))


def first_month(accepted: date, grace_days: int) -> date:
    """Return the first month with a follow-up: the month of acceptance, unless few days are left of it."""
    following = next_month(accepted)
    return accepted.replace(day=1) if (following - accepted).days > grace_days else following

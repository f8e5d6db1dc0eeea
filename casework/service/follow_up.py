"""The monthly follow-up (每月回報) [001] 三(六)3(5), and its first month."""

from datetime import date

from casework.cases.case import Risk
from casework.forms import Answers, Form, Question, QuestionKind
from casework.service.assess import NEEDS
from casework.text.dates import next_month


def _in_contact(answers: Answers) -> bool:
    """Who reached nobody saw no child and judges no risk anew: it stays as it was."""
    return answers.get("contact") != "none"


FOLLOW_UP = Form(
    "follow_up",
    (
        Question("contact", QuestionKind.CHOICE, ("home", "phone", "office", "none")),
        Question("children", QuestionKind.CHOICE, ("all", "some", "none", "no_children"), asked=_in_contact),
        NEEDS,
        Question(
            "services",
            QuestionKind.MANY,
            ("visit", "aid", "referral", "counselling", "childcare", "joint"),
            optional=True,
        ),
        Question("risk", QuestionKind.CHOICE, tuple(Risk), asked=_in_contact),
        Question("plan", QuestionKind.TEXT, limit=2000),
    ),
)
"""The monthly follow-up (每月回報) [001] 三(六)3(5)."""


def first_month(accepted: date, grace_days: int) -> date:
    """Return the first month with a follow-up: the month of acceptance, unless few days are left of it."""
    following = next_month(accepted)
    return accepted.replace(day=1) if (following - accepted).days > grace_days else following

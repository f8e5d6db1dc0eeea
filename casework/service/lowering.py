"""Lowering the risk: who says that it is lower than it was says why, and their supervisors hear."""

from typing import Final

from casework.cases.case import Risk, lowered
from casework.forms import RISK_BEFORE, Answers, Question, QuestionKind, Value
from casework.reasons import telling

KEY: Final = "lower_why"


def known(answers: Answers) -> Risk | None:
    """Return what the risk was when a form was begun."""
    return _risk(answers.get(RISK_BEFORE))


def asked(answers: Answers) -> bool:
    """Tell whether the answers lower it; where nothing lies below, nothing hangs on them."""
    before = known(answers)
    return any(lowered(before, each) for each in Risk) and lowered(before, _risk(answers.get("risk")))


def _risk(value: Value) -> Risk | None:
    return next((risk for risk in Risk if risk == value), None)


WHY: Final = Question(KEY, QuestionKind.TEXT, limit=500, asked=asked, check=telling)
"""Asked of who lowers it: a longer time until the next visit follows [003] 陸、二(二)1(3)."""

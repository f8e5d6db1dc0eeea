"""Visits: what is asked after one, and whether it is the one that was due."""

from datetime import date

from msgspec.structs import replace

from casework.cases.case import Risk
from casework.errors import WrongState
from casework.forms import Answers, Form, Question, QuestionKind, Value
from casework.policy.policy import Duty
from casework.service import lowering


def met(answers: Answers) -> bool:
    """Somebody of the household was met, or reached by telephone."""
    return answers.get("met") == "met"


def _lowers(answers: Answers) -> bool:
    return counts(answers, lowering.known(answers))


def _in_person(answers: Answers) -> bool:
    return met(answers) and answers.get("mode") != "phone"


VISIT = Form(
    "visit",
    (
        Question("mode", QuestionKind.CHOICE, ("home", "phone", "office", "school")),
        Question("met", QuestionKind.CHOICE, ("met", "not_met", "refused")),
        Question("children", QuestionKind.CHOICE, ("all", "some", "none", "no_children"), asked=_in_person),
        Question("risk", QuestionKind.CHOICE, tuple(Risk), asked=met),
        replace(lowering.WHY, asked=lambda answers: lowering.asked(answers) and _lowers(answers)),
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
        return met(answers)
    return _in_person(answers) and answers.get("children") != "none"


def child_seen(answers: Answers) -> bool | None:
    """Tell whether there is a child in the home; None when the answers don't say."""
    children = answers.get("children")
    return None if children is None else children != "no_children"


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

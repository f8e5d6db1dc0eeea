"""The monthly follow-up (每月回報) [001] 三(六)3(5), and its first month."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from casework.cases.case import Risk
from casework.forms import Answers, Form, Question, QuestionKind, Value
from casework.service import lowering
from casework.service.assess import NEEDS
from casework.text.dates import next_month


def _in_contact(answers: Answers) -> bool:
    """Who reached nobody saw no child and judges no risk anew: it stays as it was."""
    return answers.get("contact") != "none"


def _in_person(answers: Answers) -> bool:
    """Children are seen by who meets them."""
    return answers.get("contact") in ("home", "office")


def _fits(service: str, answers: Answers) -> bool:
    """Who was in no contact at all visited nobody."""
    return service != "visit" or _in_contact(answers)


def may_lower(answers: Answers, known: Risk | None) -> bool:
    """Tell whether the month's contact is one by which the risk can be lowered, as by a visit that counts.

    A high one only where the children were seen in person [003] 陸、二(二)1(3).
    """
    if known is not Risk.HIGH:
        return _in_contact(answers)
    return _in_person(answers) and answers.get("children") != "none"


def _lowers(answers: Answers) -> bool:
    return lowering.asked(answers) and may_lower(answers, lowering.known(answers))


FOLLOW_UP = Form(
    "follow_up",
    (
        Question("contact", QuestionKind.CHOICE, ("home", "phone", "office", "none")),
        Question("children", QuestionKind.CHOICE, ("all", "some", "none", "no_children"), asked=_in_person),
        NEEDS,
        Question(
            "services",
            QuestionKind.MANY,
            ("visit", "aid", "referral", "counselling", "childcare", "joint"),
            optional=True,
            fits=_fits,
        ),
        Question("risk", QuestionKind.CHOICE, tuple(Risk), asked=_in_contact),
        replace(lowering.WHY, asked=_lowers),
        Question("plan", QuestionKind.TEXT, limit=2000),
    ),
)
"""The monthly follow-up (每月回報) [001] 三(六)3(5)."""


def filled_in(month: date, visits: Sequence[tuple[date, Answers]], last: Answers | None) -> dict[str, Value]:
    """Return what a month's visits and the follow-up before it answer already; the summary shows it all.

    *visits*: the days and answers of the seat's visits, oldest first. Risk and plan are judged anew.
    """
    in_month = (given for on, given in visits if on.replace(day=1) == month)
    of_month = [given for given in in_month if given.get("met") == "met"]
    found: dict[str, Value] = {}
    if of_month:
        contact = of_month[-1].get("mode")
        found |= {"contact": contact} if contact in FOLLOW_UP.question("contact").options else {}
        seen = [given["children"] for given in of_month if given.get("children")]
        found |= {"children": seen[-1]} if seen else {}
        found["services"] = ["visit"]
    if last is not None and last.get("needs"):
        found["needs"] = last["needs"]
    return found


def first_month(accepted: date, grace_days: int) -> date:
    """Return the first month with a follow-up: the month of acceptance, unless few days are left of it."""
    following = next_month(accepted)
    return accepted.replace(day=1) if (following - accepted).days > grace_days else following

"""Breaking the glass: who stands before a case in an emergency reads it for some hours (`trust.md`).

Everybody whom it concerns hears of it at once, so that it stays rare.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from casework.forms import ABOUT, Answers, Form, Question, QuestionKind
from casework.policy.policy import Emergency
from casework.staffing.people import Person, Role
from casework.staffing.units import SOCIAL_WORK, Unit

BREAKING: Final = (Role.WORKER, Role.SUPERVISOR)


def _offered(reason: str, answers: Answers) -> bool:
    """Offer the reasons that the policy names, which are kept behind the number."""
    return reason in (answers.get(ABOUT) or ())


GLASS: Final = Form(
    "glass",
    (
        Question("why", QuestionKind.CHOICE, tuple(Emergency), fits=_offered),
        Question("words", QuestionKind.TEXT, limit=300),
    ),
)
"""Why; which case stands in `ABOUT`, as it was typed."""


def breaks(person: Person, unit: Unit) -> bool:
    """Tell who may: the social workers of the safety net and who supervises them."""
    return person.role in BREAKING and unit.kind in SOCIAL_WORK


class Broken(Struct, frozen=True):
    """That somebody opened a case, and how long they read it."""

    person: int
    case: int
    number: str
    at: datetime
    until: datetime

"""Decoys (誘餌個案): invented households that nobody has a reason to look at; whoever does is told of.

One is a closed case of which nothing was reported and whose end has no day: what counts reports, open cases
or ends does not know it, and it owes nothing (decision 71).
"""

from datetime import datetime
from typing import Final

from casework.cases.case import Case, Risk, State
from casework.cases.criteria import CaseKind
from casework.cases.household import Household, Member
from casework.cases.seats import Seat
from casework.forms import Form, Question, QuestionKind
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.names import bigrams, clean_name, letters

MAKING: Final = (Role.BUREAU, Role.ADMIN)
"""Who is told last of what is odd, and has no case of their own."""
DECOY: Final = Form(
    "decoy",
    (Question("name", QuestionKind.TEXT, limit=20), Question("village", QuestionKind.PLACE, limit=40)),
)
_SOUGHT: Final = 2
"""Characters of a name that are no chance."""


def makes(person: Person, there: int, most: int) -> bool:
    """Tell whether somebody may make one more, where there are so many of the most that an office keeps."""
    return person.role in MAKING and there < most


def decoy(name: str, village: str, unit: int | None, worker: int | None, at: datetime) -> Case:
    """Invent a household, as a case that is over and that *worker* served: others name who did."""
    kind = None if unit is None else UnitKind.CENTRE
    return Case(
        id=0,
        number="",
        state=State.CLOSED,
        village=village,
        urgent=False,
        reported_at=at,
        household=Household((Member(name=clean_name(name)),)),
        kinds=(CaseKind.GENERAL,),
        risk=Risk.LOW,
        lead=Seat(unit=unit, kind=kind, worker=worker, accepted_at=at),
    )


def sought(case: Case, words: str) -> bool:
    """Tell whether words of a question are the name of its household, or a part of it, however spelt."""
    name, wanted = bigrams(case.household.name), bigrams(words)
    return len(letters(words)) >= _SOUGHT and (wanted <= name or name <= wanted)

"""Before and in the holiday: relief decided at once, what elders need each day, what was paid, what is major.

[003] 陸、一(一)2(1)A, D; 2(2)A–C; 二(二)2; 柒、二.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from casework.errors import EmptyAnswer
from casework.forms import AMOUNTS, Form, Question, QuestionKind
from casework.new_year.care import CareGroup, CareHousehold
from casework.staffing.people import Person, Role
from casework.staffing.units import Unit, UnitKind
from casework.text.identity import plain

WHY: Final = ("breadwinner", "injured", "no_work", "disaster", "frozen", "other")
"""[003] 伍、一(三), (四)."""
MOST: Final = 999_999


def _amount(said: str) -> str:
    """Read a sum: 10000, 10,000, 1萬."""
    told = plain(said).replace(",", "").replace("元", "").strip()
    if told.endswith("萬"):
        told = f"{told[:-1]}0000"
    if not told.isdecimal() or not 0 < int(told) <= MOST:
        raise EmptyAnswer
    return str(int(told))


RELIEF: Final = Form(
    "relief",
    (
        Question("why", QuestionKind.CHOICE, WHY),
        Question("seen", QuestionKind.CHOICE, ("home", "office", "phone")),
        Question("amount", QuestionKind.TEXT, limit=12, suggested=AMOUNTS, check=_amount),
        Question("paid", QuestionKind.CHOICE, ("cash", "transfer")),
    ),
)
"""Visited, decided and paid in one hand: no outsider is needed [003] 柒、二."""


class Relief(Struct, frozen=True):
    """A sum that was paid (急難紓困)."""

    care: int
    unit: int
    amount: int
    at: datetime


class ReliefFund(Struct, frozen=True):
    """What a unit keeps ready (備用金) [003] 陸、一(一)2(2)B, as it told last, and what it paid since."""

    unit: int
    amount: int
    paid: int = 0

    @property
    def left(self) -> int:
        """What is left of it; less than nothing was paid from elsewhere."""
        return self.amount - self.paid


PAYING: Final = (Role.WORKER, Role.SUPERVISOR, Role.HEAD, Role.CLERK, Role.BUREAU)
"""Who decides: social workers, clerks of the district office, the bureau [003] 柒、二."""


def pays(person: Person, unit: Unit) -> bool:
    """Tell whether somebody may decide on relief."""
    own = unit.kind in (
        UnitKind.CENTRE,
        UnitKind.PROTECTION,
        UnitKind.DISTRICT,
        UnitKind.WELFARE,
        UnitKind.BUREAU,
    )
    return person.role in PAYING and own


# What elders and disabled people need each day of the holiday

NEEDS: Final = ("meals", "home_care", "goods", "company")
DAYS: Final = ("0", "1", "2", "3", "4", "5")
"""From the lunar New Year's Eve (除夕) to the fifth day (初五)."""
CARE_NEEDS: Final = Form(
    "care_needs",
    (
        Question("needs", QuestionKind.MANY, NEEDS, optional=True),
        Question("gaps", QuestionKind.MANY, DAYS, optional=True, asked=lambda said: bool(said.get("needs"))),
    ),
)
"""What they need in the holiday, and on which days nobody brings it [003] 陸、一(一)2(1)D, 2(2)C."""
ASKED: Final = (CareGroup.ALONE, CareGroup.DISABLED)
"""Of whom it is asked."""


class Needs(Struct, frozen=True):
    """What a household needs, and the days on which nobody brings it."""

    care: int
    needs: tuple[str, ...]
    gaps: tuple[str, ...]


def asked_of(care: CareHousehold) -> bool:
    """Tell whether needs are asked of a household."""
    return not care.groups.isdisjoint(ASKED)


# Major events

MAJOR: Final = Form("major", (Question("what", QuestionKind.TEXT, limit=500),))
"""A major or public event (重大或輿情事件) [003] 陸、二(二)2."""


class MajorEvent(Struct, frozen=True):
    """What happened, in the words of the bureau."""

    id: int
    at: datetime
    what: str
    ended_at: datetime | None = None

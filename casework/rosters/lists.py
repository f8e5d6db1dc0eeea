"""One month's roster of one centre: awaited, then given, then dispatched row by row [001] 三(六)2(2), (3)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.cases.criteria import CaseKind
from casework.policy.owed import Bearer, Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.rosters import monthly
from casework.rosters.declared import RosterForm
from casework.rosters.hardship import HARDSHIP
from casework.rosters.high_risk import HIGH_RISK
from casework.rosters.monthly import ROSTERS
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit, UnitKind, nearness
from casework.text.dates import local_day, month_of

FORMS: Final[dict[CaseKind, RosterForm]] = {one.kind: one for one in (HARDSHIP, HIGH_RISK)}
"""The rosters that the centres dispatch."""
GIVES: Final = (Role.BUREAU,)
"""Who hands them in (社會局 → 各家庭服務中心)."""


class RowState(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    DISPATCHED = "dispatched"
    CONTINUED = "continued"  # 續列: on last month's list, and served
    DECLINED = "declined"  # 不派案, with a reason


class RowReason(StrEnum):
    """Why a row is not dispatched."""

    SERVED = "served"  # another unit serves them for the same reason
    DIED = "died"
    MOVED = "moved"  # out of the city
    MISTAKEN = "mistaken"  # it does not meet the criterion after all


class MonthlyRoster(Struct, frozen=True):
    """The list of a month, of one kind, for one centre."""

    id: int
    kind: CaseKind
    giver: Unit
    """Who hands it in."""
    centre: int
    month: date
    """Its first day."""
    given_at: datetime | None = None
    """When it was handed in, or said that there is none; None: it is awaited."""
    by: int | None = None
    """Who did."""
    waiting: int = 0
    """So many rows are to be dispatched."""
    version: int = 1

    @property
    def sign(self) -> str:
        """Return what a push calls it: 幸扶守護 115/11."""
        return f"{ROSTERS[self.kind]} {month_of(self.month)}"


def owed(one: MonthlyRoster, rules: Rules) -> Iterator[Owed]:
    """It is to be handed in by its day (`monthly.py`), and dispatched within some working days: a default."""
    if one.given_at is None:
        yield from monthly.owed(one.kind, one.month, one.giver, one.centre, rules)
    elif one.waiting:
        due = rules.calendar.after_working_days(one.given_at, rules.policy.rosters.dispatch_working_days)
        yield Owed(Duty.DISPATCH_ROSTER, "", one.given_at, due, Bearer.SUPERVISORS)


def subject_of(one: MonthlyRoster) -> Subject:
    """Return it as what its duties belong to: the giver's while it is awaited, then the centre's."""
    unit = one.giver.id if one.given_at is None else one.centre
    return Subject(one.id, "roster", one.sign, unit)


def sees(person: Person, one: MonthlyRoster) -> bool:
    """Tell whether a roster is somebody's to see: who gives it, and who leads the centre it is for."""
    return person.role in GIVES or dispatches(person, one)


def dispatches(person: Person, one: MonthlyRoster) -> bool:
    """Tell whether somebody dispatches a roster: the centre does [001] 三(六)2(2), (3)."""
    return one.given_at is not None and person.role in LEADING and person.unit == one.centre


def suggested(needs: Sequence[str], beside: Sequence[str], units: Sequence[Unit], village: str) -> list[Unit]:
    """Suggest units beside the village's centre by identity and need, the nearest of each kind [001] 三(六)2.

    Which need points to which kind of unit no document says: *beside* is the city's default.
    """
    pointed = dict(one.split(":") for one in beside)
    kinds = dict.fromkeys(UnitKind(pointed[need]) for need in needs if need in pointed)
    found = []
    for kind in kinds:
        near = [one for one in units if one.kind is kind and nearness(one, village) < 2]
        found += sorted(near, key=lambda one: nearness(one, village))[:1]
    return found


def first_of(at: datetime) -> date:
    """Return the first day of the month of a moment."""
    return local_day(at).replace(day=1)

"""Dossiers: one matter between units, from what begins it to what came of it, and what all of them have."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct, field

from casework.errors import PastMoment, WrongState
from casework.forms import Form, Value
from casework.policy.owed import Rules
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day


class Dossier(Struct, frozen=True, kw_only=True):
    """What it is found by; the rest of its facts are its room's. Moments are aware."""

    id: int = 0
    unit: Unit
    """The unit that answers for it."""
    sign: str
    """What a push may call it (`trust.md` L0): the number of its case, else one of its own."""
    by: int | None = None
    """The unit that began it and hears of it, where that is another."""
    case: int | None = None
    ended_at: datetime | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Something can still be done with it."""
        return self.ended_at is None

    def changeable(self) -> None:
        """Refuse to change what is over."""
        if not self.open:
            raise WrongState

    def asked(self, today: date) -> Collection[int]:
        """List the units that were asked to it, for as long as they may see it."""
        return ()

    def reaching(self, today: date) -> Collection[int]:
        """List the units that may look who it is about, while it is open."""
        return (self.unit.id,)


T = TypeVar("T", bound=Dossier)


WHO = "present"
"""The question that ticks who takes part."""


class Side(StrEnum):
    """Which unit does an act of it, or hears of one."""

    UNIT = "unit"  # that answers for it
    BEGAN = "began"  # that began it
    ASKED = "asked"  # that was asked to it


class Doing(Struct, frozen=True):
    """When an act is done, by which rules, with which answers, for which unit."""

    now: datetime
    rules: Rules
    given: Mapping[str, Value] = field(default_factory=dict)
    unit: int = 0
    to: Unit | None = None
    """The unit that was chosen for it, where one is."""
    units: tuple[int, ...] = ()
    """Who is asked by it, of what was ticked (`DossierAct.asks`)."""

    @property
    def today(self) -> date:
        """Which day it is."""
        return local_day(self.now)

    def said(self, key: str) -> str:
        """Return an answer, empty where it was skipped or not asked."""
        value = self.given.get(key)
        return value if isinstance(value, str) else ""

    def day(self, key: str) -> date:
        """Return a day that was answered."""
        return date.fromisoformat(self.said(key))

    def coming(self, key: str) -> datetime:
        """Return a moment that was answered and is still to come."""
        at = datetime.fromisoformat(self.said(key))
        if at < self.now:
            raise PastMoment
        return at

    def ticked(self, key: str) -> tuple[str, ...]:
        """Return what was ticked."""
        value = self.given.get(key)
        return tuple(value) if isinstance(value, list) else ()


class DossierAct(Struct, Generic[T], frozen=True):
    """An act of a dossier: whether its key is shown and whether its press is taken is one question."""

    name: str
    by: Side
    allowed: Callable[[T, Doing], bool]
    after: Callable[[T, Doing], T]
    """The dossier after it; a day that can't be raises `BadAnswer`."""
    verb: str | Callable[[T], str]
    form: Form | None = None
    hears: tuple[Side, ...] = ()
    """Who hears of it beside who does it."""
    asks: Mapping[str, tuple[UnitKind, ...]] = field(default_factory=dict)
    """Of what is ticked under `WHO`, which kind of unit is asked: the nearest one."""

    def __hash__(self) -> int:
        return hash(self.name)

    def done(self, one: T, doing: Doing) -> T:
        """Do it, unless the rule refuses."""
        if not self.allowed(one, doing):
            raise WrongState
        return self.after(one, doing)

    def verb_of(self, after: T) -> str:
        """Name what was done."""
        return self.verb if isinstance(self.verb, str) else self.verb(after)

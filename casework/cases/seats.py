"""Seats: what one unit does for a household, each with its own worker, acceptance, visits, months and end.

The case's own seat is the lead's (主責); units that were asked beside it have joint seats (`domain.md` §3.3).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, Self

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import NotThere, VisitFirst, WrongState
from casework.staffing.units import UnitKind

LEAD: Final = 0
"""The number, within its case, of the lead's seat: it has the id of the case."""
NEW: Final = -1
"""The number of a joint seat that is not kept yet."""

NOBODY: Final = 0
"""Declines what is offered to nobody: a supervisor gives it back."""


class AskedBy(StrEnum):
    """By what a unit came to have a seat."""

    DISPATCH = "dispatch"
    VILLAGE = "village"  # every report goes to the village's centre [001] 三(六)2
    CONFERENCE = "conference"
    MATCH = "match"


class SeatEnd(StrEnum):
    """How a joint seat ended."""

    ENDED = "ended"  # its unit has done its part
    TAKEN_OVER = "taken_over"  # by the lead
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"  # what was asked is asked no more


UNTAKEN: Final = frozenset({SeatEnd.DECLINED, SeatEnd.LAPSED, SeatEnd.WITHDRAWN})
"""A seat that ended so was never served, or is no more a matter of its unit."""
STAYING: Final = frozenset({AskedBy.VILLAGE, AskedBy.CONFERENCE})
"""These seats don't end because nobody took them: the unit's supervisors find somebody."""


class Seat(Struct, frozen=True):
    """One unit's part in a case. Moments are aware, UTC."""

    id: int = LEAD
    unit: int | None = None
    kind: UnitKind | None = None
    """Of the unit: it says what the seat owes."""
    asked_by: AskedBy = AskedBy.DISPATCH
    worker: int | None = None
    offered: int | None = None
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    received_at: datetime | None = None
    """Since when its unit has the case, where that is later than the report."""
    declines: int = 0
    """How often in a row it was declined; who takes it on ends the row."""
    contacted_on: date | None = None
    """When somebody of the household was met or reached last."""
    visited_on: date | None = None
    assessed_at: datetime | None = None
    """When the assessment report was filed."""
    followed_up: date | None = None
    """First day of the last month with a follow-up."""
    ended_at: datetime | None = None
    end: SeatEnd | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """A unit has it, and it has not ended."""
        return self.unit is not None and self.ended_at is None

    @property
    def served(self) -> bool:
        """Somebody of the unit serves the household."""
        return self.open and self.worker is not None

    @property
    def unanswered(self) -> bool:
        """Nobody of the unit has taken it on."""
        return self.open and self.worker is None

    @property
    def overseen(self) -> bool:
        """The supervisors of its unit see the case: a centre's also when it has done its part."""
        return self.open or (self.kind is UnitKind.CENTRE and self.end not in UNTAKEN)

    @property
    def met(self) -> bool:
        """Whoever serves from it met or reached the household."""
        return self.contacted_on is not None or self.visited_on is not None

    def holds(self, person: int) -> bool:
        """Tell whether it is somebody's, or offered to them."""
        return self.open and person in (self.worker, self.offered)

    def offer(self, *, unit: int, kind: UnitKind | None, to: int | None, at: datetime) -> Self:
        """Offer it to somebody of a unit; to nobody yet: its supervisors find somebody."""
        return replace(self, unit=unit, kind=kind, offered=to, offered_at=at)

    def offer_again(self, *, to: int, at: datetime) -> Self:
        """Offer it to somebody else of the same unit."""
        return replace(self, offered=to, offered_at=at)

    def accept(self, *, by: int, at: datetime) -> Self:
        """Take it on; the first acceptance counts."""
        if self.offered != by:
            raise NotThere
        return replace(
            self, worker=by, accepted_at=self.accepted_at or at, offered=None, offered_at=None, declines=0
        )

    def decline(self) -> Self:
        """Somebody does not take it; who served it before still does."""
        return replace(self, declines=self.declines + 1)

    def give_back(self) -> Self:
        """The offer failed; who served it before still does."""
        return replace(self, offered=None, offered_at=self.offered_at if self.worker is None else None)

    def vacate(self) -> Self:
        """Nobody has it any more: the screeners decide once more."""
        return replace(self, unit=None, kind=None, worker=None, offered=None, offered_at=None)

    def anew(self, at: datetime) -> Self:
        """Who takes it on next receives it now, and visits and assesses anew."""
        return replace(
            self, accepted_at=None, received_at=at, contacted_on=None, visited_on=None, assessed_at=None
        )

    def hand_over(self, *, of: int, to: int, unit: int, kind: UnitKind | None) -> Self:
        """Somebody leaves (交接): what is theirs is another's; it goes to the other's *unit*.

        Unless somebody else of the present one serves it or is asked to.
        """
        if not self.holds(of):
            raise WrongState
        others = {self.worker, self.offered} - {None, of}
        return replace(
            self,
            worker=to if self.worker == of else self.worker,
            offered=to if self.offered == of else self.offered,
            unit=self.unit if others else unit,
            kind=self.kind if others else kind,
        )

    def contact(self, on: date) -> Self:
        """Somebody of the household was met or reached."""
        return replace(self, contacted_on=max(on, self.contacted_on or on))

    def visit(self, on: date) -> Self:
        """A visit that counts; the next one is counted from the latest."""
        return replace(self, visited_on=max(on, self.visited_on or on))

    def assess(self, at: datetime) -> Self:
        """File the assessment report; it rests on a visit that counts (脆弱家庭辦法 5)."""
        if self.assessed_at is not None:
            raise WrongState
        if self.visited_on is None:
            raise VisitFirst
        return replace(self, assessed_at=at)

    def follow_up(self, month: date) -> Self:
        """File the follow-up of *month* (its first day)."""
        if self.followed_up is not None and month <= self.followed_up:
            raise WrongState
        return replace(self, followed_up=month)

    def stop(self, at: datetime, how: SeatEnd) -> Self:
        """End it; whoever was asked is asked no more."""
        return replace(self, offered=None, offered_at=None, ended_at=at, end=how)

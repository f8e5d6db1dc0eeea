"""Strands of a case: the facts that one conversation writes, each a value that is kept by itself.

`version` counts how often a strand was written, 0 while it never was.
"""

from datetime import date, datetime
from typing import Self

from msgspec import Struct
from msgspec.structs import replace


class ChildSearch(Struct, frozen=True):
    """The search for a child whose whereabouts are unknown (行方不明兒少) [001] 三(六)2(4)."""

    missing_at: datetime | None = None
    """Since when it is known."""
    form_given_at: datetime | None = None
    """When the police got the search form."""
    looked_at: datetime | None = None
    """When the police told what they found."""
    found: bool | None = None
    applied_at: datetime | None = None
    """When the police search (警政協尋) was applied for."""
    version: int = 0


class Sharing(Struct, frozen=True):
    """Several units serve the family (共案) and make one plan [001] 三(六)2(5)."""

    shared_at: datetime | None = None
    """Since when it is known."""
    planned_at: datetime | None = None
    """When the joint plan was made."""
    several: bool | None = None
    """Several bureaus (局處) serve the family, not just several units; None: it was not asked yet."""
    passed_at: datetime | None = None
    """When the case conference passed the plan."""
    version: int = 0


class Closing(Struct, frozen=True):
    """The end of a case: it is proposed, and a supervisor decides (`domain.md` §3.7)."""

    proposed_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0


class Dispute(Struct, frozen=True):
    """The assessment is said to be wrong (爭議機制) [003] item 4."""

    raised_at: datetime | None = None
    version: int = 0


class Tracking(Struct, frozen=True):
    """A conference put the case under tracking (列管): the units report every month [001] 三(六)3(5).

    It stands beside the state of the case: only a later conference removes it (除管).
    """

    id: int
    met_on: date
    """The day of the conference."""
    first: date
    """The first day of the first month that is owed."""
    units: tuple[int, ...]
    """Which units report."""
    tasks: str = ""
    """What the conference asked of them."""
    removed_at: datetime | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """No conference has removed it."""
        return self.removed_at is None

    def remove(self, at: datetime) -> Self:
        """Remove it (除管)."""
        return replace(self, removed_at=at)

    def move(self, was: int, now: int) -> Self:
        """Let another unit report, to which the seat of one went."""
        return replace(self, units=tuple(dict.fromkeys(now if one == was else one for one in self.units)))

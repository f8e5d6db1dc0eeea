"""Dossiers: one matter between units, from what begins it to what came of it, and what all of them have."""

from dataclasses import dataclass
from datetime import datetime

from casework.errors import WrongState
from casework.staffing.units import Unit


@dataclass(frozen=True, kw_only=True)
class Dossier:
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

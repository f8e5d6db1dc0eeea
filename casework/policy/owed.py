"""A duty as the rules give it: what, since when, until when, and who owes it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.policy.calendar import Calendar
from casework.policy.policy import Duty, Policy


@dataclass(frozen=True)
class Rules:
    """The edition in force and the calendar it counts by."""

    policy: Policy
    calendar: Calendar

    @property
    def signature(self) -> str:
        """Tell rules apart: what was counted by others is to be counted anew."""
        closed = ",".join(day.isoformat() for day in sorted(self.calendar.closed))
        return hashlib.sha256(f"{self.policy.model_dump_json()}{closed}".encode()).hexdigest()[:32]


class Bearer(StrEnum):
    """Who owes it when no person is named."""

    SCREENERS = "screeners"
    PERSON = "person"
    SUPERVISORS = "supervisors"  # of the unit that has the case
    BUREAU = "bureau"
    CLERKS = "clerks"  # of a district office
    LIAISONS = "liaisons"  # of a network unit


@dataclass(frozen=True)
class Owed:
    """One duty of one case. (duty, period) tells it from the others of the case."""

    duty: Duty
    period: str
    since: datetime
    due: datetime
    bearer: Bearer
    person: int | None = None
    urgent: bool = False
    """A 24-hour matter: nudged at once and alone, also in quiet hours (`ux.md` 20)."""

    @property
    def sign(self) -> tuple[str, str, datetime, bool, str]:
        """Tell duties of a case apart: a deadline that moved is another duty."""
        return self.duty, self.period, self.due, self.urgent, self.bearer


def somebody(person: int | None) -> tuple[Bearer, int | None]:
    """Name who owes it; where nobody is named it is their supervisors': never nobody's."""
    return (Bearer.SUPERVISORS, None) if person is None else (Bearer.PERSON, person)

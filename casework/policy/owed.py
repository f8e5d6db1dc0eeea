"""A duty as the rules give it: what, of which subject, since when, until when, and who owes it."""

import hashlib
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from casework.policy.calendar import Calendar
from casework.policy.policy import Duty, Policy


class Rules(Struct, frozen=True):
    """The edition in force and the calendar it counts by, as of a day: each month more is owed."""

    policy: Policy
    calendar: Calendar
    day: date

    @property
    def counted_by(self) -> str:
        """Tell what duties were counted by: what other rules, or another month, counted is counted anew."""
        return f"{self.signature}@{self.day:%Y-%m}"

    @property
    def signature(self) -> str:
        """Tell rules apart."""
        closed = ",".join(day.isoformat() for day in sorted(self.calendar.closed))
        return hashlib.sha256(f"{self.policy.model_dump_json()}{closed}".encode()).hexdigest()[:32]


class Bearer(StrEnum):
    """Who owes it when no person is named."""

    SCREENERS = "screeners"
    PERSON = "person"
    SUPERVISORS = "supervisors"  # of the unit that answers for the subject
    BUREAU = "bureau"
    CLERKS = "clerks"  # of a district office
    LIAISONS = "liaisons"  # of a network unit


class Subject(Struct, frozen=True):
    """What a duty, a draft, a letter or an act belongs to: a case, say, or a meeting."""

    id: int
    kind: str
    sign: str
    """What a push may call it (`trust.md` L0)."""
    unit: int | None
    """The unit that answers for it."""
    alarm: bool = False
    """It is marked 🚨 wherever it is named."""


class Owed(Struct, frozen=True):
    """One duty of one subject. (duty, period) tells it from the others of the subject."""

    duty: Duty
    period: str
    since: datetime
    due: datetime
    bearer: Bearer
    person: int | None = None
    urgent: bool = False
    """A 24-hour matter: nudged at once and alone, also in quiet hours (`ux.md` 20)."""

    @property
    def key(self) -> tuple[str, str, datetime, bool, str]:
        """Tell duties of a subject apart: a deadline that moved is another duty."""
        return self.duty, self.period, self.due, self.urgent, self.bearer


def somebody(person: int | None) -> tuple[Bearer, int | None]:
    """Name who owes it; where nobody is named it is their supervisors': never nobody's."""
    return (Bearer.SUPERVISORS, None) if person is None else (Bearer.PERSON, person)

"""What an edition sets: hours, days and ladders. Data in `policies/`, checked when loaded."""

import re
import tomllib
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

EDITIONS = Path(__file__).parent / "policies"

Count = Annotated[int, Field(ge=1, le=366)]


class BrokenPolicy(Exception):  # noqa: N818 - it is the file that is broken
    """The policy file can't be used; the message names file, line or key, and reason."""


class Duty(StrEnum):
    """Kinds of obligation."""

    SCREEN = "screen"
    ACKNOWLEDGE = "acknowledge"
    FIRST_VISIT = "first_visit"
    VISIT = "visit"
    FOLLOW_UP = "follow_up"
    JUDGE_CLOSING = "judge_closing"
    JUDGE_DISPUTE = "judge_dispute"


class Hearer(StrEnum):
    """Whom a rung tells."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    BUREAU = "bureau"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Screening(_Part):
    """Screening and dispatch [003] item 4."""

    urgent_hours: Count
    other_days: Count
    reports_for_1a: Count


class Dispatch(_Part):
    """Offers to the receiving unit."""

    acknowledge_working_days: Count
    return_working_days: Count


class Visits(_Part):
    """Days to the first and between visits."""

    first_days: Count
    high_days: Count
    medium_days: Count
    low_days: Count


class FollowUp(_Part):
    """The monthly follow-up [001] 三(六)3(5)."""

    monthly: bool
    grace_days: int = Field(ge=0, le=27)


class Decisions(_Part):
    """What supervisors and screeners answer."""

    closing_working_days: Count
    dispute_working_days: Count


class Invitations(_Part):
    """One-time invitations."""

    valid_days: Count


class Pin(_Part):
    """The PIN before full data (`trust.md` L2)."""

    minutes: Count
    tries: Count
    locked_minutes: Count


class Keeping(_Part):
    """How long things are kept."""

    draft_days: Count
    shown_hours: Annotated[int, Field(ge=1, le=47)]
    """Telegram lets a bot delete for 48 hours."""

    @property
    def shown(self) -> timedelta:
        """How long full data stays in a chat."""
        return timedelta(hours=self.shown_hours)


class Nudging(_Part):
    """When rungs counted in days go out."""

    hour: time


class Rung(_Part):
    """One step of a ladder, counted from the deadline: `-3d`, `+0h`."""

    at: str = Field(pattern=r"^[+-]\d{1,3}[dh]$")
    to: tuple[Hearer, ...] = Field(min_length=1)

    @property
    def by_day(self) -> bool:
        """Counted in days: goes out at the nudging hour."""
        return self.at.endswith("d")

    @property
    def offset(self) -> timedelta:
        """How far from the deadline."""
        amount = int(self.at[:-1])
        return timedelta(days=amount) if self.by_day else timedelta(hours=amount)


class Policy(_Part):
    """One edition of the rules, in force from a date."""

    edition: str
    in_force: date
    screening: Screening
    dispatch: Dispatch
    visits: Visits
    follow_up: FollowUp
    decisions: Decisions
    invitations: Invitations
    pin: Pin
    keeping: Keeping
    nudges: Nudging
    ladders: dict[Duty, tuple[Rung, ...]]

    @model_validator(mode="after")
    def _every_duty_has_a_rising_ladder(self) -> Self:
        for duty in Duty:
            rungs = self.ladders.get(duty, ())
            if not rungs:
                raise ValueError(f"ladders.{duty}: a duty without nudges")
            offsets = [rung.offset for rung in rungs]
            if offsets != sorted(set(offsets)):
                raise ValueError(f"ladders.{duty}: the rungs must rise")
        return self


def load_policy(file: Path) -> Policy:
    """Read and check an edition; `BrokenPolicy` names the file, the place in it and the reason."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise BrokenPolicy(f"{file}: {error.strerror}") from error
    try:
        return Policy.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BrokenPolicy(f"{file}: {error}") from error
    except ValidationError as error:
        raise BrokenPolicy("\n".join(_fault(file, text, fault) for fault in error.errors())) from error


def _fault(file: Path, text: str, fault: Any) -> str:
    keys = [str(key) for key in fault["loc"]]
    line = _line(text, keys)
    return f"{file}:{line}: {'.'.join(keys)}: {fault['msg']}"


def _line(text: str, keys: list[str]) -> int:
    """Find the line on which the deepest known key stands, 1 when none does."""
    lines = text.splitlines()
    at = 0
    for key in keys:
        pattern = re.compile(rf"^\s*(?:\[{re.escape(key)}\]|{re.escape(key)}\s*=)")
        at = next((number for number in range(at, len(lines)) if pattern.match(lines[number])), at)
    return at + 1

"""The PIN before full data (`trust.md` L2): asked again after some minutes, locked after wrong tries."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from casework.errors import BadPin, EasyPin
from casework.forms import Form, Question, QuestionKind
from casework.policy.policy import Pin
from casework.text.identity import plain

PIN = Form("pin", (Question("pin", QuestionKind.TEXT),))
"""Puts the question on the screen; the answer never becomes part of a draft."""
PIN_TO_CALL = Form("pin_to_call", PIN.questions)
"""The same before who reported is shown (`trust.md` LR)."""
PIN_TO_SEARCH = Form("pin_to_search", PIN.questions)
"""The same before a missing child is shown to the bureau, and nobody else of the household."""
PIN_TO_ESCORT = Form("pin_to_escort", PIN.questions)
"""The same before the precinct sees where a visit is that it is asked to go with."""

_RUNS = "01234567890" + "9876543210"


class PinStage(StrEnum):
    """What is to happen before full data is shown."""

    CHOOSE = "choose"
    AGAIN = "again"  # a new PIN is typed twice
    ENTER = "enter"
    LOCKED = "locked"
    OPEN = "open"


@dataclass(frozen=True)
class Lock:
    """What stands between a person and full data."""

    hashed: str | None = None
    until: datetime | None = None
    """Open until then; None: the PIN was never proven."""
    wrong: int = 0
    locked_until: datetime | None = None

    def stage(self, now: datetime) -> PinStage:
        """Say what is to happen now."""
        if self.locked_until is not None and now < self.locked_until:
            return PinStage.LOCKED
        if self.hashed is None:
            return PinStage.CHOOSE
        if self.until is None:
            return PinStage.AGAIN
        return PinStage.OPEN if now < self.until else PinStage.ENTER

    def opened(self, policy: Pin, now: datetime) -> Self:
        """The PIN was right."""
        return replace(self, until=now + timedelta(minutes=policy.minutes), wrong=0, locked_until=None)

    def missed(self, policy: Pin, now: datetime) -> Self:
        """The PIN was wrong; too often, and it is locked for a while."""
        if self.wrong + 1 < policy.tries:
            return replace(self, wrong=self.wrong + 1)
        return replace(self, wrong=0, locked_until=now + timedelta(minutes=policy.locked_minutes))


def read_pin(text: str) -> str:
    """Read six digits."""
    digits = plain(text).replace(" ", "")
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise BadPin
    return digits


def new_pin(text: str) -> str:
    """Read a PIN that is being chosen: not what anybody tries first."""
    pin = read_pin(text)
    if len(set(pin)) == 1 or pin in _RUNS:
        raise EasyPin
    return pin

"""The PIN before full data (`trust.md` L2): asked again after some minutes, locked after wrong tries.

Whoever has lost theirs, or was locked out, gets one to begin with from who leads them, by voice: with it, and
with nothing else, they choose another. So whoever merely holds the phone chooses none.
"""

import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import BadPin, EasyPin
from casework.forms import Form, Question, QuestionKind
from casework.policy.policy import Pin
from casework.staffing.people import Person, Role
from casework.text.identity import plain


def has_pin(person: Person) -> bool:
    """Tell whether somebody needs a PIN: whoever may be shown full data, or decide on something."""
    return person.role is not Role.CHIEF


PIN = Form("pin", (Question("pin", QuestionKind.TEXT),))
"""Puts the question on the screen; the answer never becomes part of a draft."""

_RUNS = "01234567890" + "9876543210"


class PinStage(StrEnum):
    """What is to happen before full data is shown."""

    CHOOSE = "choose"
    AGAIN = "again"  # a new PIN is typed twice
    ENTER = "enter"
    LOCKED = "locked"
    OPEN = "open"
    GIVEN = "given"  # the one that who leads them told is typed, then another is chosen
    ASK = "ask"  # there is none, and who leads them is asked for one


class PinKind(StrEnum):
    """Which PIN somebody has."""

    NONE = "none"
    CHOOSING = "choosing"  # none, and they may choose one for a while
    FIRST = "first"  # chosen, and still to be typed again
    GIVEN = "given"  # by who leads them, for a while
    OWN = "own"


_FOR_A_WHILE = {
    PinKind.CHOOSING: PinStage.CHOOSE,
    PinKind.FIRST: PinStage.AGAIN,
    PinKind.GIVEN: PinStage.GIVEN,
}


ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
DRIFT = timedelta(minutes=1)
"""The clocks of two machines may differ a little."""


def _longest(kind: PinKind, policy: Pin) -> timedelta:
    if kind is PinKind.GIVEN:
        return timedelta(hours=policy.given_hours)
    return timedelta(minutes=policy.minutes if kind is PinKind.OWN else policy.choosing_minutes)


def _ahead(until: datetime | None, longest: timedelta, now: datetime) -> bool:
    return until is not None and timedelta() < until - now <= longest + DRIFT


class Lock(Struct, frozen=True):
    """What stands between a person and full data."""

    hashed: str | None = None
    until: datetime | None = None
    """Of their own PIN: open until then; else: how long it may be chosen, or typed."""
    wrong: int = 0
    locked_until: datetime | None = None
    kind: PinKind = PinKind.NONE

    def stage(self, policy: Pin, now: datetime) -> PinStage:
        """Say what is to happen now.

        What lies further ahead than the policy puts it was kept by a clock that was ahead: it is over.
        """
        if _ahead(self.locked_until, timedelta(minutes=policy.locked_minutes), now):
            return PinStage.LOCKED
        in_time = self.until == ALWAYS or _ahead(self.until, _longest(self.kind, policy), now)
        match self.kind:
            case PinKind.NONE:
                return PinStage.ASK
            case PinKind.OWN:
                return PinStage.OPEN if in_time else PinStage.ENTER
        return _FOR_A_WHILE[self.kind] if in_time else PinStage.ASK

    def opened(self, policy: Pin, now: datetime) -> Self:
        """The PIN was right."""
        open_until = now + timedelta(minutes=policy.minutes)
        return replace(self, until=open_until, wrong=0, locked_until=None, kind=PinKind.OWN)

    def missed(self, policy: Pin, now: datetime) -> Self:
        """The PIN was wrong; too often, and it is locked for a while."""
        if self.wrong + 1 < policy.tries:
            return replace(self, wrong=self.wrong + 1)
        return replace(self, wrong=0, locked_until=now + timedelta(minutes=policy.locked_minutes))


def choosing(policy: Pin, now: datetime) -> Lock:
    """Let somebody choose a PIN, for so long as they are sure to have their phone in hand."""
    return Lock(until=now + timedelta(minutes=policy.choosing_minutes), kind=PinKind.CHOOSING)


def always_choosing() -> Lock:
    """Let somebody choose a PIN whenever they want one: in the practice room, where nobody joins."""
    return Lock(until=ALWAYS, kind=PinKind.CHOOSING)


def given(policy: Pin, hashed: str, now: datetime) -> Lock:
    """Let somebody begin with the PIN that who leads them tells them."""
    return Lock(hashed, now + timedelta(hours=policy.given_hours), kind=PinKind.GIVEN)


def drawn_pin() -> str:
    """Draw a PIN to begin with: none that anybody tries first."""
    while True:
        with suppress(EasyPin):
            return new_pin(f"{secrets.randbelow(10**6):06}")


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

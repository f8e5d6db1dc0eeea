"""Kinds of subject, as their rules: what the clock, a handover and a rehearsal must know of each."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from casework.policy.owed import Owed, Rules, Subject
from casework.policy.policy import Duty
from casework.reminders.hearing import Personnel
from casework.staffing.people import Person

T = TypeVar("T")


class Lapse(Struct, Generic[T], frozen=True):
    """What goes back by itself when nobody answers in time."""

    duty: Duty
    """What was owed: to answer."""
    at: Callable[[T, Rules], datetime | None]
    """When; None while there is nothing to answer."""
    after: Callable[[T, datetime], T]
    verb: Callable[[T], str]
    """The news of it, once it has gone back."""
    heard_by: Callable[[T, Personnel], Iterable[Person]]


def nobody(thing: object) -> Iterable[str]:
    """Name nobody: it is about no one."""
    return ()


class Kind(Struct, Generic[T], frozen=True):
    """A kind of subject: what it is called and what its facts give rise to.

    It is made of functions with a name: the process that does an errand finds them by it.
    """

    name: str
    subject: Callable[[T], Subject]
    owed: Callable[[T, Rules], Iterable[Owed]]
    lapse: Lapse[T] | None = None
    names: Callable[[T], Iterable[str]] = nobody
    """Whom it is about, if anybody: masked in whatever is written of it (`trust.md` L1)."""

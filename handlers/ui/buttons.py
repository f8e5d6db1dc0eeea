"""Buttons: typed, holding ids only, within 64 bytes, judged again on every press."""

import re
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self, dataclass_transform

from msgspec import Struct, StructMeta
from msgspec.structs import astuple, fields

from casework.errors import Stale

EPOCH = 4
"""So long is the word for the time since a restore: what was pressed before must act on nothing since."""
LIMIT = 64 - EPOCH - 1
"""So many bytes the narrowest messenger takes with a key, beside that word."""
_STAMPED = re.compile(rf"([0-9a-z]{{{EPOCH}}})~(.*)", re.DOTALL)
_WHOLE = re.compile(r"-?\d{1,18}")


def stamped(data: str, epoch: str) -> str:
    """Write in which epoch a key is shown; before the first restore there is none."""
    return f"{epoch}~{data}" if epoch else data


def since(pressed: str, epoch: str) -> str:
    """Return what a key of this epoch carried, and nothing of another: its numbers are others' by now."""
    found = _STAMPED.fullmatch(pressed)
    of, data = found.groups() if found else ("", pressed)
    return data if of == epoch else ""


def _read(kind: Any, value: str) -> Any:
    """Read a field of what a key carried; raises ValueError for what no key of ours carries."""
    if kind is int and not _WHOLE.fullmatch(value):
        raise ValueError(value)
    return kind(value)


def day_of(carried: str) -> date:
    """Read a day that a key carried; raises `Stale` for what no key of ours carries."""
    try:
        return date.fromisoformat(carried)
    except ValueError:
        raise Stale from None


def day_numbered(carried: int) -> date:
    """Read a day that a key carried by its number; raises `Stale` for what is none."""
    try:
        return date.fromordinal(carried)
    except (ValueError, OverflowError):
        raise Stale from None


@dataclass_transform(frozen_default=True)
class _Kind(StructMeta):
    """Makes a kind of key: nothing of it changes, and its prefix stands in the class's own line."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], prefix: str = "") -> Any:
        made: Any = super().__new__(cls, name, bases, body, frozen=True)
        made.prefix = prefix
        return made


class Button(Struct, metaclass=_Kind):
    """What a press means. Subclasses name a prefix and fields: int, str, or one of a StrEnum."""

    prefix: ClassVar[str]

    def data(self) -> str:
        """Write what the key carries; one that is too long is found by the first test that shows it."""
        text = ":".join([self.prefix, *(str(value) for value in astuple(self))])
        if len(text.encode()) > LIMIT:
            raise ValueError(f"{text!r} is over {LIMIT} bytes")
        return text

    @classmethod
    def read(cls, data: str) -> Self | None:
        """Read what a key carried; None when it is not a key of this kind."""
        prefix, *values = data.split(":")
        asked = _asked(cls)
        if prefix != cls.prefix or len(values) != len(asked):
            return None
        try:
            return cls(*(_read(kind, value) for kind, value in zip(asked, values, strict=True)))
        except ValueError:
            return None


@cache
def _asked(kind: type[Button]) -> tuple[Any, ...]:
    """Say of what types a key's fields are."""
    return tuple(one.type for one in fields(kind))


class OfCase(Button, prefix=""):
    """A key on the card of a case, which says no more than which case it is."""

    case: int


class AsShown(OfCase, prefix=""):
    """A key that does something to a case as the question before it showed it."""

    version: int


class OpenCard(Button, prefix="c"):
    """Open the card of a subject."""

    subject: int

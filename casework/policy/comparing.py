"""What an edition sets, figure by figure, and what changed between two ([000] is such a table)."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import time
from typing import Any, Final

from msgspec import Struct
from pydantic import BaseModel

from casework.policy.policy import DEFAULT, Duty, Point, Policy, Rung, Topic

Value = int | str | time | tuple[int | str | Rung | Topic | Point, ...]

_NO_FIGURES: Final = frozenset({"edition", "title", "in_force", "sources", "whys"})
"""What an edition is called and where it comes from, not what it sets."""
_IN_A_MEETING: Final = (
    "chair", "attendance", "invites", "every_months", "months", "minutes_days", "secretariat", "kinds",
    "propose_months", "agenda",
)  # fmt: skip
"""The order of [001] 參: (二) chair, (三) who comes, (四) rhythm and minutes, (五) secretariat, (六) how."""

_ASKED: Final = r"(?:版本)?(?:差異(?:比較表?)?|diff)"
_FIRST: Final = re.compile(rf"{_ASKED}(?P<names>$|[\s:,、].*|(?=\d|民國).*)", re.I | re.S)
_LAST: Final = re.compile(rf"(?P<names>(?:民國)?\d.*?)的?{_ASKED}", re.I | re.S)
_YEAR: Final = re.compile(r"民國|(?<=\d)\s*年(?:度|版|計畫)*")
_BETWEEN: Final = re.compile(r"[\s:,、/~&與和跟及→]+|\b(?:and|vs)\b\.?|(?<=\d)-(?=\d{3}\b)", re.I)


class Figure(Struct, frozen=True):
    """One thing that an edition sets: `visits.first_days`."""

    key: str
    value: Value
    source: str
    why: str = ""
    """Why the edition changed it, where its document says so."""

    @property
    def ours(self) -> bool:
        """No document sets it: the city does."""
        return self.source == DEFAULT


class Difference(Struct, frozen=True):
    """A figure that two editions set differently, or that a document of only one of them sets."""

    old: Figure
    new: Figure

    @property
    def key(self) -> str:
        """What it is about."""
        return self.new.key

    @property
    def added(self) -> tuple[Any, ...]:
        """Return what the new edition has more of; nothing when it is no list."""
        return _beyond(self.new.value, self.old.value)

    @property
    def dropped(self) -> tuple[Any, ...]:
        """Return what the old edition had more of."""
        return _beyond(self.old.value, self.new.value)


def figures(policy: Policy) -> tuple[Figure, ...]:
    """List what an edition sets, in the order of the documents."""
    return tuple(
        Figure(key, value, policy.source(key), policy.whys.get(key, "")) for key, value in _flat(policy)
    )


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """List what changed: other values, and what one document sets and the other leaves to the city.

    That the same value got another document as its source is no change.
    """
    pairs = zip(figures(old), figures(new), strict=True)
    return tuple(Difference(was, now) for was, now in pairs if was.value != now.value or was.ours != now.ours)


def _flat(part: BaseModel, within: str = "") -> Iterator[tuple[str, Value]]:
    for name in sorted(type(part).model_fields, key=_place):
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _flat(value, f"{within}{name}.")
        elif name == "ladders":
            yield from ((f"ladders.{duty}", value[duty]) for duty in Duty)
        elif name not in _NO_FIGURES:
            yield within + name, value


def _place(name: str) -> int:
    """Put a meeting's figures in order; all others stay as they are declared."""
    return _IN_A_MEETING.index(name) if name in _IN_A_MEETING else 0


def _beyond(these: Value, those: Value) -> tuple[Any, ...]:
    if not isinstance(these, tuple) or not isinstance(those, tuple):
        return ()
    return tuple(one for one in these if one not in those)


def read_names(text: str) -> tuple[str, ...] | None:
    """Read which editions to compare: 差異 108 109, 108年與109年的差異; None when nobody asks."""
    text = unicodedata.normalize("NFKC", text).strip(" \t\r\n。？?!！")
    if found := _FIRST.fullmatch(text):
        return _names(found["names"])
    names = _names(found["names"]) if (found := _LAST.fullmatch(text)) else ()
    return names if names and all(name.isdecimal() for name in names) else None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in _BETWEEN.split(_YEAR.sub(" ", text)) if name)

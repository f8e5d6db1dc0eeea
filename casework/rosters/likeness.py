"""Whether two rows of rosters are one person: what two rows share, and what follows from it.

An engine finds pairs and their signs, by whatever means (`storage/rosters/matching.py`); what a set of signs
means is judged here, once. So each judgement can say why. 共案: [001] 三(六)1(5), 2(5); a family is told by
`domain.md` §4. What no document says, how like two rows must be, is ours (docs/decisions/0044-….md).
"""

import re
from datetime import date
from enum import Enum, IntFlag, auto
from typing import Final

from casework.text.identity import plain
from casework.text.names import HAN, letters
from casework.text.sounds import sound_alike

MASK: Final = "○"
_MASKED = re.compile(rf"(?<=[{HAN}{MASK}])[○〇Oo0Xx*]+")


class Likeness(IntFlag):
    """What two rows have in common, and what speaks against it."""

    ID = auto()
    """The same valid ID."""
    NEAR_ID = auto()
    """One ID is the other with a slip: one figure is another, or two neighbours are exchanged."""
    PART_OF_ID = auto()
    """What can be read of a masked ID agrees."""
    OTHER_ID = auto()
    """Two IDs that no slip explains."""
    NAME = auto()
    SOUNDS = auto()
    """One character is another that sounds alike."""
    MASKED = auto()
    """What can be read of a masked name agrees."""
    SLIP = auto()
    """One character is another."""
    DROPPED = auto()
    """One character is missing."""
    NOWHERE_ELSE = auto()
    """Nobody else in any list has one of the two names: names recur, slips do not."""
    BIRTH = auto()
    BIRTH_SLIP = auto()
    """One slip apart: one part of the day is another, or the day is exchanged with the month."""
    NO_BIRTH = auto()
    """One row says nothing of it."""
    DOOR = auto()
    """The same house and floor."""
    ONE_LIST = auto()
    """Both stand in the list of one bureau, where each person stands once."""
    ANOTHER = auto()
    """Somebody born on that day lives behind that door, whose name agrees better: a twin."""


L = Likeness
NOTHING: Final = Likeness(0)


class Sameness(Enum):
    """What follows."""

    SURE = "sure"
    MAYBE = "maybe"
    """To be looked at by a person."""
    NO = "no"


ALIKE: Final = L.NAME | L.SOUNDS | L.MASKED | L.SLIP | L.DROPPED
"""What makes two names alike."""
_SURE: Final = (
    *(L.ID | named for named in ALIKE),
    L.ID | L.BIRTH,
    L.ID | L.BIRTH_SLIP,
    L.ID | L.DOOR,
    L.NAME | L.BIRTH,
    L.NEAR_ID | L.NAME,
    L.NEAR_ID | L.BIRTH,
    L.NEAR_ID | L.DOOR,
    L.PART_OF_ID | L.NAME | L.BIRTH_SLIP,
    L.PART_OF_ID | L.NAME | L.NO_BIRTH,
    *(L.PART_OF_ID | L.BIRTH | named for named in ALIKE),
    L.SOUNDS | L.BIRTH | L.NOWHERE_ELSE,
    *(L.DOOR | L.BIRTH | named for named in ALIKE),
    *(L.DOOR | L.BIRTH_SLIP | named for named in ALIKE),
    *(L.DOOR | L.NO_BIRTH | named for named in (L.NAME, L.SOUNDS, L.MASKED)),
)
"""Each of these is enough by itself, where nothing speaks against it."""
_MAYBE: Final = (
    L.ID,
    L.NAME | L.BIRTH | L.OTHER_ID,
    L.NAME | L.DOOR,
    L.SOUNDS | L.BIRTH,
    L.MASKED | L.BIRTH,
    L.SLIP | L.DOOR | L.BIRTH,
    L.DROPPED | L.DOOR | L.BIRTH,
    L.NAME | L.BIRTH_SLIP | L.PART_OF_ID,
)


def judge(signs: Likeness) -> Sameness:
    """Say what follows from what two rows share."""
    if _speaks_against(signs):
        return Sameness.MAYBE if any(enough in signs for enough in _MAYBE) else Sameness.NO
    if any(enough in signs for enough in _SURE):
        return Sameness.SURE
    return Sameness.MAYBE if any(enough in signs for enough in _MAYBE) else Sameness.NO


def _speaks_against(signs: Likeness) -> bool:
    """Two IDs are two people; so are two names of one birth in one list, and behind one door: twins."""
    if L.ID in signs:
        return False
    twins = bool(signs & (L.SLIP | L.DROPPED)) and bool(signs & (L.ANOTHER | L.ONE_LIST))
    return L.OTHER_ID in signs or (twins and not signs & (L.NEAR_ID | L.PART_OF_ID))


def strength(signs: Likeness) -> int:
    """Say how much speaks for it: who is like several belongs to the likest."""
    return sum(weight for sign, weight in _WEIGHTS.items() if sign in signs)


_WEIGHTS: Final = {
    L.ID: 64,
    L.NEAR_ID: 32,
    L.PART_OF_ID: 8,
    L.NAME: 24,
    L.SOUNDS: 14,
    L.MASKED: 10,
    L.SLIP: 8,
    L.DROPPED: 8,
    L.BIRTH: 20,
    L.BIRTH_SLIP: 10,
    L.DOOR: 16,
}


def compared(name: str) -> str:
    """Write a name as it is compared: as all names are (`names.letters`), what was masked as ○."""
    marked = "".join(plain(name).split())
    marked = _MASKED.sub(lambda found: MASK * len(found[0]), marked)  # 王OO
    return MASK.join(map(letters, marked.split(MASK)))


def names_alike(one: str, other: str) -> Likeness:
    """Compare two names as they are compared, masks as ○; nothing: two people's."""
    if one == other:
        return (L.MASKED if MASK in one else L.NAME) if one else NOTHING
    if not one or not other:
        return NOTHING
    if len(one) == len(other):
        return _same_length(one, other)
    return _one_missing(*sorted((one, other), key=len))


def _same_length(one: str, other: str) -> Likeness:
    unlike = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    open_ = [pair for pair in unlike if MASK not in pair]
    if not open_:
        return L.MASKED if any(a == b != MASK for a, b in zip(one, other, strict=True)) else NOTHING
    if len(open_) > 1 or len(unlike) > 1 or len(one) < 2:
        return NOTHING
    if sound_alike(*open_[0]):
        return L.SOUNDS
    return L.SLIP if len(one) > 2 or one[1:] == other[1:] else NOTHING


def _one_missing(short: str, long: str) -> Likeness:
    """A character was dropped, not the surname, and something of the given name is left."""
    if len(long) - len(short) != 1 or len(short) < 2 or short[0] != long[0]:
        return NOTHING
    dropped = any(long[:at] + long[at + 1 :] == short for at in range(1, len(long)))
    return L.DROPPED if dropped and MASK not in long else NOTHING


def ids_alike(one: str, other: str) -> Likeness:
    """Compare two IDs, of which one at least is not valid, or both are: what can't be read is `*`."""
    if len(one) < 4 or len(other) < 4:
        return NOTHING
    if "*" in one or "*" in other:
        agrees = len(one) == len(other) and all(
            a == b or "*" in (a, b) for a, b in zip(one, other, strict=True)
        )
        return L.PART_OF_ID if agrees else L.OTHER_ID
    if len(one) != 10 or len(other) != 10:
        return NOTHING
    unlike = [at for at in range(10) if one[at] != other[at]]
    if len(unlike) <= 1:
        return L.NEAR_ID
    exchanged = len(unlike) == 2 and unlike[1] == unlike[0] + 1
    if exchanged and one[unlike[0]] == other[unlike[1]] and one[unlike[1]] == other[unlike[0]]:
        return L.NEAR_ID
    return L.OTHER_ID


def births_alike(one: date | None, other: date | None) -> Likeness:
    """Compare two births."""
    if one is None or other is None:
        return L.NO_BIRTH
    if one == other:
        return L.BIRTH
    parts = sum(a != b for a, b in zip(_parts(one), _parts(other), strict=True))
    exchanged = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    near = abs((one - other).days) in (1, 10)
    return L.BIRTH_SLIP if exchanged or near or (parts == 1 and _a_slip(one, other)) else NOTHING


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _a_slip(one: date, other: date) -> bool:
    """One figure of the part that differs is another: ten years, or one; January follows on December."""
    years = abs(one.year - other.year)
    months = abs(one.month - other.month)
    return years in (0, 1, 10) and months in (0, 1, 10, 11)

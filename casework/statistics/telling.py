"""How much of a number may be told: small cells are hidden outside the bureau (`screens.md` §6).

Who may list every case of an area sees each number as it is. Anybody else is told exactly what they may list
of it, and the rest rounded down to a multiple of `BASE`, as censuses round: a number below it stands as "<3".
A difference of two answers is of what was rounded, and tells what was hidden in the one case that decision 54
names.
"""

from collections.abc import Collection
from typing import Final, Self

from msgspec import Struct

from casework.statistics.figures import CountedCase, Size

BASE: Final = 3
PER: Final = 1_000
"""So many households of the register is a rate of."""


class Tally(Struct, frozen=True):
    """A number as it may be told."""

    number: int
    exact: bool = True

    @classmethod
    def of(cls, cases: Collection[CountedCase], *, whole: bool) -> Self:
        """Count cases for somebody; *whole*: they may list every case of the area that is asked about."""
        if whole:
            return cls(len(cases))
        return cls.sized(Size(len(cases), sum(not one.listed for one in cases)), whole=False)

    @classmethod
    def sized(cls, size: Size, *, whole: bool) -> Self:
        """Tell somebody what was counted."""
        if whole:
            return cls(size.number)
        return cls(size.number - size.others + down(size.others), exact=False)

    @property
    def hidden(self) -> bool:
        """It is too small to be told."""
        return not self.exact and self.number < BASE

    def __str__(self) -> str:
        """Write it: the same in every language."""
        if self.hidden:
            return f"<{BASE}"
        return str(self.number)


def tells(size: Size, *, whole: bool) -> bool:
    """Tell whether a group is named at all: that there is anything in it would tell what is hidden.

    Whoever may list something of it knows that there is.
    """
    return whole or size.number > size.others or not Tally.sized(size, whole=False).hidden


def down(number: int) -> int:
    """Round down to a multiple of the base."""
    return number - number % BASE


def share(part: Tally, whole: Tally) -> float | None:
    """Return which part it is, as far as both may be told."""
    if part.hidden or whole.hidden or not whole.number:
        return None
    return min(part.number / whole.number, 1.0)


def rate(reported: Tally, households: int | None) -> float | None:
    """Return how many are reported of each 1,000 households, as far as the number may be told.

    Times the households it is that number and no more, so it tells nothing that is hidden.
    """
    if reported.hidden or not households:
        return None
    return PER * reported.number / households

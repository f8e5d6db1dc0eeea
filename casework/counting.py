"""How far lists are counted: what waits is a figure up to here, and "100+" beyond.

Nobody reads a longer one, and counting on would cost what is there, not what is shown (`ux.md` 22).
"""

from collections.abc import Sequence
from typing import Final, Generic, Self, TypeVar

from msgspec import Struct

Row = TypeVar("Row")

MOST: Final = 100
ENOUGH: Final = MOST + 1
"""So many are looked for: one more than is said."""


def counted(number: int) -> str:
    """Write a count that was made no further than `ENOUGH`: the same in every language."""
    return f"{MOST}+" if number > MOST else str(number)


class Page(Struct, Generic[Row], frozen=True):
    """A page of a list."""

    rows: Sequence[Row]
    more: bool
    """Another comes after it."""

    @classmethod
    def of(cls, found: Sequence[Row], size: int) -> Self:
        """Make one of what was read: its rows, and one more where there is one."""
        return cls(found[:size], len(found) > size)

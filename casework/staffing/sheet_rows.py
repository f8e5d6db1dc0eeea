"""Rows of a table that somebody sent: which column stands where, and which rows are wrong, by number."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from casework.text.identity import plain

Cells = Sequence[str]
Said = Mapping[str, str]
"""What a row says in each column; a column that is not there says nothing."""
YES: Final = ("是", "yes", "v", "✓")
"""How it is written that something is so, the template's word first."""
NO: Final = ("否", "no")


class WrongRow(Exception):  # noqa: N818 - says what it is
    """A row can't be taken."""

    def __init__(self, fault: StrEnum, about: str = "") -> None:
        super().__init__(fault)
        self.fault, self.about = fault, about


class RowError(Struct, frozen=True):
    """A row that can't be taken, and why."""

    row: int
    """Where it stands in the sheet, from 1."""
    cells: tuple[str, ...]
    fault: StrEnum
    about: str = ""
    """The words that could not be read."""


class Columns(Struct, frozen=True):
    """How the columns of a table are headed."""

    heads: Mapping[str, tuple[str, ...]]
    """How each may be; the first is what the template says."""
    needed: Collection[str]

    @property
    def template(self) -> list[str]:
        """List the columns as the template names them."""
        return [names[0] for names in self.heads.values()]

    def places(self, row: Cells) -> dict[str, int] | None:
        """Say which column stands where; None: this is not the row that names them."""
        said = [plain(cell).casefold().rstrip("*：: ") for cell in row]
        found = {
            column: said.index(name)
            for column, names in self.heads.items()
            for name in names[::-1]
            if name in said
        }
        return found if found.keys() >= set(self.needed) else None

    def known(self, rows: Sequence[Cells]) -> bool:
        """Tell whether a table has these columns."""
        return any(self.places(row) is not None for row in rows)


def read_rows(
    rows: Sequence[Cells], columns: Columns, read: Callable[[int, Said], None]
) -> list[RowError] | None:
    """Let each row below the heads be read; returns those that are wrong, or None where nothing is headed."""
    begins = next((at for at, row in enumerate(rows) if columns.places(row) is not None), None)
    if begins is None:
        return None
    places, errors = columns.places(rows[begins]) or {}, list[RowError]()
    for number, row in enumerate(rows[begins + 1 :], begins + 2):
        if not any(plain(cell) for cell in row):
            continue
        said = dict.fromkeys(columns.heads, "")
        said |= {column: plain(row[at]) for column, at in places.items() if at < len(row)}
        try:
            read(number, said)
        except WrongRow as wrong:
            errors.append(RowError(number, tuple(row), wrong.fault, wrong.about))
    return errors

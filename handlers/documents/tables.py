"""A table that people know from paper: one value, of which screen, .xlsx and .docx are made alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import ceil
from typing import Final
from unicodedata import east_asian_width

from msgspec import Struct
from msgspec.structs import replace

from handlers.words.wording import Wording

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML may hold, and so neither .xlsx nor .docx."""
SHORT: Final = 20
"""Columns: what is less wide, a day say, is not broken between two lines."""
LONG: Final = 46
"""The widest column of a table that is no form's."""
BOLDER: Final = 1.15
"""So much wider bold words are."""
_WORD: Final = re.compile(r"[\x21-\u02ff]+|.")
"""What is not broken between two lines: a Latin word, a Chinese character."""


class Run(Struct, frozen=True):
    """Some words of a cell, and how they are set."""

    text: str
    red: bool = False
    """New since the last time (更新處請以紅字表示) [003]."""
    bold: bool = False
    underlined: bool = False


Rich = tuple[Run, ...]
Cell = str | Rich
Row = Sequence[Cell]


class Column(Struct, frozen=True):
    """A column, or several below one head."""

    title: str
    width: float = 12
    """In characters; on paper the columns share the page by it."""
    under: tuple[str, ...] = ()
    """The heads of the second level; each is a column of this width."""
    centred: bool = False


class Leaf(Struct, frozen=True):
    """One column of cells, with what stands above it."""

    title: str
    width: float
    centred: bool


class Head(Struct, frozen=True):
    """The title of a column or of several, and the rectangle that it covers: rows of the head, columns."""

    title: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def wide(self) -> bool:
        """It covers more than one cell."""
        return (self.top, self.left) != (self.bottom, self.right)


class Table(Struct, frozen=True):
    """A table on A4 paper, its head on each page."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...] = ()
    """Below the table: 註：…"""
    footer: str = ""
    """Who made it, and when (`footer` below)."""
    secret: bool = False
    """密件: its copies are protected."""
    tall: int = 0
    """Millimetres that a row is high at least, where somebody writes into it by hand."""
    upright: bool = False
    """The paper stands, as that of a letter or form does; else it lies across."""

    def __post_init__(self) -> None:
        """Refuse rows that do not fit below the head."""
        if any(len(row) != len(self.leaves) for row in self.rows):
            raise ValueError(f"{self.title}: a row has not as many cells as there are columns")

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """List the columns of cells."""
        return tuple(
            Leaf(title, one.width, one.centred) for one in self.columns for title in one.under or (one.title,)
        )

    @property
    def levels(self) -> int:
        """Tell how many rows the head has."""
        return 2 if any(one.under for one in self.columns) else 1

    def heads(self) -> Iterator[Head]:
        """Give each title with the cells that it covers."""
        at = 0
        for one in self.columns:
            last = at + max(len(one.under), 1) - 1
            yield Head(one.title, 0, at, 0 if one.under else self.levels - 1, last)
            yield from (Head(title, 1, at + n, 1, at + n) for n, title in enumerate(one.under))
            at = last + 1


def columns_of(heads: Iterable[tuple[str, float]], wording: Wording) -> tuple[Column, ...]:
    """Make columns of widths and of titles that are yet to be said in a language."""
    return tuple(Column(wording.label(title), width) for title, width in heads)


def listed(title: str, head: Sequence[str], rows: Sequence[Row]) -> Table:
    """Make a table of rows as they are: each column as wide as what stands in it, up to the widest."""
    cells = (
        max(wide(line) for cell in column for line in _lines(cell))
        for column in zip(head, *rows, strict=True)
    )
    columns = (Column(name, min(2 + BOLDER * most, LONG)) for name, most in zip(head, cells, strict=True))
    return Table(title, tuple(columns), rows)


def fitted(table: Table) -> tuple[Leaf, ...]:
    """List the columns of cells, each so wide that nothing short in it is broken, and no word of its head."""
    short = (
        [width for row in table.rows for one in _lines(row[at]) if (width := wide(one)) < SHORT]
        for at in range(len(table.leaves))
    )
    return tuple(
        replace(leaf, width=max(leaf.width, 1 + max(theirs, default=0), _longest_word(leaf.title)))
        for leaf, theirs in zip(table.leaves, short, strict=True)
    )


def _longest_word(title: str) -> float:
    return 1 + ceil(BOLDER * max((wide(word) for word in _WORD.findall(title)), default=0))


def lines_in(cell: Cell, width: float) -> int:
    """Count the lines of a cell of a column of some width: words are broken only where none fits."""
    return sum(_broken(one, max(width - 1, 1)) for one in _lines(cell))


def _broken(line: str, room: float) -> int:
    """Count the lines that a line takes."""
    if wide(line) <= room:
        return 1
    lines, used = 1, 0.0
    for word in _WORD.findall(line):
        size = wide(word)
        if used and used + size > room:
            if word == " ":
                continue
            lines, used = lines + 1, 0
        over = max(ceil(size / room) - 1, 0)
        lines, used = lines + over, used + size - over * room
    return lines


def wide(line: str) -> int:
    """Count in columns: a Chinese character takes two."""
    return sum(1 + (east_asian_width(one) in "WF") for one in line)


def _lines(cell: Cell) -> list[str]:
    return plain(cell).splitlines() or [""]


def bold(row: Sequence[str]) -> Row:
    """Set a row apart, as a sum is."""
    return [(Run(cell, bold=True),) for cell in row]


def runs(cell: Cell) -> Rich:
    """Return the words of a cell, without what no document can hold."""
    found = (Run(cell),) if isinstance(cell, str) else cell
    cleaned = (Run(printable(one.text), one.red, one.bold, one.underlined) for one in found)
    return tuple(one for one in cleaned if one.text)


def plain(cell: Cell) -> str:
    """Return the words of a cell alone."""
    return "".join(one.text for one in runs(cell))


def printable(text: str) -> str:
    """Leave out what no document can hold; every end of a line is one sign."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))


def footer(wording: Wording, made: date, by: str, *, secret: bool = False) -> str:
    """Say when a document was made and by whom, and that it is confidential."""
    return wording.beside(
        wording.label("Made on %(day)s", day=wording.day(made)),
        wording.label("by %(name)s", name=by),
        wording.label("CONFIDENTIAL") if secret else "",
    )

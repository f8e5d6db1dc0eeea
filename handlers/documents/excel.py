"""A table as .xlsx: cells are text, never formulas; what is new is red; it prints as it is to be signed."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from handlers.documents.tables import BOLDER, Cell, Head, Leaf, Rich, Row, Run, Table, fitted, lines_in, runs

MOST: Final = 32_767
"""Characters of a cell that Excel opens."""
A4: Final = 9
LINE: Final = 15
HIGHEST: Final = 409
"""Points: of a line, and of the highest row that Excel has."""
BORDERED: Final = {"border": 1, "text_wrap": True, "valign": "top"}
HEAD: Final = {**BORDERED, "bold": True, "bg_color": "#E8EEF4", "valign": "vcenter", "align": "center"}
CENTRED: Final = {"align": "center"}
TITLE: Final = {"bold": True, "font_size": 14, "align": "center"}
RED: Final = "#FF0000"


def workbook(table: Table, made: datetime) -> bytes:
    """Write it: title, head, rows, notes, footer."""
    import xlsxwriter  # noqa: PLC0415 -- 20 ms that only a spreadsheet needs

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": table.title, "created": made})
        page = _Page(book, book.add_worksheet(), table)
        page.write()
    return content.getvalue()


class _Page:
    """The one page of a workbook, and the formats it uses."""

    def __init__(self, book: Any, page: Any, table: Table) -> None:
        self.book, self.page, self.table, self.leaves = book, page, table, fitted(table)
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        """Write all of it, from the top down."""
        levels, rows = self.table.levels, self.table.rows
        self._span(Head(self.table.title, 0, 0, 0, len(self.table.leaves) - 1), TITLE)
        for at, height in enumerate(_head_heights(self.table, self.leaves), 1):
            self.page.set_row(at, height)
        for head in self.table.heads():
            self._span(replace(head, top=head.top + 1, bottom=head.bottom + 1), HEAD)
        for at, row in enumerate(rows, levels + 1):
            self.page.set_row(at, _height(self.leaves, row))
            for column, (leaf, cell) in enumerate(zip(self.leaves, row, strict=True)):
                self._cell(at, column, cell, BORDERED | (CENTRED if leaf.centred else {}))
        below = filter(None, (*self.table.notes, self.table.footer))
        for at, text in enumerate(below, levels + 1 + len(rows)):
            self.page.write_string(at, 0, _short(text))
        self._lay_out()

    def _span(self, head: Head, style: dict[str, Any]) -> None:
        """Write one text over several cells; `merge_range` itself would take `=…` for a formula."""
        if head.wide:
            self.page.merge_range(head.top, head.left, head.bottom, head.right, "", self._format(style))
        self.page.write_string(head.top, head.left, _short(head.title), self._format(style))

    def _cell(self, row: int, column: int, cell: Cell, style: dict[str, Any]) -> None:
        words = _cut(runs(cell))
        if len(words) < 2:
            [only] = words or (Run(""),)
            self.page.write_string(row, column, only.text, self._format(style | _font(only)))
            return
        parts: list[Any] = []
        for one in words:
            parts += [self._format(_font(one)), one.text]
        self.page.write_rich_string(row, column, *parts, self._format(style))

    def _format(self, style: dict[str, Any]) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(style)
        return self.formats[key]

    def _lay_out(self) -> None:
        """A4, as wide as the page, the head on each page and in view."""
        for at, leaf in enumerate(self.leaves):
            self.page.set_column(at, at, leaf.width)
        self.page.freeze_panes(self.table.levels + 1, 0)
        if not self.table.upright:
            self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0, self.table.levels)
        self.page.set_footer("&C&P/&N")


def _height(leaves: Sequence[Leaf], row: Row) -> float:
    """Make room for all lines of a row: not every program does so when it opens the file."""
    lines = (lines_in(cell, leaf.width) for leaf, cell in zip(leaves, row, strict=True))
    return min(LINE * max(lines, default=1) + 2, HIGHEST)


def _head_heights(table: Table, leaves: Sequence[Leaf]) -> list[float]:
    """The same of each row of the head; a title over both has the room of both."""
    lines, over = [1] * table.levels, 1
    for head in table.heads():
        width = sum(leaf.width for leaf in leaves[head.left : head.right + 1])
        needed = lines_in(head.title, 1 + width / BOLDER)
        if head.top == head.bottom:
            lines[head.top] = max(lines[head.top], needed)
        over = max(over, needed)
    lines[-1] += max(over - sum(lines), 0)
    return [LINE * each + 2 for each in lines]


def _font(one: Run) -> dict[str, Any]:
    return {
        **({"font_color": RED} if one.red else {}),
        **({"bold": True} if one.bold else {}),
        **({"underline": 1} if one.underlined else {}),
    }


def _cut(words: Rich) -> Rich:
    """Keep what Excel opens; the paper has all of it."""
    return tuple(_within(words))


def _within(words: Rich) -> Iterator[Run]:
    left = MOST - 1
    for one in words:
        if len(one.text.encode("utf-16-le")) // 2 > left:
            text = one.text.encode("utf-16-le")[: 2 * left].decode("utf-16-le", "ignore")
            yield Run(f"{text}…", one.red, one.bold, one.underlined)
            return
        left -= len(one.text.encode("utf-16-le")) // 2
        yield one


def _short(text: str) -> str:
    return "".join(one.text for one in _cut(runs(text)))

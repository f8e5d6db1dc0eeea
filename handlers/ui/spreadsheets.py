"""Tables as .xlsx, for people who work in spreadsheets: rows in, bytes out."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

Row = Sequence[str]
WIDTHS = (30, 46)
"""In characters: the first column, and every other."""
TITLE = {"bold": True, "font_size": 14}
HEAD = {"bold": True, "border": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
BODY = {"border": 1, "text_wrap": True, "valign": "top"}


def workbook(name: str, title: str, head: Row, rows: Sequence[Row], made: datetime) -> bytes:
    """Write one sheet: a title, a header that stays in view, and cells that are text, never formulas."""
    import xlsxwriter  # noqa: PLC0415 -- 20 ms that only a spreadsheet needs

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": made})
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, title, book.add_format(TITLE))
        formats = [book.add_format(HEAD), *[book.add_format(BODY)] * len(rows)]
        for at, (row, style) in enumerate(zip((head, *rows), formats, strict=True), 1):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text, style)
        _lay_out(sheet, len(head))
    return content.getvalue()


def _lay_out(sheet: Any, columns: int) -> None:
    """Make it readable on a screen and on A4 paper."""
    sheet.set_column(0, 0, WIDTHS[0])
    sheet.set_column(1, columns - 1, WIDTHS[1])
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)

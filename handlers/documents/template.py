"""The empty table of a roster: its columns, which are needed, and the words to choose from."""

import io
from datetime import datetime

from casework.rosters.declared import ListForm

ROWS = 500
"""So many rows offer the words to choose from."""


def template(form: ListForm, title: str, made: datetime) -> bytes:
    """Write it; what is needed has a star, and what is chosen has its list."""
    import xlsxwriter  # noqa: PLC0415 -- 20 ms that only a spreadsheet needs

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": made})
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#E8EEF4", "text_wrap": True})
        text = book.add_format({"num_format": "@"})  # no ID and no telephone loses its zero
        for at, one in enumerate(form.columns):
            sheet.write_string(1, at, f"{one.heads[0]}{'*' if one.needed else ''}", head)
            sheet.set_column(at, at, max(10, 2 * len(one.heads[0]) + 2), text)
            if one.choices:
                offered = {"validate": "list", "source": list(one.choices), "ignore_blank": True}
                offered["error_type"] = "information"
                sheet.data_validation(2, at, ROWS, at, offered)
        sheet.freeze_panes(2, 0)
    return content.getvalue()

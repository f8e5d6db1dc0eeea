"""A table as .xlsx: what stands in a cell is text, whatever it looks like."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handlers.ui.spreadsheets import workbook

MADE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def made(*rows: tuple[str, ...]) -> bytes:
    return workbook("表", "差異比較表", ("修正項目", "109年計畫"), rows, MADE)


def sheet(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "https://example.org", "007", "里\n鄰"]
)
def test_nothing_that_is_written_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    cell = sheet(made((text, text)))["A3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_title_header_and_rows_stand_below_each_other() -> None:
    opened = sheet(made(("a", "b")))
    rows = [[cell.value for cell in row] for row in opened.iter_rows()]
    assert rows == [["差異比較表", None], ["修正項目", "109年計畫"], ["a", "b"]]
    assert (opened.title, opened.freeze_panes) == ("表", "A3")


def test_the_same_table_is_the_same_bytes() -> None:
    assert made(("a", "b")) == made(("a", "b"))

"""A table of rows as .xlsx: what stands in a cell is text, whatever it looks like, and all of it is seen."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handlers.documents.excel import LINE, workbook
from handlers.documents.tables import Column, Table, listed

MADE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def made(*rows: tuple[str, ...]) -> bytes:
    return workbook(listed("差異比較表", ("修正項目", "109年計畫"), rows), MADE)


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
    assert rows[:3] == [["差異比較表", None], ["修正項目", "109年計畫"], ["a", "b"]]
    assert opened.freeze_panes == "A3"


def test_the_same_table_is_the_same_bytes() -> None:
    assert made(("a", "b")) == made(("a", "b"))


def test_a_row_is_as_high_as_what_stands_in_it_for_programs_that_do_not_see_to_it() -> None:
    """LibreOffice showed the first line of each cell of the table of differences, and cut the rest."""
    opened = sheet(made(("議程", "字" * 100), ("x", "y")))
    heights = [opened.row_dimensions[at].height for at in (3, 4)]
    assert heights[0] > 4 * heights[1]


def test_a_column_is_as_wide_as_what_stands_in_it_and_none_is_endless() -> None:
    opened = sheet(made(("甲", "字" * 100)))
    assert opened.column_dimensions["A"].width < 15
    assert 40 < opened.column_dimensions["B"].width < 50


def test_no_word_is_broken_between_two_lines_of_a_head_or_of_a_cell() -> None:
    table = Table(
        "Figures",
        (Column("Misdirected", 8), Column("Kind", 16)),
        [("1", "child whose whereabouts are unknown")],
    )
    page = sheet(workbook(table, MADE))
    assert page.column_dimensions["A"].width > len("Misdirected")
    assert int(page.row_dimensions[3].height) == 3 * LINE + 2, "child whose | whereabouts are | unknown"

"""One table, opened again as people open it: by a spreadsheet, by a word processor, on a phone."""

import io
from datetime import UTC, date, datetime

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from msgspec.structs import replace
from openpyxl.cell.rich_text import CellRichText, TextBlock

from casework.text.numbers import numbers_in
from handlers.documents import papers
from handlers.documents.excel import workbook
from handlers.documents.handing_out import Format, made
from handlers.documents.papers import PrintedPaper
from handlers.documents.tables import Column, Run, Table, fitted, footer, plain
from handlers.documents.word import CHINESE, LARGE, document
from handlers.words.wording import load_wordings

MADE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
COLUMNS = (
    Column("編號", 6),
    Column("更新辦理情形", 30),
    Column("列管建議", 8, under=("解除列管", "繼續追蹤"), centred=True),
)
HEAD = ["編號", "更新辦理情形", "列管建議"], ["解除列管", "繼續追蹤"]
CELL = (Run("資訊處：", bold=True), Run("原定五月，"), Run("改為六月。", red=True))
TABLE = Table(
    "追蹤表", COLUMNS, [("1", CELL, "", "V"), ("2", "=1+1", "V", "")], ("註：依會議決議。",), "密件"
)


def opened(table: Table):
    return openpyxl.load_workbook(io.BytesIO(workbook(table, MADE)), rich_text=True).active


def paper(table: Table):
    return docx.Document(io.BytesIO(document(table, MADE)))


def test_a_spreadsheet_has_the_head_in_two_levels_and_below_it_what_is_new_in_red() -> None:
    page = opened(TABLE)
    assert [page.cell(2, at).value for at in (1, 2, 3)] == HEAD[0]
    assert [page.cell(3, at).value for at in (3, 4)] == HEAD[1]
    assert {str(one) for one in page.merged_cells.ranges} == {"A1:D1", "A2:A3", "B2:B3", "C2:D2"}
    words = page["B4"].value
    assert isinstance(words, CellRichText)
    assert str(words) == plain(CELL)
    red = [str(one) for one in words if isinstance(one, TextBlock) and one.font.color]
    assert [one for one in red if "改為" in one]
    assert all(one.font.color.rgb == "FFFF0000" for one in words if "改為" in str(one))
    assert (page["D4"].value, page["B5"].value, page["B5"].data_type) == ("V", "=1+1", "s")
    assert [page.cell(row, 1).value for row in (6, 7)] == ["註：依會議決議。", "密件"]


def test_a_spreadsheet_prints_across_a4_with_its_head_on_each_page() -> None:
    page = opened(TABLE)
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$1:$3"
    assert (page.freeze_panes, page.sheet_properties.pageSetUpPr.fitToPage) == ("A4", True)


def test_heads_over_narrow_figures_have_room_for_their_lines() -> None:
    """A head of one line hid what was above it."""
    figures = (Column("單位", 18), Column("未訪", 5, under=("拒訪", "有遇到人，未見兒少")))
    page = opened(Table("成果表", figures, [("甲", "0", "1")]))
    assert [int(page.row_dimensions[at].height) for at in (2, 3)] == [17, 77]
    tall = opened(Table("名冊", (Column("姓名（遮罩）", 6),), [("王",)]))
    assert int(tall.row_dimensions[2].height) == 47


def test_paper_has_the_same_table_with_its_head_on_each_page() -> None:
    found = paper(TABLE)
    [section], [table] = found.sections, found.tables
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [297, 210]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == [*HEAD[0], "列管建議"]
    assert rows[1] == [*HEAD[0][:2], *HEAD[1]]
    assert rows[2:] == [[plain(cell) for cell in row] for row in TABLE.rows]
    on_each_page = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) for row in table.rows]
    assert [one is not None and one is not False for one in on_each_page] == [True, True, False, False]
    [red] = [run for run in table.cell(2, 1).paragraphs[0].runs if run.font.color.rgb]
    assert (red.text, str(red.font.color.rgb)) == ("改為六月。", "FF0000")
    assert found.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == CHINESE
    assert "密件" in section.footer.paragraphs[0].text


@pytest.mark.parametrize("make", [workbook, document])
def test_signs_that_no_document_can_hold_are_left_out(make) -> None:
    make(Table("表", (Column("a"), Column("b")), [("x\x00\x0b\ud800y", (Run("a\x01"), Run("b")))]), MADE)


def test_what_excel_would_not_open_is_cut_and_the_paper_has_it_whole() -> None:
    long = Table("表", (Column("a"),), [((Run("字" * 30_000), Run("新" * 10_000, red=True)),)])
    cell = str(opened(long)["A3"].value)
    assert len(cell) == 32_767
    assert cell.endswith("…")
    assert len(paper(long).tables[0].cell(1, 0).text) == 40_000


def test_a_table_without_rows_is_a_document_too() -> None:
    empty = Table("幸扶守護 115/11", COLUMNS, [])
    assert made(empty, Format.XLSX, MADE).content
    assert len(paper(empty).tables[0].rows) == 2


def test_a_row_that_does_not_fit_below_the_head_is_no_table() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table("表", COLUMNS, [("1", "2", "3")])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_Hant_TW", "製表日期：115年6月1日（一）　製表人：王測試　密件"),
        ("en", "Made on Mon 1 Jun 2026 · by 王測試 · CONFIDENTIAL"),
    ],
)
def test_a_document_says_when_it_was_made_and_by_whom(language: str, said: str) -> None:
    assert footer(load_wordings()[language], date(2026, 6, 1), "王測試", secret=True) == said


def test_a_day_is_not_broken_and_a_long_line_makes_no_column_wide() -> None:
    day = "115年12月31日（四）"
    table = Table("表", (Column("日", 8), Column("說明", 10)), [(day, "字" * 20), ("", "字")])
    assert [leaf.width for leaf in fitted(table)] == [20, 10]
    assert int(opened(table).column_dimensions["A"].width) == 20


def test_a_letter_stands_upright_in_larger_letters() -> None:
    letter = paper(replace(TABLE, upright=True))
    assert [one.orientation for one in letter.sections] == [WD_ORIENT.PORTRAIT]
    assert letter.tables[0].rows[-1].cells[0].paragraphs[0].runs[0].font.size == Pt(LARGE)


def test_a_row_is_as_high_as_its_longest_cell_and_an_annex_lies_across() -> None:
    long = Table("表", (Column("a", 10), Column("b", 10)), [("字" * 20, "x"), ("y", "z")])
    heights = [round(opened(long).row_dimensions[at].height) for at in (3, 4)]
    assert heights == [77, 17], "of ten columns nine are sure, and twenty Chinese characters are five lines"
    pages = docx.Document(
        io.BytesIO(papers.document(PrintedPaper("紀錄", [], annexes=[long]), MADE))
    ).sections
    assert [one.orientation for one in pages] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_a_case_number_at_the_end_of_a_line_of_a_cell_is_still_read_as_one() -> None:
    """Who keeps out of the case was handed minutes that name it: the next line's figure joined the number."""
    said = Table(
        "追蹤表", (Column("更新辦理情形"),), [["1.已聯繫 L-115-414819\n2.續訪"], ["L-115-414819\t3 次"]]
    )
    words = papers.words_of(papers.document(PrintedPaper("紀錄", [], annexes=[said]), MADE))
    assert [number for *_, number in numbers_in(words)] == ["L-115-414819"] * 2

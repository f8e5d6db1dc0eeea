"""The twelve rows of the table of [003], written as data, come out row for row."""

import io
from datetime import UTC, datetime

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.documents.excel import workbook
from handlers.documents.tables import Run, plain
from handlers.documents.word import document
from handlers.meetings.items.table import TrackedRow, differing, of_item, table
from tests.handlers.meetings.twelve import NEXT, ROWS, items

MADE = datetime(2019, 6, 18, 1, 0, tzinfo=UTC)
TITLE = "強化社會安全網工作進度會議提示或交辦事項辦理情形追蹤表"
MADE_TABLE = table(
    TITLE,
    [of_item(item, NEXT) for item in items()],
    ("註：請社家署108年9月11日須報告地方政府輔導民間團體發展多元服務方案狀況。",),
)
EXPECTED = [
    (str(at), "\n".join(row.serials), list(row.leads), list(row.supports), "", row.condition or "V")
    for at, row in enumerate(ROWS, 1)
]


def read(cells: list[str]) -> tuple[str, str, list[str], list[str], str, str]:
    """Read a row of the table as who looks at it."""
    leads, _, supports = cells[3].partition("\n協辦單位\n")
    names = [one for one in supports.split("\n") if one]
    return cells[0], cells[1], leads.split("\n")[1:], names, cells[7], cells[8]


def test_the_twelve_rows_come_out_row_for_row_as_a_spreadsheet() -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook(MADE_TABLE, MADE))).active
    rows = [[str(cell.value or "") for cell in row] for row in page.iter_rows(min_row=4, max_row=15)]
    assert [read(row) for row in rows] == EXPECTED
    assert [cell.value for cell in page[2]][:8] == [
        *("編號", "案號", "提示或交辦事項", "主(協)辦單位", "前次辦理情形"),
        *("更新辦理情形(更新處請以紅字表示)", "預定完成日期", "列管建議"),
    ]
    assert [page.cell(3, at).value for at in (8, 9)] == ["解除列管", "繼續追蹤"]
    assert rows[11][4] == "(1080605新增)"
    assert [rows[at][5] for at in (4, 9)] == ["心口司：\n(108年7月3日回復)"] * 2, "asked by a day"
    assert [row[2] for row in rows] == ["\n".join((row.line, row.title, *row.remarks)) for row in ROWS]
    for cells, row in zip(rows, ROWS, strict=True):
        told = [f"{unit}：\n{text}" for unit, text in row.before.items()]
        assert sorted(cells[4].split("\n")) == sorted("\n".join(told).split("\n")) or not told


def test_the_same_rows_stand_on_paper_with_what_is_new_in_red() -> None:
    [drawn] = docx.Document(io.BytesIO(document(MADE_TABLE, MADE))).tables
    rows = [[cell.text for cell in row.cells] for row in drawn.rows[2:]]
    assert [read(row) for row in rows] == EXPECTED
    first = drawn.rows[2].cells[5].paragraphs[0]
    red = [run.text for run in first.runs if run.font.color.rgb]
    assert red == [
        "將於108年6月30日前完成。",
        "本部前業已提供相關資料，法務部刻正簽會意見中。",
        "業經修正後，於108年6月12日函頒各地方政府依循辦理。本案建請解除列管。",
    ]
    same = drawn.rows[4].cells[5].paragraphs[0].runs
    assert not any(run.font.color.rgb for run in same if "毛片審查會議" in run.text), "無更新 is black"


def test_nothing_new_is_black_and_what_is_to_be_removed_has_its_tick_on_the_left() -> None:
    same = [("資訊處", "已完成。")]
    [row] = table(TITLE, [TrackedRow(["1"], "", "事", before=same, now=same, removed=True)]).rows
    assert not any(isinstance(run, Run) and run.red for run in row[5])
    assert (row[7], row[8]) == ("V", "")


PARTS = st.sampled_from(["已完成。", "刻正辦理，", "預定六月。", "\n", "無"])
SENTENCES = st.lists(PARTS, max_size=8).map("".join)


@given(SENTENCES, SENTENCES)
def test_what_is_said_now_is_whole_whatever_is_red(before: str, now: str) -> None:
    found = list(differing(before, now))
    assert plain(tuple(found)) == now
    if before == now:
        assert not any(run.red for run in found)


@pytest.mark.parametrize("text", ["字" * 2_500, "a\nb" * 900])
def test_a_long_text_fits_into_a_cell(text: str) -> None:
    rows = [TrackedRow(["1"], "", "事", before=[("衛生局", text)], now=[("衛生局", text + "新")])]
    page = openpyxl.load_workbook(io.BytesIO(workbook(table(TITLE, rows), MADE))).active
    assert str(page["F4"].value).endswith("新")

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
from handlers.meetings.items_table import TrackedRow, differing, table

MADE = datetime(2019, 6, 18, 1, 0, tzinfo=UTC)
TITLE = "強化社會安全網工作進度會議提示或交辦事項辦理情形追蹤表"
HINT = ("1080605主席提示", "本案繼續列管。")
ROWS = [
    TrackedRow(
        ["1070124-3-1"],
        "107年1月24日第1次工作進度會議",
        "社會安全網資訊系統建置案。",
        HINT,
        ["資訊處"],
        ["保護司", "心口司", "社家署"],
        [("資訊處", "刻正由本處辦理資料欄位清理，將於108年5月30日前完成。")],
        [
            ("資訊處", "刻正由本處辦理資料欄位清理，將於108年6月30日前完成。"),
            ("社家署", "本案建請解除列管。"),
        ],
    ),
    TrackedRow(
        ["1070124-3-2", "1070516-3-1"],
        "107年3月28日第7次工作進度會議後續討論",
        "規劃教育訓練與人力培訓案。",
        HINT,
        ["社工司"],
        ["心口司", "保護司", "社家署"],
        [("社工司", "已移請會計處會辦。")],
        [("社工司", "已重新陳核中。")],
    ),
    TrackedRow(
        ["1070124-3-3"],
        "107年1月24日第1次工作進度會議",
        "社會安全網宣導活動案。",
        HINT,
        ["保護司", "社家署"],
        ["心口司", "社工司"],
    ),
    TrackedRow(
        ["1070314-3-1", "1070314-3-2", "1070411-4"],
        "107年3月14日第6次工作進度會議",
        "社會安全網事件諮詢紀錄表、集中派案中心分級分類分流、脆弱家庭風險評估指標及工作表單。",
        HINT,
        ["保護司"],
        ["社家署", "資訊處"],
    ),
    TrackedRow(
        ["1070516-3-2"],
        "107年5月16日第11次工作進度會議",
        "資料開放內容。",
        HINT,
        ["心口司"],
        [],
        [("心口司", "本案將持續追蹤1個月。")],
        [("心口司", "(108年7月3日回復)")],
    ),
    TrackedRow(
        ["1080125-2"],
        "108年1月25日第24次工作進度會議",
        "資訊整合系統建置及介紹。",
        HINT,
        ["資訊處"],
        [],
        [("資訊處", "將於108年6月12日報告。")],
        [("資訊處", "併報告案2說明。")],
        condition="報告完後即可解除列管",
    ),
    TrackedRow(
        ["1080129-1"],
        "108年1月29日強化社會安全網跨平台第2次會議",
        "春節加強關懷訪視方案辦理情形",
        HINT,
        ["社工司"],
        ["保護司", "社家署", "心口司"],
    ),
    TrackedRow(
        ["1080227-4"],
        "108年2月27日第26次工作進度會議",
        "請研議社工人力進用資格是否放寬",
        HINT,
        ["社工司"],
        ["保護司", "社家署", "心口司"],
    ),
    TrackedRow(
        ["1080315-1"],
        "108年3月15日強化社會安全網輔導團期中座談會",
        "檢視座談會所提之各項問題。",
        HINT,
        ["社家署"],
        ["社工司", "保護司", "心口司", "資訊處"],
    ),
    TrackedRow(
        ["1080529-1"],
        "108年5月29日第33次工作進度會議",
        "請研議社區訪員獎勵制度及建立訪員服務模式。",
        HINT,
        ["心口司"],
    ),
    TrackedRow(
        ["1080529-2"],
        "108年5月29日第33次工作進度會議",
        "請於社安網平台建立文章分享專區。",
        HINT,
        ["社家署"],
        ["社工司", "保護司", "心口司", "資訊處"],
    ),
    TrackedRow(
        ["1080605-3"],
        "108年6月5日第34次工作進度會議",
        "請社家署規劃共識營。",
        HINT,
        ["社家署"],
        [],
        [],
        [("社家署", "建請解除本案列管。")],
        added="1080605",
    ),
]
MADE_TABLE = table(TITLE, ROWS, ("註：請社家署108年9月11日須報告辦理狀況。",))
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


def test_the_same_rows_stand_on_paper_with_what_is_new_in_red() -> None:
    [drawn] = docx.Document(io.BytesIO(document(MADE_TABLE, MADE))).tables
    rows = [[cell.text for cell in row.cells] for row in drawn.rows[2:]]
    assert [read(row) for row in rows] == EXPECTED
    first = drawn.rows[2].cells[5].paragraphs[0]
    red = [run.text for run in first.runs if run.font.color.rgb]
    assert red == ["將於108年6月30日前完成。", "本案建請解除列管。"]


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

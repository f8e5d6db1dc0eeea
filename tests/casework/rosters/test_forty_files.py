"""Forty files that somebody would send by mistake or malice: each is read right, or refused for its fault."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

import pytest
import xlsxwriter

from casework.files import FileLimits, Sheet, Unfit, UnfitFile
from casework.policy.editions import load_editions
from casework.rosters.declared import RosterFault, RosterRules, month_of, read_roster, recognise
from casework.rosters.lists import FORMS
from casework.text.places import load_places
from storage.errands import reader
from tests.support import lists

HEAD: Final = [
    "編號",
    "自殺通報日",
    "姓名",
    "證號",
    "出生日期",
    "性別",
    "電話",
    "居住地址",
    "自殺原因",
    "身分別",
]
ADDRESS: Final = "桃園市平鎮區新勢里中正路1號"
ROW: Final = dict(
    zip(HEAD, [1, "115/05/20", "王測試", "", "70.1.2", "女", "", ADDRESS, "經濟", ""], strict=True)
)
LIMITS: Final = reader.ReaderLimits(10 * lists.MEGABYTE, 20_000, 100, 0, 0)
TODAY: Final = date(2026, 6, 3)
PLACES, POLICY = load_places(), load_editions().on(TODAY)
assert FileLimits(LIMITS.bytes, LIMITS.rows, LIMITS.columns) == POLICY.files.limits


def row(**said: Any) -> list[Any]:
    return list((ROW | said).values())


def one(**said: Any) -> bytes:
    return lists.book(HEAD, row(**said))


def merged() -> bytes:
    """A title over the whole width, and a head of two levels."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 9, "桃園市政府社會局民國115年7月幸扶守護名冊")
        sheet.merge_range(1, 2, 1, 7, "個案資料")
        for at, title in enumerate(HEAD):
            inside = 2 <= at <= 7
            if inside:
                sheet.write(2, at, title)
            else:
                sheet.merge_range(1, at, 2, at, title)
        sheet.write_row(3, 0, row())
    return content.getvalue()


def merged_down() -> bytes:
    """One address for a family of two, and a reason for all of them."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, row(居住地址="", 自殺原因=""))
        sheet.write_row(2, 0, row(姓名="李示範", 居住地址="", 自殺原因=""))
        for title in ("居住地址", "自殺原因"):
            sheet.merge_range(1, HEAD.index(title), 2, HEAD.index(title), ROW[title])
        sheet.merge_range(3, 0, 5, 0, "以下空白")
        sheet.merge_range(1, 40, 9, 40, "")  # beside the table and below it there is nothing
        sheet.merge_range(50, 0, 60, 0, "")
    return content.getvalue()


def a_day() -> bytes:
    """Days as Excel keeps them: one written as a day, one whose format was lost."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, row(自殺通報日=46162, 出生日期=""))
        sheet.write_datetime(1, 4, date(1981, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    return content.getvalue()


def formula() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, row())
        sheet.write_formula(1, 2, '=HYPERLINK("http://example.org","王測試")', value="王測試")
    return content.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


@dataclass(frozen=True)
class Right:
    """So many rows are right, and these faults are found."""

    rows: int
    faults: tuple[StrEnum, ...] = ()
    month: int = 6


UNKNOWN: Final = "no list that anybody knows"
F = RosterFault
FILES: dict[str, tuple[Callable[[], bytes], Right | Unfit | str]] = {
    "as it should be": (one, Right(1)),
    "a head of two levels under a title": (merged, Right(1, month=7)),
    "cells that are merged down several rows": (merged_down, Right(2)),
    "days as Excel's numbers": (a_day, Right(1)),
    "a name made by a formula": (formula, Right(1)),
    "the list on the second sheet": (lambda: lists.sheets(說明=[["請先讀我"]], 名冊=[HEAD, row()]), Right(1)),
    "the month in the name of the sheet": (
        lambda: lists.sheets(**{"115年5月": [HEAD, row()]}),
        Right(1, month=5),
    ),
    "two lists, of which the first counts": (
        lambda: lists.sheets(六月=[HEAD, row()], 舊=[HEAD, row(), row()]),
        Right(1),
    ),
    "remarks below the table": (
        lambda: lists.book(HEAD, row(), [], ["註：本名冊為密件"], ["承辦人："]),
        Right(1),
    ),
    "empty rows between": (lambda: lists.book(HEAD, row(), [], [], row(姓名="李示範")), Right(2)),
    "columns in another order": (lambda: lists.book(HEAD[::-1], row()[::-1]), Right(1)),
    "columns that nobody asked for": (lambda: lists.book([*HEAD, "星座"], [*row(), "獅子"]), Right(1)),
    "stars and spaces in the head": (lambda: lists.book([f" {one}＊" for one in HEAD], row()), Right(1)),
    "a birthday that lost its zero": (lambda: one(出生日期=700102), Right(1)),
    "a telephone that lost its zero": (lambda: one(電話=912345678), Right(1)),
    "a day of the Republic in words": (lambda: one(出生日期="民國七十年一月二日"), Right(1)),
    "an ID in wide letters": (lambda: one(證號="ａ１２３４５６７８９"), Right(1)),
    "no ID, and said so": (lambda: one(證號="不詳"), Right(1)),
    "an ID that is mistyped": (lambda: one(證號="A123456788"), Right(0, (F.BAD_ID,))),
    "an ID that lost a figure": (lambda: one(證號="A12345678"), Right(0, (F.BAD_ID,))),
    "no such day": (lambda: one(出生日期="70/2/30"), Right(0, (F.BAD_DATE,))),
    "a day without a year": (lambda: one(自殺通報日="5/20"), Right(0, (F.BAD_DATE,))),
    "a birth that has not come": (lambda: one(出生日期="125/1/2"), Right(0, (F.BAD_DATE,))),
    "a report that has not come": (
        lambda: one(自殺通報日=TODAY + timedelta(days=1)),
        Right(0, (F.BAD_DATE,)),
    ),
    "simplified characters": (
        lambda: lists.book(
            [
                "编号",
                "自杀通报日",
                "姓名",
                "证号",
                "出生日期",
                "性别",
                "电话",
                "居住地址",
                "自杀原因",
                "身分别",
            ],
            row(證號="无", 居住地址="桃园市平镇区新势里中正路1号", 自殺原因="经济"),
        ),
        Right(1),
    ),
    "words for a telephone": (lambda: one(電話="問里長"), Right(0, (F.BAD_PHONE,))),
    "no name": (lambda: one(姓名=""), Right(0, (F.EMPTY,))),
    "another county": (lambda: one(居住地址="新北市鶯歌區中正路1號"), Right(0, (F.ELSEWHERE,))),
    "no village": (lambda: one(居住地址="桃園市平鎮區中正路1號"), Right(0, (F.NO_VILLAGE,))),
    "a village of several districts": (lambda: one(居住地址="中正里中正路1號"), Right(0, (F.WHICH_VILLAGE,))),
    "the same person twice": (lambda: lists.book(HEAD, row(), row()), Right(1, (F.TWICE,))),
    "twins": (lambda: lists.book(HEAD, row(), row(姓名="王雙生")), Right(2)),
    "a reason that is not economic": (lambda: one(自殺原因="感情"), Right(0, (F.NOT_ECONOMIC,))),
    "no reason, and no relief": (lambda: one(自殺原因="未註明"), Right(0, (F.NO_RELIEF,))),
    "an essay in a cell": (lambda: one(居住地址=ADDRESS * 40), Right(0, (F.LONG,))),
    "markup and controls in a name": (lambda: one(姓名="<b>王\u202e測試</b>"), Right(1)),
    "a table of people": (
        lambda: lists.book(["單位", "角色", "姓名"], ["平鎮中心", "社工", "王測試"]),
        UNKNOWN,
    ),
    "a head and nothing else": (lambda: lists.book(HEAD), Right(0)),
    "an empty file": (bytes, Unfit.NO_LIST),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0", Unfit.NO_LIST),
    "text in no hand": (lambda: b"\xff\xff,\xff" * 9, Unfit.PLAIN),
    ".docx in disguise": (lambda: zipped("word/document.xml", b"<w/>"), Unfit.NO_LIST),
    ".xls in disguise": (lists.old, Unfit.OLD),
    "a password": (lists.with_password, Unfit.PASSWORD),
    "macros": (lists.with_macros, Unfit.MACROS),
    "half of it": (lambda: one()[:3000], Unfit.BROKEN),
    "a bomb": (lambda: lists.bomb(30), Unfit.SWELLS),
    "too many columns": (lambda: lists.book(["玩具"] * 101), Unfit.COLUMNS),
}


def test_there_are_forty() -> None:
    assert len(FILES) >= 40


def read(content: bytes) -> Right | Unfit | str:
    """Say what is in a file, as whoever sends it hears."""
    try:
        found = [Sheet(title, tuple(map(tuple, rows))) for title, rows in reader.read(content, LIMITS)]
    except UnfitFile as unfit:
        return unfit.why
    known = recognise(tuple(FORMS.values()), found)
    if known is None:
        return UNKNOWN
    form, sheet = known
    month = month_of(sheet, form, TODAY)
    reading = read_roster(form, sheet.rows, RosterRules(month, TODAY, POLICY, PLACES))
    return Right(len(reading.good), tuple(one.fault for one in reading.wrong), month.month)


@pytest.mark.parametrize("name", FILES)
def test_what_somebody_sends_is_read_right_or_refused_for_what_it_is(name: str) -> None:
    made, expected = FILES[name]
    assert read(made()) == expected

"""Reading a list that somebody sent: what is read, what is refused, and who pays for it."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from casework.files import MEGABYTE, FileLimits, Sheet, Unfit, UnfitFile
from storage.errands import reading
from storage.errands.reader import written
from tests.support import lists

LIMITS = FileLimits(10 * MEGABYTE, 20_000, 100)


def test_a_list_is_read_as_people_see_it() -> None:
    content = lists.book(
        ["姓名", "生日", "電話", "人數"],
        [],
        ["王測試", date(2026, 6, 1), "0912345678", 3],
        ["林示範", "民國115年6月1日", 912345678, 1.5, ""],
        hidden=[["選項"]],
    )
    assert reading.read(content, LIMITS) == [
        Sheet(
            "名單",
            (
                ("姓名", "生日", "電話", "人數"),
                (),
                ("王測試", "2026-06-01", "0912345678", "3"),
                ("林示範", "民國115年6月1日", "912345678", "1.5"),
            ),
        )
    ]


def test_the_number_of_a_row_is_that_of_the_sheet() -> None:
    [sheet] = reading.read(lists.book([], [], ["", "玩具"]), LIMITS)
    assert sheet.rows == ((), (), ("", "玩具"))


def test_an_empty_list_has_no_rows() -> None:
    assert reading.read(lists.book(), LIMITS) == [Sheet("名單", ())]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"),
        (-20.0, "-20"),
        (1.5, "1.5"),
        (1e15, "1000000000000000.0"),
        (True, "TRUE"),
        ("001", "001"),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1), "2026-06-01"),  # noqa: DTZ001 - a cell has no zone
        (datetime(2026, 6, 1, 8, 30), "2026-06-01 08:30:00"),  # noqa: DTZ001 - the same
        (time(8, 30), "08:30:00"),
    ],
)
def test_a_cell_is_text(cell: object, text: str) -> None:
    assert written(cell) == text


def why(content: bytes, limits: FileLimits = LIMITS, **within: int) -> Unfit:
    with pytest.raises(UnfitFile) as unfit:
        reading.read(content, limits, **within)
    return unfit.value.why


def test_a_list_may_be_as_large_as_the_limits_and_no_larger() -> None:
    content = lists.book(*(["a", "b"] for _ in range(10)))
    assert reading.read(content, FileLimits(len(content), 10, 2))
    assert why(content, FileLimits(len(content) - 1, 10, 2)) is Unfit.LARGE
    assert why(content, FileLimits(len(content), 9, 2)) is Unfit.ROWS
    assert why(content, FileLimits(len(content), 10, 1)) is Unfit.COLUMNS


@pytest.mark.parametrize(
    ("made", "unfit"),
    [
        (lists.bomb, Unfit.SWELLS),
        (lambda: lists.bomb(said=1000), Unfit.BROKEN),
        (lists.far_corner, Unfit.HEAVY),
        (lambda: lists.repeated(19_000, 30_000), Unfit.HEAVY),
        (lists.with_macros, Unfit.MACROS),
        (lists.with_password, Unfit.PASSWORD),
        (lists.old, Unfit.OLD),
        (lambda: b"\xff\xff", Unfit.PLAIN),
        (lambda: lists.open_document(["a"], locked=True), Unfit.PASSWORD),
        (lambda: lists.open_document(["a"], times=1_000_000), Unfit.ROWS),
        (lambda: b"", Unfit.NO_LIST),
        (lambda: b"\0\0", Unfit.NO_LIST),
        (lambda: lists.book(["a"])[:400], Unfit.BROKEN),
        (lambda: lists.with_entries(lists.book(["a"]), {"xl/workbook.xml": b"<"}), Unfit.BROKEN),
        (lambda: lists.with_entries(lists.book(), {f"x{n}": b"" for n in range(1000)}), Unfit.SWELLS),
        (lambda: lists.with_entries(lists.book(), {"xl/macrosheets/sheet1.xml": b"<a/>"}), Unfit.MACROS),
    ],
    ids=[
        "a bomb",
        "a bomb that lies",
        "a far corner",
        "one text in many cells",
        "macros",
        "a password",
        "an old file",
        "text in no hand",
        "a password of another office",
        "a row a million times",
        "nothing",
        "bytes",
        "half a file",
        "no workbook in it",
        "many entries",
        "macros of another kind",
    ],
)
def test_what_is_no_list_or_a_trap_is_refused(made: Callable[[], bytes], unfit: Unfit) -> None:
    assert why(made()) is unfit


def test_what_takes_too_long_ends() -> None:
    assert why(lists.book(*(["a"] * 50 for _ in range(20_000))), seconds=0) is Unfit.HEAVY


MEASURE = """
import resource, sys
from casework.files import MEGABYTE, FileLimits, UnfitFile
from storage.errands import reading

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

content = open(sys.argv[1], "rb").read()
before = peak()
try:
    reading.read(content, FileLimits(10 * MEGABYTE, 20_000, 100))
except UnfitFile as unfit:
    print(unfit.why, peak() - before)
"""


@pytest.mark.parametrize("made", [lists.far_corner, lambda: lists.repeated(19_000, 30_000)])
def test_a_trap_costs_the_reader_memory_and_nobody_else(made: Callable[[], bytes], tmp_path: Path) -> None:
    """A process of its own is measured: the peak of this one is that of all tests before."""
    file = tmp_path / "trap.xlsx"
    file.write_bytes(made())
    command = [sys.executable, "-c", MEASURE, str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == Unfit.HEAVY
    assert int(said[1]) < 4 * 1024  # KB

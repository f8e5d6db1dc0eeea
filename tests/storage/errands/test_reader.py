"""What the reader takes, asked without the process of its own in which it works."""

import random

import pytest
from msgspec.structs import replace

from casework.files import Unfit, UnfitFile
from storage.errands import reader
from storage.errands.reader import RATIO_FROM, ReaderLimits, read
from tests.support import lists

EMPTY = b"PK\x05\x06" + bytes(18)
"""A zip with nothing in it."""
LIMITS = ReaderLimits(bytes=10_000_000, rows=3, columns=2, memory=0, seconds=0)


def why(content: bytes) -> Unfit:
    with pytest.raises(UnfitFile) as unfit:
        read(content, LIMITS)
    return unfit.value.why


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("姓名,電話\n王測試,0912345678\n".encode(), [["姓名", "電話"], ["王測試", "0912345678"]]),
        ("\ufeff姓名;電話\n".encode(), [["姓名", "電話"]]),
        ("姓名\t電話\n".encode("utf-16"), [["姓名", "電話"]]),
        ("姓名,電話\n".encode("cp950"), [["姓名", "電話"]]),
        (b'="0912345678",\n', [["0912345678", ""]]),
        (b"a\nb\nc\n", [["a"], ["b"], ["c"]]),
    ],
    ids=[
        "commas",
        "semicolons",
        "tabs, in UTF-16",
        "Excel's hand",
        "figures as text",
        "as many rows as may be",
    ],
)
def test_a_table_of_text_is_read_in_the_hand_it_is_written_in(content: bytes, rows: list[list[str]]) -> None:
    assert read(content, LIMITS) == [["", rows]]


@pytest.mark.parametrize(
    ("content", "unfit"),
    [
        (b"a\nb\nc\nd\n", Unfit.ROWS),
        (b"a,b,c\n", Unfit.COLUMNS),
        (b"\xff\xff", Unfit.PLAIN),
        (b"", Unfit.NO_LIST),
        (b"\0\0", Unfit.NO_LIST),
        (b"a" * (LIMITS.bytes + 1), Unfit.LARGE),
        (lists.with_password(), Unfit.PASSWORD),
        (lists.old(), Unfit.OLD),
        (lists.with_macros(), Unfit.MACROS),
        (lists.open_document(["a"], locked=True), Unfit.PASSWORD),
        (lists.book(*(["a"] for _ in range(4))), Unfit.ROWS),
        (lists.book(["a", "b", "c"]), Unfit.COLUMNS),
        (lists.book(["a"])[:400], Unfit.BROKEN),
        (lists.with_entries(EMPTY, {"a.txt": b"a"}), Unfit.NO_LIST),
        (lists.with_entries(lists.book(["a"]), {f"x{n}": b"" for n in range(1_000)}), Unfit.SWELLS),
    ],
    ids=[
        "rows of text",
        "columns of text",
        "text in no hand",
        "nothing",
        "bytes",
        "too long",
        "a password",
        "an old file",
        "macros",
        "a password of another office",
        "rows",
        "columns",
        "half a file",
        "something else that is packed",
        "many entries",
    ],
)
def test_what_is_no_list_or_too_much_is_refused_by_its_reason(content: bytes, unfit: Unfit) -> None:
    assert why(content) is unfit


def test_a_file_may_be_as_large_as_the_limit_and_a_cell_as_well() -> None:
    assert read(b"a,b", replace(LIMITS, bytes=3)) == [["", [["a", "b"]]]]
    assert read(b"a" * 200_000, LIMITS) == [["", [["a" * 200_000]]]]


@pytest.mark.parametrize(("room", "heavy"), [(6, False), (5, True)])
def test_so_much_text_may_be_in_all_cells_together(
    monkeypatch: pytest.MonkeyPatch, room: int, *, heavy: bool
) -> None:
    monkeypatch.setattr(reader, "TEXT", room)
    content = lists.book(["ab", "c"], ["def"])
    if heavy:
        assert why(content) is Unfit.HEAVY
    else:
        assert read(content, LIMITS)


def test_a_sheet_is_read_from_its_first_cell_and_one_that_nobody_sees_is_not() -> None:
    content = lists.book([], ["", "玩具"], hidden=[["選項"]])
    assert read(content, LIMITS) == [["名單", [[], ["", "玩具"]]]]


def test_a_list_without_a_lock_is_read() -> None:
    assert read(lists.open_document(["王測試", "a"]), LIMITS) == [["名單", [["王測試", "a"]]]]
    assert read(lists.book(["王測試"], ["a", "b"]), LIMITS) == [["名單", [["王測試"], ["a", "b"]]]]


@pytest.mark.parametrize(
    ("size", "swells"), [(RATIO_FROM, False), (RATIO_FROM + 1, True)], ids=["small", "large"]
)
def test_what_swells_is_refused_from_a_size_on(size: int, *, swells: bool) -> None:
    """Deflate packs nothing but the same byte so close: 1 to about 1,000."""
    content = lists.with_entries(lists.book(["a"]), {"xl/media/a": b"a" * size})
    if swells:
        assert why(content) is Unfit.SWELLS
    else:
        assert read(content, LIMITS)


def test_what_is_large_and_packs_like_a_table_is_read() -> None:
    table = random.Random(1).randbytes(RATIO_FROM // 100) + b"a" * RATIO_FROM
    assert read(lists.with_entries(lists.book(["a"]), {"xl/media/a": table}), LIMITS)

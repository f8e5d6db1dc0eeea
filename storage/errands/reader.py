"""Reads a list that somebody sent (.xlsx, .ods, .csv), in a process that may use little memory and time.

`python -m storage.errands.reader` gets the limits in a line of JSON, then the file, and answers in JSON:
`{"sheets": [[name, [[cell, …], …]], …]}` or `{"unfit": why}`. A file that makes it die is unfit, too.
"""

import csv
import io
import json
import os
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from msgspec import Struct
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from casework.files import Unfit, UnfitFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an old .xls begins, and an .xlsx with a password."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK\x03\x04"
WORKBOOK, OPEN_DOCUMENT = "xl/workbook.xml", "content.xml"
MANIFEST = "META-INF/manifest.xml"
MACROS = ("vbaproject.bin", "xl/macrosheets/", "basic/script", "scripts/")
HANDS = ("utf-8-sig", "cp950", "utf-16")
"""As what text is written: cp950 is Excel's in Taiwan."""
_NUMBER_AS_TEXT = re.compile(r'="(.*)"')
ENTRIES = 1_000
UNPACKED = 150 * 1024 * 1024
RATIO, RATIO_FROM = 250, 1024 * 1024
"""Deflate packs repetitive tables 1:100 at the most, and bombs 1:1,000; small entries may swell."""
SHEETS = 20
TEXT = 32_000_000
"""Characters of all cells together."""


class ReaderLimits(Struct, frozen=True):
    """What the reader may take, and use."""

    bytes: int
    rows: int
    columns: int
    memory: int
    seconds: int


def main() -> None:
    """Read what is on standard input."""
    limits = ReaderLimits(**json.loads(sys.stdin.buffer.readline()))
    confine(limits)
    sys.stdout.write(json.dumps(answer(limits), ensure_ascii=True))
    sys.stdout.flush()
    os._exit(0)  # what is left of a strange file is not tidied up


def confine(limits: ReaderLimits) -> None:
    """Give away what reading does not need: memory, time, files to be written, traces of a crash."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def answer(limits: ReaderLimits) -> dict[str, Any]:
    """Say what is in the file, or why it is not taken."""
    try:
        return {"sheets": read(sys.stdin.buffer.read(limits.bytes + 1), limits)}
    except UnfitFile as unfit:
        return {"unfit": unfit.why}
    except MemoryError:
        return {"unfit": Unfit.HEAVY}
    except Exception:
        return {"unfit": Unfit.BROKEN}
    except BaseException:  # a panic of the library, which had no memory left
        return {"unfit": Unfit.HEAVY}


def read(content: bytes, limits: ReaderLimits) -> list[Any]:
    """Read every sheet that people see."""
    if len(content) > limits.bytes:
        raise UnfitFile(Unfit.LARGE)
    if _is_text(content):
        return [["", _text(content, limits)]]
    look_inside(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        raise UnfitFile(Unfit.PASSWORD) from None
    seen = [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    room = TEXT
    sheets = []
    for name in seen[:SHEETS]:
        rows = list(_rows(book.get_sheet_by_name(name), limits))
        room -= sum(len(cell) for row in rows for cell in row)
        if room < 0:
            raise UnfitFile(Unfit.HEAVY)
        sheets.append([name, rows])
    return sheets


def look_inside(content: bytes) -> None:
    """Judge a file by its beginning and by the directory of its zip, before anything is unpacked."""
    if content.startswith(OLE):
        raise UnfitFile(Unfit.PASSWORD if ENCRYPTED in content else Unfit.OLD)
    if not content.startswith(ZIP):
        raise UnfitFile(Unfit.NO_LIST)
    try:
        book = zipfile.ZipFile(BytesIO(content))
        entries = book.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise UnfitFile(Unfit.BROKEN) from None
    names = {one.filename.lower() for one in entries}
    if any(one.flag_bits & 1 for one in entries):
        raise UnfitFile(Unfit.PASSWORD)
    if len(entries) > ENTRIES or sum(one.file_size for one in entries) > UNPACKED or _swell(entries):
        raise UnfitFile(Unfit.SWELLS)
    if any(macro in name for name in names for macro in MACROS):
        raise UnfitFile(Unfit.MACROS)
    if WORKBOOK in names:
        return
    if OPEN_DOCUMENT not in names:
        raise UnfitFile(Unfit.NO_LIST)
    if MANIFEST.lower() in names and b"encryption-data" in book.read(MANIFEST):
        raise UnfitFile(Unfit.PASSWORD)


def _swell(entries: list[zipfile.ZipInfo]) -> bool:
    return any(
        one.file_size > RATIO_FROM and one.file_size > RATIO * max(one.compress_size, 1) for one in entries
    )


def _is_text(content: bytes) -> bool:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return bool(content) and (marked or b"\0" not in content) and not content.startswith((ZIP, OLE))


def _text(content: bytes, limits: ReaderLimits) -> list[list[str]]:
    """Read a table of text, in whatever hand: one that nobody can read is none."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = next(
        filter(None, (_decoded(content, hand) for hand in (HANDS[::-1] if marked else HANDS[:2]))), ""
    )
    if not text:
        raise UnfitFile(Unfit.PLAIN)
    head = text[:4096]
    between = max(",\t;", key=head.count)
    csv.field_size_limit(TEXT)
    rows = list[list[str]]()
    for row in csv.reader(io.StringIO(text), delimiter=between):
        if len(rows) >= limits.rows:
            raise UnfitFile(Unfit.ROWS)
        if len(row) > limits.columns:
            raise UnfitFile(Unfit.COLUMNS)
        rows.append([_NUMBER_AS_TEXT.sub(r"\1", cell) for cell in row])
    return rows


def _decoded(content: bytes, hand: str) -> str:
    try:
        return content.decode(hand)
    except UnicodeDecodeError:
        return ""


def _rows(sheet: CalamineSheet, limits: ReaderLimits) -> Iterator[list[str]]:
    """Read a sheet from its first row, so that the numbers of the rows are those that people see."""
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= limits.rows:
        raise UnfitFile(Unfit.ROWS)
    if last_column >= limits.columns:
        raise UnfitFile(Unfit.COLUMNS)
    rows = [[written(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, column), (bottom, last) in sheet.merged_cell_ranges or ():
        # one cell down several rows says it of each of them
        if column == last <= last_column and top < len(rows):
            for row in rows[top + 1 : bottom + 1]:
                row[column] = row[column] or rows[top][column]
    for cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def written(cell: Any) -> str:
    """Write a cell as people read it: 1.0 is 1, and a day is a day."""
    match cell:
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ", "seconds")
        case date() | time():
            return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main()

"""Lists as people send them, and files that nobody should open."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

MEGABYTE = 1024 * 1024
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(*rows: Sequence[Any], hidden: Sequence[Sequence[Any]] = ()) -> bytes:
    """Write a list; what is *hidden* stands on a sheet that people don't see."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        _fill(made.add_worksheet("名單"), rows)
        if hidden:
            sheet = made.add_worksheet("選項")
            _fill(sheet, hidden)
            sheet.hide()
    return content.getvalue()


def sheets(**named: Sequence[Sequence[Any]]) -> bytes:
    """Write several lists, each on a sheet of its own."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        for name, rows in named.items():
            _fill(made.add_worksheet(name), rows)
    return content.getvalue()


def _fill(sheet: Any, rows: Iterable[Sequence[Any]]) -> None:
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)


def open_document(*rows: Sequence[str], locked: bool = False, times: int = 1) -> bytes:
    """Write a list as LibreOffice does (.ods); the last row *times* over, or *locked* by a password."""
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        for row in rows
    ]
    several = f'table:number-rows-repeated="{times}"'
    table = "".join(
        f"<table:table-row {several if row is cells[-1] else ''}>{row}</table:table-row>" for row in cells
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    lock = '<manifest:encryption-data manifest:checksum="x"/>' if locked else ""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book_:
        book_.writestr("mimetype", kind, zipfile.ZIP_STORED)
        book_.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="名單">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        manifest = f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">{entry}{lock}</manifest:manifest>'
        book_.writestr("META-INF/manifest.xml", manifest)
    return made.getvalue()


def with_entries(content: bytes, entries: Mapping[str, bytes]) -> bytes:
    """Add entries to an .xlsx, or replace them."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in entries:
                after.writestr(name, before.read(name))
        for name, entry in entries.items():
            after.writestr(name, entry)
    return made.getvalue()


def with_macros() -> bytes:
    """An .xlsm under the name of an .xlsx."""
    return with_entries(book(["玩具"], ["積木"]), {"xl/vbaProject.bin": OLE + bytes(600)})


def bomb(megabytes: int = 300, *, said: int | None = None) -> bytes:
    """An .xlsx of little size that would fill the memory; with *said*, its directory lies about the size."""
    text = SST + b"a" * (megabytes * MEGABYTE) + b"</t></si></sst>"
    content = with_entries(book(["玩具"]), {"xl/sharedStrings.xml": text})
    if said is not None:
        content = content.replace(struct.pack("<L", len(text)), struct.pack("<L", said))
    return content


def far_corner() -> bytes:
    """A small file whose table, laid out, has seventeen thousand million cells."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "玩具")
        sheet.write(1_048_575, 16_383, "x")
    return content.getvalue()


def repeated(times: int = 200_000, size: int = 30_000) -> bytes:
    """A small file in which one long text stands in very many cells."""
    sheet = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, times + 1))
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_entries(
        book(["玩具"]),
        {
            "xl/sharedStrings.xml": SST + b"a" * size + b"</t></si></sst>",
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{namespace}"><sheetData>{sheet}</sheetData></worksheet>'.encode()
            ),
        },
    )


def with_password() -> bytes:
    """Return the beginning of what Excel writes when a list gets a password."""
    return OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)


def old() -> bytes:
    """Return the beginning of an .xls."""
    return OLE + bytes(1000) + "Workbook".encode("utf-16-le") + bytes(1000)

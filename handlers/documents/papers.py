"""A paper of numbered parts, as minutes are written here: 壹、貳、… 拾、壹拾壹、 each with its lines."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from io import BytesIO
from itertools import count
from typing import Final
from zipfile import ZipFile

from msgspec import Struct

from handlers.documents.tables import Table

DIGITS: Final = "零壹貳參肆伍陸柒捌玖"
NUMBERED: Final = "{number}、{title}"


class Chapter(Struct, frozen=True):
    """One numbered part: what stands beside its number, the lines below, and tables."""

    title: str
    """Empty: it has no number."""
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    page: bool = False
    """It begins a page, under the title of the paper."""


class PrintedPaper(Struct, frozen=True):
    """All of it."""

    title: str
    parts: Sequence[Chapter]
    footer: str = ""
    secret: bool = False
    annexes: Sequence[Table] = ()
    """附件: each on pages of its own, which lie across."""


def numbered(number: int) -> str:
    """Write a number as the parts of minutes have it: 玖, 拾, 壹拾壹, 貳拾 [002]."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    first = "" if number == 10 else DIGITS[tens]
    return f"{first}拾{DIGITS[ones] if ones else ''}"


def words_of(document: bytes) -> str:
    """Return what stands in a .docx that was made here, a line as a line: nothing joins the words of two."""
    with ZipFile(BytesIO(document)) as parts:
        text = parts.read("word/document.xml").decode()
    return unescape(re.sub("<[^>]*>", "", re.sub(r"</w:p>|<w:(?:br|tab)\b[^>]*>", "\n", text)))


def document(paper: PrintedPaper, made: datetime) -> bytes:
    """Write it as .docx."""
    from handlers.documents import word  # noqa: PLC0415 -- 100 ms that only a document needs

    sheet = word.blank(paper.title, made)
    word.heading(sheet, paper.title)
    numbers = count(1)
    for part in paper.parts:
        if part.page:
            word.next_page(sheet)
            word.heading(sheet, paper.title)
        if part.title:
            title = NUMBERED.format(number=numbered(next(numbers)), title=part.title)
            word.line(sheet, title, bold=True)
        for text in part.lines:
            word.line(sheet, text, indented=bool(part.title))
        for table in part.tables:
            word.draw(sheet, table)
    for annex in paper.annexes:
        word.turned(sheet)
        word.heading(sheet, annex.title)
        word.draw(sheet, annex)
    word.foot(sheet, paper.footer)
    return word.content(sheet)

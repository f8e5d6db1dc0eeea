"""A table as .docx, as it is printed, signed and sent: python-docx, with a Chinese font in every style.

It takes 100 ms to load: who makes a document loads it then.
"""

import io
from datetime import datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from handlers.documents.tables import Cell, Leaf, Run, Table, fitted, printable, runs

LATIN, CHINESE = "Times New Roman", "標楷體"
A4: Final = (210, 297)
"""In millimetres."""
MARGIN: Final = 15
SMALL: Final = 10
LARGE: Final = 14
"""Points: in a table across the page, and of all that stands upright."""
RED: Final = (0xFF, 0, 0)


def document(table: Table, made: datetime) -> bytes:
    """Write it on A4: title, a table whose head stands on each page, notes; who made it on each foot."""
    paper = blank(table.title, made, across=not table.upright)
    heading(paper, table.title)
    draw(paper, table)
    for note in table.notes:
        paper.add_paragraph(printable(note))
    foot(paper, table.footer)
    return content(paper)


def blank(title: str, made: datetime, *, across: bool = False) -> Document:
    """Take a sheet of paper, in the fonts of an office in Taiwan."""
    paper = docx.Document()
    paper.core_properties.title, paper.core_properties.created = title, made.replace(tzinfo=None)
    paper.core_properties.author = ""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(SMALL if across else LARGE)
    normal.paragraph_format.space_after = Pt(0)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    [section] = paper.sections
    width, height = reversed(A4) if across else A4
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    margin = Mm(MARGIN if across else 25)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    return paper


def heading(paper: Document, title: str) -> None:
    """Set the title in the middle of the first line."""
    line = paper.add_paragraph()
    _fill(line, (Run(title, bold=True),), centred=True)
    line.runs[0].font.size = Pt(16)


def line(paper: Document, text: str, *, bold: bool = False, indented: bool = False) -> None:
    """Write a paragraph; each end of a line in it stays one."""
    for one in text.splitlines() or [""]:
        written = paper.add_paragraph()
        _fill(written, (Run(one, bold=bold),))
        if indented:
            written.paragraph_format.left_indent = Mm(10)


def draw(paper: Document, table: Table) -> None:
    """Draw the table; its columns share the page by their widths."""
    leaves, size = fitted(table), LARGE if table.upright else SMALL
    drawn = paper.add_table(rows=table.levels, cols=len(leaves), style="Table Grid")
    drawn.autofit = False
    widths = _shares(leaves, paper)
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width  # rows that are added take it over
    for one in table.heads():
        head = drawn.cell(one.top, one.left)
        if one.wide:
            head = head.merge(drawn.cell(one.bottom, one.right))
        head.width = Length(sum(widths[one.left : one.right + 1]))
        _fill(head.paragraphs[0], (Run(one.title, bold=True),), centred=True, size=size)
    for row in table.rows:
        added = drawn.add_row()
        _mark(added, "w:cantSplit")
        if table.tall:
            added.height = Mm(table.tall)
        for leaf, cell, value in zip(leaves, added.cells, row, strict=True):
            _fill(cell.paragraphs[0], value, centred=leaf.centred, size=size)
    for number in range(table.levels):
        _mark(drawn.rows[number], "w:tblHeader")


def next_page(paper: Document) -> None:
    """Go on at the top of the next page."""
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def turned(paper: Document) -> None:
    """Begin a page that lies across, for a table that needs the room."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(A4[1]), Mm(A4[0])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)


def foot(paper: Document, text: str) -> None:
    """Write on the foot of each page who made it, and which page it is."""
    line = paper.sections[0].footer.paragraphs[0]
    _fill(line, f"{text}\n" if text else "", centred=True)
    _counted(line, "PAGE")
    line.add_run("/")
    _counted(line, "NUMPAGES")


def content(paper: Document) -> bytes:
    """Return the file."""
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _fill(paragraph: Paragraph, cell: Cell, *, centred: bool = False, size: int | None = None) -> None:
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for one in runs(cell):
        words = paragraph.add_run(one.text)
        words.bold, words.underline = one.bold or None, one.underlined or None
        if size is not None:
            words.font.size = Pt(size)
        if one.red:
            words.font.color.rgb = RGBColor(*RED)


def _shares(leaves: tuple[Leaf, ...], paper: Document) -> list[Length]:
    """Give each column its share of the page."""
    section = paper.sections[-1]
    room = int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)
    whole = sum(leaf.width for leaf in leaves)
    return [Length(int(room * leaf.width / whole)) for leaf in leaves]


def _mark(row: Any, how: str) -> None:
    """Let a row of the head come again at the top of each page, or one of the body stand on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement(how))


def _counted(line: Paragraph, field: str) -> None:
    """Let Word write a number: of the page, of all pages."""
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), field)
    number.append(line.add_run("1")._r)
    line._p.append(number)

"""How a document reaches a phone: made of the table, protected where it is confidential."""

from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from handlers.documents import excel
from handlers.documents.tables import Table
from handlers.ui.errands import Document
from handlers.ui.turn import Turn
from storage.core import journal


class Format(StrEnum):
    """What kind of file it is."""

    XLSX = "xlsx"
    DOCX = "docx"


def made(table: Table, as_: Format, at: datetime) -> Document:
    """Make a file of a table; an errand hands it to whoever asked."""
    name = f"{table.title}.{as_}"
    if as_ is Format.XLSX:
        return Document(name, excel.workbook(table, at))
    from handlers.documents import word  # noqa: PLC0415 -- 100 ms that only a document needs

    return Document(name, word.document(table, at))


def hand_out(
    turn: Turn, table: Table, as_: Format, paper: str, *, subject: int | None = None, **of: int
) -> None:
    """Send it to who asked, and write down which *paper* it was; who may ask is judged by the room."""
    journal.write(turn.db, "office.paper_made", subject=subject, paper=paper, **of)
    one = made(table, as_, turn.db.now)
    turn.send_document(one.name, one.content, Markup("%s") % table.title, protected=table.secret)

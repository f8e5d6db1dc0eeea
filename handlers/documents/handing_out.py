"""How a document reaches a phone: made of the table, protected where it is confidential."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from markupsafe import Markup

from handlers.documents import excel, word
from handlers.documents.tables import Table
from handlers.ui.errands import Document
from handlers.ui.turn import Turn


class Format(StrEnum):
    """What kind of file it is."""

    XLSX = "xlsx"
    DOCX = "docx"


MAKES: Final = {Format.XLSX: excel.workbook, Format.DOCX: word.document}


def made(table: Table, as_: Format, at: datetime) -> Document:
    """Make a file of a table; an errand hands it to whoever asked."""
    return Document(f"{table.title.replace('/', '-')}.{as_}", MAKES[as_](table, at))


def hand_out(turn: Turn, table: Table, as_: Format) -> None:
    """Send it to who asked; who may ask is judged by the room that calls."""
    one = made(table, as_, turn.db.now)
    turn.send_document(one.name, one.content, Markup("%s") % table.title, protected=table.secret)

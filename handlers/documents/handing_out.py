"""How a document reaches a phone: made of the table, protected where it is confidential."""

from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from msgspec.structs import replace

from handlers.documents import excel
from handlers.documents.tables import Table, footer
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
    """Send it to who asked, and write down which *paper* it was; who may ask is judged by the room.

    Who made it and when stands below it, in the speaker's words where the table has no footer of its own.
    """
    journal.write(turn.db, "office.paper_made", subject=subject, paper=paper, **of)
    foot = table.footer or footer(turn.wording, turn.today, turn.speaker.name, secret=table.secret)
    one = made(replace(table, footer=foot), as_, turn.db.now)
    turn.send_document(one.name, one.content, Markup("%s") % table.title, protected=table.secret)

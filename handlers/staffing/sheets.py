"""What the tables of people and of units say alike: rows by their numbers, and how a dry run is kept."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from markupsafe import Markup

from casework.errors import NotThere, Stale
from casework.files import Sheet
from casework.forms import KEPT, SHOWN, Draft
from casework.staffing.people import Role
from casework.staffing.sheet_rows import Cells, Columns, RowError
from handlers.documents.excel import workbook
from handlers.documents.tables import listed
from handlers.ui import home
from handlers.ui.errands import Outcome
from handlers.ui.screens import Key, Level, Screen, column, lines
from handlers.ui.turn import FileTaker, Turn
from handlers.words.wording import N_, Wording
from storage.forms import drafts

NAMED = 5
"""So many rows that are wrong are said in words; the file that comes back has all."""
HEAD = (N_("Row"), N_("Who or what"), N_("Result"), N_("About it"))


def keep(
    turn: Turn,
    form: str,
    rows: Sequence[Cells],
    shown: Sequence[str] = (),
    *,
    instead_of: Callable[[Draft], bool] = lambda earlier: True,
) -> Draft:
    """Keep the rows of a sheet, sealed, until it is said what is to be done with them; earlier ones go.

    *instead_of*: which of them; two lists of one message can be two lists.
    """
    for earlier in drafts.mine(turn.db):
        if earlier.form == form and instead_of(earlier):
            drafts.drop(turn.db, earlier)
    kept = [json.dumps(list(row), ensure_ascii=False) for row in rows]
    return drafts.begin(turn.db, form, None, {KEPT: kept, SHOWN: [*shown]})


def take(turn: Turn, form: str, number: int, version: int) -> Draft:
    """Take what a dry run has shown, once; `Stale` when it was taken or sent anew meanwhile."""
    try:
        draft = drafts.get(turn.db, number)
    except NotThere:
        raise Stale from None
    if draft.form != form or draft.version != version:
        raise Stale
    drafts.drop(turn.db, draft)
    return draft


def rows_of(draft: Draft) -> list[list[str]]:
    """Read the rows that were kept."""
    return [json.loads(row) for row in draft.chosen(KEPT)]


def screen(turn: Turn, text: Markup, *keys: Key | None) -> Screen:
    """What a dry run says, and what can be done."""
    return Screen(text, column(*keys, home.key(turn.wording)), Level.L1)


def not_yet(turn: Turn, sheet: str) -> Markup:
    """Say of which sheet it is, where it has a name (a .csv has none), and that nothing is done yet."""
    if not sheet:
        return turn.wording.text("Nothing is handed in yet.")
    return turn.wording.text("Sheet “%(sheet)s”. Nothing is handed in yet.", sheet=sheet)


def without_heads(turn: Turn, columns: Columns) -> Screen:
    """Say which columns are needed, when no row names them."""
    needed = turn.wording.label(", ").join(columns.heads[column][0] for column in columns.needed)
    return screen(turn, turn.wording.text("No row names the columns %(names)s.", names=needed))


def said(turn: Turn, row: int, words: Markup) -> Markup:
    """Name a row of the sheet, and what is to be said of it."""
    return turn.wording.text("Row %(row)s: %(fault)s", row=row, fault=words)


def fault(turn: Turn, one: RowError, faults: Mapping[StrEnum, str]) -> Markup:
    """Say what is wrong with a row."""
    return turn.wording.text(faults[one.fault], about=one.about)


def errors(turn: Turn, found: Sequence[RowError], faults: Mapping[StrEnum, str]) -> Markup | None:
    """Say which rows are wrong, and what becomes of them; None where none is."""
    if not found:
        return None
    wording, rest = turn.wording, len(found) - NAMED
    return lines(
        wording.count("%(n)s row is wrong:", "%(n)s rows are wrong:", len(found)),
        *(said(turn, one.row, fault(turn, one, faults)) for one in found[:NAMED]),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest > 0 else None,
        wording.text("These rows are left out. Please correct them in your file and send it again."),
    )


def wrong(turn: Turn, one: RowError, faults: Mapping[StrEnum, str], result: str) -> list[str]:
    """Write a row that is wrong, as it comes back."""
    cells = " ".join(filter(None, one.cells))
    return [str(one.row), cells, result, fault(turn, one, faults).unescape()]


def send_wrong(turn: Turn, name: str, found: Sequence[RowError], faults: Mapping[StrEnum, str]) -> None:
    """Send a table of all rows that are wrong, where the words name some of them only; it names nobody."""
    if len(found) > NAMED:
        result = turn.wording.label("wrong")
        send_back(turn, name, (wrong(turn, one, faults, result) for one in found))


def heading(changes: Sequence[object], wording: Wording) -> Markup:
    """Say what a dry run is for; where nothing would change there is nothing to check."""
    if changes:
        return Markup("<b>%s</b>") % wording.text("Nothing is changed yet. Please check:")
    return Markup("<b>%s</b>") % wording.text("There is nothing to change.")


def send_back(turn: Turn, name: str, rows: Iterable[list[str]]) -> None:
    """Send what became of the rows, or what is wrong with them, as a table in the order of the sheet."""
    ordered = sorted(rows, key=lambda row: int(row[0]))
    head = [turn.wording.label(one) for one in HEAD]
    content = workbook(listed(name, head, ordered), turn.db.now)
    turn.send_document(f"{name}.xlsx", content, turn.wording.text("Row by row."))


Receive = Callable[[Turn, Sequence[Cells]], None]
"""Shows what the rows of a sheet mean."""


def taker(name: str, title: str, roles: tuple[Role, ...], columns: Columns, receive: Receive) -> FileTaker:
    """Take files in which a row names these columns: read beside the turns, judged in the turn that tells."""

    def known(sheets: Sequence[Sheet]) -> Sequence[Cells] | None:
        return next((one.rows for one in sheets if columns.known(one.rows)), None)

    return FileTaker(
        name,
        title,
        roles,
        lambda sheets: known(sheets) is not None,
        lambda job, sheets: Outcome({"rows": known(sheets)}),
        lambda turn, outcome: receive(turn, outcome.found["rows"]),
    )

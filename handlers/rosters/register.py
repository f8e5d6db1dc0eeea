"""The bureau hands in how many households live where (戶籍戶數): sending the file is the whole act."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from markupsafe import Markup

from actions import statistics as acts
from casework.errors import Stale
from casework.staffing.sheet_rows import Cells, RowError
from casework.statistics.register import (
    COLUMNS,
    GIVES,
    Register,
    RegisterFault,
    RegisterReading,
    read_register,
)
from casework.text.identity import plain
from handlers.documents.excel import workbook
from handlers.documents.tables import listed
from handlers.staffing import sheets
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from handlers.words.wording import N_
from storage import statistics

DRAFT = "register"
SAYINGS = re.compile(
    r"(?:戶籍|各里|家)?戶數(?:表)?|戶籍(?:表|資料)?|(?:household )?register|households", re.IGNORECASE
)
FAULTS: Mapping[StrEnum, str] = {
    RegisterFault.UNKNOWN_DISTRICT: N_("There is no district called %(about)s."),
    RegisterFault.UNKNOWN_VILLAGE: N_("There is no village called %(about)s."),
    RegisterFault.NO_NUMBER: N_("%(about)s is no number of households."),
    RegisterFault.NO_DAY: N_("“%(about)s” is no day. Please write of which day the register is: 115/5/31."),
    RegisterFault.AHEAD: N_("The register can't be of %(about)s: that day has not come yet."),
    RegisterFault.OTHER_DAY: N_("%(about)s is another day than further up. One list is of one day."),
    RegisterFault.TWICE: N_("%(about)s is listed further up."),
}


class ShowRegister(Button, prefix="rhs"):
    """Say of which day the register is."""


class RegisterTemplate(Button, prefix="rht"):
    """Send a table of all villages."""


class HandInRegister(Button, prefix="rhi"):
    """Hand in the register that a dry run has shown."""

    draft: int
    version: int


def receive(turn: Turn, rows: Sequence[Cells]) -> None:
    """Show what a list means; nothing is handed in yet."""
    found, wording = _read(turn, rows), turn.wording
    draft = sheets.keep(turn, DRAFT, rows)
    if found.errors:
        name = wording.label("Household register, checked")
        sheets.send_back(turn, name, [_wrong(turn, one) for one in found.errors])
    text = lines(
        Markup("<b>%s</b>") % wording.text("Household register: nothing is handed in yet. Please check:"),
        _what(turn, found),
        sheets.errors(turn, found.errors, FAULTS),
        wording.text("It replaces the register of %(day)s.", day=wording.day(before.day))
        if found.register and (before := statistics.register(turn.db))
        else None,
    )
    yes = Press(wording.label("Hand in"), HandInRegister(draft.id, draft.version), "primary")
    turn.say(sheets.screen(turn, text, yes if found.register else None))


def _read(turn: Turn, rows: Sequence[Cells]) -> RegisterReading:
    return read_register(rows, turn.office.places, turn.today)


def _wrong(turn: Turn, one: RowError) -> list[str]:
    return sheets.wrong(turn, one, FAULTS, turn.wording.label("wrong"))


def _what(turn: Turn, found: RegisterReading) -> Markup:
    if found.register is None:
        return turn.wording.text("No row says how many households there are, and of which day.")
    return _said(turn, found.register)


def _said(turn: Turn, register: Register) -> Markup:
    villages = len(register.households.keys() - set(turn.office.places.districts))
    districts = len(register.households) - villages
    said = turn.wording.text(
        "Of %(day)s; villages with households: %(villages)s of %(all)s",
        day=turn.wording.day(register.day),
        villages=villages,
        all=len(turn.office.places.villages),
    )
    whole = turn.wording.text("Whole districts: %(districts)s", districts=districts) if districts else None
    return lines(said, whole)


@only(*GIVES)
def hand_in(turn: Turn) -> None:
    """Hand it in, read once more; figures have rates from now on."""
    button = turn.pressed(HandInRegister)
    found = _read(turn, sheets.rows_of(sheets.take(turn, DRAFT, button.draft, button.version)))
    if found.register is None:
        raise Stale
    acts.give(turn.db, found.register)
    turn.notice = turn.wording.text("The register is handed in: figures say rates per 1,000 households.")
    show(turn)


@only(*GIVES)
def show(turn: Turn) -> None:
    """Say of which day the register is, and how to hand in another."""
    register, wording = statistics.register(turn.db), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("Household register"),
        _said(turn, register)
        if register
        else wording.text("It has not been handed in yet: figures have no rates per 1,000 households."),
        wording.text(
            "Send me the file with district, village, households and the day of the register. For a whole "
            "district leave the village empty."
        ),
    )
    template = Press(wording.label("Table of all villages"), RegisterTemplate())
    turn.show(Screen(text, column(template, home.key(wording))))


@only(*GIVES)
def send_template(turn: Turn) -> None:
    """Send a table of all villages, to be filled in and sent back."""
    name = turn.wording.label("Household register")
    rows = [[one.district, one.name, "", ""] for one in turn.office.places.villages]
    content = workbook(listed(name, COLUMNS.template, rows), turn.db.now)
    caption = turn.wording.text(
        "Fill in the households; the day is needed in the first row alone. Send it here: you see what it "
        "means before it is handed in."
    )
    turn.send_document(f"{name}.xlsx", content, caption)
    show(turn)


def answers(turn: Turn, text: str) -> bool:
    """Take 戶數 from the bureau."""
    meant = turn.speaker.role in GIVES and SAYINGS.fullmatch(plain(text)) is not None
    if meant:
        show(turn)
    return meant


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, SAYINGS.fullmatch)
    app.takes_file.append(sheets.taker(DRAFT, N_("household register"), GIVES, COLUMNS, receive))
    app.on(ShowRegister, show)
    app.on(RegisterTemplate, send_template)
    app.on(HandInRegister, hand_in)

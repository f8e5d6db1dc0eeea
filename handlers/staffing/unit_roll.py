"""Units in a table (單位名冊, `ux.md` 23): those there are, changed in Excel; a dry run, then the changes."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from markupsafe import Markup

from actions.staffing import unit_roll
from casework.errors import NotThere
from casework.forms import Draft
from casework.staffing.people import Role
from casework.staffing.sheet_rows import Cells, RowError
from casework.staffing.unit_file import (
    COLUMNS,
    UNIT_ROLL,
    UnitAct,
    UnitChange,
    UnitFault,
    UnitOffice,
    UnitReading,
    read_units,
    said_of,
)
from casework.staffing.units import UnitKind
from casework.text.identity import plain
from handlers.documents.excel import workbook
from handlers.documents.tables import listed
from handlers.staffing import sheets, units
from handlers.staffing.units import UnitTemplate
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, lines
from handlers.ui.turn import App, Turn, only
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.core import journal
from storage.staffing import people

SAYINGS = re.compile(r"單位名冊|單位匯入|匯入單位|units? (?:list|table)|import units", re.IGNORECASE)

FAULTS: Mapping[StrEnum, str] = {
    UnitFault.NO_NAME: N_("The name is missing."),
    UnitFault.LONG_NAME: N_("A name has at most 60 characters."),
    UnitFault.UNKNOWN_KIND: N_("There is no kind of unit called %(about)s."),
    UnitFault.KIND_STAYS: N_("A unit can't become one of another kind: please add a new one."),
    UnitFault.UNKNOWN_DISTRICT: N_("There is no district called %(about)s."),
    UnitFault.UNKNOWN_UNIT: N_("There is no unit called %(about)s."),
    UnitFault.BELOW_ITSELF: N_("It can't stand under %(about)s, which stands under it."),
    UnitFault.NAME_TAKEN: N_("Another unit is called %(about)s, or was."),
    UnitFault.UNCLEAR: N_("Whether it ends is said by yes or left empty, not by %(about)s."),
    UnitFault.NOT_THERE: N_("There is no unit called %(about)s to end."),
    UnitFault.IN_USE: N_("%(about)s still has people or open work. Please hand it over first."),
    UnitFault.NO_HEIR: N_("Please name the unit that takes over the villages and units of %(about)s."),
    UnitFault.WRONG_HEIR: N_("%(about)s can't take over: it is no other unit of the same kind."),
    UnitFault.TWICE: N_("The same unit is listed further up."),
}
ACTS = {
    UnitAct.ADD: N_("new: %(name)s"),
    UnitAct.CHANGE: N_("changes: %(name)s"),
    UnitAct.END: N_("ends: %(name)s"),
}


class ChangeUnits(Button, prefix="uty"):
    """Make the changes that a dry run found, as it was shown."""

    draft: int
    version: int


@only(Role.ADMIN)
def template(turn: Turn) -> None:
    """Send the table of the units there are."""
    send_template(turn)


def send_template(turn: Turn) -> None:
    """Send a table of the units there are, to be changed and sent back."""
    there = people.standing_units(turn.db)
    names = {one.id: one.name for one in there}
    rows = [said_of(one, names, turn.wording.label(UNIT_KINDS[one.kind])) for one in there]
    journal.write(turn.db, "office.paper_made", paper="units")
    name = turn.wording.label("Table of units")
    content = workbook(listed(name, COLUMNS.template, rows), turn.db.now)
    caption = turn.wording.text(
        "Add rows for new units, change the others, write yes where one ends. Send the file back here: "
        "you see what it means before anything is changed."
    )
    turn.send_document(f"{name}.xlsx", content, caption)
    units.show_districts(turn)


def receive(turn: Turn, rows: Sequence[Cells]) -> None:
    """Take the rows of a sheet that somebody sent, and show what they mean; nothing is changed yet."""
    if turn.speaker.role is not Role.ADMIN:
        raise NotThere
    draft = sheets.keep(turn, UNIT_ROLL, rows)
    _dry_run(turn, draft, read_units(rows, _office(turn)))


def _office(turn: Turn) -> UnitOffice:
    return unit_roll.office(turn.db, turn.office.places, kinds(turn))


def kinds(turn: Turn) -> dict[str, UnitKind]:
    """Say how people write a kind, in each language."""
    return {
        plain(wording.label(words)).casefold(): kind
        for wording in turn.office.wordings.values()
        for kind, words in UNIT_KINDS.items()
    }


def _dry_run(turn: Turn, draft: Draft, found: UnitReading) -> None:
    """Say what changes and which rows are wrong; all of the wrong ones stand in a table."""
    wording = turn.wording
    if not found.headed:
        turn.say(sheets.without_heads(turn, COLUMNS))
        return
    if found.errors:
        sheets.send_back(turn, _result(turn), [_wrong(turn, one) for one in found.errors])
    acts = [one.act for one in found.changes]
    rest = len(found.changes) - PAGE
    text = lines(
        sheets.heading(found.changes, wording),
        wording.text(
            "New: %(new)s, changed: %(changed)s, ended: %(ended)s, as before: %(same)s",
            new=acts.count(UnitAct.ADD),
            changed=acts.count(UnitAct.CHANGE),
            ended=acts.count(UnitAct.END),
            same=found.unchanged,
        ),
        *(sheets.said(turn, one.row, _about(turn, one)) for one in found.changes[:PAGE]),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest > 0 else None,
        sheets.errors(turn, found.errors, FAULTS),
    )
    label = wording.label("Change %(n)s", n=len(found.changes))
    yes = Press(label, ChangeUnits(draft.id, draft.version), "primary") if found.changes else None
    turn.say(sheets.screen(turn, text, yes))


def _about(turn: Turn, one: UnitChange) -> Markup:
    return turn.wording.text(ACTS[one.act], name=one.name)


def _wrong(turn: Turn, one: RowError) -> list[str]:
    return sheets.wrong(turn, one, FAULTS, turn.wording.label("not changed"))


def _result(turn: Turn) -> str:
    return turn.wording.label("Result of the unit table")


@only(Role.ADMIN)
def change_all(turn: Turn) -> None:
    """Make the changes that the rows still mean, judged once more; their people hear of them."""
    button = turn.pressed(ChangeUnits)
    draft = sheets.take(turn, UNIT_ROLL, button.draft, button.version)
    found = read_units(sheets.rows_of(draft), _office(turn))
    for one in found.changes:
        unit_roll.carry_out(turn.db, one, turn.office.places)
    done = turn.wording.label("done")
    rows = [[str(one.row), one.name, done, _about(turn, one).unescape()] for one in found.changes]
    sheets.send_back(turn, _result(turn), [*rows, *(_wrong(turn, one) for one in found.errors)])
    count = len(found.changes)
    turn.notice = turn.wording.count("%(n)s unit was changed.", "%(n)s units were changed.", count)
    home.show(turn)


def answers(turn: Turn, text: str) -> bool:
    """Take 單位名冊 from an administrator."""
    meant = turn.speaker.role is Role.ADMIN and SAYINGS.fullmatch(plain(text)) is not None
    if meant:
        send_template(turn)
    return meant


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, SAYINGS.fullmatch)
    app.takes_file.append(sheets.taker(UNIT_ROLL, N_("units"), (Role.ADMIN,), COLUMNS, receive))
    app.on(UnitTemplate, template)
    app.on(ChangeUnits, change_all)

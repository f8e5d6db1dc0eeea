"""People in a table (人員名冊, `ux.md` 23): template, dry run with row numbers, then the invitations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from markupsafe import Markup

from actions.staffing import people as staff
from casework.errors import NotThere
from casework.forms import Draft
from casework.staffing.managing import MANAGING, may_invite
from casework.staffing.people import Role
from casework.staffing.roll_file import (
    COLUMNS,
    ROLL,
    RollEntry,
    RollFault,
    RollOffice,
    RollReading,
    read_roll,
)
from casework.staffing.sheet_rows import Cells, RowError
from casework.text.identity import plain
from handlers.staffing import sheets
from handlers.staffing.inviting import how
from handlers.staffing.people import RollTemplate
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, lines
from handlers.ui.spreadsheets import workbook
from handlers.ui.turn import App, Turn, only
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.staffing import invitations, people

SAYINGS = re.compile(r"人員名冊|人員匯入|匯入人員|people (?:list|table)|import people", re.IGNORECASE)

FAULTS: Mapping[StrEnum, str] = {
    RollFault.NO_NAME: N_("The name is missing."),
    RollFault.UNKNOWN_UNIT: N_("There is no unit called %(about)s."),
    RollFault.UNKNOWN_ROLE: N_("There is no role called %(about)s."),
    RollFault.NOT_YOURS: N_("You can't invite for the role %(about)s in this unit."),
    RollFault.BAD_PHONE: N_("%(about)s is not a telephone number here."),
    RollFault.UNKNOWN_VILLAGE: N_("There is no village called %(about)s, or several are."),
    RollFault.NO_VILLAGE: N_("A chief speaks for a village: please name it."),
    RollFault.TWICE: N_("The same person stands further up."),
    RollFault.THERE_ALREADY: N_("They have joined, or are invited already."),
}


@dataclass(frozen=True)
class InviteRoll(Button, prefix="vry"):
    """Invite whom a dry run found, as it was shown."""

    draft: int
    version: int


@only(*MANAGING)
def template(turn: Turn) -> None:
    """Send the table to fill in."""
    send_template(turn)


def send_template(turn: Turn) -> None:
    """Send a table with the columns named, and say what to do with it."""
    name = turn.wording.label("People to invite")
    content = workbook(name, name, COLUMNS.template, [], turn.db.now)
    caption = turn.wording.text(
        "Fill in one row a person: unit, role and name are needed. Send the file back here: "
        "you see what it means before anybody is invited."
    )
    turn.send_document(f"{name}.xlsx", content, caption)
    home.show(turn)


def receive(turn: Turn, rows: Sequence[Cells]) -> None:
    """Take the rows of a sheet that somebody sent, and show what they mean; nobody is invited yet.

    Whoever reads files calls this with a sheet's cells as text.
    """
    if turn.speaker.role not in MANAGING:
        raise NotThere
    draft = sheets.keep(turn, ROLL, rows)
    _dry_run(turn, draft, read_roll(rows, _office(turn)))


def _office(turn: Turn) -> RollOffice:
    """What the rows are compared with: the units the speaker may invite to, and who is there or invited."""
    units = {one.name: one for one in people.standing_units(turn.db)}
    mine = [one for one in units.values() if any(may_invite(turn.speaker, role, one) for role in Role)]
    there = {(one.unit, one.role, one.name) for unit in mine for one in people.members(turn.db, unit.id)}
    there |= {
        (one.unit, one.role, one.name)
        for unit in mine
        for one in invitations.of_unit(turn.db, unit.id)
        if one.expires_at is None or one.expires_at > turn.db.now
    }
    return RollOffice(units, turn.office.places, partial(may_invite, turn.speaker), there)


def _dry_run(turn: Turn, draft: Draft, found: RollReading) -> None:
    """Say how many can be invited and which rows are wrong; all of the wrong ones stand in a table."""
    wording = turn.wording
    if not found.headed:
        turn.say(sheets.without_heads(turn, COLUMNS))
        return
    if found.errors:
        sheets.send_back(turn, _result(turn), [_wrong(turn, one) for one in found.errors])
    text = lines(
        Markup("<b>%s</b>") % wording.text("Nobody is invited yet. Please check:"),
        wording.count("%(n)s person can be invited.", "%(n)s people can be invited.", len(found.entries)),
        wording.count("%(n)s row is wrong:", "%(n)s rows are wrong:", len(found.errors))
        if found.errors
        else None,
        *(sheets.said(turn, one.row, sheets.fault(turn, one, FAULTS)) for one in found.errors[:PAGE]),
    )
    label = wording.label("Invite %(n)s", n=len(found.entries))
    yes = Press(label, InviteRoll(draft.id, draft.version), "primary") if found.entries else None
    turn.say(sheets.screen(turn, text, yes))


def _wrong(turn: Turn, one: RowError) -> list[str]:
    return sheets.wrong(turn, one, FAULTS, turn.wording.label("not invited"))


def _result(turn: Turn) -> str:
    return turn.wording.label("Result of the people table")


@only(*MANAGING)
def invite_all(turn: Turn) -> None:
    """Invite whom the rows still name, judged once more; the table has each one's link."""
    button = turn.pressed(InviteRoll)
    found = read_roll(sheets.take(turn, ROLL, button.draft, button.version), _office(turn))
    rows = [*_done(turn, found.entries), *(_wrong(turn, one) for one in found.errors)]
    sheets.send_back(turn, _result(turn), rows)
    turn.notice = turn.wording.count(
        "%(n)s invitation was made. Please pass it on.",
        "%(n)s invitations were made. Please pass them on.",
        len(found.entries),
    )
    home.show(turn)


def _done(turn: Turn, entries: Sequence[RollEntry]) -> Iterator[list[str]]:
    for one in entries:
        [(name, code)] = staff.invite(turn.db, one.role, one.unit, one.villages, [one.name])
        unit = people.unit(turn.db, one.unit).name
        yield [str(one.row), f"{name} {unit}", turn.wording.label("invited"), how(turn, code)]


def answers(turn: Turn, text: str) -> bool:
    """Take 人員名冊 from who invites people."""
    meant = turn.speaker.role in MANAGING and SAYINGS.fullmatch(plain(text)) is not None
    if meant:
        send_template(turn)
    return meant


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.sayings.append(answers)
    app.takes_file.append(sheets.taker(ROLL, N_("people to invite"), MANAGING, COLUMNS, receive))
    app.on(RollTemplate, template)
    app.on(InviteRoll, invite_all)

"""People in a table (人員名冊, `ux.md` 23): those there are, changed in Excel; first a dry run."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum

from markupsafe import Markup

from actions.staffing import people as staff
from actions.staffing import roll
from casework.errors import NotThere
from casework.forms import SHOWN, Draft
from casework.staffing.managing import MANAGING
from casework.staffing.people import Person, Role
from casework.staffing.roll_file import (
    COLUMNS,
    ROLE_WORDS,
    ROLL,
    RollAct,
    RollChange,
    RollFault,
    RollOffice,
    RollReading,
    confirmed,
    read_roll,
    said_of,
)
from casework.staffing.sheet_rows import Cells, RowError
from casework.text.identity import plain
from handlers.documents.excel import workbook
from handlers.documents.tables import listed
from handlers.forms import pin
from handlers.staffing import sheets, suspending
from handlers.staffing.inviting import how
from handlers.staffing.people import RollTemplate
from handlers.staffing.units import RollOfAll
from handlers.ui import home, menu
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, lines
from handlers.ui.turn import App, Turn, only
from handlers.words.terms import ROLES
from handlers.words.wording import N_
from storage.cases.queues import PAGE
from storage.core import journal
from storage.handover import holdings
from storage.staffing import people, units

SAYINGS = re.compile(r"人員名冊|人員匯入|匯入人員|people (?:list|table)|import people", re.IGNORECASE)

FAULTS: Mapping[StrEnum, str] = {
    RollFault.NO_NAME: N_("The name is missing."),
    RollFault.LONG_NAME: N_("A name has at most 60 characters."),
    RollFault.ODD_NAME: N_("Please write %(about)s in Chinese characters or Latin letters."),
    RollFault.TAKEN_FOR: N_("The name looks like that of %(about)s. Please add what tells them apart."),
    RollFault.UNKNOWN_UNIT: N_("There is no unit called %(about)s."),
    RollFault.UNKNOWN_ROLE: N_("There is no role called %(about)s."),
    RollFault.NO_ROLE: N_("Nobody there is called %(about)s. To invite them, please give their role."),
    RollFault.NOT_YOURS: N_("You can't invite for the role %(about)s in this unit."),
    RollFault.CANT_BECOME: N_("You can't give them the role %(about)s in this unit."),
    RollFault.NOT_YOUR_UNIT: N_("The people of %(about)s are not yours to change."),
    RollFault.NOT_YOUR_PERSON: N_(
        "%(about)s is not yours to change: nobody changes themselves, and who leads is an administrator's."
    ),
    RollFault.BAD_PHONE: N_("%(about)s is not a telephone number here."),
    RollFault.UNKNOWN_VILLAGE: N_("There is no village called %(about)s, or several are."),
    RollFault.NO_VILLAGE: N_("A chief speaks for a village: please name it."),
    RollFault.OTHERS_VILLAGE: N_("Another unit answers for %(about)s: an administrator invites for it."),
    RollFault.VILLAGES_STAY: N_(
        "The villages of %(about)s go with a handover or a new invitation, not by this table."
    ),
    RollFault.UNCLEAR: N_("Please write yes or no, or leave it empty: not %(about)s."),
    RollFault.TWICE: N_("The same person is listed further up."),
    RollFault.WHICH: N_("Several there are called %(about)s. Please tell them apart by role and telephone."),
    RollFault.NOT_THERE: N_("There is nobody called %(about)s in this unit."),
    RollFault.NOT_JOINED: N_("%(about)s has not joined yet. Their invitation can be revoked under Invited."),
    RollFault.GONE: N_("%(about)s has left. Whoever comes back is invited by message."),
    RollFault.HAND_OVER: N_(
        "%(about)s still has work or villages, or stands in. Please hand these over first."
    ),
    RollFault.CANT_GO: N_(
        "You can't let them go to %(about)s: it needs their role, and a chief is invited for another village."
    ),
    RollFault.CHANGED: N_("Something about %(about)s changed meanwhile. Please send the row again."),
}
ACTS = {
    RollAct.INVITE: N_("invited as %(role)s"),
    RollAct.RENAME: N_("called %(new_name)s"),
    RollAct.PHONE: N_("another telephone number"),
    RollAct.ROLE: N_("becomes %(role)s"),
    RollAct.VILLAGES: N_("speaks for %(villages)s"),
    RollAct.MOVE: N_("goes to %(into)s"),
    RollAct.SUSPEND: N_("is suspended"),
    RollAct.READMIT: N_("is let back in"),
    RollAct.END: N_("access ends"),
}
CHANGES = {RollAct.RENAME, RollAct.PHONE, RollAct.ROLE, RollAct.VILLAGES}
"""What is counted as one: somebody stays where they are, and something of them is another."""


class ChangePeople(Button, prefix="vry"):
    """Make the changes that a dry run found, as it was shown."""

    draft: int
    version: int


@only(*MANAGING)
def template(turn: Turn) -> None:
    """Send the table of a unit's people."""
    _send(turn, staff.team(turn.db, turn.pressed(RollTemplate).unit))


@only(Role.ADMIN)
def template_of_all(turn: Turn) -> None:
    """Send the table of all people."""
    _send(turn, _led(turn))


def send_template(turn: Turn) -> None:
    """Send the table of the people whom the speaker leads: of the own unit, or of all."""
    _send(turn, _led(turn))
    home.show(turn)


def _led(turn: Turn) -> list[Person]:
    everywhere = turn.speaker.role is Role.ADMIN
    there = people.standing_units(turn.db) if everywhere else [turn.unit]
    return [one for unit in there for one in staff.team(turn.db, unit.id)]


def _send(turn: Turn, there: Sequence[Person]) -> None:
    """Send a table of people, to be changed and sent back."""
    journal.write(turn.db, "office.paper_made", paper="people")
    name = turn.wording.label("Table of people")
    content = workbook(listed(name, COLUMNS.template, list(_rows(turn, there))), turn.db.now)
    caption = turn.wording.text(
        "Add one row for each person to invite: unit, role and name are needed. Change the others (a cell "
        "left empty changes nothing), and write yes where somebody is suspended or leaves. Send the file "
        "back here: you see what it means before anything is changed."
    )
    turn.send_document(f"{name}.xlsx", content, caption)


def _rows(turn: Turn, there: Sequence[Person]) -> Iterator[list[str]]:
    named = {one.id: one for one in people.standing_units(turn.db)}
    entrusted = units.entrusted(turn.db)
    for one in there:
        villages = one.villages or entrusted.get(one.id, ())
        yield said_of(one, named[one.unit], turn.wording.label(ROLES[one.role]), villages)


def receive(turn: Turn, rows: Sequence[Cells]) -> None:
    """Take the rows of a sheet that somebody sent, and show what they mean; nothing is changed yet.

    Whoever reads files calls this with a sheet's cells as text.
    """
    if turn.speaker.role not in MANAGING:
        raise NotThere
    found = read_roll(rows, _office(turn))
    _dry_run(turn, sheets.keep(turn, ROLL, rows, [repr(one) for one in found.changes]), found)


def _office(turn: Turn) -> RollOffice:
    return roll.office(turn.db, turn.office.places, roles(turn))


def roles(turn: Turn) -> dict[str, Role]:
    """Say how people write a role: in many ways, and as the screens call it in each language."""
    called = {
        plain(wording.label(words)).casefold(): role
        for wording in turn.office.wordings.values()
        for role, words in ROLES.items()
    }
    return {**called, **ROLE_WORDS}


def _dry_run(turn: Turn, draft: Draft, found: RollReading) -> None:
    """Say what changes and which rows are wrong; what has no room here stands in a table."""
    wording = turn.wording
    if not found.headed:
        turn.say(sheets.without_heads(turn, COLUMNS))
        return
    rest = len(found.changes) - PAGE
    if found.errors or rest > 0:
        planned = (_row(turn, one, wording.label("not done yet")) for one in found.changes if rest > 0)
        sheets.send_back(turn, _result(turn), [*planned, *(_wrong(turn, one) for one in found.errors)])
    text = lines(
        sheets.heading(found.changes, wording),
        *_counted(turn, found),
        *(sheets.said(turn, one.row, _about(turn, one)) for one in found.changes[:PAGE]),
        wording.count("and %(n)s more", "and %(n)s more", rest) if rest > 0 else None,
        sheets.errors(turn, found.errors, FAULTS),
    )
    yes = Press(_label(turn, found), ChangePeople(draft.id, draft.version), "primary")
    turn.say(sheets.screen(turn, text, yes if found.changes else None))


def _label(turn: Turn, found: RollReading) -> str:
    """Call the key by what it does: to invite is what most lists are for."""
    invites = all(RollAct.INVITE in one.acts for one in found.changes)
    words = N_("Invite %(n)s") if invites else N_("Change %(n)s")
    return turn.wording.label(words, n=len(found.changes))


def _counted(turn: Turn, found: RollReading) -> Iterator[Markup]:
    """Count the rows by what they do; one that does several things counts for each."""

    def of(acts: Collection[RollAct]) -> int:
        return sum(not set(acts).isdisjoint(one.acts) for one in found.changes)

    invited = of({RollAct.INVITE})
    yield turn.wording.count("%(n)s person can be invited.", "%(n)s people can be invited.", invited)
    yield turn.wording.text(
        "Changed: %(changed)s, moved: %(moved)s, suspended: %(suspended)s, let back in: %(back)s, "
        "ended: %(ended)s, as before: %(same)s",
        changed=of(CHANGES),
        moved=of({RollAct.MOVE}),
        suspended=of({RollAct.SUSPEND}),
        back=of({RollAct.READMIT}),
        ended=of({RollAct.END}),
        same=found.unchanged,
    )


def _about(turn: Turn, one: RollChange) -> Markup:
    """Name somebody and what becomes of them, and what a suspension leaves open."""
    wording = turn.wording
    values = {
        "role": wording.label(ROLES[one.role]) if one.role else "",
        "new_name": one.new_name,
        "villages": wording.label(", ").join(one.villages),
        "into": people.unit(turn.db, one.into).name if one.into else "",
    }
    what = wording.text(", ").join(wording.text(ACTS[act], **values) for act in one.acts)
    said = wording.text("%(name)s: %(what)s", name=one.name, what=what)
    if RollAct.SUSPEND not in one.acts:
        return said
    left = suspending.left_open(turn, holdings.held(turn.db, one.person, one.unit))
    return said if left is None else wording.text("%(said)s. %(left)s", said=said, left=left)


def _row(turn: Turn, one: RollChange, result: str, about: str = "") -> list[str]:
    """Write a row of the answer: who it is, what was done, and what there is to know."""
    who = f"{one.name} {people.unit(turn.db, one.unit).name}"
    return [str(one.row), who, result, about or _about(turn, one).unescape()]


def _wrong(turn: Turn, one: RowError) -> list[str]:
    return sheets.wrong(turn, one, FAULTS, turn.wording.label("not changed"))


def _result(turn: Turn) -> str:
    return turn.wording.label("Result of the people table")


@only(*MANAGING)
def change_all(turn: Turn) -> None:
    """Make the changes that were shown and that the rows still mean; the table has each one's link.

    Behind the PIN, like each of them.
    """
    button = turn.pressed(ChangePeople)
    if not pin.proven(turn):
        return
    draft = sheets.take(turn, ROLL, button.draft, button.version)
    rows = sheets.rows_of(draft)
    found = confirmed(read_roll(rows, _office(turn)), rows, draft.chosen(SHOWN))
    done = [_done(turn, one) for one in found.changes]
    sheets.send_back(turn, _result(turn), [*done, *(_wrong(turn, one) for one in found.errors)])
    turn.notice = lines(*_notice(turn, found))
    home.show(turn)


def _notice(turn: Turn, found: RollReading) -> Iterator[Markup]:
    invited = sum(RollAct.INVITE in one.acts for one in found.changes)
    others = len(found.changes) - invited
    if invited or not others:
        yield turn.wording.count(
            "%(n)s invitation was made. Please pass it on.",
            "%(n)s invitations were made. Please pass them on.",
            invited,
        )
    if others:
        yield turn.wording.count("%(n)s person was changed.", "%(n)s people were changed.", others)
    if found.errors:
        count = len(found.errors)
        yield turn.wording.count("%(n)s row was not done.", "%(n)s rows were not done.", count)


def _done(turn: Turn, one: RollChange) -> list[str]:
    """Do what a row asks for, and say so."""
    if RollAct.INVITE in one.acts:
        code = roll.invite(turn.db, one)
        return _row(turn, one, turn.wording.label("invited"), how(turn, code))
    row = _row(turn, one, turn.wording.label("done"))
    person = roll.carry_out(turn.db, one)
    if RollAct.ROLE in one.acts:
        menu.publish_to(turn, person)
    return row


def answers(turn: Turn, text: str) -> bool:
    """Take 人員名冊 from who does people."""
    meant = turn.speaker.role in MANAGING and SAYINGS.fullmatch(plain(text)) is not None
    if meant:
        send_template(turn)
    return meant


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, SAYINGS.fullmatch)
    app.takes_file.append(sheets.taker(ROLL, N_("people"), MANAGING, COLUMNS, receive))
    app.on(RollTemplate, template)
    app.on(RollOfAll, template_of_all)
    app.on(ChangePeople, change_all)

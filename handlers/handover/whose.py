"""Handover (交接): whose work, and why; `successors.py` asks who takes over, `handing.py` does it."""

import re

from markupsafe import Markup

from casework.handover import HANDING, Move, may_hand_over, moves
from casework.staffing.people import SERVING, Person, Role
from casework.text.identity import plain
from handlers.handover import handing, preview, units
from handlers.handover.successors import LEAVES, ToWhom, Whose, theirs
from handlers.reminders.duties import Away
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only
from handlers.words.terms import ROLES
from handlers.words.wording import N_
from storage.cases import held
from storage.staffing import people

TITLE = N_("🔁 Hand over")
SAYINGS = re.compile(r"交接|交接工作|hand ?over", re.IGNORECASE)


class Begin(Button, prefix="hb"):
    """Choose whose work is handed over: the own people, or a unit first."""

    kind: str
    page: int


class Staff(Button, prefix="hs"):
    """Choose whose work, in a unit."""

    unit: int
    page: int


class Into(Button, prefix="hi"):
    """Choose the unit they go to."""

    person: int
    kind: str
    page: int


@only(*HANDING)
def begin(turn: Turn) -> None:
    """Show the own people with their cases; an administrator chooses a unit first."""
    button = turn.pressed(Begin)
    start(turn, button.kind, button.page)


def start(turn: Turn, kind: str = "", page: int = 0) -> None:
    """Show whose work can be handed over, and what was begun before."""
    if turn.speaker.role is not Role.ADMIN:
        turn.show(_staff(turn, turn.unit.id, page))
        return
    text = turn.wording.text("In which unit is the one who leaves or moves on?")
    found = people.standing_units(turn.db)
    screen = units.units(
        turn, text, found, (kind, page), to=Begin, chosen=lambda unit: Staff(unit, 0), back=None
    )
    turn.show(handing.with_earlier(turn, screen))


@only(Role.ADMIN)
def staff(turn: Turn) -> None:
    """Show the people of a unit."""
    button = turn.pressed(Staff)
    turn.show(_staff(turn, people.unit(turn.db, button.unit).id, button.page))


def _staff(turn: Turn, unit: int, page: int) -> Screen:
    found = [one for one in people.members(turn.db, unit) if may_hand_over(turn.speaker, one)]
    text = (
        turn.wording.text("Whose work is handed over? Nothing is moved before you have seen it all.")
        if found
        else turn.wording.text("There is nobody here whose work you could hand over.")
    )
    loads = held.caseloads(turn.db, [one.id for one in found])
    called = told_apart(found, turn.wording)
    keys = [Press(_named(turn, one, called[one.id], loads.get(one.id, 0)), Whose(one.id)) for one in found]
    if turn.speaker.role is Role.ADMIN:
        back = Press(turn.wording.label("◀ Back"), Begin("", 0))
        return queues.choice(turn, text, keys, page=page, to=lambda other: Staff(unit, other), back=back)
    screen = queues.choice(turn, text, keys, page=page, to=lambda other: Begin("", other), back=None)
    return handing.with_earlier(turn, screen)


def _named(turn: Turn, person: Person, name: str, cases: int) -> str:
    if person.role in SERVING:
        return turn.wording.label("%(name)s (cases: %(n)s)", name=name, n=cases)
    role = turn.wording.label(ROLES[person.role])
    return turn.wording.label("%(name)s (%(role)s)", name=name, role=role)


@only(*HANDING)
def whose(turn: Turn) -> None:
    """Ask whether they leave the office or go to another unit."""
    person = theirs(turn, turn.pressed(Whose).person)
    keys = {
        Move.DEPARTURE: Press(
            turn.wording.label("Leaves the office"), ToWhom(person.id, LEAVES, person.unit, 0)
        ),
        Move.TRANSFER: Press(turn.wording.label("Goes to another unit"), Into(person.id, "", 0)),
    }
    back = Press(
        turn.wording.label("◀ Back"),
        Staff(person.unit, 0) if turn.speaker.role is Role.ADMIN else Begin("", 0),
    )
    text = lines(
        Markup("<b>%s</b>") % preview.who(turn, person), turn.wording.text("Why is the work handed over?")
    )
    turn.show(Screen(text, column(*(keys[one] for one in moves(person)), back)))


@only(*HANDING)
def into(turn: Turn) -> None:
    """Ask which unit they go to."""
    button = turn.pressed(Into)
    person = theirs(turn, button.person)
    turn.show(
        units.units(
            turn,
            turn.wording.text("To which unit does %(name)s go?", name=person.name),
            [unit for unit in people.standing_units(turn.db) if unit.id != person.unit],
            (button.kind, button.page),
            to=lambda kind, page: Into(person.id, kind, page),
            chosen=lambda unit: ToWhom(person.id, unit, person.unit, 0),
            back=Press(turn.wording.label("◀ Back"), Whose(person.id)),
        )
    )


def answers(turn: Turn, text: str) -> bool:
    """Take 交接 from who hands over work; who serves hears who does it, and what they can do themselves."""
    meant = turn.speaker.role in (*HANDING, *SERVING) and SAYINGS.fullmatch(plain(text)) is not None
    if meant and turn.speaker.role in HANDING:
        start(turn)
    elif meant:
        said = turn.wording.text(
            "Your supervisor hands over the work of who leaves. "
            "While you are away, somebody stands in for you."
        )
        turn.show(
            Screen(said, column(Press(turn.wording.label("🌴 Be away"), Away()), home.key(turn.wording)))
        )
    return meant


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.saying(answers, SAYINGS.fullmatch)
    app.entries.append(HomeEntry(TITLE, Begin("", 0), HANDING, place=HomePlace.MORE))
    for handler, button in (
        (begin, Begin),
        (staff, Staff),
        (whose, Whose),
        (into, Into),
    ):
        app.on(button, handler)

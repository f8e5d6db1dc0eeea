"""Suspending (停權): access ends at once, what is open goes on with somebody; they come back, or never."""

from functools import partial

from markupsafe import Markup

from actions.staffing import people as staff
from casework.handover import Moved
from casework.staffing.managing import MANAGING
from casework.staffing.pin import has_pin
from handlers.forms import pin
from handlers.staffing import new_pin
from handlers.staffing import people as shown
from handlers.staffing.people import ChooseStandIn, EndAccess, OpenPerson, Readmit, Suspend
from handlers.staffing.units import paged
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from storage.handover import holdings
from storage.staffing import people


class SuspendNow(Button, prefix="nsy"):
    """Suspend somebody, as the question showed them."""

    person: int
    version: int


class EndAccessNow(Button, prefix="ney"):
    """End somebody's access, as the question showed them."""

    person: int
    version: int


class StandIn(Button, prefix="ndy"):
    """Let somebody stand in for who is suspended."""

    person: int
    deputy: int


@only(*MANAGING)
def ask(turn: Turn) -> None:
    """Say what it means; the safe choice comes first (`ux.md` 17)."""
    person = staff.managed(turn.db, turn.pressed(Suspend).person)
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Suspend %(name)s?", name=person.name),
        turn.wording.text("At once they hear nothing more from here, and no key of theirs works."),
        left_open(turn, holdings.held(turn.db, person.id, person.unit)),
    )
    leave = Press(turn.wording.label("No, leave it"), OpenPerson(person.id))
    yes = Press(turn.wording.label("Yes, suspend"), SuspendNow(person.id, person.version), "danger")
    turn.show(Screen(text, column(leave, yes)))


def left_open(turn: Turn, has: Moved) -> Markup | None:
    """Say what needs a deputy or a handover: nothing is left with nobody (`domain.md` §3.9)."""
    if has == Moved():
        return None
    return turn.wording.text(
        "Cases %(cases)s, offers %(offers)s, duties %(duties)s and villages %(villages)s stay theirs: "
        "let somebody stand in, or hand over. Until then whoever leads the unit hears of them.",
        cases=has.cases,
        offers=has.offers,
        duties=has.obligations,
        villages=has.areas + has.vacant,
    )


@only(*MANAGING)
def suspend(turn: Turn) -> None:
    """Suspend them; who is to go on with their work is asked at once."""
    button = turn.pressed(SuspendNow)
    has = staff.suspend(turn.db, button.person, button.version)
    turn.notice = lines(turn.wording.text("Suspended."), left_open(turn, has))
    shown.show(turn, button.person)


@only(*MANAGING)
def readmit(turn: Turn) -> None:
    """Let them back in, as what they were, behind the PIN."""
    button = turn.pressed(Readmit)
    staff.managed(turn.db, button.person)
    if not pin.proven(turn):
        return
    person = staff.readmit(turn.db, button.person, button.version)
    turn.notice = turn.wording.text("They are back in, and hear of it.")
    shown.show(turn, button.person)
    if has_pin(person):
        new_pin.tell(turn, person.id)


@only(*MANAGING)
def ask_to_end(turn: Turn) -> None:
    """Say what the end means, for who has nothing to hand over."""
    person = staff.managed(turn.db, turn.pressed(EndAccess).person)
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("End the access of %(name)s?", name=person.name),
        turn.wording.text("They have nothing open. They can come back by a new invitation only."),
    )
    leave = Press(turn.wording.label("No, leave it"), OpenPerson(person.id))
    yes = Press(
        turn.wording.label("Yes, end their access"), EndAccessNow(person.id, person.version), "danger"
    )
    turn.show(Screen(text, column(leave, yes), Level.L1))


@only(*MANAGING)
def end(turn: Turn) -> None:
    """End it; they hear of it, as the last thing from here."""
    button = turn.pressed(EndAccessNow)
    person = staff.end(turn.db, button.person, button.version)
    turn.notice = turn.wording.text("The access of %(name)s has ended.", name=person.name)
    shown.show_team(turn, person.unit)


@only(*MANAGING)
def choose_stand_in(turn: Turn) -> None:
    """Show who can do their work."""
    button = turn.pressed(ChooseStandIn)
    person = staff.managed(turn.db, button.person)
    found = staff.deputies(turn.db, person.id)
    text = (
        turn.wording.text("Who does the work of %(name)s, until they are back in?", name=person.name)
        if found
        else turn.wording.text("Nobody can stand in for %(name)s. Please hand over.", name=person.name)
    )
    called = told_apart(found, turn.wording)
    keys = [Press(called[one.id], StandIn(person.id, one.id)) for one in found]
    back = Press(turn.wording.label("◀ Back"), OpenPerson(person.id))
    turn.show(paged(turn, text, keys, button.page, partial(ChooseStandIn, person.id), back=back))


@only(*MANAGING)
def stand_in(turn: Turn) -> None:
    """Let them stand in, behind the PIN; they hear of it."""
    button = turn.pressed(StandIn)
    staff.managed(turn.db, button.person)
    if not pin.proven(turn):
        return
    staff.stand_in(turn.db, button.person, button.deputy)
    name = people.get(turn.db, button.deputy).name
    turn.notice = turn.wording.text("%(name)s stands in from now on.", name=name)
    shown.show(turn, button.person)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for handler, button in (
        (ask, Suspend),
        (suspend, SuspendNow),
        (readmit, Readmit),
        (ask_to_end, EndAccess),
        (end, EndAccessNow),
        (choose_stand_in, ChooseStandIn),
        (stand_in, StandIn),
    ):
        app.on(button, handler)

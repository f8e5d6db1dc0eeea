"""Reveal: full data is shown to who typed their PIN within the last minutes (`trust.md` L2)."""

from collections.abc import Callable

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import TooManyLooks
from handlers.cases import cards, full_view, looks, missing_child, reporters
from handlers.cases.missing_child import SeeChild
from handlers.cases.reporters import Contact
from handlers.forms import pin
from handlers.ui.buttons import OfCase
from handlers.ui.channels import that_take_back
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Part, Turn, everybody
from handlers.words.wording import N_
from storage.cases import cases

TITLE = N_("🔓 Full data")


class Reveal(OfCase, prefix="cfv"):
    """Ask for the full view."""


@everybody
def reveal(turn: Turn) -> None:
    """Show everything, or ask for the PIN first."""
    _show(turn, turn.pressed(Reveal).case, Action.REVEAL, full_view.show)


@everybody
def contact(turn: Turn) -> None:
    """Show the screening group whom to call, or ask for the PIN first."""
    _show(turn, turn.pressed(Contact).case, Action.CONTACT, reporters.show)


@everybody
def child(turn: Turn) -> None:
    """Show the bureau which child is missing, and nobody else of the household, or ask for the PIN first."""
    _show(turn, turn.pressed(SeeChild).case, Action.GIVE_FORM, missing_child.show)


def _show(turn: Turn, number: int, action: Action, show: Callable[[Turn, Case], None]) -> None:
    case = cases.get(turn.db, number, action)
    turn.must_take_back()
    if not pin.proven(turn, case.id):
        return
    try:
        show(turn, case)
    except TooManyLooks:  # a colleague says yes first
        looks.enough(turn, case.id)
        return
    if turn.heard.on is None:  # the PIN was typed, and the card went with it
        cards.show(turn, case.id)


def _rows(turn: Turn, case: Case) -> Rows:
    if not turn.channel.takes_back:
        return ()
    return ((Press(turn.wording.label(TITLE), Reveal(case.id)),),)


def _elsewhere(turn: Turn, case: Case) -> list[Markup]:
    """Say where full data is to be had, when it is not here."""
    if turn.channel.takes_back:
        return []
    where = turn.wording.label(", ").join(that_take_back(turn.office.channels.values()))
    return [turn.wording.text("🔓 Full data: on %(where)s.", where=where)]


def _contact_rows(turn: Turn, case: Case) -> Rows:
    if not turn.channel.takes_back:
        return ()
    return column(reporters.key(turn, case, cases.standing_to(turn.db, case)))


def _child_rows(turn: Turn, case: Case) -> Rows:
    return column(missing_child.key(case, turn.wording)) if turn.channel.takes_back else ()


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.REVEAL, rows=_rows, lines=_elsewhere))
    app.parts.append(Part(Action.CONTACT, rows=_contact_rows))
    app.parts.append(Part(Action.GIVE_FORM, rows=_child_rows))
    app.on(SeeChild, child)
    app.on(Reveal, reveal)
    app.on(Contact, contact)

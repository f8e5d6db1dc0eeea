"""A new PIN: given to begin with by who leads somebody, and told to them by voice."""

from markupsafe import Markup

from actions.staffing import people as staff
from actions.staffing import pins
from casework.staffing.managing import MANAGING
from handlers.forms import pin
from handlers.staffing import people as shown
from handlers.staffing.people import GivePin
from handlers.ui.screens import lines
from handlers.ui.turn import App, Turn, only


@only(*MANAGING)
def give(turn: Turn) -> None:
    """Show a PIN to begin with, once, behind one's own; the one they had works no more."""
    person = staff.managed(turn.db, turn.pressed(GivePin).person).id
    if not pin.proven(turn):
        return
    turn.notice = told(turn, person)
    shown.show(turn, person)


def told(turn: Turn, person: int) -> Markup:
    """Give somebody a PIN, and say how it reaches them."""
    given = pins.give(turn.db, person)
    return lines(
        turn.wording.text("The PIN to begin with: %(pin)s", pin=f"{given[:3]} {given[3:]}"),
        turn.wording.text(
            "Call them, make sure who it is, and tell it by voice, not in writing. "
            "It works for %(n)s hours, and they then choose their own.",
            n=turn.db.rules.policy.pin.given_hours,
        ),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(GivePin, give)

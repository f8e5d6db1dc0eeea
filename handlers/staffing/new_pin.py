"""A new PIN: given to begin with by who leads somebody, and told to them by voice.

It stands in the chat no longer than a PIN that was typed opens something: the phone may be found.
"""

from markupsafe import Markup

from actions.staffing import people as staff
from actions.staffing import pins
from casework.staffing.managing import MANAGING
from handlers.forms import pin
from handlers.staffing import people as shown
from handlers.staffing.people import GivePin
from handlers.ui.screens import Level, Screen, lines
from handlers.ui.turn import App, Turn, only
from storage.staffing import people


@only(*MANAGING)
def give(turn: Turn) -> None:
    """Show a PIN to begin with, once, behind one's own; the one they had works no more."""
    person = staff.managed(turn.db, turn.pressed(GivePin).person).id
    if not pin.proven(turn):
        return
    shown.show(turn, person)
    tell(turn, person)


def tell(turn: Turn, person: int) -> None:
    """Give somebody a PIN, and say how it reaches them."""
    given, rules = pins.give(turn.db, person), turn.db.rules.policy.pin
    text = lines(
        Markup("<b>%s</b>") % people.get(turn.db, person).name,
        turn.wording.text("The PIN to begin with: %(pin)s", pin=f"{given[:3]} {given[3:]}"),
        turn.wording.text(
            "Call them, make sure who it is, and tell it by voice, not in writing. "
            "It works for %(n)s hours, and they then choose their own.",
            n=rules.given_hours,
        ),
        turn.wording.count(
            "This message is deleted after %(n)s minute.",
            "This message is deleted after %(n)s minutes.",
            rules.minutes,
        ),
    )
    turn.say_for_minutes(Screen(text, level=Level.L1), rules.minutes)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(GivePin, give)

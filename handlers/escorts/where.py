"""Where a visit is: shown to the precinct that is asked to go with it, and nothing else of the household."""

from markupsafe import Markup

from actions.escorts import show_where
from casework.cases.access import Action
from casework.errors import TooManyLooks
from casework.escorts import Escort, seen_until
from handlers.cases import full_view, looks
from handlers.forms import pin
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Turn, everybody
from storage.cases import cases
from storage.escorts import escorts


class SeeWhere(Button, prefix="gew"):
    """Ask where the visit is."""

    escort: int


@everybody
def where(turn: Turn) -> None:
    """Show the precinct where a visit is, or ask for the PIN first."""
    one = escorts.read(turn.db, turn.pressed(SeeWhere).escort)
    case = cases.get(turn.db, one.case, Action.REACH)
    turn.must_take_back()
    if not pin.proven(turn, one.id):
        return
    try:
        _show(turn, one)
    except TooManyLooks:  # a colleague says yes first
        looks.enough(turn, case.id)
        return
    if turn.heard.on is None:  # the PIN was typed, and the card went with it
        turn.app.show_card(turn, one.id)


def _show(turn: Turn, one: Escort) -> None:
    found, wording = show_where(turn.db, one.case), turn.wording
    until = seen_until(one.visit_at, turn.db.rules.policy.escorts)
    name, address = found.household.name, found.household.address
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: where the visit is", number=found.number),
        wording.text("Name: %(name)s", name=name or wording.text("not given")),
        wording.text("Village: %(village)s", village=found.village),
        wording.text("Address: %(address)s", address=address or wording.text("not given")),
        full_view.vanishes(turn, until),
    )
    back = Press(wording.label("◀ Back"), OpenCard(one.id))
    turn.say_in_full(Screen(text, column(back), Level.L2), found.id, Action.REACH, until)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(SeeWhere, where)

"""Where a visit is: shown to the precinct that is asked to go with it, and nothing else of the household."""

from dataclasses import dataclass

from markupsafe import Markup

from actions.escorts import show_where
from casework.cases.access import Action
from casework.cases.case import Case
from handlers.cases import full_view
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import Turn
from storage.escorts import escorts


@dataclass(frozen=True)
class SeeWhere(Button, prefix="gew"):
    """Ask where the visit is."""

    escort: int


def case_of(turn: Turn, escort: int) -> int:
    """Say which case an escort is about."""
    return escorts.read(turn.db, escort).case


def show(turn: Turn, case: Case) -> None:
    """Show name and address; that they were looked at stands in the journal."""
    found, wording = show_where(turn.db, case.id), turn.wording
    name, address = found.household.name, found.household.address
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: where the visit is", number=found.number),
        wording.text("Name: %(name)s", name=name or wording.text("not given")),
        wording.text("Village: %(village)s", village=found.village),
        wording.text("Address: %(address)s", address=address or wording.text("not given")),
        full_view.vanishes(turn),
    )
    back = next(
        (OpenCard(one.id) for one in escorts.of_case(turn.db, found) if escorts.answers(turn.db, one)), None
    )
    keys = column(Press(wording.label("◀ Back"), back)) if back else ()
    turn.say_in_full(Screen(text, keys, Level.L2), found.id, Action.ACCOMPANY)

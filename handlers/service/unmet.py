"""Nobody is met again and again, or they refuse: the card says what to do, and the supervisors hear."""

from collections.abc import Mapping

from markupsafe import Markup

from actions.service import in_vain
from casework.cases.access import Action
from casework.cases.case import Case
from handlers.ui.office import Telling
from handlers.ui.telling import says
from handlers.ui.turn import App, Part, Turn
from handlers.words.terms import RESORTS
from handlers.words.wording import N_


def line(turn: Turn, case: Case) -> list[Markup]:
    """Say how often in a row nobody was met, and what is to be done by now."""
    times, refused, found = in_vain(turn.db, case)
    if not found:
        return []
    wording = turn.wording
    first = (
        wording.text("❗ They refused the visit.")
        if refused
        else wording.count(
            "❗ Nobody was met %(n)s time in a row.", "❗ Nobody was met %(n)s times in a row.", times
        )
    )
    what = wording.label(", ").join(wording.label(RESORTS[one]) for one in found)
    return [first + Markup("\n") + wording.text("To do: %(what)s.", what=what)]


TELLINGS: Mapping[str, Telling] = {
    "case.unmet": says(N_("%(number)s: nobody is met, or they refuse. Please look what is to be done.")),
}
"""What is told of it."""


def register(app: App) -> None:
    """Add this to the card of a case."""
    app.parts.append(Part(Action.VIEW, lines=line))

"""Dispatch (派案): what it means is shown first, then the case is offered; whoever screens first does it."""

from dataclasses import dataclass

from markupsafe import Markup

from actions import screening
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.staffing.people import Person, Role
from handlers.cases import cards
from handlers.ui.buttons import AsShown, OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from storage.staffing import people

SCREENING = (Role.SCREENER, Role.SUPERVISOR)
"""Who may press; `Action.SCREEN` then judges which supervisors screen."""


@dataclass(frozen=True)
class Confirm(AsShown, prefix="cdc"):
    """Show what dispatching the case, as the card showed it, to somebody means."""

    person: int


@dataclass(frozen=True)
class Dispatch(AsShown, prefix="cd"):
    """Offer the case, as the card showed it, to somebody."""

    person: int


@only(*SCREENING)
def confirm(turn: Turn) -> None:
    """Ask before a case is dispatched: the screener can't undo it."""
    button = turn.pressed(Confirm)
    case = judged(turn.db, button.case, acts.DISPATCH, version=button.version)
    turn.show(confirmation(turn, case, screening.receiver(turn.db, button.person)))


def confirmation(turn: Turn, case: Case, person: Person) -> Screen:
    """Say what dispatching means; the safe choice comes first (`ux.md` 17)."""
    wording, unit = turn.wording, people.unit(turn.db, person.unit)
    return Screen(
        lines(
            Markup("<b>%s</b>")
            % wording.text(
                "Dispatch %(number)s to %(name)s of %(unit)s?",
                number=case.number,
                name=person.name,
                unit=unit.name,
            ),
            wording.text("The offer goes out at once. Only an administrator can undo this."),
        ),
        column(
            Press(wording.label("Do not dispatch"), OpenCard(case.id)),
            Press(wording.label("Yes, dispatch it"), Dispatch(case.id, case.version, person.id), "primary"),
        ),
    )


@only(*SCREENING)
def dispatch(turn: Turn) -> None:
    """Offer a case; whoever screens first does it."""
    button = turn.pressed(Dispatch)
    case = screening.dispatch(turn.db, button.case, person=button.person, version=button.version)
    turn.notice = turn.wording.text("Offered to %(name)s.", name=people.get(turn.db, button.person).name)
    cards.show(turn, case.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Confirm, confirm)
    app.on(Dispatch, dispatch)

"""Dispatch (派案): what it means is shown first, then the case is offered; whoever screens first does it."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.errors import Stale, WrongState
from casework.staffing.people import SERVING, Person, Role
from handlers.cases import cards
from handlers.ui import telling
from handlers.ui.buttons import Button, OpenCase
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from storage.cases import cases
from storage.core import journal
from storage.staffing import people

SCREENING = (Role.SCREENER, Role.SUPERVISOR)
"""Who may press; `Action.SCREEN` then judges which supervisors screen."""


@dataclass(frozen=True)
class Confirm(Button, prefix="cdc"):
    """Show what dispatching the case, as the card showed it, to somebody means."""

    case: int
    version: int
    person: int


@dataclass(frozen=True)
class Dispatch(Button, prefix="cd"):
    """Offer the case, as the card showed it, to somebody."""

    case: int
    version: int
    person: int


@only(*SCREENING)
def confirm(turn: Turn) -> None:
    """Ask before a case is dispatched: the screener can't undo it."""
    button = turn.pressed(Confirm)
    case = as_shown(turn, button.case, button.version, Action.SCREEN)
    if case.state is not State.SCREENING:
        raise WrongState
    turn.show(confirmation(turn, case, _receiver(turn, button.person)))


def confirmation(turn: Turn, case: Case, person: Person) -> Screen:
    """What dispatching means; the safe choice comes first (`ux.md` 17)."""
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
            Press(wording.label("Do not dispatch"), OpenCase(case.id)),
            Press(wording.label("Yes, dispatch it"), Dispatch(case.id, case.version, person.id), "primary"),
        ),
    )


def _receiver(turn: Turn, person_id: int) -> Person:
    person = people.get(turn.db, person_id)
    if not person.active or person.role not in SERVING:
        raise Stale
    return person


@only(*SCREENING)
def dispatch(turn: Turn) -> None:
    """Offer a case; whoever screens first does it."""
    button = turn.pressed(Dispatch)
    case = as_shown(turn, button.case, button.version, Action.SCREEN)
    journal.in_order(turn.db)  # whoever leaves at this moment is offered nothing
    person = _receiver(turn, button.person)
    dispatched = case.dispatch(unit=person.unit, to=person.id, at=turn.db.now)
    known = _reporters_know(turn, case)
    dispatched = cases.save(turn.db, dispatched, "case.dispatched", unit=person.unit, person=person.id)
    telling.staff(turn, "case.offered", dispatched, [person.id])
    if not known:
        telling.reporters(turn, "case.dispatched", dispatched)
    turn.notice = turn.wording.text("Offered to %(name)s.", name=person.name)
    cards.show(turn, case.id)


def as_shown(turn: Turn, case_id: int, version: int, action: Action) -> Case:
    """Get a case to act on as the card showed it; who comes second sees what was decided."""
    case = cases.get(turn.db, case_id, action)
    if case.version != version:
        raise WrongState
    return case


def _reporters_know(turn: Turn, case: Case) -> bool:
    """A case that is dispatched once more, after an offer failed, is no news to who reported it."""
    told = [act.verb for act in journal.of_case(turn.db, case.id) if act.verb in telling.TO_REPORTERS]
    return told[-1:] == ["case.dispatched"]


def to_screen(turn: Turn, case_id: int) -> Case:
    """Get a case that is still to be screened."""
    case = cases.get(turn.db, case_id, Action.SCREEN)
    if case.state is not State.SCREENING:
        raise WrongState
    return case


def back_to(turn: Turn, case: Case) -> Press:
    """The key back to the card; nothing has happened yet."""
    return Press(turn.wording.label("◀ Back"), OpenCase(case.id))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Confirm, confirm)
    app.on(Dispatch, dispatch)

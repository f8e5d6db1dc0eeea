"""Reassigning (改派): the receiving unit's supervisor answers for a worker, or offers to somebody else."""

from dataclasses import dataclass

from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.errors import Stale, WrongState
from casework.staffing.people import SERVING, Role
from handlers.cases import cards
from handlers.screening.dispatching import as_shown, back_to
from handlers.service.acceptance import Accept, Decline
from handlers.ui import queues, telling
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Part, Turn, only
from storage.cases import cases
from storage.core import journal
from storage.staffing import people


@dataclass(frozen=True)
class ChooseOther(Button, prefix="cao"):
    """Choose somebody else of the unit."""

    case: int
    page: int


@dataclass(frozen=True)
class OfferAgain(Button, prefix="caa"):
    """Offer the case, as the card showed it, to somebody else of the unit."""

    case: int
    version: int
    person: int


@only(Role.SUPERVISOR)
def choose_other(turn: Turn) -> None:
    """Show who else of the unit can take it on."""
    button = turn.pressed(ChooseOther)
    case = cases.get(turn.db, button.case, Action.REASSIGN)
    if not case.movable:
        raise WrongState
    others = [
        Press(person.name, OfferAgain(case.id, case.version, person.id))
        for person in people.in_unit(turn.db, case.unit or turn.unit.id, SERVING)
        if person.id not in (case.offered, case.worker)
    ]
    text = (
        turn.wording.text("%(number)s: to whom is it offered?", number=case.number)
        if others
        else turn.wording.text("%(number)s: nobody else of your unit can take it on.", number=case.number)
    )
    turn.show(
        queues.choice(
            turn,
            text,
            others,
            page=button.page,
            to=lambda page: ChooseOther(case.id, page),
            back=back_to(turn, case),
        )
    )


@only(Role.SUPERVISOR)
def offer_again(turn: Turn) -> None:
    """Offer a case to somebody else of the unit; who had it hears."""
    button = turn.pressed(OfferAgain)
    before = as_shown(turn, button.case, button.version, Action.REASSIGN)
    journal.in_order(turn.db)  # whoever leaves at this moment is offered nothing
    person = people.get(turn.db, button.person)
    if not person.active or person.role not in SERVING or person.unit != before.unit:
        raise Stale
    again = before.offer_again(to=person.id, at=turn.db.now)
    case = cases.save(turn.db, again, "case.offered_again", person=person.id)
    telling.staff(turn, "case.offered", case, [person.id])
    if before.offered is not None:
        telling.staff(turn, "case.offer_withdrawn", case, [before.offered])
    if before.worker is not None:
        telling.staff(turn, "case.offered_away", case, [before.worker])
    turn.notice = turn.wording.text("Offered to %(name)s.", name=person.name)
    cards.show(turn, case.id)


def keys(turn: Turn, case: Case) -> Rows:
    """Answer for the worker (`ux.md` 21), or offer to somebody else."""
    label = turn.wording.label
    other = column(Press(label("Offer to somebody else"), ChooseOther(case.id, 0))) if case.movable else ()
    if case.state is not State.DISPATCHED or case.offered is None:
        return other
    name = people.get(turn.db, case.offered).name
    return (
        *column(
            Press(label("Accept for %(name)s", name=name), Accept(case.id, case.version)),
            Press(label("Decline for %(name)s", name=name), Decline(case.id)),
        ),
        *other,
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.REASSIGN, rows=keys))
    app.on(ChooseOther, choose_other)
    app.on(OfferAgain, offer_again)

"""Dispatch (派案): what it means is shown first, then the case is offered; whoever screens first does it.

To one who leads, and with another tap to more units beside: each has a seat (`domain.md` §3.3).
"""

from collections.abc import Sequence

from markupsafe import Markup

from actions import screening
from actions.record import judged
from casework import acts
from casework.cases.acting import Act
from casework.cases.case import Case
from casework.errors import Stale
from casework.staffing.people import Person, Role
from handlers.cases import cards
from handlers.ui import unheard
from handlers.ui.buttons import AsShown, Button, OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from storage.staffing import people

SCREENING = (Role.SCREENER, Role.SUPERVISOR)
"""Who may press; `Action.SCREEN` then judges which supervisors screen."""
MOST_CHOSEN = 6
"""So many can be asked at once: a key holds no more of them."""


class Confirm(AsShown, prefix="cdc"):
    """Show what dispatching the case, as the card showed it, to these people means; the first leads."""

    chosen: str


class Dispatch(AsShown, prefix="cd"):
    """Offer the case, as the card showed it, to these people; the first leads."""

    chosen: str


class ChooseUnit(Button, prefix="cdu"):
    """Choose a unit of a kind; an empty kind asks for the kind first. *chosen*: who was chosen before."""

    case: int
    kind: str
    page: int
    chosen: str


BESIDE = "+"
"""Begins what is chosen to be asked beside the lead, once a case is dispatched."""


def numbers(chosen: str) -> list[int]:
    """Read who was chosen: their numbers, with dots between."""
    found = [int(one) for one in chosen.removeprefix(BESIDE).split(".") if one.isascii() and one.isdecimal()]
    if not found:
        raise Stale
    return found


def with_one_more(chosen: str, person: int) -> str:
    """Add somebody to who was chosen."""
    return f"{chosen}{'' if chosen in ('', BESIDE) else '.'}{person}"


def act_for(chosen: str) -> Act:
    """Name the act: a case is dispatched, or more units are asked beside its lead."""
    return acts.ASK if chosen.startswith(BESIDE) else acts.DISPATCH


@only(*SCREENING)
def confirm(turn: Turn) -> None:
    """Ask before a case is dispatched: the screener can't undo it."""
    button = turn.pressed(Confirm)
    case = judged(turn.db, button.case, act_for(button.chosen), version=button.version)
    turn.show(confirmation(turn, case, button.chosen))


def confirmation(turn: Turn, case: Case, chosen: str) -> Screen:
    """Say what dispatching means; the safe choice comes first (`ux.md` 17)."""
    wording, found = turn.wording, [screening.receiver(turn.db, one) for one in numbers(chosen)]
    lead, beside = (None, found) if chosen.startswith(BESIDE) else (found[0], found[1:])
    return Screen(
        lines(
            Markup("<b>%s</b>") % _question(turn, case, lead),
            *(_beside(turn, one) for one in beside),
            _village(turn, case, found),
            *(unheard.warning(turn, one) for one in found),
            wording.text("The offer goes out at once. Only an administrator can undo this.")
            if lead
            else wording.text("The offer goes out at once."),
        ),
        column(
            Press(wording.label("Do not dispatch"), OpenCard(case.id)),
            Press(wording.label("Yes, dispatch it"), Dispatch(case.id, case.version, chosen), "primary"),
            Press(wording.label("＋ Another unit as well"), ChooseUnit(case.id, "", 0, chosen))
            if len(found) < MOST_CHOSEN
            else None,
        ),
    )


def _question(turn: Turn, case: Case, lead: Person | None) -> Markup:
    if lead is None:
        return turn.wording.text("%(number)s: ask these units as well?", number=case.number)
    unit = people.unit(turn.db, lead.unit)
    return turn.wording.text(
        "Dispatch %(number)s to %(name)s of %(unit)s?", number=case.number, name=lead.name, unit=unit.name
    )


def _beside(turn: Turn, one: Person) -> Markup:
    unit = people.unit(turn.db, one.unit).name
    return turn.wording.text("As well: %(unit)s (%(name)s)", unit=unit, name=one.name)


def _village(turn: Turn, case: Case, found: Sequence[Person]) -> Markup | None:
    """Every report goes to the village's centre [001] 三(六)2: say that it is asked, too."""
    one = screening.village_centre(turn.db, case) if case.to_screen else None
    if one is None or one.unit in {person.unit for person in found}:
        return None
    unit = people.unit(turn.db, one.unit).name
    return turn.wording.text(
        "As well, as the village's centre: %(unit)s (%(name)s)", unit=unit, name=one.name
    )


@only(*SCREENING)
def dispatch(turn: Turn) -> None:
    """Offer a case; whoever screens first does it."""
    button = turn.pressed(Dispatch)
    first, *others = chosen = numbers(button.chosen)
    if button.chosen.startswith(BESIDE):
        screening.ask(turn.db, button.case, beside=chosen, version=button.version)
    else:
        screening.dispatch(turn.db, button.case, person=first, beside=others, version=button.version)
    names = turn.wording.label(", ").join(people.get(turn.db, one).name for one in chosen)
    turn.notice = turn.wording.text("Offered to %(name)s.", name=names)
    cards.show(turn, button.case)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Confirm, confirm)
    app.on(Dispatch, dispatch)

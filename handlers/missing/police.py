"""The police look for a missing child: the form, what they found, the search applied for [001] 三(六)2(4)."""

from actions import missing
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.staffing.people import Role
from handlers.cases import cards
from handlers.forms import steps
from handlers.missing.child import OVER, SEARCHING
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.ui.turn import App, Part, Turn, only
from handlers.words.wording import N_


class GiveForm(OfCase, prefix="cmg"):
    """Ask once more whether the police have the form."""


class FormGiven(AsShown, prefix="cmh"):
    """Say that the police have the form for the case as the question showed it."""


class AskResult(OfCase, prefix="cmr"):
    """Ask what the police found."""


class Looked(AsShown, prefix="cml"):
    """Say what the police found: `found` is 1 or 0."""

    found: int


class Apply(OfCase, prefix="cma"):
    """Ask once more whether the police search is applied for."""


class Applied(AsShown, prefix="cmb"):
    """Say that it is, for the case as the question showed it."""


@only(*SEARCHING)
def ask_result(turn: Turn) -> None:
    """Show the two answers."""
    case = judged(turn.db, turn.pressed(AskResult).case, acts.LOOK)
    wording = turn.wording
    keys = column(
        Press(wording.label("Found"), Looked(case.id, case.version, 1)),
        Press(wording.label("Not found"), Looked(case.id, case.version, 0)),
        cards.back(turn, case),
    )
    turn.show(Screen(wording.text("%(number)s: what did the police find?", number=case.number), keys))


@only(*SEARCHING)
def look(turn: Turn) -> None:
    """Found, and the search is over; or not, and a police search is to be applied for."""
    button = turn.pressed(Looked)
    found = button.found == 1
    missing.look(turn.db, button.case, version=button.version, found=found)
    not_found = N_("Noted: not found. A police search is to be applied for now.")
    turn.notice = turn.wording.text(OVER if found else not_found)
    cards.show(turn, button.case)


def _key(turn: Turn, case: Case) -> Rows:
    if not steps.offers(turn, acts.LOOK, case):
        return ()
    return column(Press(turn.wording.label("What the police found"), AskResult(case.id)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add_sure(
        app,
        steps.Sure(
            acts.GIVE_FORM,
            GiveForm,
            N_("Police have the form"),
            (Role.BUREAU,),
            asked=N_("%(number)s: do the police have the search form?"),
            impact=N_("From now on what the police found is waited for."),
            yes=N_("Yes, they have it"),
            now=FormGiven,
            done=N_("Noted: the police have the form."),
        ),
    )
    app.parts.append(Part(acts.LOOK.needs, rows=_key))
    steps.add_sure(
        app,
        steps.Sure(
            acts.APPLY,
            Apply,
            N_("Search applied for"),
            SEARCHING,
            asked=N_("%(number)s: is the police search applied for?"),
            impact=N_("It is applied for in the vulnerable-family system, not here."),
            yes=N_("Yes, applied for"),
            now=Applied,
            done=N_("Noted. When the child is found, say so on this card."),
        ),
    )
    app.on(AskResult, ask_result)
    app.on(Looked, look)

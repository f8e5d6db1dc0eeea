"""The police look for a missing child: the form, what they found, the search applied for [001] 三(六)2(4)."""

from dataclasses import dataclass

from casework import missing
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import WrongState
from casework.missing import Stage
from casework.staffing.people import Role
from handlers.cases import cards
from handlers.missing.child import SEARCHING, over, serving
from handlers.screening.dispatching import as_shown, back_to
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.ui.turn import App, Part, Turn, only
from storage.cases import cases


@dataclass(frozen=True)
class GiveForm(Button, prefix="cmg"):
    """Ask once more whether the police have the form."""

    case: int


@dataclass(frozen=True)
class FormGiven(Button, prefix="cmh"):
    """Say that the police have the form for the case as the question showed it."""

    case: int
    version: int


@dataclass(frozen=True)
class AskResult(Button, prefix="cmr"):
    """Ask what the police found."""

    case: int


@dataclass(frozen=True)
class Looked(Button, prefix="cml"):
    """Say what the police found: `found` is 1 or 0."""

    case: int
    version: int
    found: int


@dataclass(frozen=True)
class Apply(Button, prefix="cma"):
    """Ask once more whether the police search is applied for."""

    case: int


@dataclass(frozen=True)
class Applied(Button, prefix="cmb"):
    """Say that it is, for the case as the question showed it."""

    case: int
    version: int


@only(Role.BUREAU)
def ask_form(turn: Turn) -> None:
    """Ask once more: from then on the police look."""
    case = _at(turn, turn.pressed(GiveForm).case, Action.GIVE_FORM, Stage.FORM)
    wording = turn.wording
    asked = wording.text("%(number)s: do the police have the search form?", number=case.number)
    impact = wording.text("From now on what the police found is waited for.")
    yes = Press(wording.label("Yes, they have it"), FormGiven(case.id, case.version), "primary")
    cards.sure(turn, case, asked, impact, yes)


@only(Role.BUREAU)
def give_form(turn: Turn) -> None:
    """The police have the form; who serves the case is to ask what they found."""
    button = turn.pressed(FormGiven)
    case = as_shown(turn, button.case, button.version, Action.GIVE_FORM)
    given = cases.save(turn.db, missing.give_form(case, turn.db.now), "case.form_given")
    telling.staff(turn, "case.form_given", given, serving(given))
    turn.notice = turn.wording.text("Noted: the police have the form.")
    cards.show(turn, case.id)


@only(*SEARCHING)
def ask_result(turn: Turn) -> None:
    """Show the two answers."""
    case = _at(turn, turn.pressed(AskResult).case, Action.SEARCH, Stage.LOOKING)
    wording = turn.wording
    keys = column(
        Press(wording.label("Found"), Looked(case.id, case.version, 1)),
        Press(wording.label("Not found"), Looked(case.id, case.version, 0)),
        back_to(turn, case),
    )
    turn.show(Screen(wording.text("%(number)s: what did the police find?", number=case.number), keys))


@only(*SEARCHING)
def look(turn: Turn) -> None:
    """Found, and the search is over; or not, and a police search is to be applied for."""
    button = turn.pressed(Looked)
    case = as_shown(turn, button.case, button.version, Action.SEARCH)
    looked = missing.look(case, turn.db.now, found=button.found == 1)
    looked = cases.save(turn.db, looked, "case.looked_for", found=int(button.found == 1))
    if looked.found:
        over(turn, looked)
        return
    telling.staff(turn, "case.looked_for", looked, _who_applies(turn, looked))
    turn.notice = turn.wording.text("Noted: not found. A police search is to be applied for now.")
    cards.show(turn, case.id)


def _who_applies(turn: Turn, case: Case) -> list[int]:
    return serving(case) or [one.id for one in telling.supervisors(turn.db, case.unit)]


@only(*SEARCHING)
def ask_applied(turn: Turn) -> None:
    """Ask once more whether it was done in the vulnerable-family system."""
    case = _at(turn, turn.pressed(Apply).case, Action.SEARCH, Stage.NOTHING_FOUND)
    wording = turn.wording
    asked = wording.text("%(number)s: is the police search applied for?", number=case.number)
    impact = wording.text("It is applied for in the vulnerable-family system, not here.")
    yes = Press(wording.label("Yes, applied for"), Applied(case.id, case.version), "primary")
    cards.sure(turn, case, asked, impact, yes)


@only(*SEARCHING)
def applied(turn: Turn) -> None:
    """The police search is applied for; the bureau hears."""
    button = turn.pressed(Applied)
    case = as_shown(turn, button.case, button.version, Action.SEARCH)
    done = cases.save(turn.db, missing.apply(case, turn.db.now), "case.search_applied")
    telling.staff(turn, "case.search_applied", done, [one.id for one in telling.bureau(turn.db)])
    turn.notice = turn.wording.text("Noted. When the child is found, say so on this card.")
    cards.show(turn, case.id)


def _at(turn: Turn, case_id: int, action: Action, stage: Stage) -> Case:
    case = cases.get(turn.db, case_id, action)
    if missing.stage(case) is not stage:
        raise WrongState
    return case


def _form_key(turn: Turn, case: Case) -> Rows:
    if missing.stage(case) is not Stage.FORM:
        return ()
    return column(Press(turn.wording.label("Police have the form"), GiveForm(case.id)))


def _search_keys(turn: Turn, case: Case) -> Rows:
    stage = missing.stage(case)
    if stage is Stage.LOOKING:
        return column(Press(turn.wording.label("What the police found"), AskResult(case.id)))
    if stage is Stage.NOTHING_FOUND:
        return column(Press(turn.wording.label("Search applied for"), Apply(case.id)))
    return ()


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.GIVE_FORM, rows=_form_key))
    app.parts.append(Part(Action.SEARCH, rows=_search_keys))
    for handler, button in (
        (ask_form, GiveForm),
        (give_form, FormGiven),
        (ask_result, AskResult),
        (look, Looked),
        (ask_applied, Apply),
        (applied, Applied),
    ):
        app.on(button, handler)

"""A child is missing (孩子行蹤不明), and is found again: heard by all who look [001] 三(六)2(4)."""

from dataclasses import dataclass

from markupsafe import Markup

from casework import missing
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import WrongState
from casework.missing import Stage
from casework.staffing.people import SERVING, Role
from handlers.cases import cards
from handlers.screening.dispatching import as_shown
from handlers.service.sharing import DECLARING
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases

SEARCHING = (*SERVING, Role.SUPERVISOR, Role.BUREAU)
"""Who may press; `Action.SEARCH` then judges whose case it is."""

STAGES = {
    Stage.FORM: N_("A child is missing. The police have no search form yet."),
    Stage.LOOKING: N_("A child is missing. The police look."),
    Stage.NOTHING_FOUND: N_(
        "A child is missing. The police found nothing; a police search is to be applied for."
    ),
    Stage.SEARCHED_FOR: N_("A child is missing. The police search was applied for."),
}


@dataclass(frozen=True)
class Missing(Button, prefix="cmi"):
    """Ask once more before a child is said to be missing."""

    case: int


@dataclass(frozen=True)
class MissingNow(Button, prefix="cmy"):
    """Say that a child of the case, as the question showed it, is missing."""

    case: int
    version: int


@dataclass(frozen=True)
class Found(Button, prefix="cmf"):
    """Ask once more before the search is over."""

    case: int


@dataclass(frozen=True)
class FoundNow(Button, prefix="cmz"):
    """Say that the child of the case, as the question showed it, is found."""

    case: int
    version: int


@only(*DECLARING)
def ask_missing(turn: Turn) -> None:
    """Ask once more: the bureau hears, and gives the police the search form."""
    case = cases.get(turn.db, turn.pressed(Missing).case, Action.DECLARE)
    if not missing.may_be_said(case):
        raise WrongState
    wording = turn.wording
    asked = wording.text("%(number)s: can a child of this family not be found?", number=case.number)
    impact = wording.text(
        "The bureau hears at once and gives the police the search form. In danger, call 110 yourself now."
    )
    yes = Press(wording.label("Yes, a child is missing"), MissingNow(case.id, case.version), "danger")
    cards.sure(turn, case, asked, impact, yes)


@only(*DECLARING)
def say_missing(turn: Turn) -> None:
    """Begin the search; the bureau hears, and the primary worker when the supervisor says so."""
    button = turn.pressed(MissingNow)
    case = as_shown(turn, button.case, button.version, Action.DECLARE)
    lost = cases.save(turn.db, missing.say_missing(case, turn.db.now), "case.child_missing")
    telling.child_missing(turn, lost)
    turn.notice = turn.wording.text("The bureau has been told. What is due next stands below.")
    cards.show(turn, case.id)


@only(*SEARCHING)
def ask_found(turn: Turn) -> None:
    """Ask once more: what the search owes ends."""
    case = cases.get(turn.db, turn.pressed(Found).case, Action.SEARCH)
    if missing.stage(case) is None:
        raise WrongState
    wording = turn.wording
    asked = wording.text("%(number)s: is the child found?", number=case.number)
    impact = wording.text("The search ends, and whoever takes part in it hears so.")
    cards.sure(
        turn,
        case,
        asked,
        impact,
        Press(wording.label("Yes, found"), FoundNow(case.id, case.version), "primary"),
    )


@only(*SEARCHING)
def say_found(turn: Turn) -> None:
    """End the search."""
    button = turn.pressed(FoundNow)
    case = as_shown(turn, button.case, button.version, Action.SEARCH)
    over(turn, cases.save(turn.db, missing.find(case), "case.child_found"))


def over(turn: Turn, case: Case) -> None:
    """Tell who took part that the search is over."""
    heard = [person.id for person in telling.bureau(turn.db)]
    telling.staff(turn, "case.child_found", case, [*heard, *serving(case)])
    turn.notice = turn.wording.text("Found: the search is over. Thank you.")
    cards.show(turn, case.id)


def serving(case: Case) -> list[int]:
    """Give who serves the case, if anybody does."""
    return [case.worker] if case.served and case.worker is not None else []


def _missing_key(turn: Turn, case: Case) -> Rows:
    if not missing.may_be_said(case):
        return ()
    return column(Press(turn.wording.label("🔎 Child missing"), Missing(case.id)))


def _found_key(turn: Turn, case: Case) -> Rows:
    if missing.stage(case) is None:
        return ()
    return column(Press(turn.wording.label("Child found"), Found(case.id)))


def _how_far(turn: Turn, case: Case) -> list[Markup]:
    stage = missing.stage(case)
    return [turn.wording.text(STAGES[stage])] if stage else []


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.DECLARE, rows=_missing_key))
    app.parts.append(Part(Action.SEARCH, rows=_found_key))
    app.parts.append(Part(Action.VIEW, lines=_how_far))
    for handler, button in (
        (ask_missing, Missing),
        (say_missing, MissingNow),
        (ask_found, Found),
        (say_found, FoundNow),
    ):
        app.on(button, handler)

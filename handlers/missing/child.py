"""A child is missing (孩子行蹤不明), and is found again: heard by all who look [001] 三(六)2(4)."""

from markupsafe import Markup

from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.missing import SearchStage, stage
from casework.staffing.people import LEADING, SERVING, Role
from handlers.forms import steps
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.wording import N_

SEARCHING = (*SERVING, *LEADING, Role.BUREAU)
"""Who may press; `Action.SEARCH` then judges whose case it is."""

STAGES = {
    SearchStage.FORM: N_("A child is missing. The police have no search form yet."),
    SearchStage.LOOKING: N_("A child is missing. The police look."),
    SearchStage.NOTHING_FOUND: N_(
        "A child is missing. The police found nothing; a police search is to be applied for."
    ),
    SearchStage.SEARCHED_FOR: N_("A child is missing. The police search was applied for."),
}
OVER = N_("Found: the search is over. Thank you.")


class Missing(OfCase, prefix="cmi"):
    """Ask once more before a child is said to be missing."""


class MissingNow(AsShown, prefix="cmy"):
    """Say that a child of the case, as the question showed it, is missing."""


class Found(OfCase, prefix="cmf"):
    """Ask once more before the search is over."""


class FoundNow(AsShown, prefix="cmz"):
    """Say that the child of the case, as the question showed it, is found."""


def _how_far(turn: Turn, case: Case) -> list[Markup]:
    at = stage(case)
    return [turn.wording.text(STAGES[at])] if at else []


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add_sure(
        app,
        steps.Sure(
            acts.SAY_MISSING,
            Missing,
            N_("🔎 Child missing"),
            (*SERVING, *LEADING),
            asked=N_("%(number)s: can a child of this family not be found?"),
            impact=N_(
                "The bureau hears at once and gives the police the search form. "
                "In danger, call 110 yourself now."
            ),
            yes=N_("Yes, a child is missing"),
            now=MissingNow,
            done=N_("The bureau has been told. What is due next stands below."),
            style="danger",
        ),
    )
    steps.add_sure(
        app,
        steps.Sure(
            acts.FIND,
            Found,
            N_("Child found"),
            SEARCHING,
            asked=N_("%(number)s: is the child found?"),
            impact=N_("The search ends, and whoever takes part in it hears so."),
            yes=N_("Yes, found"),
            now=FoundNow,
            done=OVER,
        ),
    )
    app.parts.append(Part(Action.VIEW, lines=_how_far))

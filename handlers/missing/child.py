"""A child is missing (孩子行蹤不明), and is found again: heard by all who look [001] 三(六)2(4)."""

from markupsafe import Markup

from actions import missing
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft, Value
from casework.missing import (
    CHILD_MISSING,
    IN_SERVICE,
    NEITHER,
    PROGRAMME,
    SearchStage,
    of_whom,
    stage,
)
from casework.staffing.people import LEADING, SERVING, Role
from handlers.forms import steps
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import DANGER
from handlers.words.wording import N_
from storage.cases import cases
from storage.core.database import Transaction

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


WORDS = Words(
    title=N_("Child missing"),
    asks={
        "of": Ask(
            N_("Which child is it?"),
            name=N_("Child of"),
            hint=N_("For any other missing child, call 110 at once."),
            options={
                PROGRAMME: N_("Under-6 programme"),
                NEITHER: N_("Neither"),
                IN_SERVICE: N_("Family in service"),
            },
        ),
        "child": Ask(N_("Which child can't be found?"), name=N_("Child"), hint=DANGER),
        "age": Ask(N_("How old is the child?"), name=N_("Age"), example=N_("4 years")),
        "seen_on": Ask(
            N_("When was the child last seen?"),
            name=N_("Last seen"),
            options={"today": N_("Today"), "yesterday": N_("Yesterday")},
        ),
        "seen_at": Ask(N_("Where was that, and with whom?"), name=N_("Where")),
        "looks": Ask(N_("What does the child look like?"), name=N_("Appearance")),
    },
    impact=N_(
        "The bureau hears at once and gives the police the search form. In danger, call 110 yourself now."
    ),
    send=N_("Say that a child is missing"),
)


class Missing(OfCase, prefix="cmi"):
    """Begin to say which child can't be found."""


class Found(OfCase, prefix="cmf"):
    """Ask once more before the search is over."""


class FoundNow(AsShown, prefix="cmz"):
    """Say that the child of the case, as the question showed it, is found."""


def _how_far(turn: Turn, case: Case) -> list[Markup]:
    at = stage(case)
    return [turn.wording.text(STAGES[at])] if at else []


def say(db: Transaction, draft: Draft) -> Case:
    """Say which child is missing."""
    return missing.say(db, draft.subject or 0, draft.answers)


def _known(turn: Turn, case_id: int | None) -> dict[str, Value]:
    """Of a family in service it need not be asked whose child it is."""
    of = of_whom(cases.get(turn.db, case_id or 0, acts.SAY_MISSING.needs))
    return {} if of is None else {"of": of}


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.SAY_MISSING,
            Missing,
            N_("🔎 Child missing"),
            CHILD_MISSING,
            WORDS,
            (*SERVING, *LEADING, Role.SCREENER),
            do=say,
            done=N_("The bureau has been told. What is due next stands below."),
            summary=True,
            known=_known,
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

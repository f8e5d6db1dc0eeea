"""Lowered: why somebody judged the risk to be lower, asked of them and read by who answers for the case."""

from typing import Final

from markupsafe import Markup

from actions.service import LOWERED
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import RISK_BEFORE, Value
from casework.text.masking import mask_in_text
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask
from handlers.words.wording import N_
from storage.cases import cases, households

LOWER_WHY: Final = Ask(
    N_("Why is the risk lower now?"),
    name=N_("Why lower"),
    hint=N_("Your supervisor reads it."),
    example=N_("The grandmother moved in and looks after the child."),
)


def risk_before(case: Case) -> dict[str, Value]:
    """Return how high the risk is, for a form that may lower it."""
    return {RISK_BEFORE: case.risk} if case.risk else {}


def _why(turn: Turn, case: Case) -> list[Markup]:
    """Say why it was lowered last, to who may read the case."""
    told = [reason for verb, reason in cases.remarks_of(turn.db, case) if verb == LOWERED]
    if not told or not case.in_service:
        return []
    reason = mask_in_text(told[-1], *households.names_known(turn.db, case.household))
    return [turn.wording.text("Risk lowered, because: %(reason)s", reason=reason)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.REVEAL, lines=_why))

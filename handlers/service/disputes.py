"""Disputes: who serves says that the assessment was wrong (爭議機制) [003] item 4."""

from casework import acts
from casework.service.disputes import DISPUTE
from casework.staffing.people import SERVING
from handlers.forms import steps
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_

WORDS = Words(
    title=N_("Dispute the assessment"),
    asks={
        "reason": Ask(
            N_("What in the assessment is wrong?"),
            hint=N_("The screening group judges it. Service goes on meanwhile."),
        )
    },
)


class RaiseDispute(OfCase, prefix="cdi"):
    """Begin a dispute."""


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.DISPUTE,
            RaiseDispute,
            N_("⚖️ Dispute"),
            DISPUTE,
            WORDS,
            SERVING,
            done=N_("The dispute is with the screening group. You will hear what they judge."),
        ),
    )

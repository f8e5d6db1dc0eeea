"""Disputes: who serves says that the assessment was wrong (爭議機制) [003] item 4."""

from actions import service
from casework import acts
from casework.cases.case import Case
from casework.forms import Draft
from casework.service.disputes import DISPUTE
from casework.staffing.people import SERVING
from handlers.forms import steps
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.core.database import Transaction

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


def raise_it(db: Transaction, draft: Draft) -> Case:
    """Put the dispute before the screening group."""
    return service.dispute(db, draft.subject or 0, draft.said("reason"))


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
            do=raise_it,
            done=N_("The dispute is with the screening group. You will hear what they judge."),
        ),
    )

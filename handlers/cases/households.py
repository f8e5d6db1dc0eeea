"""Households: who serves or screens corrects who it is; the typed message leaves the chat again."""

from actions import cases
from casework import acts
from casework.cases.case import Case
from casework.cases.household import IDENTIFY, read_household
from casework.forms import Draft
from casework.staffing.people import Role
from handlers.forms import steps
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.core.database import Transaction

WORDS = Words(
    title=N_("Correct the household"),
    asks={
        "household": Ask(
            N_("Whose household is it?"),
            hint=N_(
                "Type what is to be corrected: name, address, telephone, ID. The rest stays. "
                "Your message is deleted from the chat."
            ),
        ),
    },
)


class Correct(OfCase, prefix="chh"):
    """Begin to correct the household."""


def correct(db: Transaction, draft: Draft) -> Case:
    """Write down what was typed; what was not typed stays."""
    return cases.identify(db, draft.subject or 0, read_household(draft.said("household")))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.IDENTIFY,
            Correct,
            N_("✏️ Correct the household"),
            IDENTIFY,
            WORDS,
            (Role.WORKER, Role.LIAISON, Role.SCREENER, Role.SUPERVISOR),
            do=correct,
            done=N_("The household is corrected. Please check it below."),
            private=True,
            in_full=True,
        ),
    )

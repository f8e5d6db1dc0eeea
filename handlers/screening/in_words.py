"""In words: a screener writes down what recordings, photos or a call told; who serves reads that alone."""

from actions import screening
from casework import acts
from casework.cases.case import Case
from casework.forms import Draft
from casework.screening import IN_WORDS
from handlers.forms import steps
from handlers.screening.dispatching import SCREENING
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.core.database import Transaction

WORDS = Words(
    title=N_("Write down what it told"),
    asks={
        "story": Ask(
            N_("What do the recordings, the photos or the call tell?"),
            name=N_("What it told"),
            hint=N_("In your words, without who it came from: whoever serves the case reads this alone."),
            example=N_(
                "A child cries for some minutes; a man shouts “get out”. A photo shows a broken door."
            ),
        )
    },
    send=N_("Keep it"),
)


class TellInWords(OfCase, prefix="cwd"):
    """Begin to write it down."""


def _tell(db: Transaction, draft: Draft) -> Case:
    return screening.tell_in_words(db, draft.subject or 0, draft.said("story"))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.TELL_IN_WORDS,
            TellInWords,
            N_("✍️ Write down what it told"),
            IN_WORDS,
            WORDS,
            SCREENING,
            done=N_("Kept. Whoever has the case hears so and reads it."),
            do=_tell,
            private=True,
            in_full=True,
        ),
    )

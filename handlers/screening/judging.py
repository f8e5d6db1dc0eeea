"""Judging disputes (爭議機制) [003] item 4: the assessment stands, or the case is screened again."""

from markupsafe import Markup

from actions import screening
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.screening import SCREEN_AGAIN, UPHOLD
from casework.text.masking import mask_in_text
from handlers.cases import reported
from handlers.forms import steps
from handlers.screening.dispatching import SCREENING
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_
from storage.cases import cases, households
from storage.core.database import Transaction


class Uphold(OfCase, prefix="cju"):
    """The assessment stands."""


class ScreenAgain(OfCase, prefix="cja"):
    """The dispute is right."""


def about(turn: Turn, case: Case) -> list[Markup]:
    """Say what is disputed, and what was reported."""
    if not case.disputed:
        return []
    names = households.names_known(turn.db, case.household)
    reasons = [text for verb, text in cases.remarks_of(turn.db, case) if verb == "case.disputed"]
    said = [
        turn.wording.text("Disputed: %(reason)s", reason=mask_in_text(reason, *names))
        for reason in reasons[-1:]
    ]
    return [*said, *reported.reported(turn, case)]


def upheld(turn: Turn, case: Case) -> list[Markup]:
    """Say why the assessment stands, for who disputed it and goes on serving."""
    said = [text for verb, text in cases.remarks_of(turn.db, case) if verb == "case.upheld"]
    if not case.in_service or not said or not cases.may(turn.db, case, Action.WHY):
        return []
    reason = mask_in_text(said[-1], *households.names_known(turn.db, case.household))
    return [turn.wording.text("The assessment stands: %(reason)s", reason=reason)]


def screen_again(db: Transaction, draft: Draft) -> Case:
    """Put the case back on the screeners' table, with a reason."""
    return screening.screen_again(db, draft.subject or 0, draft.said("reason"))


def _raised(turn: Turn, case: Case) -> str:
    return str(case.dispute.raised_at)


UPHOLDING: steps.Step[Case] = steps.Step(
    acts.UPHOLD,
    Uphold,
    N_("Assessment stands"),
    UPHOLD,
    Words(
        title=N_("Uphold the assessment"),
        asks={"reason": Ask(N_("Why does the assessment stand?"), name=REASON)},
        send=N_("The assessment stands"),
    ),
    SCREENING,
    done=N_("The assessment stands. The worker hears so and sees the reason."),
    summary=True,
    answers=_raised,
    lines=about,
)
SCREENING_AGAIN = steps.Step(
    acts.SCREEN_AGAIN,
    ScreenAgain,
    N_("Screen again"),
    SCREEN_AGAIN,
    Words(
        title=N_("Screen again"),
        asks={"reason": Ask(N_("Why is it screened again?"), name=REASON)},
        send=N_("Screen again"),
    ),
    SCREENING,
    do=screen_again,
    summary=True,
    answers=_raised,
    done=N_("The case is to be screened again. The worker hears so."),
)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(app, UPHOLDING)
    steps.add(app, SCREENING_AGAIN)
    app.parts.append(Part(Action.SERVE, lines=upheld))

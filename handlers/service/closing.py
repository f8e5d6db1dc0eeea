"""Closing: the worker proposes it with a reason (`domain.md` §3.7); `deciding.py` answers."""

from markupsafe import Markup

from casework import acts
from casework.cases.case import Case
from casework.service.closing import CLOSING
from casework.staffing.people import SERVING
from casework.text.masking import mask_in_text
from handlers.forms import steps
from handlers.ui import home
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Turn
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_
from storage.cases import cases, households

PROPOSED, RETURNED = "case.closing_proposed", "case.closing_returned"
ASKED = "(?:申請|核定)?結案|clos(?:e|ing)a?(?:case)?"
TITLE = N_("Propose closing")
WORDS = Words(
    title=TITLE,
    asks={
        "reason": Ask(
            N_("Why can the case be closed?"), name=REASON, hint=N_("Your supervisor decides on it.")
        ),
    },
    send=TITLE,
)


class Propose(OfCase, prefix="ccp"):
    """Begin to propose closing."""


def why(turn: Turn, case: Case) -> list[Markup]:
    """Say why closing is proposed, or why the last proposal came back and another one is awaited."""
    told = [
        (verb, reason) for verb, reason in cases.remarks_of(turn.db, case) if verb in (PROPOSED, RETURNED)
    ]
    if not told:
        return []
    verb, reason = told[-1][0], mask_in_text(told[-1][1], *households.names_known(turn.db, case.household))
    if verb == PROPOSED and steps.offers(turn, acts.CLOSE, case):
        return [turn.wording.text("Closing is proposed: %(reason)s", reason=reason)]
    if verb == RETURNED and steps.offers(turn, acts.PROPOSE_CLOSING, case):
        return [turn.wording.text("Closing was returned: %(reason)s", reason=reason)]
    return []


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.PROPOSE_CLOSING,
            Propose,
            TITLE,
            CLOSING,
            WORDS,
            SERVING,
            done=N_("Closing is proposed. Your supervisor decides; go on until then."),
            summary=True,
            lines=why,
        ),
    )
    app.guides.append(home.on_a_case(ASKED, TITLE, SERVING))

"""Closing: the worker proposes it with a reason (`domain.md` §3.7); `deciding.py` answers."""

from markupsafe import Markup

from casework import acts
from casework.cases.case import Case
from casework.forms import Draft
from casework.reminders.undone import undone
from casework.service.closing import CLOSING
from casework.staffing.people import SERVING
from casework.text.masking import mask_in_text
from handlers.forms import steps
from handlers.ui import home
from handlers.ui.buttons import OfCase
from handlers.ui.screens import lines
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


def left_undone(turn: Turn, case: Case) -> Markup | None:
    """Warn of what the case leaves undone; it can be closed all the same."""
    found = undone(case, turn.db.rules.policy, turn.today)
    if not found:
        return None
    wording = turn.wording
    months = wording.label(", ").join(wording.month(one) for one in found.months)
    return lines(
        wording.text("⚠️ Not done yet:"),
        wording.text("• No visit that counts") if found.unvisited else None,
        wording.text("• Monthly follow-up: %(months)s", months=months) if months else None,
        wording.text("• The conference has not passed the joint plan") if found.unpassed else None,
    )


def _heading(turn: Turn, draft: Draft) -> Markup:
    case = cases.get(turn.db, draft.subject or 0, acts.PROPOSE_CLOSING.needs)
    warning = left_undone(turn, case)
    if warning is None:
        return steps.title(turn, draft)
    say_why = turn.wording.text("If it can be closed all the same, please say so in the reason.")
    return lines(steps.title(turn, draft), warning, say_why)


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
            heading=_heading,
            lines=why,
        ),
    )
    app.guides.append(home.on_a_case(ASKED, TITLE, SERVING))

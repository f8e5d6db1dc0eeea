"""Closing: the worker proposes it with a reason (`domain.md` §3.7); `deciding.py` answers."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import SERVED, Case
from casework.errors import WrongState
from casework.forms import Draft
from casework.service import CLOSING
from casework.staffing.people import SERVING
from casework.text.identity import mask_in_text
from handlers.cases import cards
from handlers.forms import filling
from handlers.service.visits import served, title
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.form_words import REASON, Ask, Words
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases

PROPOSED, RETURNED = "case.closing_proposed", "case.closing_returned"


@dataclass(frozen=True)
class Propose(Button, prefix="ccp"):
    """Begin to propose closing."""

    case: int


WORDS = Words(
    title=N_("Propose closing"),
    asks={
        "reason": Ask(
            N_("Why can the case be closed?"), name=REASON, hint=N_("Your supervisor decides on it.")
        ),
    },
    send=N_("Propose closing"),
)


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask why the case can be closed."""
    case = cases.get(turn.db, turn.pressed(Propose).case, Action.SERVE)
    if not _can_propose(case):
        raise WrongState
    filling.begin(turn, CLOSING, case.id)


def propose(turn: Turn, draft: Draft) -> None:
    """Put the proposal before the unit's supervisors."""
    case = served(turn, draft)
    proposed = cases.save(turn.db, case.propose_closing(at=turn.db.now), PROPOSED)
    cases.remark(turn.db, proposed, PROPOSED, draft.said("reason"))
    telling.staff(turn, PROPOSED, proposed, [one.id for one in telling.supervisors(turn.db, case.unit)])
    turn.notice = turn.wording.text("Closing is proposed. Your supervisor decides; go on until then.")
    cards.show(turn, case.id)


def _can_propose(case: Case) -> bool:
    return case.state in SERVED and case.closing_at is None


def _propose_key(turn: Turn, case: Case) -> Rows:
    if not _can_propose(case):
        return ()
    return ((Press(turn.wording.label("Propose closing"), Propose(case.id)),),)


def why(turn: Turn, case: Case) -> list[Markup]:
    """Say why closing is proposed, or why the last proposal came back."""
    if case.state not in SERVED:
        return []
    told = [
        (verb, reason) for verb, reason in cases.remarks_of(turn.db, case) if verb in (PROPOSED, RETURNED)
    ]
    if not told:
        return []
    verb, reason = told[-1][0], mask_in_text(told[-1][1], case.household.name)
    if verb == RETURNED:
        return [turn.wording.text("Closing was returned: %(reason)s", reason=reason)]
    return [turn.wording.text("Closing is proposed: %(reason)s", reason=reason)] if case.closing_at else []


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[CLOSING.name] = Flow(CLOSING, WORDS, SERVING, propose, summary=True, heading=title)
    app.parts.append(Part(Action.SERVE, rows=_propose_key, lines=why))
    app.on(Propose, begin)

"""Disputes: who serves says that the assessment was wrong (爭議機制) [003] item 4."""

from dataclasses import dataclass

from casework.cases.access import Action
from casework.cases.case import SERVED, Case
from casework.errors import WrongState
from casework.forms import Draft
from casework.service import DISPUTE
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.forms import filling
from handlers.service.visits import served, title
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import Act, App, Flow, Turn, only
from storage.cases import cases


@dataclass(frozen=True)
class Dispute(Button, prefix="cdi"):
    """Begin a dispute."""

    case: int


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask what is wrong with the assessment."""
    case = cases.get(turn.db, turn.pressed(Dispute).case, Action.SERVE)
    if case.state not in SERVED:
        raise WrongState
    filling.begin(turn, DISPUTE, case.id)


def raise_it(turn: Turn, draft: Draft) -> None:
    """Put the dispute before the screening group; service goes on until it is judged."""
    case = served(turn, draft)
    disputed = cases.save(turn.db, case.dispute(at=turn.db.now), "case.disputed")
    cases.remark(turn.db, disputed, "case.disputed", draft.said("reason"))
    telling.screeners(turn, disputed, "case.disputed")
    turn.notice = turn.wording.text("The dispute is with the screening group. You will hear what they judge.")
    cards.show(turn, case.id)


def _rows(turn: Turn, case: Case) -> Rows:
    if case.state not in SERVED or case.closing_at is not None:
        return ()
    return ((Press(turn.wording.label("⚖️ Dispute"), Dispute(case.id)),),)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[DISPUTE.name] = Flow(DISPUTE, SERVING, raise_it, heading=title)
    app.acts.append(Act(Action.SERVE, rows=_rows))
    app.on(Dispute, begin)

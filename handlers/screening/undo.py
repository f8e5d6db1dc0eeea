"""Undo: what screening decided is undone by an administrator only, with a reason."""

from dataclasses import dataclass

from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import WrongState
from casework.forms import Draft
from casework.service import UNDO
from casework.staffing.people import Role
from handlers.cases import cards
from handlers.forms import filling
from handlers.service.visits import title
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.form_words import REASON, Ask, Words
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases


@dataclass(frozen=True)
class Undo(Button, prefix="cu"):
    """Put what screening decided back on the table."""

    case: int


WORDS = Words(
    title=N_("Undo the screening"),
    asks={
        "reason": Ask(N_("Why is it undone?"), name=REASON),
    },
    send=N_("Undo it"),
    impact=N_("The screeners decide anew, and an offer that was made is withdrawn."),
)


@only(Role.ADMIN)
def ask_reason(turn: Turn) -> None:
    """Ask why it is undone."""
    case = cases.get(turn.db, turn.pressed(Undo).case, Action.UNDO)
    if not case.undoable:
        raise WrongState
    filling.begin(turn, UNDO, case.id)


def undo(turn: Turn, draft: Draft) -> None:
    """Undo it; the screeners hear, and who was offered the case."""
    before = cases.get(turn.db, draft.case or 0, Action.UNDO)
    undone = before.undo_screening(at=turn.db.now)
    case = cases.save(turn.db, undone, "case.screening_undone", was=before.state.value)
    cases.remark(turn.db, case, "case.screening_undone", draft.said("reason"))
    telling.screeners(turn, case, "case.screening_undone")
    if before.offered is not None:
        telling.staff(turn, "case.offer_withdrawn", case, [before.offered])
    turn.notice = turn.wording.text("Undone. The case is to be screened again.")
    cards.show(turn, case.id)


def keys(turn: Turn, case: Case) -> Rows:
    """The key to undo, while nobody has taken the case on."""
    return column(Press(turn.wording.label("Undo the screening"), Undo(case.id))) if case.undoable else ()


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.UNDO, rows=keys))
    app.flows[UNDO.name] = Flow(UNDO, WORDS, (Role.ADMIN,), undo, summary=True, heading=title)
    app.on(Undo, ask_reason)

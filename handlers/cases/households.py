"""Households: who serves or screens corrects who it is; the typed message leaves the chat again."""

from dataclasses import asdict, dataclass, replace

from casework.cases.access import Action, Relation, may
from casework.cases.case import Case
from casework.cases.household import read_household
from casework.errors import NotThere, WrongState
from casework.forms import Draft
from casework.service import IDENTIFY
from casework.staffing.people import Role
from handlers.cases import cards
from handlers.forms import filling
from handlers.service.visits import title
from handlers.ui.buttons import Button
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press
from handlers.ui.turn import App, Flow, Turn, only
from handlers.ui.wording import N_, Wording
from storage.cases import cases

CORRECTING = (Role.WORKER, Role.LIAISON, Role.SCREENER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Correct(Button, prefix="chh"):
    """Begin to correct the household."""

    case: int


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


def key(case: Case, standing: frozenset[Relation], wording: Wording) -> Press | None:
    """The key below the full view, for who may correct it."""
    if not case.open or not may(standing, Action.IDENTIFY):
        return None
    return Press(wording.label("✏️ Correct the household"), Correct(case.id))


@only(*CORRECTING)
def begin(turn: Turn) -> None:
    """Ask what is to be corrected."""
    filling.begin(turn, IDENTIFY, _to_correct(turn, turn.pressed(Correct).case).id)


def correct(turn: Turn, draft: Draft) -> None:
    """Write down what was typed; what was not typed stays."""
    if draft.case is None:
        raise NotThere
    case = _to_correct(turn, draft.case)
    typed = {name: value for name, value in asdict(read_household(draft.said("household"))).items() if value}
    cases.identify(turn.db, case, replace(case.household, **typed))
    turn.notice = turn.wording.text("The household is corrected. Please check it below.")
    cards.show(turn, case.id)


def _to_correct(turn: Turn, case_id: int) -> Case:
    case = cases.get(turn.db, case_id, Action.IDENTIFY)
    if not case.open:
        raise WrongState
    return case


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[IDENTIFY.name] = Flow(IDENTIFY, WORDS, CORRECTING, correct, heading=title, private=True)
    app.on(Correct, begin)

"""Which child is missing: shown to the bureau, that child alone, for the search form [001] 三(六)2(4)."""

from markupsafe import Markup

from actions.cases.reading import show_child
from casework.cases.access import Action
from casework.cases.case import Case
from casework.missing import described, stage
from handlers.cases import full_view
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.words.wording import Wording


class SeeChild(OfCase, prefix="cms"):
    """Ask which child it is."""


def key(case: Case, wording: Wording) -> Press | None:
    """The key to it, while the child is looked for and somebody wrote down which it is."""
    if stage(case) is None or not described(case):
        return None
    return Press(wording.label("🔓 Which child"), SeeChild(case.id))


def show(turn: Turn, case: Case) -> None:
    """Show it; that it was looked at stands in the journal."""
    paper, wording = show_child(turn.db, case.id), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(number)s: for the search form", number=case.number),
        wording.text("Village: %(village)s", village=case.village),
        full_view.filed(turn, case, paper),
        full_view.vanishes(turn),
    )
    back = Press(wording.label("◀ Back"), OpenCard(case.id))
    turn.say_in_full(Screen(text, column(back), Level.L2), case.id, Action.GIVE_FORM)

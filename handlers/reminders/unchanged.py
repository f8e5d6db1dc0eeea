"""Visited, nothing has changed (已訪視無變化): a visit logged in two taps from its nudge."""

from actions import service
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.forms import Answers
from casework.service.visits import unchanged
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.cases.cards import own_seat
from handlers.reminders.duties import DONE, FillIn, OpenDuty, Unchanged, still_owed
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, Turn, only
from handlers.words.terms import RISKS
from storage.cases.seats import case_of
from storage.reminders.obligations import Obligation


class UnchangedNow(Button, prefix="duy"):
    """Log the visit."""

    obligation: int


@only(*SERVING)
def ask(turn: Turn) -> None:
    """Say what will be written down; nothing has happened yet."""
    obligation = still_owed(turn, turn.pressed(Unchanged).obligation)
    if obligation is None:
        return
    case, answers = _visited(turn, obligation)
    if _today(turn, case):
        return
    text = turn.wording.text(
        "%(number)s: I log a visit at home today: met, all children seen, risk still %(risk)s. "
        "If anything was different, fill in the form.",
        number=case.number,
        risk=turn.wording.label(RISKS[str(answers["risk"])]),
    )
    back = Press(turn.wording.label("◀ Back"), OpenDuty(obligation.id))
    form = Press(turn.wording.label("📝 Fill in now"), FillIn(obligation.id))
    log = Press(turn.wording.label("Yes, log this visit"), UnchangedNow(obligation.id), "primary")
    turn.show(Screen(text, column(back, form, log)))


@only(*SERVING)
def log(turn: Turn) -> None:
    """Log it; the deadline it answers moves with the facts."""
    obligation = still_owed(turn, turn.pressed(UnchangedNow).obligation)
    if obligation is None:
        return
    case, answers = _visited(turn, obligation)
    if _today(turn, case):
        return
    visited = service.visit(turn.db, case.id, answers)
    turn.notice = turn.wording.text("The visit of %(day)s is saved.", day=turn.wording.day(visited.on))
    cards.show(turn, case.id)


def _visited(turn: Turn, obligation: Obligation) -> tuple[Case, Answers]:
    """Get the case, and what the visit is said to have been like."""
    case = judged(turn.db, case_of(turn.db, obligation.subject), acts.VISIT)
    return case, unchanged(case.risk, turn.today, duty=obligation.duty)


def _today(turn: Turn, case: Case) -> bool:
    """A visit of today is logged already: say so, and show the case."""
    if own_seat(turn, case).visited_on != turn.today:
        return False
    turn.notice = turn.wording.text(DONE)
    cards.show(turn, case.id)
    return True


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Unchanged, ask)
    app.on(UnchangedNow, log)

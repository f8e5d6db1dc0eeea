"""Visited, nothing has changed (已訪視無變化): a visit logged in two taps from its nudge."""

from dataclasses import dataclass

from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.errors import WrongState
from casework.policy.policy import Duty
from casework.service import unchanged
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.reminders.duties import DONE, FillIn, OpenDuty, Unchanged, still_owed
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, Turn, only
from handlers.ui.words import RISKS
from storage.cases import cases, service
from storage.reminders.obligations import Obligation


@dataclass(frozen=True)
class UnchangedNow(Button, prefix="duy"):
    """Log the visit."""

    obligation: int


@only(*SERVING)
def ask(turn: Turn) -> None:
    """Say what will be written down; nothing has happened yet."""
    obligation = still_owed(turn, turn.pressed(Unchanged).obligation)
    if obligation is None:
        return
    case, risk = _visited(turn, obligation)
    if _today(turn, case):
        return
    text = turn.wording.text(
        "%(number)s: I log a visit at home today: met, all children seen, risk still %(risk)s. "
        "If anything was different, fill in the form.",
        number=case.number,
        risk=turn.wording.label(RISKS[risk]),
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
    case, risk = _visited(turn, obligation)
    if _today(turn, case):
        return
    visited = case.visit(on=turn.today, risk=risk)
    visited = cases.save(turn.db, visited, "case.visited", on=turn.today.isoformat(), counts=1)
    service.log_visit(turn.db, visited, turn.today, unchanged(risk, turn.today))
    turn.notice = turn.wording.text("The visit of %(day)s is saved.", day=turn.wording.day(turn.today))
    cards.show(turn, case.id)


def _visited(turn: Turn, obligation: Obligation) -> tuple[Case, Risk]:
    case = cases.get(turn.db, obligation.case, Action.SERVE)
    if obligation.duty is not Duty.VISIT or case.risk is None:
        raise WrongState
    return case, case.risk


def _today(turn: Turn, case: Case) -> bool:
    """A visit of today is logged already: say so, and show the case."""
    if case.visited_on != turn.today:
        return False
    turn.notice = turn.wording.text(DONE)
    cards.show(turn, case.id)
    return True


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(Unchanged, ask)
    app.on(UnchangedNow, log)

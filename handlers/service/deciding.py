"""Deciding on closing: a supervisor approves what was proposed or returns it (`domain.md` §3.7)."""

from dataclasses import dataclass

from casework.cases.access import Action
from casework.cases.case import SERVED, Case
from casework.errors import NotThere, WrongState
from casework.forms import Draft
from casework.service import RETURN_CLOSING
from casework.staffing.people import Role
from handlers.cases import cards
from handlers.forms import filling
from handlers.screening.dispatching import as_shown
from handlers.service.closing import RETURNED, why
from handlers.service.visits import title
from handlers.ui import queues, telling
from handlers.ui.buttons import Button, OpenCase
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Entry, Flow, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases
from storage.cases.queues import PAGE, closings, count_closings

TITLE = N_("Closings to decide")
JUDGING = (Role.SUPERVISOR, Role.BUREAU)
"""Who may press; `Action.JUDGE_CLOSING` then judges for which units the bureau stands in."""


@dataclass(frozen=True)
class Approve(Button, prefix="cca"):
    """Ask once more before closing."""

    case: int


@dataclass(frozen=True)
class CloseNow(Button, prefix="ccy"):
    """Close the case as the question showed it."""

    case: int
    version: int


@dataclass(frozen=True)
class GiveBack(Button, prefix="ccr"):
    """Begin to return a proposal."""

    case: int


@dataclass(frozen=True)
class Closings(Button, prefix="wc"):
    """Open the list of proposals at a page."""

    page: int


WORDS = Words(
    title=N_("Return the proposal"),
    asks={
        "reason": Ask(N_("What is still to be done?")),
    },
)


@only(Role.SUPERVISOR)
def waiting(turn: Turn) -> None:
    """List the proposals of the unit, nearest deadline first."""
    count = count_closings(turn.db, _units(turn))
    page = min(max(turn.pressed(Closings).page, 0), max(count - 1, 0) // PAGE)
    found = closings(turn.db, _units(turn), page)
    turn.show(queues.screen(turn, TITLE, found, count, page=page, to=Closings))


@only(*JUDGING)
def approve(turn: Turn) -> None:
    """Ask once more: closing ends every deadline (`ux.md` 17)."""
    case = _to_judge(turn, turn.pressed(Approve).case)
    wording = turn.wording
    turn.show(
        Screen(
            lines(
                wording.text("Close %(number)s?", number=case.number),
                wording.text("Its deadlines end, and whoever reported it hears that it is closed."),
                wording.text("This can't be undone."),
            ),
            column(
                Press(wording.label("Keep it open"), OpenCase(case.id)),
                Press(wording.label("Close the case"), CloseNow(case.id, case.version), "danger"),
            ),
        )
    )


@only(*JUDGING)
def close(turn: Turn) -> None:
    """Close the case; the worker and whoever reported it hear so."""
    button = turn.pressed(CloseNow)
    case = as_shown(turn, button.case, button.version, Action.JUDGE_CLOSING)
    closed = cases.save(turn.db, case.close(at=turn.db.now), "case.closed")
    telling.staff(turn, "case.closed", closed, _worker(case))
    telling.reporters(turn, "case.closed", closed)
    turn.notice = turn.wording.text("The case is closed.")
    cards.show(turn, case.id)


@only(*JUDGING)
def begin_return(turn: Turn) -> None:
    """Ask what is still to be done."""
    case = _to_judge(turn, turn.pressed(GiveBack).case)
    filling.begin(turn, RETURN_CLOSING, case.id)


def give_back(turn: Turn, draft: Draft) -> None:
    """Return the proposal; the worker hears so and reads why on the card."""
    if draft.case is None:
        raise NotThere
    case = _to_judge(turn, draft.case)
    returned = cases.save(turn.db, case.return_closing(), RETURNED)
    cases.remark(turn.db, returned, RETURNED, draft.said("reason"))
    telling.staff(turn, RETURNED, returned, _worker(case))
    turn.notice = turn.wording.text("The proposal went back to the worker.")
    cards.show(turn, case.id)


def _to_judge(turn: Turn, case_id: int) -> Case:
    case = cases.get(turn.db, case_id, Action.JUDGE_CLOSING)
    if not _proposed(case):
        raise WrongState
    return case


def _worker(case: Case) -> list[int]:
    return [] if case.worker is None else [case.worker]


def _proposed(case: Case) -> bool:
    return case.state in SERVED and case.closing_at is not None


def _judge_keys(turn: Turn, case: Case) -> Rows:
    if not _proposed(case):
        return ()
    return column(
        Press(turn.wording.label("✅ Approve closing"), Approve(case.id)),
        Press(turn.wording.label("↩️ Return it"), GiveBack(case.id)),
    )


def _units(turn: Turn) -> list[int]:
    """Whose closings: of the own unit, and of those one stands in for."""
    return [one.unit for one in turn.db.acting]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[RETURN_CLOSING.name] = Flow(RETURN_CLOSING, WORDS, JUDGING, give_back, heading=title)
    app.parts.append(Part(Action.JUDGE_CLOSING, rows=_judge_keys, lines=why))
    app.entries.append(
        Entry(
            TITLE,
            Closings(0),
            (Role.SUPERVISOR,),
            waiting=lambda turn: count_closings(turn.db, _units(turn)),
        )
    )
    for handler, button in (
        (waiting, Closings),
        (approve, Approve),
        (close, CloseNow),
        (begin_return, GiveBack),
    ):
        app.on(button, handler)

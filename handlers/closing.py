"""Closing: the worker proposes it with a reason, a supervisor approves or returns it (`domain.md` §3.7)."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram.ext import CallbackQueryHandler

from casework.access import Action
from casework.case import SERVED, Case
from casework.errors import NotThere, WrongState
from casework.forms import Draft
from casework.identity import mask_in_text
from casework.people import SERVING, Role
from casework.service import CLOSING, RETURN_CLOSING
from handlers import cards, forms, queues, telling
from handlers.buttons import Button
from handlers.office import App, Entry, Flow
from handlers.screens import Press, Rows, Screen, column, lines
from handlers.turn import Turn, only
from handlers.visits import served, title
from handlers.wording import N_
from storage import cases
from storage.queues import PAGE, closings, count_closings

TITLE = N_("Closings to decide")
PROPOSED, RETURNED = "case.closing_proposed", "case.closing_returned"


@dataclass(frozen=True)
class Propose(Button, prefix="ccp"):
    """Begin to propose closing."""

    case: int


@dataclass(frozen=True)
class Approve(Button, prefix="cca"):
    """Ask once more before closing."""

    case: int


@dataclass(frozen=True)
class CloseNow(Button, prefix="ccy"):
    """Close the case."""

    case: int


@dataclass(frozen=True)
class GiveBack(Button, prefix="ccr"):
    """Begin to return a proposal."""

    case: int


@dataclass(frozen=True)
class Closings(Button, prefix="wc"):
    """Open the list of proposals at a page."""

    page: int


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask why the case can be closed."""
    case = cases.get(turn.db, Propose.pressed(turn.update).case, Action.SERVE)
    if not _can_propose(case):
        raise WrongState
    forms.begin(turn, CLOSING, case.id)


def propose(turn: Turn, draft: Draft) -> None:
    """Put the proposal before the unit's supervisors."""
    case = served(turn, draft)
    proposed = cases.save(turn.db, case.propose_closing(at=turn.db.now), PROPOSED)
    cases.remark(turn.db, proposed, PROPOSED, draft.said("reason"))
    telling.staff(turn, PROPOSED, proposed, [one.id for one in telling.supervisors(turn.db, case.unit)])
    turn.notice = turn.wording.text("Closing is proposed. Your supervisor decides; go on until then.")
    cards.show(turn, case.id)


@only(Role.SUPERVISOR)
def waiting(turn: Turn) -> None:
    """List the proposals of the unit, nearest deadline first."""
    count = count_closings(turn.db, turn.unit.id)
    page = min(max(Closings.pressed(turn.update).page, 0), max(count - 1, 0) // PAGE)
    found = closings(turn.db, turn.unit.id, page)
    turn.show(queues.screen(turn, TITLE, found, count, page=page, to=Closings))


@only(Role.SUPERVISOR)
def approve(turn: Turn) -> None:
    """Ask once more: closing ends every deadline (`ux.md` 17)."""
    case = _to_judge(turn, Approve.pressed(turn.update).case)
    wording = turn.wording
    turn.show(
        Screen(
            lines(
                wording.text("Close %(number)s?", number=case.number),
                wording.text("Its deadlines end, and whoever reported it hears that it is closed."),
                wording.text("This can't be undone."),
            ),
            column(
                Press(wording.label("Keep it open"), cards.OpenCase(case.id)),
                Press(wording.label("Close the case"), CloseNow(case.id), "danger"),
            ),
        )
    )


@only(Role.SUPERVISOR)
def close(turn: Turn) -> None:
    """Close the case; the worker and whoever reported it hear so."""
    case = _to_judge(turn, CloseNow.pressed(turn.update).case)
    closed = cases.save(turn.db, case.close(at=turn.db.now), "case.closed")
    telling.staff(turn, "case.closed", closed, _worker(case))
    telling.reporters(turn, "case.closed", closed)
    turn.notice = turn.wording.text("The case is closed.")
    cards.show(turn, case.id)


@only(Role.SUPERVISOR)
def begin_return(turn: Turn) -> None:
    """Ask what is still to be done."""
    case = _to_judge(turn, GiveBack.pressed(turn.update).case)
    forms.begin(turn, RETURN_CLOSING, case.id)


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


def _can_propose(case: Case) -> bool:
    return case.state in SERVED and case.closing_at is None


def _propose_key(turn: Turn, case: Case) -> Rows:
    if not _can_propose(case):
        return ()
    return ((Press(turn.wording.label("Propose closing"), Propose(case.id)),),)


def _judge_keys(turn: Turn, case: Case) -> Rows:
    if not _proposed(case):
        return ()
    return column(
        Press(turn.wording.label("✅ Approve closing"), Approve(case.id)),
        Press(turn.wording.label("↩️ Return it"), GiveBack(case.id)),
    )


def _why(turn: Turn, case: Case) -> list[Markup]:
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
    app.office.flows[CLOSING.name] = Flow(CLOSING, SERVING, propose, summary=True, heading=title)
    app.office.flows[RETURN_CLOSING.name] = Flow(RETURN_CLOSING, (Role.SUPERVISOR,), give_back, heading=title)
    app.office.acts.append(cards.Act(Action.SERVE, rows=_propose_key, lines=_why))
    app.office.acts.append(cards.Act(Action.JUDGE_CLOSING, rows=_judge_keys, lines=_why))
    app.office.entries.append(
        Entry(
            TITLE,
            Closings(0),
            (Role.SUPERVISOR,),
            waiting=lambda turn: count_closings(turn.db, turn.unit.id),
        )
    )
    for handler, button in (
        (begin, Propose),
        (waiting, Closings),
        (approve, Approve),
        (close, CloseNow),
        (begin_return, GiveBack),
    ):
        app.telegram.add_handler(CallbackQueryHandler(handler, pattern=button.pattern()))

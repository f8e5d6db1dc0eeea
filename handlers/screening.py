"""Screening (篩派案): one group, one set of criteria, within 24 hours or 3 days [003] item 4."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram.ext import CallbackQueryHandler

from casework import access
from casework.access import Action
from casework.case import Case, State
from casework.errors import NotThere
from casework.forms import Draft
from casework.service import NOT_TAKEN, REDIRECT
from handlers import assessment, cards, duplicates, forms, queues, telling
from handlers.buttons import Button
from handlers.dispatching import SCREENING, to_screen
from handlers.office import App, Entry, Flow
from handlers.screens import Press, Rows, column
from handlers.turn import Turn, only
from handlers.wording import N_
from storage import cases
from storage import duplicates as possible_duplicates
from storage import queues as waiting


@dataclass(frozen=True)
class Queue(Button, prefix="sq"):
    """Show a page of what waits for the screeners."""

    page: int


@dataclass(frozen=True)
class Redirect(Button, prefix="csr"):
    """Point to the legal channel instead."""

    case: int


@dataclass(frozen=True)
class NotTake(Button, prefix="csn"):
    """Open no case."""

    case: int


@only(*SCREENING)
def queue(turn: Turn) -> None:
    """Show what waits, nearest deadline first."""
    if not _screens(turn):
        raise NotThere
    page = Queue.pressed(turn.update).page
    found, count = waiting.to_screen(turn.db, page), waiting.count_to_screen(turn.db)
    turn.show(queues.screen(turn, TO_SCREEN, found, count, page=page, to=Queue))


TO_SCREEN = N_("To screen")


def _screens(turn: Turn) -> bool:
    return access.screens(turn.speaker, turn.unit)


@only(*SCREENING)
def ask_channel(turn: Turn) -> None:
    """Ask for the channel and the reason."""
    case = to_screen(turn, Redirect.pressed(turn.update).case)
    forms.begin(turn, REDIRECT, case.id)


@only(*SCREENING)
def ask_reason(turn: Turn) -> None:
    """Ask why no case is opened."""
    case = to_screen(turn, NotTake.pressed(turn.update).case)
    forms.begin(turn, NOT_TAKEN, case.id)


def redirect(turn: Turn, draft: Draft) -> None:
    """Point to the legal channel; the reporter hears."""
    case = cases.get(turn.db, draft.case or 0, Action.SCREEN)
    _decided(turn, case.redirect(), "case.redirected", draft, channel=draft.said("channel"))


def not_take(turn: Turn, draft: Draft) -> None:
    """Open no case, with a reason; the reporter hears."""
    case = cases.get(turn.db, draft.case or 0, Action.SCREEN)
    _decided(turn, case.not_take(), "case.not_taken", draft)


def _decided(turn: Turn, case: Case, verb: str, draft: Draft, **detail: str) -> None:
    case = cases.save(turn.db, case, verb, **detail)
    cases.remark(turn.db, case, verb, draft.said("reason"))
    telling.reporters(turn, verb, case)
    cards.show(turn, case.id)


def about(turn: Turn, case: Case) -> list[Markup]:
    """What the screener decides on: what was reported, what applies, what may be known already."""
    if case.state is not State.SCREENING:
        return []
    found = possible_duplicates.possible(turn.db, case)
    in_a_year = possible_duplicates.reports_in_a_year(turn.db, case, found)
    return [
        *assessment.reported(turn, case),
        *assessment.applying(turn, case, in_a_year),
        *duplicates.alike(found, turn.wording),
    ]


def keys(turn: Turn, case: Case) -> Rows:
    """What else can be decided, and the way back to the queue."""
    label = turn.wording.label
    back = column(Press(label("◀ To screen"), Queue(0)))
    if case.state is not State.SCREENING:
        return back
    return (
        (
            Press(label("Other channel"), Redirect(case.id)),
            Press(label("Do not open a case"), NotTake(case.id)),
        ),
        *assessment.reading(turn, case),
        *back,
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.office.acts.append(cards.Act(Action.SCREEN, rows=keys, lines=about))
    app.office.entries.append(
        Entry(
            TO_SCREEN,
            Queue(0),
            SCREENING,
            waiting=lambda turn: waiting.count_to_screen(turn.db),
            shown=_screens,
        )
    )
    app.office.flows[REDIRECT.name] = Flow(REDIRECT, SCREENING, redirect, summary=True)
    app.office.flows[NOT_TAKEN.name] = Flow(NOT_TAKEN, SCREENING, not_take, summary=True)
    app.telegram.add_handler(CallbackQueryHandler(queue, pattern=Queue.pattern()))
    app.telegram.add_handler(CallbackQueryHandler(ask_channel, pattern=Redirect.pattern()))
    app.telegram.add_handler(CallbackQueryHandler(ask_reason, pattern=NotTake.pattern()))

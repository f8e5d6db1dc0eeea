"""Screening (篩派案): one group, one set of criteria, within 24 hours or 3 days [003] item 4."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases import access
from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.errors import NotThere
from casework.forms import Draft
from casework.service import NOT_TAKEN, REDIRECT
from handlers.cases import cards, history, reported
from handlers.forms import filling
from handlers.screening import duplicates, receivers
from handlers.screening.dispatching import SCREENING, to_screen
from handlers.service.visits import title
from handlers.ui import queues, telling
from handlers.ui.buttons import Button
from handlers.ui.form_words import REASON, Ask, Words
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Entry, Flow, Part, Turn, only
from handlers.ui.wording import N_
from handlers.ui.words import CHANNELS
from storage.cases import cases
from storage.cases import duplicates as possible_duplicates
from storage.cases import queues as waiting
from storage.core import journal
from storage.staffing import people


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


NOT_TAKEN_WORDS = Words(
    title=N_("Do not open a case"),
    asks={
        "reason": Ask(N_("Why is no case opened?"), name=REASON),
    },
    send=N_("Open no case"),
    impact=N_("Whoever reported hears that no case is opened. Only an administrator can undo this."),
)
REDIRECT_WORDS = Words(
    title=N_("Point to another channel"),
    asks={
        "channel": Ask(N_("Which channel is the right one?"), name=N_("Channel"), options=CHANNELS),
        "reason": Ask(N_("Why this channel?"), name=REASON),
    },
    send=N_("Point there"),
    impact=N_(
        "Whoever reported hears that it went to the right channel. Only an administrator can undo this."
    ),
)


@only(*SCREENING)
def queue(turn: Turn) -> None:
    """Show what waits, nearest deadline first."""
    if not _screens(turn):
        raise NotThere
    page = turn.pressed(Queue).page
    found, count = waiting.to_screen(turn.db, page), waiting.count_to_screen(turn.db)
    turn.show(queues.screen(turn, TO_SCREEN, found, count, page=page, to=Queue))


TO_SCREEN = N_("To screen")


def _screens(turn: Turn) -> bool:
    return any(access.screens(one, people.unit(turn.db, one.unit)) for one in turn.db.acting)


@only(*SCREENING)
def ask_channel(turn: Turn) -> None:
    """Ask for the channel and the reason."""
    case = to_screen(turn, turn.pressed(Redirect).case)
    filling.begin(turn, REDIRECT, case.id)


@only(*SCREENING)
def ask_reason(turn: Turn) -> None:
    """Ask why no case is opened."""
    case = to_screen(turn, turn.pressed(NotTake).case)
    filling.begin(turn, NOT_TAKEN, case.id)


def redirect(turn: Turn, draft: Draft) -> None:
    """Point to the legal channel; the reporter hears."""
    case = cases.get(turn.db, draft.case or 0, Action.SCREEN)
    channel = draft.said("channel")
    case = _decided(turn, case.redirect(), REDIRECTED, draft, channel=channel)
    telling.reporters(turn, ONLINE.get(channel, REDIRECTED), case, channel=channel)
    turn.notice = turn.wording.text(
        "Pointed to %(channel)s. Whoever reported hears so.", channel=_channel(turn, channel)
    )
    cards.show(turn, case.id)


def not_take(turn: Turn, draft: Draft) -> None:
    """Open no case, with a reason; the reporter hears."""
    case = cases.get(turn.db, draft.case or 0, Action.SCREEN)
    case = _decided(turn, case.not_take(), NOT_OPENED, draft)
    telling.reporters(turn, NOT_OPENED, case)
    turn.notice = turn.wording.text("No case was opened. Whoever reported hears so.")
    cards.show(turn, case.id)


REDIRECTED, NOT_OPENED = "case.redirected", "case.not_taken"
ONLINE = {"ecare": "case.redirected_online"}
"""Channels that are no telephone."""


def _decided(turn: Turn, case: Case, verb: str, draft: Draft, **detail: str) -> Case:
    case = cases.save(turn.db, case, verb, **detail)
    cases.remark(turn.db, case, verb, draft.said("reason"))
    return case


def _channel(turn: Turn, channel: str) -> str:
    label = CHANNELS.get(channel)
    return turn.wording.label(label) if label else channel


def about(turn: Turn, case: Case) -> list[Markup]:
    """What the screener decides on, or what was decided and why."""
    if case.state in (State.REDIRECTED, State.NOT_TAKEN):
        return _outcome(turn, case)
    if case.state is not State.SCREENING:
        return []
    found = possible_duplicates.possible(turn.db, case)
    in_a_year = possible_duplicates.reports_in_a_year(turn.db, case, found)
    return [
        *_given_back(turn, case),
        *reported.reported(turn, case),
        *reported.applying(turn, case, in_a_year),
        *duplicates.alike(found, turn.wording),
    ]


def _outcome(turn: Turn, case: Case) -> list[Markup]:
    """Where the report was pointed to, or that no case was opened, and why."""
    found = [one for one in journal.of_case(turn.db, case.id) if one.verb in (REDIRECTED, NOT_OPENED)]
    if not found:
        return []
    channel = found[-1].detail.get("channel")
    reason = history.reasons(turn, case).get((found[-1].verb, found[-1].at), "")
    return [
        *([turn.wording.text("Pointed to: %(channel)s", channel=_channel(turn, channel))] if channel else []),
        turn.wording.text("Reason: %(reason)s", reason=reason),
    ]


def _given_back(turn: Turn, case: Case) -> list[Markup]:
    """Who gave the case back, and why."""
    said = history.reasons(turn, case)
    return [
        turn.wording.text(
            GIVEN_BACK[act.verb],
            name=people.get(turn.db, act.detail["person"]).name,
            reason=said.get((act.verb, act.at), ""),
        )
        for act in receivers.given_back(turn, case)
    ]


GIVEN_BACK = {
    "case.declined": N_("Declined: %(name)s, %(reason)s"),
    "case.offer_lapsed": N_("Not answered in time: %(name)s"),
}


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
        *reported.reading(turn, case),
        *back,
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SCREEN, rows=keys, lines=about))
    app.entries.append(
        Entry(
            TO_SCREEN,
            Queue(0),
            SCREENING,
            waiting=lambda turn: waiting.count_to_screen(turn.db),
            shown=_screens,
        )
    )
    app.flows[REDIRECT.name] = Flow(
        REDIRECT, REDIRECT_WORDS, SCREENING, redirect, summary=True, heading=title
    )
    app.flows[NOT_TAKEN.name] = Flow(
        NOT_TAKEN, NOT_TAKEN_WORDS, SCREENING, not_take, summary=True, heading=title
    )
    app.on(Queue, queue)
    app.on(Redirect, ask_channel)
    app.on(NotTake, ask_reason)

"""Screening (篩派案): one group, one set of criteria, within 24 hours or 3 days [003] item 4."""

from datetime import timedelta
from functools import partial

from markupsafe import Markup

from actions.record import moment
from casework import acts
from casework.cases import access
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere
from handlers.cases import cards, reported
from handlers.screening import duplicates, receivers
from handlers.screening.dispatching import SCREENING
from handlers.ui import queues
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, HomeEntry, HomePlace, Part, Turn, only, reading
from handlers.words.wording import N_
from storage.cases import duplicates as possible_duplicates
from storage.cases import queues as waiting
from storage.staffing import people

TO_SCREEN = N_("To screen")
GIVEN_BACK = {
    "case.declined": N_("Declined: %(name)s, %(reason)s"),
    "case.offer_lapsed": N_("Not answered in time: %(name)s"),
    "seat.declined": N_("Declined: %(name)s, %(reason)s"),
    "seat.lapsed": N_("Not answered in time: %(name)s"),
}


LOOKING = timedelta(minutes=10)
"""So long somebody who opened a case is said to be looking at it."""


class Queue(Button, prefix="sq"):
    """Show a page of what waits for the screeners."""

    page: int


@only(*SCREENING)
@reading
def queue(turn: Turn) -> None:
    """Show what waits, nearest deadline first."""
    if not _screens(turn):
        raise NotThere
    read, count = partial(waiting.to_screen, turn.db), waiting.count_to_screen(turn.db)
    turn.show(queues.screen(turn, TO_SCREEN, read, count, page=turn.pressed(Queue).page, to=Queue))


def _screens(turn: Turn) -> bool:
    return any(access.screens(one, people.unit(turn.db, one.unit)) for one in turn.db.acting)


def about(turn: Turn, case: Case) -> list[Markup]:
    """Say what the screener decides on."""
    if not case.to_screen:
        return _given_back(turn, case) if acts.ASK.offered(case, moment(turn.db, case)) else []
    found = possible_duplicates.possible(turn.db, case)
    in_a_year = possible_duplicates.reports_in_a_year(turn.db, case, found)
    return [
        *_looking(turn, case),
        *_given_back(turn, case),
        *reported.reported(turn, case),
        *reported.applying(turn, case, in_a_year),
        *duplicates.alike(found, turn.wording),
    ]


def _looking(turn: Turn, case: Case) -> list[Markup]:
    """Say who else of the group has just opened it; whoever comes last is said to the next."""
    known = turn.office.memory.looking
    before, at = known.get(case.id, (turn.speaker.id, turn.db.now))
    known[case.id] = (turn.speaker.id, turn.db.now)
    if before == turn.speaker.id or turn.db.now - at > LOOKING:
        return []
    return [turn.wording.text("👀 %(name)s is looking at it, too.", name=people.get(turn.db, before).name)]


def _given_back(turn: Turn, case: Case) -> list[Markup]:
    """Say who gave the case back, and why."""
    said = cards.reasons(turn, case)
    return [
        turn.wording.text(
            GIVEN_BACK[act.verb],
            name=people.get(turn.db, act.detail["person"]).name,
            reason=said.get((act.verb, act.at), ""),
        )
        for act in receivers.given_back(turn, case)
    ]


def keys(turn: Turn, case: Case) -> Rows:
    """Return the key to what the card could not hold, and the way back to the queue."""
    reading = reported.reading(turn, case) if case.to_screen else ()
    return (*reading, *column(Press(turn.wording.label("◀ To screen"), Queue(0))))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SCREEN, rows=keys, lines=about))
    app.entries.append(
        HomeEntry(
            TO_SCREEN,
            Queue(0),
            SCREENING,
            waiting=lambda turn: waiting.count_to_screen(turn.db),
            shown=_screens,
            place=HomePlace.CASES,
        )
    )
    app.on(Queue, queue)

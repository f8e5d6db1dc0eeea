"""Who was called for a 24-hour matter says that they are on it; what nobody answers goes on to the next."""

from functools import partial

from actions import on_call
from casework.cases.access import Action
from casework.cases.case import Case
from casework.on_call import answer_by
from casework.text.dates import local_day
from handlers.cases import cards
from handlers.screening.dispatching import SCREENING
from handlers.ui.apart import apart
from handlers.ui.buttons import OfCase
from handlers.ui.office import Office
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Part, Turn, only
from storage import on_call as calls
from storage.core import facts
from storage.core.database import Transaction

BATCH = 50
DAY = "on_call"
"""The fact: on which day lists were begun last."""


class OnIt(OfCase, prefix="ocy"):
    """Say that one is on it: nobody else is called."""


@only(*SCREENING)
def on_it(turn: Turn) -> None:
    """Let nobody else be called."""
    case = turn.pressed(OnIt).case
    answered = on_call.answer(turn.db, case)
    turn.notice = (
        turn.wording.text("Thank you: nobody else is called.")
        if answered
        else turn.wording.text("Nobody waits for an answer any more.")
    )
    cards.show(turn, case)


def keys(turn: Turn, case: Case) -> Rows:
    """The key, while somebody is called for it."""
    if not case.to_screen or calls.of_case(turn.db, case.id) is None:
        return ()
    return column(Press(turn.wording.label("☎ I am on it"), OnIt(case.id), "primary"))


def pass_on(office: Office, db: Transaction) -> bool:
    """Call the next one where nobody answered; True when there may be more."""
    found = calls.late(db, BATCH)
    for one in found:
        later = partial(calls.wait_until, db, one, answer_by(db.now, db.rules))
        apart(db, partial(on_call.pass_on, db, one), later, case=one.case)
    return len(found) == BATCH


def turn_day(office: Office, db: Transaction) -> bool:
    """Count every list by today, and once a day begin those that are asked for now."""
    if on_call.look(db, BATCH):
        return True
    today = local_day(db.now).isoformat()
    if facts.get(db, DAY) != today:
        facts.put(db, DAY, today)
        on_call.begin_lists(db)
    return False


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SCREEN, rows=keys))
    app.on(OnIt, on_it)

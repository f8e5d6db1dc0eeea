"""A clock that jumped: a flood waits for an administrator, 24-hour matters go (`trust.md` R8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from telegram.ext import CallbackQueryHandler

from casework.people import Role
from handlers import home
from handlers.buttons import Button
from handlers.office import App, Office, tell
from handlers.screens import Press, Screen, column
from handlers.turn import Turn, only
from handlers.wording import Wording
from storage import facts, journal, obligations, people
from storage.database import Transaction

HELD = "held"
JUMP = timedelta(hours=1)
"""A clock that runs ahead of the machine's own by so much has jumped; downtime is none."""


@dataclass(frozen=True)
class Release(Button, prefix="rel"):
    """Let what waits go."""


def holding(db: Transaction) -> bool:
    """Tell whether what is not pressing waits."""
    return facts.get(db, HELD) is not None


def watch(office: Office, jumped: timedelta, db: Transaction) -> bool:
    """Hold what a jump would let loose; let go by itself when the clock is right again. True: looked at."""
    if holding(db):
        if not _flood(db):
            facts.remove(db, HELD)
    elif jumped >= JUMP and _flood(db):
        facts.put(db, HELD, db.now.isoformat())
        journal.write(db, "office.held", hours=int(jumped / timedelta(hours=1)))
        for administrator in people.of_role(db, Role.ADMIN):
            tell(office, db, administrator, partial(_screen, db.now - jumped, db.now))
    return True


def _flood(db: Transaction) -> bool:
    most = db.rules.policy.nudges.flood
    return obligations.count_to_nudge(db, most + 1) > most


def _screen(before: datetime, now: datetime, wording: Wording) -> Screen:
    text = wording.text(
        "The clock jumped from %(before)s to %(now)s. Nudges wait for you; 24-hour matters go out. "
        "If the clock is right, let them go.",
        before=wording.moment(before),
        now=wording.moment(now),
    )
    return Screen(text, column(Press(wording.label("Let the nudges go"), Release())))


@only(Role.ADMIN)
def release(turn: Turn) -> None:
    """Let them go with the next ring."""
    if holding(turn.db):
        facts.remove(turn.db, HELD)
        journal.write(turn.db, "office.released")
    turn.notice = turn.wording.text("The nudges go out within half a minute.")
    home.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.telegram.add_handler(CallbackQueryHandler(release, pattern=Release.pattern()))

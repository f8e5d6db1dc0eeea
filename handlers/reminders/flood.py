"""A clock that jumped: a flood waits for an administrator, 24-hour matters go (`trust.md` R8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from casework.staffing.people import Role
from casework.text.dates import local_day
from handlers.ui import home, telling
from handlers.ui.buttons import Button
from handlers.ui.office import Office, tell
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, Entry, Turn, only
from handlers.ui.wording import N_, Wording
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.reminders import obligations
from storage.staffing import people

HELD = "held"
GO = N_("Let the nudges go")
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
        facts.put(db, HELD, (db.now - jumped).isoformat())
        journal.write(db, "office.held", hours=int(jumped / timedelta(hours=1)))
    if held := facts.get(db, HELD):
        _ask(office, db, datetime.fromisoformat(held))
    return True


def _ask(office: Office, db: Transaction, before: datetime) -> None:
    """Ask the administrators, once a day until one of them answers."""
    found = {telling.heard_by(db, one.id).id for one in people.of_role(db, Role.ADMIN)}
    for person in sorted(found):
        key = f"held:{before.isoformat()}:{local_day(db.now)}:{person}"
        tell(office, db, people.get(db, person), partial(_screen, before, db.now), key=key)


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
    return Screen(text, column(Press(wording.label(GO), Release())))


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
    app.entries.insert(0, Entry(GO, Release(), (Role.ADMIN,), shown=lambda turn: holding(turn.db)))
    app.on(Release, release)

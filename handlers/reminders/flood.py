"""A clock that jumped: a flood waits for an administrator, 24-hour matters go (`trust.md` R8)."""

from collections.abc import Mapping
from datetime import datetime

from actions import reminders
from casework.staffing.people import Role
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.office import Telling
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, HomeEntry, Turn, only
from handlers.words.wording import N_, Wording

GO = N_("Let the nudges go")


class Release(Button, prefix="rel"):
    """Let what waits go."""


def held(jump: tuple[datetime, datetime], wording: Wording) -> Screen:
    """Ask an administrator whether the clock is right."""
    before, now = jump
    text = wording.text(
        "The clock jumped from %(before)s to %(now)s. Nudges wait for you; 24-hour matters go out. "
        "If the clock is right, let them go.",
        before=wording.moment(before),
        now=wording.moment(now),
    )
    return Screen(text, column(Press(wording.label(GO), Release())))


TELLINGS: Mapping[str, Telling] = {"office.held": held}
"""What is told of a jump of the clock."""


@only(Role.ADMIN)
def release(turn: Turn) -> None:
    """Let them go with the next ring."""
    reminders.release(turn.db)
    turn.notice = turn.wording.text("The nudges go out within half a minute.")
    home.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    waits = HomeEntry(GO, Release(), (Role.ADMIN,), shown=lambda turn: reminders.holding(turn.db))
    app.entries.insert(0, waits)
    app.on(Release, release)

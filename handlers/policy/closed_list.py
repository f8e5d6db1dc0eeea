"""The list of closed days (停班停課), the coming and the latest, and the keys that hold days."""

from collections.abc import Collection
from datetime import date, timedelta

from markupsafe import Markup

from casework.errors import Stale
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import Turn
from handlers.words.wording import N_
from storage.policy import closed_days

TITLE = N_("🌀 Closed days")
_SHOWN = 8
"""So many have a key to take them back; any can be typed."""


class ClosedDays(Button, prefix="od"):
    """List the closed days."""


class AddClosed(Button, prefix="oda"):
    """Ask for days on which the office is closed."""


class TakeBack(Button, prefix="odt"):
    """Ask once more before a closed day is taken back."""

    days: str


class Close(Button, prefix="odc"):
    """Close the office on days, as the question showed them."""

    days: str


class Reopen(Button, prefix="odr"):
    """Work on days after all, as the question showed them."""

    days: str


def show(turn: Turn) -> None:
    """Put the list on the screen."""
    wording = turn.wording
    since = turn.today - timedelta(days=turn.db.rules.policy.closed_days.back_days)
    days = sorted(day for day in closed_days.known(turn.db) if day >= since)
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        *(wording.text("• %(day)s", day=wording.day(day)) for day in days),
        None if days else wording.text("No day is entered at present."),
        wording.text("You can also write: closed 2026-07-10, or: open 2026-07-10."),
    )
    taking = (
        Press(wording.label("↩️ Take back %(day)s", day=wording.day(day)), TakeBack(packed([day])))
        for day in days[-_SHOWN:]
    )
    adding = Press(wording.label("➕ Add a day"), AddClosed())
    turn.show(Screen(text, column(adding, *taking, home.key(wording))))


def packed(days: Collection[date]) -> str:
    """Write days for a key: 260710260713."""
    return "".join(f"{day:%y%m%d}" for day in days)


def unpacked(written: str) -> tuple[date, ...]:
    """Read the days of a key; one that this bot never made is `Stale`."""
    sixes = (written[at : at + 6] for at in range(0, len(written), 6))
    try:
        return tuple(sorted({date.fromisoformat(f"20{six}") for six in sixes}))
    except ValueError:
        raise Stale from None

"""The match of 共案: which bureaus are in, and what is missing (`screens.md` §4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from casework.rosters.lists import first_of
from casework.rosters.services import ServiceList, sign_of
from casework.staffing.people import Role
from casework.text.dates import month_of
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only
from handlers.words.wording import N_
from storage.rosters import services


@dataclass(frozen=True)
class Matching(Button, prefix="rma"):
    """Show how far the match of the month is."""


@only(Role.BUREAU)
def overview(turn: Turn) -> None:
    """Show who has handed in, and who is missing."""
    wording, month = turn.wording, first_of(turn.db.now)
    lists = services.of_month(turn.db, month)
    text = lines(
        Markup("<b>%s</b>") % wording.text("Match %(month)s", month=month_of(month)),
        *_who_is_in(turn, lists, month),
    )
    keys = (Press(_label(turn, one), OpenCard(one.id)) for one in lists)
    turn.show(Screen(text, column(*keys, home.key(wording))))


def _who_is_in(turn: Turn, lists: list[ServiceList], month: date) -> Iterator[Markup]:
    wording = turn.wording
    if not lists:
        yield wording.text(
            "Nobody has handed in %(list)s yet. Send me the bureau's own: then it is awaited of all, "
            "each month.",
            list=sign_of(month),
        )
        return
    missing = [one.unit.name for one in lists if one.given_at is None]
    yield wording.text(
        "%(given)s of %(all)s bureaus have handed in.", given=len(lists) - len(missing), all=len(lists)
    )
    if missing:
        yield wording.text(
            "Missing: %(units)s. Their lists of before count until then.",
            units=wording.label(", ").join(missing),
        )


def _label(turn: Turn, one: ServiceList) -> str:
    if one.given_at is None:
        return turn.wording.label("%(unit)s: missing", unit=one.unit.name)
    return turn.wording.label("%(unit)s: handed in (%(n)s)", unit=one.unit.name, n=one.rows)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(
        HomeEntry(N_("🔍 Match"), Matching(), (Role.BUREAU,), place=HomePlace.MORE),
    )
    app.on(Matching, overview)

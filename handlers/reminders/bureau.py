"""The bureau's own duties (社會局待辦): what it owes in cases, nearest deadline first."""

from dataclasses import dataclass

from casework.staffing.people import Role
from handlers.ui import queues
from handlers.ui.buttons import Button
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.wording import N_
from storage.cases import queues as waiting
from storage.cases.queues import PAGE

TITLE = N_("For the bureau to do")


@dataclass(frozen=True)
class BureauDuties(Button, prefix="wb"):
    """Open the list of what the bureau owes at a page."""

    page: int


@only(Role.BUREAU)
@reading
def duties(turn: Turn) -> None:
    """List what the bureau owes: search forms for the police, what the police found."""
    count = waiting.count_of_bureau(turn.db)
    page = min(max(turn.pressed(BureauDuties).page, 0), max(count - 1, 0) // PAGE)
    found = waiting.of_bureau(turn.db, page)
    turn.show(queues.screen(turn, TITLE, found, count, page=page, to=BureauDuties))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.entries.append(
        HomeEntry(
            TITLE,
            BureauDuties(0),
            (Role.BUREAU,),
            waiting=lambda turn: waiting.count_of_bureau(turn.db),
            place=HomePlace.CASES,
        )
    )
    app.on(BureauDuties, duties)

"""The bureau's own duties (社會局待辦): what it owes in cases, nearest deadline first."""

from functools import partial

from casework.staffing.people import Role
from handlers.ui import queues
from handlers.ui.buttons import Button
from handlers.ui.turn import App, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.wording import N_
from storage.cases import queues as waiting

TITLE = N_("For the bureau to do")


class BureauDuties(Button, prefix="wb"):
    """Open the list of what the bureau owes at a page."""

    page: int


@only(Role.BUREAU)
@reading
def duties(turn: Turn) -> None:
    """List what the bureau owes: search forms for the police, what the police found."""
    read, count = partial(waiting.of_bureau, turn.db), waiting.count_of_bureau(turn.db)
    turn.show(queues.screen(turn, TITLE, read, count, page=turn.pressed(BureauDuties).page, to=BureauDuties))


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

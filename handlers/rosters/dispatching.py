"""A centre dispatches its list all at once, as suggested; one row is a case (`screens.md` §3)."""

from collections import Counter

from markupsafe import Markup

from actions.rosters import monthly as acts
from casework.cases.access import Action
from casework.errors import Stale
from casework.rosters.lists import MonthlyRoster, RowState
from casework.staffing.people import LEADING
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from storage.core import subjects
from storage.rosters.lists import KeptRow


class AskAll(Button, prefix="roa"):
    """Show what it means to dispatch all rows as suggested."""

    roster: int


class DispatchAll(Button, prefix="rob"):
    """Dispatch all rows as suggested, as the list was shown."""

    roster: int
    version: int


@only(*LEADING)
def ask_all(turn: Turn) -> None:
    """Say what dispatching all as suggested means."""
    number, wording = turn.pressed(AskAll).roster, turn.wording
    one: MonthlyRoster = subjects.get(turn.db, number, Action.SERVE, of=MonthlyRoster)
    rows = _waiting(turn, one)
    new = [row for row in rows if row.case is None]
    asked = Counter(unit.name for row in new for unit in acts.units_for(turn.db, one, row))
    text = lines(
        Markup("<b>%s</b>") % wording.text("%(list)s: dispatch all as suggested?", list=one.sign),
        wording.count("%(n)s new case", "%(n)s new cases", len(new)),
        wording.count(
            "%(n)s more report on an open case", "%(n)s more reports on open cases", len(rows) - len(new)
        )
        if len(rows) > len(new)
        else None,
        *(
            wording.text("As well: %(unit)s (%(name)s)", unit=unit, name=count)
            for unit, count in asked.items()
        ),
        wording.text("The offers go out at once."),
    )
    keys = column(
        Press(wording.label("◀ Back"), OpenCard(one.id)),
        Press(wording.label("Yes, dispatch all"), DispatchAll(one.id, one.version), "primary"),
    )
    turn.show(Screen(text, keys))


@only(*LEADING)
def dispatch_all(turn: Turn) -> None:
    """Dispatch all rows as suggested."""
    button = turn.pressed(DispatchAll)
    one: MonthlyRoster = subjects.get(turn.db, button.roster, Action.SERVE, of=MonthlyRoster)
    if one.version != button.version:
        raise Stale
    rows = _waiting(turn, one)
    for row in rows:
        acts.dispatch(turn.db, row.id, [unit.id for unit in acts.units_for(turn.db, one, row)])
    turn.notice = turn.wording.count("%(n)s row was dispatched.", "%(n)s rows were dispatched.", len(rows))
    turn.app.show_card(turn, one.id)


def _waiting(turn: Turn, one: MonthlyRoster) -> list[KeptRow]:
    return [row for row in acts.rows(turn.db, one) if row.state is RowState.WAITING]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(AskAll, ask_all)
    app.on(DispatchAll, dispatch_all)

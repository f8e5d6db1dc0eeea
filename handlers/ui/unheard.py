"""Unheard: who offers something to somebody whom nothing reaches is warned (`trust.md` R4)."""

from functools import partial

from markupsafe import Markup

from casework.reminders.hearing import stand_in
from casework.staffing.people import Person
from handlers.ui.turn import Turn
from storage.staffing import people


def warning(turn: Turn, one: Person) -> Markup | None:
    """Warn that somebody can't hear of it, nor anybody in their place (`trust.md` R4)."""
    if stand_in(one, partial(people.get, turn.db)) is not None:
        return None
    return turn.wording.text(
        "⚠️ %(name)s can't be reached: the bot is blocked. Their supervisor hears at once.", name=one.name
    )

"""Unheard: who offers something to somebody whom nothing reaches is warned (`trust.md` R4)."""

from functools import partial

from markupsafe import Markup

from casework.reminders.hearing import unheard
from casework.staffing.people import Person
from handlers.ui.turn import Turn
from storage.staffing import people


def warning(turn: Turn, one: Person) -> Markup | None:
    """Warn that somebody can't hear of it, nor anybody in their place (`trust.md` R4)."""
    if not unheard(one, partial(people.get, turn.db)):
        return None
    return turn.wording.text(
        "⚠️ %(name)s can't be reached: the bot is blocked. Their supervisor hears at once.", name=one.name
    )

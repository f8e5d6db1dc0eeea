"""Typed 陪同: the visits with the police that are under way, the nearest first."""

from handlers.escorts.words import DANGER, standing
from handlers.ui import home
from handlers.ui.buttons import OpenCard
from handlers.ui.screens import Level, Press, Screen, lines
from handlers.ui.turn import App, Turn, everybody, reading
from storage.escorts import escorts

MOST = 8
"""So many are listed; the others are further off."""


@everybody
@reading
def mine(turn: Turn) -> None:
    """List those that the speaker asked for or answers, or oversees."""
    wording = turn.wording
    found = escorts.seen(turn.db, MOST)
    text = lines(
        wording.text(DANGER),
        *(
            wording.text(
                "🚓 %(number)s, %(at)s: %(standing)s",
                number=one.number,
                at=wording.moment(one.visit_at),
                standing=standing(one, wording),
            )
            for one in found
        ),
        None
        if found
        else wording.text("No visit with the police is planned. It is asked for on the case's card."),
    )
    keys = tuple((Press(one.number, OpenCard(one.id)),) for one in found)
    turn.show(Screen(text, (*keys, (home.key(wording),)), Level.L1))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for phrase in ("陪同", "陪同訪視", "escorts"):
        app.words(phrase, mine)

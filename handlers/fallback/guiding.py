"""Whoever asks how something is done here is led to where it is done (`ux.md` 4)."""

import re
from collections.abc import Iterator

from casework.staffing.people import Role
from handlers.intake import worries
from handlers.ui import home
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import Guide, Turn
from handlers.words import how, typed


def answers(turn: Turn, text: str) -> bool:
    """Lead to what a question is about; what says anything else is no question of that kind."""
    about = (text, *how.subjects(text))
    guided = next((guide for one in about for guide in _guides(turn, one)), None)
    if guided is not None:
        _show(turn, guided, text)
        return True
    return how.asks(text) and any(_as_typed(turn, one) for one in about[1:])


def _as_typed(turn: Turn, subject: str) -> bool:
    """Do what words do that are typed alone; what leads out of a form is no subject of a question.

    Of others than chiefs it is also no worry where it is not theirs.
    """
    if typed.meant(subject) in turn.app.anywhere:
        return False
    if named(turn, subject) or home.answers(turn, subject):
        return True
    if turn.app.knows(subject) and any(takes(turn, subject) for takes in turn.app.sayings):
        return True
    if turn.speaker.role is Role.CHIEF:
        return False
    said = how.compared(subject)
    if any(re.fullmatch(one.asked, said) for one in turn.app.guides):
        home.nothing(turn, subject)
        return True
    return home.elsewhere(turn, subject)


def named(turn: Turn, text: str) -> bool:
    """Take words that always mean the same, from those for whom they do."""
    handler = turn.app.phrases.get(typed.meant(text))
    if handler is None or (handler.roles is not None and turn.speaker.role not in handler.roles):
        return False
    if getattr(handler, "reads", False):
        turn.go_aside()
    handler(turn)
    return True


def _guides(turn: Turn, text: str) -> Iterator[Guide]:
    """List those of the speaker's that say how it is done."""
    said = how.compared(text)
    for one in turn.app.guides:
        if turn.speaker.role in one.roles and re.fullmatch(one.asked, said) and one.shown(turn):
            yield one


def _show(turn: Turn, guide: Guide, text: str) -> None:
    """Say how it is done, with the key that leads there; it may have been a worry all the same."""
    wording = turn.wording
    keys = {name: typed.bare(wording.label(label)) for name, label in guide.keys.items()}
    there = Press(wording.label(guide.label), guide.button, "primary") if guide.button else None
    said = wording.text(guide.said, **keys, **guide.given(turn))
    turn.show(Screen(said, column(there, worries.key(turn, text), home.key(wording))))

"""Errands on the phone: 處理中 at once, how far it is by edits, and a key that stops it (`ux.md` 18)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from actions import errands as acts
from handlers.ui.buttons import Button
from handlers.ui.heard import SentFile
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Turn, everybody
from handlers.words.wording import N_, Wording
from storage.errands import errands
from storage.errands.errands import Errand, ErrandState
from storage.messages import outbox

ENDS = {
    ErrandState.DONE: N_("Finished. See below."),
    ErrandState.FAILED: N_("This could not be done. Please try again later."),
    ErrandState.STOPPED: N_("Stopped. Nothing came of it."),
}
"""What becomes of the message that showed how far it is."""


class StopErrand(Button, prefix="xs"):
    """Stop what is being done."""

    errand: int


def begin(turn: Turn, kind: str, given: Mapping[str, Any]) -> None:
    """Let something be done that takes long, and say so at once."""
    _show_begun(turn, acts.ask(turn.db, kind, given))


def begin_with(turn: Turn, kind: str, sent: SentFile, *, again: bool) -> None:
    """Let a file that was sent be looked into, and say so at once; *again*: also if it was read before."""
    _show_begun(turn, acts.ask_about(turn.db, kind, sent.name, sent.reference, again=again))


def _show_begun(turn: Turn, errand: Errand) -> None:
    errands.shown_by(turn.db, errand.id, turn.say(_screen(turn, errand, 0)))
    turn.db.then.append(turn.office.memory.asked)


def show(turn: Turn, errand: Errand, percent: int) -> None:
    """Show how far it is, in the message that said that it begins."""
    _redraw(turn, errand, _screen(turn, errand, percent))


def close(turn: Turn, errand: Errand, state: ErrandState) -> None:
    """Let that message say how it ended; one that is still to be sent would come too late."""
    screen = _ended(turn, errand, state)
    if errand.letter is not None and outbox.forgo(turn.db, errand.letter, "ended"):
        turn.redraw_on_its_way(errand.letter, screen)
    else:
        _redraw(turn, errand, screen)


def _ended(turn: Turn, errand: Errand, state: ErrandState) -> Screen:
    return Screen(lines(_title(turn, errand), turn.wording.text(ENDS[state])))


def failed(turn: Turn, errand: Errand) -> None:
    """Say that it could not be done, in a message that is not overlooked."""
    close(turn, errand, ErrandState.FAILED)
    turn.say(_ended(turn, errand, ErrandState.FAILED))


def _redraw(turn: Turn, errand: Errand, screen: Screen) -> None:
    message = None if errand.letter is None else outbox.message_of(turn.db, errand.letter)
    if message is not None:
        turn.redraw(message, screen)


def _screen(turn: Turn, errand: Errand, percent: int) -> Screen:
    text = lines(_title(turn, errand), turn.wording.text("Working on it… %(n)s %%", n=percent))
    return Screen(text, column(_stop_key(errand, turn.wording)))


def _title(turn: Turn, errand: Errand) -> Markup:
    return Markup("<b>%s</b>") % turn.wording.text(turn.app.errands[errand.kind].title)


def _stop_key(errand: Errand, wording: Wording) -> Press:
    return Press(wording.label("⏹ Stop"), StopErrand(errand.id))


@everybody
def stop(turn: Turn) -> None:
    """Stop what they asked for; what has ended meanwhile says how."""
    errand = acts.stop(turn.db, turn.pressed(StopErrand).errand)
    if not errand.ended:
        turn.db.then.append(partial(turn.office.memory.stopped, errand.id))
    screen = _ended(turn, errand, errand.state if errand.ended else ErrandState.STOPPED)
    if turn.heard.on is not None and turn.channel.edits:
        turn.redraw(turn.heard.on, screen)
    else:
        turn.say(screen)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(StopErrand, stop)

"""Free words: an answer to the form on the screen, a question about cases, or a worry."""

from actions import onboarding
from casework.forms import readable
from casework.intake import undecided
from casework.staffing.people import Role
from handlers.forms import filling
from handlers.intake import my_reports, offering
from handlers.search import asking
from handlers.ui.heard import Said
from handlers.ui.turn import App, Turn, anyone, everybody

ASKERS = frozenset(Role) - {Role.CHIEF, Role.CLERK}


@everybody
def words(turn: Turn) -> None:
    """Take typed words where they belong."""
    draft = filling.on_screen(turn)
    if draft is not None and not undecided(draft):
        filling.typed(turn, draft)
    elif not readable(turn.text):
        turn.notice = turn.wording.text("I could not read any words in that. Please type a short sentence.")
        filling.show_again(turn)
    elif draft is None and any(answers(turn, turn.text) for answers in turn.app.sayings):
        return
    elif draft is None and turn.speaker.role in ASKERS:
        asking.ask(turn, turn.text)
    elif not my_reports.answers(turn, turn.text):
        offering.offer(turn, {"story": turn.text}, draft)


@everybody
def amended(turn: Turn) -> None:
    """An edited message changes nothing that was kept (`trust.md` R5); say how to add to it."""
    turn.notice = turn.wording.text("I keep what was sent first. To correct it, write it again.")
    filling.show_again(turn)


@everybody
def anything_else(turn: Turn) -> None:
    """Never silent: stickers, films and what is not known get an answer (`ux.md` 4).

    Words under anything are words; what they came with is named, for it is not kept.
    """
    if readable(turn.text):
        turn.notice = turn.wording.text("I kept your words. What you sent with them I can't keep.")
        words(turn)
        return
    turn.notice = turn.wording.text(
        "I can't use that here. Please send words, a photo, a voice note or a location."
    )
    filling.show_again(turn)


@everybody
def old_button(turn: Turn) -> None:
    """A button of an earlier edition of the bot."""
    turn.notice = turn.wording.text("This card was out of date. Here is how things stand now.")
    filling.show_again(turn)


@anyone
def came_and_went(turn: Turn) -> None:
    """Somebody blocked the bot or came back: what they owe must reach a living person."""
    onboarding.reached(turn.db, gone=turn.heard.gone)


def register(app: App) -> None:
    """Add what answers where nothing nearer does."""
    app.said(Said.WORDS, words)
    app.said(Said.PRESS, old_button)
    app.said(Said.AMENDED, amended)
    app.said(Said.PRESENCE, came_and_went)
    app.said(Said.OTHER, anything_else)

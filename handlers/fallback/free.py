"""Free words: an answer to the form on the screen, a question about cases, or a worry."""

from actions import onboarding
from casework.forms import Draft, readable
from casework.intake import undecided
from casework.staffing.people import Role
from casework.text.numbers import is_number
from casework.text.simplified import traditional
from handlers.fallback import guiding
from handlers.forms import filling
from handlers.intake import my_reports, offering
from handlers.search import asking
from handlers.ui import called, home
from handlers.ui.heard import Said
from handlers.ui.turn import App, Turn, anyone, everybody
from handlers.words import typed

ASKERS = frozenset(Role) - {Role.CHIEF, Role.CLERK}


@everybody
def words(turn: Turn) -> None:
    """Take typed words where they belong: a key's name is the key, then the form's answer, then a worry."""
    draft = filling.on_screen(turn)
    if called.pressed(turn) if draft is None else filling.pressed_by_name(turn, draft):
        return
    if draft is not None and filling.takes_answer(turn, draft) and not undecided(draft):
        _into_the_form(turn, draft)
    elif _by_name(turn):
        return
    elif not readable(turn.text):
        turn.notice = turn.wording.text("I could not read any words in that. Please type a short sentence.")
        filling.show_again(turn)
    elif draft is not None and not undecided(draft):
        filling.take_words(turn, draft)
    elif typed.meant(turn.text) in typed.BACK:
        home.show(turn)
    elif turn.speaker.role in ASKERS and asking.about_work(turn, turn.text):
        asking.ask(turn, turn.text)
    elif (draft is None and called.begun(turn)) or _led(turn):
        return
    elif asking.about_work(turn, turn.text):
        home.nothing(turn, turn.text)
    elif home.elsewhere(turn, turn.text):
        return
    elif draft is None and turn.speaker.role in ASKERS:
        asking.ask(turn, turn.text)
    elif not my_reports.answers(turn, turn.text):
        offering.offer(turn, {"story": turn.text}, draft)


def _into_the_form(turn: Turn, draft: Draft) -> None:
    """Take words as the form's answer; where keys are asked for, a case number opens that case instead."""
    asked = turn.speaker.role in ASKERS and filling.awaits_a_tap(turn, draft)
    if not asked or not is_number(turn.text):
        filling.take_words(turn, draft)
        return
    if draft.begun:
        turn.notice = turn.wording.text("What you began is kept. It waits at Home, under “Unfinished”.")
    asking.ask(turn, turn.text)


def _by_name(turn: Turn) -> bool:
    """Take words that mean something when they are typed alone."""
    said = traditional(turn.text)
    return guiding.named(turn, turn.text) or any(answers(turn, said) for answers in turn.app.sayings)


def _led(turn: Turn) -> bool:
    """Lead who asks how something is done; what is known of cases asks for cases."""
    if turn.speaker.role in ASKERS and asking.understood(turn, turn.text):
        return False
    return guiding.answers(turn, turn.text)


@everybody
def anything_else(turn: Turn) -> None:
    """Never silent: stickers and what is not known get an answer (`ux.md` 4); words with it are words."""
    if turn.text:
        turn.notice = turn.wording.text("What came with your words can't be kept here.")
        words(turn)
        return
    turn.notice = turn.notice or turn.wording.text(
        "I can't use that here. Please send words, a photo, a video, a voice note or a location."
    )
    filling.show_again(turn)


@anyone
def nobody_spoke(turn: Turn) -> None:
    """Say nothing: a message was pinned, a background was chosen."""


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
    app.said(Said.SERVICE, nobody_spoke)
    app.said(Said.PRESENCE, came_and_went)
    app.said(Said.OTHER, anything_else)

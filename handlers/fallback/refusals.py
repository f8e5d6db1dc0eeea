"""Refusals: a rule of the trade says no; people hear why, and see how things stand."""

from datetime import timedelta
from typing import Any

from casework import errors
from casework.forms import Draft
from handlers.fallback import matters
from handlers.forms import filling, form_cards
from handlers.onboarding import strangers
from handlers.ui import home
from handlers.ui.buttons import Button
from handlers.ui.channels import that_take_back
from handlers.ui.heard import Said
from handlers.ui.turn import App, Turn
from handlers.words.sentences import SENTENCES
from handlers.words.wording import N_
from storage.core import journal
from storage.forms import drafts


def refuse(turn: Turn, refusal: errors.Refusal) -> None:
    """Say why, and show how things stand; a double tap is no news and is not scolded."""
    comma = turn.wording.label(", ")
    where, signs = comma.join(that_take_back(turn.office.channels.values())), comma.join(refusal.signs)
    sentence = turn.wording.text(SENTENCES[type(refusal)], where=where, signs=signs)
    if turn.db.speaker is None:
        strangers.refuse(turn, refusal, sentence)
        return
    _take_back(turn)
    late = _answered_too_late(turn, refusal)
    gone = type(refusal) is errors.NotThere and (late is not None or turn.heard.said is Said.PRESS)
    turn.notice = sentence = turn.wording.text(OVER) if gone else sentence
    shown = _put_away(turn, late) if late else isinstance(refusal, SHOWN_AGAIN) and _show_again(turn, refusal)
    if not shown:
        turn.notice = sentence
        home.show(turn)


# what is done instead begins on the screen on which it was refused
SHOWN_AGAIN = (
    *(errors.Stale, errors.WrongState),
    *(errors.SomethingFirst, errors.NoMoreTime, errors.AwayAlready, errors.CantTakeBack),
)
OVER = N_("This was decided already, or it is not yours.")
"""Of a key that was shown at some time: what it is about is gone, or not theirs; nothing of it is shown."""

TWICE = timedelta(minutes=1)
"""So long after one's own deed the same key is a second tap, on however slow a phone."""


def _take_back(turn: Turn) -> None:
    """What was typed into a private form is taken back, though the turn that said so was undone."""
    draft = filling.on_screen(turn)
    flow = turn.app.flows.get(draft.form) if draft is not None else None
    if flow is not None and flow.private:
        turn.delete_said()


def _answered_too_late(turn: Turn, refusal: errors.Refusal) -> Draft | None:
    """Return the form whose last answer came when what it does made no sense any more."""
    draft = filling.on_screen(turn)
    if draft is None or isinstance(refusal, errors.Overtaken):
        return None
    over = isinstance(refusal, errors.WrongState | errors.NotThere)
    if turn.heard.said is not Said.PRESS:
        over = over if draft.subject is not None else isinstance(refusal, errors.WrongState)
        over = over or isinstance(refusal, errors.Stale)
        return draft if turn.text and over else None
    pick, go = turn.pressed_one(form_cards.Pick), turn.pressed_one(form_cards.Go)
    pressed = pick or go
    if pressed is None or (pressed.draft, pressed.version) != (draft.id, draft.version):
        return None
    sent = go is not None and go.step == "send"
    return draft if over or (sent and isinstance(refusal, errors.Stale)) else None


def _put_away(turn: Turn, draft: Draft) -> bool:
    """Show how the case stands; a reason is of no use any more, a longer form stays in its drawer."""
    if len(turn.app.flows[draft.form].form.questions) <= 2:
        drafts.drop(turn.db, draft)
    return draft.subject is not None and turn.app.open_card(turn, draft.subject)


def _show_again(turn: Turn, refusal: errors.Refusal) -> bool:
    """Show the form or the matter that an outdated key was about, or to which words did not come."""
    key, draft = matters.pressed(turn), filling.on_screen(turn)
    if key is None:
        return turn.heard.said is not Said.PRESS and draft is not None and _ask_again(turn, draft)
    if hasattr(key, "draft"):
        return _show_form(turn, key, draft, refusal)
    if _tapped_twice(turn, key, refusal):
        turn.notice = None
    return matters.show(turn, key)


def _show_form(turn: Turn, key: Any, draft: Draft | None, refusal: errors.Refusal) -> bool:
    """Show the form on the screen again, without a word to a second tap on a question that is answered."""
    stale = isinstance(refusal, errors.Stale) and not isinstance(refusal, errors.Overtaken)
    over = stale and not turn.on_old_card and _went_on(turn, key)
    if over and turn.asking is None:
        return turn.heard.on is not None  # what came of it stands on the card, and stays there
    if over:
        turn.notice = None
    return draft is not None and _ask_again(turn, draft)


def _went_on(turn: Turn, key: Any) -> bool:
    """Tell whether a form is finished, or further than a key of it."""
    try:
        return bool(drafts.get(turn.db, key.draft).version != getattr(key, "version", None))
    except errors.NotThere:
        return True


def _ask_again(turn: Turn, draft: Draft) -> bool:
    """Show the form that is on the screen, unless its case is no longer theirs or the form is no more."""
    try:
        filling.show(turn, draft)
    except (errors.NotThere, errors.Stale):
        return False
    return True


def _tapped_twice(turn: Turn, key: Button, refusal: errors.Refusal) -> bool:
    """Tell whether a key of the card met one's own deed of just now; the second of two meets the other's."""
    once = isinstance(refusal, errors.Stale | errors.WrongState)
    if not once or isinstance(refusal, errors.Overtaken) or turn.on_old_card:
        return False
    subject = matters.subject(key)
    if subject is None:
        return False
    acts = journal.of_subject(turn.db, subject)
    return bool(acts) and acts[-1].actor == turn.speaker.id and turn.db.now - acts[-1].at < TWICE


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.refuse = refuse

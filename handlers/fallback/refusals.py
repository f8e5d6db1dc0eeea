"""Refusals: a rule of the trade says no; people hear why, and see how things stand."""

from casework import errors
from casework.forms import Draft
from handlers.forms import filling, form_cards
from handlers.intake import one_tap
from handlers.onboarding import strangers
from handlers.reminders import duties
from handlers.ui import home
from handlers.ui.channels import that_take_back
from handlers.ui.heard import Said
from handlers.ui.turn import App, Turn
from handlers.words.sentences import SENTENCES
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
    overtaken = isinstance(refusal, errors.Stale | errors.WrongState)
    late = _answered_too_late(turn, refusal)
    about = late.subject if late else _pressed_subject(turn)
    lost = turn.heard.said is not Said.PRESS or isinstance(refusal, errors.Overtaken)
    if not overtaken or lost or turn.on_old_card or late or (about and _somebody_elses_doing(turn, about)):
        turn.notice = sentence
    if late and _put_away(turn, late):
        return
    if (overtaken or isinstance(refusal, SHOWN_AGAIN)) and not late and _show_again(turn):
        return
    home.show(turn)


# what is done instead begins on the screen on which it was refused
SHOWN_AGAIN = (errors.SomethingFirst, errors.NoMoreTime, errors.AwayAlready, errors.CantTakeBack)

SUBJECTS = (
    *("subject", "case", "dossier", "referral", "escort", "sitting"),
    *("meeting", "care", "roster", "cold"),
)
"""What a key calls the subject that it is about, where it names one."""


def _ask_again(turn: Turn, draft: Draft) -> bool:
    """Show the form that is on the screen, unless its case is no longer theirs or the form is no more."""
    try:
        filling.show(turn, draft)
    except (errors.NotThere, errors.Stale):
        return False
    return True


def _take_back(turn: Turn) -> None:
    """What was typed into a private form is taken back, though the turn that said so was undone."""
    draft = filling.on_screen(turn)
    flow = turn.app.flows.get(draft.form) if draft is not None else None
    if flow is not None and flow.private:
        turn.delete_said()


def _answered_too_late(turn: Turn, refusal: errors.Refusal) -> Draft | None:
    """Return the form whose last answer came when its case was no longer theirs to change."""
    draft = filling.on_screen(turn)
    if draft is None or draft.subject is None or not isinstance(refusal, errors.WrongState | errors.NotThere):
        return None
    if turn.heard.said is not Said.PRESS:
        return draft if turn.text else None
    pressed = turn.pressed_one(form_cards.Pick) or turn.pressed_one(form_cards.Go)
    return draft if pressed and pressed.draft == draft.id else None


def _put_away(turn: Turn, draft: Draft) -> bool:
    """Show how the case stands; a reason is of no use any more, a longer form stays in its drawer."""
    if len(turn.app.flows[draft.form].form.questions) <= 2:
        drafts.drop(turn.db, draft)
    return draft.subject is not None and turn.app.open_card(turn, draft.subject)


def _pressed_subject(turn: Turn) -> int | None:
    """Return the subject that the pressed key names, if it names one."""
    kind, _ = turn.app.presses.get(turn.heard.pressed.partition(":")[0], (None, None))
    button = turn.pressed_one(kind) if kind else None
    named = (getattr(button, one, None) for one in SUBJECTS)
    return next((one for one in named if isinstance(one, int)), None)


def _somebody_elses_doing(turn: Turn, case: int) -> bool:
    """A double tap meets its own deed; the second of two people meets the other's."""
    acts = journal.of_subject(turn.db, case)
    return bool(acts) and acts[-1].actor != turn.speaker.id


def _already_done(turn: Turn) -> bool:
    """A double tap on the key that finished a form: what came of it stands on the card, and stays there."""
    if turn.asking is not None:  # nobody finished it: its draft grew too old
        turn.notice = turn.wording.text(SENTENCES[errors.Stale])
        return False
    return turn.heard.on is not None and not turn.on_old_card


def _show_again(turn: Turn) -> bool:
    """Show the draft or the case that an outdated button was about, or to which words did not come."""
    draft = filling.on_screen(turn)
    if turn.heard.pressed.startswith(("f", one_tap.MakeReport.prefix)):
        return _already_done(turn) if draft is None else _ask_again(turn, draft)
    if turn.heard.said is not Said.PRESS and draft is not None:
        return _ask_again(turn, draft)
    if duties.show_again(turn):
        return True
    case = _pressed_subject(turn)
    return case is not None and turn.app.open_card(turn, case)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.refuse = refuse

"""What is said when a rule of the trade says no."""

from casework import errors
from casework.forms import Draft
from handlers import cards, forms, home, strangers
from handlers.screens import Screen
from handlers.turn import Turn
from handlers.wording import N_
from storage import drafts, journal

SENTENCES: dict[type[errors.Refusal], str] = {
    errors.Refusal: N_("That is not possible."),
    errors.NotThere: N_("There is nothing here for you, or it is not yours."),
    errors.Stale: N_("This card was out of date. Here is how things stand now."),
    errors.WrongState: N_("This was decided meanwhile. Here is how things stand now."),
    errors.Mistyped: N_("That case number has a typing mistake. Please check it."),
    errors.ReasonNeeded: N_("This needs a reason."),
    errors.InvitationSpent: N_("This invitation was used or has expired. Please ask for a new one."),
    errors.NotYourContact: N_("Please share your own contact with the button below."),
    errors.WrongPin: N_("The PIN is wrong."),
    errors.PinLocked: N_("Too many wrong PINs. Please wait and try again later."),
}


def refuse(turn: Turn, refusal: errors.Refusal) -> None:
    """Say why, and show how things stand; a double tap is no news and is not scolded."""
    sentence = turn.wording.text(SENTENCES[type(refusal)])
    if turn.db.speaker is None:
        turn.say(Screen(sentence))
        strangers.hotlines(turn)
        return
    overtaken = isinstance(refusal, errors.Stale | errors.WrongState)
    late = _answered_too_late(turn, refusal)
    about = late.case if late else _pressed_case(turn)
    if not overtaken or turn.on_old_card or late or (about and _somebody_elses_doing(turn, about)):
        turn.notice = sentence
    if late and _put_away(turn, late):
        return
    if overtaken and not late and _show_again(turn):
        return
    home.show(turn)


def _answered_too_late(turn: Turn, refusal: errors.Refusal) -> Draft | None:
    """Give the form whose last answer came when its case was no longer theirs to change."""
    draft = forms.on_screen(turn)
    if draft is None or draft.case is None or not isinstance(refusal, errors.WrongState | errors.NotThere):
        return None
    query = turn.update.callback_query
    if query is None:
        return draft if turn.text and not turn.text.startswith("/") else None
    answers = [[button.prefix, str(draft.id)] for button in (forms.Pick, forms.Go)]
    return draft if (query.data or "").split(":")[:2] in answers else None


def _put_away(turn: Turn, draft: Draft) -> bool:
    """Show how the case stands; a reason is of no use any more, a longer form stays in its drawer."""
    if len(turn.office.flows[draft.form].form.questions) <= 2:
        drafts.drop(turn.db, draft)
    else:
        drafts.show(turn.db, None)
    return draft.case is not None and cards.show_if_allowed(turn, draft.case)


def _pressed_case(turn: Turn) -> int | None:
    query = turn.update.callback_query
    prefix, *values = (query.data or "").split(":") if query else ("",)
    return int(values[0]) if prefix.startswith("c") and values and values[0].isdigit() else None


def _somebody_elses_doing(turn: Turn, case: int) -> bool:
    """A double tap meets its own deed; the second of two people meets the other's."""
    acts = journal.of_case(turn.db, case)
    return bool(acts) and acts[-1].actor != turn.speaker.id


def _show_again(turn: Turn) -> bool:
    """Show the draft or the case that an outdated button was about."""
    query = turn.update.callback_query
    if query is not None and (query.data or "").startswith("f"):
        draft = forms.on_screen(turn)
        if draft is not None:
            forms.show(turn, draft)
        return draft is not None
    case = _pressed_case(turn)
    return case is not None and cards.show_if_allowed(turn, case)

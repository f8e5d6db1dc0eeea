"""The PIN: typed before full data and what can't be taken back; then the key is pressed again.

Whoever has none asks who leads them for one to begin with (`handlers/staffing/new_pin.py`).
"""

from contextlib import suppress

from markupsafe import Markup
from msgspec.structs import replace

from actions.staffing import pins
from actions.staffing.pins import Entered
from casework.errors import BadAnswer, NoPinHere, NotThere, Overtaken, PinLocked, Refusal, WrongPin
from casework.forms import ABOUT, Draft
from casework.staffing.people import Role
from casework.staffing.pin import PIN, PinStage
from handlers.forms import filling
from handlers.forms.questions import WRONG
from handlers.ui import home
from handlers.ui.apart import whole
from handlers.ui.buttons import Button
from handlers.ui.heard import Said
from handlers.ui.screens import Press, Screen, column
from handlers.ui.turn import App, Flow, Turn, everybody
from handlers.words.form_words import Ask, Words
from handlers.words.sentences import SENTENCES
from handlers.words.wording import N_
from storage.forms import drafts
from storage.staffing import pins as kept

ASKED = {
    PinStage.CHOOSE: N_("This is behind a PIN of your own. Please choose one."),
    PinStage.AGAIN: N_("Please type the new PIN once more."),
    PinStage.GIVEN: N_("Please type the PIN that your supervisor told you. Then you choose your own."),
    PinStage.ENTER: N_("This is behind your PIN. Forgotten? Your supervisor gives you another."),
}
"""What is said above the question."""

ASK = N_("🔑 Ask for a PIN")
WORDS = Words(
    title=N_("PIN"),
    asks={
        "pin": Ask(N_("Your PIN of 6 digits:"), hint=N_("Your message is deleted from the chat at once.")),
    },
)


class AskForPin(Button, prefix="fpa"):
    """Ask who leads the speaker for a PIN to begin with."""


class ChoosePin(Button, prefix="fpc"):
    """Choose a PIN, while one joins."""


@everybody
def choose(turn: Turn) -> None:
    """Ask for a new PIN; afterwards home, where nothing more is to be done."""
    if proven(turn):
        home.show(turn)


def invite_to_choose(turn: Turn) -> None:
    """Say to who has just joined that they choose a PIN now: later they need their supervisor."""
    text = turn.wording.text(
        "Please choose your PIN now. After %(n)s minutes only your supervisor can give you one.",
        n=turn.db.rules.policy.pin.choosing_minutes,
    )
    turn.say(Screen(text, column(Press(turn.wording.label("🔑 Choose your PIN"), ChoosePin(), "primary"))))


def proven(turn: Turn, subject: int | None = None) -> bool:
    """Tell whether the PIN was typed within the last minutes.

    If not, it is asked for, and the key that was pressed is pressed again after it.
    """
    stage = kept.stage(turn.db)
    if stage is PinStage.OPEN:
        return True
    if not turn.channel.takes_back:
        raise NoPinHere
    if stage is PinStage.LOCKED:
        _locked(turn, subject)
    elif stage is PinStage.ASK:
        _ask_who_leads(turn)
    else:
        _ask_for_it(turn, subject)
    return False


def _ask_for_it(turn: Turn, subject: int | None) -> None:
    about = [turn.heard.pressed, *([str(turn.asking)] if turn.asking else [])]
    filling.afresh(turn, PIN, subject, {ABOUT: about})


def _ask_who_leads(turn: Turn) -> None:
    """Say that there is no PIN, and who can give one: whoever holds the phone chooses none."""
    text = turn.wording.text(
        "You have no PIN. Your supervisor gives you one to begin with: ask for it here, and they call you."
    )
    ask = Press(turn.wording.label(ASK), AskForPin(), "primary")
    turn.show(Screen(text, column(ask, home.key(turn.wording))))


@everybody
def ask_for_one(turn: Turn) -> None:
    """Tell who leads them; where nobody can hear of it, say who else helps."""
    turn.notice = (
        turn.wording.text("Asked for. Your supervisor tells you the PIN by voice.")
        if pins.ask(turn.db)
        else turn.wording.text(
            "Nobody who could give you a PIN can be reached here. Whoever runs the computer invites you once "
            "more by the command line, and you choose your own."
        )
    )
    home.show(turn)


def typed(turn: Turn, draft: Draft) -> None:
    """Take a PIN. A wrong one must be counted, and a refusal would undo the count: all is answered here."""
    turn.take_back_card()
    try:
        entered = pins.enter(turn.db, turn.text, draft.subject)
    except BadAnswer as bad:
        filling.show(turn, draft, wrong=turn.wording.text(WRONG[type(bad)]))
        return
    match entered:
        case Entered.OPEN:
            _open(turn, draft)
        case Entered.LOCKED:
            drafts.drop(turn.db, draft)
            _locked(turn, draft.subject)
        case Entered.NONE:
            drafts.drop(turn.db, draft)
            _ask_who_leads(turn)
        case Entered.CHOSEN | Entered.PROVEN:
            filling.show(turn, draft)
        case Entered.DIFFERENT:
            again = turn.wording.text("The two were not the same. Please choose again.")
            filling.show(turn, draft, wrong=again)
        case Entered.WRONG:
            filling.show(turn, draft, wrong=_tries_left(turn))


def _open(turn: Turn, draft: Draft) -> None:
    """Do what was wanted: its key is pressed again, or a form's last answer taken, and judged as ever.

    Refused, the PIN was typed.
    """
    pressed, *beneath = draft.chosen(ABOUT)
    drafts.drop(turn.db, draft)
    for form in beneath:
        with suppress(NotThere):
            drafts.show(turn.db, drafts.get(turn.db, int(form)).id)
    turn.notice = turn.wording.count(
        "The PIN is not asked again for %(n)s minute.",
        "The PIN is not asked again for %(n)s minutes.",
        turn.db.rules.policy.pin.minutes,
    )
    try:
        with whole(turn.db):
            _go_on(turn, pressed)
    except Overtaken:  # it begins anew, and the PIN with it
        raise
    except Refusal as refusal:
        turn.app.refuse(turn, refusal)


def _go_on(turn: Turn, pressed: str) -> None:
    answered = None if pressed else filling.on_screen(turn)
    if answered is not None:
        filling.go_on(turn, answered)
        return
    turn.heard = replace(turn.heard, said=Said.PRESS, pressed=pressed)
    turn.app.answering(turn.heard)(turn)


def _tries_left(turn: Turn) -> Markup:
    tries = turn.db.rules.policy.pin.tries - kept.lock(turn.db).wrong
    left = turn.wording.count("%(n)s try is left.", "%(n)s tries are left.", tries)
    return turn.wording.text(SENTENCES[WrongPin]) + Markup(" ") + left


def _locked(turn: Turn, subject: int | None) -> None:
    """Say until when; a case itself stays in reach, masked."""
    until = kept.lock(turn.db).locked_until or turn.db.now
    at = turn.wording.text("From %(at)s on.", at=turn.wording.moment(until))
    turn.notice = turn.wording.text(SENTENCES[PinLocked]) + Markup(" ") + at
    if subject is None or not turn.app.open_card(turn, subject):
        home.show(turn)


def _heading(turn: Turn, draft: Draft) -> Markup:
    stage = kept.stage(turn.db)
    return turn.wording.text(ASKED.get(stage, ASKED[PinStage.ENTER]))


def _never(turn: Turn, draft: Draft) -> None:
    """A PIN is never kept in a draft, so that this form has no last answer."""
    raise NotThere


def register(app: App) -> None:
    """Add the question for the PIN to the bot."""
    app.flows[PIN.name] = Flow(PIN, WORDS, tuple(Role), _never, heading=_heading, private=True, typed=typed)
    app.on(AskForPin, ask_for_one)
    app.on(ChoosePin, choose)

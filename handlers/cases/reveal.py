"""Reveal: full data is shown to who typed their PIN within the last minutes (`trust.md` L2)."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from actions.cases.reading import Entered, enter_pin
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import BadAnswer, NotThere, PinLocked, TooManyLooks, WrongPin
from casework.forms import Draft, Form
from casework.staffing.people import Role
from casework.staffing.pin import PIN, PIN_TO_CALL, PIN_TO_ESCORT, PIN_TO_SEARCH, PinStage
from handlers.cases import escorted, full_view, looks, missing_child, reporters
from handlers.cases.escorted import SeeWhere
from handlers.cases.missing_child import SeeChild
from handlers.cases.reporters import Contact
from handlers.forms import filling
from handlers.forms.questions import WRONG
from handlers.ui import home
from handlers.ui.buttons import OfCase
from handlers.ui.channels import that_take_back
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Flow, Part, Turn, everybody
from handlers.words.form_words import Ask, Words
from handlers.words.sentences import SENTENCES
from handlers.words.wording import N_
from storage.cases import cases
from storage.forms import drafts
from storage.staffing import pins


class Reveal(OfCase, prefix="cfv"):
    """Ask for the full view."""


@dataclass(frozen=True)
class Behind:
    """What stands behind the PIN: the form that asks for it, the right it takes, and how it is shown."""

    form: Form
    action: Action
    show: Callable[[Turn, Case], None]
    case_of: Callable[[Turn, int], int] = lambda turn, case: case
    """Which case it is, by the subject on whose card the key is."""


FULL = Behind(PIN, Action.REVEAL, full_view.show)
REPORTER = Behind(PIN_TO_CALL, Action.CONTACT, reporters.show)
CHILD = Behind(PIN_TO_SEARCH, Action.GIVE_FORM, missing_child.show)
WHERE = Behind(PIN_TO_ESCORT, Action.ACCOMPANY, escorted.show, escorted.case_of)
BEHIND = {one.form.name: one for one in (FULL, REPORTER, CHILD, WHERE)}

ASKED = {
    PinStage.CHOOSE: N_("This is behind a PIN of your own. Please choose one."),
    PinStage.AGAIN: N_("Please type the new PIN once more."),
    PinStage.ENTER: N_("This is behind your PIN. Forgotten? Ask the administrator for a new invitation."),
}
"""What is said above the question."""


WORDS = Words(
    title=N_("PIN"),
    asks={
        "pin": Ask(N_("Your PIN of 6 digits:"), hint=N_("Your message is deleted from the chat at once.")),
    },
)


@everybody
def reveal(turn: Turn) -> None:
    """Show everything, or ask for the PIN first."""
    _ask(turn, turn.pressed(Reveal).case, FULL)


@everybody
def contact(turn: Turn) -> None:
    """Show the screening group whom to call, or ask for the PIN first."""
    _ask(turn, turn.pressed(Contact).case, REPORTER)


@everybody
def child(turn: Turn) -> None:
    """Show the bureau which child is missing, or ask for the PIN first."""
    _ask(turn, turn.pressed(SeeChild).case, CHILD)


@everybody
def where(turn: Turn) -> None:
    """Show the precinct where a visit is, or ask for the PIN first."""
    _ask(turn, turn.pressed(SeeWhere).escort, WHERE)


def _ask(turn: Turn, subject: int, behind: Behind) -> None:
    case = cases.get(turn.db, behind.case_of(turn, subject), behind.action)
    stage = pins.lock(turn.db).stage(turn.db.now)
    if stage is PinStage.OPEN:
        _show(turn, behind, case)
    elif stage is PinStage.LOCKED:
        _locked(turn, subject)
    else:
        filling.begin(turn, behind.form, subject)


def _show(turn: Turn, behind: Behind, case: Case) -> bool:
    """Show it, unless so many households were read that a colleague says yes first."""
    try:
        behind.show(turn, case)
    except TooManyLooks:
        looks.enough(turn, case)
        return False
    return True


def typed(turn: Turn, draft: Draft) -> None:
    """Take a PIN. A wrong one must be counted, and a refusal would undo the count: all is answered here."""
    turn.take_back_card()
    case = _case(turn, draft)
    if case is None:
        drafts.drop(turn.db, draft)
        turn.notice = turn.wording.text(SENTENCES[NotThere])
        home.show(turn)
        return
    try:
        entered = enter_pin(turn.db, case, turn.text)
    except BadAnswer as bad:
        filling.show(turn, draft, wrong=turn.wording.text(WRONG[type(bad)]))
        return
    _answer(turn, draft, case, entered)


def _answer(turn: Turn, draft: Draft, case: Case, entered: Entered) -> None:
    match entered:
        case Entered.LOCKED:
            drafts.drop(turn.db, draft)
            _locked(turn, draft.subject or 0)
        case Entered.OPEN:
            _open(turn, draft, case)
        case Entered.CHOSEN:
            filling.show(turn, draft)
        case Entered.DIFFERENT:
            again = turn.wording.text("The two were not the same. Please choose again.")
            filling.show(turn, draft, wrong=again)
        case Entered.WRONG:
            filling.show(turn, draft, wrong=_tries_left(turn))


def _open(turn: Turn, draft: Draft, case: Case) -> None:
    drafts.drop(turn.db, draft)
    if not _show(turn, BEHIND[draft.form], case):
        return
    turn.notice = turn.wording.count(
        "What you asked for is above. The PIN is not asked again for %(n)s minute.",
        "What you asked for is above. The PIN is not asked again for %(n)s minutes.",
        turn.db.rules.policy.pin.minutes,
    )
    turn.app.show_card(turn, draft.subject or 0)


def _tries_left(turn: Turn) -> Markup:
    tries = turn.db.rules.policy.pin.tries - pins.lock(turn.db).wrong
    left = turn.wording.count("%(n)s try is left.", "%(n)s tries are left.", tries)
    return turn.wording.text(SENTENCES[WrongPin]) + Markup(" ") + left


def _locked(turn: Turn, subject: int) -> None:
    """Say until when; the card itself stays in reach, masked."""
    until = pins.lock(turn.db).locked_until or turn.db.now
    at = turn.wording.text("From %(at)s on.", at=turn.wording.moment(until))
    turn.notice = turn.wording.text(SENTENCES[PinLocked]) + Markup(" ") + at
    turn.app.show_card(turn, subject)


def _case(turn: Turn, draft: Draft) -> Case | None:
    """Return the case if it is still the speaker's; a refusal would leave the typed PIN where it is."""
    behind = BEHIND[draft.form]
    try:
        return cases.get(turn.db, behind.case_of(turn, draft.subject or 0), behind.action)
    except NotThere:
        return None


def _heading(turn: Turn, draft: Draft) -> Markup:
    stage = pins.lock(turn.db).stage(turn.db.now)
    return turn.wording.text(ASKED.get(stage, ASKED[PinStage.ENTER]))


def _rows(turn: Turn, case: Case) -> Rows:
    if not turn.channel.takes_back:
        return ()
    return ((Press(turn.wording.label("🔓 Full data"), Reveal(case.id)),),)


def _elsewhere(turn: Turn, case: Case) -> list[Markup]:
    """Say where full data is to be had, when it is not here."""
    if turn.channel.takes_back:
        return []
    where = turn.wording.label(", ").join(that_take_back(turn.office.channels.values()))
    return [turn.wording.text("🔓 Full data: on %(where)s.", where=where)]


def _contact_rows(turn: Turn, case: Case) -> Rows:
    if not turn.channel.takes_back:
        return ()
    return column(reporters.key(turn, case, cases.standing_to(turn.db, case)))


def _child_rows(turn: Turn, case: Case) -> Rows:
    return column(missing_child.key(case, turn.wording)) if turn.channel.takes_back else ()


def _never(turn: Turn, draft: Draft) -> None:
    """A PIN is never kept in a draft, so that this form has no last answer."""
    raise NotThere


def register(app: App) -> None:
    """Add this conversation to the bot."""
    for name, behind in BEHIND.items():
        app.flows[name] = Flow(
            behind.form, WORDS, tuple(Role), _never, heading=_heading, private=True, typed=typed
        )
    app.parts.append(Part(Action.REVEAL, rows=_rows, lines=_elsewhere))
    app.parts.append(Part(Action.CONTACT, rows=_contact_rows))
    app.parts.append(Part(Action.GIVE_FORM, rows=_child_rows))
    app.on(SeeWhere, where)
    app.on(SeeChild, child)
    app.on(Reveal, reveal)
    app.on(Contact, contact)

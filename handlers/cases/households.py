"""Households: who serves or screens corrects who it is; the typed messages leave the chat again."""

from dataclasses import dataclass

from actions.cases import households
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.cases.identifying import (
    ADD_MEMBER,
    CORRECT_MEMBER,
    IDENTIFY,
    answered,
    member_said,
    read_household,
    whom,
)
from casework.errors import Stale
from casework.forms import MEMBER, Draft, Value
from casework.staffing.people import Role
from handlers.forms import filling, steps
from handlers.ui.buttons import OfCase
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.terms import AGE_BANDS, SEXES
from handlers.words.wording import N_
from storage.core.database import Transaction
from storage.forms import drafts

IDENTIFYING = (Role.WORKER, Role.LIAISON, Role.SCREENER, Role.SUPERVISOR)
DELETED = N_("Your message is deleted from the chat.")
SAVED = N_("The household is corrected. Please check it below.")
WORDS = Words(
    title=N_("Correct the household"),
    asks={
        "household": Ask(
            N_("Whose household is it?"),
            hint=N_(
                "Type what is to be corrected: name, address, telephone, ID. The rest stays. "
                "Your message is deleted from the chat."
            ),
        ),
    },
)
MEMBER_ASKS = {
    "name": Ask(N_("What is their name?"), name=N_("Name"), hint=DELETED),
    "relation": Ask(
        N_("How are they related to whom the report named?"),
        name=N_("Relation"),
        hint=N_("For example: daughter, grandfather, lodger."),
    ),
    "born": Ask(
        N_("When were they born?"),
        name=N_("Birth"),
        hint=N_("For example 98/3/1. Not known? Skip it, and say about how old they are."),
    ),
    "age": Ask(N_("About how old are they?"), name=N_("Age"), options=AGE_BANDS),
    "sex": Ask(N_("Which sex does the register say?"), name=N_("Sex"), options=SEXES),
    "national_id": Ask(N_("What is their ID number?"), name=N_("ID number"), hint=DELETED),
    "phones": Ask(
        N_("By which telephone can they be reached?"),
        name=N_("Telephone"),
        hint=N_("Several have a comma between them. Your message is deleted from the chat."),
    ),
    "remark": Ask(N_("What else should be known of them?"), name=N_("Remark"), hint=DELETED),
}
ADDING = Words(
    title=N_("Add somebody who lives there"), asks=MEMBER_ASKS, send=N_("Save it"), unsent=NOT_SAVED
)
CORRECTING = Words(
    title=N_("Correct who lives there"), asks=MEMBER_ASKS, send=N_("Save it"), unsent=NOT_SAVED
)


class Correct(OfCase, prefix="chh"):
    """Begin to correct the household."""


class AddMember(OfCase, prefix="cha"):
    """Begin to add somebody who lives there."""


@dataclass(frozen=True)
class CorrectMember(OfCase, prefix="chm"):
    """Begin to correct somebody who lives there, by their place."""

    place: int


def correct(db: Transaction, draft: Draft) -> Case:
    """Write down what was typed; what was not typed stays."""
    return households.identify(db, draft.subject or 0, read_household(draft.said("household")))


def add_member(db: Transaction, draft: Draft) -> Case:
    """Write down who else lives there."""
    return households.add_member(db, draft.subject or 0, member_said(draft))


@only(*IDENTIFYING)
def begin_to_correct(turn: Turn) -> None:
    """Begin the form with what is known of somebody; one that is about somebody else, or too old, is left."""
    button = turn.pressed(CorrectMember)
    case = judged(turn.db, button.case, acts.IDENTIFY)
    known = _known(case, button.place)
    begun = drafts.existing(turn.db, CORRECT_MEMBER.name, case.id)
    if begun is not None and begun.answers.get(MEMBER) != known[MEMBER]:
        drafts.drop(turn.db, begun)
        begun = None
    filling.show(turn, begun or drafts.begin(turn.db, CORRECT_MEMBER.name, case.id, known))


def _known(case: Case, place: int) -> dict[str, Value]:
    if not 0 <= place < len(case.household.members):
        raise Stale
    return answered(case.household, place)


def _known_of_the_first(turn: Turn, case: int | None) -> dict[str, Value]:
    """A form that is begun anew is about whom the report named."""
    return _known(judged(turn.db, case or 0, acts.IDENTIFY), 0)


def correct_member(turn: Turn, draft: Draft) -> None:
    """Write down what is known of somebody now."""
    place, version = whom(draft)
    member = member_said(draft)
    case = households.correct_member(turn.db, draft.subject or 0, place, member, version=version)
    turn.notice = turn.wording.text(SAVED)
    turn.app.open_card(turn, case.id)


def _members(turn: Turn, case: Case) -> Rows:
    """Return a key for each member; they stand below the full view, which is gone within hours."""
    if not steps.offers(turn, acts.IDENTIFY, case):
        return ()
    label = turn.wording.label("✏️ Somebody without a name")
    return column(
        *(
            Press(f"✏️ {one.name}" if one.name else label, CorrectMember(case.id, place))
            for place, one in enumerate(case.household.members)
        )
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.IDENTIFY,
            Correct,
            N_("✏️ Correct the household"),
            IDENTIFY,
            WORDS,
            IDENTIFYING,
            do=correct,
            done=SAVED,
            private=True,
            in_full=True,
        ),
    )
    steps.add(
        app,
        steps.Step(
            acts.IDENTIFY,
            AddMember,
            N_("＋ Add somebody who lives there"),
            ADD_MEMBER,
            ADDING,
            IDENTIFYING,
            do=add_member,
            done=SAVED,
            summary=True,
            private=True,
            in_full=True,
        ),
    )
    app.flows[CORRECT_MEMBER.name] = Flow(
        CORRECT_MEMBER,
        CORRECTING,
        IDENTIFYING,
        correct_member,
        summary=True,
        heading=steps.title,
        known=_known_of_the_first,
        private=True,
    )
    app.in_full.append(Part(acts.IDENTIFY.needs, rows=_members))
    app.on(CorrectMember, begin_to_correct)

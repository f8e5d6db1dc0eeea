"""Households: who serves or screens corrects who it is; the typed messages leave the chat again."""

from collections.abc import Iterator

from markupsafe import Markup

from actions.cases import households
from actions.cases.households import Correctable, MemberAt
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.cases.household import Left, Member
from casework.cases.household_line import read_household
from casework.cases.identifying import (
    ADD_MEMBER,
    CORRECT_MEMBER,
    IDENTIFY,
    answered,
    member_said,
    whom,
)
from casework.errors import SomethingFirst, Stale
from casework.forms import MEMBER, Draft, Value
from casework.staffing.people import Role
from casework.text.names import mask_name
from handlers.forms import filling, steps
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.named import numbered
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.terms import AGE_BANDS, LEFT, SEXES
from handlers.words.wording import N_
from storage.core.database import Transaction
from storage.forms import drafts

IDENTIFYING = (Role.WORKER, Role.LIAISON, Role.SCREENER, Role.SUPERVISOR)
DELETED = N_("Your message is deleted from the chat.")
NAMELESS = N_("somebody without a name")
SAVED = N_("The household is corrected. Please check it below.")
MEMBER_SAVED = N_("Saved. The full data shows everybody who lives there.")
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
        hint=N_("Put a comma between several. Your message is deleted from the chat."),
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


class OfMember(OfCase, prefix=""):
    """A key below the full view of a case, about somebody by their household and place."""

    household: int
    place: int

    @property
    def at(self) -> MemberAt:
        """Where they are written down."""
        return MemberAt(self.case, self.household, self.place)


class CorrectMember(OfMember, prefix="chm"):
    """Begin to correct somebody who lives there."""


class TakeOut(OfMember, prefix="cho"):
    """Ask why somebody is taken out of the household."""


class TakeOutNow(OfMember, prefix="chon"):
    """Take somebody out of the household as it was shown, for a reason."""

    version: int
    why: str


class PutBack(OfMember, prefix="chb"):
    """Put somebody back who was taken out."""


def correct(db: Transaction, draft: Draft) -> Case:
    """Write down what was typed; what was not typed stays."""
    return households.identify(db, draft.subject or 0, read_household(draft.said("household")))


def add_member(db: Transaction, draft: Draft) -> Case:
    """Write down who else lives there."""
    return households.add_member(db, draft.subject or 0, member_said(draft))


@only(*IDENTIFYING)
def begin_to_correct(turn: Turn) -> None:
    """Begin the form with what is known of somebody; one that is about somebody else, or too old, is left."""
    at = turn.pressed(CorrectMember).at
    known = answered(households.at_home(turn.db, at).home.household, at.place)
    begun = drafts.existing(turn.db, CORRECT_MEMBER.name, at.case)
    if begun is not None and begun.answers.get(MEMBER) != known[MEMBER]:
        drafts.drop(turn.db, begun)
        begun = None
    filling.show(turn, begun or drafts.begin(turn.db, CORRECT_MEMBER.name, at.case, known))


def _known_of_the_first(turn: Turn, case: int | None) -> dict[str, Value]:
    """A form that is begun anew is about whom the report named."""
    household = judged(turn.db, case or 0, acts.IDENTIFY).household
    if not household.places:
        raise Stale
    return answered(household, household.places[0])


def correct_member(turn: Turn, draft: Draft) -> None:
    """Write down what is known of somebody now."""
    household, place, version = whom(draft)
    at = MemberAt(draft.subject or 0, household, place)
    case = households.correct_member(turn.db, at, member_said(draft), version=version)
    turn.notice = turn.wording.text(MEMBER_SAVED)
    turn.app.open_card(turn, case.id)


@only(*IDENTIFYING)
def ask_why(turn: Turn) -> None:
    """Say what it means that somebody is taken out, masked, and ask why; the safe choice comes first."""
    at, wording = turn.pressed(TakeOut).at, turn.wording
    it = households.at_home(turn.db, at)
    if refusal := it.refusal(at.place, turn.today):
        raise refusal
    household = it.home.household
    text = lines(
        Markup("<b>%s</b>")
        % wording.text(
            "%(number)s: take %(name)s out of the household?",
            number=it.case.number,
            name=mask_name(household.at(at.place).name) or wording.label(NAMELESS),
        ),
        wording.text(
            "They are no longer found by this household, and no longer count as living there. What is known "
            "of them is kept with the full data, from where you can put them back."
        ),
        wording.text("Why?"),
    )
    reasons = (
        Press(wording.label(said), TakeOutNow(at.case, at.household, at.place, household.version, why))
        for why, said in LEFT.items()
    )
    leave = Press(wording.label("No, leave it"), OpenCard(at.case))
    turn.show(Screen(text, column(leave, *reasons), Level.L1))


@only(*IDENTIFYING)
def take_out(turn: Turn) -> None:
    """Take somebody out of the household."""
    button = turn.pressed(TakeOutNow)
    if button.why not in set(Left):
        raise Stale
    case = households.take_out(turn.db, button.at, Left(button.why), version=button.version)
    turn.notice = turn.wording.text("They are taken out of the household.")
    turn.app.open_card(turn, case.id)


@only(*IDENTIFYING)
def put_back(turn: Turn) -> None:
    """Put somebody back who was taken out."""
    case = households.put_back(turn.db, turn.pressed(PutBack).at)
    turn.notice = turn.wording.text("They live there again.")
    turn.app.open_card(turn, case.id)


def _members(turn: Turn, case: Case) -> Rows:
    """Return keys for each member, wherever they are written down; they stand below the full view."""
    if not steps.offers(turn, acts.IDENTIFY, case):
        return ()
    return tuple(row for it in households.homes(turn.db, case) for row in _keys(turn, it))


def _keys(turn: Turn, it: Correctable) -> Iterator[tuple[Press, ...]]:
    """Return a row for each member of one household, and for each who was taken out of it."""
    household = it.home.household
    names = numbered([_called(turn, it, one) for one in household.members], turn.wording)
    for place, name in zip(household.places, names, strict=True):
        at = (it.case.id, household.id, place)
        correct = Press(f"✏️ {name}", CorrectMember(*at))
        refusal = it.refusal(place, turn.today)
        if refusal is None or isinstance(refusal, SomethingFirst):
            yield correct, Press(turn.wording.label("Take out %(name)s", name=name), TakeOut(*at))
        else:
            yield (correct,)
    names = numbered([_called(turn, it, one.member) for one in household.former], turn.wording)
    for one, name in zip(household.former, names, strict=True):
        label = turn.wording.label("↩ Put back %(name)s", name=name)
        yield (Press(label, PutBack(it.case.id, household.id, one.place)),)


def _called(turn: Turn, it: Correctable, member: Member) -> str:
    """Call somebody by their name; of another household, with the number of its case."""
    name = member.name or turn.wording.label(NAMELESS)
    if it.home.id == it.case.id:
        return name
    return turn.wording.label("%(name)s (%(number)s)", name=name, number=it.home.number)


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
            done=MEMBER_SAVED,
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
    app.on(TakeOut, ask_why)
    app.on(TakeOutNow, take_out)
    app.on(PutBack, put_back)

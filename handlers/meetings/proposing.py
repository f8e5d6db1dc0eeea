"""🗣 提報個案: a case is brought before the next conference from its card, in five taps [001] 參三(六)2(1)."""

from markupsafe import Markup

from actions.meetings import conference
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NoConference, WrongState
from casework.forms import Draft
from casework.meetings.discussing import PROPOSE, Awaits, proposable
from casework.staffing.people import LEADING, SERVING
from handlers.forms import filling, steps
from handlers.ui import home
from handlers.ui.buttons import OfCase, OpenCard
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_
from storage.cases import cases
from storage.core import recusals
from storage.meetings import discussed

PROPOSING = (*SERVING, *LEADING)
REASONS = {
    "A": N_("A needs of several kinds, for several units"),
    "B": N_("B danger at once, or a serious crisis"),
    "C": N_("C it comes again, and is not resolved"),
}
TRIED = {
    "conferred": N_("Case meeting of the unit"),
    "contacted": N_("Contact between the units"),
    "referred": N_("Referral"),
    "other": N_("Something else"),
}
PRIORITIES = {
    "none": N_("No"),
    "A": N_("A self-harm or harm to others"),
    "B": N_("B often without work, and somebody at home needs care"),
}
TITLE = N_("🗣 Propose for the conference")
WORDS = Words(
    title=N_("Propose for the conference"),
    asks={
        "reasons": Ask(
            N_("Why is it brought?"), name=N_("Reason"), hint=N_("Tap all that apply."), options=REASONS
        ),
        "tried": Ask(
            N_("What was tried before?"), name=N_("Tried"), hint=N_("Tap all that apply."), options=TRIED
        ),
        "units": Ask(
            N_("Which units are needed there?"),
            name=N_("Units"),
            hint=N_("Tap all that apply."),
            options={kind.value: label for kind, label in UNIT_KINDS.items()},
        ),
        "priority": Ask(N_("Is it to be discussed first?"), name=N_("First"), options=PRIORITIES),
        "problem": Ask(N_("What can't be solved, and what is asked of whom?"), name=N_("Problem")),
    },
    send=N_("🗣 Propose it"),
)


class ProposeCase(OfCase, prefix="gcp"):
    """Begin to propose a case for the conference."""


class TakeCaseBack(OfCase, prefix="gck"):
    """Ask whether the proposal is taken back."""


class TakeCaseBackNow(OfCase, prefix="gcn"):
    """It is."""


def _rows(turn: Turn, case: Case) -> Rows:
    """Its key, where a conference is planned to which it can be brought."""
    if not proposable(case) or discussed.next_conference(turn.db, case) is None:
        return ()
    keys = [Press(turn.wording.label(TITLE), ProposeCase(case.id))]
    if conference.can_take_back(turn.db, case):
        keys.append(Press(turn.wording.label("↩️ Take the proposal back"), TakeCaseBack(case.id)))
    return column(*keys)


def _lines(turn: Turn, case: Case) -> list[Markup]:
    """Say before which conference it is."""
    meeting = discussed.next_conference(turn.db, case) if case.open and not case.to_screen else None
    one = discussed.of_case(turn.db, meeting.id, case.id) if meeting else None
    if meeting is None or one is None:
        return []
    told = {
        None: turn.wording.text("🗣 Before the conference %(sign)s", sign=meeting.sign),
        Awaits.ACCEPTANCE: turn.wording.text(
            "🗣 Proposed late for %(sign)s: its secretariat decides whether it is discussed there",
            sign=meeting.sign,
        ),
        Awaits.COMPLETION: turn.wording.text(
            "🗣 Sent back from %(sign)s. It lacks: %(missing)s. Please propose it again.",
            sign=meeting.sign,
            missing=one.missing,
        ),
    }
    return [told[one.awaits]]


def _tasks(turn: Turn, case: Case) -> list[Markup]:
    """Say what the conference that tracks it asked of the units: who does what by when."""
    return [
        turn.wording.text(
            "📌 Asked by the conference of %(day)s: %(tasks)s",
            day=turn.wording.short_day(one.met_on),
            tasks=one.tasks,
        )
        for one in case.trackings
        if one.open and one.tasks and case.open and recusals.may_be_told(turn.db, one.tasks)
    ]


@only(*PROPOSING)
def begin(turn: Turn) -> None:
    """Begin the form."""
    case = cases.get(turn.db, turn.pressed(ProposeCase).case, Action.PROPOSE)
    if not proposable(case):
        raise WrongState
    if discussed.next_conference(turn.db, case) is None:
        raise NoConference
    filling.begin(turn, PROPOSE, case.id)


@only(*PROPOSING)
def ask_to_take_back(turn: Turn) -> None:
    """Ask once more, with what it means."""
    _, meeting, case, _ = conference.to_take_back(turn.db, turn.pressed(TakeCaseBack).case)
    label = turn.wording.label
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("Take the proposal of %(number)s back?", number=case.number),
        turn.wording.text("It is not discussed at %(sign)s then. Its secretariat hears.", sign=meeting.sign),
    )
    yes = Press(label("Yes, take it back"), TakeCaseBackNow(case.id), "danger")
    turn.show(Screen(text, column(Press(label("No, leave it"), OpenCard(case.id)), yes)))


@only(*PROPOSING)
def take_back(turn: Turn) -> None:
    """Take it back."""
    case = turn.pressed(TakeCaseBackNow).case
    meeting = conference.take_back(turn.db, case)
    turn.notice = turn.wording.text("Taken back from %(sign)s.", sign=meeting.sign)
    if not turn.app.open_card(turn, case):
        home.show(turn)


def _done(turn: Turn, draft: Draft) -> None:
    meeting = conference.propose(turn.db, draft.subject or 0, draft.answers)
    one = discussed.of_case(turn.db, meeting.id, draft.subject or 0)
    late = one is not None and one.awaits is Awaits.ACCEPTANCE
    turn.notice = (
        turn.wording.text("Proposed late for %(sign)s: its secretariat hears and decides.", sign=meeting.sign)
        if late
        else turn.wording.text("Proposed for %(sign)s.", sign=meeting.sign)
    )
    if not turn.app.open_card(turn, draft.subject or 0):
        home.show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[PROPOSE.name] = Flow(PROPOSE, WORDS, PROPOSING, _done, summary=True, heading=steps.title)
    app.parts.append(Part(Action.WHY, lines=_tasks))
    app.parts.append(Part(Action.PROPOSE, rows=_rows, lines=_lines))
    app.guides.append(
        home.on_a_case("提報(?:個案|個研|研討|會議)*|propos(?:e|ing)a?(?:case|conference)?", TITLE, PROPOSING)
    )
    for button, handler in (
        (ProposeCase, begin),
        (TakeCaseBack, ask_to_take_back),
        (TakeCaseBackNow, take_back),
    ):
        app.on(button, handler)

"""The cases before a conference: in their order, each decided by one tap when it was held."""

from markupsafe import Markup

from actions.meetings import conference
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere
from casework.forms import ABOUT, Draft, Form
from casework.meetings.discussing import (
    SEND_BACK,
    TASKS,
    TRACKING,
    Awaits,
    Decision,
    Discussed,
    PlanDecision,
    late,
)
from casework.meetings.meetings import Meeting, MeetingKind
from casework.meetings.rights import MEETING, MeetingRight
from handlers.forms import filling
from handlers.meetings import words
from handlers.meetings.proposing import PRIORITIES, REASONS, TRIED
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only, reading
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.terms import STATES
from handlers.words.wording import N_, Wording
from storage.cases import cases
from storage.cases.queues import PAGE
from storage.core.database import Transaction
from storage.meetings import meetings
from storage.staffing import people

DECISIONS = {
    Decision.TRACKED: N_("📌 Track it"),
    Decision.NOT_TRACKED: N_("Not tracked"),
    Decision.KEPT: N_("📌 Keep tracking"),
    Decision.REMOVED: N_("✔️ Remove from tracking"),
}
DECIDED = {
    Decision.TRACKED: N_("put under tracking"),
    Decision.NOT_TRACKED: N_("not put under tracking"),
    Decision.KEPT: N_("kept under tracking"),
    Decision.REMOVED: N_("removed from tracking"),
}
PLANS = {
    PlanDecision.PASSED: N_("Plan passed"),
    PlanDecision.CHANGED: N_("Plan passed with changes"),
    PlanDecision.RETURNED: N_("Plan returned"),
}


CORRECTED = "corrected"
"""Says of the tasks that are asked for that they are those of a corrected decision."""


class CasesBefore(Button, prefix="gal"):
    """The cases before a conference, page by page."""

    meeting: int
    page: int


class CaseBefore(Button, prefix="gac"):
    """One of them."""

    discussed: int


class AcceptProposal(Button, prefix="gaa"):
    """Let a proposal on the agenda that came late or was sent back."""

    discussed: int


class SendBack(Button, prefix="gab"):
    """Begin to send a proposal back to who brought it."""

    discussed: int


class MoveCase(Button, prefix="gam"):
    """Move a case in the agenda: -1 towards its beginning, 1 towards its end."""

    discussed: int
    by: int


class Decide(Button, prefix="gad"):
    """What was decided of it."""

    discussed: int
    decision: Decision


class CorrectDecision(Button, prefix="gax"):
    """It was decided otherwise than it was noted."""

    discussed: int
    decision: Decision


class DecidePlan(Button, prefix="gap"):
    """What was decided of its joint plan."""

    discussed: int
    decision: PlanDecision


AWAITS = {
    Awaits.ACCEPTANCE: N_("proposed late, not accepted yet"),
    Awaits.COMPLETION: N_("sent back for completion"),
}
BACK_WORDS = Words(
    title=N_("Send the proposal back"),
    asks={
        "missing": Ask(
            N_("What does it lack?"),
            name=N_("It lacks"),
            hint=N_("Who proposed it hears, and reads this on the card of the case."),
        )
    },
    send=N_("↩️ Send it back"),
)
WORDS = Words(
    title=N_("What the conference decided"),
    asks={
        "tasks": Ask(
            N_("Who does what by when?"),
            name=N_("Tasks"),
            hint=N_("Every unit that the case concerns reports each month until a conference removes it."),
        )
    },
    send=N_("📌 Decided so"),
    unsent=NOT_SAVED,
)


def rows(turn: Turn, one: Meeting) -> Rows:
    """The key to the cases of a conference."""
    if one.kind is not MeetingKind.CONFERENCE or one.joined_to is not None:
        return ()
    count = len(conference.agenda(turn.db, one))
    label = turn.wording.label("📑 Cases (%(n)s)", n=count)
    return column(Press(label, CasesBefore(one.id, 0))) if count else ()


@only(*MEETING)
@reading
def listed(turn: Turn) -> None:
    """List them."""
    pressed = turn.pressed(CasesBefore)
    show(turn, pressed.meeting, pressed.page)


def show(turn: Turn, meeting: int, page: int) -> None:
    """Put a page of them on the screen; whom a case does not concern, or who is not told why others serve it,
    sees its number alone.
    """
    one = meetings.read(turn.db, meeting)
    standing = meetings.standing(turn.db, one)
    if not standing & {MeetingRight.RUN, MeetingRight.ATTEND}:
        raise NotThere
    found, wording = conference.agenda(turn.db, one), turn.wording
    here = queues.paged(found, page)
    runs = MeetingRight.RUN in standing
    theirs, told = (
        {case.id for _, case in here.rows if runs or cases.may(turn.db, case, right)}
        for right in (Action.VIEW, Action.WHY)
    )
    text = lines(
        words.named(one, wording),
        here.which(wording),
        *(
            Markup("%s. %s") % (at, _line(turn, one, each, case) if case.id in told else case.number)
            for at, (each, case) in enumerate(here.rows, here.page * PAGE + 1)
        ),
    )
    keys = [
        Press(case.number, CaseBefore(each.id) if runs else OpenCard(case.id))
        for each, case in here.rows
        if case.id in theirs
    ]
    turned = here.turning(lambda number: CasesBefore(one.id, number), wording)
    back = (Press(wording.label("◀ Back"), OpenCard(one.id)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), *turned, back), Level.L1))


def _line(turn: Turn, meeting: Meeting, one: Discussed, case: Case) -> str:
    months = turn.db.rules.policy.meetings.conference.propose_months
    parts = [
        turn.wording.label("tracked") if one.former or (one.open and case.tracked) else "",
        turn.wording.label("first: %(priority)s", priority=one.priority) if one.priority else "",
        turn.wording.label(AWAITS[one.awaits]) if one.awaits else "",
        turn.wording.label("proposed late") if late(one, meeting, months) and not one.awaits else "",
        turn.wording.label(STATES[case.state]) if not case.open else "",
        turn.wording.label(DECIDED[one.decision]) if one.decision else "",
    ]
    return turn.wording.beside(case.number, *parts)


@only(*MEETING)
@reading
def opened(turn: Turn) -> None:
    """Show one, with what can be decided of it."""
    show_case(turn, turn.pressed(CaseBefore).discussed)


def show_case(turn: Turn, row: int) -> None:
    """Put a case before the conference on the screen."""
    one, meeting, case = conference.seen(turn.db, row)
    wording = turn.wording
    head = Markup("<b>%s</b> %s") % (case.number, wording.text(STATES[case.state]))
    awaits = [Markup("<b>%s</b>") % wording.text(AWAITS[one.awaits])] if one.awaits else []
    text = lines(head, *awaits, *said(turn.db, one, wording))
    keys: list[Press] = []
    if meeting.to_minute:
        keys += [Press(wording.label(DECISIONS[each]), Decide(one.id, each)) for each in one.choices(case)]
    other = one.otherwise(case) if meeting.to_minute else None
    if other is not None:
        label = wording.label("✏️ Correct it: %(decision)s", decision=wording.label(DECIDED[other]))
        keys.append(Press(label, CorrectDecision(one.id, other)))
    if meeting.to_minute and one.to_pass(case):
        keys += [Press(wording.label(label), DecidePlan(one.id, each)) for each, label in PLANS.items()]
    if not meeting.over:
        keys += _in_hand(one, wording)
    card = (Press(wording.label("Open"), OpenCard(case.id)),) if cases.may(turn.db, case, Action.VIEW) else ()
    back = (*card, Press(wording.label("◀ Back"), CasesBefore(meeting.id, 0)), home.key(wording))
    turn.show(Screen(text, (*column(*keys), back), Level.L1))


def _in_hand(one: Discussed, wording: Wording) -> list[Press]:
    """What the secretariat does with it before the conference speaks of it."""
    keys = [Press(wording.label("✅ Put it on the agenda"), AcceptProposal(one.id))] if one.awaits else []
    if one.open:
        keys += [
            Press(wording.label("▲ Earlier"), MoveCase(one.id, -1)),
            Press(wording.label("▼ Later"), MoveCase(one.id, 1)),
        ]
    if one.returnable:
        keys.append(Press(wording.label("↩️ Send it back"), SendBack(one.id)))
    return keys


def told(db: Transaction, one: Discussed, wording: Wording) -> dict[str, str]:
    """Put into words who brings it, why, what was tried, whom it concerns, and what was decided."""

    def named(options: dict[str, str], keys: tuple[str, ...]) -> str:
        return wording.label(", ").join(wording.label(options[key]) for key in keys if key in options)

    return {
        "by": wording.label(", ").join(people.unit(db, unit).name for unit in (one.unit, *one.also))
        if one.unit
        else wording.label("tracked since an earlier conference"),
        "reasons": named(REASONS, one.reasons),
        "tried": named(TRIED, one.tried),
        "priority": named(PRIORITIES, (one.priority,)) if one.priority else "",
        "units": wording.label(", ").join(people.unit(db, unit).name for unit in one.units),
        "decision": wording.label(DECIDED[one.decision]) if one.decision else "",
        "plan": wording.label(PLANS[one.plan]) if one.plan else "",
    }


def said(db: Transaction, one: Discussed, wording: Wording) -> list[Markup]:
    """Say it line by line, with the problem and the tasks as they were written."""
    words_of = told(db, one, wording)
    found = [wording.text("Brought by: %(who)s", who=words_of["by"])]
    for title, value in (
        (N_("Reason"), words_of["reasons"]),
        (N_("Tried"), words_of["tried"]),
        (N_("First"), words_of["priority"]),
        (N_("Units"), words_of["units"]),
        (N_("Problem"), one.problem),
        (N_("It lacks"), one.missing),
        (N_("Decided"), words_of["decision"]),
        (N_("Joint plan"), words_of["plan"]),
        (N_("Tasks"), one.tasks),
    ):
        if value:
            found.append(wording.text("• %(field)s: %(answer)s", field=wording.text(title), answer=value))
    return found


@only(*MEETING)
def accept(turn: Turn) -> None:
    """Let a proposal on the agenda."""
    one = conference.accept(turn.db, turn.pressed(AcceptProposal).discussed)
    turn.notice = turn.wording.text("It is on the agenda.")
    show_case(turn, one.id)


@only(*MEETING)
def move(turn: Turn) -> None:
    """Move a case in the agenda, and show the agenda."""
    pressed = turn.pressed(MoveCase)
    meeting = conference.move(turn.db, pressed.discussed, 1 if pressed.by > 0 else -1)
    order = [one.id for one, _ in conference.agenda(turn.db, meeting)]
    show(turn, meeting.id, order.index(pressed.discussed) // PAGE)


@only(*MEETING)
def begin_sending_back(turn: Turn) -> None:
    """Ask what it lacks."""
    one = conference.to_send_back(turn.db, turn.pressed(SendBack).discussed)
    _ask(turn, SEND_BACK, one, str(one.id))


def _sent_back(turn: Turn, draft: Draft) -> None:
    one = conference.send_back(turn.db, int(draft.said(ABOUT)), draft.said("missing"))
    turn.notice = turn.wording.text("Sent back. Who proposed it hears.")
    show_case(turn, one.id)


def _ask(turn: Turn, form: Form, one: Discussed, about: str) -> None:
    """Begin a form about a case before a conference, in the place of one about another."""
    filling.afresh(turn, form, one.meeting, {ABOUT: about})


@only(*MEETING)
def decide(turn: Turn) -> None:
    """Take a decision; tracking asks who does what."""
    pressed = turn.pressed(Decide)
    one, _, case = conference.to_decide(turn.db, pressed.discussed)
    one.judge(decision := pressed.decision, case)
    if decision in {Decision.TRACKED, Decision.KEPT}:
        _ask(turn, TASKS, one, f"{one.id}:{decision}")
        return
    conference.decide(turn.db, one.id, decision)
    _go_on(turn, one)


@only(*MEETING)
def correct(turn: Turn) -> None:
    """Note what was decided instead; tracking asks who does what."""
    pressed = turn.pressed(CorrectDecision)
    one, _, case = conference.to_decide(turn.db, pressed.discussed)
    one.correct(decision := pressed.decision, case)
    if decision in TRACKING:
        _ask(turn, TASKS, one, f"{one.id}:{decision}:{CORRECTED}")
        return
    conference.correct(turn.db, one.id, decision)
    turn.notice = turn.wording.text("Corrected.")
    show_case(turn, one.id)


def _done(turn: Turn, draft: Draft) -> None:
    row, decision, *corrected = draft.said(ABOUT).split(":")
    act = conference.correct if corrected else conference.decide
    one = act(turn.db, int(row), Decision(decision), draft.said("tasks"))
    if corrected:
        turn.notice = turn.wording.text("Corrected.")
        show_case(turn, one.id)
    else:
        _go_on(turn, one)


def _title(turn: Turn, draft: Draft) -> Markup:
    row = draft.said(ABOUT).partition(":")[0]
    if not row.isdecimal():
        return turn.wording.text(WORDS.title)
    one, _, case = conference.seen(turn.db, int(row))
    units = turn.wording.label(", ").join(people.unit(turn.db, unit).name for unit in one.units)
    return turn.wording.text("%(number)s, reported on by %(units)s", number=case.number, units=units)


def _which(turn: Turn, draft: Draft) -> Markup:
    about = draft.said(ABOUT)
    number = conference.seen(turn.db, int(about))[2].number if about.isdecimal() else ""
    return Markup("%s %s") % (turn.wording.text(BACK_WORDS.title), number)


@only(*MEETING)
def decide_plan(turn: Turn) -> None:
    """Take what was decided of the joint plan."""
    pressed = turn.pressed(DecidePlan)
    one = conference.decide_plan(turn.db, pressed.discussed, pressed.decision)
    turn.notice = turn.wording.text("Noted.")
    show_case(turn, one.id)


def _go_on(turn: Turn, one: Discussed) -> None:
    """Go to the next case that is not decided yet, else to the list."""
    turn.notice = turn.wording.text("Noted.")
    meeting = meetings.read(turn.db, one.meeting)
    following = next((each for each, _ in conference.agenda(turn.db, meeting) if each.open), None)
    if following is None:
        show(turn, meeting.id, 0)
    else:
        show_case(turn, following.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[TASKS.name] = Flow(TASKS, WORDS, MEETING, _done, heading=_title)
    app.flows[SEND_BACK.name] = Flow(SEND_BACK, BACK_WORDS, MEETING, _sent_back, summary=True, heading=_which)
    for button, handler in (
        (CasesBefore, listed),
        (CaseBefore, opened),
        (AcceptProposal, accept),
        (SendBack, begin_sending_back),
        (MoveCase, move),
        (Decide, decide),
        (CorrectDecision, correct),
        (DecidePlan, decide_plan),
    ):
        app.on(button, handler)

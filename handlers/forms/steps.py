"""Steps: a small act of a case is a key on its card, one form, the act, and a sentence that it is done."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from markupsafe import Markup
from msgspec import Struct

from actions import record
from actions.cases.looking import tell_of_decoy
from actions.record import judged, moment
from casework.cases.access import Action, may
from casework.cases.acting import Act
from casework.cases.case import Case
from casework.errors import BeforeTheReport, Outdated
from casework.forms import ANSWERING, Draft, Form, Value
from casework.reminders.catalogue import RULES
from casework.staffing.people import Role
from handlers.forms import filling, pin
from handlers.ui import home
from handlers.ui.buttons import AsShown, OfCase, OpenCard
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Handler, Part, SmallAct, Turn, only
from handlers.words.form_words import Words
from handlers.words.wording import N_
from storage.cases import cases
from storage.cases.seats import case_of
from storage.core.database import Transaction
from storage.forms import drafts

Outcome = TypeVar("Outcome")
"""What comes of an act: the case as it is now, or more than that."""


def title(turn: Turn, draft: Draft) -> Markup:
    """Say which case a form is about."""
    case = cases.get(turn.db, draft.subject or 0, Action.VIEW)
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
    return turn.wording.text("%(number)s: %(form)s", number=case.number, form=form)


def at_home(turn: Turn, outcome: object) -> None:
    """Go home: the case is no longer theirs to see."""
    home.show(turn)


class Step(Struct, Generic[Outcome], frozen=True):
    """A small act. Its key is on the card if and only if the rule of the act does not refuse it."""

    act: Act
    button: type[OfCase]
    key: str | Callable[[Turn, Case], str]
    """The label of its key; a function gives it already in the listener's language."""
    form: Form
    words: Words
    roles: tuple[Role, ...]
    """Who may press; `act.needs` then judges which case."""
    done: str | Callable[[Turn, Outcome, Draft], Markup]
    """The sentence that it is done."""
    do: Callable[[Transaction, Draft], Outcome] | None = None
    """Does it by the answers of the finished form, where the act does not say all of it (`record.do`)."""
    summary: bool = False
    """Show everything once more before it is sent (`ux.md` 11)."""
    heading: Callable[[Turn, Draft], Markup] = title
    known: Callable[[Turn, int | None], dict[str, Value]] = lambda turn, case: {}
    """What need not be asked."""
    answers: Callable[[Turn, Case], str] | None = None
    """What it answers: an offer, a proposal, a month. A form that is sent later answers no other one."""
    lines: Callable[[Turn, Case], list[Markup]] = lambda turn, case: []
    """What stands on the card about it, for whom its right lets see it."""
    private: bool = False
    behind_the_pin: bool = False
    """What can't be taken back, or only with much ado: the PIN is asked for before it is sent."""
    in_full: bool = False
    """Its key stands below the full view of the case, behind the PIN, not on its card."""
    left: Callable[[Turn, Outcome], None] = at_home
    """Shows something else when the case is no longer theirs to see."""
    style: str = ""


def offers(turn: Turn, act: Act, case: Case) -> bool:
    """Tell whether the key of an act is on the card, for who has the right to it."""
    return act.offered(case, moment(turn.db, case))


def start(turn: Turn, step: Step[Any], case: int) -> None:
    """Begin the form, unless the rule refuses the act by now; of what is invented none is done."""
    found = judged(turn.db, case, step.act)
    tell_of_decoy(turn.db, found, "look.decoy")
    before = drafts.existing(turn.db, step.form.name, found.id)
    if before is not None and _is_over(turn, step, before):
        drafts.drop(turn.db, before)
    filling.begin(turn, step.form, found.id)


def _is_over(turn: Turn, step: Step[Any], draft: Draft) -> bool:
    """Tell whether what a form answers was answered, or taken back, since it was begun."""
    return bool(draft.said(ANSWERING)) and _answering(step, turn, draft.subject) != draft.said(ANSWERING)


def _heading(alike: Sequence[Step[Any]], turn: Turn, draft: Draft) -> Markup:
    """Say what the form is about, and whether it comes too late; what was written in it stays to be read."""
    about, case = alike[0].heading(turn, draft), cases.read(turn.db, draft.subject or 0)
    if not _is_over(turn, alike[0], draft) and any(offers(turn, step.act, case) for step in alike):
        return about
    return lines(about, turn.wording.text("This was dealt with meanwhile: the draft can't be sent any more."))


def _answering(step: Step[Any], turn: Turn, case: int | None) -> str | None:
    return step.answers(turn, cases.read(turn.db, case or 0)) if step.answers else None


def _known(step: Step[Any], turn: Turn, case: int | None) -> dict[str, Value]:
    answering = _answering(step, turn, case)
    return step.known(turn, case) | ({ANSWERING: answering} if answering else {})


def key(step: Step[Any], turn: Turn, case: Case) -> Rows:
    """Return the key, while the rule allows the act."""
    if not offers(turn, step.act, case):
        return ()
    label = turn.wording.label(step.key) if isinstance(step.key, str) else step.key(turn, case)
    return column(Press(label, step.button(case.id), step.style))


def finish(turn: Turn, step: Step[Outcome], draft: Draft) -> None:
    """Do it, and show how the case stands now; a day that can't be is asked for again."""
    if _is_over(turn, step, draft):
        judged(turn.db, draft.subject or 0, step.act)  # where it makes no sense any more, that is said
        raise Outdated
    try:
        outcome = _do(turn.db, step, draft)
    except BeforeTheReport as bad:
        filling.ask_day_again(turn, draft, bad)
        return
    turn.notice = _sentence(step, turn, outcome, draft)
    if not turn.app.open_card(turn, draft.subject or 0):
        step.left(turn, outcome)


def _do(db: Transaction, step: Step[Any], draft: Draft) -> Any:
    if step.do is not None:
        return step.do(db, draft)
    return record.do(db, draft.subject or 0, step.act, reason=draft.said("reason"), answers=draft.answers)


def _sentence(step: Step[Outcome], turn: Turn, outcome: Outcome, draft: Draft) -> Markup:
    if isinstance(step.done, str):
        return turn.wording.text(step.done)
    return step.done(turn, outcome, draft)


def _own(turn: Turn, alike: Sequence[Step[Any]], case: int) -> Step[Any]:
    """Choose, of acts that share a key and a form, the one that the speaker has the right to."""
    *others, last = alike
    return next((one for one in others if _may(turn, one.act, case)), last)


def _may(turn: Turn, act: Act, case: int) -> bool:
    return may(cases.standing_to(turn.db, cases.read(turn.db, case)), act.needs)


def _begins(alike: Sequence[Step[Any]]) -> Handler:
    step = alike[0]

    def begin(turn: Turn) -> None:
        case = turn.pressed(step.button).case
        start(turn, _own(turn, alike, case), case)

    begin.__doc__, begin.__module__ = f"Begin the form “{step.words.title}”.", step.button.__module__
    return only(*step.roles)(begin)


def add(app: App, step: Step[Any], *alike: Step[Any]) -> None:
    """Add a small act to the bot: its key, its form, and what its nudge begins.

    *alike* is the same by another right: it shares the key and the form.
    """
    steps = (step, *alike)
    app.flows[step.form.name] = Flow(
        step.form,
        step.words,
        step.roles,
        lambda turn, draft: finish(turn, _own(turn, steps, draft.subject or 0), draft),
        summary=step.summary,
        heading=partial(_heading, steps),
        known=partial(_known, step),
        private=step.private,
        proven=pin.proven if step.behind_the_pin else None,
    )
    parts = app.in_full if step.in_full else app.parts
    for one in steps:
        before = app.acts.get(one.act, SmallAct((), one.form))
        app.acts[one.act] = SmallAct((*before.keys, one.button), before.form)
        parts.append(Part(one.act.needs, rows=partial(key, one), lines=one.lines))
    app.on(step.button, _begins(steps))
    for duty in (duty for duty, rule in RULES.items() if rule.form is step.form):
        app.fill_in[duty] = lambda turn, subject: start(turn, step, case_of(turn.db, subject))


class Sure(Struct, frozen=True):
    """A small act that needs no form but is asked for once more, with what it means (`ux.md` 17)."""

    act: Act
    button: type[OfCase]
    key: str
    roles: tuple[Role, ...]
    asked: str
    """The question; it names the case by `%(number)s`."""
    impact: str | Callable[[Turn, Case], Markup]
    """What it means."""
    yes: str
    now: type[AsShown]
    """Does it, to the case as it was shown."""
    done: str
    """The sentence that it is done."""
    leave: str = N_("No, leave it")
    behind_the_pin: bool = False
    style: str = "primary"
    lines: Callable[[Turn, Case], list[Markup]] = lambda turn, case: []


def ask(turn: Turn, sure: Sure, case: Case) -> None:
    """Ask once more; the safe choice comes first."""
    wording = turn.wording
    impact = wording.text(sure.impact) if isinstance(sure.impact, str) else sure.impact(turn, case)
    question = Markup("<b>%s</b>") % wording.text(sure.asked, number=case.number)
    yes = Press(wording.label(sure.yes), sure.now(case.id, case.version), sure.style)
    leave = Press(wording.label(sure.leave), OpenCard(case.id))
    turn.show(Screen(lines(question, impact), column(leave, yes)))


def add_sure(app: App, sure: Sure) -> None:
    """Add an act that is asked for once more: its key, the question, and the act."""

    def asks(turn: Turn) -> None:
        ask(turn, sure, judged(turn.db, turn.pressed(sure.button).case, sure.act))

    def does(turn: Turn) -> None:
        pressed = turn.pressed(sure.now)
        judged(turn.db, pressed.case, sure.act, version=pressed.version)
        if sure.behind_the_pin and not pin.proven(turn, pressed.case):
            return
        case = record.do(turn.db, pressed.case, sure.act, version=pressed.version)
        turn.notice = turn.wording.text(sure.done)
        if not turn.app.open_card(turn, case.id):
            home.show(turn)

    def rows(turn: Turn, case: Case) -> Rows:
        if not offers(turn, sure.act, case):
            return ()
        return column(Press(turn.wording.label(sure.key), sure.button(case.id)))

    for answer, button in ((asks, sure.button), (does, sure.now)):
        answer.__doc__, answer.__module__ = button.__doc__, button.__module__
        app.on(button, only(*sure.roles)(answer))
    app.acts[sure.act] = SmallAct((sure.button, sure.now))
    app.parts.append(Part(sure.act.needs, rows=rows, lines=sure.lines))


def add_beside(app: App, *row: Step[Any]) -> None:
    """Add small acts whose keys stand beside each other on the card; they need the same right."""
    first = len(app.parts)
    for step in row:
        add(app, step)
    apart = app.parts[first:]

    def rows(turn: Turn, case: Case) -> Rows:
        keys = tuple(one for part in apart for keys in part.rows(turn, case) for one in keys)
        return (keys,) if keys else ()

    def about(turn: Turn, case: Case) -> list[Markup]:
        return [line for part in apart for line in part.lines(turn, case)]

    app.parts[first:] = [Part(row[0].act.needs, rows=rows, lines=about)]

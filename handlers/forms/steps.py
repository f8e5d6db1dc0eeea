"""Steps: a small act of a case is a key on its card, one form, the act, and a sentence that it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from actions.record import judged, moment
from casework.acts import Act
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft, Form, Value
from casework.policy.policy import Duty
from casework.staffing.people import Role
from handlers.forms import filling
from handlers.ui import home
from handlers.ui.buttons import AsShown, OfCase, OpenCase
from handlers.ui.form_words import Words
from handlers.ui.screens import Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Flow, Handler, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases
from storage.core.database import Transaction


def title(turn: Turn, draft: Draft) -> Markup:
    """Say which case a form is about."""
    case = cases.get(turn.db, draft.case or 0, Action.VIEW)
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
    return turn.wording.text("%(number)s: %(form)s", number=case.number, form=form)


def at_home(turn: Turn, case: Case) -> None:
    """Go home: the case is no longer theirs to see."""
    home.show(turn)


@dataclass(frozen=True)
class Step:
    """A small act. Its key is on the card if and only if the rule of the act does not refuse it."""

    act: Act
    button: type[OfCase]
    key: str | Callable[[Turn, Case], str]
    """The label of its key; a function gives it already in the listener's language."""
    form: Form
    words: Words
    roles: tuple[Role, ...]
    """Who may press; `act.needs` then judges which case."""
    do: Callable[[Transaction, Draft], Case]
    """Does it by the answers of the finished form."""
    done: str | Callable[[Turn, Case, Draft], Markup]
    """The sentence that it is done."""
    summary: bool = False
    """Show everything once more before it is sent (`ux.md` 11)."""
    heading: Callable[[Turn, Draft], Markup] = title
    known: Callable[[Turn, int | None], dict[str, Value]] = lambda turn, case: {}
    """What need not be asked."""
    lines: Callable[[Turn, Case], list[Markup]] = lambda turn, case: []
    """What stands on the card about it, for whom its right lets see it."""
    private: bool = False
    duty: Duty | None = None
    """The duty that it does: its nudge begins the form."""
    in_full: bool = False
    """Its key stands below the full view of the case, behind the PIN, not on its card."""
    left: Callable[[Turn, Case], None] = at_home
    """Shows something else when the case is no longer theirs to see."""
    style: str = ""


def start(turn: Turn, step: Step, case: int) -> None:
    """Begin the form, unless the rule refuses the act by now."""
    filling.begin(turn, step.form, judged(turn.db, case, step.act).id)


def key(step: Step, turn: Turn, case: Case) -> Rows:
    """Give the key, while the rule allows the act."""
    if not step.act.offered(case, moment(turn.db)):
        return ()
    label = turn.wording.label(step.key) if isinstance(step.key, str) else step.key(turn, case)
    return column(Press(label, step.button(case.id), step.style))


def finish(turn: Turn, step: Step, draft: Draft) -> None:
    """Do it, and show how the case stands now."""
    case = step.do(turn.db, draft)
    turn.notice = _sentence(step, turn, case, draft)
    if not turn.app.open_card(turn, case.id):
        step.left(turn, case)


def _sentence(step: Step, turn: Turn, case: Case, draft: Draft) -> Markup:
    if isinstance(step.done, str):
        return turn.wording.text(step.done)
    return step.done(turn, case, draft)


def _begins(step: Step) -> Handler:
    def begin(turn: Turn) -> None:
        start(turn, step, turn.pressed(step.button).case)

    begin.__doc__, begin.__module__ = f"Begin the form “{step.words.title}”.", step.do.__module__
    return only(*step.roles)(begin)


def add(app: App, step: Step) -> None:
    """Add a small act to the bot: its key, its form, and what its nudge begins."""
    app.flows[step.form.name] = Flow(
        step.form,
        step.words,
        step.roles,
        lambda turn, draft: finish(turn, step, draft),
        summary=step.summary,
        heading=step.heading,
        known=step.known,
        private=step.private,
    )
    parts = app.in_full if step.in_full else app.parts
    parts.append(Part(step.act.needs, rows=lambda turn, case: key(step, turn, case), lines=step.lines))
    app.on(step.button, _begins(step))
    if step.duty is not None:
        app.fill_in[step.duty] = lambda turn, case: start(turn, step, case)


@dataclass(frozen=True)
class Sure:
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
    do: Callable[[Transaction, int, int], Case]
    """Does it to the case as it was shown: its id and version."""
    done: str
    """The sentence that it is done."""
    leave: str = N_("No, leave it")
    style: str = "primary"
    lines: Callable[[Turn, Case], list[Markup]] = lambda turn, case: []


def ask(turn: Turn, sure: Sure, case: Case) -> None:
    """Ask once more; the safe choice comes first."""
    wording = turn.wording
    impact = wording.text(sure.impact) if isinstance(sure.impact, str) else sure.impact(turn, case)
    question = Markup("<b>%s</b>") % wording.text(sure.asked, number=case.number)
    yes = Press(wording.label(sure.yes), sure.now(case.id, case.version), sure.style)
    leave = Press(wording.label(sure.leave), OpenCase(case.id))
    turn.show(Screen(lines(question, impact), column(leave, yes)))


def add_sure(app: App, sure: Sure) -> None:
    """Add an act that is asked for once more: its key, the question, and the act."""

    def asks(turn: Turn) -> None:
        ask(turn, sure, judged(turn.db, turn.pressed(sure.button).case, sure.act))

    def does(turn: Turn) -> None:
        pressed = turn.pressed(sure.now)
        case = sure.do(turn.db, pressed.case, pressed.version)
        turn.notice = turn.wording.text(sure.done)
        if not turn.app.open_card(turn, case.id):
            home.show(turn)

    def rows(turn: Turn, case: Case) -> Rows:
        offered = sure.act.offered(case, moment(turn.db))
        return column(Press(turn.wording.label(sure.key), sure.button(case.id))) if offered else ()

    for answer, button in ((asks, sure.button), (does, sure.now)):
        answer.__doc__, answer.__module__ = button.__doc__, sure.do.__module__
        app.on(button, only(*sure.roles)(answer))
    app.parts.append(Part(sure.act.needs, rows=rows, lines=sure.lines))

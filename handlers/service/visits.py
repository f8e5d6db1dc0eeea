"""Visits: logged in a few taps between two doors."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.errors import BeforeTheReport, NotThere
from casework.forms import SINCE, Draft, Value
from casework.service import VISIT, counts
from casework.staffing.people import SERVING
from casework.text.dates import local_day
from handlers.cases import cards
from handlers.forms import filling, questions
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import Act, App, Flow, Turn, only
from storage.cases import cases, service
from storage.forms import drafts


@dataclass(frozen=True)
class LogVisit(Button, prefix="cvi"):
    """Begin to log a visit."""

    case: int


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask how the visit went."""
    start(turn, turn.pressed(LogVisit).case)


def start(turn: Turn, case_id: int) -> None:
    """Begin the form."""
    case = cases.get(turn.db, case_id, Action.SERVE)
    filling.begin(turn, VISIT, case.id)


def save(turn: Turn, draft: Draft) -> None:
    """Keep the visit; the deadline it answers moves with the facts."""
    case = served(turn, draft)
    answers = VISIT.given(draft.answers)
    on = date.fromisoformat(draft.said("day"))
    risk = Risk(draft.said("risk")) if answers.get("risk") else None
    counted = counts(answers, case.risk)
    try:
        visited = case.visit(on=on, risk=risk, counts=counted)
    except BeforeTheReport as bad:
        again = drafts.begin(turn.db, VISIT.name, case.id, draft.answers)
        again = drafts.save(turn.db, again.change("day"))
        filling.show(
            turn, again, wrong=questions.wrong(bad, VISIT, VISIT.question("day"), again, turn.wording)
        )
        return
    visited = cases.save(turn.db, visited, "case.visited", on=on.isoformat(), counts=int(counted))
    service.log_visit(turn.db, visited, on, answers)
    turn.notice = _saved(turn, on, case.risk or risk, met=draft.said("met") == "met", counted=counted)
    cards.show(turn, case.id)


def _saved(turn: Turn, on: date, risk: Risk | None, *, met: bool, counted: bool) -> Markup:
    saved = turn.wording.text("The visit of %(day)s is saved.", day=turn.wording.day(on))
    if counted:
        return saved
    if met and risk is Risk.HIGH:
        why = turn.wording.text(
            "The risk is high, so the children are to be seen in person (New-Year care plan). "
            "The visit is still due."
        )
    else:
        why = turn.wording.text("Nobody was met or reached: the visit is still due.")
    return saved + Markup("\n") + why


def _known(turn: Turn, case_id: int | None) -> dict[str, Value]:
    """A visit is of a day on which somebody knew of the case."""
    case = cases.get(turn.db, case_id or 0, Action.SERVE)
    return {SINCE: local_day(case.reported_at).isoformat()}


def served(turn: Turn, draft: Draft) -> Case:
    """Give the case a form of service is about, judged again."""
    if draft.case is None:
        raise NotThere
    return cases.get(turn.db, draft.case, Action.SERVE)


def title(turn: Turn, draft: Draft) -> Markup:
    """Say which case a form is about."""
    case = cases.get(turn.db, draft.case or 0, Action.VIEW)
    form = turn.wording.text(questions.TITLES[draft.form])
    return turn.wording.text("%(number)s: %(form)s", number=case.number, form=form)


def _rows(turn: Turn, case: Case) -> Rows:
    if not case.served:
        return ()
    return ((Press(turn.wording.label("🚪 Log a visit"), LogVisit(case.id)),),)


def _last(turn: Turn, case: Case) -> list[Markup]:
    if case.visited_on is None:
        return []
    return [turn.wording.text("Last visited %(day)s", day=turn.wording.day(case.visited_on))]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[VISIT.name] = Flow(VISIT, SERVING, save, summary=True, heading=title, known=_known)
    app.acts.append(Act(Action.SERVE, rows=_rows))
    app.acts.append(Act(Action.VIEW, lines=_last))
    app.on(LogVisit, begin)

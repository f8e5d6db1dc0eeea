"""Visits: logged in a few taps between two doors."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.errors import BeforeTheReport, NotThere
from casework.forms import SINCE, Answers, Draft, Value
from casework.service import VISIT, counts
from casework.staffing.people import SERVING
from casework.text.dates import local_day
from handlers.cases import cards
from handlers.forms import filling, questions
from handlers.ui.buttons import Button
from handlers.ui.form_words import NOT_SAVED, Ask, Words
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from handlers.ui.words import CHILDREN, RISKS
from storage.cases import cases, service
from storage.forms import drafts


@dataclass(frozen=True)
class LogVisit(Button, prefix="cvi"):
    """Begin to log a visit."""

    case: int


def by_telephone(answers: Answers) -> bool:
    """Nobody was visited in person, so it is asked who was reached."""
    return answers.get("mode") == "phone"


WORDS = Words(
    title=N_("Visit"),
    asks={
        "mode": Ask(
            N_("How did you visit?"),
            name=N_("How"),
            options={
                "home": N_("At home"),
                "phone": N_("Telephone"),
                "office": N_("Office"),
                "school": N_("School"),
            },
        ),
        "met": Ask(
            N_("Did you meet somebody?"),
            name=N_("Met anybody"),
            options={"met": N_("Met"), "not_met": N_("Met nobody")},
            instead=(
                by_telephone,
                Ask(
                    N_("Did you reach somebody?"),
                    name=N_("Reached anybody"),
                    options={"met": N_("Reached"), "not_met": N_("Reached nobody")},
                ),
            ),
        ),
        "children": Ask(N_("Did you see the children?"), name=N_("Children"), options=CHILDREN),
        "risk": Ask(N_("How high is the risk now?"), name=N_("Risk"), options=RISKS),
        "day": Ask(
            N_("On which day?"),
            name=N_("Day"),
            hint=N_("Tap, or type a day such as 6/1, 115/6/1 or last Wed."),
            options={"today": N_("Today"), "yesterday": N_("Yesterday")},
        ),
        "note": Ask(
            N_("Anything to note?"),
            name=N_("Note"),
            example=N_("The mother found work; the child goes to school again."),
        ),
    },
    send=N_("Save the visit"),
    unsent=NOT_SAVED,
)


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
            turn, again, wrong=questions.wrong(bad, WORDS, VISIT.question("day"), again, turn.wording)
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
    form = turn.wording.text(turn.app.flows[draft.form].words.title)
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
    app.flows[VISIT.name] = Flow(VISIT, WORDS, SERVING, save, summary=True, heading=title, known=_known)
    app.parts.append(Part(Action.SERVE, rows=_rows))
    app.parts.append(Part(Action.VIEW, lines=_last))
    app.on(LogVisit, begin)

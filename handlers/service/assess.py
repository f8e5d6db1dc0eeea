"""The assessment report (評估報告) of a case in service: 兒少權法 54, 脆弱家庭辦法 5. It rests on a visit."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.forms import Draft
from casework.service import ASSESSMENT
from casework.staffing.people import SERVING
from casework.text.dates import local_day
from handlers.cases import cards
from handlers.forms import filling
from handlers.service.visits import served, title
from handlers.ui.buttons import Button
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from handlers.ui.words import NEEDS, RISKS
from storage.cases import cases, service


@dataclass(frozen=True)
class Assess(Button, prefix="cas"):
    """Begin the assessment report."""

    case: int


WORDS = Words(
    title=N_("Assessment report"),
    asks={
        "members": Ask(
            N_("Who lives there?"),
            name=N_("Who lives there"),
            hint=N_("Tap all that apply."),
            options={
                "mother": N_("Mother"),
                "father": N_("Father"),
                "grandparents": N_("Grandparents"),
                "relatives": N_("Other relatives"),
                "partner": N_("A parent's partner"),
                "children": N_("Children"),
            },
        ),
        "strengths": Ask(
            N_("What can the family build on?"),
            name=N_("Strengths"),
            hint=N_("Relatives, work, what they are good at, who helps them."),
        ),
        "needs": Ask(
            N_("What does the family need?"), name=N_("Needs"), hint=N_("Tap all that apply."), options=NEEDS
        ),
        "risk": Ask(N_("How high is the risk now?"), name=N_("Risk"), options=RISKS),
        "aims": Ask(N_("What is the service to reach?"), name=N_("Aims")),
        "plan": Ask(N_("What will be done, and by when?"), name=N_("Plan")),
    },
    send=N_("File the report"),
)


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask what the assessment found."""
    start(turn, turn.pressed(Assess).case)


def start(turn: Turn, case_id: int) -> None:
    """Begin the form; before a visit that counts, say that the visit comes first."""
    case = cases.get(turn.db, case_id, Action.SERVE)
    case.assess(risk=None, at=turn.db.now)  # refused now, before anybody writes a long report in vain
    filling.begin(turn, ASSESSMENT, case.id)


def file(turn: Turn, draft: Draft) -> None:
    """Keep the report; it can be read again among the full data."""
    case = served(turn, draft)
    assessed = case.assess(risk=Risk(draft.said("risk")), at=turn.db.now)
    assessed = cases.save(turn.db, assessed, "case.assessed")
    service.file_paper(turn.db, assessed, ASSESSMENT.name, ASSESSMENT.given(draft.answers))
    turn.notice = turn.wording.text("The assessment report is filed. It stands among the full data.")
    cards.show(turn, case.id)


def _rows(turn: Turn, case: Case) -> Rows:
    if not case.served or case.assessed_at is not None:
        return ()
    return column(Press(turn.wording.label("📄 Assessment report"), Assess(case.id)))


def _filed(turn: Turn, case: Case) -> list[Markup]:
    if case.assessed_at is None:
        return []
    day = turn.wording.day(local_day(case.assessed_at))
    return [turn.wording.text("Assessment report filed %(day)s", day=day)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[ASSESSMENT.name] = Flow(ASSESSMENT, WORDS, SERVING, file, summary=True, heading=title)
    app.parts.append(Part(Action.SERVE, rows=_rows))
    app.parts.append(Part(Action.VIEW, lines=_filed))
    app.on(Assess, begin)

"""The assessment report (評估報告) of a case in service: 兒少權法 54, 脆弱家庭辦法 5. It rests on a visit."""

from markupsafe import Markup

from actions import service
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.service.assess import ASSESSMENT
from casework.staffing.people import SERVING
from casework.text.dates import local_day
from handlers.cases.cards import own_seat
from handlers.forms import steps
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import NEEDS, RISKS, RISKS_SAID
from handlers.words.wording import N_
from storage.core.database import Transaction

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
        "risk": Ask(N_("How high is the risk now?"), name=N_("Risk"), options=RISKS, typed=RISKS_SAID),
        "aims": Ask(N_("What is the service to reach?"), name=N_("Aims")),
        "plan": Ask(N_("What will be done, and by when?"), name=N_("Plan")),
    },
    send=N_("File the report"),
)


class Assess(OfCase, prefix="cas"):
    """Begin the assessment report; before a visit that counts, the visit comes first."""


def file(db: Transaction, draft: Draft) -> Case:
    """Keep the report; it can be read again among the full data."""
    return service.assess(db, draft.subject or 0, draft.answers)


def _filed(turn: Turn, case: Case) -> list[Markup]:
    at = own_seat(turn, case).assessed_at
    if at is None:
        return []
    day = turn.wording.day(local_day(at))
    return [turn.wording.text("Assessment report filed %(day)s", day=day)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.ASSESS,
            Assess,
            N_("📄 Assessment report"),
            ASSESSMENT,
            WORDS,
            SERVING,
            do=file,
            done=N_("The assessment report is filed. It stands among the full data."),
            summary=True,
        ),
    )
    app.parts.append(Part(Action.VIEW, lines=_filed))

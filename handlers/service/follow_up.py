"""The monthly follow-up (每月回報): filing it ends the deadline it answers [001] 三(六)3(5)."""

from markupsafe import Markup

from actions import service
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.reminders.seats import month_to_file
from casework.service.follow_up import FOLLOW_UP
from casework.staffing.people import SERVING
from handlers.cases.cards import own_seat
from handlers.forms import steps
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import CHILDREN, NEEDS, RISKS
from handlers.words.wording import N_
from storage.cases import cases
from storage.core.database import Transaction

WORDS = Words(
    title=N_("Monthly follow-up"),
    asks={
        "contact": Ask(
            N_("How did you keep in contact this month?"),
            name=N_("Contact"),
            options={
                "home": N_("Home visit"),
                "phone": N_("Telephone"),
                "office": N_("Office"),
                "none": N_("No contact"),
            },
        ),
        "children": Ask(N_("Did you see the children?"), name=N_("Children"), options=CHILDREN),
        "needs": Ask(
            N_("What does the family need?"), name=N_("Needs"), hint=N_("Tap all that apply."), options=NEEDS
        ),
        "services": Ask(
            N_("What was given this month?"),
            name=N_("Services"),
            hint=N_("Tap all that apply."),
            options={
                "visit": N_("Visits"),
                "aid": N_("Aid or goods"),
                "referral": N_("Referral"),
                "counselling": N_("Counselling"),
                "childcare": N_("Child care"),
                "joint": N_("Joint plan"),
            },
        ),
        "risk": Ask(N_("How high is the risk now?"), name=N_("Risk"), options=RISKS),
        "plan": Ask(N_("What is the plan for next month?"), name=N_("Plan")),
    },
    send=N_("File the follow-up"),
)


class File(OfCase, prefix="cfu"):
    """Begin the follow-up that is next."""


def file(db: Transaction, draft: Draft) -> Case:
    """Keep the follow-up; the deadline it answers ends and the next month's begins."""
    return service.follow_up(db, draft.subject or 0, draft.answers)


def _filed(turn: Turn, case: Case, draft: Draft) -> Markup:
    return turn.wording.text("The follow-up for %(month)s is filed. Thank you.", month=_latest(turn, case))


def _heading(turn: Turn, draft: Draft) -> Markup:
    case = cases.get(turn.db, draft.subject or 0, acts.FOLLOW_UP.needs)
    return turn.wording.text(
        "%(number)s: follow-up for %(month)s", number=case.number, month=_month(turn, case)
    )


def _label(turn: Turn, case: Case) -> str:
    return turn.wording.label("📝 Follow-up %(month)s", month=_month(turn, case))


def _month(turn: Turn, case: Case) -> str:
    return turn.wording.month(month_to_file(case, own_seat(turn, case), turn.db.rules.policy))


def _latest(turn: Turn, case: Case) -> str:
    month = own_seat(turn, case).followed_up
    return turn.wording.month(month) if month else ""


def _last(turn: Turn, case: Case) -> list[Markup]:
    month = _latest(turn, case)
    return [turn.wording.text("Follow-ups filed up to %(month)s", month=month)] if month else []


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.FOLLOW_UP,
            File,
            _label,
            FOLLOW_UP,
            WORDS,
            SERVING,
            do=file,
            done=_filed,
            summary=True,
            heading=_heading,
        ),
    )
    app.parts.append(Part(Action.VIEW, lines=_last))

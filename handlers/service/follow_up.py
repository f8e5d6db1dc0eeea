"""The monthly follow-up (每月回報): filing it ends the deadline it answers [001] 三(六)3(5)."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.errors import WrongState
from casework.forms import Draft
from casework.reminders.obligations import may_file, month_to_file
from casework.service import FOLLOW_UP
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.forms import filling
from handlers.service.visits import served
from handlers.ui.buttons import Button
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from handlers.ui.words import CHILDREN, NEEDS, RISKS
from storage.cases import cases, service


@dataclass(frozen=True)
class File(Button, prefix="cfu"):
    """Begin the follow-up that is next."""

    case: int


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


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask about the month."""
    start(turn, turn.pressed(File).case)


def start(turn: Turn, case_id: int) -> None:
    """Begin the form, when its month has begun."""
    case = cases.get(turn.db, case_id, Action.SERVE)
    _refuse_too_early(turn, case)
    filling.begin(turn, FOLLOW_UP, case.id)


def file(turn: Turn, draft: Draft) -> None:
    """Keep the follow-up; the deadline it answers ends and the next month's begins."""
    case = served(turn, draft)
    _refuse_too_early(turn, case)
    month = month_to_file(case, turn.db.rules.policy)
    filed = case.follow_up(month=month, risk=Risk(draft.said("risk")))
    filed = cases.save(turn.db, filed, "case.followed_up", month=month.isoformat())
    service.file_follow_up(turn.db, filed, month, FOLLOW_UP.given(draft.answers))
    turn.notice = turn.wording.text(
        "The follow-up for %(month)s is filed. Thank you.", month=turn.wording.month(month)
    )
    cards.show(turn, case.id)


def _refuse_too_early(turn: Turn, case: Case) -> None:
    if not may_file(case, turn.db.rules.policy, turn.today):
        raise WrongState


def _heading(turn: Turn, draft: Draft) -> Markup:
    case = served(turn, draft)
    return turn.wording.text(
        "%(number)s: follow-up for %(month)s", number=case.number, month=_month(turn, case)
    )


def _month(turn: Turn, case: Case) -> str:
    return turn.wording.month(month_to_file(case, turn.db.rules.policy))


def _rows(turn: Turn, case: Case) -> Rows:
    if not may_file(case, turn.db.rules.policy, turn.today):
        return ()
    label = turn.wording.label("📝 Follow-up %(month)s", month=_month(turn, case))
    return ((Press(label, File(case.id)),),)


def _last(turn: Turn, case: Case) -> list[Markup]:
    if case.followed_up is None:
        return []
    month = turn.wording.month(case.followed_up)
    return [turn.wording.text("Follow-ups filed up to %(month)s", month=month)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[FOLLOW_UP.name] = Flow(FOLLOW_UP, WORDS, SERVING, file, summary=True, heading=_heading)
    app.parts.append(Part(Action.SERVE, rows=_rows))
    app.parts.append(Part(Action.VIEW, lines=_last))
    app.on(File, begin)

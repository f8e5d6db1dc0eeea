"""The monthly follow-up (每月回報): filing it ends the deadline it answers [001] 三(六)3(5)."""

from datetime import date

from markupsafe import Markup

from actions import service
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case, Risk
from casework.forms import ANSWERING, FILLED, Answers, Draft, Value
from casework.reminders.seats import month_to_file
from casework.service import lowering
from casework.service.follow_up import FOLLOW_UP, filled_in
from casework.staffing.people import SERVING
from casework.text.masking import mask_in_text
from handlers.cases.cards import own_seat
from handlers.forms import steps
from handlers.service.lowered import LOWER_WHY, risk_before
from handlers.ui import home
from handlers.ui.buttons import OfCase
from handlers.ui.screens import lines
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import CHILDREN, CHILDREN_SAID, CONTACTS_SAID, NEEDS, RISKS, RISKS_SAID
from handlers.words.wording import N_
from storage.cases import cases, households
from storage.cases.service import follow_ups_of, visits_of
from storage.core.database import Transaction

ASKED = "(?:每月|本月|當月)?回報表?|月報表?|(?:monthly)?follow-?ups?(?:reports?)?"
"""How people call it."""
WORDS = Words(
    title=N_("Monthly follow-up"),
    asks={
        "contact": Ask(
            N_("How did you keep in contact that month?"),
            name=N_("Contact"),
            options={
                "home": N_("Home visit"),
                "phone": N_("Telephone"),
                "office": N_("Office"),
                "none": N_("No contact"),
            },
            typed={
                **{how: CONTACTS_SAID[how] for how in ("home", "phone", "office")},
                "none": "(?:都|完全)?(?:沒有?|無)(?:聯[繫絡](?:到|上)?|聯系) nocontactatall none",
            },
        ),
        "children": Ask(
            N_("Did you see the children?"), name=N_("Children"), options=CHILDREN, typed=CHILDREN_SAID
        ),
        "needs": Ask(
            N_("What does the family need?"), name=N_("Needs"), hint=N_("Tap all that apply."), options=NEEDS
        ),
        "services": Ask(
            N_("What was given that month?"),
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
        "risk": Ask(N_("How high is the risk now?"), name=N_("Risk"), options=RISKS, typed=RISKS_SAID),
        lowering.KEY: LOWER_WHY,
        "plan": Ask(N_("What is the plan for the month after?"), name=N_("Plan")),
    },
    send=N_("File the follow-up"),
)


class File(OfCase, prefix="cfu"):
    """Begin the follow-up that is next."""


def file(db: Transaction, draft: Draft) -> Case:
    """Keep the follow-up; the deadline it answers ends and the next month's begins."""
    return service.follow_up(db, draft.subject or 0, draft.answers)


def _filed(turn: Turn, case: Case, draft: Draft) -> Markup:
    filed = turn.wording.text("The follow-up for %(month)s is filed. Thank you.", month=_latest(turn, case))
    return filed if draft.answers.get("risk") in (None, case.risk) else lines(filed, _stays(turn, case))


def _stays(turn: Turn, case: Case) -> Markup | None:
    """Say that the risk was not lowered by what the month tells."""
    if case.risk is not Risk.HIGH:
        return None
    return turn.wording.text(
        "The risk stays high: it is lowered only after a visit in person at which the children, if there are "
        "any, were seen."
    )


def _heading(turn: Turn, draft: Draft) -> Markup:
    case = cases.get(turn.db, draft.subject or 0, acts.FOLLOW_UP.needs)
    begun = draft.said(ANSWERING)
    month = turn.wording.month(date.fromisoformat(begun)) if begun else _month(turn, case)
    title = turn.wording.text("%(number)s: follow-up for %(month)s", number=case.number, month=month)
    filled = _filled(turn, draft)
    return lines(title, filled) if filled else title


def _known(turn: Turn, case_id: int | None) -> dict[str, Value]:
    """Fill in what the month's visits and the last follow-up say, from the seat that files."""
    case = cases.get(turn.db, case_id or 0, acts.FOLLOW_UP.needs)
    seat = own_seat(turn, case)
    visits = [(one.on, one.answers) for one in visits_of(turn.db, case) if one.seat == seat.id]
    month = _to_file(turn, case)
    found = filled_in(month, visits, _before(turn, case))
    return risk_before(case) | (found | {FILLED: list(found)} if found else {})


def _before(turn: Turn, case: Case) -> Answers | None:
    """The answers of the last follow-up from the same seat."""
    seat = own_seat(turn, case).id
    filed = [one.answers for one in follow_ups_of(turn.db, case) if one.seat == seat]
    return filed[-1] if filed else None


def _filled(turn: Turn, draft: Draft) -> Markup | None:
    """Say what was filled in, and what was planned last month."""
    case = cases.get(turn.db, draft.subject or 0, acts.FOLLOW_UP.needs)
    before, names = _before(turn, case), households.names_known(turn.db, case.household)
    plan = mask_in_text(str(before["plan"]), *names) if before and before.get("plan") else ""
    return lines(
        turn.wording.text("Filled in from the visits and the last follow-up; all of it can be changed.")
        if draft.chosen(FILLED)
        else None,
        turn.wording.text("Planned in the last follow-up: %(plan)s", plan=plan) if plan else None,
    )


def _label(turn: Turn, case: Case) -> str:
    return turn.wording.label("📝 Follow-up %(month)s", month=_month(turn, case))


def _to_file(turn: Turn, case: Case) -> date:
    return month_to_file(case, own_seat(turn, case), turn.db.rules.policy)


def _month(turn: Turn, case: Case) -> str:
    return turn.wording.month(_to_file(turn, case))


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
            known=_known,
            answers=lambda turn, case: _to_file(turn, case).isoformat(),
        ),
    )
    app.guides.append(home.on_a_case(ASKED, N_("📝 Follow-up"), SERVING))
    app.parts.append(Part(Action.VIEW, lines=_last))

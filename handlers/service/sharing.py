"""Shared cases (共案): another unit serves the family, too, and all make one plan [001] 三(六)2(5)."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.criteria import Kind
from casework.errors import WrongState
from casework.forms import Draft
from casework.service import JOINT_PLAN
from casework.staffing.people import SERVING, Role
from casework.text.dates import local_day
from handlers.cases import cards
from handlers.forms import filling
from handlers.screening.dispatching import as_shown
from handlers.service.visits import served, title
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from handlers.ui.words import UNIT_KINDS
from storage.cases import cases, service

DECLARING = (*SERVING, Role.SUPERVISOR)
"""Who may press; `Action.DECLARE` then judges whose case it is."""


@dataclass(frozen=True)
class Share(Button, prefix="csh"):
    """Ask once more before a case is a shared one."""

    case: int


@dataclass(frozen=True)
class ShareNow(Button, prefix="csy"):
    """Say that another unit serves the family of the case as the question showed it."""

    case: int
    version: int


@dataclass(frozen=True)
class MakePlan(Button, prefix="cjp"):
    """Begin the joint plan."""

    case: int


WORDS = Words(
    title=N_("Joint plan"),
    asks={
        "units": Ask(
            N_("Which units serve the family?"),
            name=N_("Units"),
            hint=N_("Tap all that apply."),
            options={kind.value: label for kind, label in UNIT_KINDS.items()},
        ),
        "aims": Ask(N_("What do the units want to reach together?"), name=N_("Aims")),
        "shares": Ask(
            N_("Who does what?"), name=N_("Shares"), hint=N_("Agree on it with the other units first.")
        ),
        "months": Ask(
            N_("How long does the plan run?"),
            name=N_("Period"),
            options={"3": N_("3 months"), "6": N_("6 months"), "12": N_("12 months")},
        ),
    },
    send=N_("File the plan"),
)


@only(*DECLARING)
def ask(turn: Turn) -> None:
    """Ask once more: the case becomes a shared one, and a joint plan is due."""
    case = cases.get(turn.db, turn.pressed(Share).case, Action.DECLARE)
    if not _can_share(case):
        raise WrongState
    wording, days = turn.wording, turn.db.rules.policy.joint_plan.days
    asked = wording.text("%(number)s: does another unit serve the family, too?", number=case.number)
    impact = wording.count(
        "The case becomes a shared one: a joint plan is due within %(n)s day.",
        "The case becomes a shared one: a joint plan is due within %(n)s days.",
        days,
    )
    yes = Press(wording.label("Yes, another unit does"), ShareNow(case.id, case.version), "primary")
    cards.sure(turn, case, asked, impact, yes)


@only(*DECLARING)
def share(turn: Turn) -> None:
    """Make it a shared case; the primary worker hears when the supervisor says so."""
    button = turn.pressed(ShareNow)
    case = as_shown(turn, button.case, button.version, Action.DECLARE)
    shared = cases.save(turn.db, case.share(at=turn.db.now), "case.shared")
    if shared.worker is not None:
        telling.staff(turn, "case.shared", shared, [shared.worker])
    turn.notice = turn.wording.text(
        "It is a shared case now. Keep in contact with the other units and make one plan with them."
    )
    cards.show(turn, case.id)


@only(*SERVING)
def begin(turn: Turn) -> None:
    """Ask what was agreed."""
    start(turn, turn.pressed(MakePlan).case)


def start(turn: Turn, case_id: int) -> None:
    """Begin the form, while a plan is to be made."""
    case = cases.get(turn.db, case_id, Action.SERVE)
    if not case.to_plan:
        raise WrongState
    filling.begin(turn, JOINT_PLAN, case.id)


def file(turn: Turn, draft: Draft) -> None:
    """Keep the plan; the conference is to pass it, so the supervisor hears."""
    case = served(turn, draft)
    planned = cases.save(turn.db, case.plan(at=turn.db.now), "case.planned")
    service.file_paper(turn.db, planned, JOINT_PLAN.name, JOINT_PLAN.given(draft.answers))
    telling.staff(turn, "case.planned", planned, [one.id for one in telling.supervisors(turn.db, case.unit)])
    turn.notice = turn.wording.text(
        "The joint plan is filed. Bring it to the next case conference: the conference passes it."
    )
    cards.show(turn, case.id)


def _can_share(case: Case) -> bool:
    return case.served and Kind.SHARED not in case.kinds


def _share_key(turn: Turn, case: Case) -> Rows:
    if not _can_share(case):
        return ()
    return column(Press(turn.wording.label("🤝 Another unit too"), Share(case.id)))


def _plan_key(turn: Turn, case: Case) -> Rows:
    return column(Press(turn.wording.label("🤝 Joint plan"), MakePlan(case.id))) if case.to_plan else ()


def _planned(turn: Turn, case: Case) -> list[Markup]:
    if case.planned_at is None:
        return []
    day = turn.wording.day(local_day(case.planned_at))
    return [turn.wording.text("Joint plan filed %(day)s", day=day)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[JOINT_PLAN.name] = Flow(JOINT_PLAN, WORDS, SERVING, file, summary=True, heading=title)
    app.parts.append(Part(Action.SERVE, rows=_plan_key))
    app.parts.append(Part(Action.DECLARE, rows=_share_key))
    app.parts.append(Part(Action.VIEW, lines=_planned))
    for handler, button in ((ask, Share), (share, ShareNow), (begin, MakePlan)):
        app.on(button, handler)

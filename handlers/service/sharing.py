"""Shared cases (共案): another unit serves the family, too, and all make one plan [001] 三(六)2(5)."""

from markupsafe import Markup

from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.service.sharing import JOINT_PLAN, PLAN
from casework.staffing.people import LEADING, SERVING
from casework.text.dates import local_day
from handlers.forms import steps
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_

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


class Share(OfCase, prefix="csh"):
    """Ask once more before a case is a shared one."""


class ShareNow(AsShown, prefix="csy"):
    """Say that another unit serves the family of the case as the question showed it."""


class MakePlan(OfCase, prefix="cjp"):
    """Begin the joint plan."""


def _impact(turn: Turn, case: Case) -> Markup:
    return turn.wording.count(
        "The case becomes a shared one: a joint plan is due within %(n)s day.",
        "The case becomes a shared one: a joint plan is due within %(n)s days.",
        turn.db.rules.policy.joint_plan.days,
    )


def _planned(turn: Turn, case: Case) -> list[Markup]:
    if case.sharing.planned_at is None:
        return []
    day = turn.wording.day(local_day(case.sharing.planned_at))
    return [turn.wording.text("Joint plan filed %(day)s", day=day)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            PLAN,
            MakePlan,
            N_("🤝 Joint plan"),
            JOINT_PLAN,
            WORDS,
            SERVING,
            done=N_(
                "The joint plan is filed. Bring it to the next case conference: the conference passes it."
            ),
            summary=True,
        ),
    )
    steps.add_sure(
        app,
        steps.Sure(
            acts.SHARE,
            Share,
            N_("🤝 Another unit too"),
            (*SERVING, *LEADING),
            asked=N_("%(number)s: does another unit serve the family, too?"),
            impact=_impact,
            yes=N_("Yes, another unit does"),
            now=ShareNow,
            done=N_(
                "It is a shared case now. Keep in contact with the other units and make one plan with them."
            ),
        ),
    )
    app.parts.append(Part(Action.VIEW, lines=_planned))

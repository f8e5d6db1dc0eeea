"""Shared cases (共案): another unit serves the family, too, and all make one plan [001] 三(六)2(5)."""

from markupsafe import Markup

from actions import service
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.service.sharing import JOINT_PLAN, PASS, PLAN, SHARED
from casework.staffing.people import LEADING, SERVING, Role
from casework.text.dates import local_day
from handlers.forms import steps
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.turn import App, Part, Turn
from handlers.words.form_words import Ask, Words
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_
from storage.core.database import Transaction

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
    """Begin to say which units serve the family, too."""


class MakePlan(OfCase, prefix="cjp"):
    """Begin the joint plan."""


class Pass(OfCase, prefix="cjq"):
    """Ask once more whether the conference passed the plan."""


class Passed(AsShown, prefix="cjr"):
    """Say that it did, of the case as the question showed it."""


SHARE_WORDS = Words(
    title=N_("Other units"),
    asks={
        "units": Ask(
            N_("Which other units serve the family?"),
            name=N_("Other units"),
            hint=N_("Tap all that apply."),
            options={kind.value: label for kind, label in UNIT_KINDS.items()},
        ),
    },
)


def share(db: Transaction, draft: Draft) -> Case:
    """Say which units serve the family, too."""
    return service.share(db, draft.subject or 0, draft.answers)


def _shared(turn: Turn, case: Case, draft: Draft) -> Markup:
    if not case.sharing.several:
        return turn.wording.text(
            "It is a shared case now. Keep in contact with the other unit. "
            "You are of one bureau, so no joint plan is due."
        )
    return turn.wording.count(
        "It is a shared case now. Make one plan with the other units within %(n)s day.",
        "It is a shared case now. Make one plan with the other units within %(n)s days.",
        turn.db.rules.policy.joint_plan.days,
    )


def _planned(turn: Turn, case: Case) -> list[Markup]:
    if case.sharing.planned_at is None:
        return []
    day = turn.wording.day(local_day(case.sharing.planned_at))
    filed = turn.wording.text("Joint plan filed %(day)s", day=day)
    if case.sharing.passed_at is None:
        return [filed]
    day = turn.wording.day(local_day(case.sharing.passed_at))
    return [filed, turn.wording.text("The case conference passed it %(day)s", day=day)]


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
    steps.add(
        app,
        steps.Step(
            acts.SHARE,
            Share,
            N_("🤝 Another unit too"),
            SHARED,
            SHARE_WORDS,
            (*SERVING, *LEADING),
            do=share,
            done=_shared,
        ),
    )
    steps.add_sure(
        app,
        steps.Sure(
            PASS,
            Pass,
            N_("Plan passed"),
            (*LEADING, Role.BUREAU),
            asked=N_("%(number)s: did the case conference pass the joint plan?"),
            impact=N_("The duty to have it passed ends, and who serves hears so."),
            yes=N_("Yes, it passed"),
            now=Passed,
            done=N_("Noted: the conference passed the plan."),
        ),
    )
    app.parts.append(Part(Action.VIEW, lines=_planned))

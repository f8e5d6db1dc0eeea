"""Verifying (查證): a screener corrects kind, urgency and indicators; until then they say 待查證."""

from markupsafe import Markup

from actions import screening
from casework import acts
from casework.cases.case import Case
from casework.cases.criteria import Indicator
from casework.forms import Draft
from casework.screening import VERIFY
from handlers.forms import steps
from handlers.screening.dispatching import SCREENING
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Turn
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.terms import INDICATORS, KINDS
from handlers.words.wording import N_
from storage.cases import service
from storage.core.database import Transaction

WORDS = Words(
    title=N_("Verify"),
    asks={
        "urgent": Ask(
            N_("Is it a 24-hour matter?"), name=N_("24 hours"), options={"yes": N_("Yes"), "no": N_("No")}
        ),
        "partner": Ask(
            N_("Violence between partners, assessed as high risk?"),
            name=N_("Partner violence"),
            options={"high": N_("High risk"), "no": N_("No"), "unknown": N_("Not known")},
        ),
        "child": Ask(
            N_("Is there a child or a youth in the home?"),
            name=N_("Child in the home"),
            options={"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Not known")},
        ),
        "suicide": Ask(
            N_("Was a suicide reported to the health bureau?"),
            name=N_("Suicide report"),
            hint=N_("Tap all that apply."),
            options={
                "reported": N_("Reported"),
                "economic": N_("Reason: economic"),
                "unstated": N_("No reason stated"),
                "relief": N_("Relief applied for"),
            },
        ),
        "kinds": Ask(
            N_("Which special kind applies?"),
            name=N_("Kind"),
            options={kind.value: label for kind, label in KINDS.items()},
        ),
        "indicators": Ask(
            N_("Which indicators are verified?"),
            name=N_("Indicators"),
            hint=N_("Tap all that apply."),
            options={one.value: label for one, label in INDICATORS.items()},
        ),
        "reason": Ask(N_("By what was it verified?"), name=REASON),
    },
    send=N_("Keep what was verified"),
)


class Verify(OfCase, prefix="cve"):
    """Begin to verify a case."""


def verify(db: Transaction, draft: Draft) -> Case:
    """Keep what was verified."""
    return screening.verify(db, draft.subject or 0, draft.answers)


def verified(turn: Turn, case: Case) -> list[Markup]:
    """Say which indicators were verified, and by what."""
    found = [one for one in service.papers_of(turn.db, case) if one.kind == VERIFY.name]
    if not found:
        return []
    chosen = found[-1].answers.get("indicators")
    named = [INDICATORS[Indicator(one)] for one in chosen] if isinstance(chosen, list) else []
    said = turn.wording.label(", ").join(turn.wording.label(one) for one in named)
    return [turn.wording.text("Verified: %(indicators)s", indicators=said or turn.wording.label("none"))]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add(
        app,
        steps.Step(
            acts.VERIFY,
            Verify,
            N_("✔️ Verify"),
            VERIFY,
            WORDS,
            SCREENING,
            do=verify,
            done=N_("Kept. Whoever has the case hears so."),
            summary=True,
            lines=verified,
        ),
    )

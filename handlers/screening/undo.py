"""Undo: what screening decided is undone by an administrator only, with a reason."""

from actions import screening
from casework import acts
from casework.cases.case import Case
from casework.forms import Draft
from casework.screening import UNDO
from casework.staffing.people import Role
from handlers.forms import steps
from handlers.screening.dispatching import SCREENING
from handlers.ui.buttons import OfCase
from handlers.ui.turn import App, Guide
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_
from storage.core.database import Transaction

ASKED = (
    "(?:剛剛|剛才|上次)?(?:[這那][個件]?)?(?:案件?|案子)?(?:派|併|轉)錯了?(?:案|人|單位)?(?:怎麼辦)?"
    "|(?:收回|撤回|取消|撤銷|復原)(?:派案|派件|併案|篩派|轉介)?|wrongdispatch|dispatched(?:wrong(?:ly)?|tothewrong(?:unit|worker|person|one))|undo(?:a|the)?(?:dispatch|screening)?"
)
"""Words by which a screener wants back what they decided."""
WORDS = Words(
    title=N_("Undo the screening"),
    asks={"reason": Ask(N_("Why is it undone?"), name=REASON)},
    send=N_("Undo it"),
    impact=N_("The screeners decide anew, and an offer that was made is withdrawn."),
)


class Undo(OfCase, prefix="cu"):
    """Put what screening decided back on the table."""


def undo(db: Transaction, draft: Draft) -> Case:
    """Undo it, with a reason."""
    return screening.undo(db, draft.subject or 0, draft.said("reason"))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.guides.append(
        Guide(
            ASKED,
            N_("Only an administrator can undo what screening decided: tell them the number, and why."),
            SCREENING,
        )
    )
    steps.add(
        app,
        steps.Step(
            acts.UNDO,
            Undo,
            N_("Undo the screening"),
            UNDO,
            WORDS,
            (Role.ADMIN,),
            do=undo,
            done=N_("Undone. The case is to be screened again."),
            summary=True,
            answers=lambda turn, case: f"{case.state} {case.lead.offered_at} {case.joined_to}",
            behind_the_pin=True,
        ),
    )

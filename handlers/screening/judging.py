"""Judging disputes (爭議機制) [003] item 4: the assessment stands, or the case is screened again."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import SERVED, Case, State
from casework.errors import WrongState
from casework.forms import Draft
from casework.service import SCREEN_AGAIN, UPHOLD
from casework.text.identity import mask_in_text
from handlers.cases import cards, reported
from handlers.forms import filling
from handlers.screening.dispatching import SCREENING
from handlers.service.visits import title
from handlers.ui import telling
from handlers.ui.buttons import Button
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases


@dataclass(frozen=True)
class Uphold(Button, prefix="cju"):
    """The assessment stands."""

    case: int


@dataclass(frozen=True)
class ScreenAgain(Button, prefix="cja"):
    """The dispute is right."""

    case: int


UPHOLD_WORDS = Words(
    title=N_("Uphold the assessment"),
    asks={
        "reason": Ask(N_("Why does the assessment stand?")),
    },
)
SCREEN_AGAIN_WORDS = Words(
    title=N_("Screen again"),
    asks={
        "reason": Ask(N_("Why is it screened again?")),
    },
)


@only(*SCREENING)
def ask_why_it_stands(turn: Turn) -> None:
    """Ask why the assessment stands."""
    filling.begin(turn, UPHOLD, _disputed(turn, turn.pressed(Uphold).case).id)


@only(*SCREENING)
def ask_why_again(turn: Turn) -> None:
    """Ask why the case is screened again."""
    filling.begin(turn, SCREEN_AGAIN, _disputed(turn, turn.pressed(ScreenAgain).case).id)


def _disputed(turn: Turn, case_id: int) -> Case:
    case = cases.get(turn.db, case_id, Action.JUDGE_DISPUTE)
    if case.state is not State.DISPUTED:
        raise WrongState
    return case


def uphold(turn: Turn, draft: Draft) -> None:
    """Let the assessment stand; the worker goes on."""
    case = cases.get(turn.db, draft.case or 0, Action.JUDGE_DISPUTE)
    going_on = cases.save(turn.db, case.uphold(), "case.upheld")
    cases.remark(turn.db, going_on, "case.upheld", draft.said("reason"))
    telling.staff(turn, "case.upheld", going_on, _worker(case))
    turn.notice = turn.wording.text("The assessment stands. The worker hears so and sees the reason.")
    cards.show(turn, case.id)


def screen_again(turn: Turn, draft: Draft) -> None:
    """Put the case back on the screeners' table; the worker hears."""
    case = cases.get(turn.db, draft.case or 0, Action.JUDGE_DISPUTE)
    again = cases.save(turn.db, case.screen_again(at=turn.db.now), "case.screened_again", person=case.worker)
    cases.remark(turn.db, again, "case.screened_again", draft.said("reason"))
    telling.staff(turn, "case.taken_back", again, _worker(case))
    telling.screeners(turn, again, "case.screened_again")
    turn.notice = turn.wording.text("The case is to be screened again. The worker hears so.")
    cards.show(turn, case.id)


def _worker(case: Case) -> list[int]:
    return [case.worker] if case.worker is not None else []


def about(turn: Turn, case: Case) -> list[Markup]:
    """What is disputed, and what was reported."""
    if case.state is not State.DISPUTED:
        return []
    reasons = [text for verb, text in cases.remarks_of(turn.db, case) if verb == "case.disputed"]
    said = [
        turn.wording.text("Disputed: %(reason)s", reason=mask_in_text(reason, case.household.name))
        for reason in reasons[-1:]
    ]
    return [*said, *reported.reported(turn, case)]


def upheld(turn: Turn, case: Case) -> list[Markup]:
    """Why the assessment stands, for who disputed it and goes on serving."""
    said = [text for verb, text in cases.remarks_of(turn.db, case) if verb == "case.upheld"]
    if case.state not in SERVED or not said:
        return []
    reason = mask_in_text(said[-1], case.household.name)
    return [turn.wording.text("The assessment stands: %(reason)s", reason=reason)]


def keys(turn: Turn, case: Case) -> Rows:
    """The two outcomes."""
    if case.state is not State.DISPUTED:
        return ()
    return column(
        Press(turn.wording.label("Assessment stands"), Uphold(case.id)),
        Press(turn.wording.label("Screen again"), ScreenAgain(case.id)),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.JUDGE_DISPUTE, rows=keys, lines=about))
    app.parts.append(Part(Action.SERVE, lines=upheld))
    app.flows[UPHOLD.name] = Flow(UPHOLD, UPHOLD_WORDS, SCREENING, uphold, heading=title)
    app.flows[SCREEN_AGAIN.name] = Flow(
        SCREEN_AGAIN, SCREEN_AGAIN_WORDS, SCREENING, screen_again, heading=title
    )
    app.on(Uphold, ask_why_it_stands)
    app.on(ScreenAgain, ask_why_again)

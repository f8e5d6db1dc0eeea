"""Deciding on closing: a supervisor approves what was proposed or returns it (`domain.md` §3.7)."""

from functools import partial

from markupsafe import Markup

from actions import service
from casework import acts
from casework.cases import access
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.service.closing import REOPEN, RETURN_CLOSING
from casework.staffing.people import LEADING, Role
from casework.text.masking import mask_in_text
from handlers.forms import steps
from handlers.service import closing
from handlers.service.closing import why
from handlers.ui import queues
from handlers.ui.buttons import AsShown, Button, OfCase
from handlers.ui.screens import lines
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Part, Turn, only, reading
from handlers.words.form_words import REASON, Ask, Words
from handlers.words.wording import N_
from storage.cases import cases, households
from storage.cases.queues import closings, count_closings
from storage.staffing import people

REOPENED = "case.reopened"
_CLOSINGS = (closing.PROPOSED, closing.RETURNED, REOPENED)
TITLE = N_("Closings to decide")
JUDGING = (*LEADING, Role.BUREAU)
"""Who may press; `Action.JUDGE_CLOSING` then judges for which units heads and the bureau stand in."""
WORDS = Words(
    title=N_("Return the proposal"),
    asks={
        "reason": Ask(N_("What is still to be done?"), name=REASON),
    },
    send=N_("Return it to the worker"),
)


REOPENING = Words(
    title=N_("Reopen the case"),
    asks={
        "reason": Ask(
            N_("Why is the case opened again?"),
            name=REASON,
            hint=N_("It is offered within your unit at once, first to who served it."),
        ),
    },
    send=N_("Reopen the case"),
)


class Approve(OfCase, prefix="cca"):
    """Ask once more before closing."""


class CloseNow(AsShown, prefix="ccy"):
    """Close the case as the question showed it."""


class GiveBack(OfCase, prefix="ccr"):
    """Begin to return a proposal."""


class ReopenCase(OfCase, prefix="cro"):
    """Begin to reopen a closed case."""


class Closings(Button, prefix="wc"):
    """Open the list of proposals at a page."""

    page: int


@only(*LEADING)
@reading
def waiting(turn: Turn) -> None:
    """List the proposals of the unit, nearest deadline first."""
    units = _units(turn)
    read, count = partial(closings, turn.db, units), count_closings(turn.db, units)
    turn.show(queues.screen(turn, TITLE, read, count, page=turn.pressed(Closings).page, to=Closings))


def _units(turn: Turn) -> list[int]:
    """Whose closings: of the own unit, and of those one stands in for; a head's, where no supervisor is."""
    return [
        one.unit
        for one in turn.db.acting
        if not people.answering_in(turn.db, one.unit, access.decides_before(one.role))
    ]


def _impact(turn: Turn, case: Case) -> Markup:
    """Closing ends every deadline, also of what was not done (`ux.md` 17)."""
    return lines(
        closing.left_undone(turn, case),
        turn.wording.text("Its deadlines end, and whoever reported it hears that it is closed."),
        turn.wording.text("It can be opened again with a reason; its deadlines then begin anew."),
    )


def _reopened(turn: Turn, case: Case, draft: Draft) -> Markup:
    return turn.wording.text(
        "The case is open again and offered to %(name)s.", name=people.get(turn.db, case.offered or 0).name
    )


def _why_reopened(turn: Turn, case: Case) -> list[Markup]:
    """Say why it was opened again, until another closing is proposed: who is offered it reads no history."""
    told = [(verb, reason) for verb, reason in cases.remarks_of(turn.db, case) if verb in _CLOSINGS]
    if not told or told[-1][0] != REOPENED or not case.open:
        return []
    reason = mask_in_text(told[-1][1], *households.names_known(turn.db, case.household))
    return [turn.wording.text("Opened again: %(reason)s", reason=reason)]


def register(app: App) -> None:
    """Add this conversation to the bot."""
    steps.add_sure(
        app,
        steps.Sure(
            acts.CLOSE,
            Approve,
            N_("✅ Approve closing"),
            JUDGING,
            asked=N_("Close %(number)s?"),
            impact=_impact,
            yes=N_("Close the case"),
            now=CloseNow,
            done=N_("The case is closed."),
            leave=N_("Keep it open"),
            behind_the_pin=True,
            style="danger",
            lines=why,
        ),
    )
    steps.add(
        app,
        steps.Step(
            acts.RETURN_CLOSING,
            GiveBack,
            N_("↩️ Return it"),
            RETURN_CLOSING,
            WORDS,
            JUDGING,
            summary=True,
            done=N_("The proposal went back to the worker."),
            answers=lambda turn, case: str(case.closing.proposed_at),
        ),
    )
    steps.add(
        app,
        steps.Step(
            acts.REOPEN,
            ReopenCase,
            N_("↺ Reopen the case"),
            REOPEN,
            REOPENING,
            JUDGING,
            do=lambda db, draft: service.reopen(db, draft.subject or 0, draft.said("reason")),
            done=_reopened,
            summary=True,
            answers=lambda turn, case: str(case.closing.closed_at),
        ),
    )
    app.parts.append(Part(Action.WHY, lines=_why_reopened))
    app.entries.append(
        HomeEntry(
            TITLE,
            Closings(0),
            LEADING,
            waiting=lambda turn: count_closings(turn.db, _units(turn)),
            shown=lambda turn: bool(_units(turn)),
            place=HomePlace.CASES,
        )
    )
    app.guides.append(
        Guide(
            closing.ASKED,
            N_("Closings that workers propose wait for you there: open one to decide on it."),
            LEADING,
            TITLE,
            Closings(0),
            shown=lambda turn: bool(_units(turn)),
        )
    )
    app.on(Closings, waiting)

"""Acceptance: a worker takes on what was offered, or gives it back with a reason; supervisors may answer."""

from dataclasses import dataclass

from markupsafe import Markup

from casework.cases.access import Action
from casework.cases.case import Case, State
from casework.errors import WrongState
from casework.forms import Draft
from casework.service import DECLINE
from casework.staffing.people import SERVING, Role
from handlers.cases import cards, reported
from handlers.forms import filling
from handlers.screening.dispatching import as_shown
from handlers.service.visits import title
from handlers.ui import queues, telling
from handlers.ui.buttons import Button
from handlers.ui.form_words import Ask, Words
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.ui.turn import App, Entry, Flow, Part, Turn, only
from handlers.ui.wording import N_
from storage.cases import cases
from storage.cases import queues as waiting

ANSWERING = (*SERVING, Role.SUPERVISOR)


@dataclass(frozen=True)
class Offers(Button, prefix="ao"):
    """Show a page of the offers to answer."""

    page: int


@dataclass(frozen=True)
class Accept(Button, prefix="ca"):
    """Take on the case as the card showed it."""

    case: int
    version: int


@dataclass(frozen=True)
class Decline(Button, prefix="can"):
    """Give the offer back."""

    case: int


WORDS = Words(
    title=N_("Decline the case"),
    asks={
        "reason": Ask(N_("Why can you not take it?")),
    },
)


@only(*SERVING)
def offers(turn: Turn) -> None:
    """Show what was offered and not answered."""
    page, us = turn.pressed(Offers).page, turn.acting
    found, count = waiting.offered(turn.db, us, page), waiting.count_offered(turn.db, us)
    turn.show(queues.screen(turn, OFFERED, found, count, page=page, to=Offers))


OFFERED = N_("Offered to me")


@only(*ANSWERING)
def accept(turn: Turn) -> None:
    """Take on a case with one tap: it is served at once [003] item 4."""
    button = turn.pressed(Accept)
    before = as_shown(turn, button.case, button.version, Action.VIEW)
    before = cases.get(turn.db, before.id, _answering(turn))
    worker = _offered(before)
    case = cases.save(turn.db, before.accept(by=worker, at=turn.db.now), "case.accepted", person=worker)
    if before.worker is None:
        telling.reporters(turn, "case.accepted", case)
    else:
        telling.staff(turn, "case.taken_over", case, [before.worker])
    telling.staff(turn, "case.accepted_for_you", case, [worker])
    turn.notice = turn.wording.text(
        "Taken on. Serve it now; what is due next stands below. "
        "If service shows that the assessment is wrong, raise a dispute from this card."
    )
    cards.show(turn, case.id)


def _answering(turn: Turn) -> Action:
    """The offer is answered by whom it was made to, or by their supervisor (`ux.md` 21)."""
    return Action.REASSIGN if turn.speaker.role is Role.SUPERVISOR else Action.ANSWER_OFFER


def _offered(case: Case) -> int:
    if case.state is not State.DISPATCHED or case.offered is None:
        raise WrongState
    return case.offered


@only(*ANSWERING)
def ask_reason(turn: Turn) -> None:
    """Ask why it can't be taken on."""
    case = cases.get(turn.db, turn.pressed(Decline).case, _answering(turn))
    _offered(case)
    filling.begin(turn, DECLINE, case.id)


def decline(turn: Turn, draft: Draft) -> None:
    """Give the offer back: to who still serves, else to the screeners."""
    before = cases.get(turn.db, draft.case or 0, _answering(turn))
    worker = _offered(before)
    case = cases.save(turn.db, before.decline(by=worker), "case.declined", person=worker)
    cases.remark(turn.db, case, "case.declined", draft.said("reason"))
    telling.staff(turn, *telling.after_failed_offer(turn.db, case, "case.declined"))
    telling.staff(turn, "case.offer_withdrawn", case, [worker])
    turn.notice = turn.wording.text("The offer to %(number)s was declined.", number=case.number)
    if not cards.show_if_allowed(turn, case.id):
        turn.show(_declined(turn))


def _declined(turn: Turn) -> Screen:
    """The case is not theirs any more; the list is."""
    found = waiting.offered(turn.db, turn.acting, 0)
    return queues.screen(turn, OFFERED, found, waiting.count_offered(turn.db, turn.acting), page=0, to=Offers)


def about(turn: Turn, case: Case) -> list[Markup]:
    """What the offer is about."""
    return reported.reported(turn, case) if case.state is State.DISPATCHED else []


def answers(turn: Turn, case: Case) -> Rows:
    """Accept or decline."""
    if case.state is not State.DISPATCHED:
        return ()
    return (
        *column(
            Press(turn.wording.label("✅ Accept"), Accept(case.id, case.version), "primary"),
            Press(turn.wording.label("Decline"), Decline(case.id)),
        ),
        *reported.reading(turn, case),
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.ANSWER_OFFER, rows=answers, lines=about))
    app.entries.append(
        Entry(
            OFFERED,
            Offers(0),
            SERVING,
            waiting=lambda turn: waiting.count_offered(turn.db, turn.acting),
        )
    )
    app.flows[DECLINE.name] = Flow(DECLINE, WORDS, ANSWERING, decline, heading=title)
    app.on(Offers, offers)
    app.on(Accept, accept)
    app.on(Decline, ask_reason)

"""Acceptance: a worker takes on what was offered, or gives it back with a reason; supervisors may answer."""

from functools import partial

from markupsafe import Markup
from msgspec.structs import replace

from actions import service
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.forms import Draft
from casework.service.acceptance import DECLINE
from casework.staffing.people import LEADING, SERVING
from handlers.cases import cards, reported
from handlers.forms import steps
from handlers.ui import queues
from handlers.ui.buttons import AsShown, Button, OfCase
from handlers.ui.screens import Press, Rows, column
from handlers.ui.turn import App, Guide, HomeEntry, HomePlace, Part, Turn, only, reading
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.cases import queues as waiting
from storage.cases.cases import may
from storage.core.database import Transaction
from storage.staffing import people

ANSWERING = (*SERVING, *LEADING)
"""Who may press; the rights to answer, and to answer for a worker (`ux.md` 21), then judge which offers."""
OFFERED = N_("Offered to me")
_THIS = "(?:[這那](?:個|件|一件)?)?(?:案件?|個案|案子)?"
ASKED = (
    f"婉拒|(?:要|想)?(?:退回|退掉|退|不接|拒接|不能接){_THIS}|{_THIS}派錯了?(?:[人里區]了?)?(?:不是我的.{{0,4}})?(?:怎麼辦)?"
    f"|{_THIS}不是我(?:們)?(?:的|負責|承辦)(?:的|里|轄區|案件?|個案)*"
    "|(?:decline|refuse|return|giveback)(?:a|the|this)?case|(?:this|it)(?:case)?isnot(?:mine|ours)|notmycase"
)
"""Words by which who was offered a case says that it is not theirs."""
TAKEN_ON = N_("Taken on. Serve it now; what is due next stands below.")
MAY_DISPUTE = N_(
    "Taken on. Serve it now; what is due next stands below. "
    "If service shows that the assessment is wrong, raise a dispute from this card."
)
"""What the lead hears; who serves beside it has no key to a dispute."""
WORDS = Words(
    title=N_("Decline the case"),
    asks={
        "reason": Ask(N_("Why can you not take it?")),
    },
)


class Offers(Button, prefix="ao"):
    """Show a page of the offers to answer."""

    page: int


class Accept(AsShown, prefix="ca"):
    """Take on the case; the version is that of the seat, so that others can answer for theirs meanwhile."""


class Decline(OfCase, prefix="can"):
    """Return the offer back."""


@only(*SERVING)
@reading
def offers(turn: Turn) -> None:
    """Show what was offered and not answered."""
    _list(turn, turn.pressed(Offers).page)


def _list(turn: Turn, page: int) -> None:
    read, count = partial(waiting.offered, turn.db, turn.acting), waiting.count_offered(turn.db, turn.acting)
    turn.show(queues.screen(turn, OFFERED, read, count, page=page, to=Offers))


@only(*ANSWERING)
def accept(turn: Turn) -> None:
    """Take on a case with one tap: it is served at once [003] item 4."""
    button = turn.pressed(Accept)
    take_on = service.accept_for if turn.speaker.role in LEADING else service.accept
    case = take_on(turn.db, button.case, version=button.version)
    turn.notice = turn.wording.text(MAY_DISPUTE if may(turn.db, case, acts.DISPUTE.needs) else TAKEN_ON)
    cards.show(turn, button.case)


def decline(db: Transaction, draft: Draft) -> Case:
    """Return the offer back."""
    return service.decline(db, draft.subject or 0, draft.said("reason"))


def decline_for(db: Transaction, draft: Draft) -> Case:
    """Return the offer back for the worker."""
    return service.decline_for(db, draft.subject or 0, draft.said("reason"))


def _declined(turn: Turn, case: Case, draft: Draft) -> Markup:
    return turn.wording.text("Declined: %(number)s.", number=case.number)


def _key(turn: Turn, case: Case) -> Rows:
    if not steps.offers(turn, acts.ACCEPT, case):
        return ()
    return column(
        Press(turn.wording.label("✅ Accept"), Accept(case.id, cards.own_seat(turn, case).version), "primary")
    )


def _key_for(turn: Turn, case: Case) -> Rows:
    if not steps.offers(turn, acts.ACCEPT_FOR, case):
        return ()
    label = turn.wording.label("Accept for %(name)s", name=_whom(turn, case))
    return column(Press(label, Accept(case.id, cards.own_seat(turn, case).version)))


def _decline_for(turn: Turn, case: Case) -> str:
    if case.unfound:
        return turn.wording.label("Return to the screeners")
    return turn.wording.label("Decline for %(name)s", name=_whom(turn, case))


def _whom(turn: Turn, case: Case) -> str:
    return people.get(turn.db, cards.own_seat(turn, case).offered or 0).name


DECLINING = steps.Step(
    acts.DECLINE,
    Decline,
    N_("Decline"),
    DECLINE,
    WORDS,
    ANSWERING,
    do=decline,
    done=_declined,
    answers=lambda turn, case: str(cards.own_seat(turn, case).offered_at),
    left=lambda turn, case: _list(turn, 0),
)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(acts.ACCEPT.needs, rows=_key))
    app.parts.append(Part(acts.ACCEPT_FOR.needs, rows=_key_for))
    for_a_worker = replace(DECLINING, act=acts.DECLINE_FOR, key=_decline_for, do=decline_for)
    steps.add(app, DECLINING, for_a_worker)
    app.parts.append(Part(Action.ANSWER_OFFER, rows=reported.reading, lines=reported.reported))
    app.entries.append(
        HomeEntry(
            OFFERED,
            Offers(0),
            SERVING,
            waiting=lambda turn: waiting.count_offered(turn.db, turn.acting),
            place=HomePlace.CASES,
        )
    )
    app.guides.append(
        Guide(
            ASKED,
            N_(
                "Open the case: before you accept it, press “%(decline)s”; when you served it and the "
                "assessment is wrong, “%(dispute)s”."
            ),
            SERVING,
            OFFERED,
            Offers(0),
            {"decline": N_("Decline"), "dispute": N_("⚖️ Dispute")},
        )
    )
    app.on(Offers, offers)
    app.on(Accept, accept)

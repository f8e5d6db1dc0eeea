"""Reassigning (改派): the receiving unit's supervisor offers a case to somebody else of the unit."""

from actions import service
from actions.record import judged
from casework import acts
from casework.cases.case import Case
from casework.staffing.people import LEADING, SERVING
from handlers.cases import cards
from handlers.forms import steps
from handlers.ui import home, queues, unheard
from handlers.ui.buttons import AsShown, OfCase
from handlers.ui.named import told_apart
from handlers.ui.screens import Press, Rows, column, lines
from handlers.ui.turn import App, Part, Turn, only
from handlers.words.wording import N_
from storage.staffing import people

KEY = N_("Offer to somebody else")
ASKED = (
    "(?:要|想)?改派(?:他人|給?別人|給.{1,6})?|(?:收回|撤回|取消|撤銷)派案|(?:派案?|案子)?派錯了?人?(?:怎麼辦)?"
    "|(?:[這那][個件]?)?(?:案件?|個案|案子)?(?:要|想)?換(?:個人|人|社工|主責(?:社工)?)(?:做|接|負責)?"
    "|(?:reassign|transfer)(?:a|the|this)?(?:case)?|wrongdispatch|dispatched(?:wrong(?:ly)?|tothewrong(?:worker|person|one))|takeback(?:a|the|an)?(?:dispatch|offer)"
)
"""Words by which who leads wants a case to be with somebody else."""


class ChooseOther(OfCase, prefix="cao"):
    """Choose somebody else of the unit."""

    page: int


class OfferAgain(AsShown, prefix="caa"):
    """Offer the case, as the card showed it, to somebody else of the unit."""

    person: int


@only(*LEADING)
def choose_other(turn: Turn) -> None:
    """Show who else of the unit can take it on."""
    button = turn.pressed(ChooseOther)
    choose(turn, button.case, button.page)


def choose(turn: Turn, number: int, page: int = 0) -> None:
    """Show who else of the unit can take on a case."""
    case = judged(turn.db, number, acts.OFFER_AGAIN)
    here = cards.own_seat(turn, case)
    everybody = people.in_unit(turn.db, here.unit or turn.unit.id, SERVING)
    called = told_apart(everybody, turn.wording)
    others = [
        Press(called[person.id], OfferAgain(case.id, case.version, person.id))
        for person in everybody
        if person.id not in (here.offered, here.worker)
    ]
    text = (
        turn.wording.text("%(number)s: to whom is it offered?", number=case.number)
        if others
        else turn.wording.text("%(number)s: nobody else of your unit can take it on.", number=case.number)
    )
    turn.show(
        queues.choice(
            turn,
            text,
            others,
            page=page,
            to=lambda page: ChooseOther(case.id, page),
            back=cards.back(turn, case),
        )
    )


@only(*LEADING)
def offer_again(turn: Turn) -> None:
    """Offer a case to somebody else of the unit; who had it hears."""
    button = turn.pressed(OfferAgain)
    case = service.offer_again(turn.db, button.case, version=button.version, person=button.person)
    other = people.get(turn.db, button.person)
    told = turn.wording.text("Offered to %(name)s.", name=other.name)
    turn.notice = lines(told, unheard.warning(turn, other))
    cards.show(turn, case.id)


def _key(turn: Turn, case: Case) -> Rows:
    if not steps.offers(turn, acts.OFFER_AGAIN, case):
        return ()
    return column(Press(turn.wording.label(KEY), ChooseOther(case.id, 0)))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(acts.OFFER_AGAIN.needs, rows=_key))
    app.guides.append(home.on_a_case(ASKED, KEY, LEADING))
    app.on(ChooseOther, choose_other)
    app.on(OfferAgain, offer_again)

"""↗ A case is referred from its card: the desk, the need, the consent, send (`screens.md` §11)."""

from functools import partial

from markupsafe import Markup

from actions import referrals as acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import WrongState
from casework.forms import ABOUT, Draft
from casework.referrals import ASK
from casework.staffing.people import SERVING
from handlers.cases import cards
from handlers.forms import filling, steps
from handlers.referrals.words import NEED, standing
from handlers.ui import queues
from handlers.ui.buttons import Button, OfCase, OpenCard
from handlers.ui.screens import Press, Rows
from handlers.ui.turn import App, Flow, Part, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.wording import N_
from storage.cases import cases
from storage.referrals import REFERRALS
from storage.staffing import people


class Refer(OfCase, prefix="gfr"):
    """Choose the desk that a case is referred to."""


class ReferTo(Button, prefix="gft"):
    """Refer to this desk; a page of them, while none is chosen (0)."""

    case: int
    desk: int
    page: int


WORDS = Words(
    title=N_("Refer to another desk"),
    asks={
        **NEED,
        "consent": Ask(
            N_("Does the person agree that their name and telephone are given to this desk?"),
            name=N_("Consent"),
            options={"yes": N_("Yes, they agree"), "no": N_("No, the law allows it")},
        ),
        "basis": Ask(
            N_("By which law or for what reason without their consent?"),
            name=N_("Ground"),
            hint=N_("Without consent only where the law allows it. It stands on the referral."),
            example=N_("Domestic Violence Prevention Act 50"),
        ),
    },
    send=N_("↗ Refer"),
)


def _rows(turn: Turn, case: Case) -> Rows:
    if not acts.may_refer(turn.db, case):
        return ()
    return ((Press(turn.wording.label("↗ Refer"), Refer(case.id)),),)


def _open(turn: Turn, case: Case) -> Rows:
    """The keys to those that are under way, for whoever sees the case."""
    label = turn.wording.label
    found = (one for one in REFERRALS.of_case(turn.db, case.id) if one.open)
    return tuple((Press(label("↗ %(desk)s", desk=one.unit.name), OpenCard(one.id)),) for one in found)


def _lines(turn: Turn, case: Case) -> list[Markup]:
    return [
        turn.wording.text(
            "↗ %(desk)s: %(standing)s", desk=one.unit.name, standing=standing(one, turn.wording)
        )
        for one in REFERRALS.of_case(turn.db, case.id)
    ]


@only(*SERVING)
def choose(turn: Turn) -> None:
    """Show the desks."""
    _choose(turn, turn.pressed(Refer).case, 0)


@only(*SERVING)
def refer_to(turn: Turn) -> None:
    """Begin the form for a desk, or show other ones."""
    button = turn.pressed(ReferTo)
    if button.desk:
        case = cases.get(turn.db, button.case, Action.SERVE)
        if button.desk not in {one.id for one in acts.desks_for(turn.db, case)}:
            raise WrongState
        filling.afresh(turn, ASK, case.id, {ABOUT: str(button.desk)})
    else:
        _choose(turn, button.case, max(button.page, 0))


def _choose(turn: Turn, number: int, page: int) -> None:
    case = cases.get(turn.db, number, Action.SERVE)
    if not acts.may_refer(turn.db, case):
        raise WrongState
    text = turn.wording.text("%(number)s: to which desk?", number=case.number)
    found = [Press(one.name, ReferTo(case.id, one.id, 0)) for one in acts.desks_for(turn.db, case)]
    to = partial(ReferTo, case.id, 0)
    turn.show(queues.choice(turn, text, found, page=page, to=to, back=cards.back(turn, case)))


def _heading(turn: Turn, draft: Draft) -> Markup:
    desk = people.unit(turn.db, int(draft.said(ABOUT)))
    return steps.title(turn, draft) + Markup(" → %s") % desk.name


def _done(turn: Turn, draft: Draft) -> None:
    one = acts.send(turn.db, draft.subject or 0, int(draft.said(ABOUT)), draft.answers)
    turn.notice = turn.wording.text(
        "%(unit)s hears of it. What comes of it comes back to you.", unit=one.unit.name
    )
    turn.app.show_card(turn, one.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[ASK.name] = Flow(ASK, WORDS, SERVING, _done, summary=True, heading=_heading)
    app.parts.append(Part(Action.VIEW, rows=_open, lines=_lines))
    app.parts.append(Part(Action.SERVE, rows=_rows))
    app.on(Refer, choose)
    app.on(ReferTo, refer_to)

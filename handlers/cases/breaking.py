"""Breaking the glass: a case that is not theirs is opened by its number, in an emergency."""

from markupsafe import Markup

from actions.cases import breaking
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.glass import BREAKING, GLASS
from casework.errors import NoSuchNumber, NotThere
from casework.forms import ABOUT, Draft
from casework.policy.policy import Emergency
from handlers.cases import cards
from handlers.forms import filling, pin
from handlers.ui import home
from handlers.ui.buttons import Button, OfCase
from handlers.ui.screens import Press, Rows, Screen, column
from handlers.ui.turn import App, Flow, Part, Turn, everybody, only
from handlers.words.form_words import NOT_SENT, Ask, Words
from handlers.words.sentences import SENTENCES
from handlers.words.terms import EMERGENCIES
from handlers.words.wording import N_
from storage.cases import glass
from storage.staffing import people

WORDS = Words(
    title=N_("Opened in an emergency"),
    asks={
        "why": Ask(N_("Why does it have to be opened now?"), name=N_("Why"), options=EMERGENCIES),
        "words": Ask(
            N_("In a few words: what happened?"),
            name=N_("What is the matter"),
            hint=N_("It stands in the history of the case."),
        ),
    },
    send=N_("Open it"),
    unsent=NOT_SENT,
    impact=N_("Who serves the case and who leads the unit hear at once that you opened it."),
)


class BreakGlass(Button, prefix="gb"):
    """Open in an emergency what has this number, if anything has."""

    number: str


class EndGlass(OfCase, prefix="ge"):
    """End what somebody reads in an emergency."""

    person: int


def not_theirs(turn: Turn, number: str) -> None:
    """Say that there is no such number, or it is not theirs; who may opens it all the same."""
    if not breaking.can(turn.db) or not turn.channel.takes_back:
        raise NoSuchNumber
    key = Press(turn.wording.label("🚨 Open it in an emergency"), BreakGlass(number))
    turn.show(Screen(turn.wording.text(SENTENCES[NoSuchNumber]), column(key, home.key(turn.wording))))


@only(*BREAKING)
def begin(turn: Turn) -> None:
    """Ask why."""
    if not breaking.can(turn.db):
        raise NotThere
    about = [turn.pressed(BreakGlass).number, *turn.db.rules.policy.glass.reasons]
    filling.afresh(turn, GLASS, None, {ABOUT: about})


def save(turn: Turn, draft: Draft) -> None:
    """Open it; that there is none, or they keep out of it, is the same answer."""
    why = turn.wording.label(EMERGENCIES[Emergency(draft.said("why"))])
    reason = turn.wording.label("%(why)s: %(words)s", why=why, words=draft.said("words"))
    case = breaking.open_it(turn.db, draft.chosen(ABOUT)[0], reason)
    if case is None:
        turn.notice = turn.wording.text(SENTENCES[NoSuchNumber])
        home.show(turn)
        return
    turn.notice = turn.wording.text("It is open to you. Who has the case was told.")
    cards.show(turn, case.id)


def _heading(turn: Turn, draft: Draft) -> Markup:
    return turn.wording.text("Open %(number)s in an emergency", number=draft.chosen(ABOUT)[0])


@everybody
def end(turn: Turn) -> None:
    """End it, for who leads the unit that has the case."""
    button = turn.pressed(EndGlass)
    reader = breaking.end(turn.db, button.case, button.person)
    turn.notice = turn.wording.text("%(name)s does not read it any more.", name=reader.name)
    cards.show(turn, button.case)


def _lines(turn: Turn, case: Case) -> list[Markup]:
    return [
        turn.wording.text(
            "🚨 Opened in an emergency by %(name)s, until %(at)s",
            name=people.get(turn.db, one.person).name,
            at=turn.wording.moment(one.until),
        )
        for one in glass.of_case(turn.db, case.id)
    ]


def _keys(turn: Turn, case: Case) -> Rows:
    return column(
        *(
            Press(
                turn.wording.label("End it for %(name)s", name=people.get(turn.db, one.person).name),
                EndGlass(case.id, one.person),
            )
            for one in glass.of_case(turn.db, case.id)
        )
    )


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[GLASS.name] = Flow(
        GLASS, WORDS, BREAKING, save, summary=True, heading=_heading, proven=pin.proven
    )
    app.parts.append(Part(Action.HISTORY, lines=_lines))
    app.parts.append(Part(Action.REASSIGN, rows=_keys))
    app.on(BreakGlass, begin)
    app.on(EndGlass, end)

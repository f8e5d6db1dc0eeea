"""Decoys (誘餌個案): how many the office keeps, and one more in two answers, behind the PIN."""

from markupsafe import Markup

from actions.cases import decoys as acts
from casework.cases.decoys import DECOY, MAKING
from casework.errors import NotThere
from casework.forms import Draft
from handlers.forms import filling, pin
from handlers.ui import home
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Flow, HomeEntry, HomePlace, Turn, only, reading
from handlers.words.form_words import NOT_SAVED, Ask, Words
from handlers.words.wording import N_
from storage.cases import decoys

TITLE = N_("🪤 Decoys")
WORDS = Words(
    title=N_("A decoy"),
    asks={
        "name": Ask(
            N_("Which name does the invented household have?"),
            name=N_("Name"),
            hint=N_("One that nobody of the city has, and that curious people would look for."),
        ),
        "village": Ask(
            N_("In which village?"), name=N_("Village"), hint=N_("Type its name, for example 新街里.")
        ),
    },
    send=N_("🪤 Make it"),
    unsent=NOT_SAVED,
    impact=N_("It looks like any closed case. Whoever opens it or finds it by its name is told of to you."),
)


class Decoys(Button, prefix="dy"):
    """List them."""


class MakeDecoy(Button, prefix="dym"):
    """Make one more."""


def wanted(turn: Turn) -> bool:
    """Tell whether the office keeps any."""
    return turn.db.rules.policy.looks.decoys > 0


@only(*MAKING)
@reading
def press(turn: Turn) -> None:
    """List them, by number."""
    show(turn)


def show(turn: Turn) -> None:
    """Put the list on the screen."""
    if not wanted(turn):
        raise NotThere
    found, wording = decoys.all_of_them(turn.db), turn.wording
    text = lines(
        Markup("<b>%s</b>") % wording.text(TITLE),
        wording.text(
            "%(n)s of %(most)s. They count in no figure and are nobody's work; others do not know them "
            "apart.",
            n=len(found),
            most=turn.db.rules.policy.looks.decoys,
        ),
    )
    keys = [Press(one.number, OpenCard(one.id)) for one in found]
    if acts.can(turn.db):
        keys.append(Press(wording.label("＋ A decoy"), MakeDecoy(), "primary"))
    turn.show(Screen(text, (*column(*keys), (home.key(wording),)), Level.L1))


@only(*MAKING)
def begin(turn: Turn) -> None:
    """Ask for a name and a village."""
    if not acts.can(turn.db):
        raise NotThere
    filling.begin(turn, DECOY)


def _made(turn: Turn, draft: Draft) -> None:
    case = acts.make(turn.db, draft.said("name"), draft.said("village"))
    turn.notice = turn.wording.text("Made: %(number)s.", number=case.number)
    show(turn)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[DECOY.name] = Flow(DECOY, WORDS, MAKING, _made, summary=True, proven=pin.proven)
    app.entries.append(HomeEntry(TITLE, Decoys(), MAKING, shown=wanted, place=HomePlace.MORE))
    app.on(Decoys, press)
    app.on(MakeDecoy, begin)

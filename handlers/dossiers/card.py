"""The card of a dossier: what is known, what is due, and a key for each act that its rule allows."""

from functools import partial
from typing import Any

from markupsafe import Markup

from actions import dossiers as acts
from casework.cases.access import Action
from casework.errors import Stale, WrongState
from casework.forms import ABOUT
from handlers.cases import cards, full_view
from handlers.cases.history import History
from handlers.documents.handing_out import hand_out
from handlers.dossiers.room import STAFF, DossierRoom, DossierStep, act
from handlers.forms import filling, pin
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Key, Level, Press, Rows, Screen, column, lines
from handlers.ui.turn import App, Turn, only
from handlers.words.wording import N_
from storage.core import subjects
from storage.reminders import obligations

FIELDS = {"name": N_("Name"), "phone": N_("Telephone"), "address": N_("Address")}


class DoDossier(Button, prefix="gd"):
    """Do an act of a dossier; with a choice of unit, a page of them while none is chosen (0)."""

    dossier: int
    act: str
    unit: int
    page: int


class PaperOf(Button, prefix="gdp"):
    """Get a document of a dossier."""

    dossier: int
    paper: str


class WhoIsIt(Button, prefix="gdw"):
    """Ask who a dossier is about."""

    dossier: int


def room_of(turn: Turn, row: int) -> DossierRoom[Any]:
    """Find the flow of a dossier; `Stale` for what is none."""
    room: DossierRoom[Any] | None = turn.app.dossiers.get(subjects.kind_of(turn.db, row).rules.name)
    if room is None:
        raise Stale
    return room


def show(turn: Turn, row: int) -> None:
    """Put the card on the screen."""
    room, one, wording = room_of(turn, row), subjects.get(turn.db, row), turn.wording
    text = lines(
        Markup("<b>%s</b> %s") % (one.sign, wording.text(room.called)),
        *room.lines(turn, one),
        room.standing(one, wording),
        *(cards.due_line(duty, turn) for duty in obligations.of_subject(turn.db, one.id)),
    )
    turn.show(Screen(text, _rows(turn, room, one), Level.L1))


def _rows(turn: Turn, room: DossierRoom[Any], one: Any) -> Rows:
    label = turn.wording.label
    rows: list[list[Key]] = []
    if room.person and turn.channel.takes_back and room.kept.may(turn.db, one, Action.REACH):
        rows.append([Press(label("🔓 Who it is"), WhoIsIt(one.id))])
    rows += [
        [Press(label(step.key), DoDossier(one.id, step.act.name, 0, 0), step.style)]
        for step in room.steps
        if acts.offered(turn.db, one, step.act)
    ]
    rows += [
        [Press(label(paper.key), PaperOf(one.id, paper.name))]
        for paper in room.papers
        if paper.shown(turn, one)
    ]
    rows.append([Press(label("🕘 History"), History(one.id, 0)), home.key(turn.wording)])
    return tuple(tuple(row) for row in rows)


@only(*STAFF)
def do(turn: Turn) -> None:
    """Do an act at once, or ask for its unit and its answers first."""
    button = turn.pressed(DoDossier)
    subjects.get(turn.db, button.dossier)
    room = room_of(turn, button.dossier)
    step = room.step(button.act)
    if step is None:
        raise Stale
    one = acts.judged(turn.db, room.kept, button.dossier, step.act)
    to = None
    if step.to is not None:
        units = step.to(turn.db, one)
        to = next((each for each in units if each.id == button.unit), None)
        if to is None:
            _choose(turn, step, one, max(button.page, 0))
            return
    if step.act.form is None:
        act(turn, room, step, one.id, given={}, to=to)
    elif to is None:
        filling.begin(turn, step.act.form, one.id)
    else:
        filling.afresh(turn, step.act.form, one.id, {ABOUT: str(to.id)})


def _choose(turn: Turn, step: DossierStep[Any], one: Any, page: int) -> None:
    if step.to is None:
        raise WrongState
    text = turn.wording.text("%(number)s: which unit?", number=one.sign)
    found = [Press(each.name, DoDossier(one.id, step.act.name, each.id, 0)) for each in step.to(turn.db, one)]
    back = Press(turn.wording.label("◀ Back"), OpenCard(one.id))
    to = partial(DoDossier, one.id, step.act.name, 0)
    turn.show(queues.choice(turn, text, found, page=page, to=to, back=back))


@only(*STAFF)
def paper(turn: Turn) -> None:
    """Send a document."""
    button = turn.pressed(PaperOf)
    one, room = subjects.get(turn.db, button.dossier), room_of(turn, button.dossier)
    found = next((each for each in room.papers if each.name == button.paper), None)
    if found is None or not found.shown(turn, one):
        raise Stale
    hand_out(turn, found.made(turn, one), found.as_, found.name, subject=one.id)
    show(turn, one.id)


@only(*STAFF)
def who(turn: Turn) -> None:
    """Show who it is about, or ask for the PIN first."""
    row = turn.pressed(WhoIsIt).dossier
    one = subjects.get(turn.db, row, Action.REACH)
    room = room_of(turn, row)
    if room.person is None:
        raise Stale
    if not pin.proven(turn, row):
        return
    acts.show_person(turn.db, room.kept, row)
    wording = turn.wording
    text = lines(
        wording.text("%(number)s: who it is", number=one.sign),
        *(
            wording.text(
                "• %(field)s: %(answer)s",
                field=wording.text(FIELDS[key]),
                answer=said or wording.text("not given"),
            )
            for key, said in room.person(one).items()
        ),
        full_view.vanishes(turn),
    )
    back = column(Press(wording.label("◀ Back"), OpenCard(one.id)))
    turn.say_in_full(Screen(text, back, Level.L2), one.id, Action.REACH)
    if turn.heard.on is None:  # the PIN was typed, and the card went with it
        show(turn, one.id)


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(DoDossier, do)
    app.on(PaperOf, paper)
    app.on(WhoIsIt, who)

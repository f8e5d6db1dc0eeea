"""The list of a flow: what one's unit has, began, or was asked to; the table of all; a new one."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from markupsafe import Markup

from actions import dossiers as acts
from casework.cases.access import Action
from casework.errors import Stale
from casework.forms import ABOUT
from handlers.documents.handing_out import Format, hand_out
from handlers.documents.tables import Table, columns_of
from handlers.dossiers.room import STAFF, DossierRoom
from handlers.forms import filling
from handlers.ui import home, queues
from handlers.ui.buttons import Button, OpenCard
from handlers.ui.screens import Level, Press, Screen, column, lines
from handlers.ui.turn import App, Handler, HomeEntry, HomePlace, Turn, only, reading
from storage.dossiers import answers

KEPT = timedelta(days=366)
"""What ended before is in no list."""


class OpenDossiers(Button, prefix="gdl"):
    """A page of a flow."""

    flow: str
    page: int


class DossierSheet(Button, prefix="gds"):
    """Get a flow as a table."""

    flow: str


class NewDossier(Button, prefix="gdn"):
    """Begin one; a page of units, while none is chosen (0)."""

    flow: str
    unit: int
    page: int


def _room(turn: Turn, name: str) -> DossierRoom[Any]:
    room: DossierRoom[Any] | None = turn.app.dossiers.get(name)
    if room is None:
        raise Stale
    return room


@only(*STAFF)
@reading
def turn_page(turn: Turn) -> None:
    """Show a page."""
    button = turn.pressed(OpenDossiers)
    show(turn, _room(turn, button.flow), button.page)


def show(turn: Turn, room: DossierRoom[Any], page: int = 0) -> None:
    """Put a page of them on the screen, what is open first."""
    wording, found = turn.wording, theirs(turn, room)
    here = queues.paged(found, page)
    text = lines(
        Markup("<b>%s</b>") % wording.text(room.title),
        None if found else wording.text(room.empty),
        here.which(wording),
        *(Markup("%s\n%s%s") % (one.sign, wording.indent, room.standing(one, wording)) for one in here.rows),
    )
    keys = [Press(one.sign, OpenCard(one.id)) for one in here.rows]
    if acts.begins(turn.db, room.begins.kinds) is not None:
        keys.append(Press(wording.label(room.begins.key), NewDossier(room.name, 0, 0)))
    if found:
        keys.append(Press(wording.label("📄 As a table"), DossierSheet(room.name)))
    turned = here.turning(partial(OpenDossiers, room.name), wording)
    turn.show(Screen(text, (*column(*keys), *turned, (home.key(wording),)), Level.L1))


def theirs(turn: Turn, room: DossierRoom[Any]) -> list[Any]:
    """List what their unit has, began, or is asked to now; the open ones first."""
    units = {one.unit for one in turn.db.acting}
    found = {one.id: one for one in room.kept.of_units(turn.db, units, turn.db.now - KEPT)}
    asked = (one for one in room.kept.open(turn.db) if units & set(one.asked(turn.today)))
    found |= {one.id: one for one in asked if one.id not in found}
    return [one for one in found.values() if room.kept.may(turn.db, one, Action.VIEW)]


@only(*STAFF)
def sheet(turn: Turn) -> None:
    """Send the table: by number, nobody by name."""
    wording, room = turn.wording, _room(turn, turn.pressed(DossierSheet).flow)
    rows = [room.cells(turn, one) for one in theirs(turn, room)]
    table = Table(wording.label(room.table), columns_of(room.heads, wording), rows, secret=True)
    hand_out(turn, table, Format.XLSX, room.name)
    show(turn, room)


@only(*STAFF)
def new(turn: Turn) -> None:
    """Ask for its unit, where one is chosen, then for the rest."""
    button = turn.pressed(NewDossier)
    room = _room(turn, button.flow)
    begins, mine = room.begins, acts.begins(turn.db, room.begins.kinds)
    if mine is None:
        raise Stale
    if begins.to is None:
        filling.begin(turn, begins.form)
        return
    units = begins.to(turn.db, mine)
    chosen = units[0] if len(units) == 1 else next((one for one in units if one.id == button.unit), None)
    if chosen is not None:
        filling.afresh(turn, begins.form, None, {ABOUT: str(chosen.id)})
        return
    found = [Press(one.name, NewDossier(room.name, one.id, 0)) for one in units]
    back = Press(turn.wording.label("◀ Back"), OpenDossiers(room.name, 0))
    to = partial(NewDossier, room.name, 0)
    text = turn.wording.text(begins.which)
    turn.show(queues.choice(turn, text, found, page=max(button.page, 0), to=to, back=back))


def _shown(room: DossierRoom[Any], turn: Turn) -> bool:
    """It is on home for who answers for a unit that it is for."""
    return turn.unit.kind in room.kinds and answers(turn.db, turn.unit)


def _typed(room: DossierRoom[Any]) -> Handler:
    def typed(turn: Turn) -> None:
        show(turn, room)

    typed.__doc__, typed.__module__ = f"Show the list “{room.title}”.", __name__
    return only(*STAFF)(reading(typed))


def add(app: App, room: DossierRoom[Any]) -> None:
    """Add the list of a flow: at home, and typed."""
    shown: Callable[[Turn], bool] = partial(_shown, room)
    app.entries.append(
        HomeEntry(room.title, OpenDossiers(room.name, 0), STAFF, shown=shown, place=HomePlace.MORE)
    )
    for phrase in room.phrases:
        app.words(phrase, _typed(room))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.on(OpenDossiers, turn_page)
    app.on(DossierSheet, sheet)
    app.on(NewDossier, new)

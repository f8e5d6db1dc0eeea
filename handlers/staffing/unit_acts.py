"""What an administrator makes of units: a new one, another name, another place, the end."""

from functools import partial

from markupsafe import Markup

from actions.staffing import units
from casework.errors import NameTaken, Stale, UnitInUse
from casework.forms import ABOUT, Draft
from casework.staffing.managing import UNIT_NAME
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from handlers.forms import filling
from handlers.handover import units as choosing
from handlers.staffing import units as shown
from handlers.staffing.units import EndUnit, MoveUnit, NewUnit, OpenUnit, RenameUnit, UnitsOf
from handlers.ui.buttons import Button
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, Flow, Turn, only
from handlers.words.form_words import Ask, Words
from handlers.words.sentences import SENTENCES
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_
from storage.staffing import people

NONE = 0
"""Stands for no unit."""


class OfKind(Button, prefix="unk"):
    """Ask for the name of a new unit of a kind, in a district."""

    district: int
    kind: str


class PutUnder(Button, prefix="umu"):
    """Let a unit stand under another; 0 is none."""

    unit: int
    parent: int


class ChooseDistrict(Button, prefix="umd"):
    """Choose another district for a unit."""

    unit: int
    page: int


class PutIn(Button, prefix="umi"):
    """Let a unit stand in a district, by its place in the list; 0 is the whole city."""

    unit: int
    district: int


class Heir(Button, prefix="ueh"):
    """Confirm the end of a unit, from which another takes over; 0 is none."""

    unit: int
    heir: int


class EndNow(Button, prefix="uey"):
    """End a unit."""

    unit: int
    heir: int


WORDS = Words(
    title=N_("Name of a unit"),
    asks={
        "name": Ask(
            N_("What is the unit called?"),
            name=N_("Name of the unit"),
            hint=N_("As people know it, at most 60 characters."),
            example=N_("Pingzhen health centre"),
        ),
    },
)


@only(Role.ADMIN)
def new_unit(turn: Turn) -> None:
    """Ask for the kind of a new unit."""
    button = turn.pressed(NewUnit)
    keys = [Press(turn.wording.label(UNIT_KINDS[kind]), OfKind(button.district, kind)) for kind in UnitKind]
    back = Press(turn.wording.label("◀ Back"), UnitsOf(button.district, 0))
    text = turn.wording.text("A unit of which kind?")
    turn.show(shown.paged(turn, text, keys, button.page, partial(NewUnit, button.district), back=back))


@only(Role.ADMIN)
def of_kind(turn: Turn) -> None:
    """Ask for the name of the new unit."""
    button = turn.pressed(OfKind)
    names = shown.district_names(turn)
    if button.kind not in set(UnitKind) or not 0 <= button.district < len(names):
        raise Stale
    _ask_name(turn, ["", button.kind, names[button.district]])


@only(Role.ADMIN)
def rename_unit(turn: Turn) -> None:
    """Ask for another name."""
    unit = people.unit(turn.db, turn.pressed(RenameUnit).unit)
    _ask_name(turn, [str(unit.id), unit.kind, unit.district])


def _ask_name(turn: Turn, about: list[str], wrong: Markup | None = None) -> None:
    filling.afresh(turn, UNIT_NAME, None, {ABOUT: about}, wrong=wrong)


def named(turn: Turn, draft: Draft) -> None:
    """Take in the new unit, or call it by its other name; a name that is taken is asked for again."""
    number, kind, district = draft.chosen(ABOUT)
    try:
        if number:
            unit = units.rename(turn.db, int(number), draft.said("name"))
            turn.notice = turn.wording.text("It has another name now. Its people hear of it.")
        else:
            places = turn.office.places
            unit = units.add(turn.db, UnitKind(kind), district, draft.said("name"), places)
            turn.notice = turn.wording.text("The unit was added. Please invite its people.")
    except NameTaken:
        _ask_name(turn, [number, kind, district], turn.wording.text(SENTENCES[NameTaken]))
        return
    shown.show(turn, unit.id)


def _heading(turn: Turn, draft: Draft) -> Markup:
    number, kind, district = draft.chosen(ABOUT)
    if number:
        return turn.wording.text("Another name for %(name)s", name=people.unit(turn.db, int(number)).name)
    return turn.wording.text(
        "New unit: %(kind)s, %(district)s",
        kind=turn.wording.label(UNIT_KINDS[UnitKind(kind)]),
        district=shown.district_name(turn, district),
    )


@only(Role.ADMIN)
def move_unit(turn: Turn) -> None:
    """Ask under which unit it is to stand, or in which district."""
    button = turn.pressed(MoveUnit)
    unit = people.unit(turn.db, button.unit)
    screen = choosing.units(
        turn,
        turn.wording.text("Under which unit does %(name)s stand?", name=unit.name),
        units.could_be_above(turn.db, unit.id),
        (button.kind, button.page),
        to=lambda kind, page: MoveUnit(unit.id, kind, page),
        chosen=lambda parent: PutUnder(unit.id, parent),
        back=_back(turn, unit),
    )
    rest = column(
        Press(turn.wording.label("Under no unit"), PutUnder(unit.id, NONE)),
        Press(turn.wording.label("Another district"), ChooseDistrict(unit.id, 0)),
    )
    turn.show(Screen(screen.text, (*rest, *screen.rows) if not button.kind else screen.rows))


@only(Role.ADMIN)
def put_under(turn: Turn) -> None:
    """Let it stand under another unit: what it counts as follows, and what stands under it goes along."""
    button = turn.pressed(PutUnder)
    unit = people.unit(turn.db, button.unit)
    _moved(turn, units.move(turn.db, unit.id, parent=button.parent or None, district=unit.district))


@only(Role.ADMIN)
def choose_district(turn: Turn) -> None:
    """Ask for another district."""
    button = turn.pressed(ChooseDistrict)
    unit = people.unit(turn.db, button.unit)
    keys = [
        Press(shown.district_name(turn, name), PutIn(unit.id, number))
        for number, name in enumerate(shown.district_names(turn))
        if name != unit.district
    ]
    text = turn.wording.text("In which district is %(name)s?", name=unit.name)
    turn.show(
        shown.paged(turn, text, keys, button.page, partial(ChooseDistrict, unit.id), back=_back(turn, unit))
    )


@only(Role.ADMIN)
def put_in(turn: Turn) -> None:
    """Let it stand in another district."""
    button = turn.pressed(PutIn)
    names = shown.district_names(turn)
    if not 0 <= button.district < len(names):
        raise Stale
    unit = people.unit(turn.db, button.unit)
    _moved(turn, units.move(turn.db, unit.id, parent=unit.parent, district=names[button.district]))


def _moved(turn: Turn, unit: Unit) -> None:
    turn.notice = turn.wording.text("It stands there now. Its people hear of it.")
    shown.show(turn, unit.id)


@only(Role.ADMIN)
def end_unit(turn: Turn) -> None:
    """Refuse while it has people or open work; ask who takes over its villages and units, then confirm."""
    button = turn.pressed(EndUnit)
    unit, has = people.unit(turn.db, button.unit), units.holdings(turn.db, button.unit)
    if has.busy:
        turn.notice = turn.wording.text(SENTENCES[UnitInUse])
        shown.show(turn, unit.id)
    elif has.to_pass_on:
        _choose_heir(turn, unit, button.page)
    else:
        _confirm(turn, unit, NONE)


def _choose_heir(turn: Turn, unit: Unit, page: int) -> None:
    found = units.heirs(turn.db, unit.id)
    keys = [Press(one.name, Heir(unit.id, one.id)) for one in found]
    text = (
        turn.wording.text("Which unit takes over the villages and units of %(name)s?", name=unit.name)
        if found
        else turn.wording.text("No other unit could take over from %(name)s.", name=unit.name)
    )
    turn.show(shown.paged(turn, text, keys, page, partial(EndUnit, unit.id), back=_back(turn, unit)))


@only(Role.ADMIN)
def confirm(turn: Turn) -> None:
    """Say what the end of a unit means."""
    button = turn.pressed(Heir)
    _confirm(turn, people.unit(turn.db, button.unit), button.heir)


def _confirm(turn: Turn, unit: Unit, heir: int) -> None:
    name = people.unit(turn.db, heir).name if heir else ""
    text = lines(
        Markup("<b>%s</b>") % turn.wording.text("End %(name)s?", name=unit.name),
        turn.wording.text("Its villages and units go to %(name)s.", name=name) if heir else None,
        turn.wording.text("Nobody can be invited to it or dispatched to it then. Its past cases stay."),
        turn.wording.text("This can't be undone."),
    )
    leave = Press(turn.wording.label("No, leave it"), OpenUnit(unit.id))
    yes = Press(turn.wording.label("Yes, end it"), EndNow(unit.id, heir), "danger")
    turn.show(Screen(text, column(leave, yes)))


@only(Role.ADMIN)
def end_now(turn: Turn) -> None:
    """End the unit."""
    button = turn.pressed(EndNow)
    unit = units.end(turn.db, button.unit, button.heir or None)
    turn.notice = turn.wording.text("%(name)s has ended.", name=unit.name)
    shown.show_units(turn, shown.district_number(turn, unit.district))


def _back(turn: Turn, unit: Unit) -> Press:
    return Press(turn.wording.label("◀ Back"), OpenUnit(unit.id))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.flows[UNIT_NAME.name] = Flow(UNIT_NAME, WORDS, (Role.ADMIN,), named, heading=_heading)
    for handler, button in (
        (new_unit, NewUnit),
        (of_kind, OfKind),
        (rename_unit, RenameUnit),
        (move_unit, MoveUnit),
        (put_under, PutUnder),
        (choose_district, ChooseDistrict),
        (put_in, PutIn),
        (end_unit, EndUnit),
        (confirm, Heir),
        (end_now, EndNow),
    ):
        app.on(button, handler)

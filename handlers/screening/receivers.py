"""Receivers: the village's primary worker, or by the identity of the case another unit [001] 三(六)2."""

from collections.abc import Sequence

from actions import calling
from actions.record import judged, moment
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.staffing.people import SERVING, Person
from casework.staffing.units import Unit, UnitKind, nearness
from handlers.cases import cards
from handlers.screening.dispatching import (
    BESIDE,
    SCREENING,
    ChooseUnit,
    Confirm,
    act_for,
    numbers,
    with_one_more,
)
from handlers.ui import home, queues
from handlers.ui.buttons import Button
from handlers.ui.named import told_apart
from handlers.ui.screens import Key, Press, Rows, Screen, column
from handlers.ui.turn import App, Part, Turn, only
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import N_
from storage.core import journal
from storage.core.journal import JournalEntry
from storage.staffing import people

OTHERS = {UnitKind.CENTRE: N_("Other family service centres")}
"""What a kind is called when the village's own centre stands above it by name."""


class ChoosePerson(Button, prefix="cdp"):
    """Choose who in a unit is to take it on."""

    case: int
    unit: int
    page: int
    chosen: str


@only(*SCREENING)
def choose_unit(turn: Turn) -> None:
    """Show the kinds of unit, or the units of one kind; the village's own centre stands above the kinds.

    Of a kind the village's district comes first, then the whole city.
    """
    button = turn.pressed(ChooseUnit)
    case = judged(turn.db, button.case, act_for(button.chosen))
    receiving = _not_asked(turn, case, button.chosen)
    centre, _ = people.area(turn.db, case.village)
    units = [unit for unit in receiving if unit.kind == button.kind and unit.id != centre]
    units.sort(key=lambda unit: nearness(unit, case.village))
    if len(units) == 1:
        turn.show(_people(turn, case, units[0], button.chosen))
    elif units:
        turn.show(_units(turn, case, units, button))
    else:
        turn.show(_kinds(turn, case, receiving, centre, button.chosen))


def _not_asked(turn: Turn, case: Case, chosen: str) -> list[Unit]:
    """List the units that can receive, but for those that have a seat or were chosen."""
    before = [] if chosen in ("", BESIDE) else numbers(chosen)
    asked = {people.get(turn.db, one).unit for one in before}
    asked |= {one.unit for one in case.seats if one.unit is not None}
    return [unit for unit in people.receiving_units(turn.db) if unit.id not in asked]


@only(*SCREENING)
def choose_person(turn: Turn) -> None:
    """Show who in a unit can take on a case."""
    button = turn.pressed(ChoosePerson)
    case = judged(turn.db, button.case, act_for(button.chosen))
    turn.show(_people(turn, case, people.unit(turn.db, button.unit), button.chosen, button.page))


def _kinds(turn: Turn, case: Case, receiving: Sequence[Unit], centre: int | None, chosen: str) -> Screen:
    """The centre of the village first, then every kind of unit that can receive [001] 三(六)2."""
    own = [unit for unit in receiving if unit.id == centre]
    others = {unit.kind for unit in receiving if unit.id != centre}
    names = UNIT_KINDS | OTHERS if own else UNIT_KINDS
    keys: list[Key] = [Press(unit.name, ChoosePerson(case.id, unit.id, 0, chosen), "primary") for unit in own]
    keys += [
        Press(turn.wording.label(names[kind]), ChooseUnit(case.id, kind, 0, chosen))
        for kind in UNIT_KINDS
        if kind in others
    ]
    text = turn.wording.text("%(number)s: which kind of unit is to take it on?", number=case.number)
    return Screen(text, (*column(*keys), (_kept(turn, case, chosen), home.key(turn.wording))))


def _kept(turn: Turn, case: Case, chosen: str) -> Press:
    """Return the key that leads back to who was chosen so far; to the card, while nobody was."""
    if chosen in ("", BESIDE):
        return cards.back(turn, case)
    return Press(turn.wording.label("◀ Back"), Confirm(case.id, case.version, chosen))


def _to_kinds(turn: Turn, case: Case, chosen: str) -> Press:
    """Return the key that leads back to the kinds of unit."""
    return Press(turn.wording.label("◀ Back"), ChooseUnit(case.id, "", 0, chosen))


def _units(turn: Turn, case: Case, units: Sequence[Unit], button: ChooseUnit) -> Screen:
    return queues.choice(
        turn,
        turn.wording.text("%(number)s: which unit is to take it on?", number=case.number),
        [Press(unit.name, ChoosePerson(case.id, unit.id, 0, button.chosen)) for unit in units],
        page=button.page,
        to=lambda page: ChooseUnit(case.id, button.kind, page, button.chosen),
        back=_to_kinds(turn, case, button.chosen),
    )


def _people(turn: Turn, case: Case, unit: Unit, chosen: str, page: int = 0) -> Screen:
    there, said = people.in_unit(turn.db, unit.id, SERVING), {"number": case.number, "unit": unit.name}
    return queues.choice(
        turn,
        turn.wording.text("%(number)s: who at %(unit)s is to take it on?", **said)
        if there
        else turn.wording.text(
            "%(number)s: nobody at %(unit)s can take it on now. Please choose another unit.", **said
        ),
        _offers(turn, case, there, chosen),
        page=page,
        to=lambda other: ChoosePerson(case.id, unit.id, other, chosen),
        back=_to_kinds(turn, case, chosen),
    )


def _offers(turn: Turn, case: Case, found: Sequence[Person], chosen: str) -> list[Press]:
    """Return a key for each; who gave this case back comes last and is named so."""
    gave_back = {act.detail["person"] for act in given_back(turn, case)}
    called = told_apart(found, turn.wording)
    labels = {
        one.id: turn.wording.label("%(name)s (gave it back)", name=called[one.id])
        for one in found
        if one.id in gave_back
    }
    return [
        Press(
            labels.get(one.id, called[one.id]), Confirm(case.id, case.version, with_one_more(chosen, one.id))
        )
        for one in sorted(found, key=lambda one: one.id in gave_back)
    ]


def given_back(turn: Turn, case: Case) -> list[JournalEntry]:
    """List the offers of this case that were declined, or not answered in time."""
    return [
        act
        for act in journal.of_subject(turn.db, case.id)
        if act.verb in GIVEN_BACK and act.detail.get("person") is not None
    ]


GIVEN_BACK = frozenset({"case.declined", "case.offer_lapsed", "seat.declined", "seat.lapsed"})


def keys(turn: Turn, case: Case) -> Rows:
    """Name the primary worker, or the centre's people where a village has none; then everybody else."""
    if acts.ASK.offered(case, moment(turn.db, case)):
        return column(
            Press(turn.wording.label("＋ Another unit as well"), ChooseUnit(case.id, "", 0, BESIDE))
        )
    if not acts.DISPATCH.offered(case, moment(turn.db, case)):
        return ()
    return column(
        _default(turn, case),
        Press(turn.wording.label("Another unit or worker"), ChooseUnit(case.id, "", 0, "")),
    )


def _default(turn: Turn, case: Case) -> Press | None:
    """One village has one primary worker [002]; who gave this case back is not asked first again.

    By night and on days off an urgent case goes to who is on call there (值班).
    """
    centre, worker = people.area(turn.db, case.village)
    if on_call := calling.receivers(turn.db, case, centre):
        label = turn.wording.label("Dispatch to %(name)s, who is on call", name=on_call[0].name)
        return Press(label, Confirm(case.id, case.version, str(on_call[0].id)), "primary")
    primary = people.get(turn.db, worker) if worker else None
    asked = worker in {act.detail["person"] for act in given_back(turn, case)}
    if primary is not None and primary.active and primary.role in SERVING and not asked:
        label = turn.wording.label("Dispatch to primary worker %(name)s", name=primary.name)
        return Press(label, Confirm(case.id, case.version, str(primary.id)), "primary")
    if centre is None:
        return None
    label = turn.wording.label("Dispatch to %(name)s", name=people.unit(turn.db, centre).name)
    return Press(label, ChoosePerson(case.id, centre, 0, ""), "primary")


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.parts.append(Part(Action.SCREEN, rows=keys))
    app.on(ChooseUnit, choose_unit)
    app.on(ChoosePerson, choose_person)

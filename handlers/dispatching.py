"""Dispatch (派案): to the village's primary worker, or by the identity of the case to another unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.ext import CallbackQueryHandler

from casework.access import Action
from casework.case import Case, State
from casework.errors import Stale, WrongState
from casework.people import SERVING, Person, Role, Unit
from handlers import cards, queues, telling
from handlers.buttons import Button
from handlers.office import App
from handlers.screens import Key, Press, Rows, Screen, column
from handlers.turn import Turn, only
from handlers.words import UNIT_KINDS
from storage import cases, journal, people

SCREENING = (Role.SCREENER, Role.SUPERVISOR)
"""Who may press; `Action.SCREEN` then judges which supervisors screen."""


@dataclass(frozen=True)
class Dispatch(Button, prefix="cd"):
    """Offer the case, as the card showed it, to somebody."""

    case: int
    version: int
    person: int


@dataclass(frozen=True)
class ChooseUnit(Button, prefix="cdu"):
    """Choose a unit of a kind; an empty kind asks for the kind first."""

    case: int
    kind: str
    page: int


@dataclass(frozen=True)
class ChoosePerson(Button, prefix="cdp"):
    """Choose who in a unit is to take it on."""

    case: int
    unit: int
    page: int


@only(*SCREENING)
def dispatch(turn: Turn) -> None:
    """Offer a case; whoever screens first does it."""
    button = Dispatch.pressed(turn.update)
    case = as_shown(turn, button.case, button.version, Action.SCREEN)
    person = people.get(turn.db, button.person)
    if not person.active or person.role not in SERVING:
        raise Stale
    dispatched = case.dispatch(unit=person.unit, to=person.id, at=turn.db.now)
    known = _reporters_know(turn, case)
    dispatched = cases.save(turn.db, dispatched, "case.dispatched", unit=person.unit, person=person.id)
    telling.staff(turn, "case.offered", dispatched, [person.id])
    if not known:
        telling.reporters(turn, "case.dispatched", dispatched)
    turn.notice = turn.wording.text("Offered to %(name)s.", name=person.name)
    cards.show(turn, case.id)


def as_shown(turn: Turn, case_id: int, version: int, action: Action) -> Case:
    """Get a case to act on as the card showed it; who comes second sees what was decided."""
    case = cases.get(turn.db, case_id, action)
    if case.version != version:
        raise WrongState
    return case


def _reporters_know(turn: Turn, case: Case) -> bool:
    """A case that is dispatched once more, after an offer failed, is no news to who reported it."""
    told = [act.verb for act in journal.of_case(turn.db, case.id) if act.verb in telling.TO_REPORTERS]
    return told[-1:] == ["case.dispatched"]


@only(*SCREENING)
def choose_unit(turn: Turn) -> None:
    """Show the kinds of unit, or the units of one kind."""
    button = ChooseUnit.pressed(turn.update)
    case = to_screen(turn, button.case)
    receiving = people.receiving_units(turn.db)
    units = [unit for unit in receiving if unit.kind == button.kind]
    if len(units) == 1:
        turn.show(_people(turn, case, units[0], 0))
    elif units:
        turn.show(_units(turn, case, units, button))
    else:
        turn.show(_kinds(turn, case, receiving))


@only(*SCREENING)
def choose_person(turn: Turn) -> None:
    """Show who in a unit can take on a case."""
    button = ChoosePerson.pressed(turn.update)
    case = to_screen(turn, button.case)
    turn.show(_people(turn, case, people.unit(turn.db, button.unit), button.page))


def to_screen(turn: Turn, case_id: int) -> Case:
    """Get a case that is still to be screened."""
    case = cases.get(turn.db, case_id, Action.SCREEN)
    if case.state is not State.SCREENING:
        raise WrongState
    return case


def _kinds(turn: Turn, case: Case, receiving: Sequence[Unit]) -> Screen:
    """The centre of the village first, then every kind of unit that can receive [001] 三(六)2."""
    centre, _ = people.area(turn.db, case.village)
    own = [unit for unit in receiving if unit.id == centre]
    kinds = [kind for kind in UNIT_KINDS if any(unit.kind is kind for unit in receiving)]
    keys: list[Key] = [Press(unit.name, ChoosePerson(case.id, unit.id, 0), "primary") for unit in own]
    keys += [Press(turn.wording.label(UNIT_KINDS[kind]), ChooseUnit(case.id, kind, 0)) for kind in kinds]
    text = turn.wording.text("%(number)s: which kind of unit is to take it on?", number=case.number)
    return Screen(text, column(*keys, back_to(turn, case)))


def _units(turn: Turn, case: Case, units: Sequence[Unit], button: ChooseUnit) -> Screen:
    return queues.choice(
        turn,
        turn.wording.text("%(number)s: which unit is to take it on?", number=case.number),
        [Press(unit.name, ChoosePerson(case.id, unit.id, 0)) for unit in units],
        page=button.page,
        to=lambda page: ChooseUnit(case.id, button.kind, page),
        back=back_to(turn, case),
    )


def _people(turn: Turn, case: Case, unit: Unit, page: int) -> Screen:
    return queues.choice(
        turn,
        turn.wording.text(
            "%(number)s: who at %(unit)s is to take it on?", number=case.number, unit=unit.name
        ),
        [_offer(case, person) for person in people.in_unit(turn.db, unit.id, SERVING)],
        page=page,
        to=lambda other: ChoosePerson(case.id, unit.id, other),
        back=back_to(turn, case),
    )


def _offer(case: Case, person: Person) -> Press:
    return Press(person.name, Dispatch(case.id, case.version, person.id))


def back_to(turn: Turn, case: Case) -> Press:
    """The key back to the card; nothing has happened yet."""
    return Press(turn.wording.label("◀ Back"), cards.OpenCase(case.id))


def keys(turn: Turn, case: Case) -> Rows:
    """The primary worker by name, or the centre's people where a village has none; then everybody else."""
    if case.state is not State.SCREENING:
        return ()
    return column(
        _default(turn, case),
        Press(turn.wording.label("Another unit or worker"), ChooseUnit(case.id, "", 0)),
    )


def _default(turn: Turn, case: Case) -> Press | None:
    """One village has one primary worker [002]."""
    centre, worker = people.area(turn.db, case.village)
    primary = people.get(turn.db, worker) if worker else None
    if primary is not None and primary.active:
        label = turn.wording.label("Dispatch to %(name)s", name=primary.name)
        return Press(label, Dispatch(case.id, case.version, primary.id), "primary")
    if centre is None:
        return None
    label = turn.wording.label("Dispatch to %(name)s", name=people.unit(turn.db, centre).name)
    return Press(label, ChoosePerson(case.id, centre, 0), "primary")


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.office.acts.append(cards.Act(Action.SCREEN, rows=keys))
    app.telegram.add_handler(CallbackQueryHandler(dispatch, pattern=Dispatch.pattern()))
    app.telegram.add_handler(CallbackQueryHandler(choose_unit, pattern=ChooseUnit.pattern()))
    app.telegram.add_handler(CallbackQueryHandler(choose_person, pattern=ChoosePerson.pattern()))

"""Dossiers: an act of one, by the side whose it is; who hears of it; who it is about, behind the PIN."""

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from actions import audience
from actions.cases.looking import look_beside
from casework.cases.access import Action
from casework.dossiers import WHO, Doing, DossierAct, Side, T
from casework.errors import NotThere, WrongState
from casework.forms import Answers
from casework.staffing.pin import PinStage
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import local_day
from storage.core.database import Transaction
from storage.dossiers import Dossiers, answers
from storage.staffing import people, pins

LEFT = "dossier.left"


def side(db: Transaction, one: T, which: Side) -> list[Unit]:
    """List the units of a side."""
    if which is Side.UNIT:
        return [one.unit]
    if which is Side.BEGAN:
        return [people.unit(db, one.by)] if one.by is not None else []
    return [people.unit(db, each) for each in one.asked(local_day(db.now))]


def doing(db: Transaction, one: T, act: DossierAct[T], given: Answers | None = None) -> Doing | None:
    """Say for which unit the speaker would do an act; None where it is not theirs."""
    unit = next((each for each in side(db, one, act.by) if answers(db, each)), None)
    return None if unit is None else Doing(db.now, db.rules, given or {}, unit.id)


def offered(db: Transaction, one: T, act: DossierAct[T]) -> bool:
    """Tell whether the speaker can do an act now."""
    found = doing(db, one, act)
    return found is not None and act.allowed(one, found)


def judged(db: Transaction, kept: Dossiers[T], row: int, act: DossierAct[T]) -> T:
    """Return one whose act the speaker may do now; raises `NotThere` or `WrongState`."""
    one = kept.held(db, row)
    found = doing(db, one, act)
    if found is None:
        raise NotThere
    if not act.allowed(one, found):
        raise WrongState
    return one


def do(
    db: Transaction,
    kept: Dossiers[T],
    row: int,
    act: DossierAct[T],
    *,
    given: Answers,
    to: Unit | None = None,
) -> T:
    """Do an act of one, keep it, and let the other sides hear."""
    before = kept.held(db, row)
    found = doing(db, before, act, given)
    if found is None:
        raise NotThere
    units = nearest(db, before.unit.district, act.asks, found.ticked(WHO))
    after = act.done(before, replace(found, to=to, units=units))
    verb = act.verb_of(after)
    after = kept.keep(db, before, after, verb)
    told(db, kept, after, verb, *act.hears)
    _told_who_left(db, kept, before, after)
    return after


def _told_who_left(db: Transaction, kept: Dossiers[T], before: T, after: T) -> None:
    """Let those hear whose it was, or who were asked to it, and are not any more: nothing is left to do."""
    there, here = (
        {person for which in Side for each in side(db, one, which) for person in audience.of_unit(db, each)}
        for one in (before, after)
    )
    audience.tell(db, LEFT, kept.kind.subject(before), there - here)


def nearest(
    db: Transaction, district: str, kinds: Mapping[str, tuple[UnitKind, ...]], ticked: Iterable[str]
) -> tuple[int, ...]:
    """Find who is asked by what was ticked: of the district, else of the whole city, where somebody is."""
    standing = people.standing_units(db)
    staffed = people.staffed(db, (one.id for one in standing))
    found: list[int] = []
    for role in ticked:
        order = kinds.get(role, ())
        there = [one for one in standing if one.kind in order and one.district in ("", district)]
        near = sorted(
            (one.id not in staffed, order.index(one.kind), not one.district, one.id) for one in there
        )
        found += [unit for *_, unit in near[:1]]
    return tuple(found)


def begins(db: Transaction, kinds: Collection[UnitKind]) -> Unit | None:
    """Return the unit for which the speaker can begin one, of the kinds that do."""
    units = (people.unit(db, one.unit) for one in db.acting)
    return next((one for one in units if one.kind in kinds and answers(db, one)), None)


def begin(db: Transaction, kept: Dossiers[T], one: T, verb: str, *hears: Side) -> T:
    """Keep a new one, and let its sides hear."""
    one = kept.add(db, one, verb)
    told(db, kept, one, verb, *hears)
    return one


def told(db: Transaction, kept: Dossiers[T], one: T, verb: str, *sides: Side) -> None:
    """Let who answers for these sides hear, but who did it."""
    units = {each.id: each for which in sides for each in side(db, one, which)}
    hear = {person for each in units.values() for person in audience.of_unit(db, each)}
    audience.tell(db, verb, kept.kind.subject(one), hear)


def show_person(db: Transaction, kept: Dossiers[T], row: int) -> T:
    """Write down that somebody looks who it is about, behind the PIN."""
    one = kept.held(db, row, Action.REACH)
    if pins.stage(db) is not PinStage.OPEN:
        raise NotThere
    look_beside(db, kept.kind.subject(one), f"{kept.kind.name}.person_shown", theirs=True)
    return one

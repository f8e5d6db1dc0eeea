"""How somebody is suspended on a phone, stood in for and let back in, by who leads or administers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from casework.staffing.managing import MANAGING, may_manage
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit
from handlers.staffing.people import ChooseStandIn, OpenPerson, Readmit, Suspend
from handlers.staffing.suspending import StandIn, SuspendNow
from handlers.staffing.units import Districts, OpenUnit, Team, UnitsOf
from tests.simulation.acts.sight import Sight
from tests.simulation.hand import Hand

MOST = 3
"""So many are suspended at once: the others must go on with the work."""
AT_ONCE = 0.5
"""How often it is said at once who does their work."""
GROUPS = (Role.SCREENER, Role.BUREAU, *LEADING)
"""Whose duties are a group's or a unit's, and name no person."""


@dataclass(frozen=True)
class Suspension:
    """Somebody is suspended, or let back in, by somebody who may."""

    person: Person
    by: Person


def suspension(sight: Sight, random: Random) -> Suspension | None:
    """Draw who is suspended: somebody who owes something, by themselves or with their group."""
    if len(sight.suspended) >= MOST:
        return None
    owing = {one.person for one in sight.owed}
    units = {case.unit for case in sight.cases.values()}
    units |= {seat.unit for case in sight.cases.values() for seat in case.joint_seats}
    owing |= {one.id for one in sight.people.values() if one.role in GROUPS and one.unit in units}
    return _one_of([one for one in sight.people.values() if one.id in owing], sight, random)


def readmission(sight: Sight, random: Random) -> Suspension | None:
    """Draw who is let back in."""
    return _one_of(sight.suspended.values(), sight, random)


def _one_of(found: Iterable[Person], sight: Sight, random: Random) -> Suspension | None:
    pairs = [Suspension(one, by) for one in found for by in _able(one, sight)]
    return random.choice(pairs) if pairs else None


def _able(person: Person, sight: Sight) -> Iterator[Person]:
    """List who may do it and is there; no administrator is suspended, for there is one."""
    for one in sight.people.values():
        there = one.role in MANAGING and sight.there(one.id) == one.id
        if there and may_manage(one, person) and person.role is not Role.ADMIN:
            yield one


async def suspend(hand: Hand, wanted: Suspension, unit: Unit, draw: float) -> None:
    """Suspend somebody, and now and then say at once who stands in."""
    await _opens(hand, wanted, unit)
    await hand.taps(Suspend(wanted.person.id), SuspendNow)
    if draw < AT_ONCE:
        await _stood_in(hand)


async def name_a_deputy(hand: Hand, wanted: Suspension, unit: Unit) -> None:
    """Say who does the work of who is suspended."""
    await _opens(hand, wanted, unit)
    await _stood_in(hand)


async def readmit(hand: Hand, wanted: Suspension, unit: Unit) -> None:
    """Let somebody back in."""
    await _opens(hand, wanted, unit)
    await hand.signs(Readmit)


async def _stood_in(hand: Hand) -> None:
    """Choose the first who can; where nobody can, it stays with who leads."""
    await hand.taps(ChooseStandIn)
    if hand.finds(StandIn):
        await hand.signs(StandIn)


async def _opens(hand: Hand, wanted: Suspension, unit: Unit) -> None:
    """Open somebody among the people of their unit; an administrator finds the unit first."""
    await hand.goes_home()
    if wanted.by.role is not Role.ADMIN:
        await hand.says("人員")
    else:
        if unit.district:
            await hand.says(f"單位 {unit.district}")
        else:
            await hand.taps(Districts(0), UnitsOf(0, 0))
        await hand.turns_to(OpenUnit(unit.id), UnitsOf)
        await hand.taps(Team(unit.id, 0))
    await hand.turns_to(OpenPerson(wanted.person.id), Team)

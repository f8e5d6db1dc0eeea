"""Who owes a duty and whom its nudges reach: always a living person (`ux.md` 20, `trust.md` R4)."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from casework.cases.access import screens
from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.policy.owed import Bearer
from casework.policy.policy import Hearer
from casework.staffing.people import LEADING, Person, Role
from casework.staffing.units import Unit


class Personnel(Protocol):
    """Everybody, as they stand on a day."""

    def get(self, person: int) -> Person:
        """Return a person; `NotThere` when there is none."""

    def of_role(self, role: Role) -> list[Person]:
        """List everybody with a role."""

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        """List who has a role in a unit."""

    def unit(self, unit: int) -> Unit:
        """Return a unit."""


class AllBut(Struct, frozen=True):
    """Everybody but who keeps out of a matter (迴避): of it the next one up hears, as if they were away."""

    everybody: Personnel
    out: Callable[[int], bool]

    def get(self, person: int) -> Person:
        """Return a person; who keeps out hears nothing, nor does who stands in for them."""
        found = self.everybody.get(person)
        return replace(found, active=False, suspended=True, deputy=None) if self.out(person) else found

    def of_role(self, role: Role) -> list[Person]:
        """List everybody with a role."""
        return [one for one in self.everybody.of_role(role) if not self.out(one.id)]

    def in_unit(self, unit: int, role: Role) -> list[Person]:
        """List who has a role in a unit."""
        return [one for one in self.everybody.in_unit(unit, role) if not self.out(one.id)]

    def unit(self, unit: int) -> Unit:
        """Return a unit."""
        return self.everybody.unit(unit)


class Debt(Protocol):
    """What is owed: by a bearer, or by a named person, of a unit."""

    @property
    def bearer(self) -> Bearer:
        """Who owes it when no person is named."""

    @property
    def person(self) -> int | None:
        """Who owes it."""

    @property
    def unit(self) -> int | None:
        """The unit that has the case."""


class DutyCircle(StrEnum):
    """Who can hear of a duty, the nearest first."""

    OWNER = Hearer.OWNER
    SUPERVISOR = Hearer.SUPERVISOR  # and the head: late duties of a unit reach both (`screens.md` 0.2)
    BUREAU = Hearer.BUREAU
    ADMIN = "admin"


def owners(debt: Debt, everybody: Personnel) -> list[Person]:
    """List who owes it, whether or not they can hear."""
    match debt.bearer:
        case Bearer.SCREENERS:
            return screening_group(everybody)
        case Bearer.SUPERVISORS:
            return supervisors(debt.unit, everybody)
        case Bearer.BUREAU:
            return bureau(everybody)
        case Bearer.CLERKS | Bearer.LIAISONS:
            role = Role.CLERK if debt.bearer is Bearer.CLERKS else Role.LIAISON
            return everybody.in_unit(debt.unit, role) if debt.unit else []
    return [everybody.get(debt.person)] if debt.person else []


def owes(debt: Debt, person: Person, everybody: Personnel) -> bool:
    """Tell whether a duty is somebody's to do, or of whom they stand in for."""
    found = owners(debt, everybody)
    return person.id in {one.id for one in (*found, *_hearing(found, everybody))}


def steers(debt: Debt, person: Person, everybody: Personnel) -> bool:
    """Tell whether somebody leads who owes it, or stands in for who does: they remind, and give it away."""
    if debt.person is None or debt.person == person.id:
        return False
    leading = _circle(debt, DutyCircle.SUPERVISOR, everybody)
    return person.id in {one.id for one in (*leading, *_hearing(leading, everybody))}


class Remit(Struct, frozen=True):
    """What of all that is owed is somebody's to do: of a person, of a group, of a unit."""

    bearer: Bearer | None
    """None: whoever owes it."""
    person: int | None = None
    unit: int | None = None
    unsupervised: bool = False
    """Of the units that have neither a supervisor nor a head."""
    late: bool = False
    """Only what is late."""


def remits(person: Person, everybody: Personnel) -> Iterator[Remit]:
    """Say what is somebody's to do; `owes` says the same of one duty."""
    yield Remit(Bearer.PERSON, person=person.id)
    if person.id in {one.id for one in screening_group(everybody)}:
        yield Remit(Bearer.SCREENERS)
    if person.id in {one.id for one in bureau(everybody)}:
        yield Remit(Bearer.BUREAU)
        yield Remit(Bearer.SUPERVISORS, unsupervised=True)
    for bearer, role in (
        (Bearer.SUPERVISORS, Role.SUPERVISOR),
        (Bearer.CLERKS, Role.CLERK),
        (Bearer.LIAISONS, Role.LIAISON),
    ):
        if person.role is role:
            yield Remit(bearer, unit=person.unit)
    if person.role is Role.HEAD and not everybody.in_unit(person.unit, Role.SUPERVISOR):
        yield Remit(Bearer.SUPERVISORS, unit=person.unit)


def answered_for(person: Person) -> Iterator[Remit]:
    """Say of what somebody is to see that it is late though others owe it: a head, of the whole unit."""
    if person.role is Role.HEAD:
        yield Remit(None, unit=person.unit, late=True)


def led(unit: int | None, everybody: Personnel) -> bool:
    """Tell whether somebody leads a unit."""
    return unit is not None and any(everybody.in_unit(unit, role) for role in LEADING)


def watched(person: Person, everybody: Personnel) -> Iterator[Remit]:
    """Say of what somebody is told that it stays overdue: what is theirs to do, and what they watch over."""
    if person.role is Role.BUREAU:
        yield Remit(None)
        return
    if person.role in LEADING:
        yield Remit(None, unit=person.unit)
    yield from remits(person, everybody)


def listeners(debt: Debt, hearer: Hearer, everybody: Personnel) -> list[Person]:
    """List whom a rung reaches: the circle it names, or the next one up in which somebody can hear."""
    return reached(hearer, lambda circle: _circle(debt, circle, everybody), everybody.get)


def reached(
    hearer: Hearer, of: Callable[[DutyCircle], Iterable[Person]], find: Callable[[int], Person]
) -> list[Person]:
    """Go up from a circle to the first in which somebody can hear, or stands in; when there is none, down."""
    circles = list(DutyCircle)
    here = circles.index(DutyCircle(hearer))
    for circle in (*circles[here:], *reversed(circles[:here])):
        hearing = {one.id: one for person in of(circle) if (one := stand_in(person, find)) is not None}
        if hearing:
            return list(hearing.values())
    return []


def stand_in(person: Person, find: Callable[[int], Person]) -> Person | None:
    """Return who hears for somebody: themselves, while they are away their deputy; None when nobody can."""
    asked = set()
    while person.deputy is not None and person.id not in asked:
        asked.add(person.id)
        person = find(person.deputy)
    return person if person.active and not person.blocked and person.deputy is None else None


def in_person(person: Person, find: Callable[[int], Person]) -> Person | None:
    """Return who reads what is about those around somebody: themselves, on leave, too; else who stands in."""
    return person if person.active and not person.blocked else stand_in(person, find)


def unheard(person: Person, find: Callable[[int], Person]) -> bool:
    """Tell whether somebody blocked the bot, and nobody stands in: nothing reaches them (`trust.md` R4)."""
    return person.blocked and stand_in(person, find) is None


def screening_group(everybody: Personnel) -> list[Person]:
    """One group screens all kinds [003] item 4; else its supervisors; else the administrators."""
    return (
        everybody.of_role(Role.SCREENER)
        or [one for one in everybody.of_role(Role.SUPERVISOR) if screens(one, everybody.unit(one.unit))]
        or everybody.of_role(Role.ADMIN)
    )


def after_failed_offer(case: Case, seat: int, everybody: Personnel) -> list[Person]:
    """Who hears when an offer failed: who still serves and their supervisors, else who is to find somebody.

    For the lead, and for a joint seat that ended with the offer, that is the screeners.
    """
    one = case.seat(seat)
    if one.worker is not None:
        return [everybody.get(one.worker), *supervisors(one.unit, everybody)]
    return supervisors(one.unit, everybody) if one.open and seat != LEAD else screening_group(everybody)


class Owing(Struct, frozen=True):
    """A group that owes something, with no person named."""

    bearer: Bearer
    person: int | None = None
    unit: int | None = None


def supervisors(unit: int | None, everybody: Personnel) -> list[Person]:
    """The supervisors of a unit, else its heads; without any, the bureau, or administrators: never nobody."""
    leading = (everybody.in_unit(unit, role) for role in LEADING) if unit else ()
    return next(filter(None, leading), []) or bureau(everybody)


def bureau(everybody: Personnel) -> list[Person]:
    """The bureau's staff; without any, the administrators."""
    return everybody.of_role(Role.BUREAU) or everybody.of_role(Role.ADMIN)


def circle_of(debt: Debt, person: int, everybody: Personnel) -> Hearer:
    """Return the nearest circle in which somebody hears of a duty, for themselves or for who is away.

    Who hears of it in none, for they do other work by now, was told in place of who owes it.
    """
    for hearer in Hearer:
        heard = _circle(debt, DutyCircle(hearer), everybody)
        if person in {one.id for one in heard} | {one.deputy for one in heard}:
            return hearer
    return Hearer.OWNER


def _circle(debt: Debt, circle: DutyCircle, everybody: Personnel) -> list[Person]:
    match circle:
        case DutyCircle.OWNER:
            return owners(debt, everybody)
        case DutyCircle.SUPERVISOR:
            unit = _supervised(debt, everybody)
            leading = [one for role in LEADING for one in everybody.in_unit(unit, role)] if unit else []
            return (
                leading
                if debt.bearer is not Bearer.SCREENERS
                else [one for one in leading if screens(one, everybody.unit(one.unit))]
            )
        case DutyCircle.BUREAU:
            return everybody.of_role(Role.BUREAU)
        case DutyCircle.ADMIN:
            return everybody.of_role(Role.ADMIN)


def _supervised(debt: Debt, everybody: Personnel) -> int | None:
    """The unit whose supervisor and head answer: of the case, or of the screening group."""
    if debt.bearer is not Bearer.SCREENERS:
        return debt.unit
    group = screening_group(everybody)
    return group[0].unit if group else None


def _hearing(found: list[Person], everybody: Personnel) -> list[Person]:
    return [one for person in found if (one := stand_in(person, everybody.get)) is not None]

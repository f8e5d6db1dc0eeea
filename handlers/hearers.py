"""Who hears of a duty: who owes it, their supervisors, the bureau, at last the administrators."""

from functools import partial

from casework.hearing import Circle, reached, stand_in
from casework.obligations import Bearer
from casework.people import Person, Role
from casework.policy import Hearer
from handlers import telling
from storage import people
from storage.database import Transaction
from storage.obligations import Obligation


def listeners(db: Transaction, obligation: Obligation, hearer: Hearer) -> list[Person]:
    """List whom a rung reaches: always somebody living, as long as there is anybody."""
    return reached(hearer, partial(_circle, db, obligation), partial(people.get, db))


def owes(db: Transaction, obligation: Obligation, person: Person) -> bool:
    """Tell whether a duty is somebody's to do, or of whom they stand in for."""
    deputies = (stand_in(one, partial(people.get, db)) for one in owners(db, obligation))
    return person.id in {one.id for one in (*owners(db, obligation), *deputies) if one}


def circle(db: Transaction, obligation: Obligation, person: int) -> Hearer:
    """Give the nearest circle in which somebody hears of a duty."""
    for one in Hearer:
        heard = _circle(db, obligation, Circle(one))
        if person in {each.id for each in heard} | {each.deputy for each in heard}:
            return one
    return Hearer.SUPERVISOR


def _circle(db: Transaction, obligation: Obligation, circle: Circle) -> list[Person]:
    match circle:
        case Circle.OWNER:
            return owners(db, obligation)
        case Circle.SUPERVISOR:
            unit = _supervised_unit(db, obligation)
            return people.in_unit(db, unit, [Role.SUPERVISOR]) if unit else []
        case Circle.BUREAU:
            return people.of_role(db, Role.BUREAU)
        case Circle.ADMIN:
            return people.of_role(db, Role.ADMIN)


def owners(db: Transaction, obligation: Obligation) -> list[Person]:
    """List who owes it, whether or not they can hear."""
    match obligation.bearer:
        case Bearer.SCREENERS:
            return telling.screening_group(db)
        case Bearer.SUPERVISORS:
            return telling.supervisors(db, obligation.unit)
        case Bearer.BUREAU:
            return telling.bureau(db)
    return [people.get(db, obligation.person)] if obligation.person else []


def _supervised_unit(db: Transaction, obligation: Obligation) -> int | None:
    if obligation.bearer is not Bearer.SCREENERS:
        return obligation.unit
    group = telling.screening_group(db)
    return group[0].unit if group else None

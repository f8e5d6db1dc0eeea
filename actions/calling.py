"""Who is called for a 24-hour matter by night and on days off: who is on call (值班), not everybody."""

from collections.abc import Iterable

from casework.cases.case import Case
from casework.cases.recusal import concerns
from casework.on_call import answer_by, called
from casework.reminders.hearing import AllBut, screening_group
from casework.staffing.people import SERVING, Person
from storage import on_call
from storage.core import recusals
from storage.core.database import Transaction
from storage.staffing import people
from storage.staffing.directory import Directory


def screeners(db: Transaction, case: Case) -> list[Person]:
    """List who is on call to screen an urgent case now, in their order: nobody on a working day."""
    if not (case.urgent and case.to_screen):
        return []
    group = screening_group(Directory(db))
    units = dict.fromkeys(one.unit for one in group)
    return [one for unit in units for one in _there(db, case, unit) if one.id in {who.id for who in group}]


def receivers(db: Transaction, case: Case, unit: int | None) -> list[Person]:
    """List who of a unit is on call to take an urgent case on now, in their order."""
    if not case.urgent or unit is None:
        return []
    return [one for one in _there(db, case, unit) if one.role in SERVING and one.unit == unit]


def able(db: Transaction, case: Case) -> AllBut:
    """Return everybody but who keeps out of a case (迴避), or is of the household that was reported."""
    everybody = Directory(db)

    def out(person: int) -> bool:
        kept_out = case.id in recusals.out_of(db, person)
        told = bool(case.household.members)
        return kept_out or (told and concerns(case.household, everybody.get(person)))

    return AllBut(everybody, out)


def _there(db: Transaction, case: Case, unit: int) -> list[Person]:
    """List who is on call in a unit and can hear of a case."""
    rota, everybody = on_call.of_unit(db, unit), able(db, case)
    found = dict.fromkeys(one.person for one in called(rota, db.now, db.rules))
    who = (everybody.get(one) for one in found if one is not None)
    return [one for one in who if one.active and not one.blocked]


def begin(db: Transaction, case: Case, asked: Person) -> None:
    """Let the time run in which somebody who is called answers; it runs on where they know."""
    before = on_call.of_case(db, case.id)
    if before is not None and before.asked == asked.id:
        return
    if before is not None:
        on_call.end(db, before)
    on_call.call(db, case.id, asked.unit, asked.id, answer_by(db.now, db.rules))


def begin_offer(db: Transaction, case: Case) -> None:
    """The same for whom an urgent case is offered to, where somebody of their unit is on call."""
    if case.offered is not None and receivers(db, case, case.unit):
        begin(db, case, people.get(db, case.offered))


def next_one(db: Transaction, these: Iterable[Person], told: set[int]) -> Person | None:
    """Return the next of them who was not called yet."""
    return next((one for one in these if one.id not in told), None)

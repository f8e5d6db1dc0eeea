"""Recusing (迴避): somebody keeps out of a case, by their own word or by that of who leads its unit."""

from actions.record import record
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import NotThere, Stale
from casework.staffing.people import Person, Role
from storage import on_call
from storage.cases import cases
from storage.core import recusals
from storage.core.database import Transaction
from storage.messages import vanishing
from storage.staffing import people


def keep_out(db: Transaction, case: int, version: int) -> Case:
    """Let the speaker keep out of a case; who leads the unit that has it hears, and sees who goes on."""
    if db.speaker is None:
        raise NotThere
    return _keep_out(db, _as_shown(db, case, version, Action.VIEW), db.speaker.id)


def colleagues(db: Transaction, case: Case) -> list[Person]:
    """List of whom the speaker may say so: who is of their unit, and not themselves."""
    if db.speaker is None or not cases.may(db, case, Action.REASSIGN):
        return []
    found = people.in_unit(db, db.speaker.unit, list(Role))
    return [one for one in found if one.id != db.speaker.id]


def change(db: Transaction, case: int, version: int, person: int) -> tuple[Case, bool]:
    """Let a colleague keep out of a case, or back in; tell which."""
    found = _as_shown(db, case, version, Action.REASSIGN)
    if person not in {one.id for one in colleagues(db, found)}:
        raise NotThere
    if person not in recusals.of_case(db, found.id):
        return _keep_out(db, found, person), True
    recusals.lift(db, found.id, person)
    return cases.save(db, found, found, "case.recusal_lifted", person=person), False


def _as_shown(db: Transaction, case: int, version: int, right: Action) -> Case:
    cases.hold_cases(db, case)
    found = cases.get(db, case, right)
    if found.version != version:
        raise Stale
    return found


def _keep_out(db: Transaction, case: Case, person: int) -> Case:
    recusals.add(db, case.id, person)
    for one in recusals.out_of(db, person):
        vanishing.take_back_of(db, person, one)
        call = on_call.of_case(db, one)
        if call is not None and call.asked == person:  # the next one is called when the bell rings
            on_call.wait_until(db, call, db.now)
    return record(db, case, case, "case.recused", person=person)

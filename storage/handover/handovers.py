"""Handovers (交接): everything somebody has open goes to somebody else, in one transaction or not at all."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import bindparam, delete, insert, select, update

from casework.errors import HandOverFirst, NotThere, Stale, StillOpen
from casework.handover import Moved, Plan
from casework.intake import OF_THE_REPORTER
from casework.new_year.lists import LONG_LIST
from casework.staffing.people import Person
from storage.cases import held as cases_held
from storage.cases import seats
from storage.core import journal
from storage.core.database import Passing, Transaction
from storage.core.locks import hold, hold_unit
from storage.core.tables import areas, drafts, handovers, nudges
from storage.core.tables import people as people_rows
from storage.handover.holdings import (
    GOING,
    NOBODY,
    TOLD_ANYWAY,
    UNTOLD,
    count,
    held,
    judge,
    matters,
)
from storage.messages import vanishing
from storage.staffing import addresses, leaves, people

_AREAS = (
    update(areas)
    .where(areas.c.worker == bindparam("person"), areas.c.unit == bindparam("unit_"))
    .values(worker=bindparam("receiver"))
)
_VACATE = update(areas).where(areas.c.worker == bindparam("person")).values(worker=None)
_DRAFTS = update(drafts).where(*GOING).values(person=bindparam("receiver"))
_REST = delete(drafts).where(drafts.c.person == bindparam("who"), drafts.c.form != LONG_LIST)
_NOT_REPORTS = delete(drafts).where(
    drafts.c.person == bindparam("who"), drafts.c.form.not_in(OF_THE_REPORTER | {LONG_LIST})
)
_TWINS = delete(nudges).where(nudges.c.person == bindparam("who"), UNTOLD, TOLD_ANYWAY)
_NUDGES = (
    update(nudges)
    .where(nudges.c.person == bindparam("who"), UNTOLD)
    .values(person=bindparam("receiver"), letter=None)
)
_ADD = insert(handovers).returning(handovers.c.id)
_SEAL = update(handovers).where(handovers.c.id == bindparam("row")).values(sealed=bindparam("content"))
_ONE = select(handovers).where(handovers.c.id == bindparam("row"), handovers.c.receiver == bindparam("whose"))


HANDED_OVER = (cases_held.HANDED_OVER, seats.HANDED_OVER)


class Uneven(Exception):  # noqa: N818 - says what it is
    """What arrived is not what was counted: the transaction must be undone."""


class Handover(Struct, frozen=True):
    """One that is done; *which* are its subjects."""

    id: int
    person: int
    receiver: int
    at: datetime
    moved: Moved
    which: tuple[int, ...]
    note: str
    giver: str = ""
    """Whose work it was, by name."""


def hand_over(
    db: Transaction, plan: Plan, note: str, seen: Moved, first: Callable[[Plan], object] = lambda plan: None
) -> Handover:
    """Move everything, as it was *seen*; `Stale`, before anything is touched, when it is no longer so.

    *first*: what ends before the rest moves.
    """
    plan = _held_fast(db, plan)
    if count(db, plan.person.id, plan.receiver) != seen:
        raise Stale
    first(plan)
    seen = count(db, plan.person.id, plan.receiver)
    had = held(db, plan.receiver.id, plan.receiver.unit)
    both = {one for who in (plan.person, plan.receiver) for one in matters(db, who.id)}
    found = [(kind, one) for kind in db.kinds.values() for one in kind.held_by(db, plan.person.id)]
    which = tuple(kind.rules.subject(one).id for kind, one in found)
    before = _owed(db, plan)
    _move_drafts(db, plan)
    row = _write(db, plan, note, seen, which)
    _move(db, plan.person.id, plan.receiver)
    unit = people.unit(db, plan.receiver.unit)
    passing = Passing(plan.person.id, plan.receiver.id, unit.id, unit.kind, row)
    for kind, one in found:
        kind.hand_over(db, one, passing)
    _let_go(db, plan)
    more = _owed(db, plan) - before
    after = had.and_then(replace(seen.arriving, obligations=seen.obligations + more))
    _even(
        db, plan, replace(after, matters=len(both))
    )  # both may have a part in one: a list of who is on call
    return Handover(row, plan.person.id, plan.receiver.id, db.now, seen, which, note, plan.person.name)


def busy(db: Transaction, person: Person) -> bool:
    """Tell whether somebody has something to hand over before they go: work, or standing in for another."""
    return held(db, person.id, person.unit) != Moved() or leaves.stands_in(db, person.id)


def become(db: Transaction, person: Person) -> None:
    """Let somebody begin other work who has nothing open of the present; else `StillOpen`.

    What they were about to report stays theirs: it belongs to no work. What they were shown in full goes.
    """
    if held(db, person.id, person.unit).held or leaves.stands_in(db, person.id):
        raise StillOpen
    vanishing.hasten(db, person.id)
    db.connection.execute(_NOT_REPORTS, {"who": person.id})


def go(db: Transaction, person: int, into: int | None = None) -> None:
    """Let who has nothing to hand over leave the office, or go *into* a unit; others `HandOverFirst`."""
    hold(db, people_rows, [person])
    _stands(db, into)
    found = people.get(db, person)
    if busy(db, found):
        raise HandOverFirst
    db.connection.execute(_REST, {"who": person})
    leaves.pass_on(db, person, person)
    people.let_go(db, found, into=into)
    addresses.leave_forms(db, person)
    vanishing.hasten(db, person)
    if into is None:
        journal.write(db, "person.left", person=person)
    else:
        journal.write(db, "person.transferred", person=person, unit=into)


def _owed(db: Transaction, plan: Plan) -> int:
    """Count what the rules say the two owe: of a seat that goes to another kind of unit, something else."""
    both = (plan.person.id, plan.receiver.id)
    found = {
        kind.rules.subject(one).id: [duty.person for duty in kind.rules.owed(one, db.rules)]
        for kind in db.kinds.values()
        for person in both
        for one in kind.held_by(db, person)
    }
    return sum(person in both for owed in found.values() for person in owed)


def _held_fast(db: Transaction, plan: Plan) -> Plan:
    """Keep everybody else from changing who and what this is about, and judge it once more.

    Their cases are held before they are, as by whoever acts in one of these (`locks.py`); who would give them
    another waits, and finds them gone.
    """
    if db.speaker is None:
        raise NotThere
    who = [db.speaker.id, plan.person.id, plan.receiver.id]
    seats.hold_all_of(db, who[1:])
    hold(db, people_rows, who)
    by, person, receiver = (people.get(db, one) for one in who)
    plan = replace(plan, person=person, receiver=receiver)
    judge(db, by, plan)
    _stands(db, plan.into)
    return plan


def _stands(db: Transaction, into: int | None) -> None:
    """Refuse a unit that ended meanwhile, and let it not end now."""
    if into is None:
        return
    hold_unit(db, into)
    if people.unit(db, into).ended:
        raise Stale


def _write(db: Transaction, plan: Plan, note: str, moved: Moved, which: tuple[int, ...]) -> int:
    """Keep who took over what, and the note, sealed; then the act."""
    who = {"person": plan.person.id, "receiver": plan.receiver.id}
    values = {
        **who,
        "by": db.speaker.id if db.speaker else None,
        "at": db.now,
        "moved": {**asdict(moved), "which": list(which)},
        "sealed": b"",
    }
    row = int(db.connection.execute(_ADD, values).scalar_one())
    db.connection.execute(_SEAL, {"row": row, "content": db.vault.seal("handover", row, note)})
    if plan.into is None:
        journal.write(db, "person.left", handover=row, **who)
    else:
        journal.write(db, "person.transferred", handover=row, unit=plan.into, **who)
    return row


def _move(db: Transaction, person: int, receiver: Person) -> None:
    """Move what is no subject: villages of the receiver's centre, drafts, standing in, nudges that wait."""
    who = {"who": person, "receiver": receiver.id}
    db.connection.execute(_AREAS, {"person": person, "receiver": receiver.id, "unit_": receiver.unit})
    db.connection.execute(_VACATE, {"person": person})
    leaves.pass_on(db, person, receiver.id)
    db.connection.execute(_TWINS, {"who": person, "beside": receiver.id})
    db.connection.execute(_NUDGES, who)


def _move_drafts(db: Transaction, plan: Plan) -> None:
    """Move what was begun about what goes to the receiver, while it is not theirs yet; drop the rest.

    Who stays in the office goes on with what they were about to report.
    """
    giver = plan.person.id
    going = {"person": giver, "receiver": plan.receiver.id, "matters": matters(db, giver)}
    db.connection.execute(_DRAFTS, going)
    db.connection.execute(_REST if plan.into is None else _NOT_REPORTS, {"who": giver})


def _let_go(db: Transaction, plan: Plan) -> None:
    """End the access, or change the unit; full data still on a screen goes at the next ring of the bell."""
    people.let_go(db, plan.person, into=plan.into)
    addresses.leave_forms(db, plan.person.id)
    vanishing.hasten(db, plan.person.id)


def _even(db: Transaction, plan: Plan, expected: Moved) -> None:
    left = held(db, plan.person.id, plan.receiver.unit)
    there = held(db, plan.receiver.id, plan.receiver.unit)
    if left.arriving != Moved() or _all_drafts(there) != _all_drafts(expected):
        raise Uneven


def _all_drafts(moved: Moved) -> Moved:
    """Count drafts as one: what the receiver had begun about what comes to them, goes along now."""
    return replace(moved, drafts=moved.drafts + moved.dropped, dropped=0)


def taken_over(db: Transaction, handover: int) -> Handover:
    """Read what the speaker took over; another's is not there."""
    whose = db.speaker.id if db.speaker else NOBODY
    row = db.connection.execute(_ONE, {"row": handover, "whose": whose}).one_or_none()
    if row is None:
        raise NotThere
    moved = dict(row.moved)
    which = tuple(moved.pop("which"))
    note = db.vault.open("handover", row.id, row.sealed)
    giver = people.get(db, row.person).name
    return Handover(row.id, row.person, row.receiver, row.at, Moved(**moved), which, note, giver)


def latest_of(db: Transaction, subject: int) -> Handover | None:
    """Return the handover by which a subject came to the speaker, if it was the last one."""
    acts = [act for act in journal.of_subject(db, subject) if act.verb in HANDED_OVER]
    if not acts or db.speaker is None or acts[-1].detail["person"] != db.speaker.id:
        return None
    return taken_over(db, int(acts[-1].detail["handover"]))

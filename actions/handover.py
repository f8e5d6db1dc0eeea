"""Handover (交接): all that somebody has open goes to somebody else, and who must hear of it does."""

from collections.abc import Iterator
from functools import partial

from actions.absence import no_longer, tell_of_successor, without_deputy
from actions.audience import hearers
from actions.record import record
from casework.cases.case import Case
from casework.cases.seats import LEAD
from casework.errors import NotThere
from casework.handover import Moved, Plan
from casework.reminders.hearing import supervisors
from casework.staffing.leave import may_deputise
from storage import on_call
from storage.cases import cases, held, seats
from storage.core import journal
from storage.core.database import Transaction
from storage.core.news import OfficeNews
from storage.handover import handovers, holdings
from storage.handover.handovers import Handover
from storage.staffing import invitations, leaves, people
from storage.staffing.directory import Directory


def plan(db: Transaction, person: int, receiver: int, into: int | None) -> Plan:
    """Plan who takes over from *person*, who goes to the unit *into* or leaves; judged, nothing is moved."""
    found = Plan(people.get(db, person), people.get(db, receiver), into)
    if db.speaker is None:
        raise NotThere
    holdings.judge(db, db.speaker, found)
    return found


def hand_over(db: Transaction, planned: Plan, note: str, seen: Moved) -> Handover:
    """Move everything as it was *seen*, judged once more while nobody else can change it.

    `Stale`, before anything is touched, when it is no longer so.
    """
    away, stood_in = leaves.of_person(db, planned.person.id), leaves.of_deputy(db, planned.person.id)
    done = handovers.hand_over(db, planned, note, seen, partial(_make_room, db))
    db.news += _news(db, planned, done)
    db.news += no_longer(away, planned.receiver.id)
    tell_of_successor(db, stood_in)
    on_call.staff_changed(db, planned.person.unit, planned.into)
    if planned.into is None:
        invitations.revoke_of(db, planned.person.id)
    else:
        db.news += without_deputy(db, away)
    return done


def _make_room(db: Transaction, planned: Plan) -> None:
    """End the joint seats that the receiver's unit would have beside another, and what nobody can take over.

    Who else had one hears so; who goes hears of the handover.
    """
    giver, unit = planned.person.id, planned.receiver.unit
    _end_leaves(db, planned)
    theirs = [(one, LEAD) for one in held.held_by(db, giver)]
    theirs += [(one.case, one.number) for one in seats.held_by(db, giver)]
    for case, number in theirs:
        ends = case.one_too_many(of=giver, unit=unit, seat=number)
        if ends is not None and (before := cases.read(db, case.id)).seat(ends).open:
            _end(db, before, ends, planned)


def _end_leaves(db: Transaction, planned: Plan) -> None:
    """End the leaves in which who goes stands in, where who takes over does other work."""
    receiver, beside = planned.receiver, people.unit(db, planned.receiver.unit)
    for leave in leaves.of_deputy(db, planned.person.id):
        person = people.get(db, leave.person)
        if not may_deputise(person, people.unit(db, person.unit), receiver, beside):
            leaves.end(db, leave)
            journal.write(db, "person.stayed", person=leave.person, deputy=leave.deputy)


def _end(db: Transaction, before: Case, number: int, planned: Plan) -> None:
    after = before.make_room(number, unit=planned.receiver.unit, at=db.now)
    seat = before.seat(number)
    if seat.holds(planned.person.id):
        cases.save(db, before, after, "seat.taken_over", unit=seat.unit, person=seat.worker)
    else:
        record(db, before, after, "seat.taken_over", seat=number, person=seat.worker)


def _news(db: Transaction, planned: Plan, done: Handover) -> Iterator[OfficeNews]:
    """Who takes over hears, who goes, and the supervisors before and after; each once, not who did it."""
    yield _to(planned.receiver.id, "handover.received", done)
    goes = "handover.left" if planned.into is None else "handover.transferred"
    yield _to(planned.person.id, goes, done, gone=planned.into is None and planned.person.active)
    heard = {planned.receiver.id, planned.person.id, db.speaker.id if db.speaker else 0}
    for unit in dict.fromkeys((planned.person.unit, planned.receiver.unit, planned.into)):
        verb = "handover.newcomer" if unit == planned.into else "handover.watched"
        leading = supervisors(unit, Directory(db)) if unit else ()
        for one in (who for each in leading for who in hearers(db, each.id)):
            if one.id not in heard:
                heard.add(one.id)
                yield _to(one.id, verb, done)


def _to(person: int, verb: str, done: Handover, *, gone: bool = False) -> OfficeNews:
    return OfficeNews(verb, person, done, f"handover:{done.id}:{person}", gone)

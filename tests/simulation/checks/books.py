"""The office's books: what is owed follows from the facts, nothing is with nobody, the journal holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select

from casework.cases.case import OPEN, State
from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.reminders.obligations import CASE, owed, pressing, subject_of
from casework.reminders.seats import SEAT, JointSeat
from storage.cases import cases
from storage.cases import seats as seats_beside
from storage.cases.cases import READABLE
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.tables import (
    areas,
    attendances,
    drafts,
    inbox,
    item_units,
    leaves,
    meetings,
    obligations,
    people,
    seats,
    trackings,
)
from storage.core.tables import cases as case_rows
from tests.simulation.acts.sight import OF_MEETINGS
from tests.simulation.checks.duties import Duties
from tests.simulation.checks.staff import Staff

_OPEN_CASES = (
    select(
        *(case_rows.c[name] for name in ("id", "version", "state", "pressing", "reported_at")),
        *(seats.c[name].label(f"lead_{name}") for name in ("unit", "worker", "offered")),
    )
    .outerjoin(seats, seats.c.id == case_rows.c.id)
    .where(case_rows.c.state.in_(OPEN))
)
_THESE = READABLE.where(case_rows.c.id.in_(bindparam("these", expanding=True)))
_OF_CASE = (case_rows.c.state.label("case_state"), case_rows.c.pressing.label("case_pressing"))
_OPEN_SEATS = select(seats, *_OF_CASE).join(case_rows, case_rows.c.id == seats.c.case_id)
_OPEN_SEATS = _OPEN_SEATS.where(seats.c.unit.isnot(None), seats.c.ended_at.is_(None)).order_by(seats.c.id)
_MET = [
    *(
        select(func.count(), func.sum(one.c.version), func.max(one.c.id))
        for one in (meetings, attendances, item_units)
    ),
    select(func.count(obligations.c.ended_at), func.max(obligations.c.id)),
]
"""What changes with whatever is owed for a meeting, by facts or by rows."""
_TRACKED = select(trackings.c.case_id).join(case_rows, case_rows.c.id == trackings.c.case_id)
_TRACKED = _TRACKED.where(trackings.c.removed_at.is_(None), case_rows.c.state.not_in(OPEN))
_GONE = select(people.c.id).where(people.c.active.is_(False), people.c.suspended_at.is_(None))
_OF_THE_GONE = {
    "draft": select(drafts.c.id).where(drafts.c.person.in_(_GONE)),
    "village": select(areas.c.village).where(areas.c.worker.in_(_GONE)),
    "leave": select(leaves.c.id).where(
        leaves.c.told_at.is_(None), leaves.c.person.in_(_GONE) | leaves.c.deputy.in_(_GONE)
    ),
}
_UNANSWERED = select(inbox.c.id).where((inbox.c.done_at.is_(None)) | (inbox.c.set_aside_at.isnot(None)))


EACH = 5
"""The books of what is no case and no meeting are read at each so many looks, and at the end of a day."""


@dataclass
class Books:
    """What was compared at the last look, so that only what changed is compared anew."""

    known: dict[int, tuple[int, str]] = field(default_factory=dict)
    """By case: its version, and the rules it was counted by."""
    seats: Sequence[JointSeat] = ()
    """The seats beside the leads: a seat changes with its case's version."""
    versions: dict[int, int] = field(default_factory=dict)
    """Of the cases that these were read of."""
    looks: int = 0
    met: tuple[Any, Mapping[str, Sequence[Any]]] = (None, {})
    """By kind what belongs to meetings, and the versions of its rows."""
    _duties: Duties = field(default_factory=Duties)

    def look(self, db: Transaction, staff: Staff, *, everything: bool = False) -> Iterator[str]:
        """Say what is wrong in the books."""
        rows = db.connection.execute(_OPEN_CASES).all()
        duties: dict[int, list[Any]] = {}
        for row in self._duties.read(db).values():
            duties.setdefault(row.subject, []).append(row)
        signature = db.rules.counted_by
        stands = {row.id: (row.version, signature) for row in rows}
        anew = [case for case, now in stands.items() if everything or self.known.get(case) != now]
        self.known.update(stands)
        for row in db.connection.execute(_THESE, {"these": anew}) if anew else ():
            yield from _compared(db, row, duties.get(row.id, []))
        versions = {row.id: row.version for row in rows}
        if everything or self.versions != versions:
            self.seats, self.versions = seats_beside.owing(db), versions
        met = signature, *(tuple(db.connection.execute(each).one()) for each in _MET)
        if met_anew := everything or self.met[0] != met:
            self.met = met, {name: db.kinds[name].owing(db) for name in OF_MEETINGS}
        read = {SEAT.name: self.seats, **self.met[1]}
        self.looks += 1
        whole = everything or self.looks % EACH == 0
        others = {
            kind.rules.subject(one).id: (kind.rules, one)
            for name, kind in db.kinds.items()
            if kind.rules is not CASE and (whole or name in read)
            for one in (read[name] if name in read else kind.owing(db))
        }
        for subject, (rules, one) in others.items():
            if rules.name in OF_MEETINGS and not met_anew:
                continue
            owes = rules.owed(one, db.rules)
            yield from _differ(subject, rules.subject(one), owes, duties.get(subject, []))
        for subject in duties.keys() - {row.id for row in rows} - others.keys() if whole else ():
            yield f"subject {subject} is not open, and {len(duties[subject])} duties are"
        open_seats = db.connection.execute(_OPEN_SEATS).all()
        beside = [one for one in open_seats if one.id != one.case_id]
        yield from _orphans(db, rows, beside, [one for found in duties.values() for one in found], staff)
        yield from _seats(db, rows, open_seats, duties)
        yield from _lists(rows, open_seats, duties)
        yield from _strangers(rows, beside, staff)
        for row in db.connection.execute(_UNANSWERED):
            yield f"inbox row {row.id} was not answered"
        if facts.get(db, "held"):
            yield "nudges are held: the city has grown beyond what a jump of the clock lets through"

    def chain(self, db: Transaction) -> Iterator[str]:
        """Say where the journal's chain breaks; it is long, so this is asked now and then."""
        broken = journal.first_break(db)
        if broken is not None:
            yield f"the journal breaks at entry {broken}"


def _compared(db: Transaction, row: Any, open_now: list[Any]) -> Iterator[str]:
    """Compare what the facts give rise to with the rows that are open."""
    case = cases.case_of(db, row)
    yield from _differ(row.id, subject_of(case), owed(case, db.rules), open_now)


def _differ(number: int, subject: Subject, owes: Iterable[Owed], open_now: list[Any]) -> Iterator[str]:
    facts_say = {
        (str(one.duty), one.period, one.due, one.person, str(one.bearer), one.urgent, subject.unit)
        for one in owes
    }
    rows_say = [
        (one.duty, one.period, one.due, one.person, one.bearer, one.urgent, one.unit) for one in open_now
    ]
    for one in facts_say - set(rows_say):
        yield f"{subject.kind} {number} owes {one}, and no row says so"
    for one in set(rows_say) - facts_say:
        yield f"{subject.kind} {number} owes no {one}, and a row says so"
    if len(rows_say) != len(set(rows_say)):
        yield f"{subject.kind} {number} owes something twice"


def _seats(
    db: Transaction, open_cases: Sequence[Any], found: Sequence[Any], duties: Mapping[int, Sequence[Any]]
) -> Iterator[str]:
    """Say which case nobody answers for, which seat is nobody's, and what is left of a case that is over."""
    units = Counter((one.case_id, one.unit) for one in found if one.case_state in OPEN)
    yield from (f"unit {unit} has {n} seats in case {case}" for (case, unit), n in units.items() if n > 1)
    leads = {one.case_id: one for one in found if one.id == one.case_id}
    for case in open_cases:
        lead = leads.get(case.id)
        whom = None if lead is None else lead.offered if case.state == State.DISPATCHED else lead.worker
        to_screen = any(one.duty == Duty.SCREEN for one in duties.get(case.id, ()))
        to_find = any(one.duty == Duty.ACKNOWLEDGE and one.person is None for one in duties.get(case.id, ()))
        unfound = (
            case.state == State.DISPATCHED and to_find
        )  # several declined: the supervisors find somebody
        if whom is None and not unfound and not (case.state == State.SCREENING and to_screen):
            yield f"case {case.id} has no seat that answers for it"
    for one in found:
        if one.id == one.case_id:
            continue
        if one.case_state not in OPEN:
            yield f"seat {one.id} is open, and its case is {one.case_state}"
        sought = any(duty.duty == Duty.ACKNOWLEDGE for duty in duties.get(one.id, ()))
        if one.worker is None and not sought:
            yield f"seat {one.id} is nobody's, and nobody is to find somebody"
    for case in db.connection.execute(_TRACKED).scalars():
        yield f"case {case} is over, and still tracked"


def _lists(
    open_cases: Sequence[Any], found: Sequence[Any], duties: Mapping[int, Sequence[Any]]
) -> Iterator[str]:
    """Say what does not stand in lists by its nearest deadline, or a seat not where its case does."""
    owed = {row.id: [*duties.get(row.id, ())] for row in open_cases}
    for seat in found:
        if seat.id != seat.case_id and seat.case_id in owed:
            owed[seat.case_id] += duties.get(seat.id, ())
        if (seat.state, seat.pressing) != (seat.case_state, seat.case_pressing):
            yield f"seat {seat.id} does not stand in lists where case {seat.case_id} does"
    for row in open_cases:
        if row.pressing != pressing((one.due for one in owed[row.id]), row.reported_at):
            yield f"case {row.id} does not stand in lists by its nearest deadline"
        elif any(one.behind != (one.due > row.pressing) for one in owed[row.id]):
            yield f"case {row.id} has a duty behind its nearest that does not say so, or another that does"


def _strangers(open_cases: Sequence[Any], beside: Sequence[Any], staff: Staff) -> Iterator[str]:
    """Say which seat is with somebody who is not of its unit."""
    held = [(one.id, one.lead_unit, (one.lead_worker, one.lead_offered)) for one in open_cases]
    held += [(one.id, one.unit, (one.worker, one.offered)) for one in beside]
    for seat, unit, by in held:
        for person in by:
            if person is not None and staff.people[person].unit != unit:
                yield f"seat {seat} is of unit {unit}, and person {person} of {staff.people[person].unit}"


def _orphans(
    db: Transaction, open_cases: Sequence[Any], beside: Sequence[Any], duties: list[Any], staff: Staff
) -> Iterator[str]:
    """Say what is left with somebody who left, or with nobody."""
    gone = {one.id for one in staff.people.values() if not one.active and one.suspended_at is None}
    held = [
        *(("case", one.id, {one.lead_worker, one.lead_offered}) for one in open_cases),
        *(("seat", one.id, {one.worker, one.offered}) for one in beside),
        *(("duty", one.id, {one.person}) for one in duties),
    ]
    for what, which, by in held:
        if by & gone:
            yield f"{what} {which} is left with somebody who left"
    for what, statement in _OF_THE_GONE.items():
        for which in db.connection.execute(statement).scalars():
            yield f"{what} {which} is left with somebody who left"
    for one in duties:
        if (one.bearer == Bearer.PERSON) != (one.person is not None) or not staff.must_hear(one, "owner"):
            yield f"duty {one.id} is nobody's"

"""The office's books: what is owed follows from the facts, nothing is with nobody, the journal holds."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Table, bindparam, func, select

from casework.cases.case import OPEN, State
from casework.policy.owed import Bearer, Owed, Subject
from casework.policy.policy import Duty
from casework.reminders.escorts import ESCORT
from casework.reminders.meetings import ATTENDANCE, ITEM, MEETING, MERIT_YEAR
from casework.reminders.obligations import CASE, owed, pressing, subject_of
from casework.reminders.seats import SEAT
from storage.cases import cases
from storage.cases.cases import READABLE
from storage.core import facts, journal
from storage.core.database import Transaction
from storage.core.tables import (
    areas,
    attendances,
    dossiers,
    drafts,
    escorts,
    inbox,
    item_units,
    leaves,
    meetings,
    people,
    rosters,
    seats,
    service_lists,
    trackings,
)
from storage.core.tables import cases as case_rows
from storage.rosters.lists import ROSTER
from storage.rosters.services import LIST
from tests.simulation.acts.sight import OF_FLOWS
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
_WHERE: Mapping[str, tuple[Table, ...]] = {
    **dict.fromkeys((MEETING.name, ATTENDANCE.name, ITEM.name), (meetings, attendances, item_units)),
    **dict.fromkeys((*(set(OF_FLOWS) - {ESCORT.name}), MERIT_YEAR.name), (dossiers,)),
    ESCORT.name: (escorts,),
    ROSTER.name: (rosters,),
    LIST.name: (service_lists,),
}
"""By kind where what it is lies, each row with a version that tells what changed."""
_TABLES = tuple(dict.fromkeys(chain.from_iterable(_WHERE.values())))
_VERSIONS = select(
    *(
        select(what).select_from(one).scalar_subquery()
        for one in _TABLES
        for what in (func.count(), func.sum(one.c.version))
    )
)
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


EACH = 20
"""What has no version is read at each so many looks, where a duty of it changed, and at the end of a day."""


@dataclass
class Books:
    """What was compared at the last look, so that only what changed is compared anew."""

    known: dict[int, tuple[int, str]] = field(default_factory=dict)
    """By case: its version, and the rules it was counted by."""
    looks: int = 0
    versions: Mapping[str, Any] = field(default_factory=dict)
    """By kind: what changes with whatever is of it."""
    others: dict[str, Mapping[int, Any]] = field(default_factory=dict)
    """By kind that is no case: what is open, by its number."""
    stood: Any = None
    """By what it was looked whether anything is with nobody."""

    def look(
        self, db: Transaction, staff: Staff, duties: Duties, *, everything: bool = False
    ) -> Iterator[str]:
        """Say what is wrong in the books."""
        rows = db.connection.execute(_OPEN_CASES).all()
        signature = db.rules.counted_by
        stands = {row.id: (row.version, signature) for row in rows}
        anew = [case for case, now in stands.items() if everything or self.known.get(case) != now]
        self.known.update(stands)
        for row in db.connection.execute(_THESE, {"these": anew}) if anew else ():
            yield from _compared(db, row, duties.of(row.id))
        self.looks += 1
        whole = everything or self.looks % EACH == 0
        versions = {SEAT.name: stands, **_versions(db, signature)}  # a seat changes with its case's version
        for name in db.kinds.keys() - {CASE.name}:
            changed = self.versions.get(name) != versions[name] if name in versions else whole
            yield from self._compare(db, name, duties, anew=everything or changed, kept=name in versions)
        self.versions = versions
        if whole:
            for subject in duties.by_subject.keys() - stands.keys() - set().union(*self.others.values()):
                yield f"subject {subject} is not open, and {len(duties.of(subject))} duties are"
        yield from self._left(db, rows, staff, duties, everything=everything)
        for row in db.connection.execute(_UNANSWERED):
            yield f"inbox row {row.id} was not answered"
        if facts.get(db, "held"):
            yield "nudges are held: the city has grown beyond what a jump of the clock lets through"

    def _compare(
        self, db: Transaction, name: str, duties: Duties, *, anew: bool, kept: bool
    ) -> Iterator[str]:
        """Compare what is open of a kind: all of it, or that of which a duty changed though it did not."""
        kind = db.kinds[name]
        moved = duties.moved & self.others.get(name, {}).keys()
        if anew or (moved and not kept):
            self.others[name] = {kind.rules.subject(one).id: one for one in kind.owing(db)}
            moved = frozenset(self.others[name])
        for subject in moved:
            one = self.others[name][subject]
            owes = kind.rules.owed(one, db.rules)
            yield from _differ(subject, kind.rules.subject(one), owes, duties.of(subject))

    def _left(
        self, db: Transaction, rows: Sequence[Any], staff: Staff, duties: Duties, *, everything: bool
    ) -> Iterator[str]:
        """Say what is with nobody, or with somebody who is not there, once anything of it changed."""
        open_seats = db.connection.execute(_OPEN_SEATS).all()
        for what, statement in _OF_THE_GONE.items():
            for which in db.connection.execute(statement).scalars():
                yield f"{what} {which} is left with somebody who left"
        stood = staff, rows, open_seats
        if everything or duties.moved or self.stood != stood:
            self.stood = stood
            beside = [one for one in open_seats if one.id != one.case_id]
            yield from _orphans(rows, beside, duties.rows.values(), staff)
            yield from _seats(db, rows, open_seats, duties)
            yield from _lists(rows, open_seats, duties)
            yield from _strangers(rows, beside, staff)

    def chain(self, db: Transaction) -> Iterator[str]:
        """Say where the journal's chain breaks; it is long, so this is asked now and then."""
        broken = journal.first_break(db)
        if broken is not None:
            yield f"the journal breaks at entry {broken}"


def _versions(db: Transaction, signature: str) -> Mapping[str, Any]:
    """Return by kind the versions of its rows, and by which rules they were counted."""
    found = iter(db.connection.execute(_VERSIONS).one())
    of = {table: (next(found), next(found)) for table in _TABLES}
    return {name: (signature, *(of[one] for one in there)) for name, there in _WHERE.items()}


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


def _seats(db: Transaction, open_cases: Sequence[Any], found: Sequence[Any], duties: Duties) -> Iterator[str]:
    """Say which case nobody answers for, which seat is nobody's, and what is left of a case that is over."""
    units = Counter((one.case_id, one.unit) for one in found if one.case_state in OPEN)
    yield from (f"unit {unit} has {n} seats in case {case}" for (case, unit), n in units.items() if n > 1)
    leads = {one.case_id: one for one in found if one.id == one.case_id}
    for case in open_cases:
        lead = leads.get(case.id)
        whom = None if lead is None else lead.offered if case.state == State.DISPATCHED else lead.worker
        to_screen = any(one.duty == Duty.SCREEN for one in duties.of(case.id))
        to_find = any(one.duty == Duty.ACKNOWLEDGE and one.person is None for one in duties.of(case.id))
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
        sought = any(duty.duty == Duty.ACKNOWLEDGE for duty in duties.of(one.id))
        if one.worker is None and not sought:
            yield f"seat {one.id} is nobody's, and nobody is to find somebody"
    for case in db.connection.execute(_TRACKED).scalars():
        yield f"case {case} is over, and still tracked"


def _lists(open_cases: Sequence[Any], found: Sequence[Any], duties: Duties) -> Iterator[str]:
    """Say what does not stand in lists by its nearest deadline, or a seat not where its case does."""
    owed = {row.id: [*duties.of(row.id)] for row in open_cases}
    for seat in found:
        if seat.id != seat.case_id and seat.case_id in owed:
            owed[seat.case_id] += duties.of(seat.id)
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
    open_cases: Sequence[Any], beside: Sequence[Any], duties: Collection[Any], staff: Staff
) -> Iterator[str]:
    """Say what is left with somebody who left, or with nobody."""
    gone = {one.id for one in staff.people.values() if not one.active and one.suspended_at is None}
    held = [
        *(("case", one.id, one.lead_worker, one.lead_offered) for one in open_cases),
        *(("seat", one.id, one.worker, one.offered) for one in beside),
    ]
    for what, which, *by in held:
        if not gone.isdisjoint(by):
            yield f"{what} {which} is left with somebody who left"
    for one in duties:
        if one.person in gone:
            yield f"duty {one.id} is left with somebody who left"
        if (one.bearer == Bearer.PERSON) != (one.person is not None) or not staff.must_hear(one, "owner"):
            yield f"duty {one.id} is nobody's"

"""Tracking (列管): what a case conference decides of a case [001] 三(六)3(5). The conference calls these."""

from collections.abc import Sequence
from datetime import date

from actions.record import record
from casework.cases.case import Case
from casework.cases.seats import AskedBy
from casework.cases.strands import Tracking
from casework.errors import WrongState
from casework.service.follow_up import first_month
from casework.staffing.people import SERVING
from storage.cases import cases
from storage.cases.held import caseloads
from storage.core import recusals
from storage.core.database import Transaction
from storage.staffing import people


def track(db: Transaction, case: int, *, met_on: date, units: Sequence[int], tasks: str = "") -> Case:
    """Put a case under tracking: each unit named has a seat and reports every month until it is removed.

    The first month is that of the meeting, or the next when few days of it are left. Judged by who calls it.
    """
    before = cases.read(db, case)
    if before.to_screen or not units:
        raise WrongState
    first = first_month(met_on, db.rules.policy.follow_up.grace_days)
    after = before.track(Tracking(0, met_on, first, tuple(units), tasks))
    for unit in units:
        after = _seated(db, after, unit)
    return record(db, before, after, "case.tracked", on=met_on.isoformat())


def _seated(db: Transaction, case: Case, unit: int) -> Case:
    """Ask a unit that has no seat yet: who of it has the fewest cases; where nobody can, its supervisors.

    Who keeps out of the case can't.
    """
    if any(one.unit == unit for one in case.seats):
        return case
    there = [one for one in people.in_unit(db, unit, SERVING) if case.id not in recusals.out_of(db, one.id)]
    loads = caseloads(db, [one.id for one in there])
    to = min(there, key=lambda one: (loads.get(one.id, 0), one.id), default=None)
    kind = people.unit(db, unit).kind
    asked = to.id if to is not None else None
    return case.ask(unit=unit, kind=kind, to=asked, at=db.now, by=AskedBy.CONFERENCE)


def keep(db: Transaction, case: int, tasks: str) -> Case:
    """Keep a case under tracking (繼續列管), with what is asked of the units from now on."""
    before = cases.read(db, case)
    return record(db, before, before.keep_tracked(tasks), "case.kept_tracked")


def untrack(db: Transaction, case: int) -> Case:
    """Remove a case from tracking (除管); only a conference decides so."""
    before = cases.read(db, case)
    return record(db, before, before.untrack(db.now), "case.untracked")

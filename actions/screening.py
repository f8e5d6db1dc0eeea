"""Screening: what is done with a report within 24 hours or 3 days [003] item 4, and how it is undone."""

from actions.record import judged, record
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.errors import Stale
from casework.staffing.people import SERVING, Person
from storage.cases import cases
from storage.core import journal
from storage.core.database import Transaction
from storage.staffing import people


def dispatch(db: Transaction, case: int, *, person: int, version: int | None = None) -> Case:
    """Offer a case to somebody (派案); whoever screens first does it."""
    before = judged(db, case, acts.DISPATCH, version=version)
    journal.in_order(db)  # whoever leaves at this moment is offered nothing
    to = receiver(db, person)
    after = before.dispatch(unit=to.unit, to=to.id, at=db.now)
    return record(db, before, after, "case.dispatched", unit=to.unit, person=to.id)


def receiver(db: Transaction, person: int) -> Person:
    """Return somebody who can be offered a case; raises `Stale` when they no longer serve."""
    found = people.get(db, person)
    if not found.active or found.role not in SERVING:
        raise Stale
    return found


def join(db: Transaction, case: int, *, into: int, version: int | None = None) -> Case:
    """Join a duplicate to the case that exists (併案), which takes in its report."""
    before = judged(db, case, acts.JOIN, version=version)
    kept = cases.get(db, into, Action.SCREEN)
    joined = record(db, before, before.join(kept), "case.joined", into=kept.id)
    record(db, kept, kept.take_in(before), "case.report_joined", joined=before.id)
    return joined


def redirect(db: Transaction, case: int, channel: str, reason: str) -> Case:
    """Point to the legal channel instead (轉介其他窗口)."""
    before = judged(db, case, acts.REDIRECT)
    return record(db, before, before.redirect(), "case.redirected", reason=reason, channel=channel)


def not_take(db: Transaction, case: int, reason: str) -> Case:
    """Open no case (不開案)."""
    before = judged(db, case, acts.NOT_TAKE)
    return record(db, before, before.not_take(), "case.not_taken", reason=reason)


def undo(db: Transaction, case: int, reason: str) -> Case:
    """Put what screening decided back on the table; an offer that was made is withdrawn."""
    before = judged(db, case, acts.UNDO)
    undone = before.undo_screening(at=db.now)
    return record(db, before, undone, "case.screening_undone", reason=reason, was=before.state.value)


def uphold(db: Transaction, case: int, reason: str) -> Case:
    """Let the assessment stand (爭議機制) [003] item 4; who serves goes on."""
    before = judged(db, case, acts.UPHOLD)
    return record(db, before, before.uphold(), "case.upheld", reason=reason)


def screen_again(db: Transaction, case: int, reason: str) -> Case:
    """Accept a dispute (爭議機制) [003] item 4: the case is screened again."""
    before = judged(db, case, acts.SCREEN_AGAIN)
    again = before.screen_again(at=db.now)
    return record(db, before, again, "case.screened_again", reason=reason, person=before.worker)

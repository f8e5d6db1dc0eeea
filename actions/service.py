"""Service: what is done for a household that was taken on."""

from actions.record import judged, record
from casework import acts
from casework.cases.case import Case
from storage.core.database import Transaction


def dispute(db: Transaction, case: int, reason: str) -> Case:
    """Say, in service, that the assessment was wrong (爭議機制) [003] item 4; service goes on meanwhile."""
    before = judged(db, case, acts.DISPUTE)
    return record(db, before, before.dispute(at=db.now), "case.disputed", reason=reason)

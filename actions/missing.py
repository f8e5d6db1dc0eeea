"""What the police found of a child that cannot be found (行方不明兒少) [001] 三(六)2(4)."""

from actions.record import judged, record
from casework import acts, missing
from casework.cases.case import Case
from storage.core.database import Transaction


def look(db: Transaction, case: int, *, found: bool, version: int | None = None) -> Case:
    """Say what the police found: the child, or nothing, and then a police search is to be applied for."""
    before = judged(db, case, acts.LOOK, version=version)
    after = missing.look(before, db.now, found=found)
    return record(db, before, after, "case.looked_for", found=int(found))

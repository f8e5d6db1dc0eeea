"""Which child cannot be found (行方不明兒少), and what the police found [001] 三(六)2(4)."""

from collections.abc import Mapping

from actions.record import file, judged, record
from casework import acts, missing
from casework.cases.case import Case
from casework.errors import CallThePolice
from casework.forms import Value
from storage.core.database import Transaction


def look(db: Transaction, case: int, *, found: bool, version: int | None = None) -> Case:
    """Say what the police found: the child, or nothing, and then a police search is to be applied for."""
    before = judged(db, case, acts.LOOK, version=version)
    after = missing.look(before, db.now, found=found)
    return record(db, before, after, "case.looked_for", found=int(found))


def say(db: Transaction, case: int, answers: Mapping[str, Value]) -> Case:
    """Say that a child can't be found, and which [001] 三(六)1(4), 2(4).

    Raises `CallThePolice` for a child that is neither of the programme nor of a family in service.
    """
    before = judged(db, case, acts.SAY_MISSING)
    if (missing.of_whom(before) or answers.get("of")) == missing.NEITHER:
        raise CallThePolice
    after = missing.say_missing(before, db.now)
    return file(db, before, after, acts.SAY_MISSING.verb, form=missing.CHILD_MISSING, answers=answers)

"""A child that cannot be found (行方不明兒少), and the search for it [001] 三(六)2(4)."""

from actions.record import judged, record
from casework import acts, missing
from casework.cases.case import Case
from storage.core.database import Transaction


def say_missing(db: Transaction, case: int, *, version: int | None = None) -> Case:
    """Say that a child of the household can't be found: the bureau hears at once, the search begins."""
    before = judged(db, case, acts.SAY_MISSING, version=version)
    return record(db, before, missing.say_missing(before, db.now), "case.child_missing")


def give_form(db: Transaction, case: int, *, version: int | None = None) -> Case:
    """Say that the police have the search form (協尋個案資料表); from now on they look."""
    before = judged(db, case, acts.GIVE_FORM, version=version)
    return record(db, before, missing.give_form(before, db.now), "case.form_given")


def look(db: Transaction, case: int, *, found: bool, version: int | None = None) -> Case:
    """Say what the police found: the child, or nothing, and then a police search is to be applied for."""
    before = judged(db, case, acts.LOOK, version=version)
    after = missing.look(before, db.now, found=found)
    return record(db, before, after, "case.looked_for", found=int(found))


def apply(db: Transaction, case: int, *, version: int | None = None) -> Case:
    """Say that the police search (警政協尋) was applied for, in the vulnerable-family system."""
    before = judged(db, case, acts.APPLY, version=version)
    return record(db, before, missing.apply(before, db.now), "case.search_applied")


def find(db: Transaction, case: int, *, version: int | None = None) -> Case:
    """Say that the child is found, by whomever; all that the search owes ends."""
    before = judged(db, case, acts.FIND, version=version)
    return record(db, before, missing.find(before), "case.child_found")

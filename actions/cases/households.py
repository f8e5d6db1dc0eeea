"""Households: who lives there, and which of them turn out to be one and the same."""

from actions.record import judged
from casework import acts
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.household import Household, Member
from casework.errors import Stale, WrongState
from storage.cases import cases, households
from storage.core import journal
from storage.core.database import Transaction


def identify(db: Transaction, case: int, corrected: Household) -> Case:
    """Write down what is corrected of who the household is; what is not given stays."""
    before = judged(db, case, acts.IDENTIFY)
    return cases.identify(db, before, before.household.corrected(corrected))


def add_member(db: Transaction, case: int, member: Member) -> Case:
    """Write down somebody who lives there, too."""
    before = judged(db, case, acts.IDENTIFY)
    return cases.identify(db, before, before.household.with_member(member))


def correct_member(db: Transaction, case: int, place: int, member: Member, *, version: int) -> Case:
    """Correct somebody who lives there; `Stale` where the household is no longer as it was shown."""
    before = judged(db, case, acts.IDENTIFY)
    if before.household.version != version:
        raise Stale
    return cases.identify(db, before, before.household.with_corrected(place, member))


def join_households(db: Transaction, case: int, *, other: int, version: int | None = None) -> Case:
    """Judge the households of two cases to be one; it stands in the journal of both."""
    one, another = _both(db, case, other, version)
    record_join(db, one, another)
    return one


def part_households(db: Transaction, case: int, *, other: int, version: int | None = None) -> Case:
    """Take back that the households of two cases are one; what was known of each is as it was."""
    one, another = _both(db, case, other, version)
    record_part(db, one, another)
    return one


def _both(db: Transaction, case: int, other: int, version: int | None) -> tuple[Case, Case]:
    """Get both cases for who screens them."""
    one, another = cases.get(db, case, Action.SCREEN), cases.get(db, other, Action.SCREEN)
    if version is not None and one.version != version:
        raise WrongState
    return one, another


def record_join(db: Transaction, one: Case, other: Case) -> None:
    """Join the households of two cases that were judged."""
    _journal(db, "household.joined", one, other)
    households.join(db, one.household.id, other.household.id)


def record_part(db: Transaction, one: Case, other: Case) -> None:
    """Part the households of two cases that were judged."""
    _journal(db, "household.parted", one, other)
    households.part(db, one.household.id, other.household.id)


def _journal(db: Transaction, verb: str, one: Case, other: Case) -> None:
    """Write the act into the history of both cases; the journal puts acts in order before links are read."""
    journal.write(db, verb, subject=one.id, other=other.id)
    journal.write(db, verb, subject=other.id, other=one.id)

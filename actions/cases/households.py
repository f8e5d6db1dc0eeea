"""Households: who lives there, and which of them turn out to be one and the same."""

from datetime import date

from msgspec import Struct

from actions.record import judged
from casework import acts
from casework.cases import members
from casework.cases.access import Action
from casework.cases.case import Case
from casework.cases.household import Household, Left, Member
from casework.errors import Refusal, Stale, WrongState
from casework.text.dates import local_day
from storage.cases import cases
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


class MemberAt(Struct, frozen=True):
    """Where a member is written down, and by which case somebody comes to them."""

    case: int
    household: int
    place: int


class Correctable(Struct, frozen=True):
    """A household whose members somebody may correct."""

    case: Case
    """By which they come."""
    home: Case
    """Whose household it is: that case, or one that is judged to be one household with it."""
    family: list[Case]
    """The cases of all that is one household with it."""

    def refusal(self, place: int, on: date) -> Refusal | None:
        """Say what the rules have against taking somebody out of it."""
        return members.refusal(self.home, self.family, place, on=on)


def homes(db: Transaction, case: Case) -> list[Correctable]:
    """List the households whose members can be corrected by a case: its own, then what is one with it."""
    family = cases.family(db, case)
    others = {one.household.id: one for one in family if one.household.id != case.household.id}
    return [Correctable(case, home, family) for home in (case, *others.values())]


def at_home(db: Transaction, at: MemberAt, *, version: int | None = None) -> Correctable:
    """Get a household for who may correct its members by way of a case.

    Raises `Stale` where it is no longer one with that of the case, or no longer as it was shown.
    """
    cases.hold_families(db, at.case)
    found = homes(db, judged(db, at.case, acts.IDENTIFY))
    it = next((one for one in found if one.home.household.id == at.household), None)
    if it is None or (version is not None and it.home.household.version != version):
        raise Stale
    return it


def correct_member(db: Transaction, at: MemberAt, member: Member, *, version: int) -> Case:
    """Correct somebody where they are written down: that stays right when the households are parted."""
    it = at_home(db, at, version=version)
    return _keep(db, it, it.home.household.with_corrected(at.place, member), "case.identified")


def take_out(db: Transaction, at: MemberAt, why: Left, *, version: int) -> Case:
    """Take somebody out of their household, who is found by it no more; what was known of them is kept."""
    it = at_home(db, at, version=version)
    without = members.take_out(it.home, it.family, at.place, why, on=local_day(db.now))
    return _keep(db, it, without, "household.member_left")


def put_back(db: Transaction, at: MemberAt) -> Case:
    """Put somebody back who was taken out, as they were."""
    it = at_home(db, at)
    return _keep(db, it, it.home.household.with_back(at.place), "household.member_back")


def _keep(db: Transaction, it: Correctable, household: Household, verb: str) -> Case:
    """Keep a household with its own case; the journal of the case by which they come has it, too."""
    other = {} if it.home.id == it.case.id else {"other": it.case.id}
    if other:
        journal.write(db, verb, subject=it.case.id, other=it.home.id)
    after = it.home.know(household, on=local_day(db.now))
    cases.save(db, it.home, after, verb, **other)
    return cases.read(db, it.case.id)


def join_households(db: Transaction, case: int, *, other: int, version: int | None = None) -> Case:
    """Judge the households of two cases to be one; it stands in the journal of both."""
    one, another = _both(db, case, other, version)
    record_join(db, one, another)
    return cases.read(db, case)


def part_households(db: Transaction, case: int, *, other: int, version: int | None = None) -> Case:
    """Take back that the households of two cases are one; what was known of each is as it was."""
    one, another = _both(db, case, other, version)
    record_part(db, one, another)
    return cases.read(db, case)


def _both(db: Transaction, case: int, other: int, version: int | None) -> tuple[Case, Case]:
    """Get both cases for who screens them, held with all that is one household with theirs."""
    cases.hold_families(db, case, other)
    one, another = cases.get(db, case, Action.SCREEN), cases.get(db, other, Action.SCREEN)
    if version is not None and one.version != version:
        raise WrongState
    return one, another


def record_join(db: Transaction, one: Case, other: Case) -> None:
    """Join the households of two cases that were judged."""
    _journal(db, "household.joined", one, other)
    cases.join_households(db, one, other)


def record_part(db: Transaction, one: Case, other: Case) -> None:
    """Part the households of two cases that were judged."""
    _journal(db, "household.parted", one, other)
    cases.part_households(db, one, other)


def _journal(db: Transaction, verb: str, one: Case, other: Case) -> None:
    """Write the act into the history of both cases."""
    journal.write(db, verb, subject=one.id, other=other.id)
    journal.write(db, verb, subject=other.id, other=one.id)

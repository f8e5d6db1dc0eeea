"""Possible duplicates: what makes two cases look like one household.

3 of the pilot's 87 reports came twice [002]. The screener decides; this only gives the reasons.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from casework.cases.case import Case, State
from casework.cases.household import Member
from casework.text.addresses import clean_address
from casework.text.identity import clean_national_id
from casework.text.names import similar_names
from casework.text.places import land_of
from casework.text.telephones import clean_phone, without_extension

SIMILAR = 0.8
"""Names at least this much alike, in one village, may be one person's."""


class Reason(StrEnum):
    """What two cases share, the surest first."""

    HOUSEHOLD = "household"
    """A screener judged them one household."""
    ID = "id"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


SURE = frozenset({Reason.HOUSEHOLD, Reason.ID, Reason.PHONE, Reason.ADDRESS})
"""What counts as one household for the reports within a year [003] 伍、二(一)1(1)A; a name alone does not."""


class Duplicate(Struct, frozen=True):
    """A case that may be about the same household, and why."""

    case: Case
    reasons: frozenset[Reason]

    @property
    def sure(self) -> bool:
        """More than the name points to it."""
        return bool(self.reasons & SURE)


def reasons(case: Case, other: Case) -> frozenset[Reason]:
    """Say what the households of two cases share, whichever of their members it is."""
    ours, theirs = case.household.members, other.household.members
    same = {
        Reason.ID: bool(_ids(ours) & _ids(theirs)),
        Reason.PHONE: any(_one_number(a, b) for a in _phones(ours) for b in _phones(theirs)),
        Reason.ADDRESS: _same_address(case, other),
        Reason.NAME: other.village in land_of(case.village) and _similar(ours, theirs),
    }
    return frozenset(reason for reason, holds in same.items() if holds)


def surest_first(found: list[Duplicate]) -> list[Duplicate]:
    """Put the surest in front, and among equals those that are open and the latest."""
    order = list(Reason)

    def place(one: Duplicate) -> tuple[int, int, bool, int]:
        return min(map(order.index, one.reasons)), -len(one.reasons), not one.case.open, -one.case.id

    return sorted(found, key=place)


def _ids(members: Iterable[Member]) -> set[str]:
    return {clean_national_id(one.national_id) for one in members if one.national_id}


def _phones(members: Iterable[Member]) -> set[str]:
    found = (clean_phone(phone) for one in members for phone in one.phones)
    return {one for one in found if one}


def _one_number(a: str, b: str) -> bool:
    """Tell whether two numbers are one; of a switchboard each extension is its own, and none is any."""
    bare = without_extension(a), without_extension(b)
    return a == b or (bare[0] == bare[1] and (a in bare or b in bare))


def _same_address(case: Case, other: Case) -> bool:
    """A street and number is one place in its district, a bare number only in its village."""
    address, there = _within(case), _within(other)
    if not re.search(r"\d", address) or address != there:
        return False
    if address[0].isdigit():
        return other.village in land_of(case.village)
    return _district(case) == _district(other)


def as_written(case: Case) -> frozenset[str]:
    """Return the address of a case as it may have been written: a village that was split had another name."""
    address, rest = clean_address(case.household.address), _within(case)
    spelt = {f"{one}{rest}" for one in _villages(case)} if rest[:1].isdigit() else set()
    return frozenset(filter(None, {address, rest, *spelt}))


def _within(case: Case) -> str:
    """Return an address without the village of the case: that may have another name by now."""
    address = clean_address(case.household.address)
    return next((address.removeprefix(one) for one in _villages(case) if address.startswith(one)), address)


def _villages(case: Case) -> list[str]:
    """List what the village of a case is called, and was before a split or is after it."""
    return [one.removeprefix(_district(case)).removeprefix("區") for one in land_of(case.village)]


def _district(case: Case) -> str:
    return case.village.partition("區")[0]


def _similar(ours: Iterable[Member], theirs: Sequence[Member]) -> bool:
    """Who has no name is like nobody."""
    return any(similar_names(one.name, other.name) >= SIMILAR for one in ours for other in theirs)


class Known(Struct, frozen=True):
    """A household that a report may be about: all cases that are of it, the surest and latest first."""

    cases: tuple[Case, ...]
    judged: bool = False
    """A screener said that it is the same; else it only looks so."""
    sure: bool = False
    """More than the name points to it."""

    @property
    def name(self) -> str:
        """The name by which it is known."""
        return next((one.household.name for one in self.cases if one.household.name), "")

    @property
    def states(self) -> list[tuple[State, int]]:
        """How many of its cases are where."""
        count = Counter(one.state for one in self.cases)
        return [(state, count[state]) for state in State if count[state]]


def by_household(found: Iterable[Duplicate], family: Mapping[int, int]) -> list[Known]:
    """Gather what may be the same by the households they are of; *family*: which are judged one."""
    together: dict[int, list[Duplicate]] = {}
    for one in found:
        together.setdefault(family[one.case.household.id], []).append(one)
    return [
        Known(
            tuple(one.case for one in some),
            judged=any(Reason.HOUSEHOLD in one.reasons for one in some),
            sure=any(one.sure for one in some),
        )
        for some in together.values()
    ]

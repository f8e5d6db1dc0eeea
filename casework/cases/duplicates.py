"""Possible duplicates: what makes two cases look like one household.

3 of the pilot's 87 reports came twice [002]. The screener decides; this only gives the reasons.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from casework.cases.case import Case, Household
from casework.text.identity import clean_address, clean_national_id, clean_phone, similar_names

SIMILAR = 0.8
"""Names at least this much alike, in one village, may be one person's."""


class Reason(StrEnum):
    """What two cases share, the surest first."""

    ID = "id"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


SURE = frozenset({Reason.ID, Reason.PHONE, Reason.ADDRESS})
"""What counts as one household for the reports within a year [003] 伍、二(一)1(1)A; a name alone does not."""


@dataclass(frozen=True)
class Duplicate:
    """A case that may be about the same household, and why."""

    case: Case
    reasons: frozenset[Reason]

    @property
    def sure(self) -> bool:
        """More than the name points to it."""
        return bool(self.reasons & SURE)


def reasons(case: Case, other: Case) -> frozenset[Reason]:
    """Say what the households of two cases share."""
    ours, theirs = case.household, other.household
    same = {
        Reason.ID: _same(clean_national_id(ours.national_id), clean_national_id(theirs.national_id)),
        Reason.PHONE: _same(clean_phone(ours.phone), clean_phone(theirs.phone)),
        Reason.ADDRESS: _same_address(case, other),
        Reason.NAME: case.village == other.village and _similar(ours, theirs),
    }
    return frozenset(reason for reason, holds in same.items() if holds)


def surest_first(found: list[Duplicate]) -> list[Duplicate]:
    """Put the surest in front, and among equals those that are open and the latest."""
    order = list(Reason)

    def place(one: Duplicate) -> tuple[int, int, bool, int]:
        return min(map(order.index, one.reasons)), -len(one.reasons), not one.case.open, -one.case.id

    return sorted(found, key=place)


def _same(ours: str | None, theirs: str | None) -> bool:
    return bool(ours) and ours == theirs


def _same_address(case: Case, other: Case) -> bool:
    """A street and number is one place in its district, a bare number only in its village."""
    address = clean_address(case.household.address)
    if not re.search(r"\d", address) or address != clean_address(other.household.address):
        return False
    if address[0].isdigit():
        return case.village == other.village
    return _district(case) == _district(other)


def _district(case: Case) -> str:
    return case.village.partition("區")[0]


def _similar(ours: Household, theirs: Household) -> bool:
    return bool(ours.name and theirs.name) and similar_names(ours.name, theirs.name) >= SIMILAR

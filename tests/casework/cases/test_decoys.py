"""Households that an office made up: who looks for one has given themselves away."""

from datetime import UTC, datetime

import pytest

from casework.cases.decoys import decoy, makes, sought
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind

WANTED = decoy("歐陽示範", "平鎮區新勢里", 1, 2, datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("歐陽示範", True),
        ("歐 陽 示 範", True),
        ("示範", True),
        ("歐陽示範家", True),
        ("找歐陽示範", True),
        ("範", False),
        ("", False),
        ("歐陽測試", False),
        ("示範歐", False),
        ("平鎮", False),
    ],
)
def test_it_is_sought_by_its_name_a_part_of_it_or_what_holds_it(words, found):
    assert sought(WANTED, words) is found


@pytest.mark.parametrize("role", Role)
def test_who_is_told_last_of_what_is_odd_makes_one_while_the_office_keeps_fewer_than_the_most(role):
    person = Person(1, role, 1, "甲示範", "", "zh-hant")
    may = role in (Role.BUREAU, Role.ADMIN)
    assert [makes(person, there, 2) for there in range(4)] == [may, may, False, False]


def test_it_is_a_case_that_is_over_and_nobodys_hurry():
    assert (WANTED.open, WANTED.alarm, WANTED.urgent) == (False, False, False)
    assert (WANTED.lead.worker, WANTED.lead.kind, WANTED.closing.closed_at) == (2, UnitKind.CENTRE, None)
    assert decoy("甲示範", "平鎮區新勢里", None, None, WANTED.reported_at).lead.kind is None

"""Households that an office made up: who looks for one has given themselves away."""

from datetime import UTC, datetime

import pytest

from casework.cases.decoys import decoy, sought

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

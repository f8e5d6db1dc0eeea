"""Cases before a conference: their order, and what can be decided of each [001] 參三(六)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import WrongState
from casework.meetings.discussing import Decision, Discussed, in_order, late
from casework.meetings.meetings import Meeting, MeetingKind
from tests.casework.network import CENTRE

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
JUNE = Meeting(MeetingKind.CONFERENCE, CENTRE, date(2026, 6, 1), fixed=date(2026, 6, 24))
ONE = Discussed(1, 1, 1, 5, date(2026, 5, 20), reasons=("A",), units=(5, 6), problem="債務")


def test_what_is_tracked_comes_first_then_priority_then_what_was_reported_longest_ago():
    """[001] 參三(六)3(1), 1(6)."""
    plain, newer = replace(ONE, id=2), replace(ONE, id=3)
    b, a, former = (
        replace(ONE, id=n, **more)
        for n, more in ((4, {"priority": "B"}), (5, {"priority": "A"}), (6, {"former": True}))
    )
    pairs = [
        (one, NOW - timedelta(days=age)) for one, age in ((newer, 1), (plain, 9), (b, 1), (a, 1), (former, 1))
    ]
    assert [one.id for one in in_order(pairs)] == [6, 5, 4, 2, 3]


@pytest.mark.parametrize("former", [True, False])
@given(st.sampled_from(Decision), st.sampled_from(Decision))
def test_a_case_is_decided_on_once_and_only_what_is_tracked_is_kept_or_removed(former, first, second):
    """[001] 參三(六)3(4), (5)."""
    one = replace(ONE, former=former)
    if first not in one.choices:
        with pytest.raises(WrongState):
            one.decide(first)
        return
    assert (first in {Decision.KEPT, Decision.REMOVED}) is former
    with pytest.raises(WrongState):
        one.decide(first).decide(second)


def test_who_proposes_within_the_month_before_is_late():
    """[001] 參三(六)2(1)."""
    assert not late(replace(ONE, proposed_on=date(2026, 5, 24)), JUNE, 1)
    assert late(replace(ONE, proposed_on=date(2026, 5, 25)), JUNE, 1)
    assert not late(replace(ONE, proposed_on=date(2026, 6, 20)), JUNE, 0), "107 asked nobody"


def test_one_family_that_two_units_bring_is_one_case_and_both_are_there():
    other = replace(ONE, unit=7, reasons=("B", "A"), units=(7, 6), priority="B", problem="就學")
    both = ONE.join(other)
    assert (both.reasons, both.units, both.priority, both.problem) == (
        ("A", "B"),
        (5, 6, 7),
        "B",
        "債務\n就學",
    )

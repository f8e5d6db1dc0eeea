"""Transition meetings before a measure ends [004] 參六(三)1."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, day_start
from casework.transition_meetings import Measure, owed
from tests.casework.network import HEALTH, RULES, unit

MEASURE = Measure(3, HEALTH, known_on=date(2026, 1, 15), ends_on=date(2026, 6, 30))
DAYS = st.dates(date(2020, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("ends_on", "due"),
    [
        pytest.param(date(2026, 6, 30), date(2026, 4, 30), id="[004] 參六(三)1: 期滿前2個月"),
        pytest.param(date(2026, 4, 30), date(2026, 2, 28), id="[004] 參六(三)1: no such day in February"),
        pytest.param(date(2026, 1, 31), date(2025, 11, 30), id="[004] 參六(三)1: over the year's end"),
    ],
)
def test_the_transition_is_met_on_two_months_before_the_measure_ends(ends_on, due):
    (meeting,) = owed(replace(MEASURE, ends_on=ends_on), RULES["112"])
    assert (meeting.duty, meeting.bearer) == (Duty.TRANSITION_MEETING, Bearer.LIAISONS)
    assert meeting.due == day_end(due)


def test_a_measure_that_is_prolonged_moves_its_meeting():
    """[004] 參六(三)1: Duty.TRANSITION_MEETING is counted from the day the measure ends."""
    (before,), (after,) = (
        owed(one, RULES["112"]) for one in (MEASURE, replace(MEASURE, ends_on=date(2026, 12, 31)))
    )
    assert (after.period, after.due) == (before.period, day_end(date(2026, 10, 31)))


def test_who_hears_of_a_measure_too_late_is_late_at_once():
    """[004] 參六(三)1: Duty.TRANSITION_MEETING."""
    (meeting,) = owed(replace(MEASURE, known_on=date(2026, 6, 1)), RULES["112"])
    assert (meeting.since, meeting.due) == (day_start(date(2026, 4, 30)), day_end(date(2026, 4, 30)))


@given(st.sampled_from(UnitKind).map(unit), DAYS, DAYS, st.sampled_from(sorted(RULES)))
def test_a_measure_owes_one_meeting_in_time_until_it_was_held(of, known, ends, edition):
    """[004] 參六(三)1: Duty.TRANSITION_MEETING."""
    measure = Measure(3, of, known, ends)
    (meeting,) = owed(measure, RULES[edition])
    assert meeting.since <= meeting.due < day_start(ends)
    assert meeting.bearer in CATALOGUE[meeting.duty].bearers
    assert not list(owed(replace(measure, met_on=known), RULES[edition]))

"""A day to come is one for which people plan; a slip and a year of another calendar are asked again."""

from datetime import date

import pytest

from casework.errors import BadAnswer
from casework.service.visits import VISIT
from casework.staffing.leave import LEAVE

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("typed", ["2569/6/5", "2569年6月5日", "26/5/31", "2028/6/2", "118/6/1"])
def test_nobody_is_away_from_a_day_of_another_calendar_or_years_ahead(typed: str) -> None:
    with pytest.raises(BadAnswer):
        LEAVE.question("first").typed(typed, TODAY, {})


@pytest.mark.parametrize("typed", ["2569/6/5", "26/5/31"])
def test_no_visit_was_on_a_day_of_another_calendar(typed: str) -> None:
    with pytest.raises(BadAnswer):
        VISIT.question("day").typed(typed, TODAY, {"since": "2026-05-01"})


def test_a_day_within_two_years_is_taken() -> None:
    assert LEAVE.question("first").typed("117/6/1", TODAY, {}) == "2028-06-01"

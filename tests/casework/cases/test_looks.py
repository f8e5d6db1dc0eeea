"""Who reads households in full: what is odd about it, and when a colleague says yes first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casework.cases.case import State
from casework.cases.looks import Before, Look, Odd, limit, odd
from casework.errors import TooManyLooks
from casework.policy.policy import Looks
from casework.staffing.people import Person, Role
from tests.support.cases import made_case, with_facts

NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
FIGURES = Looks(many=3, hourly=5, again_times=3, again_days=7, misses=4)
HERE, THERE = 1, 2
ME = Person(7, Role.SUPERVISOR, HERE, "張樣本", "", "")
CASE = with_facts(
    made_case(1, "A-115-000129", State.IN_SERVICE, "平鎮區新勢里", urgent=False, reported_at=NOW),
    unit=HERE,
    worker=9,
)


def looks(*cases: int, apart: timedelta = timedelta(minutes=1), own: bool = False) -> Before:
    """Looks at these cases, the last of them now."""
    found = [Look(NOW - apart * n, case) for n, case in enumerate(reversed(cases))]
    return Before(found[::-1], {1}, own)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "case", "resting", "expected"),
    [
        (looks(1), CASE, False, []),
        (looks(1), CASE, True, [Odd.NIGHT]),
        (looks(1), replace(CASE, urgent=True), True, []),
        (looks(1, own=True), CASE, True, [Odd.NIGHT]),
        (replace(looks(1, own=True), called=True), CASE, True, []),
        (looks(2, 3, 1), CASE, False, []),
        (looks(2, 3, 4, 1), CASE, False, [Odd.MANY]),
        (looks(1, 1, 1, 1), CASE, False, []),
        (looks(2, 3, 4, 1, own=True), CASE, False, []),
        (looks(2, 3, 4, 1, apart=timedelta(minutes=25)), CASE, False, []),
        (looks(1), with_facts(CASE, unit=THERE), False, [Odd.ELSEWHERE]),
        (looks(1), with_facts(CASE, unit=THERE, state=State.DISPUTED), False, []),
        (looks(1), with_facts(CASE, unit=None, state=State.SCREENING), False, []),
        (looks(1, own=True), with_facts(CASE, unit=THERE), False, []),
        (looks(1, 1, apart=DAY), CASE, False, []),
        (looks(1, 1, 1, apart=DAY), CASE, False, [Odd.AGAIN]),
        (looks(1, 2, 1, apart=DAY), CASE, False, []),
        (looks(1, 1, 1, apart=4 * DAY), CASE, False, []),
        (looks(1, 1, 1, apart=DAY, own=True), CASE, False, []),
    ],
)
def test_what_is_odd_about_a_look(before, case, resting, expected):
    assert list(odd(case, ME, before, FIGURES, resting=resting)) == expected


def test_past_the_limit_a_colleague_says_yes_and_the_own_are_not_counted():
    limit(looks(2, 3, 4, 5, 1), None, FIGURES)
    many = looks(2, 3, 4, 5, 6, 1)
    with pytest.raises(TooManyLooks):
        limit(many, None, FIGURES)
    limit(many, NOW - timedelta(minutes=2), FIGURES)
    with pytest.raises(TooManyLooks):
        limit(many, NOW - timedelta(hours=2), FIGURES)
    limit(replace(many, own=True), None, FIGURES)


def test_nobody_is_refused_before_somebody_heard():
    with pytest.raises(ValueError, match="nobody would hear"):
        Looks(many=6, hourly=5, again_times=3, again_days=7, misses=4)

"""Who reads households in full: what is odd about it, and when a colleague says yes first."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from casework.cases.access import Relation
from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.cases.looks import MISSED, Before, Look, Odd, limit, odd, own
from casework.errors import TooManyLooks
from casework.policy.policy import Looks
from casework.staffing.people import Person, Role
from handlers.words.terms import ACTS
from storage.core.tables import LOOKED
from tests.support.cases import made_case, with_facts

NOW = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
NIGHT = {"night_from": time(21), "night_until": time(7)}
FIGURES = Looks(many=3, hourly=5, again_times=3, again_days=7, misses=4, decoys=0, **NIGHT)
LATE, EARLY = NOW.replace(hour=22, minute=59), NOW.replace(hour=23)  # 06:59 and 07:00 in Taipei
HERE, THERE = 1, 2
ME = Person(7, Role.SUPERVISOR, HERE, "張樣本", "", "")
CASE = with_facts(
    made_case(1, "A-115-000129", State.IN_SERVICE, "平鎮區新勢里", urgent=False, reported_at=NOW),
    unit=HERE,
    worker=9,
)


def looks(
    *cases: int, apart: timedelta = timedelta(minutes=1), own: bool = False, at: datetime = NOW
) -> Before:
    """Looks at these cases, the last of them now."""
    found = [Look(at - apart * n, case, own) for n, case in enumerate(reversed(cases))]
    return Before(found[::-1], {1})


def after_work(before: Before) -> Before:
    """Whoever looks looked at many of their own before."""
    return replace(before, looks=(*looks(*range(10, 30), own=True).looks, *before.looks))


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "case", "expected"),
    [
        (looks(1), CASE, []),
        (looks(1, at=LATE), CASE, [Odd.NIGHT]),
        (looks(1, at=EARLY), CASE, []),
        (looks(1, at=LATE), replace(CASE, urgent=True), []),
        (looks(1, at=LATE), replace(CASE, urgent=True, state=State.CLOSED), [Odd.NIGHT]),
        (looks(1, at=LATE), replace(CASE, kinds=(CaseKind.CHILD_MISSING,)), []),
        (looks(1, at=LATE, own=True), CASE, [Odd.NIGHT]),
        (replace(looks(1, at=LATE, own=True), called=True), CASE, []),
        (looks(2, 3, 1), CASE, []),
        (looks(2, 3, 4, 1), CASE, [Odd.MANY]),
        (looks(1, 1, 1, 1), CASE, []),
        (looks(2, 3, 4, 1, own=True), CASE, []),
        (looks(2, 3, 4, 1, apart=timedelta(minutes=25)), CASE, []),
        (looks(1), with_facts(CASE, unit=THERE), [Odd.ELSEWHERE]),
        (looks(1), with_facts(CASE, unit=THERE, state=State.DISPUTED), []),
        (looks(1), with_facts(CASE, unit=None, state=State.SCREENING), []),
        (looks(1, own=True), with_facts(CASE, unit=THERE), []),
        (looks(1, 1, apart=DAY), CASE, []),
        (looks(1, 1, 1, apart=DAY), CASE, [Odd.AGAIN]),
        (looks(1, 2, 1, apart=DAY), CASE, []),
        (looks(1, 1, 1, apart=4 * DAY), CASE, []),
        (looks(1, 1, 1, apart=DAY, own=True), CASE, []),
        (after_work(looks(1)), CASE, []),
    ],
)
def test_what_is_odd_about_a_look(before, case, expected):
    assert list(odd(case, ME, before, FIGURES)) == expected


def test_past_the_limit_a_colleague_says_yes_and_the_own_are_not_counted():
    limit(looks(2, 3, 4, 5, 1), None, FIGURES)
    many = looks(2, 3, 4, 5, 6, 1)
    with pytest.raises(TooManyLooks):
        limit(many, None, FIGURES)
    limit(many, NOW - timedelta(minutes=2), FIGURES)
    with pytest.raises(TooManyLooks):
        limit(many, NOW - timedelta(hours=2), FIGURES)
    limit(looks(2, 3, 4, 5, 6, 1, own=True), None, FIGURES)
    limit(replace(many, looks=(*many.looks, Look(NOW, 1, own=True))), None, FIGURES)
    limit(after_work(looks(1)), None, FIGURES)


@pytest.mark.parametrize(
    ("relation", "facts", "expected"),
    [
        (Relation.PRIMARY, {}, True),
        (Relation.SUPERVISING, {}, False),
        (Relation.SUPERVISING, {"state": State.DISPUTED}, False),
        (Relation.SUPERVISING, {"kinds": (CaseKind.CHILD_MISSING,)}, False),
        (Relation.SCREENING, {}, False),
        (Relation.SCREENING, {"state": State.DISPUTED}, True),
        (Relation.SCREENING, {"state": State.SCREENING, "unit": None, "worker": None}, True),
        (Relation.BUREAU, {}, False),
        (Relation.BUREAU, {"kinds": (CaseKind.CHILD_MISSING,)}, True),
        (Relation.BROKEN, {}, False),
    ],
)
def test_whose_work_it_is_to_know_a_household(relation, facts, expected):
    assert own({relation}, with_facts(CASE, **facts)) == expected


def test_every_act_that_shows_what_is_behind_the_pin_is_found_as_a_look():
    ends = tuple(re.findall(r"'(\w+)'", str(LOOKED)))
    assert {len(one) for one in ends} == {6}
    assert {verb for verb in ACTS if verb.endswith(ends)} - {MISSED} == {
        verb for verb in ACTS if verb.endswith(("_shown", ".revealed"))
    }


def test_what_was_looked_at_just_an_hour_ago_is_counted():
    limit(looks(*range(2, 7), 1, apart=timedelta(minutes=12, seconds=1)), None, FIGURES)
    with pytest.raises(TooManyLooks):
        limit(looks(*range(2, 7), 1, apart=timedelta(minutes=12)), None, FIGURES)


def test_what_a_colleague_said_yes_to_is_not_counted_again():
    first_of_six = NOW - timedelta(minutes=5)
    limit(looks(2, 3, 4, 5, 6, 1), first_of_six, FIGURES)
    with pytest.raises(TooManyLooks):
        limit(looks(2, 3, 4, 5, 6, 1), first_of_six - timedelta(seconds=1), FIGURES)

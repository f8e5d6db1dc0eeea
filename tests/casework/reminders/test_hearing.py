"""Whom a nudge reaches: with nobody in charge, somebody away or gone, it ends with a living person."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casework.policy.policy import Hearer
from casework.reminders.hearing import DutyCircle, reached, stand_in
from casework.staffing.people import Person, Role
from tests.support.certain import certain


def person(number: int, **facts: Any) -> Person:
    return Person(number, Role.WORKER, 1, "王測試", "", "", **facts)


Everybody = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.none() | st.integers(0, 7), st.sampled_from(DutyCircle)),
    min_size=8,
    max_size=8,
)


@given(Everybody, st.sampled_from(Hearer))
def test_a_rung_reaches_somebody_living_as_long_as_anybody_can_hear(everybody, hearer) -> None:
    there = {
        n: person(n, active=active, blocked=blocked, deputy=deputy)
        for n, (active, blocked, deputy, _) in enumerate(everybody)
    }
    circles = {
        circle: [there[n] for n, one in enumerate(everybody) if one[3] is circle] for circle in DutyCircle
    }
    heard = reached(hearer, circles.__getitem__, there.__getitem__)
    assert all(one.active and not one.blocked and one.deputy is None for one in heard)
    above = list(DutyCircle)[list(DutyCircle).index(DutyCircle(hearer)) :]
    able = [one for one in there.values() if stand_in(one, there.__getitem__)]
    assert bool(heard) == bool(able)
    up = [one for circle in above for one in circles[circle] if stand_in(one, there.__getitem__)]
    assert not up or {one.id for one in heard} <= {certain(stand_in(one, there.__getitem__)).id for one in up}


def test_while_somebody_is_away_their_deputy_hears() -> None:
    there = {1: person(1, deputy=2), 2: person(2)}
    assert stand_in(there[1], there.__getitem__) == there[2]


def test_two_who_stand_in_for_each_other_hear_nothing_and_the_supervisor_does() -> None:
    there = {1: person(1, deputy=2), 2: person(2, deputy=1), 3: person(3)}
    circles = {DutyCircle.OWNER: [there[1]], DutyCircle.SUPERVISOR: [there[3]]}
    assert reached(Hearer.OWNER, circles.__getitem__, there.__getitem__) == [there[3]]

"""Cases before a conference: their order, and what can be decided of each [001] 參三(六)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.cases.strands import Tracking
from casework.errors import WrongState
from casework.meetings.discussing import (
    Awaits,
    Decision,
    Discussed,
    PlanDecision,
    in_order,
    late,
    moved,
    proposable,
)
from casework.meetings.meetings import Meeting, MeetingKind
from tests.casework.network import CENTRE
from tests.support.cases import made_case

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
JUNE = Meeting(MeetingKind.CONFERENCE, CENTRE, date(2026, 6, 1), fixed=date(2026, 6, 24))
ONE = Discussed(1, 1, 1, 5, date(2026, 5, 20), reasons=("A",), units=(5, 6), problem="債務")
SERVED = made_case(1, "A-115-000013", State.IN_SERVICE, "平鎮區新勢里", urgent=False, reported_at=NOW)
TRACKED = SERVED.track(Tracking(0, JUNE.day, JUNE.day, (5,)))
CLOSED = replace(TRACKED, state=State.CLOSED)


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
@given(st.sampled_from(Decision), st.sampled_from(Decision), st.sampled_from([SERVED, TRACKED, CLOSED]))
def test_a_case_is_decided_on_once_and_only_what_is_tracked_is_kept_or_removed(former, first, second, case):
    """[001] 參三(六)3(4), (5): as the case stands, whether it was tracked when it was brought or not."""
    one = replace(ONE, former=former)
    if first not in one.choices(case):
        with pytest.raises(WrongState):
            one.decide(first, case)
        return
    assert (first in {Decision.KEPT, Decision.REMOVED}) is case.tracked
    assert first is not Decision.TRACKED or proposable(case)
    with pytest.raises(WrongState):
        one.decide(first, case).decide(second, case)


@pytest.mark.parametrize(
    ("one", "shared", "asked"),
    [
        (ONE, {"planned_at": NOW}, True),
        (ONE, {}, False),
        (ONE, {"planned_at": NOW, "passed_at": NOW}, False),
        (replace(ONE, plan=PlanDecision.RETURNED), {"planned_at": NOW}, False),
        (replace(ONE, awaits=Awaits.ACCEPTANCE), {"planned_at": NOW}, False),
    ],
    ids=["a plan", "no plan", "passed before", "decided here", "not on the agenda yet"],
)
def test_a_conference_decides_of_a_joint_plan_once(one, shared, asked):
    """[001] 參三(六)2(5)B."""
    case = replace(SERVED, kinds=(CaseKind.SHARED,), sharing=replace(SERVED.sharing, **shared))
    assert one.to_pass(case) is asked


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


def test_what_waits_is_not_decided_on_and_stands_last():
    """臨時提報, 退回補件 (`screens.md` §1)."""
    late = replace(ONE, id=2, priority="A", awaits=Awaits.ACCEPTANCE)
    back = replace(ONE, id=3).send_back("缺就醫紀錄")
    assert [one.id for one in in_order([(late, NOW), (back, NOW), (ONE, NOW)])] == [1, 2, 3]
    for one in (late, back):
        assert one.choices(SERVED) == ()
        assert not one.open
        with pytest.raises(WrongState):
            one.decide(Decision.TRACKED, SERVED)
        assert one.accept() == replace(one, awaits=None, missing="")
    with pytest.raises(WrongState):
        ONE.accept()
    with pytest.raises(WrongState):
        back.send_back("再補")
    for one in (replace(ONE, former=True), ONE.decide(Decision.NOT_TRACKED, SERVED)):
        with pytest.raises(WrongState):
            one.send_back("缺")


def test_what_is_brought_again_waits_for_what_the_newer_one_waits_for():
    back = ONE.send_back("缺就醫紀錄")
    late = replace(ONE, awaits=Awaits.ACCEPTANCE)
    assert (back.join(ONE).awaits, back.join(ONE).missing) == (None, "")
    assert back.join(late).awaits is Awaits.ACCEPTANCE
    assert ONE.join(late).awaits is None


def test_what_no_conference_spoke_of_comes_before_the_next_as_it_was():
    late = replace(ONE, awaits=Awaits.ACCEPTANCE, place=4, version=3)
    assert late.carry_over(9) == replace(ONE, id=0, meeting=9)
    back = ONE.send_back("缺就醫紀錄")
    assert back.carry_over(9) == replace(back, id=0, meeting=9)


@given(st.permutations(range(1, 6)), st.integers(0, 4), st.sampled_from([-1, 1]))
def test_a_case_that_is_moved_changes_places_with_its_neighbour_alone(ids, at, by):
    before = [replace(ONE, id=n) for n in ids]
    after = {one.id: one for one in before} | {one.id: one for one in moved(before, before[at], by)}
    order = [one.id for one in in_order((one, NOW) for one in after.values())]
    expected = list(ids)
    to = min(max(at + by, 0), 4)
    expected[at], expected[to] = expected[to], expected[at]
    assert order == expected
    assert not moved([after[n] for n in order], after[order[0]], -1), "nothing changed"


@pytest.mark.parametrize(
    ("case", "can_be_brought"),
    [
        (SERVED, True),
        (TRACKED, False),
        (CLOSED, False),
        (replace(SERVED, state=State.CLOSED), False),
        (replace(SERVED, state=State.SCREENING), False),
        (replace(SERVED, state=State.DISPATCHED), True),
        (replace(SERVED, state=State.DISPUTED), True),
    ],
    ids=["served", "tracked", "closed and tracked", "closed", "not screened", "offered", "disputed"],
)
def test_what_is_served_and_not_tracked_can_be_brought(case, can_be_brought):
    """[001] 參三(六)2."""
    assert proposable(case) is can_be_brought


def test_places_count_from_one():
    before = [replace(ONE, id=n) for n in (7, 8)]
    assert [(one.id, one.place) for one in moved(before, before[0], 1)] == [(8, 1), (7, 2)]


def test_where_no_edition_asks_for_a_month_nothing_is_late():
    """[000]: 107 asked nobody to propose a month before."""
    after = replace(ONE, proposed_on=date(2026, 6, 25))
    assert not late(after, JUNE, 0)
    assert late(after, JUNE, 1)
    assert not late(replace(after, former=True), JUNE, 1), "what is tracked was proposed long ago"


def test_what_was_reported_at_one_moment_stands_as_it_was_brought():
    newer = replace(ONE, id=2)
    assert [one.id for one in in_order([(newer, NOW), (ONE, NOW)])] == [1, 2]


def test_where_the_secretariat_gave_places_what_came_since_follows_by_the_rule():
    """[001] 參三(六)3(1), 1(6)."""
    placed = replace(ONE, id=2, place=1)
    former, first = replace(ONE, id=3, former=True), replace(ONE, id=4, priority="A")
    waits = replace(ONE, id=5, place=2, awaits=Awaits.ACCEPTANCE)
    these = [(one, NOW) for one in (waits, first, ONE, former, placed)]
    assert [one.id for one in in_order(these)] == [2, 3, 4, 1, 5]


def test_of_one_family_that_two_bring_what_one_left_open_is_as_the_other_says():
    """[001] 參三(六)1."""
    silent = replace(ONE, problem="", priority="", tried=("referred",))
    for both in (silent.join(replace(ONE, priority="A")), replace(ONE, priority="A").join(silent)):
        assert (both.problem, both.priority, both.tried) == ("債務", "A", ("referred",))
    assert replace(ONE, priority="B").join(replace(ONE, priority="A")).priority == "A"
    assert silent.join(silent).priority == ""


def test_what_comes_late_waits_for_the_secretariat_and_what_comes_in_time_does_not():
    """臨時提報 [001] 參三(六)2(1)."""
    in_time, after = replace(ONE, proposed_on=date(2026, 5, 24)), replace(ONE, proposed_on=date(2026, 5, 25))
    assert in_time.bring_to(JUNE, 1) == in_time
    assert after.bring_to(JUNE, 1) == replace(after, awaits=Awaits.ACCEPTANCE)


def test_what_two_units_proposed_stays_when_one_takes_it_back() -> None:
    first, second, day = 7, 9, date(2026, 5, 1)
    one = Discussed(1, 1, 1, first, day).join(Discussed(0, 1, 1, second, day))
    assert (one.unit, one.also) == (first, (second,))
    assert one.join(Discussed(0, 1, 1, first, day)).also == (second,)
    for unit, other in ((first, second), (second, first)):
        left = one.without(unit)
        assert left is not None
        assert (left.unit, left.also) == (other, ())
        assert left.without(other) is None
        with pytest.raises(WrongState):
            left.without(unit)
    assert not replace(one, decision=Decision.NOT_TRACKED).brought_by(first)
    assert not replace(one, former=True).brought_by(first)

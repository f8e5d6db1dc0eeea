"""Cold [003] 陸、一(一)2, 柒、三: who is asked after, by when, and at 5 °C brought in."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.new_year.care import CareGroup, CareHousehold, CareVisit
from casework.new_year.cold import (
    WHOLE,
    BedKind,
    ColdAlert,
    ColdContact,
    ColdList,
    InTheCold,
    Shelter,
    asked_for,
    brings_in,
    concerned,
    daily,
    in_the_street,
    older_lists,
    owed,
)
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.text.dates import at_taipei
from tests.casework.network import CENTRE, HEALTH, RULES

DAY = date(2026, 1, 10)  # a Saturday
MORNING = datetime(2026, 1, 10, 1, tzinfo=UTC)
OURS = replace(RULES["112"], day=DAY)
ALERT = ColdAlert(1, 10, ("平鎮區",), MORNING, date(2026, 1, 11), DAY)
ELDER = CareHousehold(9, 2026, 1, "平鎮區新勢里", CENTRE, MORNING, person=7, group=CareGroup.ALONE)
STREET = replace(ELDER, id=10, group=CareGroup.STREET)
LIST = ColdList(1, ALERT, CENTRE, 7, asked=(InTheCold(ELDER), InTheCold(STREET)))


def test_everybody_is_asked_after_by_the_evening_of_each_day_also_on_a_day_off():
    """[003] 陸、一(一)2(2)D: Duty.COLD_CARE."""
    (one,) = owed(LIST, OURS)
    assert (one.duty, one.bearer, one.person, one.urgent) == (Duty.COLD_CARE, Bearer.PERSON, 7, True)
    assert one.due == at_taipei(DAY, time(20))
    sunday = date(2026, 1, 11)
    (again,) = owed(replace(LIST, alert=replace(ALERT, today=sunday)), OURS)
    assert (again.due, again.period) == (at_taipei(sunday, time(20)), "2026-01-11")
    monday = replace(ALERT, today=date(2026, 1, 12))
    assert not list(owed(replace(LIST, alert=monday), OURS)), "its last day is over"
    assert not list(owed(replace(LIST, alert=replace(ALERT, ended_at=MORNING)), OURS)), "taken back"
    listed = (
        InTheCold(replace(ELDER, id=3, listed_at=at_taipei(DAY, time(*at)))) for at in ((17, 30), (19, 0))
    )
    beside = list(owed(replace(LIST, asked=(*LIST.asked, *listed)), OURS))
    assert [each.due for each in beside] == [at_taipei(DAY, time(20)), at_taipei(DAY, time(21))], (
        "listed late"
    )
    assert len({each.key for each in beside}) == 2
    late = replace(ALERT, begun_at=at_taipei(DAY, time(21)))
    assert next(owed(replace(LIST, alert=late), OURS)).due == at_taipei(DAY, time(23))
    assert next(owed(replace(LIST, person=None, unit=HEALTH), OURS)).bearer is Bearer.LIAISONS


@pytest.mark.parametrize(
    ("household", "is_asked"),
    [
        pytest.param(ELDER, True, id="an elder living alone"),
        pytest.param(STREET, True, id="in the street"),
        pytest.param(replace(ELDER, group=CareGroup.CHILD), False, id="a family"),
        pytest.param(
            replace(ELDER, group=CareGroup.CHILD, told=frozenset({CareGroup.ALONE})), True, id="by one list"
        ),
        pytest.param(replace(ELDER, village="桃園區中正里"), False, id="another district"),
        pytest.param(replace(ELDER, into=3), False, id="merged into another"),
    ],
)
def test_elders_living_alone_and_people_in_the_street_of_the_area_are_asked_after(household, is_asked):
    """[003] 陸、一(一)2(1)E, F."""
    assert concerned(household, ALERT, OURS) is is_asked
    whole = replace(ALERT, areas=(WHOLE,))
    assert concerned(replace(household, village="平鎮區新勢里"), whole, OURS) == (
        household.cold is not None and household.into is None
    )


def test_who_is_not_there_is_not_asked_after():
    rules = replace(OURS, day=date(2026, 2, 2))
    gone = replace(ELDER, visits=(CareVisit(date(2026, 2, 1), 3, {"mode": "not_met", "why": "hospital"}),))
    assert not concerned(gone, ALERT, rules)
    assert concerned(replace(gone, over=True), ALERT, rules), "the next winter nobody knows"
    died = replace(gone, visits=(CareVisit(date(2026, 2, 1), 3, {"mode": "not_met", "why": "died"}),))
    assert not concerned(replace(died, over=True), ALERT, rules)


def test_before_the_window_begins_the_lists_of_the_winter_before_are_asked_after_too():
    """[003] 陸、二(一): lists are handed in before the visits; it is cold before that."""
    assert older_lists(2026, replace(ALERT, today=date(2026, 1, 30)), OURS)
    assert not older_lists(2026, replace(ALERT, today=date(2026, 1, 31)), OURS)


@pytest.mark.parametrize(
    ("household", "degree", "here", "counts"),
    [
        pytest.param(ELDER, 10, 5, True, id="an elder was called"),
        pytest.param(STREET, 10, 5, False, id="in the street, and it is colder now: brought in"),
        pytest.param(STREET, 5, 10, True, id="in the street, where it was colder"),
        pytest.param(STREET, 5, 5, True, id="in the street, where it was as cold"),
    ],
)
def test_who_was_asked_after_in_another_alert_of_the_day_is_not_asked_twice(household, degree, here, counts):
    """[003] 柒、三."""
    assert asked_for(household, replace(ALERT, degree=here), degree) is counts


def test_at_five_degrees_people_are_brought_in():
    """[003] 柒、三: 氣溫 5 度以下，應勸告或強制撤離."""
    assert brings_in(replace(ALERT, degree=5))
    assert not brings_in(ALERT)


def test_who_was_not_reached_twice_is_visited():
    """screens.md §5: not reached twice → visit → 119."""
    missed = InTheCold(ELDER, (ColdContact.NOT_REACHED,))
    assert not missed.to_be_visited
    assert replace(missed, contacts=(ColdContact.NOT_REACHED,) * 2).to_be_visited
    assert not replace(missed, contacts=(*(ColdContact.NOT_REACHED,) * 2, ColdContact.VISITED)).to_be_visited


@given(
    st.lists(
        st.tuples(st.sampled_from([ELDER, STREET]), st.lists(st.sampled_from(ColdContact), max_size=4)),
        max_size=8,
    )
)
def test_a_day_adds_up_and_is_over_when_everybody_was_reached(rows):
    """Duty.COLD_CARE."""
    asked = tuple(InTheCold(one, tuple(contacts)) for one, contacts in rows)
    counted = daily(asked)
    assert counted["elders"] + counted["street"] == len(asked)
    assert counted["elders_reached"] <= counted["elders"]
    assert bool(list(owed(replace(LIST, asked=asked), OURS))) is any(not one.reached for one in asked)


@given(st.integers(0, 9), st.integers(0, 12))
def test_beds_are_counted_down_and_never_below_none(told, given_):
    """[003] 陸、一(一)2(1)H."""
    one = Shelter(1, "示範旅舍", {BedKind.MEN: told}, {BedKind.MEN: given_})
    assert one.left(BedKind.MEN) == one.free == max(told - given_, 0)
    assert one.left(BedKind.WOMEN) == 0
    assert replace(one, given={}).left(BedKind.MEN) == told, "none was given"


def test_of_who_is_in_the_street_the_last_contact_of_a_day_is_counted():
    """[003] 柒、三: the daily report."""
    asked = [InTheCold(STREET, (ColdContact.NOT_REACHED, each)) for each in ColdContact]
    counted = daily(
        [*asked, InTheCold(STREET), InTheCold(ELDER, (ColdContact.BROUGHT_IN,)), InTheCold(ELDER)]
    )
    in_street = ("moved_on", "brought_in", "sheltered", "refused", "hospital")
    assert {one: counted[one] for one in in_street} == dict.fromkeys(in_street, 1)
    assert (counted["street"], counted["elders"], counted["elders_reached"]) == (len(asked) + 1, 2, 1)


def test_an_alert_is_about_each_of_its_districts():
    two = replace(ALERT, areas=("平鎮區", "中壢區"))
    assert two.about("中壢區中央里")
    assert two.about("平鎮區新勢里")
    assert not two.about("桃園區中正里")


def test_an_alert_lasts_to_the_end_of_its_last_day_or_until_it_is_taken_back():
    last = replace(ALERT, today=ALERT.until)
    assert last.on
    assert not replace(last, today=date(2026, 1, 12)).on
    assert not replace(last, ended_at=MORNING).on


def test_what_was_said_last_decides_whether_somebody_is_there():
    rules = replace(OURS, day=date(2026, 2, 2))
    away, there = (
        CareVisit(date(2026, 2, day), 3, answers)
        for day, answers in ((1, {"mode": "not_met", "why": "hospital"}), (2, {"mode": "home"}))
    )
    assert concerned(replace(ELDER, visits=(away, there)), ALERT, rules)
    assert not concerned(replace(ELDER, visits=(replace(there, on=date(2026, 1, 31)), away)), ALERT, rules)


@pytest.mark.parametrize("why", ["moved", "died", "hospital", "prison", "abroad", "refused", "absent"])
def test_who_can_be_there_is_asked_after(why):
    """[003] 陸、一(一)2(2)D: who refused, or was not there once, is cold all the same."""
    said = CareVisit(date(2026, 2, 1), 3, {"mode": "not_met", "why": why})
    rules = replace(OURS, day=date(2026, 2, 2))
    assert concerned(replace(ELDER, visits=(said,)), ALERT, rules) is (why in {"refused", "absent"})


@pytest.mark.parametrize(
    ("contacts", "reached", "to_be_visited"),
    [
        ((), False, False),
        ((ColdContact.CALLED,), True, False),
        ((ColdContact.NOT_REACHED, ColdContact.CALLED), True, False),
        ((ColdContact.CALLED, ColdContact.NOT_REACHED), False, False),
        ((ColdContact.NOT_REACHED, ColdContact.CALLED, ColdContact.NOT_REACHED), False, True),
    ],
)
def test_the_last_contact_of_a_day_says_whether_somebody_was_reached(contacts, reached, to_be_visited):
    one = InTheCold(ELDER, contacts)
    assert (one.reached, one.to_be_visited) == (reached, to_be_visited)
    assert replace(LIST, asked=(one, InTheCold(STREET))).waiting == 2 - reached


def test_a_day_begins_with_its_first_hour_and_what_is_listed_later_when_it_was():
    """Duty.COLD_CARE."""
    sunday = replace(ALERT, today=date(2026, 1, 11))
    two = tuple(
        InTheCold(replace(ELDER, id=n, listed_at=at_taipei(date(2026, 1, 11), time(hour))))
        for n, hour in ((3, 9), (4, 8))
    )
    [one] = owed(replace(LIST, alert=sunday, asked=two), OURS)
    assert one.since == at_taipei(date(2026, 1, 11), time(8))
    [one] = owed(replace(LIST, alert=sunday), OURS)
    assert one.since == at_taipei(date(2026, 1, 11), time(0))
    [one] = owed(LIST, OURS)
    assert one.since == MORNING


def test_a_push_calls_a_list_by_its_day_its_degrees_and_its_unit():
    assert replace(LIST, unit=replace(CENTRE, name="平鎮中心")).sign == "低溫 1/10 10°C 平鎮中心"
    assert len(replace(LIST, unit=replace(CENTRE, name="中" * 60)).sign) == 40


def test_at_five_degrees_and_below_people_are_brought_in():
    assert brings_in(replace(ALERT, degree=4))


def test_who_lives_in_the_street_is_the_precincts():
    assert in_the_street([ELDER, STREET]) == [STREET]

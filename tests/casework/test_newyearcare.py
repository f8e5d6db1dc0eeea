"""New-Year care [003] 肆–陸: who is visited before the holiday, and what is gathered after it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cases.case import Risk
from casework.cases.criteria import Finding, Indicator
from casework.new_year import (
    CareHousehold,
    CareResults,
    CareVisit,
    NewYear,
    cared_for,
    on_the_list,
    results_owed,
    visit_owed,
)
from casework.policy.owed import Bearer
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, day_start
from tests.casework.network import CENTRE, HEALTH, OFFICE, RULES, unit

OURS = RULES["112"]
HOLIDAY = NewYear(date(2026, 2, 14), date(2026, 2, 22))
IN_PERSON = {"mode": "home", "met": "met", "children": "all", "risk": "medium"}
BY_TELEPHONE = {"mode": "phone", "met": "met", "risk": "medium"}
NOBODY = {"mode": "home", "met": "not_met"}
CHILD_UNSEEN = {**IN_PERSON, "children": "none"}


def found(*indicators: Indicator) -> tuple[Finding, ...]:
    return tuple(Finding(one, frozenset()) for one in indicators)


FAMILY = CareHousehold(9, CENTRE, worker=7, found=found(Indicator.L1_MAJOR_EVENT))


def visited(household: CareHousehold, on: date, answers: dict[str, str], by: int = 3) -> CareHousehold:
    return replace(household, visits=(*household.visits, CareVisit(on, by, answers)))


# NEW_YEAR_VISIT


def test_a_household_is_visited_from_two_weeks_before_until_the_holiday_begins():
    """[003] 肆: 春節假期前二週; [003] 陸、二(二)1(1): 於農曆春節前訪視."""
    (visit,) = visit_owed(FAMILY, HOLIDAY, OURS)
    assert (visit.duty, visit.bearer, visit.person) == (Duty.NEW_YEAR_VISIT, Bearer.PERSON, 7)
    assert (visit.since, visit.due) == (day_start(date(2026, 1, 31)), day_end(date(2026, 2, 13)))


@pytest.mark.parametrize(
    ("household", "is_owed"),
    [
        pytest.param({"found": found(Indicator.L1_BACK_HOME)}, True, id="[003] 伍、二(一)1: one of level 1"),
        pytest.param(
            {"found": found(Indicator.L2_SMALL_CHILD, Indicator.L2_NO_BOND)},
            True,
            id="[003] 伍、二(一)1: two of level 2",
        ),
        pytest.param(
            {"found": found(Indicator.L2_SMALL_CHILD)}, False, id="[003] 伍、二(一)1: one of level 2"
        ),
        pytest.param({"found": found(Indicator.PRIORITY_HARM)}, False, id="[001] 三(六)1(6) is another list"),
        pytest.param(
            {"found": (), "on_list": True}, True, id="[003] 伍、二(一)2: TIPVDA above 8, small child"
        ),
        pytest.param({"found": ()}, False, id="[003] 伍、二: nothing points to it"),
    ],
)
def test_who_is_visited_follows_the_indicators(household, is_owed):
    """Duty.NEW_YEAR_VISIT."""
    assert bool(list(visit_owed(replace(FAMILY, **household), HOLIDAY, OURS))) is is_owed


@pytest.mark.parametrize(
    ("risk", "answers", "counted"),
    [
        pytest.param(Risk.HIGH, IN_PERSON, True, id="high risk in person"),
        pytest.param(Risk.HIGH, BY_TELEPHONE, False, id="high risk by telephone"),
        pytest.param(Risk.HIGH, CHILD_UNSEEN, False, id="high risk, the child was not seen"),
        pytest.param(Risk.MEDIUM, BY_TELEPHONE, True, id="the rest by telephone"),
        pytest.param(None, BY_TELEPHONE, True, id="nobody judged it high"),
        pytest.param(Risk.LOW, NOBODY, False, id="nobody was met"),
    ],
)
def test_high_risk_is_visited_in_person_seeing_the_child_the_rest_may_be_by_telephone(risk, answers, counted):
    """[003] 陸、二(二)1(3): Duty.NEW_YEAR_VISIT."""
    household = visited(replace(FAMILY, risk=risk), date(2026, 2, 5), answers)
    assert list(visit_owed(household, HOLIDAY, OURS)) == (
        [] if counted else list(visit_owed(FAMILY, HOLIDAY, OURS))
    )


def test_a_visit_of_any_unit_spares_the_others():
    """[003] 陸、二(二)1(3): 應避免重複關懷; Duty.NEW_YEAR_VISIT."""
    assert not list(visit_owed(visited(FAMILY, date(2026, 2, 3), IN_PERSON, HEALTH.id), HOLIDAY, OURS))


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        pytest.param(date(2026, 1, 30), False, id="[003] 肆: a day too early"),
        pytest.param(date(2026, 1, 31), True, id="[003] 肆: the first day"),
        pytest.param(date(2026, 3, 1), True, id="[003] 肆: 放假結束後一週"),
        pytest.param(date(2026, 3, 2), False, id="[003] 肆: over"),
    ],
)
def test_visits_within_the_window_count(on, counted):
    """Duty.NEW_YEAR_VISIT."""
    assert cared_for(visited(FAMILY, on, IN_PERSON), HOLIDAY, OURS) is counted


def test_without_a_primary_worker_the_unit_sees_to_the_visit():
    """[003] 陸、二(二)1(3): 請網絡權責人員分工執行; Duty.NEW_YEAR_VISIT."""
    bearers = [
        next(visit_owed(replace(FAMILY, worker=None, unit=one), HOLIDAY, OURS)).bearer
        for one in (CENTRE, OFFICE, HEALTH)
    ]
    assert bearers == [Bearer.SUPERVISORS, Bearer.CLERKS, Bearer.LIAISONS]


# NEW_YEAR_RESULTS


def test_each_unit_sends_up_its_results_within_a_week_of_the_holiday():
    """[003] 陸、二(二)3 and 肆: 放假結束後一週."""
    (results,) = results_owed(CareResults(HEALTH), HOLIDAY, OURS)
    assert (results.duty, results.bearer) == (Duty.NEW_YEAR_RESULTS, Bearer.LIAISONS)
    assert (results.since, results.due) == (day_start(date(2026, 2, 23)), day_end(date(2026, 3, 1)))


# What holds for all of them


DAYS = st.dates(date(2019, 12, 1), date(2050, 3, 31))
HOLIDAYS = st.builds(
    lambda first, days: NewYear(first, first + timedelta(days=days)), DAYS, st.integers(4, 14)
)
VISITS = st.builds(
    CareVisit, DAYS, st.integers(1, 9), st.sampled_from([IN_PERSON, BY_TELEPHONE, NOBODY, CHILD_UNSEEN])
)
HOUSEHOLDS = st.builds(
    CareHousehold,
    id=st.integers(1, 10**6),
    unit=st.sampled_from(UnitKind).map(unit),
    worker=st.none() | st.integers(1, 9),
    found=st.lists(st.sampled_from(Indicator), unique=True).map(lambda some: found(*some)),
    on_list=st.booleans(),
    risk=st.none() | st.sampled_from(Risk),
    visits=st.lists(VISITS, max_size=4).map(tuple),
)


@given(HOUSEHOLDS, HOLIDAYS, st.sampled_from(sorted(RULES)))
def test_a_household_is_owed_at_most_one_visit_by_somebody_in_time(household, holiday, edition):
    """[003] 陸、二(二)1: Duty.NEW_YEAR_VISIT."""
    owing = list(visit_owed(household, holiday, RULES[edition]))
    assert len(owing) <= 1
    assert bool(owing) is (on_the_list(household) and not cared_for(household, holiday, RULES[edition]))
    assert all(one.since <= one.due < day_start(holiday.first) for one in owing)
    assert all(one.bearer in CATALOGUE[one.duty].bearers for one in owing)
    assert all((one.person is not None) is (one.bearer is Bearer.PERSON) for one in owing)


@given(HOUSEHOLDS, HOLIDAYS)
def test_seeing_everybody_at_home_always_ends_the_visit_and_nothing_else_does_its_work(household, holiday):
    """[003] 陸、二(二)1(3): Duty.NEW_YEAR_VISIT, and Duty.NEW_YEAR_RESULTS goes on."""
    seen = visited(household, holiday.first - timedelta(days=1), IN_PERSON)
    assert not list(visit_owed(seen, holiday, OURS))
    results = CareResults(household.unit)
    assert [one.duty for one in results_owed(results, holiday, OURS)] == [Duty.NEW_YEAR_RESULTS]
    assert not list(results_owed(replace(results, sent_on=holiday.last), holiday, OURS))

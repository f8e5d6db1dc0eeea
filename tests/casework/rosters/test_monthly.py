"""Lists that are handed in every month [001] 三(六)2(2), (3), (5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casework.cases.criteria import CaseKind
from casework.policy.owed import Bearer, Owed
from casework.policy.policy import Duty
from casework.reminders.catalogue import RULES as CATALOGUE
from casework.rosters import high_risk
from casework.rosters.declared import RosterFault, RosterRules
from casework.rosters.monthly import ROSTERS, Roster, asked_for, hands_in, owed, rosters_of
from casework.rosters.services import gives
from casework.staffing.people import Person, Role
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import UnitKind
from casework.text.dates import day_end, day_start, local_day
from casework.text.places import load_places
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, SCHOOLS, unit

BEGUN = date(2026, 6, 15)
POLICE = unit(UnitKind.POLICE, 6)
PRECINCT = unit(UnitKind.POLICE, 7, "平鎮區")
OTHER_CENTRE = unit(UnitKind.CENTRE, 8, "中壢區")
UNITS = [BUREAU, OFFICE, CENTRE, HEALTH, SCHOOLS, POLICE, PRECINCT, OTHER_CENTRE]
MONTHS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def uploading(roster: Roster, edition: str = "109") -> Owed:
    (found,) = owed(roster, RULES[edition])
    return found


@pytest.mark.parametrize(
    ("edition", "kinds"),
    [
        pytest.param("107", (), id="[000] 參三(六) (107): none"),
        pytest.param(
            "108", (CaseKind.SUICIDE_HARDSHIP, CaseKind.CHILD_HIGH_RISK), id="[000] 參三(六)2(2), (3) (108)"
        ),
        pytest.param(
            "109",
            (CaseKind.SUICIDE_HARDSHIP, CaseKind.CHILD_HIGH_RISK, CaseKind.SHARED),
            id="[001] 三(六)2(2), (3), (5)",
        ),
    ],
)
def test_an_edition_asks_for_the_rosters_of_the_kinds_of_case_it_knows(edition, kinds):
    """Duty.UPLOAD_ROSTER."""
    assert asked_for(RULES[edition].policy) == kinds
    wanted = [Roster(kind, BUREAU, None, BEGUN) for kind in ROSTERS]
    assert tuple(one.kind for one in wanted if list(owed(one, RULES[edition]))) == kinds


@pytest.mark.parametrize(
    ("kind", "unit_", "bearer"),
    [
        pytest.param(CaseKind.SUICIDE_HARDSHIP, BUREAU, Bearer.BUREAU, id="[001] 三(六)2(2) 由社會局"),
        pytest.param(CaseKind.CHILD_HIGH_RISK, BUREAU, Bearer.BUREAU, id="[001] 三(六)2(3) 由社會局"),
        pytest.param(CaseKind.SHARED, HEALTH, Bearer.LIAISONS, id="[001] 三(六)2(5) 各局處提報名冊"),
    ],
)
def test_a_roster_is_due_every_month_by_the_day_the_city_set(kind, unit_, bearer):
    roster = Roster(kind, unit_, CENTRE.id, BEGUN, uploaded=date(2026, 6, 1))
    found = uploading(roster)
    assert (found.duty, found.bearer) == (Duty.UPLOAD_ROSTER, bearer)
    assert (found.since, found.due) == (day_start(date(2026, 7, 1)), day_end(date(2026, 7, 5)))


def test_the_day_for_the_roster_stays_when_it_is_a_sunday():
    """[001] 三(六)2(2) says 每月 and no more: Duty.UPLOAD_ROSTER."""
    assert date(2026, 7, 5).weekday() == 6
    late = Roster(CaseKind.SHARED, HEALTH, None, BEGUN, uploaded=date(2026, 6, 1))
    assert local_day(uploading(late).due) == date(2026, 7, 5)


@pytest.mark.parametrize(
    ("uploaded", "month"),
    [
        (None, "2026-06"),
        (date(2026, 6, 1), "2026-07"),
        (date(2026, 12, 1), "2027-01"),
        (date(2026, 1, 1), "2026-06"),
    ],
)
def test_the_month_after_the_last_one_is_asked_for_none_before_the_unit_took_part(uploaded, month):
    """[001] 三(六)2(5): Duty.UPLOAD_ROSTER."""
    assert uploading(Roster(CaseKind.SHARED, HEALTH, None, BEGUN, uploaded)).period == f"shared:{month}"


def test_the_bureau_gives_each_centre_its_rosters_and_every_bureau_feeds_the_match():
    """[001] 三(六)2(2), (3), (5): Duty.UPLOAD_ROSTER of each unit."""
    wanted = list(rosters_of(UNITS, RULES["109"].policy, BEGUN))
    to_centres = {(one.kind, one.unit, one.to) for one in wanted if one.kind is not CaseKind.SHARED}
    assert to_centres == {
        (kind, BUREAU, centre)
        for kind in (CaseKind.SUICIDE_HARDSHIP, CaseKind.CHILD_HIGH_RISK)
        for centre in (CENTRE.id, OTHER_CENTRE.id)
    }
    match = [one.unit for one in wanted if one.kind is CaseKind.SHARED]
    assert match == [BUREAU, HEALTH, SCHOOLS, POLICE]


def test_a_unit_that_counts_as_a_bureau_feeds_the_match_there():
    """[001] 三(六)2(5): 各局處, each once."""
    centre = replace(HEALTH, id=40, bureau=HEALTH.id)
    wanted = rosters_of([HEALTH, centre], RULES["109"].policy, BEGUN)
    assert [one.unit for one in wanted] == [HEALTH]


@given(
    st.lists(st.sampled_from(UNITS), unique=True), st.sampled_from(sorted(RULES)), MONTHS, st.none() | MONTHS
)
def test_no_unit_owes_a_roster_twice_and_somebody_owes_it_in_time(units, edition, begun, uploaded):
    """[001] 三(六)2(2), (3), (5): Duty.UPLOAD_ROSTER."""
    found = [
        (roster.unit.id, one)
        for roster in rosters_of(units, RULES[edition].policy, begun)
        for one in owed(replace(roster, uploaded=uploaded), RULES[edition])
    ]
    assert len({(who, one.duty, one.period) for who, one in found}) == len(found)
    assert all(one.since <= one.due and one.bearer in CATALOGUE[one.duty].bearers for _, one in found)


@given(MONTHS, st.none() | MONTHS)
def test_uploading_a_month_ends_it_and_begins_the_next(begun, uploaded):
    """[001] 三(六)2(2) 每月: Duty.UPLOAD_ROSTER."""
    roster = Roster(CaseKind.SUICIDE_HARDSHIP, BUREAU, CENTRE.id, begun, uploaded)
    before = uploading(roster)
    after = uploading(replace(roster, uploaded=local_day(before.since)))
    assert before.period < after.period
    assert before.due < after.since


@pytest.mark.parametrize("role", Role)
def test_a_bureaus_list_is_handed_in_by_who_speaks_for_it_or_for_it_by_the_bureau(role):
    """[001] 三(六)2(5); 代傳."""
    one = Person(8, role, HEALTH.id, "王測試", "", "")
    assert gives(one, HEALTH) is (role in {Role.LIAISON, Role.SUPERVISOR, Role.HEAD, Role.BUREAU})
    assert gives(one, SCHOOLS) is (role is Role.BUREAU)
    assert not gives(replace(one, unit=CENTRE.id), CENTRE), "it has no list"


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        ("2020-06-02", None),
        ("2020-06-01", RosterFault.NOT_UNDER_SIX),
        ("2020-05-31", RosterFault.NOT_UNDER_SIX),
    ],
)
def test_a_child_is_under_six_at_the_beginning_of_the_month(born, fault):
    """[001] 三(六)1(3): 未滿6歲."""
    asked = RosterRules(date(2026, 6, 1), date(2026, 6, 10), RULES["112"].policy, load_places())
    said = {"born": born, "carer_is": "吸毒", "relatives": ""}
    if fault is None:
        high_risk.judge(said, asked)
        return
    with pytest.raises(WrongRow) as wrong:
        high_risk.judge(said, asked)
    assert wrong.value.fault is fault


@pytest.mark.parametrize(
    "kind", [UnitKind.CENTRE, UnitKind.DISTRICT, UnitKind.LEGAL, UnitKind.SCHOOL, UnitKind.CHARITY]
)
def test_who_is_no_bureau_feeds_no_match_though_it_stands_alone(kind):
    """[001] 三(六)2(5): 各局處."""
    assert not hands_in(unit(kind, 50), CaseKind.SHARED)

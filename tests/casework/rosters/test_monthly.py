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
from casework.rosters.monthly import ROSTERS, asked_for, feeds_match, owed
from casework.rosters.services import gives
from casework.staffing.people import Person, Role
from casework.staffing.sheet_rows import WrongRow
from casework.staffing.units import Unit, UnitKind
from casework.text.dates import day_end, day_start, local_day, next_month
from casework.text.places import load_places
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, SCHOOLS, unit

JULY = date(2026, 7, 1)
POLICE = unit(UnitKind.POLICE, 6)
PRECINCT = unit(UnitKind.POLICE, 7, "平鎮區")
OTHER_CENTRE = unit(UnitKind.CENTRE, 8, "中壢區")
UNITS = [BUREAU, OFFICE, CENTRE, HEALTH, SCHOOLS, POLICE, PRECINCT, OTHER_CENTRE]
MONTHS = st.dates(date(2020, 1, 1), date(2060, 12, 31)).map(lambda day: day.replace(day=1))
KINDS = st.sampled_from(sorted(ROSTERS))


def uploading(kind: CaseKind, month: date, giver: Unit, centre: int | None = None) -> Owed:
    (found,) = owed(kind, month, giver, centre, RULES["109"])
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
    assert tuple(kind for kind in ROSTERS if list(owed(kind, JULY, BUREAU, None, RULES[edition]))) == kinds


@pytest.mark.parametrize(
    ("kind", "unit_", "bearer"),
    [
        pytest.param(CaseKind.SUICIDE_HARDSHIP, BUREAU, Bearer.BUREAU, id="[001] 三(六)2(2) 由社會局"),
        pytest.param(CaseKind.CHILD_HIGH_RISK, BUREAU, Bearer.BUREAU, id="[001] 三(六)2(3) 由社會局"),
        pytest.param(CaseKind.SHARED, HEALTH, Bearer.LIAISONS, id="[001] 三(六)2(5) 各局處提報名冊"),
    ],
)
def test_a_roster_is_due_every_month_by_the_day_the_city_set(kind, unit_, bearer):
    found = uploading(kind, JULY, unit_, CENTRE.id)
    assert (found.duty, found.bearer) == (Duty.UPLOAD_ROSTER, bearer)
    assert (found.since, found.due) == (day_start(JULY), day_end(date(2026, 7, 5)))


def test_the_day_for_the_roster_stays_when_it_is_a_sunday():
    """[001] 三(六)2(2) says 每月 and no more: Duty.UPLOAD_ROSTER."""
    assert date(2026, 7, 5).weekday() == 6
    assert local_day(uploading(CaseKind.SHARED, JULY, HEALTH).due) == date(2026, 7, 5)


def test_every_bureau_feeds_the_match_and_none_of_their_own_units():
    """[001] 三(六)2(5): 各局處, each once."""
    of_health = replace(HEALTH, id=40, bureau=HEALTH.id)
    assert [one for one in (*UNITS, of_health) if feeds_match(one)] == [BUREAU, HEALTH, SCHOOLS, POLICE]


@given(KINDS, MONTHS, st.sampled_from([None, CENTRE.id]))
def test_a_months_list_is_due_in_its_month_and_none_is_owed_as_another(kind, month, centre):
    """[001] 三(六)2(2) 每月: Duty.UPLOAD_ROSTER."""
    found, later = (uploading(kind, one, BUREAU, centre) for one in (month, next_month(month)))
    assert found.since < found.due < later.since
    assert found.period != later.period
    assert found.bearer in CATALOGUE[found.duty].bearers


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
    assert not feeds_match(unit(kind, 50))

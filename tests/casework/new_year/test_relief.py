"""Before and in the holiday [003] 陸、一(一)2, 柒、二: allowances, relief, what elders need."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from casework.errors import EmptyAnswer
from casework.new_year import parts
from casework.new_year.care import CareGroup, CareHousehold, figures
from casework.new_year.parts import CarePart
from casework.new_year.relief import CARE_NEEDS, RELIEF, ReliefFund, asked_of, pays
from casework.policy.policy import Duty
from casework.staffing.people import Person, Role
from casework.staffing.units import UnitKind
from casework.text.dates import day_end
from tests.casework.network import BUREAU, CENTRE, HEALTH, OFFICE, RULES, unit

OURS = RULES["112"]  # the holiday begins on 14 February 2026
DECEMBER = datetime(2025, 12, 30, tzinfo=UTC)


def test_allowances_are_paid_out_before_the_holiday():
    """[003] 陸、一(一)2(1)A: Duty.ALLOWANCES."""
    part = CarePart(1, 2026, BUREAU, DECEMBER)
    [due] = [one.due for one in parts.owed(part, OURS) if one.duty is Duty.ALLOWANCES]
    assert due == day_end(date(2026, 2, 13))
    *most, last = OURS.policy.new_year.allowances
    some = replace(part, paid=frozenset(most))
    assert Duty.ALLOWANCES in [one.duty for one in parts.owed(some, OURS)]
    everything = replace(part, paid=frozenset([*most, last]))
    assert Duty.ALLOWANCES not in [one.duty for one in parts.owed(everything, OURS)]
    health = replace(part, unit=HEALTH)
    assert Duty.ALLOWANCES not in [one.duty for one in parts.owed(health, OURS)]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("15000", "15000"),
        ("15,000 元", "15000"),
        ("1萬", "10000"),
        ("１００００", "10000"),
        ("1", "1"),
        ("999,999", "999999"),
    ],
)
def test_a_sum_is_read_as_people_write_it(said, read):
    assert RELIEF.question("amount").check(said) == read


@pytest.mark.parametrize("said", ["0", "很多", "-5", "12345678", "1000000", "100萬", "萬", "十萬", "元"])
def test_no_sum_is_asked_for_again(said):
    with pytest.raises(EmptyAnswer):
        RELIEF.question("amount").check(said)


def test_social_workers_and_clerks_decide_and_no_outsider_is_needed():
    """[003] 柒、二: 指派專人（社工員或業務承辦人員）辦理訪視、認定及核發."""
    for role, where, may in (
        (Role.WORKER, CENTRE, True),
        (Role.CLERK, OFFICE, True),
        (Role.BUREAU, BUREAU, True),
        (Role.LIAISON, HEALTH, False),
        (Role.CHIEF, OFFICE, False),
        (Role.SUPERVISOR, unit(UnitKind.POLICE), False),
    ):
        assert pays(Person(1, role, where.id, "王測試", "", "zh_Hant_TW"), where) is may


def test_the_fund_is_counted_down_and_sums_are_in_the_results():
    """[003] 陸、一(一)2(2)B."""
    assert ReliefFund(1, 100_000, 30_000).left == 70_000
    household = CareHousehold(9, 2026, 1, "平鎮區新勢里", CENTRE, DECEMBER, reliefs=(10_000, 5_000))
    counted = figures([household], OURS)
    assert (counted["reliefs"], counted["relief_sum"]) == (2, 15_000)


def test_what_is_needed_each_day_is_asked_of_elders_living_alone_and_disabled_people():
    """[003] 陸、一(一)2(1)D, 2(2)C."""
    household = CareHousehold(9, 2026, 1, "平鎮區新勢里", CENTRE, DECEMBER)
    assert [one for one in CareGroup if asked_of(replace(household, group=one))] == [
        CareGroup.ALONE,
        CareGroup.DISABLED,
    ]
    assert CARE_NEEDS.question("gaps").asked({"needs": ["meals"]})
    assert not CARE_NEEDS.question("gaps").asked({"needs": None})


@pytest.mark.parametrize("kind", UnitKind)
def test_relief_is_decided_at_the_centres_the_district_and_the_bureau(kind):
    """[003] 柒、二."""
    own = {UnitKind.CENTRE, UnitKind.PROTECTION, UnitKind.DISTRICT, UnitKind.WELFARE, UnitKind.BUREAU}
    assert pays(Person(1, Role.CLERK, 1, "王測試", "", ""), unit(kind)) is (kind in own)

"""What a new office begins with [001] 參二(三)1, 2."""

from collections import Counter

import pytest

from casework.staffing.network import beginning, centres, place_of
from casework.staffing.units import UnitKind
from casework.text.places import load_places

PLACES = load_places()
PLANNED = beginning(PLACES)
BY_NAME = {one.name: one for one in PLANNED}


@pytest.mark.parametrize("district", PLACES.districts)
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(UnitKind.POLICE, id="治安(警察分局)"),
        pytest.param(UnitKind.FIRE, id="救護(消防分隊)"),
        pytest.param(UnitKind.HEALTH, id="衛生(衛生所)"),
        pytest.param(UnitKind.EMPLOYMENT, id="就業(就業服務臺)"),
        pytest.param(UnitKind.EDUCATION, id="就學安全(教育局代表)"),
        pytest.param(UnitKind.CENTRE, id="福利(家庭服務中心)"),
        pytest.param(UnitKind.INDIGENOUS, id="原民(原服員)"),
        pytest.param(UnitKind.CIVIL, id="里鄰系統(區公所民政課)"),
        pytest.param(UnitKind.WELFARE, id="里鄰系統(區公所社會課)"),
        pytest.param(UnitKind.SCHOOL, id="區內各級學校代表"),
    ],
)
def test_every_district_has_the_units_that_the_plan_names(kind: UnitKind, district: str) -> None:
    """[001] 參二(三)1, 2."""
    assert [one for one in PLANNED if (one.kind, one.district) == (kind, district)]


@pytest.mark.parametrize(
    "kind",
    [
        UnitKind.PROTECTION,
        UnitKind.MENTAL_HEALTH,
        UnitKind.DRUGS,
        UnitKind.SUICIDE,
        UnitKind.COUNSELLING,
        UnitKind.YOUTH,
        UnitKind.LEGAL,
        UnitKind.CHARITY,
    ],
)
def test_the_city_has_its_own(kind: UnitKind) -> None:
    """[001] 參二(三)1 家防中心, 2 毒品危害防制中心、社區心理衛生中心、自殺防治中心、團體."""
    assert [one.district for one in PLANNED if one.kind is kind] == [""]


def test_the_employment_desk_of_fuxing_is_there_by_appointment() -> None:
    assert [one.name for one in PLANNED if one.by_appointment] == ["復興就業服務臺"]


def test_whoever_a_unit_stands_under_or_counts_as_comes_before_it_and_is_a_bureau_itself() -> None:
    met: set[str] = set()
    for one in PLANNED:
        assert {one.under, one.counts_as} - {""} <= met, one
        assert bool(one.under) == bool(one.counts_as), one
        assert not one.counts_as or not BY_NAME[one.counts_as].counts_as, one
        met.add(one.name)
    assert len(met) == len(PLANNED)


@pytest.mark.parametrize(
    ("name", "bureau"),
    [
        ("平鎮分局", "警察局"),
        ("平鎮區公所社會課", "社會局"),
        ("平鎮區公所民政課", "民政局"),
        ("平鎮就業服務臺", "勞動局"),
        ("毒品危害防制中心", "衛生局"),
        ("家防中心", "社會局"),
        ("平鎮區學校代表", "教育局"),
    ],
)
def test_each_counts_as_one_bureau(name: str, bureau: str) -> None:
    """局處 in [001] 三(六)2(5)B: two units of one are not several."""
    assert BY_NAME[name].counts_as == bureau


def test_every_village_has_one_centre_and_every_centre_a_letter_of_its_own() -> None:
    found = list(centres(PLACES))
    assert len(found) == 15
    assert Counter(one.key for _, villages in found for one in villages) == Counter(
        one.key for one in PLACES.villages
    )
    letters = [one.letter for one in PLANNED if one.kind is UnitKind.CENTRE]
    assert len(set(letters)) == len(letters)


def test_a_new_unit_stands_where_others_of_its_kind_do() -> None:
    assert place_of(UnitKind.POLICE, "平鎮區", PLANNED) == BY_NAME["平鎮分局"]
    assert place_of(UnitKind.DRUGS, "平鎮區", PLANNED) == BY_NAME["毒品危害防制中心"]
    assert place_of(UnitKind.WELFARE, "", PLANNED) is None

"""The city's districts and villages, by name, in free text and on the map."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.text.places import land_of, load_places

PLACES = load_places()


def keys(villages):
    return [village.key for village in villages]


def test_the_city_has_13_districts_in_official_order():
    assert PLACES.districts == (
        "桃園區",
        "中壢區",
        "大溪區",
        "楊梅區",
        "蘆竹區",
        "大園區",
        "龜山區",
        "八德區",
        "龍潭區",
        "平鎮區",
        "新屋區",
        "觀音區",
        "復興區",
    )


def test_the_city_has_529_villages_each_with_its_own_key():
    assert len({village.key for village in PLACES.villages}) == 529
    assert sum(len(PLACES.in_district(district)) for district in PLACES.districts) == 529


def test_the_villages_of_2026_have_no_invented_code():
    assert sum(not village.code for village in PLACES.villages) == 14


def test_every_village_is_found_by_its_full_name():
    for village in PLACES.villages:
        assert PLACES.village(village.key) is village
        assert village in PLACES.find(village.name)
        assert PLACES.find(village.key) == [village]
        assert PLACES.find(f"桃園市{village.key}") == [village]
        assert PLACES.words(f"住在{village.key}的長輩") == [village.key]


def test_no_village_is_made_up():
    with pytest.raises(KeyError):
        PLACES.village("平鎮區無此里")
    assert PLACES.find("無此里") == []


@pytest.mark.parametrize(
    "text",
    [
        "中壢區新街里",
        "中壢新街里",
        "中壢區新街",
        "中壢新街",
        "中壢市新街里",
        "桃園縣中壢市新街里",
        " 中壢區 新街里 ",
    ],
)
def test_a_village_is_found_in_every_spelling(text):
    assert keys(PLACES.find(text)) == ["中壢區新街里"]


def test_a_name_that_several_districts_have_is_found_in_each():
    assert len(PLACES.find("中山里")) == 5
    assert PLACES.find("中山里") == PLACES.find("中山")


@pytest.mark.parametrize("text", ["平鎮區", "平鎮", "平鎮市", "桃園市平鎮區", "桃園縣平鎮市", "平 鎮 區"])
def test_a_district_is_found_in_every_spelling(text):
    assert PLACES.find_district(text) == "平鎮區"


@pytest.mark.parametrize(
    ("text", "district"), [("桃園", "桃園區"), ("桃園市", None), ("新北", None), ("", None), ("中山里", None)]
)
def test_the_city_is_not_its_district(text, district):
    assert PLACES.find_district(text) == district


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("獨居長輩住中壢區新街里延平路", ["中壢區新街里"], id="street in the name"),
        pytest.param("桃園區中路里有一戶", ["桃園區中路里"], id="road in the name"),
        pytest.param("桃園市平鎮區那邊", ["平鎮區"], id="district only"),
        pytest.param("平鎮區的新勢里", ["平鎮區新勢里"], id="apart"),
        pytest.param("中正路和文化中心附近", [], id="roads are no villages"),
        pytest.param("桃園市", [], id="the city is no district"),
        pytest.param("大溪區和龍潭區", ["大溪區", "龍潭區"], id="two districts"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_places_are_recognised_in_free_text(text, found):
    assert PLACES.words(text) == found


def test_a_name_that_several_districts_have_is_told_apart_by_the_district_named():
    everywhere = PLACES.words("中山里的老人")
    assert len(everywhere) == 5
    assert PLACES.words(f"{everywhere[2][:3]}，中山里的老人") == [everywhere[2]]


def test_a_location_is_in_the_village_of_the_map():
    assert keys(PLACES.at(24.9238, 121.2935))[0].startswith("大溪區")
    assert [village.key for village in PLACES.at(24.6, 121.4)][:1] == ["復興區華陵里"]


def test_a_location_in_a_village_that_was_split_may_be_in_several():
    inside = PLACES.village("大園區橫峰里")
    longitude, latitude = _inside(inside.key)
    assert keys(PLACES.at(latitude, longitude)) == ["大園區橫峰里", "大園區青峰里", "大園區青山里"]


def _inside(key: str) -> tuple[float, float]:
    tree, on_map = PLACES._map
    point = tree.geometries[on_map.index(key)].representative_point()
    return point.x, point.y


@pytest.mark.parametrize("key", [v.key for v in PLACES.villages if v.since == "<=2021"][::17])
def test_the_map_and_the_register_agree(key):
    longitude, latitude = _inside(key)
    assert keys(PLACES.at(latitude, longitude))[0] == key


def test_every_village_is_on_the_map_or_was_split_from_one_that_is():
    on_map = set(PLACES._map[1])
    assert len(on_map) == 504
    assert all(v.key in on_map or (v.split_from and on_map.issuperset(v.split_from)) for v in PLACES.villages)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(25.04, 121.56), (0, 0), (math.nan, 121.3), (24.9, math.nan), (math.inf, 0), (121.3, 24.9)],
)
def test_outside_the_city_there_is_no_village(latitude, longitude):
    assert PLACES.at(latitude, longitude) == []


@given(st.text(alphabet="桃園市區里鄉鎮中平新街路山 台", max_size=30))
def test_nothing_that_is_typed_breaks_the_search(text):
    assert all(key in PLACES.districts or PLACES.village(key) for key in PLACES.words(text))
    PLACES.find(text)
    PLACES.find_district(text)


def test_a_village_that_was_split_shares_its_land_and_no_other_does():
    whole = {one.key: one for one in load_places().villages}
    for one in whole.values():
        others = {other.key for other in whole.values() if one.key in other.split_from}
        assert land_of(one.key) == {one.key, *one.split_from, *others}


def test_every_village_is_drawn_in_an_outline_of_the_map_its_own_or_that_it_was_split_from():
    drawn = {one.key: PLACES.drawn_as(one.key) for one in PLACES.villages}
    assert PLACES.outlines.keys() == set(drawn.values())
    assert all(PLACES.drawn_as(one) == one for one in drawn.values())
    assert all(drawn[one.key] in (one.key, *one.split_from) for one in PLACES.villages)
    assert PLACES.drawn_as("大園區竹圍里") == "大園區竹圍里", "it lay there before it was split from another"
    assert PLACES.drawn_as("平鎮區") == "平鎮區", "no village"

"""Addresses as people write them: what is compared, by what a door is known, and what is shown of one."""

import pytest

from casework.text.addresses import clean_address, door, mask_address, mask_place, villages_in
from casework.text.places import load_places


@pytest.mark.parametrize(
    ("text", "compared", "known", "shown"),
    [
        (
            "桃園市平鎮區新勢里3鄰中正路一段5號2樓",
            "中正路1段5號2樓",
            "平鎮中正路1段5號2",
            "平鎮區中正路1段○號",
        ),
        ("平鎮區中正路1段5號2F", "中正路1段5號2樓", "平鎮中正路1段5號2", "平鎮區中正路1段○號"),
        ("新屋區九斗里1鄰12號", "九斗里1鄰12號", "新屋九斗里1鄰12號", "新屋區九斗里○號"),
        ("九斗里1鄰12號", "九斗里1鄰12號", "九斗里1鄰12號", "九斗里○號"),
        ("中正路72-4號14樓", "中正路72之4號14樓", "中正路72號414", "中正路○號"),
        ("中正路72號之4十四樓", None, "中正路72號414", "中正路○號"),
        ("王小明中正路1號", "中正路1號", None, "中正路○號"),
        ("王明中正路1號", "中正路1號", None, "中正路○號"),
        ("大中正路1號", "大中正路1號", None, "大中正路○號"),
        ("新屋區九斗里1鄰1號", "九斗里1鄰1號", "新屋九斗里1鄰1號", "新屋區九斗里○號"),
        ("平鎮區", "平鎮區", "", "平鎮區○號"),
        ("平鎮區新勢里", "新勢里", "", "平鎮區新勢里○號"),
        ("中正路", "中正路", "", "中正路○號"),
        ("", "", "", "○"),
    ],
)
def test_an_address_in_every_hand(text, compared, known, shown):
    assert compared is None or clean_address(text) == compared
    assert known is None or door(text) == known
    assert shown is None or mask_address(text) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("桃園市平鎮區新勢里後火車站", "後火車站"),
        ("桃園火車站後站地下道", "桃園火車站後站地下道"),
        ("平鎮區新勢里環南路二段橋下", "環南路2段橋下"),
        ("中壢區中央東路88號騎樓", "中壢區中央東路○號"),
        ("平鎮區新勢里中正路8", "平鎮區中正路○號"),
        ("平鎮區新勢里", "平鎮區新勢里○號"),
    ],
)
def test_a_place_that_is_nobodys_door_is_shown_as_it_is_told(told, shown):
    """Whoever is to find somebody in the street can't look for 新勢里○號."""
    assert mask_place(told) == shown


@pytest.mark.parametrize(
    ("address", "villages"),
    [
        ("桃園市中壢區新街里1號", ["中壢區新街里"]),
        ("新街里1號", ["中壢區新街里"]),
        ("桃園市平鎮區新街里1號", []),
        ("平鎮市新勢里1號", ["平鎮區新勢里"]),
        ("平鎮區環南路1號", []),
    ],
)
def test_a_village_that_an_address_names_is_of_its_district(address, villages):
    """平鎮區 has no 新街里: that of 中壢區 is not meant because there is no other."""
    assert villages_in(address, load_places()) == villages

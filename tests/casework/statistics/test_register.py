"""The household register as it is sent, and by how many households a rate is counted."""

from datetime import date

import pytest

from casework.statistics.asked import Area
from casework.statistics.figures import Group
from casework.statistics.register import (
    COLUMNS,
    Register,
    RegisterFault,
    RegisterReading,
    bases,
    read_register,
)
from casework.text.places import load_places

PLACES = load_places()
TODAY = date(2026, 6, 15)
MAY = date(2026, 5, 31)
HEAD = ("區別", "村里別", "戶數", "戶籍日期")
FUXING = [one.key for one in PLACES.in_district("復興區")]


def read(*rows: tuple[str, ...]) -> RegisterReading:
    return read_register([("115年5月戶數",), HEAD, *rows], PLACES, TODAY)


def test_villages_and_whole_districts_are_read_and_what_is_left_empty_is_as_above() -> None:
    found = read(
        ("平鎮區", "新勢里", "2,345", "115/5/31"),
        ("", "北勢", "1876戶", ""),
        ("復興區", "合計", "4321", "2026-05-31 00:00:00"),
        ("八德區", "大智里", "", ""),
        ("", "", "", ""),
    )
    assert found.errors == ()
    assert found.register == Register(MAY, {"平鎮區新勢里": 2345, "平鎮區北勢里": 1876, "復興區": 4321})


@pytest.mark.parametrize(
    ("row", "fault", "about"),
    [
        (("月亮區", "新勢里", "1", "115/5/31"), RegisterFault.UNKNOWN_DISTRICT, "月亮區"),
        (("平鎮區", "月亮里", "1", "115/5/31"), RegisterFault.UNKNOWN_VILLAGE, "平鎮區月亮里"),
        (("平鎮區", "中路里", "1", "115/5/31"), RegisterFault.UNKNOWN_VILLAGE, "平鎮區中路里"),
        (("平鎮區", "復旦里", "約兩千", "115/5/31"), RegisterFault.NO_NUMBER, "約兩千"),
        (("平鎮區", "復旦里", "-3", "115/5/31"), RegisterFault.NO_NUMBER, "-3"),
        (("平鎮區", "復旦里", "9", "五月"), RegisterFault.NO_DAY, "五月"),
        (("平鎮區", "復旦里", "9", "115/6/30"), RegisterFault.AHEAD, "115/6/30"),
        (("平鎮區", "復旦里", "9", "115/4/30"), RegisterFault.OTHER_DAY, "115/4/30"),
        (("平鎮區", "新勢里", "9", "115/5/31"), RegisterFault.TWICE, "平鎮區新勢里"),
    ],
    ids=lambda one: one.value if isinstance(one, RegisterFault) else "",
)
def test_a_row_that_is_wrong_is_said_by_its_number_and_the_others_stay(
    row: tuple[str, ...], fault: RegisterFault, about: str
) -> None:
    found = read(("平鎮區", "新勢里", "2345", "115/5/31"), row)
    [wrong] = found.errors
    assert (wrong.row, wrong.fault, wrong.about) == (4, fault, about)
    assert found.register == Register(MAY, {"平鎮區新勢里": 2345})


def test_a_list_without_a_day_is_none() -> None:
    found = read(("平鎮區", "新勢里", "2345", ""))
    assert found.register is None
    assert [one.fault for one in found.errors] == [RegisterFault.NO_DAY]
    assert not COLUMNS.known([("區別", "村里別", "戶數")])


def test_a_rate_is_by_the_households_of_what_is_asked_for() -> None:
    shi, bei = "平鎮區新勢里", "平鎮區北勢里"
    register = Register(MAY, {shi: 2000, bei: 1000, "復興區": 4000})
    centres = {shi: 7, bei: 8, **dict.fromkeys(FUXING, 7)}
    city = bases(register, PLACES, centres, Area())
    assert city.area is None, "of most villages nothing is known"
    assert city.groups[Group.VILLAGE] == {shi: 2000, bei: 1000}
    assert city.groups[Group.DISTRICT] == {"復興區": 4000}, "one village of 平鎮區 is missing, and more"
    assert city.groups[Group.UNIT] == {"7": 6000, "8": 1000}
    centre = bases(register, PLACES, centres, Area(unit=7))
    assert (centre.area, centre.groups[Group.DISTRICT]) == (6000, {"平鎮區": 2000, "復興區": 4000})
    less = {one: centre for one, centre in centres.items() if one != FUXING[0]}
    assert bases(register, PLACES, less, Area(unit=7)).area is None, "a district's row is of all of it"
    assert bases(register, PLACES, centres, Area(unit=99)).area is None


def test_the_day_is_read_beside_a_village_without_households_too() -> None:
    found = read(("平鎮區", "新勢里", "", "115/5/31"), ("", "北勢里", "1876", ""))
    assert found == RegisterReading(Register(MAY, {"平鎮區北勢里": 1876}))


def test_a_row_without_a_village_is_of_the_whole_district_and_the_register_may_be_todays() -> None:
    assert read(("復興區", "", "4321", "115/6/15")) == RegisterReading(Register(TODAY, {"復興區": 4321}))


def test_a_list_of_something_else_is_no_register() -> None:
    assert read_register([("幸扶守護名冊",), ("姓名", "地址")], PLACES, TODAY) == RegisterReading(None)

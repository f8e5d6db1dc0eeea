"""A table of people to invite: each row is taken or is wrong for a reason, by its number (`ux.md` 23)."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.staffing.managing import roles_in
from casework.staffing.people import Role
from casework.staffing.roll_file import RollFault, RollOffice, read_roll
from casework.staffing.units import Unit, UnitKind
from casework.text.places import load_places

POLICE = Unit(1, UnitKind.POLICE, "平鎮分局", "平鎮區", "A")
CENTRE = Unit(2, UnitKind.CENTRE, "平鎮區家庭服務中心", "平鎮區", "N")
OFFICE = Unit(3, UnitKind.DISTRICT, "平鎮區公所", "平鎮區", "A")
THERE = (POLICE.id, Role.LIAISON, "王測試")
KNOWN = RollOffice(
    {one.name: one for one in (POLICE, CENTRE, OFFICE)},
    load_places(),
    lambda role, unit: role in roles_in(unit.kind),
    {THERE},
)
HEAD = ["單位", "角色", "姓名", "電話", "負責里"]
GOOD = ["平鎮分局", "窗口", "陳範例", "0912345678", ""]


def fault(*row: str) -> tuple[int, StrEnum]:
    found = read_roll([HEAD, GOOD, list(row)], KNOWN)
    assert len(found.entries) == 1
    [error] = found.errors
    return error.row, error.fault


def test_rows_below_the_heads_are_people_to_invite() -> None:
    rows = [
        ["邀請名冊", "", "", "", ""],
        HEAD,
        GOOD,
        ["", "", "", "", ""],
        ["平鎮區家庭服務中心", "社工", "張 樣本", "912345679", "新勢里、平鎮區新富里"],
        ["平鎮區公所", "里長", "李預設", "", "平鎮區新勢里"],
    ]
    found = read_roll(rows, KNOWN)
    assert found.errors == ()
    assert [(one.row, one.name, one.role, one.phone) for one in found.entries] == [
        (3, "陳範例", Role.LIAISON, "0912345678"),
        (5, "張樣本", Role.WORKER, "0912345679"),
        (6, "李預設", Role.CHIEF, ""),
    ]
    assert found.entries[1].villages == ("平鎮區新勢里", "平鎮區新富里")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        pytest.param(["平鎮分局", "窗口", "", "", ""], RollFault.NO_NAME, id="no name"),
        pytest.param(["平鎮分局", "窗口", "123", "", ""], RollFault.NO_NAME, id="a name without letters"),
        pytest.param(["火星分局", "窗口", "張樣本", "", ""], RollFault.UNKNOWN_UNIT, id="no such unit"),
        pytest.param(["平鎮分局", "國王", "張樣本", "", ""], RollFault.UNKNOWN_ROLE, id="no such role"),
        pytest.param(["平鎮分局", "督導", "張樣本", "", ""], RollFault.NOT_YOURS, id="not in this unit"),
        pytest.param(["平鎮分局", "窗口", "張樣本", "12", ""], RollFault.BAD_PHONE, id="no telephone"),
        pytest.param(GOOD, RollFault.TWICE, id="twice"),
        pytest.param(["平鎮分局", "主管", "陳範例", "0912-345-678", ""], RollFault.TWICE, id="by telephone"),
        pytest.param(["平鎮分局", "窗口", "王測試", "", ""], RollFault.THERE_ALREADY, id="there already"),
        pytest.param(["平鎮區公所", "里長", "張樣本", "", ""], RollFault.NO_VILLAGE, id="no village"),
        pytest.param(
            ["平鎮區公所", "里長", "張樣本", "", "火星里"], RollFault.UNKNOWN_VILLAGE, id="no such village"
        ),
        pytest.param(
            ["平鎮區公所", "里長", "張樣本", "", "中正里"], RollFault.UNKNOWN_VILLAGE, id="in several"
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_number(row: list[str], wrong: RollFault) -> None:
    assert fault(*row) == (3, wrong)


def test_without_a_row_of_heads_nothing_is_read() -> None:
    assert not read_roll([GOOD], KNOWN).headed
    assert not read_roll([], KNOWN).headed


def test_heads_may_stand_in_another_order_and_in_english() -> None:
    found = read_roll([["Name", "Unit", "Role"], ["陳範例", "平鎮分局", "liaison"]], KNOWN)
    assert [one.name for one in found.entries] == ["陳範例"]


CELLS = st.lists(
    st.sampled_from(
        ["", *KNOWN.units, "窗口", "社工", "里長", "王測試", "陳範例", "0912345678", "新勢里", "X"]
    )
    | st.text(max_size=4),
    max_size=6,
)


@given(st.lists(CELLS, max_size=8))
def test_every_row_with_something_in_it_is_taken_or_wrong_and_nobody_is_taken_twice(
    rows: list[list[str]],
) -> None:
    found = read_roll([HEAD, *rows], KNOWN)
    numbers = [one.row for one in found.entries] + [one.row for one in found.errors]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(range(2, len(rows) + 2))
    people = [(one.unit, one.role, one.name) for one in found.entries]
    assert len(set(people)) == len(people)
    assert THERE not in people


@given(st.lists(CELLS, max_size=8))
def test_reading_the_same_again_after_all_joined_invites_nobody(rows: list[list[str]]) -> None:
    first = read_roll([HEAD, *rows], KNOWN)
    there = {(one.unit, one.role, one.name) for one in first.entries} | {THERE}
    again = RollOffice(KNOWN.units, KNOWN.places, KNOWN.may_invite, there)
    assert read_roll([HEAD, *rows], again).entries == ()

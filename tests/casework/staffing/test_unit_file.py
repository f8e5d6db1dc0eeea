"""A table of units: each row is new, changes, ends, says what was so, or is wrong (`ux.md` 23)."""

from enum import StrEnum

import pytest

from casework.staffing.sheet_rows import Columns
from casework.staffing.unit_file import (
    COLUMNS,
    UnitAct,
    UnitFault,
    UnitOffice,
    UnitReading,
    read_units,
    said_of,
)
from casework.staffing.units import Unit, UnitKind
from casework.text.places import load_places

POLICE = Unit(1, UnitKind.POLICE, "警察局", "", "A")
PRECINCT = Unit(2, UnitKind.POLICE, "平鎮分局", "平鎮區", "A", parent=1, bureau=1)
BUSY = Unit(3, UnitKind.HEALTH, "平鎮區衛生所", "平鎮區", "A")
CENTRES = (
    Unit(4, UnitKind.CENTRE, "平鎮區家庭服務中心", "平鎮區", "N"),
    Unit(5, UnitKind.CENTRE, "八德區家庭服務中心", "八德區", "B"),
)
KINDS = {
    "警政": UnitKind.POLICE,
    "衛政": UnitKind.HEALTH,
    "家庭服務中心": UnitKind.CENTRE,
    "學校": UnitKind.SCHOOL,
}
OFFICE = UnitOffice(
    [POLICE, PRECINCT, BUSY, *CENTRES],
    load_places(),
    KINDS,
    ended={"舊名分局"},
    busy=lambda unit: unit == BUSY.id,
    responsible=lambda unit: unit == CENTRES[0].id,
)


def found(*rows: list[str]) -> UnitReading:
    return read_units([COLUMNS.template, *rows], OFFICE)


def fault(*row: str) -> StrEnum:
    read = found(list(row))
    assert read.changes == ()
    [error] = read.errors
    assert error.row == 2
    return error.fault


def test_the_template_sent_back_as_it_is_changes_nothing() -> None:
    names = {one.id: one.name for one in OFFICE.units}
    words = {kind: word for word, kind in KINDS.items()}
    read = found(*(said_of(one, names, words[one.kind]) for one in OFFICE.units))
    assert (read.changes, read.errors, read.unchanged) == ((), (), 5)


def test_a_new_unit_can_stand_under_one_that_is_new_itself() -> None:
    read = found(
        ["示範國中", "學校", "平鎮"], ["示範分校", "學校", "全市", "示範國中"], ["散戶學校", "學校", "", "無"]
    )
    assert read.errors == ()
    assert [(one.row, one.act, one.district, one.above) for one in read.changes] == [
        (2, UnitAct.ADD, "平鎮區", None),
        (3, UnitAct.ADD, "", "示範國中"),
        (4, UnitAct.ADD, "", ""),
    ]


def test_a_new_unit_is_called_by_its_new_name_and_stands_where_its_row_puts_it() -> None:
    new = ["示範國中", "學校", "平鎮", "", "示範國民中學"]
    below = ["示範分校", "學校", "", "示範國民中學"]
    read = found(new, below)
    assert [(one.act, one.name, one.new_name) for one in read.changes] == [
        (UnitAct.ADD, "示範國民中學", ""),
        (UnitAct.ADD, "示範分校", ""),
    ]
    circle = found(["示範分校", "學校", "", "警察局"], ["警察局", "", "", "示範分校"])
    assert [(one.row, one.fault) for one in circle.errors] == [(3, UnitFault.BELOW_ITSELF)]
    for again in ("示範國中", "示範國民中學"):
        assert [one.fault for one in found(new, [again, "", "", "", "", "是"]).errors] == [UnitFault.TWICE]


def test_a_unit_is_written_as_its_row_in_the_template() -> None:
    names = {one.id: one.name for one in OFFICE.units}
    assert said_of(PRECINCT, names, "警政") == ["平鎮分局", "警政", "平鎮區", "警察局", "", "", ""]
    assert said_of(POLICE, names, "警政") == ["警察局", "警政", "全市", "無", "", "", ""]


def test_what_a_row_leaves_open_stays() -> None:
    [change] = found(["平鎮分局", "", "", "", "平鎮警察分局"]).changes
    assert (change.act, change.new_name, change.district, change.above) == (
        UnitAct.CHANGE,
        "平鎮警察分局",
        None,
        None,
    )
    [change] = found(["平鎮分局", "警政", "八德區", "警察局"]).changes
    assert (change.district, change.above, change.new_name) == ("八德區", None, "")


def test_a_unit_stands_further_down_where_a_row_has_put_it() -> None:
    alone = found(["平鎮分局", "", "八德區", "無"], ["警察局", "", "", "平鎮分局"])
    assert (alone.errors, [one.above for one in alone.changes]) == ((), ["", "平鎮分局"])
    stays = found(
        ["平鎮分局", "", "八德區"], ["新分局", "警政", "", "平鎮分局"], ["警察局", "", "", "新分局"]
    )
    assert [(one.row, one.fault) for one in stays.errors] == [(4, UnitFault.BELOW_ITSELF)]


def test_a_unit_is_called_by_its_new_name_further_down() -> None:
    read = found(["警察局", "", "", "", "市警局"], ["新分局", "警政", "八德區", "市警局"])
    assert read.errors == ()
    assert fault("新分局", "警政", "八德區", "市警局") is UnitFault.UNKNOWN_UNIT


def test_a_unit_ends_when_another_takes_over_what_it_has() -> None:
    [change] = found(["平鎮區家庭服務中心", "", "", "", "", "是", "八德區家庭服務中心"]).changes
    assert (change.act, change.heir) == (UnitAct.END, "八德區家庭服務中心")
    assert [one.act for one in found(["平鎮分局", "", "", "", "", "是"]).changes] == [UnitAct.END]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        pytest.param(["", "警政"], UnitFault.NO_NAME, id="no name"),
        pytest.param(["長" * 61, "警政"], UnitFault.LONG_NAME, id="a long name"),
        pytest.param(["新分局", "王國"], UnitFault.UNKNOWN_KIND, id="no such kind"),
        pytest.param(["新分局", ""], UnitFault.UNKNOWN_KIND, id="a new unit of no kind"),
        pytest.param(["平鎮分局", "衛政"], UnitFault.KIND_STAYS, id="another kind"),
        pytest.param(["新分局", "警政", "火星區"], UnitFault.UNKNOWN_DISTRICT, id="no such district"),
        pytest.param(["新分局", "警政", "", "火星局"], UnitFault.UNKNOWN_UNIT, id="under nothing known"),
        pytest.param(["新分局", "警政", "", "新分局"], UnitFault.UNKNOWN_UNIT, id="new and under itself"),
        pytest.param(["警察局", "", "", "警察局"], UnitFault.BELOW_ITSELF, id="under itself"),
        pytest.param(["警察局", "", "", "平鎮分局"], UnitFault.BELOW_ITSELF, id="under what is under it"),
        pytest.param(["舊名分局", "警政"], UnitFault.NAME_TAKEN, id="a name of one that ended"),
        pytest.param(["平鎮分局", "", "", "", "警察局"], UnitFault.NAME_TAKEN, id="another's name"),
        pytest.param(["平鎮分局", "", "", "", "", "也許"], UnitFault.UNCLEAR, id="ends perhaps"),
        pytest.param(["火星分局", "", "", "", "", "是"], UnitFault.NOT_THERE, id="ends and is not there"),
        pytest.param(["平鎮區衛生所", "", "", "", "", "是"], UnitFault.IN_USE, id="ends with people"),
        pytest.param(
            ["平鎮區家庭服務中心", "", "", "", "", "是"], UnitFault.NO_HEIR, id="nobody takes its villages"
        ),
        pytest.param(["警察局", "", "", "", "", "是"], UnitFault.NO_HEIR, id="nobody takes what is under it"),
        pytest.param(
            ["警察局", "", "", "", "", "是", "平鎮分局"], UnitFault.WRONG_HEIR, id="its own takes over"
        ),
        pytest.param(
            ["平鎮分局", "", "", "", "", "是", "平鎮區衛生所"], UnitFault.WRONG_HEIR, id="of another kind"
        ),
        pytest.param(
            ["平鎮分局", "", "", "", "", "是", "火星分局"], UnitFault.WRONG_HEIR, id="nobody takes over"
        ),
    ],
)
def test_a_row_is_wrong_for_a_reason(row: list[str], wrong: UnitFault) -> None:
    assert fault(*row) is wrong


def test_a_unit_stands_in_one_row_alone() -> None:
    read = found(["平鎮分局", "", "八德區"], ["平鎮分局", "", "平鎮區"])
    assert [(one.row, one.fault) for one in read.errors] == [(3, UnitFault.TWICE)]
    assert len(read.changes) == 1


@pytest.mark.parametrize("no", ["否", "No", ""])
def test_a_unit_of_which_no_end_is_said_goes_on(no: str) -> None:
    assert found(["平鎮分局", "", "", "", "", no]) == UnitReading(unchanged=1)


@pytest.mark.parametrize("yes", ["是", "Yes", "V", "✓"])
def test_an_end_is_said_as_people_say_so(yes: str) -> None:
    assert [one.act for one in found(["平鎮分局", "", "", "", "", yes]).changes] == [UnitAct.END]


def test_a_table_is_known_by_its_heads_wherever_they_stand() -> None:
    assert COLUMNS.known([["單位名冊"], COLUMNS.template, ["平鎮分局", "警政"]])
    assert not COLUMNS.known([])


def test_a_table_of_people_is_none_of_units() -> None:
    assert not COLUMNS.known([["單位", "角色", "姓名"]])
    assert isinstance(COLUMNS, Columns)
    assert read_units([["單位", "角色", "姓名"]], OFFICE) == UnitReading(headed=False)


def test_what_stands_under_a_unit_stands_under_its_new_name_or_its_heir_further_down() -> None:
    for way in (["警察局", "", "", "", "市警局"], ["警察局", "", "", "", "", "是", "市警局"]):
        before = [] if way[4] else [["市警局", "警政"]]
        read = found(*before, way, ["平鎮分局", "", "", "市警局"])
        assert (read.errors, read.unchanged) == ((), 1), "it stands there already"


@pytest.mark.parametrize(("length", "taken"), [(60, True), (61, False)])
def test_a_name_may_be_as_long_as_the_form_takes_it(length: int, taken: bool) -> None:
    assert bool(found(["長" * length, "警政"]).changes) is taken


def test_the_template_names_each_column_by_its_first_head() -> None:
    assert COLUMNS.template == [names[0] for names in COLUMNS.heads.values()]
    assert COLUMNS.template[0] == next(iter(COLUMNS.heads.values()))[0]

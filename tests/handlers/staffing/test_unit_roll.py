"""Units are added, changed and ended by a table: a dry run with row numbers, then all of it (`ux.md` 23)."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from handlers.staffing import unit_roll
from handlers.staffing.unit_roll import ChangeUnits
from handlers.staffing.units import UnitTemplate
from handlers.words.terms import UNIT_KINDS
from handlers.words.wording import load_wordings
from sandbox import Phone
from storage.staffing import people, units
from tests.handlers.staffing.handing import town_that_takes
from tests.support.forging import wire
from tests.support.phones import say, sheet, tap, text
from tests.support.town import Town

HEAD = ("單位名稱", "種類", "區", "隸屬", "新名稱", "裁撤", "接手單位")
ROWS: dict[str, Sequence[Sequence[str]]] = {
    "good": (
        HEAD,
        ("示範國中", "學校", "平鎮區", "", "", "", ""),
        ("示範分校", "學校", "平鎮區", "示範國中", "", "", ""),
        ("平鎮分局", "警政", "平鎮區", "", "平鎮警察分局", "", ""),
        ("桃園中心", "家庭服務中心", "桃園區", "", "", "", ""),
    ),
    "end": (HEAD, ("示範分校", "", "", "", "", "是", "")),
    "mixed": (
        HEAD,
        ("示範國中", "學校", "火星區", "", "", "", ""),
        ("平鎮分局", "", "", "", "", "是", ""),
        ("示範托兒所", "學校", "", "", "", "", ""),
    ),
    "without heads": (("示範國中",),),
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_that_takes(tmp_path, ROWS, unit_roll.receive) as town:
        yield town


async def named(town: Town, name: str) -> Unit | None:
    return await town.look(lambda db: units.named(db, name))


async def test_the_template_holds_the_units_there_are(town: Town, administrator: Phone) -> None:
    await say(town, administrator, "單位")
    await tap(town, administrator, UnitTemplate)
    table = await sheet(administrator)
    assert tuple(cell.value for cell in table[2]) == HEAD
    rows = [[cell.value or "" for cell in row] for row in table.iter_rows(min_row=3)]
    there = await town.look(people.standing_units)
    assert [row[0] for row in rows] == [one.name for one in there]
    assert ["平鎮分局", "警政", "平鎮區"] in [row[:3] for row in rows]


async def test_nothing_is_changed_before_it_is_confirmed_and_then_all_of_it_once(
    town: Town, administrator: Phone
) -> None:
    await say(town, administrator, "file good")
    assert "新增 2、變更 1、裁撤 0、不變 1" in await text(administrator)
    assert "第 2 列：新增「示範國中」" in await text(administrator)
    assert await named(town, "示範國中") is None
    last = await administrator.last()
    [data] = [
        key["callback_data"]
        for row in last["keyboard"]
        for key in row
        if ChangeUnits.read(key["callback_data"]) is not None
    ]
    await tap(town, administrator, ChangeUnits)
    school, branch = await named(town, "示範國中"), await named(town, "示範分校")
    assert school is not None
    assert branch is not None
    assert (school.kind, school.district, branch.parent) == (UnitKind.SCHOOL, "平鎮區", school.id)
    assert await named(town, "平鎮分局") is None
    table = await sheet(administrator)
    assert [row[2].value for row in table.iter_rows(min_row=3)] == ["完成"] * 3
    with wire(town) as forged:
        await forged.press(administrator.id, data)
    assert "內容已變動" in await text(administrator) or "已變更" in await text(administrator)


async def test_a_unit_ends_by_the_table(town: Town, administrator: Phone) -> None:
    for name in ("good", "end"):
        await say(town, administrator, f"file {name}")
        await tap(town, administrator, ChangeUnits)
    branch = await named(town, "示範分校")
    assert branch is not None
    assert branch.ended


async def test_rows_that_are_wrong_come_back_and_the_others_are_done(
    town: Town, administrator: Phone
) -> None:
    await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    await say(town, administrator, "file mixed")
    shown = await text(administrator)
    assert "第 2 列：沒有名為「火星區」的行政區" in shown
    assert "第 3 列：「平鎮分局」還有人員或未結的工作" in shown
    table = await sheet(administrator)
    assert [row[0].value for row in table.iter_rows(min_row=3)] == ["2", "3"]
    await tap(town, administrator, ChangeUnits)
    assert await named(town, "示範托兒所") is not None
    precinct = await named(town, "平鎮分局")
    assert precinct is not None
    assert not precinct.ended


async def test_a_sheet_without_heads_is_refused_in_words(town: Town, administrator: Phone) -> None:
    await say(town, administrator, "file without heads")
    assert "找不到欄位名稱：單位名稱、種類" in await text(administrator)


async def test_nobody_but_an_administrator_changes_units(town: Town) -> None:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    await say(town, head, "file good")
    assert "新增" not in await text(head)
    await say(town, head, "單位名冊")
    assert await named(town, "示範國中") is None


def test_no_two_kinds_are_called_alike(town: Town) -> None:
    for wording in load_wordings().values():
        labels = [wording.label(words) for words in UNIT_KINDS.values()]
        assert len(labels) == len(set(labels))


async def test_in_english(town: Town) -> None:
    administrator = await town.join(Role.ADMIN, "鄭管理", unit="社會局", language="en")
    await say(town, administrator, "file good")
    assert "New: 2, changed: 1, ended: 0, as before: 1" in await text(administrator)
    assert "Row 2: new: 示範國中" in await text(administrator)

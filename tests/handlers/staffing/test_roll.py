"""People are invited by a table: a dry run with row numbers first, then a link for each (`ux.md` 23)."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from casework.staffing.people import Role
from handlers.staffing import roll
from handlers.staffing.people import RollTemplate
from handlers.staffing.roll import ChangePeople
from sandbox import Phone
from storage.staffing import invitations
from tests.handlers.staffing.handing import town_that_takes
from tests.support.forging import wire
from tests.support.keys import has
from tests.support.phones import documents, say, sheet, signed, tap, text
from tests.support.town import Town

HEAD = ("單位", "角色", "姓名", "電話", "負責里", "新姓名", "調往單位", "停權", "結束權限")
ROWS: dict[str, Sequence[Sequence[str]]] = {
    "good": (HEAD, ("平鎮分局", "窗口", "王測試", "", ""), ("平鎮分局", "窗口", "陳範例", "", "")),
    "mixed": (
        HEAD,
        ("平鎮分局", "窗口", "王測試", "0912345678", ""),
        ("火星分局", "窗口", "張樣本", "", ""),
        ("平鎮分局", "窗口", "", "", ""),
        ("平鎮分局", "窗口", "王測試", "", ""),
    ),
    "wrong": (HEAD, ("桃園中心", "社工", "王測試", "", "")),
    "without heads": (("王測試",),),
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_that_takes(tmp_path, ROWS, roll.receive) as town:
        yield town


@pytest.fixture
async def head(town: Town) -> Phone:
    return await town.join(Role.HEAD, "謝主任", unit="平鎮分局")


async def waited_for(town: Town) -> list[str]:
    unit = town.units["平鎮分局"].id
    return sorted(one.name for one in await town.look(lambda db: invitations.of_unit(db, unit)))


async def test_the_template_names_the_columns(town: Town, head: Phone) -> None:
    await say(town, head, "人員名冊")
    table = await sheet(head)
    assert tuple(cell.value for cell in table[2]) == HEAD


async def test_the_table_of_a_units_people_leaves_their_page_where_it_is(town: Town, head: Phone) -> None:
    """Its key led home, away from the people whose table was asked for."""
    await say(town, head, "人員")
    page = await text(head)
    await tap(town, head, RollTemplate)
    assert await documents(head)
    assert page in [one["text"] for one in await head.messages()]


async def test_nobody_is_invited_before_it_is_confirmed_and_then_all_once(town: Town, head: Phone) -> None:
    await say(town, head, "file good")
    assert "可邀請 2 人" in await text(head)
    assert await waited_for(town) == []
    await signed(town, head, ChangePeople)
    assert await waited_for(town) == ["王測試", "陳範例"]
    table = await sheet(head)
    assert [row[2].value for row in table.iter_rows(min_row=3)] == ["已邀請", "已邀請"]
    assert all("start=" in str(row[3].value) for row in table.iter_rows(min_row=3))
    await say(town, head, "file good")
    assert "可邀請 0 人" in await text(head)
    assert "請確認" not in await text(head), "there is nothing to confirm, and no key for it"
    assert "不變 2" in await text(head)
    assert not await has(head, ChangePeople)


async def test_rows_that_are_wrong_are_named_by_their_numbers_and_come_back_in_a_table(
    town: Town, head: Phone
) -> None:
    await say(town, head, "file mixed")
    shown = await text(head)
    assert "可邀請 1 人" in shown
    assert "第 3 列：沒有名為「火星分局」的單位" in shown
    assert "第 4 列：缺少姓名" in shown
    assert "第 5 列：與前面的列重複" in shown
    table = await sheet(head)
    assert [row[0].value for row in table.iter_rows(min_row=3)] == ["3", "4", "5"]


async def test_nobody_is_invited_beyond_the_own_unit(town: Town, head: Phone) -> None:
    await say(town, head, "file wrong")
    assert "您不能在這個單位邀請" in await text(head)
    assert not [one for one in (await head.last())["keyboard"] or () for key in one if "邀請" in key["text"]]


async def test_a_sheet_without_heads_is_refused_in_words(town: Town, head: Phone) -> None:
    await say(town, head, "file without heads")
    assert "找不到欄位名稱：單位、角色、姓名" in await text(head)


async def test_others_hand_in_no_table(town: Town, worker: Phone) -> None:
    await say(town, worker, "file good")
    assert not await documents(worker)
    assert await waited_for(town) == []


async def test_a_confirmation_works_once(town: Town, head: Phone) -> None:
    await say(town, head, "file good")
    last = await head.last()
    [data] = [
        key["callback_data"]
        for row in last["keyboard"]
        for key in row
        if ChangePeople.read(key["callback_data"]) is not None
    ]
    await signed(town, head, ChangePeople)
    with wire(town) as forged:
        await forged.press(head.id, data, data)
    assert await waited_for(town) == ["王測試", "陳範例"]


async def test_in_english(town: Town) -> None:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局", language="en")
    await say(town, head, "file mixed")
    assert "1 person can be invited." in await text(head)
    assert "Row 4: The name is missing." in await text(head)

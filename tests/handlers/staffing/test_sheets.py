"""Tables of people and of units are sent as files, as they come from Excel (`ux.md` 23)."""

import io

from casework.staffing.people import Role
from handlers.staffing.roll import ChangePeople
from handlers.staffing.unit_roll import ChangeUnits
from handlers.staffing.units import UnitTemplate
from sandbox import Phone
from storage.staffing import invitations, units
from tests.support import lists
from tests.support.keys import has
from tests.support.phones import say, sheet, signed, tap, text
from tests.support.town import Town

PEOPLE = lists.book(["單位", "角色", "姓名"], ["平鎮分局", "窗口", "王測試"], ["火星分局", "窗口", "張樣本"])
UNITS = lists.book(["單位名稱", "種類", "區"], ["示範國中", "學校", "平鎮區"])


async def send(town: Town, phone: Phone, content: bytes) -> None:
    await phone.document("名冊.xlsx", content)
    await town.settle()


async def test_people_are_invited_by_a_file(town: Town) -> None:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    await send(town, head, PEOPLE)
    assert "可邀請 1 人" in await text(head)
    assert "第 3 列：沒有名為「火星分局」的單位" in await text(head)
    await signed(town, head, ChangePeople)
    unit = town.units["平鎮分局"].id
    assert [one.name for one in await town.look(lambda db: invitations.of_unit(db, unit))] == ["王測試"]


async def test_units_are_added_by_a_file(town: Town, administrator: Phone) -> None:
    await send(town, administrator, UNITS)
    assert "新增 1" in await text(administrator)
    await tap(town, administrator, ChangeUnits)
    assert await town.look(lambda db: units.named(db, "示範國中")) is not None


async def test_the_template_of_units_sent_back_changes_nothing(town: Town, administrator: Phone) -> None:
    await say(town, administrator, "單位")
    await tap(town, administrator, UnitTemplate)
    template = io.BytesIO()
    (await sheet(administrator)).parent.save(template)
    await send(town, administrator, template.getvalue())
    assert "新增 0、變更 0、裁撤 0" in await text(administrator)


async def test_the_template_of_people_sent_back_changes_nothing(
    town: Town, administrator: Phone, worker: Phone, chief: Phone
) -> None:
    await say(town, administrator, "人員名冊")
    template = io.BytesIO()
    (await sheet(administrator)).parent.save(template)
    await send(town, administrator, template.getvalue())
    assert "變更 0、調動 0、停權 0、恢復權限 0、結束權限 0、不變 3" in await text(administrator)
    assert not await has(administrator, ChangePeople)


async def test_a_head_sends_no_units(town: Town) -> None:
    head = await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    await send(town, head, UNITS)
    assert "新增" not in await text(head)
    assert "人員名冊" in await text(head)

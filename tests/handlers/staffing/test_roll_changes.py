"""People are changed by a table as they are by message: shown first, then judged again (`ux.md` 23)."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from casework.staffing.people import Person, Role
from handlers.staffing import roll
from handlers.staffing.people import EndAccess, MyTeam, OpenPerson, RollTemplate, Suspend
from handlers.staffing.roll import ChangePeople
from handlers.staffing.suspending import EndAccessNow, SuspendNow
from handlers.staffing.units import OpenUnit, RollOfAll, Team
from sandbox import Phone
from storage.staffing import invitations, people
from tests.handlers.serving import served
from tests.handlers.staffing.handing import town_that_takes
from tests.handlers.staffing.test_units import verbs
from tests.support import addressed
from tests.support.keys import has, on
from tests.support.phones import documents, from_home, say, sheet, signed, tap, text
from tests.support.town import VILLAGE, Town

HEAD = ("單位", "角色", "姓名", "電話", "負責里", "新姓名", "調往單位", "停權", "結束權限")
Row = Sequence[str]


class Tables(dict[str, Sequence[Row]]):
    """What is said by “file list”: each test writes it."""

    def holds(self, *rows: Row) -> None:
        self["list"] = (HEAD, *rows)


@pytest.fixture
def table() -> Tables:
    found = Tables()
    found.holds()
    return found


@pytest.fixture
async def town(tmp_path: Path, table: Tables) -> AsyncIterator[Town]:
    async with town_that_takes(tmp_path, table, roll.receive) as town:
        yield town


def row(unit: str, name: str, role: str = "", **said: str) -> Row:
    """Write a row by the columns it fills."""
    cells = {"單位": unit, "姓名": name, "角色": role, **said}
    return [cells.get(head, "") for head in HEAD]


async def who(town: Town, phone: Phone) -> Person:
    """Return who holds a phone, also when they may do nothing any more."""
    at = await town.look(lambda db: addressed.address(db, phone.id))
    number = at.person
    assert number is not None
    return await town.look(lambda db: people.get(db, number))


async def results(phone: Phone) -> dict[str, tuple[str, str]]:
    """Read the newest table: by the number of each row, what was done and what is said of it."""
    table = await sheet(phone)
    return {
        str(line[0].value): (str(line[2].value), str(line[3].value)) for line in table.iter_rows(min_row=3)
    }


async def liaison(town: Town, name: str, unit: str = "平鎮分局") -> Phone:
    return await town.join(Role.LIAISON, name, unit=unit)


SAID = {
    "zh-hant": (
        "可邀請 1 人",
        "變更 1、調動 1、停權 1、恢復權限 0、結束權限 1、不變 1",
        "第 2 列：鄭新人：邀請為網絡單位窗口",
        "第 3 列：孫窗口：改名為孫新名",
        "第 4 列：錢窗口：調往平鎮衛生所",
        "第 5 列：周窗口：停權",
        "第 6 列：吳窗口：結束權限",
        "第 8 列：沒有名為「火星分局」的單位",
        "第 9 列：這個單位沒有「無此人」",
        "第 10 列：您不能變更「李預設」",
    ),
    "en": (
        "1 person can be invited.",
        "Changed: 1, moved: 1, suspended: 1, let back in: 0, ended: 1, as before: 1",
        "Row 2: 鄭新人: invited as network liaison",
        "Row 3: 孫窗口: called 孫新名",
        "Row 4: 錢窗口: goes to 平鎮衛生所",
        "Row 5: 周窗口: is suspended",
        "Row 6: 吳窗口: access ends",
        "Row 8: There is no unit called 火星分局.",
        "Row 9: There is nobody called 無此人 in this unit.",
        "Row 10: 李預設 is not yours to change",
    ),
}


@pytest.mark.parametrize("language", SAID)
async def test_an_administrators_list_does_all_of_it_once_it_is_confirmed(
    town: Town, table: Tables, language: str
) -> None:
    administrator = await town.join(Role.ADMIN, "李預設", unit="社會局", language=language)
    renamed, moved, stopped = [await liaison(town, name) for name in ("孫窗口", "錢窗口", "周窗口")]
    ended, same = [await liaison(town, name, "平鎮衛生所") for name in ("吳窗口", "王窗口")]
    leads = await town.join(Role.HEAD, "謝主任", unit="平鎮衛生所")
    phones = (renamed, moved, stopped, ended, same)
    table.holds(
        row("平鎮衛生所", "鄭新人", "窗口"),
        row("平鎮分局", "孫窗口", 新姓名="孫新名"),
        row("平鎮分局", "錢窗口", 調往單位="平鎮衛生所"),
        row("平鎮分局", "周窗口", 停權="是"),
        row("平鎮衛生所", "吳窗口", 結束權限="是"),
        row("平鎮衛生所", "王窗口", "窗口"),
        row("火星分局", "王窗口", 結束權限="是"),
        row("平鎮分局", "無此人", 停權="是"),
        row("社會局", "李預設", 結束權限="是"),
    )
    before = [await who(town, phone) for phone in phones]
    await say(town, administrator, "file list")
    shown = await text(administrator)
    assert all(one in shown for one in SAID[language]), shown
    assert [await who(town, phone) for phone in phones] == before
    assert set(await results(administrator)) == {"8", "9", "10"}

    await signed(town, administrator, ChangePeople)
    assert (await who(town, renamed)).name == "孫新名"
    assert (await who(town, moved)).unit == town.units["平鎮衛生所"].id
    assert (await who(town, stopped)).suspended
    assert not (await who(town, ended)).here
    assert await who(town, same) == before[-1]
    unit = town.units["平鎮衛生所"].id
    waited = await town.look(lambda db: invitations.of_unit(db, unit))
    assert [(one.name, one.role) for one in waited] == [("鄭新人", Role.LIAISON)]
    found = await results(administrator)
    assert set(found) == {"2", "3", "4", "5", "6", "8", "9", "10"}
    assert "start=" in found["2"][1]

    wanted = ("person.changed", "person.transferred", "person.suspended", "person.left")
    assert await verbs(town, *wanted) == list(wanted)
    for phone, heard in (
        (renamed, "資料已更改"),
        (moved, "您現在屬於另一個單位"),
        (ended, "您的權限已結束"),
        (leads, "有同仁調到貴單位"),
    ):
        _, told, after = (await phone.transcript()).partition(heard)
        assert told
        assert "孫新名" not in after
        assert "錢窗口" not in after
    for phone in (stopped, ended):
        await say(town, phone, "/home")
        assert "1925" in await text(phone)

    await say(town, administrator, "file list")
    assert ("不變 6" if language == "zh-hant" else "as before: 6") in await text(administrator)
    assert not await has(administrator, ChangePeople)
    assert await verbs(town, *wanted) == list(wanted)


async def test_a_supervisors_list_does_the_own_people_and_refuses_others_row_by_row(
    town: Town, table: Tables, supervisor: Phone, worker: Phone
) -> None:
    colleague = await town.join(Role.WORKER, "趙同事")
    elsewhere = await liaison(town, "錢窗口")
    leads = await town.join(Role.HEAD, "謝主任")
    table.holds(
        row("平鎮分局", "錢窗口", 結束權限="是"),
        row("平鎮分局", "錢窗口", "窗口"),
        row("平鎮分局", "無此人", 停權="是"),
        row("平鎮中心", "謝主任", 停權="是"),
        row("平鎮中心", "張樣本", 結束權限="是"),
        row("平鎮中心", "趙同事", 調往單位="桃園中心"),
        row("平鎮中心", "王測試", 新姓名="王新名"),
    )
    await say(town, supervisor, "file list")
    shown = await text(supervisor)
    assert "第 2 列：「平鎮分局」的人員不由您管理" in shown
    assert "第 3 列：您不能在這個單位邀請" in shown
    assert "第 4 列：「平鎮分局」的人員不由您管理" in shown
    assert "第 5 列：您不能變更「謝主任」" in shown
    assert "第 6 列：您不能變更「張樣本」" in shown
    await signed(town, supervisor, ChangePeople)
    assert (await who(town, colleague)).unit == town.units["桃園中心"].id
    assert (await who(town, worker)).name == "王新名"
    assert (await who(town, elsewhere)).active
    assert (await who(town, leads)).active
    assert set(await results(supervisor)) == {"2", "3", "4", "5", "6", "7", "8"}


@pytest.mark.parametrize("cell", ["結束權限", "調往單位"])
async def test_whoever_has_work_hands_it_over_before_they_go(
    town: Town, table: Tables, administrator: Phone, worker: Phone, cell: str
) -> None:
    await served(town, worker)
    before = await who(town, worker)
    table.holds(row("平鎮中心", "王測試", **{cell: "桃園中心" if cell == "調往單位" else "是"}))
    await say(town, administrator, "file list")
    assert "第 2 列：「王測試」還有未結的工作、負責里或代理，請先交接" in await text(administrator)
    assert not await has(administrator, ChangePeople)
    assert await who(town, worker) == before


async def test_a_role_is_given_when_what_they_serve_was_handed_over(
    town: Town, table: Tables, administrator: Phone, worker: Phone
) -> None:
    colleague = await town.join(Role.WORKER, "趙同事")
    table.holds(row("平鎮中心", "王測試", "督導"), row("平鎮中心", "趙同事", "督導"))
    await say(town, administrator, "file list")
    assert "第 2 列：「王測試」還有未結的工作" in await text(administrator)
    assert "第 3 列：趙同事：角色改為督導" in await text(administrator)
    await signed(town, administrator, ChangePeople)
    assert (await who(town, worker)).role is Role.WORKER
    assert (await who(town, colleague)).role is Role.SUPERVISOR
    await from_home(town, colleague, MyTeam)
    assert "平鎮中心" in await text(colleague)


async def test_before_somebody_is_suspended_it_is_said_what_stays_theirs(
    town: Town, table: Tables, supervisor: Phone, worker: Phone
) -> None:
    await served(town, worker)
    table.holds(row("平鎮中心", "王測試", 停權="是"))
    await say(town, supervisor, "file list")
    assert "第 2 列：王測試：停權" in await text(supervisor)
    assert "停權。名下仍有個案 1" in await text(supervisor)
    await signed(town, supervisor, ChangePeople)
    assert (await who(town, worker)).suspended
    table.holds(row("平鎮中心", "王測試", 停權="否"))
    await say(town, supervisor, "file list")
    await signed(town, supervisor, ChangePeople)
    assert (await who(town, worker)).active
    assert "權限已恢復" in await worker.transcript()


async def test_who_has_nothing_but_villages_is_said_to_have_these(
    town: Town, table: Tables, supervisor: Phone, worker: Phone
) -> None:
    table.holds(row("平鎮中心", "王測試", 停權="是"))
    await say(town, supervisor, "file list")
    assert "個案 0、待接案 0、期限 0、負責 1 里" in await text(supervisor)


async def test_a_chief_speaks_for_other_villages_and_hears_of_it(
    town: Town, table: Tables, administrator: Phone, chief: Phone
) -> None:
    assert (await who(town, chief)).villages == (VILLAGE,)
    table.holds(row("平鎮中心", "林示範", 負責里="新富里"))
    await say(town, administrator, "file list")
    assert "負責里改為平鎮區新富里" in await text(administrator)
    await signed(town, administrator, ChangePeople)
    assert (await who(town, chief)).villages == ("平鎮區新富里",)
    assert "資料已更改" in await chief.transcript()


async def test_what_was_done_by_message_meanwhile_is_not_done_once_more_nor_undone(
    town: Town, table: Tables, administrator: Phone
) -> None:
    leads = await town.join(Role.HEAD, "謝主任", unit="平鎮分局")
    named, back, gone, other = [
        await liaison(town, name) for name in ("孫窗口", "周窗口", "吳窗口", "錢窗口")
    ]
    table.holds(
        row("平鎮分局", "孫窗口", 新姓名="孫新名"),
        row("平鎮分局", "周窗口", 停權="否"),
        row("平鎮分局", "吳窗口", "窗口"),
        row("平鎮分局", "錢窗口", 電話="0912345678"),
    )
    await say(town, administrator, "file list")
    assert "變更 2" in await text(administrator)
    for phone in (named, back):
        person = (await who(town, phone)).id
        await from_home(town, leads, MyTeam, on(OpenPerson, person=person), Suspend, SuspendNow)
    person = (await who(town, gone)).id
    await from_home(town, leads, MyTeam, on(OpenPerson, person=person), EndAccess, EndAccessNow)
    await signed(town, administrator, ChangePeople)
    assert "有 3 列沒有執行" in await text(administrator)
    assert ((await who(town, named)).name, (await who(town, named)).suspended) == ("孫窗口", True)
    assert (await who(town, back)).suspended
    unit = town.units["平鎮分局"].id
    assert await town.look(lambda db: invitations.of_unit(db, unit)) == []
    assert (await who(town, other)).phone == "0912345678"
    found = await results(administrator)
    assert found["2"][0] == found["3"][0] == found["4"][0] == "未變更"
    assert "剛才有變動" in found["2"][1]
    assert found["5"][0] == "完成"


async def test_what_stands_so_by_now_is_no_fault(town: Town, table: Tables, administrator: Phone) -> None:
    leads, phone = await town.join(Role.HEAD, "謝主任", unit="平鎮分局"), await liaison(town, "周窗口")
    table.holds(row("平鎮分局", "周窗口", 停權="是"))
    await say(town, administrator, "file list")
    person = (await who(town, phone)).id
    await from_home(town, leads, MyTeam, on(OpenPerson, person=person), Suspend, SuspendNow)
    await signed(town, administrator, ChangePeople)
    assert await verbs(town, "person.suspended") == ["person.suspended"]
    assert "沒有執行" not in await text(administrator)


async def test_what_has_no_room_on_the_screen_stands_in_a_table_before_anything_is_done(
    town: Town, table: Tables, administrator: Phone
) -> None:
    table.holds(*(row("平鎮分局", f"窗口{one}", "窗口") for one in "甲乙丙丁戊己"))
    await say(town, administrator, "file list")
    assert "窗口己" not in await text(administrator)
    found = await results(administrator)
    assert found["7"] == ("尚未執行", "窗口己：邀請為網絡單位窗口")


async def test_the_template_holds_the_people_of_the_unit_and_no_telephone(
    town: Town, administrator: Phone, worker: Phone
) -> None:
    await liaison(town, "錢窗口")
    await say(town, administrator, "單位 平鎮")
    await tap(town, administrator, on(OpenUnit, unit=town.units["平鎮中心"].id), Team, RollTemplate)
    rows = [[cell.value or "" for cell in line] for line in (await sheet(administrator)).iter_rows(min_row=2)]
    assert rows == [list(HEAD), ["平鎮中心", "社工", "王測試", "", VILLAGE, "", "", "", ""]]


async def test_an_administrators_template_holds_everybody_and_a_heads_the_own_people(
    town: Town, administrator: Phone, worker: Phone
) -> None:
    leads = await town.join(Role.HEAD, "謝主任", unit="平鎮分局", language="en")
    phone = await liaison(town, "錢窗口")
    person = (await who(town, phone)).id
    await from_home(town, leads, MyTeam, on(OpenPerson, person=person), Suspend, SuspendNow)
    await say(town, leads, "people list")
    rows = [[cell.value for cell in line] for line in (await sheet(leads)).iter_rows(min_row=3)]
    assert [(line[1], line[2], line[7]) for line in rows] == [
        ("head of a unit", "謝主任", ""),
        ("network liaison", "錢窗口", "是"),
    ]
    await say(town, administrator, "人員")
    await tap(town, administrator, RollOfAll)
    rows = [[cell.value for cell in line] for line in (await sheet(administrator)).iter_rows(min_row=3)]
    assert [line[2] for line in rows] == ["王測試", "謝主任", "錢窗口", "李預設"]


async def test_others_neither_get_nor_send_the_list(town: Town, table: Tables, worker: Phone) -> None:
    colleague = await town.join(Role.WORKER, "趙同事")
    table.holds(row("平鎮中心", "趙同事", 結束權限="是"))
    await say(town, worker, "人員名冊", "file list")
    assert not await documents(worker)
    assert (await who(town, colleague)).active

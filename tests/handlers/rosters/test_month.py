"""A month of rosters: sent as a file, mended, handed in, dispatched ([001] 三(六)2(2), (3))."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from casework.cases.case import State
from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.rosters.lists import RowReason, RowState
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from handlers.cases.history import History
from handlers.cases.recusing import KeepOut, KeepOutNow
from handlers.rosters.awaited import AskNone, AwaitedRosters, NoneThisMonth, RosterTemplate
from handlers.rosters.centre_lists import CentreRosters, RosterPage, RosterSheet
from handlers.rosters.dispatching import AskAll, DispatchAll
from handlers.rosters.dry_run import AskVillage, HandIn, OtherMonth
from handlers.rosters.rows import AskWhyNot, DeclineRow, DispatchRow, OpenRow
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.cases import cases, reports
from storage.core.database import Transaction
from storage.core.tables import obligations, roster_rows
from storage.rosters import lists
from tests.handlers.errands.test_files import send
from tests.handlers.ringing import press
from tests.support import lists as files
from tests.support.certain import certain
from tests.support.forging import wire
from tests.support.keys import has, on
from tests.support.phones import documents, from_home, say, sheet, tap, text
from tests.support.town import BOTH, VILLAGE, Town

TITLE = ["桃園市政府社會局115年6月幸扶守護名冊"]
UPPER = [
    "編號",
    "自殺通報日",
    "通報單位",
    "個案資料",
    "",
    "",
    "",
    "",
    "",
    "自殺原因",
    "急難救助申請日",
    "身分別",
]
LOWER = ["", "", "", "姓名", "證號", "出生日期", "性別", "電話", "地址", "", "", ""]
HOME = f"桃園市{VILLAGE}中正路"


def row(number: int, name: str, **said: Any) -> list[Any]:
    values = {
        "number": number,
        "reported": "115/05/20",
        "by": "衛生局",
        "name": name,
        "id": "",
        "born": f"70.1.{number}",
        "sex": "女",
        "phone": "",
        "address": f"{HOME}{number}號",
        "reason": "經濟問題",
        "relief": "",
        "identity": "無",
    }
    return list((values | said).values())


def book(*rows: list[Any]) -> bytes:
    return files.book(TITLE, [], UPPER, LOWER, *rows)


GOOD = [row(1, "王測試", identity="原住民"), row(2, "李示範", id="A123456789"), row(3, "陳範例")]
WRONG = [
    row(4, "張例子", id="A123456788"),
    row(5, "林例子", reason="感情"),
    row(6, "何例子", address="臺北市大安區和平東路1號"),
    row(7, "王測試", born="70.1.1"),
]


def children(*numbers: int) -> bytes:
    """A list of children at high risk; the second is too old, the third not born yet."""
    heads = [
        "編號",
        "兒童姓名",
        "證號",
        "出生日期",
        "照顧者姓名",
        "關係",
        "情形",
        "戶內其他親屬",
        "電話",
        "地址",
    ]
    rows = {
        1: [1, "李示範", "A123456789", "110.6.2", "李例子", "母", "用毒", "無", "", f"{HOME}2號"],
        2: [2, "李六歲", "", "109.6.1", "李例子", "母", "用毒", "無", "", f"{HOME}2號"],
        3: [3, "李未來", "", "125.6.1", "李例子", "母", "用毒", "無", "", f"{HOME}2號"],
    }
    return files.book(["115年6月兒少高危機"], heads, *(rows[one] for one in numbers))


@pytest.fixture
async def bureau(town: Town) -> Phone:
    return await town.join(Role.BUREAU, "周預設", unit="社會局")


@pytest.fixture
async def centre(worker: Phone, supervisor: Phone) -> Phone:
    """The supervisor of the village's centre, which has a primary worker."""
    return supervisor


def open_cases(db: Transaction) -> list[Any]:
    return [one for one in cases.owing(db) if one.state is State.DISPATCHED]


async def owed(town: Town, duty: Duty) -> list[Any]:
    rows = select(obligations).where(obligations.c.duty == duty, obligations.c.ended_at.is_(None))
    return list(await town.look(lambda db: db.connection.execute(rows).all()))


async def test_the_file_is_the_whole_act_and_its_errors_come_back_by_row(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    said = await send(town, bureau, "名冊.xlsx", book(*GOOD, *WRONG))
    assert "幸扶守護 115/06" in said
    assert "平鎮中心：3 筆" in said
    for number, fault in ((8, "身分證字號有誤"), (9, "不是經濟問題"), (10, "臺北市：他縣市"), (11, "重複")):
        assert any(f"{number}" in line and fault in line for line in said.splitlines()), (number, said)
    assert "這些列不會匯入" in said
    table = await sheet(bureau)
    told = [[cell.value for cell in each] for each in table.iter_rows()]
    assert [one[1] for one in told if one[0] in ("5", "8")] == ["正確", "有誤"]
    everything = " ".join(str(cell) for each in told for cell in each)
    assert not any(name in everything for name in ("王測試", "張例子", "A12345678"))
    assert not await town.look(lambda db: db.connection.execute(select(roster_rows)).all())


@BOTH
async def test_no_case_is_said_for_one_centre_or_for_all_that_were_asked_about(town: Town) -> None:
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    await town.add_unit("中壢中心", UnitKind.CENTRE, "中壢區", "C")
    await from_home(town, bureau, AwaitedRosters, on(AskNone, kind=CaseKind.SUICIDE_HARDSHIP))
    assert town.said("還有 3 個中心", "3 centres") in await text(bureau)
    assert not await owed(town, Duty.UPLOAD_ROSTER), "nothing was said yet"
    await tap(town, bureau, on(NoneThisMonth, centre=town.units["平鎮中心"].id))
    said = [one["text"] for one in await bureau.messages()][-1]
    assert "平鎮中心" in said.splitlines()[0]
    assert "桃園中心" not in said.splitlines()[0]
    await say(town, supervisor, town.said("名冊", "rosters"))
    assert town.said("本月無個案", "no case this month") in await text(supervisor)
    assert town.said("0 筆", "0 rows") not in await text(supervisor)
    await tap(town, supervisor, OpenCard)
    assert town.said("本月無個案", "no case this month") in await text(supervisor)
    await tap(town, bureau, on(NoneThisMonth, centre=0))
    first = (await text(bureau)).splitlines()[0]
    assert "桃園中心" in first
    assert "中壢中心" in first
    june = [one for one in await owed(town, Duty.UPLOAD_ROSTER) if one.period.startswith("2026-06")]
    assert june == []


@BOTH
async def test_a_list_that_comes_once_more_says_what_it_changes(town: Town) -> None:
    bureau = await town.join(Role.BUREAU, "周預設", unit="社會局")
    await town.responsible(await town.join(Role.WORKER, "王測試"))
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    await tap(town, bureau, HandIn)
    said = await send(town, bureau, "名冊.xlsx", book(*GOOD))
    assert town.said("內容沒有改變", "nothing changes") in said
    said = await send(town, bureau, "名冊.xlsx", book(*GOOD[:2], row(8, "黃示範")))
    assert town.said("新增 1 筆、刪除 1 筆", "new 1, no longer listed 1") in said


@BOTH
async def test_words_after_a_list_that_was_sent_are_words(town: Town) -> None:
    """A list that waits to be handed in is no form: what was typed below it led home without an answer."""
    bureau = await town.join(Role.BUREAU, "周預設", unit="社會局")
    await town.responsible(await town.join(Role.WORKER, "王測試"))
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    assert await has(bureau, HandIn)
    await say(town, bureau, town.said("名冊", "rosters"))
    assert await has(bureau, RosterTemplate)


async def test_a_month_from_the_file_to_the_cases(
    town: Town, bureau: Phone, centre: Phone, worker: Phone
) -> None:
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    await tap(town, bureau, HandIn)
    assert "已匯入" in await text(bureau)
    assert "桃園中心" not in await text(bureau)
    pushed = [one for one in await centre.messages() if "名冊待派案" in one["text"]]
    assert pushed[0]["text"].startswith("幸扶守護 115/06")
    [due] = await owed(town, Duty.DISPATCH_ROSTER)
    assert due.unit == town.units["平鎮中心"].id
    awaited = await owed(town, Duty.UPLOAD_ROSTER)
    assert len(awaited) == 2, "the other centre's list of June, and July's of this one"

    await tap(town, bureau, AskNone)
    assert len(await owed(town, Duty.UPLOAD_ROSTER)) == 2, "it is asked where, first"
    assert not await has(bureau, on(NoneThisMonth, centre=0)), "of one alone nobody says all"
    await tap(town, bureau, on(NoneThisMonth, centre=town.units["桃園中心"].id))
    assert "本月無個案：桃園中心" in await text(bureau)

    await from_home(town, centre, CentreRosters, OpenCard)
    assert "3 筆待派" in await text(centre)
    assert "王○試" in await text(centre)
    assert "王測試" not in await text(centre)
    await tap(town, centre, OpenRow)
    await tap(town, centre, AskWhyNot, on(DeclineRow, why=RowReason.DIED))
    assert "2 筆待派" in await text(centre)
    await tap(town, centre, AskAll)
    assert "新開 2 案" in await text(centre)
    await tap(town, centre, DispatchAll)
    assert not await owed(town, Duty.DISPATCH_ROSTER)
    made = await town.look(open_cases)
    assert [one.kinds for one in made] == [(CaseKind.SUICIDE_HARDSHIP,)] * 2
    assert {one.offered for one in made} == {await town.person(worker)}
    assert made[0].household.national_id == "A123456789"
    [(_, report)] = await town.look(lambda db: reports.of_case(db, made[0]))
    assert "自殺原因：經濟" in report.story
    await tap(town, centre, RosterSheet)
    table = await sheet(centre)
    told = " ".join(str(cell.value) for each in table.iter_rows() for cell in each)
    assert made[0].number in told
    assert "李示範" not in told

    # July: who is on the list again needs no new case, who left it is asked about
    town.clock.now = town.clock.now.replace(month=7, day=1)
    july = [["115年7月幸扶守護"], *[[]], UPPER, LOWER]
    again = files.book(*july, row(1, "李示範", id="A123456789"), row(2, "趙例子"))
    said = await send(town, bureau, "七月.xlsx", again)
    assert "幸扶守護 115/07" in said
    assert "續列 1 筆" in said
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard)
    assert "1 筆待派" in await text(centre)
    assert await has(centre, on(OpenCard, subject=made[1].id)), "no longer on the list"
    assert not await has(centre, on(OpenCard, subject=made[0].id))


async def test_a_corrected_file_replaces_what_was_not_dispatched_and_nothing_else(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard)
    await tap(town, centre, OpenRow, DispatchRow)
    said = await send(town, bureau, "更正.xlsx", book(GOOD[0], row(2, "李更正", id="A123456789")))
    assert "先前已派案 1 筆" in said
    await tap(town, bureau, HandIn)
    one = await town.look(
        lambda db: lists.of_month(db, CaseKind.SUICIDE_HARDSHIP, town.units["平鎮中心"].id, date(2026, 6, 1))
    )
    assert one is not None
    kept = await town.look(lambda db: lists.rows_of(db, one))
    assert [(each.values["name"], each.state.value) for each in kept] == [
        ("王測試", "dispatched"),
        ("李更正", "waiting"),
    ]
    assert len(await town.look(open_cases)) == 1


async def test_who_is_corrected_to_another_centre_is_dispatched_by_one(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard)
    await tap(town, centre, OpenRow, DispatchRow)
    other = await town.join(Role.WORKER, "鄭社工", unit="桃園中心")
    await town.responsible(other, "桃園區中正里", "桃園中心")
    elsewhere = "桃園市桃園區中正里中正路9號"
    moved = [row(1, "王測試", address=elsewhere), row(3, "陳範例", address=elsewhere), GOOD[1]]
    assert "先前已派案 1 筆" in await send(town, bureau, "更正.xlsx", book(*moved))
    await tap(town, bureau, HandIn)
    waiting = {}
    for unit in ("平鎮中心", "桃園中心"):
        of = partial(lists.of_month, kind=CaseKind.SUICIDE_HARDSHIP, month=date(2026, 6, 1))
        one = certain(await town.look(partial(of, centre=town.units[unit].id)))
        rows = await town.look(partial(lists.rows_of, one=one))
        waiting[unit] = [each.values["name"] for each in rows if each.state is RowState.WAITING]
        assert one.waiting == len(waiting[unit])
    assert waiting == {"平鎮中心": ["李示範"], "桃園中心": ["陳範例"]}


async def test_who_keeps_out_of_a_case_has_no_row_of_it(town: Town, bureau: Phone, centre: Phone) -> None:
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard)
    await tap(town, centre, OpenRow, DispatchRow)
    [case] = await town.look(open_cases)
    one = await town.look(
        lambda db: lists.of_month(db, CaseKind.SUICIDE_HARDSHIP, town.units["平鎮中心"].id, date(2026, 6, 1))
    )
    assert one is not None
    [first, *_] = await town.look(lambda db: lists.rows_of(db, one))
    await press(town, centre, RosterSheet(one.id))
    assert case.number in {cell.value for line in (await sheet(centre)).iter_rows() for cell in line}
    await press(town, centre, OpenCard(case.id))
    await tap(town, centre, KeepOut, KeepOutNow)
    await press(town, centre, RosterSheet(one.id))
    assert case.number not in {cell.value for line in (await sheet(centre)).iter_rows() for cell in line}
    assert case.number not in await press(town, centre, OpenCard(one.id))
    assert "王○試" not in await text(centre)
    assert "王○試" not in await press(town, centre, OpenRow(first.id, ""))


async def test_units_are_suggested_by_identity_and_can_be_left_out(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    health = await town.join(Role.LIAISON, "吳窗口", unit="平鎮衛生所")
    await send(town, bureau, "名冊.xlsx", book(row(1, "王測試")))
    await tap(town, bureau, HandIn)
    await town.look(
        lambda db: db.connection.exec_driver_sql(
            f"UPDATE units SET kind = '{UnitKind.SUICIDE}' WHERE name = '平鎮衛生所'"
        )
    )
    await from_home(town, centre, CentreRosters, OpenCard)
    await tap(town, centre, OpenRow)
    assert await has(centre, "☑ 平鎮衛生所")
    await tap(town, centre, "☑ 平鎮衛生所")
    assert await has(centre, "☐ 平鎮衛生所")
    await tap(town, centre, "☐ 平鎮衛生所", DispatchRow)
    [case] = await town.look(open_cases)
    assert [one.offered for one in case.joint_seats] == [await town.person(health)]


async def test_somebody_with_an_open_case_gets_one_more_report(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    await send(town, bureau, "名冊.xlsx", book(GOOD[1]))
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard)
    await tap(town, centre, OpenRow, DispatchRow)
    said = await send(town, bureau, "兒少.xlsx", children(1, 2, 3))
    assert "與開案中個案相同 1 筆" in said
    assert "已滿 6 歲" in said
    assert "125.6.1" in said, "who is not born yet is a slip of the pen"
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard)
    await tap(town, centre, OpenRow, DispatchRow)
    [case] = await town.look(open_cases)
    assert set(case.kinds) == {CaseKind.SUICIDE_HARDSHIP, CaseKind.CHILD_HIGH_RISK}
    assert len(await town.look(lambda db: reports.of_case(db, case))) == 2


async def test_somebody_who_came_to_have_a_case_since_the_list_gets_one_more_report_there(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    """Of one person on two lists of a month two cases were made, whichever was dispatched first."""
    for words, content in (("幸扶.xlsx", book(GOOD[1])), ("兒少.xlsx", children(1))):
        await send(town, bureau, words, content)
        await tap(town, bureau, HandIn)
    listed = await town.look(lambda db: [one.id for one in lists.owing(db) if one.waiting])
    await press(town, centre, OpenCard(listed[0]))
    await tap(town, centre, OpenRow, DispatchRow)
    [case] = await town.look(open_cases)
    assert case.number in await press(town, centre, OpenCard(listed[1]))
    await tap(town, centre, OpenRow)
    assert case.number in await text(centre)
    await tap(town, centre, "◀ 返回", AskAll)
    assert "新開 0 案" in await text(centre)
    await tap(town, centre, DispatchAll)
    [case] = await town.look(open_cases)
    assert len(await town.look(lambda db: reports.of_case(db, case))) == 2


async def test_all_who_left_the_list_are_found_but_of_a_case_from_which_somebody_keeps_out(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    """The sixth was never asked about, and the number of a case of kin stood there."""
    await send(
        town,
        bureau,
        "六月.xlsx",
        book(*(row(n, f"{name}測試") for n, name in enumerate("王李陳張林趙周", 1))),
    )
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters, OpenCard, AskAll, DispatchAll)
    made = await town.look(open_cases)
    town.clock.now = town.clock.now.replace(month=7, day=1)
    july = files.book(["115年7月幸扶守護"], [], UPPER, LOWER, row(1, "趙例子"))
    await send(town, bureau, "七月.xlsx", july)
    await tap(town, bureau, HandIn)
    await press(town, centre, OpenCard(made[0].id))
    await tap(town, centre, KeepOut, KeepOutNow)
    listed = await town.look(lambda db: next(one.id for one in lists.owing(db) if one.waiting))
    await press(town, centre, OpenCard(listed))
    shown = set[str]()
    for _ in range(2):
        shown |= {one.number for one in made if await has(centre, on(OpenCard, subject=one.id))}
        if await has(centre, RosterPage):
            await tap(town, centre, RosterPage)
    assert shown == {one.number for one in made[1:]}


async def test_a_village_that_no_list_has_is_asked_once_per_spelling(
    town: Town, bureau: Phone, centre: Phone
) -> None:
    old = [row(number, f"王例{number}", address=f"平鎮市新勢村{number}號") for number in (1, 2)]
    said = await send(town, bureau, "名冊.xlsx", book(*old))
    assert "有誤 2 列" in said
    assert await has(bureau, "平鎮區新勢村：哪一里？")
    await tap(town, bureau, AskVillage, VILLAGE)
    assert "平鎮中心：2 筆" in await text(bureau)
    await tap(town, bureau, HandIn)
    said = await send(town, bureau, "更正.xlsx", book(old[1]))
    assert "有誤" not in said, "asked once"


async def test_of_a_table_of_text_no_sheet_is_named(town: Town, bureau: Phone, centre: Phone) -> None:
    lines = [TITLE, *([str(cell) for cell in each] for each in (UPPER, LOWER, GOOD[0]))]
    said = await send(town, bureau, "名冊.csv", "\r\n".join(map(",".join, lines)).encode("cp950"))
    assert "工作表" not in said
    assert "尚未匯入" in said
    assert await has(bureau, HandIn)


async def test_a_list_of_another_month_is_read_so_and_templates_are_there(town: Town, bureau: Phone) -> None:
    await from_home(town, bureau, AwaitedRosters, RosterTemplate)
    table = await sheet(bureau)
    assert table["A1"].value == "幸扶守護 115/06"
    assert "姓名*" in [cell.value for cell in table[2]]
    assert len(await documents(bureau)) == 1


async def test_nobody_else_sees_a_list(town: Town, bureau: Phone, centre: Phone) -> None:
    other = await town.join(Role.SUPERVISOR, "鄭督導", unit="桃園中心")
    await send(town, bureau, "名冊.xlsx", book(*GOOD))
    assert "幸扶守護 115/07" in (await _other_month(town, bureau))
    await tap(town, bureau, HandIn)
    await from_home(town, centre, CentreRosters)
    assert "幸扶守護 115/07" in await text(centre)
    assert not [one for one in await other.messages() if "幸扶守護" in one["text"]]
    await tap(town, centre, OpenCard, History)
    assert "幸扶守護 115/07 歷程" in await text(centre)
    one, row = await town.look(_first)
    before = await town.look(_kept)
    forged = (
        OpenCard(one),
        History(one, 0),
        RosterPage(one, 0),
        OpenRow(row, ""),
        DispatchRow(row, "-"),
        AskWhyNot(row),
        DeclineRow(row, RowReason.DIED),
        AskAll(one),
        DispatchAll(one, 2),
        RosterSheet(one),
    )
    for phone in (other, await town.join(Role.WORKER, "趙同事")):
        with wire(town) as caught:
            answers = await caught.press(phone.id, *(key.data() for key in forged))
        assert len(answers) == len(forged)
        assert not any(said in str(answers) for said in ("王○試", "王測試", "幸扶守護", VILLAGE))
    assert await town.look(_kept) == before


def _first(db: Transaction) -> tuple[int, int]:
    [one, *_] = [each for each in lists.owing(db) if each.waiting]
    return one.id, lists.rows_of(db, one)[0].id


def _kept(db: Transaction) -> list[Any]:
    return [tuple(row) for row in db.connection.execute(select(roster_rows))]


async def _other_month(town: Town, bureau: Phone) -> str:
    await tap(town, bureau, on(OtherMonth, months=1))
    return await text(bureau)


@BOTH
async def test_who_is_offered_several_rows_of_a_list_hears_of_them_in_one_message(town: Town) -> None:
    """Eight messages came at once, one a row."""
    bureau = await town.join(Role.BUREAU, "周預設", unit="社會局")
    centre = await town.join(Role.SUPERVISOR, "張樣本")
    worker = await town.join(Role.WORKER, "王測試")
    await town.responsible(worker)
    rows = [row(n, f"{name}測試", born=f"70.1.{n}") for n, name in enumerate("王李陳張林何吳周", 1)]
    await send(town, bureau, "名冊.xlsx", book(*rows))
    await tap(town, bureau, HandIn)
    before = len(await worker.messages())
    await tap(town, centre, OpenCard, AskAll, DispatchAll)
    told = (await worker.messages())[before:]
    assert len(told) == 1
    made = await town.look(open_cases)
    assert len(made) == 8
    lines = str(told[0]["text"]).splitlines()
    assert all(one.number in str(told[0]["text"]) for one in made)
    assert all(town.said("有個案派給您", "a case is offered to you") in one for one in lines[:6])
    assert town.said("另有 2 件", "2 more") in lines[6]
    await tap(town, worker, on(OpenCard, subject=made[0].id))
    assert made[0].number in await text(worker)


async def test_of_rows_that_who_is_offered_cannot_hear_of_the_supervisor_hears_at_once(
    town: Town, bureau: Phone, worker: Phone, centre: Phone
) -> None:
    """One message about several says of each who hears instead."""
    await worker.block()
    await town.settle()
    await send(town, bureau, "名冊.xlsx", book(row(1, "王測試"), row(2, "李示範"), row(3, "陳範例")))
    await tap(town, bureau, HandIn)
    before = len(await centre.messages())
    await tap(town, centre, OpenCard, AskAll, DispatchAll)
    await town.settle()
    made = await town.look(open_cases)
    heard = "\n".join(
        str(one["text"]) for one in (await centre.messages())[before:] if "收不到通知" in one["text"]
    )
    assert [one.number in heard for one in made] == [True] * 3

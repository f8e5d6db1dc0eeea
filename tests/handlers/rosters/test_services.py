"""A month of 共案: bureaus hand in what they serve ([001] 三(六)1(5), 2(5); `screens.md` §4)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import Unit, UnitKind
from handlers.rosters.matching import Matching
from handlers.rosters.services import (
    HandInServices,
    NoServices,
    OtherServicesMonth,
    OwnServices,
    ServicesTemplate,
)
from handlers.ui.buttons import OpenCard
from sandbox import Phone
from storage.core.database import Transaction
from storage.core.tables import journal, obligations, service_lists, units
from storage.rosters import services
from tests.handlers.errands.test_files import send
from tests.support import lists as files
from tests.support.forging import wire
from tests.support.keys import has, on
from tests.support.phones import from_home, say, sheet, tap, text
from tests.support.town import VILLAGE, Town

HEAD = [
    "單位",
    "單位案號",
    "姓名",
    "證號",
    "出生日期",
    "電話",
    "地址",
    "服務類別",
    "開案日",
    "承辦人",
    "承辦電話",
    "保密",
]
HOME = f"桃園市{VILLAGE}中正路"


def row(name: str, **said: Any) -> list[Any]:
    values = {
        "unit": "社區心衛中心",
        "number": "M-7",
        "name": name,
        "id": "",
        "born": "70/1/2",
        "phone": "",
        "address": f"{HOME}1號",
        "service": "自殺關懷",
        "since": "115/3/1",
        "worker": "馬例子",
        "worker_phone": "03-3321000",
        "confidential": "否",
    }
    return list((values | said).values())


def book(*rows: list[Any], month: str = "115年6月") -> bytes:
    return files.book([f"{month}服務名冊"], HEAD, *rows)


@pytest.fixture
async def bureaus(town: Town) -> dict[str, Unit]:
    """衛生局 and 教育局 stand beside 社會局 and 家防中心."""
    for name, kind in (("衛生局", UnitKind.HEALTH), ("教育局", UnitKind.EDUCATION)):
        await town.add_unit(name, kind)
    return town.units


async def owed(town: Town) -> list[str]:
    rows = select(units.c.name).join(obligations, obligations.c.unit == units.c.id)
    rows = rows.where(obligations.c.duty == Duty.UPLOAD_ROSTER, obligations.c.ended_at.is_(None))
    return sorted(await town.look(lambda db: db.connection.execute(rows).scalars().all()))


async def test_each_bureau_hands_in_its_list_and_the_bureau_sees_who_is_missing(
    town: Town, bureau: Phone, bureaus: dict[str, Unit]
) -> None:
    health = await town.join(Role.LIAISON, "何窗口", unit="衛生局")
    await say(town, bureau, "比對")
    assert "還沒有局處交來" in await text(bureau)

    strange = row("張例子", id="A1234***89", confidential="V", born="不詳")
    said = await send(town, health, "名冊.xlsx", book(row("王測試", id="A123456789"), strange, row("")))
    assert "服務名冊 115/06" in said
    assert "服務紀錄 2 筆" in said
    assert "沒有有效證號 1 筆" in said
    assert "保密 1 筆" in said
    assert "第 5 列" in said
    await tap(town, health, HandInServices)
    assert "已匯入" in await text(health)
    assert await owed(town) == ["家防中心", "教育局", "社會局", "衛生局"], "the others' of June, and July's"
    sealed = await town.look(lambda db: db.connection.execute(select(service_lists.c.sealed)).scalars().all())
    assert "王測試".encode() not in b"".join(filter(None, sealed))

    await say(town, bureau, "比對")
    assert "已繳交 1／4 個局處" in await text(bureau)
    assert "缺：" in await text(bureau)
    assert "教育局" in await text(bureau)
    assert await has(bureau, "衛生局：已交（2 筆）")
    await send(town, bureau, "名冊.xlsx", book(row("李示範")))
    assert await has(bureau, on(HandInServices, unit=bureaus["教育局"].id)), "代傳"
    await tap(town, bureau, HandInServices)
    await from_home(town, bureau, Matching, "教育局：未交", NoServices)
    assert "本月無服務個案" in await text(bureau)
    await say(town, bureau, "比對")
    assert "已繳交 3／4 個局處" in await text(bureau)
    assert not await has(bureau, "教育局：已交（0 筆）"), "nothing was handed in"
    await tap(town, bureau, "教育局：本月無服務個案")
    assert "0 筆" not in await text(bureau)
    await say(town, bureau, "比對")
    listed = (
        select(journal.c.verb)
        .where(journal.c.verb.in_(["roster.given", "roster.none"]))
        .order_by(journal.c.id)
    )
    verbs = await town.look(lambda db: db.connection.execute(listed).scalars().all())
    assert list(verbs) == ["roster.given", "roster.given", "roster.none"]

    # a corrected list is the list; the next month's keeps no row of this one
    await send(town, health, "更正.xlsx", book(row("王更正", id="A123456789")))
    await tap(town, health, HandInServices)
    [kept] = await town.look(_of_health)
    assert [each["name"] for each in kept.rows] == ["王更正"]
    town.clock.now = town.clock.now.replace(month=7, day=1)
    await from_home(town, health, OwnServices, ServicesTemplate)
    assert "姓名*" in [cell.value for cell in (await sheet(health))[2]]
    await send(town, health, "七月.xlsx", book(row("王測試"), month="115年7月"))
    await tap(town, health, HandInServices)
    assert await town.look(_of_health) == []


async def test_a_table_without_a_title_is_of_the_month_that_its_file_names(
    town: Town, bureaus: dict[str, Unit]
) -> None:
    health = await town.join(Role.LIAISON, "何窗口", unit="衛生局")
    said = await send(town, health, "115年5月服務名冊.xlsx", files.book(HEAD, row("王測試")))
    assert "服務名冊 115/05" in said


async def test_an_old_key_that_says_nobody_is_served_does_not_take_away_the_list(
    town: Town, bureaus: dict[str, Unit]
) -> None:
    """The list that a colleague had handed in meanwhile was gone, and its families with the next match."""
    health, colleague = [await town.join(Role.LIAISON, name, unit="衛生局") for name in ("何窗口", "許窗口")]
    await from_home(town, colleague, OwnServices)
    assert await has(colleague, NoServices)
    await send(town, health, "名冊.xlsx", book(row("王測試", id="A123456789")))
    await tap(town, health, HandInServices)
    await tap(town, colleague, NoServices)
    assert len(await town.look(_of_health)) == 1
    [kept] = await town.look(_of_health)
    assert [each["name"] for each in kept.rows] == ["王測試"]


def _of_health(db: Transaction) -> list[services.GivenList]:
    return [one for one in services.given(db, date(2026, 6, 1)) if one.one.unit.name == "衛生局"]


async def test_a_bureau_that_is_late_is_nudged_and_then_its_head(
    town: Town, bureaus: dict[str, Unit]
) -> None:
    health = await town.join(Role.LIAISON, "何窗口", unit="衛生局")
    schools = await town.join(Role.LIAISON, "施窗口", unit="教育局")
    head = await town.join(Role.HEAD, "孔主管", unit="教育局")
    await send(town, health, "名冊.xlsx", book(row("王測試")))
    await tap(town, health, HandInServices)
    await town.later(days=1)  # the 2nd, three days before
    assert await _nudged(schools)
    assert not await _nudged(head)
    assert not await _nudged(health)
    await town.later(days=6)
    assert await _nudged(head)
    assert not await _nudged(health)


async def _nudged(phone: Phone) -> bool:
    said = [one["text"] for one in await phone.messages() if one["from"] == "bot"]
    return any("服務名冊 115/06" in one and "上傳名冊" in one for one in said)


async def test_the_list_of_a_bureau_is_nobody_elses(town: Town, bureaus: dict[str, Unit]) -> None:
    health = await town.join(Role.LIAISON, "何窗口", unit="衛生局")
    await send(town, health, "名冊.xlsx", book(row("王測試")))
    await tap(town, health, HandInServices)
    [given] = await town.look(_of_health)
    before = await town.look(_kept)
    other = await town.join(Role.LIAISON, "施窗口", unit="教育局")
    precinct = await town.join(Role.LIAISON, "馬窗口", unit="平鎮分局")
    for phone in (other, precinct):
        forged = (OpenCard(given.one.id), NoServices(bureaus["衛生局"].id, "2026-06-01"), Matching())
        with wire(town) as caught:
            answers = await caught.press(phone.id, *(key.data() for key in forged))
        assert len(answers) == len(forged)
        assert not any(said in str(answers) for said in ("衛生局", "王測試", "1 筆"))
    assert await town.look(_kept) == before
    assert "不是由您繳交" in await send(town, precinct, "名冊.xlsx", book(row("王測試")))
    assert not await has(precinct, HandInServices)


def _kept(db: Transaction) -> list[Any]:
    return [tuple(each) for each in db.connection.execute(select(service_lists))]


@pytest.mark.parametrize("language", ["zh-hant", "en"])
async def test_a_list_that_names_no_month_or_the_wrong_one_is_handed_in_for_another(
    town: Town, bureaus: dict[str, Unit], language: str
) -> None:
    health = await town.join(Role.LIAISON, "何窗口", unit="衛生局", language=language)
    said = await send(town, health, "名冊.xlsx", book(row("王測試"), row("")))
    assert "115/06" in said or "Jun 2026" in said
    await tap(town, health, on(OtherServicesMonth, months=-1))
    said = await text(health)
    assert "115/05" in said or "May 2026" in said
    assert ("第 4 列" if language == "zh-hant" else "Row 4") in said, "what is wrong is still said"
    await tap(town, health, HandInServices)
    given = await town.look(
        lambda db: [(one.month, one.rows) for one in services.of_month(db, date(2026, 5, 1)) if one.given_at]
    )
    assert given == [(date(2026, 5, 1), 1)]
    june = await town.look(lambda db: services.of_month(db, date(2026, 6, 1)))
    assert not any(one.given_at for one in june)

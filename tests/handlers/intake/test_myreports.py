"""A reporter sees number, day and status of the own reports, and nothing of what a case holds."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.cases.case import Case, State
from casework.staffing.people import Role
from handlers.intake import worries
from handlers.intake.my_reports import MyReports
from sandbox import Phone
from storage.cases import cases
from storage.core.database import Transaction
from tests.handlers.intake.test_intake import NUMBER, report
from tests.handlers.search.test_asking import ask, labels, tap
from tests.support.cases import save, with_facts
from tests.support.keys import has, option
from tests.support.town import BOTH, VILLAGE, Town

STORY = "王小明家的孩子整夜在哭"


async def change(town: Town, number: str, **facts: Any) -> Case:
    """Put a case somewhere else, as the acts of others do."""

    def work(db: Transaction) -> Case:
        case = cases.read(db, db.connection.execute(cases._BY_NUMBER, {"number": number}).scalar_one())
        return save(db, with_facts(case, **facts), "case.dispatched")

    return await town.look(work)


async def my_reports(town: Town, phone: Phone) -> str:
    await ask(town, phone, "/help")
    return await tap(town, phone, "我的通報")


async def test_the_list_holds_number_day_and_status_and_no_more(town, chief):
    number = await report(town, chief, STORY)
    text = await my_reports(town, chief)
    own = f"「{STORY}」"
    assert text.splitlines() == ["我的通報", number, "115年6月1日（一） 09:00：評估中", own]
    assert VILLAGE not in text


async def test_the_status_is_the_one_of_today(town, chief):
    number = await report(town, chief, STORY)
    await change(town, number, state=State.CLOSED)
    assert "已處理完成" in await my_reports(town, chief)


@pytest.mark.parametrize("state", [State.IN_SERVICE, State.DISPUTED])
async def test_how_the_offices_differ_among_themselves_is_not_told(town, chief, state):
    number = await report(town, chief, STORY)
    await change(town, number, state=state)
    assert "負責的單位處理中" in await my_reports(town, chief)


async def test_what_was_joined_has_the_status_of_the_case_it_was_joined_to(town, chief):
    last, middle, first = [await report(town, chief, STORY) for _ in range(3)]
    served = await change(town, last, state=State.CLOSED)
    joined = await change(town, middle, state=State.JOINED, joined_to=served.id)
    await change(town, first, state=State.JOINED, joined_to=joined.id)
    text = await my_reports(town, chief)
    assert text.count("已處理完成") == 3
    assert first in text


async def test_the_latest_come_first_and_five_at_a_time(town, chief):
    numbers = [await report(town, chief, STORY) for _ in range(6)]
    text = await my_reports(town, chief)
    assert [line for line in text.splitlines() if line.startswith("A-")] == numbers[:0:-1]
    second = await tap(town, chief, "下一頁 ▶")
    assert numbers[0] in second
    assert numbers[5] not in second


async def test_an_empty_list_explains(town, chief):
    assert "還沒有通報過" in await my_reports(town, chief)


@pytest.mark.parametrize(
    "spell", [str, str.lower, lambda number: number.replace("-", ""), lambda n: n[-6:], lambda n: n[2:]]
)
async def test_a_chief_who_types_a_number_of_theirs_gets_its_status(
    town: Town, chief: Phone, spell: Callable[[str], str]
):
    number = await report(town, chief, STORY)
    answer = await ask(town, chief, spell(number))
    status, own, called = "115年6月1日（一） 09:00：評估中", f"「{STORY}」", "您同意負責的單位打電話給您。"
    assert answer.splitlines() == [number, status, own, called]


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("上次那件怎麼樣了", "what happened to my report?"),
        ("我上禮拜通報的那一戶後來怎樣", "any news about my report"),
        ("我的通報進度如何", "status of my last report"),
        ("通報的案子處理得怎麼樣了？", "What is the status of my report"),
        ("昨天通報的", "reported yesterday"),
        ("我上禮拜通報的那一戶", "what I reported last week"),
    ],
)
async def test_who_asks_what_became_of_a_report_is_led_to_it(town, chinese, english):
    chief = await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))
    await ask(town, chief, town.said(chinese, english))
    assert await has(chief, MyReports)
    assert await has(chief, worries.Worry), "it may have been a worry"


@pytest.mark.parametrize(
    "worry", ["昨天那家又打架了", "上次通報的阿嬤跌倒了", "那一戶的狀況很糟", "之前說的小孩沒去上學"]
)
async def test_more_of_a_household_is_a_worry(town, chief, worry):
    await ask(town, chief, worry)
    assert "要用這段內容通報嗎" in (await chief.last())["text"]


@pytest.mark.parametrize("typed", ["a115-0001", "A-115-000000", "000129"])
async def test_a_number_that_is_none_of_ones_own_is_told_and_is_no_worry(town, chief, typed):
    answer = await ask(town, chief, typed)
    assert "您的通報中沒有這個案號" in answer
    assert await labels(chief) == ["📨 我的通報", "🏠 首頁"]


async def test_the_number_of_another_reporter_is_like_one_that_does_not_exist(town, chief):
    other = await town.join(Role.CHIEF, "陳示範", villages=(VILLAGE,))
    number = await report(town, other, STORY)
    assert "您的通報中沒有這個案號" in await ask(town, chief, number)


async def test_the_list_of_one_reporter_knows_nothing_of_anothers(town, chief):
    other = await town.join(Role.CHIEF, "陳示範", villages=(VILLAGE,))
    number = await report(town, other, STORY)
    assert number not in await my_reports(town, chief)


async def test_a_worker_gets_the_status_of_an_own_report_too(town, worker):
    await ask(town, worker, "/report")
    await tap(town, worker, option("no"))
    await ask(town, worker, STORY)
    await ask(town, worker, VILLAGE)
    for label in ("不確定", "不確定", "不確定", "可以打電話給我", "送出通報"):
        await tap(town, worker, label)
    found = NUMBER.search((await worker.last())["text"])
    assert found, await worker.transcript()
    number = found.group()
    assert "評估中" in await ask(town, worker, number)

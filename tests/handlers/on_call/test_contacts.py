"""Somebody looks for their supervisor, their head or the window of their unit, by name and telephone."""

import pytest

from casework.staffing.people import Role
from handlers.on_call.answering import TurnOnCall
from sandbox import Phone
from tests.handlers.ringing import stands_in
from tests.support.keys import has
from tests.support.phones import say, text
from tests.support.town import BOTH, Town


@BOTH
@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("督導電話", "supervisor phone"),
        ("誰是督導", "who is my supervisor?"),
        ("我的督導是誰？", "supervisor's number"),
        ("督導怎麼聯絡", "our supervisor contact"),
    ],
)
async def test_a_worker_who_looks_for_the_supervisor_is_told_name_and_telephone(
    town: Town, chinese: str, english: str
) -> None:
    worker = await town.join(Role.WORKER, "王測試")
    await town.join(Role.SUPERVISOR, "張樣本")
    await town.join(Role.SUPERVISOR, "周督導", unit="桃園中心")
    await say(town, worker, town.said(chinese, english))
    assert "張樣本" in await text(worker)
    assert town.said("電話：", "Telephone: ") in await text(worker)
    assert "周督導" not in await text(worker)
    assert await has(worker, TurnOnCall)


async def test_who_stands_in_for_a_supervisor_is_named_beside_them(town: Town, worker: Phone) -> None:
    supervisor, deputy = [await town.join(Role.SUPERVISOR, name) for name in ("張樣本", "林督導")]
    await stands_in(town, supervisor, deputy, 1, 3)
    await say(town, worker, "督導電話")
    assert "由林督導代理" in (await text(worker)).replace(" ", "")


@pytest.mark.parametrize(
    ("role", "unit", "other", "said"),
    [
        (Role.BUREAU, "社會局", Role.BUREAU, "承辦人是誰"),
        (Role.LIAISON, "平鎮分局", Role.HEAD, "主管電話"),
        (Role.HEAD, "平鎮分局", Role.LIAISON, "窗口電話"),
        (Role.LIAISON, "平鎮分局", Role.HEAD, "督導是誰"),
        (Role.WORKER, "平鎮中心", Role.HEAD, "督導電話"),
    ],
)
async def test_of_the_own_unit_a_head_and_a_window_are_told_too(
    town: Town, role: Role, unit: str, other: Role, said: str
) -> None:
    asking = await town.join(role, "甲問", unit=unit)
    await town.join(other, "乙答", unit=unit)
    await say(town, asking, said)
    assert "乙答" in await text(asking)


async def test_a_chief_learns_nothing_of_who_works_where(town: Town, chief: Phone, supervisor: Phone) -> None:
    await say(town, chief, "督導電話")
    assert "張" not in await text(chief)


async def test_who_has_nobody_of_that_kind_is_led_to_who_is_on_call(town: Town, supervisor: Phone) -> None:
    await say(town, supervisor, "督導電話")
    assert "沒有其他這樣的人員" in await text(supervisor)
    assert await has(supervisor, TurnOnCall)


@pytest.mark.parametrize("said", ["保護專線", "1957電話", "113", "hotline"])
async def test_a_hotline_that_is_asked_for_is_told(town: Town, worker: Phone, said: str) -> None:
    await say(town, worker, said)
    assert "1957" in await text(worker)


@pytest.mark.parametrize("said", ["督導", "窗口反映的個案", "督導說他家電話不通"])
async def test_what_only_names_a_supervisor_asks_for_no_telephone(
    town: Town, worker: Phone, supervisor: Phone, said: str
) -> None:
    await say(town, worker, said)
    assert "電話：" not in await text(worker)

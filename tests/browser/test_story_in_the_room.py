"""The story of the main job on three phones side by side, as a trainer plays it; and a month in seconds."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.hands import CHIEF, SCREENER, WORKER, Hands, Trainer

NUMBER = re.compile(r"[A-Z]-115-\d{4,8}")
LIN, CHEN, WANG, ZHANG = "林示範", "陳範例", "王測試", "張樣本"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_whole_story_on_three_phones(trainer: Trainer, language: str) -> None:
    hands = await trainer.open(language, CHIEF, SCREENER, WORKER)
    if language == "en":
        await hands.speaks(LIN, CHEN, WANG)
    number = await _reports(hands)
    await _is_dispatched(hands, number)
    await _accepts(hands, number)
    await hands.picture("story-accepted")
    await hands.change(CHEN, ZHANG)
    if language == "en":
        await hands.speaks(ZHANG)
    await _visits(hands, number)
    await _is_late_and_files(hands, number)
    await _closes(hands, number)
    await hands.picture("story-closed")
    assert trainer.errors == []


async def _reports(hands: Hands) -> str:
    label = hands.label
    await hands.say(LIN, "隔壁爸爸失業，小孩一直哭")
    await hands.tap(LIN, label("Report: no danger now"))
    await hands.say(LIN, "王小明 中正路100號 0912345678")
    await hands.tap(
        LIN, label("Child of 6 or under"), label("Go on"), label("No work, no money"), label("Go on")
    )
    await hands.tap(LIN, label("Yes, call me"), label("Send the report"))
    assert label("Received. Thank you.") in await hands.newest(LIN)
    found = NUMBER.search(await hands.newest(LIN))
    assert found
    return found.group()


async def _is_dispatched(hands: Hands, number: str) -> None:
    assert number in await hands.newest(CHEN)
    await hands.tap(CHEN, hands.label("Open"))
    assert "王○明" in await hands.newest(CHEN)
    await hands.picture("story-reported")
    await hands.tap(CHEN, WANG, hands.label("Yes, dispatch it"))


async def _accepts(hands: Hands, number: str) -> None:
    assert number in await hands.newest(WANG)
    await hands.tap(WANG, hands.label("Open"), hands.label("✅ Accept"))
    assert hands.label("%(number)s: the unit in charge has taken it on.", number=number) in await hands.text(
        LIN
    )


async def _visits(hands: Hands, number: str) -> None:
    label = hands.label
    await hands.move("day")
    await _open(hands, number)
    await hands.tap(WANG, label("🚪 Log a visit"), label("At home"), label("Met"), label("All of them"))
    await hands.tap(WANG, label("Medium"), label("Today"), label("Skip"), label("Save the visit"))


async def _is_late_and_files(hands: Hands, number: str) -> None:
    label = hands.label
    await hands.go_to("2026-07-01")  # 115年7月1日: the follow-up for June is a day late
    assert label("monthly follow-up") in await hands.text(WANG)
    assert number in await hands.text(ZHANG)
    await hands.picture("story-a-month-later")
    await _open(hands, number)
    await hands.tap(WANG, "📝", label("Money"), label("Go on"), label("Low"))
    await hands.say(WANG, "爸爸已有工作，收入穩定")
    await hands.say(WANG, "下個月協助媒合就業")
    await hands.tap(WANG, label("File the follow-up"))


async def _closes(hands: Hands, number: str) -> None:
    label = hands.label
    await hands.say(ZHANG, number.lower().replace("-", " "))
    await hands.tap(ZHANG, label("🕘 History"))
    history = await hands.newest(ZHANG)
    assert label("monthly follow-up filed") in history
    assert LIN not in history
    await hands.tap(WANG, label("Propose closing"))
    await hands.say(WANG, "已就業，孩子照顧穩定")
    await hands.tap(WANG, label("Propose closing"))
    await hands.tap(ZHANG, label("Open"), label("✅ Approve closing"), label("Close the case"))
    for _ in range(2):
        await hands.say(ZHANG, "483920")
    said = label("%(number)s: the case is closed. Thank you.", number=number)
    assert said in await hands.text(LIN)


async def _open(hands: Hands, number: str) -> None:
    await hands.say(WANG, number)
    assert number in await hands.newest(WANG)


async def test_a_month_passes_in_seconds_with_every_nudge_at_its_time(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, WORKER, SCREENER)
    before = await hands.page.locator("#clock-date").inner_text()
    await hands.page.locator("#moves summary").click()
    await hands.page.locator("#to-date input").fill("2026-07-01")
    await expect(hands.page.locator("#date-said")).to_contain_text("民國 115 年 7 月 1 日")
    await hands.page.locator("#to-date button").click()
    await hands.page.locator("#advancing").wait_for()
    await hands.picture("clock-advancing")
    await hands.arrived()
    assert "115年6月1日" in before
    await expect(hands.page.locator("#clock-date")).to_contain_text("115年7月1日")
    times = (
        await hands.phone(WANG).locator(".message.bot time").evaluate_all("all => all.map(t => t.dateTime)")
    )
    assert times == sorted(times)
    assert len({time[:10] for time in times}) > 3
    await hands.picture("clock-a-month-later")


async def test_the_clock_goes_forward_only(trainer: Trainer) -> None:
    hands = await trainer.open("en", CHIEF)
    await hands.page.locator("#moves summary").click()
    await hands.page.locator("#to-date input").evaluate("field => (field.min = '')")
    await hands.page.locator("#to-date input").fill("2026-05-01")
    await hands.page.locator("#to-date button").click()
    await hands.page.get_by_text("Time moves forward only").wait_for()

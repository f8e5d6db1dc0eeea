"""axe-core finds nothing serious, by day and by night, wide and narrow; and it works without a mouse."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.hands import CHIEF, NARROW, SCREENER, SUPERVISOR, WIDE, WORKER, Hands, Trainer

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LOOK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .map(({id, impact, nodes}) => ({id, impact, where: nodes.map(node => node.html.slice(0, 200))}))"""


async def _serious(hands: Hands) -> list[Any]:
    await hands.page.evaluate(AXE)
    return [one for one in await hands.page.evaluate(LOOK) if one["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_nothing_serious(trainer: Trainer, scheme: str, size: tuple[int, int]) -> None:
    hands = await trainer.open("zh", CHIEF, WORKER, scheme=scheme, size=size)
    page = hands.page
    kind = f"{scheme}-{size[0]}"
    await hands.say("林示範", "隔壁小孩半夜一直哭")
    await page.locator("#lessons summary").click()
    await page.locator("#lesson-list button").first.click()
    await page.locator(".lesson").wait_for()
    assert await _serious(hands) == []
    await hands.picture(f"axe-room-{kind}")
    for menu in ("#scenes", "#look", "#moves details", ".seat:not([hidden]) .writing .menu:last-of-type"):
        await page.locator(f"{menu} summary").first.click()
        assert await _serious(hands) == [], menu
        await page.keyboard.press("Escape")
    await page.locator("#inside-open").click()
    await page.locator(".call").first.wait_for()
    await page.locator(".call summary").last.click()
    assert await _serious(hands) == []
    await hands.picture(f"axe-inside-{kind}")
    await page.locator("#inside-close").click()
    await page.locator("#add").click()
    await page.locator(".choice").first.wait_for()
    assert await _serious(hands) == []
    await hands.picture(f"axe-people-{kind}")
    assert trainer.errors == []


async def test_everything_is_reached_without_a_mouse(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, WORKER, SUPERVISOR)
    page = hands.page
    await page.keyboard.press("Alt+2")
    assert await _focused(hands, "closest('.seat').querySelector('h2').textContent") == "王測試"
    await page.keyboard.type("/")
    await page.locator(".seat:nth-child(2) .writing .menu[open]").wait_for()
    await page.keyboard.type("start")
    async with hands.acting():
        await page.keyboard.press("Enter")
    await hands.phone("王測試").locator(".key", has_text="今天要辦").focus()
    async with hands.acting():
        await page.keyboard.press("Enter")
    assert await _focused(hands, "className") == "key ", "the focus stays on the card that was edited"
    await page.locator("#scenes summary").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    assert await _focused(hands, "closest('#scene-list') !== null")
    await page.keyboard.press("Escape")
    assert await _focused(hands, "parentElement.id") == "scenes"


async def _focused(hands: Hands, what: str) -> Any:
    return await hands.page.evaluate(f"() => document.activeElement.{what}")


async def test_the_text_grows_and_the_night_falls_when_asked(trainer: Trainer) -> None:
    hands = await trainer.open("en", CHIEF, SCREENER)
    before = await hands.page.locator(".bot-name").first.bounding_box()
    await hands.page.locator("#look summary").click()
    await hands.page.locator("#look-size").select_option("huge")
    await hands.page.locator("#look-theme").select_option("dark")
    after = await hands.page.locator(".bot-name").first.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] * 1.3
    colour = await hands.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(15, 21, 23)"
    await hands.page.keyboard.press("Escape")
    await hands.picture("huge-and-dark")
    assert await _serious(hands) == []

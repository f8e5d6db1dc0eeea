"""How the room opens: on a story, in the page's language on all phones, whatever the size of the window."""

import pytest
from playwright.async_api import expect

from tests.browser.hands import CHIEF, NARROW, SUPERVISOR, WORKER, Hands, Trainer

LIN, CHEN, WANG, ZHANG, WU = "林示範", "陳範例", "王測試", "張樣本", "吳虛構"
DESK, TABLET = (1280, 820), (820, 1180)
FIRST = {
    "zh": ("里長把擔心的事打字送出", "隔壁小孩"),
    "en": ("The chief writes down a worry", "The child next door"),
}
HOME = {"zh": "守望", "en": "Shouwang"}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_who_comes_first_finds_three_phones_and_the_first_step(trainer: Trainer, language: str) -> None:
    hands = await trainer.open(language, size=DESK)
    assert await hands.page.locator(".seat h2").all_inner_texts() == [LIN, CHEN, WANG]
    says, example = FIRST[language]
    now = hands.page.locator(".lesson [aria-current=step]")
    await expect(now).to_contain_text(says)
    await expect(hands.page.locator(".seat.next h2")).to_have_text(LIN)
    await now.locator(".example").click()
    assert example in await hands.phone(LIN).locator("textarea").input_value()
    await hands.send(LIN)
    await expect(hands.page.locator(".lesson li.done")).to_have_count(1)
    await hands.picture("opening")


async def test_who_ended_the_story_is_not_shown_it_again(trainer: Trainer) -> None:
    hands = await trainer.open("zh")
    await hands.page.locator(".lesson header button").click()
    await hands.page.goto(f"{trainer.served.address}/?lang=zh")
    await hands.page.wait_for_selector("body[data-ready]")
    await expect(hands.page.locator(".seat")).to_have_count(3)
    await expect(hands.page.locator(".lesson")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_all_phones_speak_the_language_of_the_page(trainer: Trainer, language: str) -> None:
    hands = await trainer.open(language, CHIEF, WORKER, SUPERVISOR)
    for name in (LIN, WANG, ZHANG):
        await hands.say(name, "/start")
        assert (await hands.newest(name)).startswith(HOME[language])
    await _reports(hands)
    await hands.page.locator(".chip", has_text=CHEN).click()
    await hands.phone(CHEN).wait_for()
    await hands.settled()
    assert hands.label("Open") in await hands.phone(CHEN).locator(".key").all_inner_texts()
    assert trainer.errors == []


async def test_the_link_to_the_other_language_takes_the_phones_along(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, WORKER)
    await hands.say(LIN, "/start")
    await hands.page.locator("#other-language").click()
    await hands.page.wait_for_selector("html[lang=en] body[data-ready]")
    await hands.settled()
    assert await hands.page.locator(".seat h2").all_inner_texts() == [LIN, WANG]
    await hands.say(LIN, "/start")
    assert (await hands.newest(LIN)).startswith("Shouwang")


async def test_a_phone_on_which_somebody_wrote_is_not_turned_by_who_only_looks(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF)
    await hands.say(LIN, "/start")
    await trainer.open("en", CHIEF)
    await hands.say(LIN, "/start")
    assert (await hands.newest(LIN)).startswith("守望")


async def test_a_scene_begins_in_the_language_of_the_page(trainer: Trainer) -> None:
    hands = await trainer.open("en", CHIEF)
    await hands.page.locator("#scenes summary").click()
    await hands.page.locator("#scene-list button", has_text="A report just came in").click()
    await hands.page.locator("#anew .danger").click()
    await hands.page.get_by_text("The scene begins anew").wait_for(timeout=30_000)
    await hands.settled()
    assert hands.label("Received. Thank you.") in await hands.text(LIN)


async def _reports(hands: Hands) -> None:
    await hands.say(LIN, "隔壁爸爸失業，小孩一直哭")
    await hands.tap(LIN, hands.label("Report: no danger now"), *[hands.label("Not sure")] * 3)
    await hands.tap(LIN, hands.label("Yes, call me"), hands.label("Send the report"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "phones"), [(DESK, 3), (TABLET, 2), (NARROW, 1)], ids=["1280", "820", "390"]
)
async def test_as_many_phones_are_seen_as_fit_and_nothing_covers_them(
    trainer: Trainer, language: str, size: tuple[int, int], phones: int
) -> None:
    hands = await trainer.open(language, size=size)
    page = hands.page
    seats = page.locator(".seat:visible")
    await expect(seats).to_have_count(phones)
    if size is not NARROW:
        box = await page.locator(".brand span").bounding_box()
        assert box
        assert box["width"] > 60, "the name is read"
    bar = await page.locator(".bar").bounding_box()
    assert bar
    assert bar["height"] < size[1] / 6
    await expect(page.locator(".tab:visible")).to_have_count(0 if phones == 3 else 3)
    for n in range(phones):
        box = await seats.nth(n).locator(".phone").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["height"] > 200
    await page.locator("#inside-open").click()
    await page.locator(".call").first.wait_for()
    drawer = await page.locator("#inside").bounding_box()
    assert drawer
    for one in await seats.locator(".phone").all():
        box = await one.bounding_box()
        assert box
        beside = box["x"] + box["width"] <= drawer["x"] + 1
        assert beside or box["y"] + box["height"] <= drawer["y"] + 1
    await hands.picture(f"opening-{size[0]}-inside")
    assert trainer.errors == []


async def test_a_lesson_on_another_phone_leads_there(trainer: Trainer) -> None:
    hands = await trainer.open("zh", size=NARROW)
    await hands.page.locator(".tab", has_text=WANG).click()
    await expect(hands.page.locator(".lesson:visible")).to_have_count(1)
    await hands.page.locator(".lesson").get_by_role("button", name=f"到{LIN}的手機").click()
    await expect(hands.phone(LIN)).to_be_visible()
    await expect(hands.phone(WANG)).to_be_hidden()

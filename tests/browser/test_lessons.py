"""Each guided lesson is walked to its end, in both languages; its steps tick off as they are done."""

import pytest
from playwright.async_api import expect

from tests.browser.hands import Hands, Trainer

EXAMPLE, DAY = "", "+1"
LESSONS = {
    "chief": [
        [EXAMPLE],
        [EXAMPLE],
        ["Report: no danger now"],
        [EXAMPLE],
        ["Not sure", "Not sure", "Yes, call me"],
        ["Send the report"],
        ["🏠 Home", "📨 My reports"],
    ],
    "worker": [
        [EXAMPLE],
        ["📁 Cases", "Offered to me"],
        ["-115-"],
        ["✅ Accept"],
        ["🚪 Log a visit", "At home", "Met", "All of them", "Medium", "Today", "Skip"],
        ["Save the visit"],
        ["🔓 Full data", EXAMPLE, EXAMPLE],
        [DAY],
    ],
    "supervisor": [
        [EXAMPLE],
        [EXAMPLE],
        ["1."],
        ["🕘 History"],
        [EXAMPLE],
        ["🏠 Home", "📁 Cases", "Closings to decide"],
        ["-115-", "✅ Approve closing"],
        ["Close the case"],
    ],
}
TITLES = {
    "zh": {"chief": "里長：", "worker": "社工：", "supervisor": "督導："},
    "en": {"chief": "Village chief:", "worker": "Social worker:", "supervisor": "Supervisor:"},
}
WELL_DONE = {"zh": "恭喜", "en": "Well done"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", LESSONS)
async def test_a_lesson_is_walked_to_its_end(trainer: Trainer, language: str, role: str) -> None:
    hands = await trainer.open(language)
    name = await _begin(hands, TITLES[language][role])
    lesson = hands.page.locator(".lesson")
    for done, acts in enumerate(LESSONS[role]):
        await expect(lesson.locator("li.done")).to_have_count(done)
        for act in acts:
            await _act(hands, name, act)
        if done == 3:
            await hands.picture(f"lesson-{role}")
    await expect(lesson.locator(".congratulation")).to_contain_text(WELL_DONE[language])
    assert await lesson.locator("li.done").count() == len(LESSONS[role])
    await hands.picture(f"lesson-{role}-end")
    assert trainer.errors == []


async def _begin(hands: Hands, title: str) -> str:
    """Begin a lesson, and let the bot speak the page's language; gives whose phone it is."""
    await hands.page.locator("#lessons summary").click()
    await hands.page.locator("#lesson-list button", has_text=title).click()
    seat = hands.page.locator(".seat.taught")
    await seat.wait_for()
    ask = seat.locator(".lesson footer button", has_text="speak English")
    if await ask.count():
        await ask.click()
        await ask.wait_for(state="detached")
        await hands.settled()
        await seat.get_by_role("button", name="Start over").click()
    return await seat.get_by_role("heading", level=2).inner_text()


async def _act(hands: Hands, name: str, act: str) -> None:
    if act == DAY:
        await hands.move("day")
    elif act == EXAMPLE:
        await hands.page.locator(".lesson .example").click()
        await hands.send(name)
    else:
        await hands.tap(name, act if "-" in act or act == "1." else hands.label(act))


async def test_progress_is_kept_when_the_page_is_loaded_anew(trainer: Trainer) -> None:
    hands = await trainer.open("zh")
    name = await _begin(hands, TITLES["zh"]["chief"])
    await _act(hands, name, EXAMPLE)
    await hands.page.reload()
    await hands.page.wait_for_selector("body[data-ready]")
    await _begin(hands, TITLES["zh"]["chief"])
    await expect(hands.page.locator(".lesson li.done")).to_have_count(1)

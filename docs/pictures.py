"""Takes the pictures of the README and the docs: the practice room, in both languages, by day and by night.

    make pictures

Needs Debian's chromium, fonts-noto-cjk, fonts-noto-color-emoji and fonts-symbola.
"""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.app import open_office
from bot.practice import practice
from bot.practice.demo import FIRST_CHAT
from handlers.words.wording import Wording, load_wordings
from sandbox import MovableClock, Phone
from storage.core.database import Database
from storage.core.keys import open_vault
from storage.core.migrate import upgrade

FOLDER = Path(__file__).parent / "pictures"
MORNING = datetime(2026, 6, 1, 0, 12, tzinfo=UTC)  # 115年6月1日（一） 08:12, before the nudging hour
WIDE, NARROW = (1280, 820), (390, 844)
CHIEF, SCREENER, WORKER, SUPERVISOR = (FIRST_CHAT + n for n in range(4))
LARGEST = 300_000
"""Bytes of a picture: a README is read on a phone, too."""


@dataclass(frozen=True)
class Told:
    """What the chief of the story writes, and in which language the phones speak."""

    language: str
    code: str
    tongue: str
    story: str
    household: str


STORIES = (
    Told("zh", "zh_Hant_TW", "中文", "隔壁小孩半夜一直哭，爸爸失業在家", "周示範 範例路12號"),
    Told(
        "en",
        "en",
        "English",
        "The child next door cries every night, the father lost his job",
        "Chou Sample 12 Example Rd",
    ),
)


async def take() -> None:
    """Live the story once in each language, and take its pictures."""
    logging.basicConfig(level=logging.ERROR)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for told in STORIES:
            async with _room() as address:
                await _live(address, told, load_wordings()[told.code])
                await _photograph(browser, address, told)
        await browser.close()


@asynccontextmanager
async def _room() -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'shouwang.db'}"
        await upgrade(url)
        database = Database(url)
        clock = MovableClock(None, lambda: MORNING)
        vault = await database.transact(partial(open_vault, path=folder / "key.json"))
        async with practice.room(open_office(database, vault, clock=clock), clock, None) as (served, _):
            yield served.address
        await database.close()


async def _live(address: str, told: Told, words: Wording) -> None:
    """A report comes in, is dispatched and taken on."""
    people = (CHIEF, SCREENER, WORKER, SUPERVISOR)
    chief, screener, worker, supervisor = [Phone(address, {"id": one}) for one in people]
    for phone in (chief, screener, worker, supervisor):
        await phone.say("/language")
        await _tap(phone, told.tongue)
    await chief.say(told.story)
    await _tap(chief, words.label("Report: no danger now"))
    await chief.say(told.household)
    await _tap(chief, *map(words.label, ("Child of 6 or under", "Go on", "No work, no money", "Go on")))
    await _tap(chief, *map(words.label, ("Yes, call me", "Send the report")))
    await _tap(screener, words.label("Open"))
    labels = [label for row in await screener.buttons() for label in row]
    await _tap(screener, next(label for label in labels if "王測試" in label))
    await _tap(screener, words.label("Yes, dispatch it"))
    await _tap(worker, words.label("Open"), words.label("✅ Accept"))


async def _tap(phone: Phone, *labels: str) -> None:
    for label in labels:
        await asyncio.sleep(0.6)
        await phone.press(label)
    await asyncio.sleep(0.6)


async def _photograph(browser: Browser, address: str, told: Told) -> None:
    language = told.language
    three = f"{CHIEF},{SCREENER},{WORKER}"
    for scheme, name in (("light", f"sandbox-{language}"), ("dark", f"sandbox-{language}-dark")):
        async with _page(browser, f"{address}/?lang={language}#{three}", scheme) as page:
            await _keep(page, name)
    async with _page(browser, f"{address}/?lang={language}#{CHIEF}", "dark", NARROW) as page:
        await _keep(page, f"phone-{language}")
    async with _page(browser, f"{address}/?lang={language}#{CHIEF},{SUPERVISOR}", "light") as page:
        await page.locator("#lessons summary").click()
        await page.locator("#lesson-list button").nth(4).click()
        for _ in range(2):  # the examples of the first two steps
            await page.locator(".lesson .example").click()
            await page.keyboard.press("Enter")
            await page.wait_for_timeout(1500)
        await _keep(page, f"lesson-{language}")
    async with _page(browser, f"{address}/?lang={language}#{CHIEF},{SCREENER}", "light") as page:
        await page.locator("#inside-open").click()
        await page.locator(".call", has_text="sendMessage").last.locator("summary").click()
        await _keep(page, f"inside-{language}")
    async with _page(
        browser, f"{address}/?lang={language}#{WORKER},{SCREENER},{SUPERVISOR}", "light"
    ) as page:
        await page.locator("#moves summary").click()
        await page.locator("#to-date input").fill("2026-07-01")
        await page.locator("#to-date button").click()
        await page.locator("#clock:not(.busy)").wait_for()
        await _keep(page, f"month-{language}")


@asynccontextmanager
async def _page(
    browser: Browser, address: str, scheme: str, size: tuple[int, int] = WIDE
) -> AsyncIterator[Page]:
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]  # a str, not Literal
        reduced_motion="reduce",
    )
    await page.goto(address)
    await page.wait_for_selector("body[data-ready]")
    yield page
    await page.close()


async def _keep(page: Page, name: str) -> None:
    await page.mouse.move(1, 1)
    await page.wait_for_timeout(1500)
    picture = await page.screenshot(path=FOLDER / f"{name}.png")
    assert len(picture) < LARGEST, f"{name}.png has {len(picture)} bytes"  # noqa: S101 - a promise of the docs


if __name__ == "__main__":
    asyncio.run(take())

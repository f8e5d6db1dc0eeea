"""What a trainer does at the page: type, tap, move the clock, look. Each act waits until its end is shown."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, Locator, Page

from bot.practice.demo import FIRST_CHAT
from bot.practice.practice import Practice
from handlers.words.wording import Wording, load_wordings
from sandbox import Served
from sandbox.store import updates

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
CHIEF, SCREENER, WORKER, SUPERVISOR = (FIRST_CHAT + n for n in range(4))
WORDINGS = {"zh": "zh_Hant_TW", "en": "en"}
TONGUES = {"zh": "中文", "en": "English"}
WIDE, NARROW = (1500, 940), (390, 844)


@dataclass
class Trainer:
    """Who has the room, and opens pages of it."""

    served: Served
    director: Practice
    browser: Browser
    errors: list[str] = field(default_factory=list)

    async def open(
        self,
        language: str = "zh",
        *people: int,
        scheme: str = "light",
        size: tuple[int, int] = WIDE,
    ) -> "Hands":
        """Open the page with these people's phones."""
        page = await self.browser.new_page(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]  # a str, not Literal
            reduced_motion="reduce",
        )
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        hands = Hands(self, page, language)
        await page.goto(f"{self.served.address}/?lang={language}#{','.join(map(str, people))}")
        await page.wait_for_selector("body[data-ready]")
        await hands.settled()
        return hands

    async def idle(self) -> None:
        """Wait until everything that was said is answered."""
        await asyncio.sleep(0.01)
        while self._busy():
            await asyncio.sleep(0.01)

    def _busy(self) -> bool:
        bot = self.director.bot
        return bot is not None and bool(
            updates.count(self.served.state) or bot.worker.busy or bot.sender.busy
        )


@dataclass
class Hands:
    """Somebody at the page."""

    trainer: Trainer
    page: Page
    language: str

    @property
    def words(self) -> Wording:
        """What the bot says in the page's language."""
        return load_wordings()[WORDINGS[self.language]]

    def label(self, message: str, **values: object) -> str:
        """Return a label in the page's language."""
        return self.words.label(message, **values)

    def phone(self, name: str) -> Locator:
        """Find somebody's phone."""
        return self.page.locator(".seat", has=self.page.get_by_role("heading", name=name, exact=True))

    async def say(self, name: str, *texts: str) -> None:
        """Type and send."""
        for text in texts:
            await self.phone(name).locator("textarea").fill(text)
            await self.send(name)

    async def send(self, name: str) -> None:
        """Send what stands in the text field."""
        async with self.acting():
            await self.phone(name).locator("textarea").press("Enter")

    async def tap(self, name: str, *labels: str) -> None:
        """Tap the newest key with a label, or with it as a part."""
        for label in labels:
            async with self.acting():
                await (await self.key(name, label)).click()

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[None]:
        """Do something on a phone, and wait until the sandbox has it and its end is shown."""
        async with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            yield
        await self.settled()

    async def key(self, name: str, label: str) -> Locator:
        """Find the newest key that has a label, else one that holds it."""
        keys = self.phone(name).locator(".message").locator(".key")
        texts = await keys.all_text_contents()
        rank = [(text == label, place) for place, text in enumerate(texts) if label in text]
        assert rank, f"no key {label!r} among {texts}\n\n{await self.text(name)}"
        exact = [place for same, place in rank if same]
        newest = await self._newest_card(name, exact or [place for _, place in rank], len(texts))
        return keys.nth(newest)

    async def _newest_card(self, name: str, places: list[int], count: int) -> int:
        """Of several on one card take the first: 1, 2, 3 …; of several cards the newest."""
        sizes = (
            await self.phone(name)
            .locator(".keys")
            .evaluate_all("cards => cards.map(card => card.querySelectorAll('.key').length)")
        )
        first = count
        for size in reversed(sizes):
            first -= size
            here = [place for place in places if first <= place < first + size]
            if here:
                return here[0]
        return places[-1]

    async def text(self, name: str) -> str:
        """Read everything on a phone."""
        return "\n".join(await self.phone(name).locator(".message .text").all_inner_texts())

    async def newest(self, name: str) -> str:
        """Read the newest message."""
        return await self.phone(name).locator(".message .text").last.inner_text()

    async def speaks(self, *names: str) -> None:
        """Let the bot speak the page's language on these phones."""
        for name in names:
            await self.say(name, "/language")
            await self.tap(name, TONGUES[self.language])

    async def move(self, button: str) -> None:
        """Move the clock with one of its keys."""
        await self.page.locator(f"#moves [data-move={button}]").click()
        await self.arrived()

    async def go_to(self, day: str) -> None:
        """Move the clock to a date."""
        await self.page.locator("#moves summary").click()
        await self.page.locator("#to-date input").fill(day)
        await self.page.locator("#to-date button").click()
        await self.arrived()

    async def arrived(self) -> None:
        """Wait until the clock stands where it was sent."""
        await self.page.locator("#clock:not(.busy)").wait_for(timeout=60_000)
        await self.settled()

    async def change(self, name: str, to: str) -> None:
        """Let a phone be somebody else's."""
        await self.phone(name).locator(".who").click()
        await self.page.locator("#search").fill(to)
        await self.page.locator(".choice", has_text=to).first.click()
        await self.phone(to).wait_for()
        await self.settled()

    async def settled(self) -> None:
        """Wait until the bot has answered and the page shows it."""
        await self.trainer.idle()
        rows = self.trainer.served.state.db.execute("SELECT id, version FROM users").fetchall()
        now = {f"{row['id']} {row['version']}" for row in rows}
        await self.page.wait_for_function(
            "now => [...document.querySelectorAll('.seat')].every(seat => now.includes(seat.dataset.shown))",
            arg=sorted(now),
        )

    async def picture(self, name: str) -> None:
        """Keep what is seen, for people to look at."""
        ARTEFACTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=ARTEFACTS / f"{name}-{self.language}.png")

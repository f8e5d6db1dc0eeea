"""A practice room with a browser in it: Debian's Chromium, driven from outside as a person would."""

import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from sqlalchemy import make_url

from bot.app import open_office
from bot.practice import practice, scenes
from sandbox import MovableClock
from storage.core import facts
from storage.core.database import Database, Transaction
from storage.core.vault import Vault
from tests.browser.hands import Trainer
from tests.storage.databases import in_its_own_loop, migrated
from tests.support.town import MONDAY


def chromium() -> str:
    """Find the browser; without one these tests fail, for they have shown nothing."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "the browser tests need Debian's chromium: apt-get install chromium fonts-noto-cjk"
    return found


@pytest.fixture(scope="session")
def shared_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One browser for a whole run, by its address; each test has a profile of its own in it."""
    profile = tmp_path_factory.mktemp("browser")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    arguments += [
        "--hide-scrollbars",
        "--no-first-run",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
    ]
    with subprocess.Popen([chromium(), *arguments], stderr=subprocess.DEVNULL) as process:
        told = profile / "DevToolsActivePort"
        while not (told.exists() and told.read_text().strip()):
            assert process.poll() is None, "Chromium ended before it had begun"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{told.read_text().split()[0]}"
        process.terminate()


@pytest.fixture
async def browser(shared_browser: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(shared_browser)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city on its first morning, opened once and copied for each test."""
    url = migrated("sqlite", tmp_path_factory.mktemp("city"))
    database = Database(url)
    office = open_office(database, Vault(bytes(32)), clock=lambda: MONDAY)

    def begin(db: Transaction) -> None:
        scenes.PLAYS[scenes.DEMO].begin(office, db)
        facts.put(db, "scene", scenes.DEMO)

    async def seed() -> None:
        await office.transact(begin)
        await database.close()

    in_its_own_loop(seed())
    return Path(str(make_url(url).database))


@pytest.fixture
async def trainer(tmp_path: Path, city: Path, browser: Browser) -> AsyncIterator[Trainer]:
    began = time.monotonic()
    clock = MovableClock(None, lambda: MONDAY + timedelta(seconds=time.monotonic() - began))
    file = tmp_path / "shouwang.db"
    shutil.copy(city, file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    office = open_office(database, Vault(bytes(32)), clock=clock)
    try:
        async with practice.room(office, clock, None) as (served, director):
            yield Trainer(served, director, browser)
    finally:
        await database.close()

"""A practice room with a browser in it: Debian's Chromium, driven from outside as a person would."""

import shutil
import time
from collections.abc import AsyncIterator
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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
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

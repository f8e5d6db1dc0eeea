"""What every test may ask for: a town, and the people of the story."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from hypothesis import settings

from bot.event_loop import settle_down
from bot.loops import bell
from bot.telegram import telling
from casework.staffing.people import Role
from handlers.ui import taking
from sandbox import Phone
from storage.core import desk
from storage.core.database import Database
from storage.core.vault import Vault
from tests.storage.databases import migrated
from tests.support import compiled
from tests.support.town import CHINESE, VILLAGE, Town, town_on

settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("house")
"""No deadlines: on a busy machine an example may wait for its turn, or for a library to be loaded.

CI draws the same examples each time, so that what passed passes; everybody else draws new ones.
"""


bell.EVERY = 86_400
"""The bell rings where a test moves the clock, and not beside it when the machine is slow."""


compiled.share()


def pytest_xdist_auto_num_workers() -> int:
    """Run one more than there are cores: a test waits for the disk, the clock and the page, too."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Look seldom for garbage, as the bot does: what was collected stays to the end."""
    settle_down()


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask PTB for its coming behaviour; the old one warns whenever a RetryAfter is made."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """A command that a test ran sets up logs on a stream that is closed after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _who_only_reads_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A handler that is said to change nothing changes nothing: else it is done twice."""
    wrote: list[Any] = []
    monkeypatch.setattr(taking, "log", SimpleNamespace(warning=lambda *_, **said: wrote.append(said)))
    yield
    assert not wrote


@pytest.fixture(autouse=True)
def _keys_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No two keys under one message say the same: nobody could know which one they press.

    Beside a count − and ＋ stand in its row.
    """
    alike: list[list[str]] = []
    keys = telling._keys

    def watched(content: Mapping[str, Any]) -> Any:
        said = [key["text"] for row in content.get("rows") or () for key in row]
        said = [one for one in said if any(map(str.isalnum, one))]
        if len(set(said)) < len(said):
            alike.append(said)
        return keys(content)

    monkeypatch.setattr(telling, "_keys", watched)
    yield
    assert not alike


@pytest.fixture(autouse=True)
def _nothing_lingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits until a town is settled waits for no other's commit: that was most of what tests took."""
    monkeypatch.setattr(desk, "LINGER", 0.0)


@pytest.fixture
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    """A town on SQLite whose people speak Chinese, or as the test asks (`BOTH`)."""
    kind, language = getattr(request, "param", ("sqlite", CHINESE))
    async with town_on(Database(migrated(kind, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        town.language = language
        yield town


@pytest.fixture
async def chief(town: Town) -> Phone:
    return await town.join(Role.CHIEF, "林示範", villages=(VILLAGE,))


@pytest.fixture
async def screener(town: Town) -> Phone:
    return await town.join(Role.SCREENER, "陳範例", unit="家防中心")


@pytest.fixture
async def worker(town: Town) -> Phone:
    phone = await town.join(Role.WORKER, "王測試")
    await town.responsible(phone)
    return phone


@pytest.fixture
async def supervisor(town: Town) -> Phone:
    return await town.join(Role.SUPERVISOR, "張樣本")


@pytest.fixture
async def administrator(town: Town) -> Phone:
    return await town.join(Role.ADMIN, "李預設", unit="社會局")


@pytest.fixture
async def bureau(town: Town) -> Phone:
    return await town.join(Role.BUREAU, "吳示例", unit="社會局")

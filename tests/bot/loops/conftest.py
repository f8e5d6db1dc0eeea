"""An office whose sender the test lets run."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import open_office
from bot.loops import send
from bot.loops.send import Sender
from bot.telegram.channel import TELEGRAM
from storage.core.database import Database
from storage.core.vault import Vault
from tests.bot.loops.post import Post, Room
from tests.storage.databases import migrated


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Room]:
    monkeypatch.setattr(send, "PATIENCE", (0.01, 0.02))
    database = Database(migrated("sqlite", tmp_path))
    office = open_office(database, Vault(b"k" * 32))
    post = Post()
    yield Room(office, post, Sender({TELEGRAM.name: post}, office))
    await database.close()

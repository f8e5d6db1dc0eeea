"""A town for stories that are lived in Chinese on SQLite and in English on PostgreSQL."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.core.database import Database
from storage.core.vault import Vault
from tests.storage.databases import migrated
from tests.support.town import Town, town_on


@pytest.fixture(
    params=[("sqlite", "zh-hant"), ("postgresql", "en")], ids=["sqlite, Chinese", "postgresql, English"]
)
async def crossing(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Town, str]]:
    kind, language = request.param
    async with town_on(Database(migrated(kind, tmp_path)), Vault(secrets.token_bytes(32))) as town:
        yield town, language

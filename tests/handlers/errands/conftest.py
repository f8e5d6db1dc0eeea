"""A town whose bot knows toys."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import CONVERSATIONS
from storage.core.database import Database
from storage.core.vault import Vault
from tests.handlers.errands import toys
from tests.storage.databases import migrated
from tests.support.town import Town, town_on


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    database = Database(migrated("sqlite", tmp_path))
    async with town_on(
        database, Vault(secrets.token_bytes(32)), conversations=(toys.register, *CONVERSATIONS)
    ) as town:
        yield town

"""Whom it is said that nothing can be kept, and how often."""

from pathlib import Path

import pytest

from bot.app import open_office
from bot.loops.trouble import Trouble
from bot.messenger import Unreachable
from storage.core.database import Database
from storage.core.vault import Vault
from tests.storage.databases import migrated
from tests.support.small_channel import SMALL, Small


async def test_each_address_is_told_once_in_an_outage_and_nobody_where_there_is_none(tmp_path: Path) -> None:
    database, small = Database(migrated("sqlite", tmp_path)), Small()
    trouble = Trouble({SMALL.name: small}, open_office(database, Vault(b"k" * 32)))
    for address in ("a", "a", "b", None):
        await trouble.tell(SMALL.name, address)
    assert {address: len(told) for address, told in small.told.items()} == {"a": 1, "b": 1}
    for address in ("a", None):
        trouble.over(SMALL.name, address)
    for address in ("a", "b", None):
        await trouble.tell(SMALL.name, address)
    assert {address: len(told) for address, told in small.told.items()} == {"a": 2, "b": 1}
    await database.close()


async def test_who_could_not_be_told_is_told_at_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, small = Database(migrated("sqlite", tmp_path)), Small()
    trouble = Trouble({SMALL.name: small}, open_office(database, Vault(b"k" * 32)))

    async def unreachable(address: str, text: str) -> None:
        raise Unreachable("reset", arrived=False)

    with monkeypatch.context() as down:
        down.setattr(small, "say", unreachable)
        await trouble.tell(SMALL.name, "a")
    assert not small.told
    for _ in range(2):
        await trouble.tell(SMALL.name, "a")
    assert len(small.told["a"]) == 1
    await database.close()

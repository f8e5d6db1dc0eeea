"""A town in which the rows of a table can be said by a name: what reads files is tested with the files."""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import CONVERSATIONS
from handlers.ui.turn import App, Turn, everybody
from storage.core.database import Database
from storage.core.vault import Vault
from tests.storage.databases import migrated
from tests.support.town import Town, town_on

Rows = Sequence[Sequence[str]]


@asynccontextmanager
async def town_that_takes(
    tmp_path: Path, tables: Mapping[str, Rows], receive: Callable[[Turn, Rows], None]
) -> AsyncIterator[Town]:
    """Found a town where “file” and the name of a table hands its rows on."""

    def sent(app: App) -> None:
        @everybody
        def hands_on(turn: Turn) -> None:
            """Hand on the rows of a file."""
            receive(turn, tables[turn.text.removeprefix("file ")])

        for name in tables:
            app.words(f"file {name}", hands_on)

    database, vault = Database(migrated("sqlite", tmp_path)), Vault(secrets.token_bytes(32))
    async with town_on(database, vault, conversations=(*CONVERSATIONS, sent)) as town:
        yield town

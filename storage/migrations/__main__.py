"""Write the next migration from what changed in `tables.py`: `make migration says="people have a PIN"`.

Read what it wrote before you commit it: data that has to move is not moved by itself.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.core.database import Database
from storage.core.migrate import config, upgrade
from storage.core.schema import MIGRATIONS


async def write(says: str) -> None:
    """Compare a database of all migrations so far with the tables, and write down the difference."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite+aiosqlite:///{Path(directory) / 'empty.db'}"
        if number > 1:
            await upgrade(url)
        database = Database(url)
        await database.transact(
            lambda here: command.revision(_tidied(here), says, autogenerate=True, rev_id=f"{number:04}")
        )
        await database.close()


def _tidied(connection: Connection) -> Config:
    """Let ruff go over what was written, so that `make check` takes it as it is."""
    made = config(connection)
    hooks = {"check": "check --fix --silent", "format": "format --silent"}
    made.set_section_option("post_write_hooks", "hooks", ",".join(hooks))
    for hook, words in hooks.items():
        made.set_section_option("post_write_hooks", f"{hook}.type", "module")
        made.set_section_option("post_write_hooks", f"{hook}.module", "ruff")
        made.set_section_option("post_write_hooks", f"{hook}.options", f"{words} REVISION_SCRIPT_FILENAME")
    return made


if __name__ == "__main__":
    asyncio.run(write(" ".join(sys.argv[1:]) or sys.exit(__doc__)))

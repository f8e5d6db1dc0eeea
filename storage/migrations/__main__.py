"""Write the next migration from what changed in `tables.py`: `make migration says="people have a PIN"`.

Read what it wrote before you commit it: data that has to move is not moved by itself.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.core.database import open_engine
from storage.core.migrate import MIGRATIONS, config, upgrade


async def write(says: str) -> None:
    """Compare a database of all migrations so far with the tables, and write down the difference."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite+aiosqlite:///{Path(directory) / 'empty.db'}"
        if number > 1:
            await upgrade(url)
        engine = open_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(
                lambda here: command.revision(config(here), says, autogenerate=True, rev_id=f"{number:04}")
            )
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(write(" ".join(sys.argv[1:]) or sys.exit(__doc__)))

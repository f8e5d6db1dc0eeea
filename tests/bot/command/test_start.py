"""What a start with a token loads, in a process of its own: what is seldom needed waits until it is."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from sandbox import TOKEN, serve
from tests.storage.databases import migrated

ROOT = Path(__file__).parents[3]
START = """
import os, sys
from bot.__main__ import load
main = load()
from bot.telegram import polling

async def poll(*_):
    print(*sorted(sys.modules), flush=True)
    os._exit(0)

polling.poll = poll
main(["run"])
"""
SELDOM = (
    *("sandbox", "bot.practice", "starlette", "uvicorn"),  # without a token
    *("alembic", "mako"),  # where the office is of another edition
    *("sqlalchemy.orm", "sqlalchemy.ext.asyncio", "sqlalchemy.dialects.postgresql", "psycopg"),  # on a server
    *("shapely", "numpy", "holidays", "rapidfuzz", "python_calamine", "xlsxwriter", "segno"),  # by an act
    *("telegram.ext", "babel.messages"),  # by nobody
    *("rich", "pygments", "click", "cryptography.hazmat.backends"),  # by libraries, for what is not done here
)


@pytest.fixture
async def loaded(tmp_path: Path) -> set[str]:
    """Start a bot with a token in an office that is there; gives what is loaded once it polls."""
    (tmp_path / "token").write_text(TOKEN)
    async with serve(None) as served:
        settings = {
            "TOKEN_FILE": str(tmp_path / "token"),
            "API_URL": served.address,
            "DATA": str(tmp_path),
            "DATABASE_URL": migrated("sqlite", tmp_path),
        }
        environment = {f"SHOUWANG_{name}": value for name, value in settings.items()}
        starting = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START),
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdout=PIPE,
        )
        said, _ = await starting.communicate()
    return {part for name in said.decode().split() for part in _within(name)}


def _within(name: str) -> list[str]:
    """List a module and the packages that it lies in."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


async def test_what_is_seldom_needed_is_not_loaded_at_the_start(loaded: set[str]) -> None:
    assert "bot.app" in loaded, "it started"
    assert loaded.isdisjoint(SELDOM), sorted(loaded.intersection(SELDOM))

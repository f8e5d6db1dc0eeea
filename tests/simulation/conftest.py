"""A room that is watched, for tests about the watching."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from tests.simulation.checks.watch import Watch
from tests.simulation.room import Room, opened
from tests.simulation.year import START


@dataclass
class Watched:
    """The demo city and who looks at it; time passes, and something is broken on purpose."""

    room: Room
    watch: Watch

    async def passes(self, **time: float) -> None:
        """Let time pass."""
        await self.room.to(self.room.now + timedelta(**time))

    async def breaks(self, statement: str, **values: Any) -> None:
        """Change the office's memory behind its back."""
        await self.room.act(lambda db: db.connection.execute(text(statement), values))

    def named(self, *words: str) -> bool:
        """Tell whether the checks named a wrong with these words."""
        self.watch.look_back()
        return any(all(word in wrong for word in words) for wrong in self.watch.wrongs)


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[Watched]:
    with capture_logs() as errors:
        async with opened(tmp_path, START.astimezone(UTC)) as room:
            watched = Watched(room, Watch(room, errors))
            await room.practice.ring()
            yield watched

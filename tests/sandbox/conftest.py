"""A served sandbox, a clock that is moved by hand, a real Bot and a phone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from sandbox import TOKEN, Phone, Served, serve


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def bot_at(address: str, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask PTB for its coming behaviour; the old one warns whenever a RetryAfter is made."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def served(clock: Clock) -> AsyncIterator[Served]:
    async with serve(None, clock=clock, limits=False) as served:
        yield served


@pytest.fixture
async def bot(served: Served) -> AsyncIterator[Bot]:
    async with bot_at(served.address) as bot:
        yield bot


@pytest.fixture
async def phone(served: Served) -> Phone:
    """A phone whose owner has pressed Start, and that was heard."""
    return await Phone.of(served.address, first_name="秀英", phone="886912000111", started=True)

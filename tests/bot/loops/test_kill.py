"""SIGKILL at random during ten reports for each: none lost, none doubled, all answered (`trust.md` R1)."""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from sandbox import serve
from tests.bot.loops.real_bot import RealBot, kept, let_in, reports
from tests.storage.databases import migrated

KILLS = int(os.environ.get("KILLS", "12"))
"""More by `make kill-test kills=200`; each costs ten reports."""
CHIEFS = 25
EACH = -(-10 * KILLS // CHIEFS)
SEED = 20260601


@pytest.mark.slow
@pytest.mark.timeout(120 + 12 * KILLS)
async def test_no_report_that_got_a_number_is_lost_or_doubled(tmp_path: Path) -> None:
    url = migrated("sqlite", tmp_path)
    dice = random.Random(SEED)
    async with serve(None, limits=False) as served:
        phones = await let_in(served.address, tmp_path, url, CHIEFS)
        bot = RealBot(served.address, tmp_path, url)
        await bot.start()
        reporting = asyncio.gather(*(reports(phone, EACH) for phone in phones))
        for _ in range(KILLS):
            if dice.random() < 0.8:  # the rest die while they start
                await bot.ready()
            await asyncio.sleep(dice.uniform(0.0, 2.0))
            await bot.kill()
            await bot.start()
        held = [number for numbers in await reporting for number in numbers]
        await bot.kill()
    assert len(held) == CHIEFS * EACH
    assert Counter(held) == Counter(await kept(url, tmp_path))

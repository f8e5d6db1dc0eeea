"""Eight deaths in the midst of all; `make kill-test kills=20000` is the long form (`trust.md` R1, R2)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.store import messages
from tests.kills.checks import Checks
from tests.kills.deaths import DEATHS
from tests.kills.forked import traces
from tests.kills.run import lived
from tests.kills.stories import FLOWS
from tests.kills.town import DISTRICTS, Town, opened
from tests.simulation.hand import PIN

CHAT = 7_000_000_001


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_whenever_it_dies_nothing_is_lost_doubled_half_done_or_left_behind(tmp_path: Path) -> None:
    town = await lived("sqlite", tmp_path, kills=8, seed=2, districts=DISTRICTS[:1])
    assert {verb for verb, _ in town.done} >= set(FLOWS)
    assert len(town.deaths) == len(DEATHS["sqlite"]) or not traces(), "each way to die"


def said(town: Town, **body: Any) -> None:
    messages.add(town.served.state, CHAT, {"from": {"is_bot": True}, "text": "", **body})


WRONG: dict[str, Callable[[Town], object]] = {
    "was done 1 times, and is kept 0 times": lambda town: town.done.update([("case.visited", 1)]),
    "holds a PIN": lambda town: said(town, text=f"我的密碼 {PIN}", **{"from": {"is_bot": False}}),
    "holds full data, and has no end": lambda town: said(town, text="王○明", has_protected_content=True),
    "nobody wrote down": lambda town: said(town, text="L-115-000000"),
    "was left behind": lambda town: (town.folder / "half.tmp").touch(),
    "the log holds": lambda town: (town.folder / "log").write_text(f"event=said text={PIN}"),
}


async def test_each_check_sees_what_is_wrong(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as town:
        checks = Checks(town)
        assert not list(checks.look())
        for wrong, happens in WRONG.items():
            happens(town)
            assert wrong in "\n".join(checks.look())
